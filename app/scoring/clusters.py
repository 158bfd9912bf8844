"""Families of questions that one shock decides: sums by family, and how many families there really are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.scoring.bins import DECILES, bin_numbers
from app.scoring.inputs import FloatArray, IntArray, compact
from app.scoring.sums import count_by, ratio, sum_by

ONE_FAMILY = "one family of questions says nothing about its own sampling error"


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """One entry per (group, family): its weight, its summed loss, its summed surprise `y - p`."""

    groups: int
    group: IntArray
    weight: FloatArray
    loss: FloatArray
    surprise: FloatArray

    def total(self, values: FloatArray) -> FloatArray:
        """Sum of `values` (one per family) in each group."""
        return sum_by(self.group, values, self.groups)

    @property
    def count(self) -> IntArray:
        """Families in each group."""
        return count_by(self.group, self.groups)

    @property
    def effective(self) -> FloatArray:
        """`(sum w_g)^2 / sum w_g^2` in each group: families counted by how evenly they share the forecasts.

        Kish, Survey Sampling, 1965.
        """
        return ratio(np.square(self.total(self.weight)), self.total(np.square(self.weight)), missing=0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Membership:
    """Which cluster, and which cluster within its decile of probability, each row belongs to."""

    clusters: int
    of_row: IntArray
    parts: int
    part_of_row: IntArray


def membership(group: IntArray, family: IntArray | None, probability: FloatArray) -> Membership:
    """Number the families of each group; without families every row is its own."""
    if family is None:
        rows = np.arange(len(group))
        return Membership(len(group), rows, len(group), rows)
    codes = compact(family)
    width = int(codes.max()) + 1 if len(codes) else 1
    key = (group * width + codes) * DECILES + bin_numbers(probability, DECILES)
    parts, part_of_row = np.unique(key, return_inverse=True)
    cluster_of_part = np.cumsum(np.diff(parts // DECILES, prepend=-1) != 0) - 1
    clusters = int(cluster_of_part[-1]) + 1 if len(parts) else 0
    return Membership(clusters, cluster_of_part[part_of_row], len(parts), part_of_row)


def sum_clusters(
    member: Membership,
    group: IntArray,
    weight: FloatArray,
    *,
    loss: FloatArray,
    surprise: FloatArray,
    groups: int,
) -> Clusters:
    """Add the rows of each family."""
    of_cluster = np.zeros(member.clusters, dtype=np.int64)
    of_cluster[member.of_row] = group

    def added(values: FloatArray) -> FloatArray:
        return sum_by(member.of_row, values, member.clusters)

    return Clusters(groups, of_cluster, added(weight), added(weight * loss), added(weight * surprise))


def squared_residuals(clusters: Clusters, mean: FloatArray) -> FloatArray:
    """`(L_g - w_g m)^2` of every family, m the mean of its group: what CR1 adds up."""
    residual = np.square(clusters.loss - clusters.weight * mean[clusters.group])
    # Residuals of equal losses are rounding, not variation.
    return np.where(residual < np.square(1e-12 * clusters.weight), 0.0, residual)
