"""Families of questions that one shock decides: sums by family, and how many families there really are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.scoring.bins import DECILES, bin_numbers
from app.scoring.codes import order_by, starts
from app.scoring.inputs import FloatArray, IntArray
from app.scoring.sums import count_by, ratio, sum_by

ONE_FAMILY = "one family of questions says nothing about its own sampling error"


@dataclass(frozen=True, eq=False)  # no slots: what is asked for again and again is kept
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

    @cached_property
    def count(self) -> IntArray:
        """Families in each group."""
        return count_by(self.group, self.groups)

    @cached_property
    def in_group(self) -> FloatArray:
        """The weight of each group."""
        return self.total(self.weight)

    @cached_property
    def effective(self) -> FloatArray:
        """`(sum w_g)^2 / sum w_g^2` in each group: families counted by how evenly they share the forecasts.

        Kish, Survey Sampling, 1965.
        """
        return ratio(np.square(self.in_group), self.total(np.square(self.weight)), missing=0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Membership:
    """Which cluster, and which cluster within its decile of probability, each row belongs to."""

    clusters: int
    of_row: IntArray
    parts: int
    part_of_row: IntArray

    def by_cluster(self, values: FloatArray) -> FloatArray:
        """Sum of `values` (one per row) in each cluster."""
        return values if self._rows_alone else sum_by(self.of_row, values, self.clusters)

    def by_part(self, values: FloatArray) -> FloatArray:
        """Sum of `values` (one per row) in each part."""
        return values if self._rows_alone else sum_by(self.part_of_row, values, self.parts)

    def lay_on_clusters(self, codes: IntArray) -> IntArray:
        """The code that all rows of a cluster share."""
        return codes if self._rows_alone else _laid(self.of_row, codes, self.clusters)

    def lay_on_parts(self, codes: IntArray) -> IntArray:
        """The code that all rows of a part share."""
        return codes if self._rows_alone else _laid(self.part_of_row, codes, self.parts)

    @property
    def _rows_alone(self) -> bool:
        return self.clusters == len(self.of_row)


def _laid(place: IntArray, codes: IntArray, size: int) -> IntArray:
    laid = np.zeros(size, dtype=np.int64)
    laid[place] = codes
    return laid


def membership(group: IntArray, family: IntArray | None, probability: FloatArray) -> Membership:
    """Number the families of each group; without families, or without relatives, every row is its own."""
    if family is None:
        return _apart(len(group))
    decile = bin_numbers(probability, DECILES)
    # Rows that come sorted by group and probability need sorting by family alone.
    order = order_by(family) if _rising(group, probability) else order_by(family, group, decile)
    in_order = (family[order], group[order])
    new_cluster = starts(*in_order)
    clusters = int(np.count_nonzero(new_cluster))
    if clusters == len(group):
        return _apart(len(group))
    new_part = starts(*in_order, decile[order])
    of_row, part_of_row = np.empty(len(group), dtype=np.int64), np.empty(len(group), dtype=np.int64)
    of_row[order] = np.cumsum(new_cluster) - 1
    part_of_row[order] = np.cumsum(new_part) - 1
    return Membership(clusters, of_row, int(np.count_nonzero(new_part)), part_of_row)


def _rising(group: IntArray, probability: FloatArray) -> bool:
    """Whether rows are sorted by group and probability."""
    further, same = group[1:] > group[:-1], group[1:] == group[:-1]
    return bool((further | (same & (probability[1:] >= probability[:-1]))).all())


def _apart(size: int) -> Membership:
    rows = np.arange(size)
    return Membership(size, rows, size, rows)


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
    return Clusters(
        groups,
        member.lay_on_clusters(group),
        member.by_cluster(weight),
        member.by_cluster(weight * loss),
        member.by_cluster(weight * surprise),
    )


def squared_residuals(clusters: Clusters, mean: FloatArray) -> FloatArray:
    """`(L_g - w_g m)^2` of every family, m the mean of its group: what CR1 adds up."""
    residual = np.square(clusters.loss - clusters.weight * mean[clusters.group])
    # Residuals of equal losses are rounding, not variation.
    return np.where(residual < np.square(1e-12 * clusters.weight), 0.0, residual)
