"""Sorting probabilities into bins of equal width without losing any at an edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.scoring.codes import number
from app.scoring.inputs import SCALE, FloatArray, IntArray, in_units
from app.scoring.sums import sum_by
from app.scoring.tally import Tally

DECILES = 10


def bin_numbers(probability: FloatArray, bins: int) -> IntArray:
    """Bin 0 to bins - 1 of each probability: bins are closed on the right, and 0 belongs to the first.

    Computed in whole numbers, so that 0.15, 0.35 and 1.0 fall where a reader expects them.
    """
    if bins < 1:
        raise ValueError(f"bins: {bins} is not at least 1")
    units = in_units(probability)
    return np.asarray(np.maximum((units * bins + SCALE - 1) // SCALE - 1, 0), dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Binned:
    """Bins that hold forecasts, sorted by (group, bin): weights, row counts, mean forecasts, event rates."""

    group: IntArray
    number: IntArray
    weight: FloatArray
    rows: IntArray
    forecast: FloatArray
    rate: FloatArray
    of_cell: IntArray

    def total(self, values: FloatArray, groups: int) -> FloatArray:
        """Sum of `values` (one per bin) in each group."""
        return sum_by(self.group, values, groups)


def into_bins(cells: Tally, bins: int | None) -> Binned:
    """Cells in right-closed bins of equal width, or one bin per probability where `bins` is None."""
    key = cells.tie if bins is None else cells.group * bins + bin_numbers(cells.probability, bins)
    present, of_cell = number(key)
    size = len(present)
    weight = sum_by(of_cell, cells.weight, size)
    group = np.zeros(size, dtype=np.int64)
    group[of_cell] = cells.group
    return Binned(
        group=group,
        number=present if bins is None else present - group * bins,
        weight=weight,
        rows=np.rint(sum_by(of_cell, cells.rows, size)).astype(np.int64),
        forecast=sum_by(of_cell, cells.weight * cells.probability, size) / weight,
        rate=sum_by(of_cell, cells.weight * cells.outcome, size) / weight,
        of_cell=of_cell,
    )
