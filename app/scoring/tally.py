"""Counts by (group, probability, outcome): enough for every figure that does not ask who belongs together.

Rows are put into one order that depends on their values alone, so that sums, and with them every published
digit, do not depend on the order in which the rows came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.codes import combine, order_by, starts
from app.scoring.inputs import FloatArray, IntArray, checked_pairs, checked_weights, levels
from app.scoring.sums import ratio, sum_by


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Cells of equal (group, probability, outcome), sorted; `tie` numbers the (group, probability).

    in_group: the weight of each group.
    """

    groups: int
    group: IntArray
    probability: FloatArray
    outcome: FloatArray
    weight: FloatArray
    rows: IntArray
    tie: IntArray
    in_group: FloatArray

    def total(self, values: FloatArray | None = None) -> FloatArray:
        """Weighted sum of `values` (one per cell) in each group; the groups' weights without them."""
        return self.in_group if values is None else sum_by(self.group, self.weight * values, self.groups)

    def mean(self, values: FloatArray) -> FloatArray:
        """Weighted mean of `values` (one per cell) in each group; NaN in a group without weight."""
        return ratio(self.total(values), self.in_group)

    @property
    def fractional(self) -> FloatArray:
        """Weight of the outcomes strictly between 0 and 1 in each group."""
        return self.total(((self.outcome > 0) & (self.outcome < 1)).astype(np.float64))


def canonical_order(group: IntArray, probability: FloatArray, outcome: FloatArray) -> IntArray:
    """Row numbers sorted by group, probability and outcome."""
    said = combine(levels(probability)[1], levels(outcome)[1])
    return order_by(combine(group, said))


def tally_sorted(
    group: IntArray, probability: FloatArray, outcome: FloatArray, weight: FloatArray, *, groups: int
) -> Tally:
    """Cells of rows that are in canonical order already."""
    if not len(group):
        none, no_code = np.zeros(0), np.zeros(0, dtype=np.int64)
        return Tally(groups, no_code, none, none, none, no_code, no_code, np.zeros(groups))
    new_tie = starts(group, probability)
    first = np.flatnonzero(new_tie | starts(outcome))
    in_cell = np.add.reduceat(weight, first)
    return Tally(
        groups=groups,
        group=group[first],
        probability=probability[first],
        outcome=outcome[first],
        weight=in_cell,
        rows=np.diff(np.append(first, len(group))).astype(np.int64),
        tie=np.cumsum(new_tie[first]) - 1,
        in_group=sum_by(group[first], in_cell, groups),
    )


def join_tallies(parts: Sequence[Tally]) -> Tally:
    """One tally of the groups of all, numbered on from part to part."""
    groups = np.cumsum([0, *(part.groups for part in parts)])
    ties = np.cumsum([0, *(int(part.tie[-1]) + 1 if len(part.tie) else 0 for part in parts)])

    def on_end(name: str, offsets: IntArray) -> IntArray:
        return np.concatenate([getattr(part, name) + offsets[n] for n, part in enumerate(parts)])

    return Tally(
        groups=int(groups[-1]),
        group=on_end("group", groups),
        probability=np.concatenate([part.probability for part in parts]),
        outcome=np.concatenate([part.outcome for part in parts]),
        weight=np.concatenate([part.weight for part in parts]),
        rows=np.concatenate([part.rows for part in parts]),
        tie=on_end("tie", ties),
        in_group=np.concatenate([part.in_group for part in parts]),
    )


def tally(probability: ArrayLike, outcome: ArrayLike, *, weight: ArrayLike | None = None) -> Tally:
    """Cells of one group of forecasts; raises ValueError on bad, empty or unequal arrays."""
    p, y = checked_pairs(probability, outcome)
    w = checked_weights(weight, len(p))
    group = np.zeros(len(p), dtype=np.int64)
    order = canonical_order(group, p, y)
    return tally_sorted(group, p[order], y[order], w[order], groups=1)
