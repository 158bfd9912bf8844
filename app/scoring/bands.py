"""The isotonic fit of many drawn data sets on the same probabilities, and the band its curves fill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.domain.probability import DECIMALS
from app.scoring.brier import brier_losses
from app.scoring.corp import decompose_groups, recalibrated
from app.scoring.inputs import BoolArray, FloatArray, IntArray, in_units
from app.scoring.sums import count_by
from app.scoring.tally import Tally

GRID_POINTS = 101
_CELLS = 4_000_000  # drawn rows held at once


@dataclass(frozen=True, slots=True)
class BandPoint:
    """Between which event rates the curve lay at one probability, in the stated share of the draws."""

    probability: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """The distinct probabilities of rows, rising; `of_row` numbers the one of each row."""

    probability: FloatArray
    of_row: IntArray

    def __len__(self) -> int:
        return len(self.probability)

    @property
    def grid(self) -> FloatArray:
        """Where curves are read: at every probability, or where more than 101 differ at 101 even steps."""
        if len(self) <= GRID_POINTS:
            return self.probability
        return np.linspace(self.probability[0], self.probability[-1], GRID_POINTS)


@dataclass(frozen=True, slots=True, eq=False)
class Refits:
    """MCB and DSC of each draw, shape (draws,), and its curve on the grid, shape (draws, grid)."""

    mcb: FloatArray
    dsc: FloatArray
    curve: FloatArray


def find_ties(probability: FloatArray) -> Ties:
    """Equal probabilities under one number."""
    _, first, at = np.unique(in_units(probability), return_index=True, return_inverse=True)
    return Ties(probability[first], at.astype(np.int64))


def refit(ties: Ties, weight: FloatArray, happened: FloatArray) -> Refits:
    """Isotonic fit and decomposition of every draw in one pass.

    weight, happened: shape (draws, ties), the weight at each probability and that of it which was YES. A
    curve is read at probabilities that a draw lacks on the straight line between those it has.
    """
    draws = len(weight)
    present = weight > 0
    draw, tie = np.nonzero(present)
    w = weight[present]
    cells = Tally(
        groups=draws,
        group=draw.astype(np.int64),
        probability=ties.probability[tie],
        # A rate instead of zeros and ones: differences of squared losses are linear in the outcome.
        outcome=happened[present] / w,
        weight=w,
        rows=np.ones(len(w), dtype=np.int64),
        tie=np.arange(len(w)),
        in_group=weight.sum(axis=1),
    )
    fitted = recalibrated(cells)
    parts = decompose_groups(cells, brier_losses, fitted=fitted)
    edges = np.concatenate(([0], np.cumsum(count_by(cells.group, draws))))
    grid = ties.grid
    curve = np.array([np.interp(grid, cells.probability[a:b], fitted[a:b]) for a, b in pairwise(edges)])
    return Refits(parts.mcb, parts.dsc, curve)


def joined(parts: list[Refits]) -> Refits:
    """Draws made in several goes, as one."""
    return Refits(
        np.concatenate([part.mcb for part in parts]),
        np.concatenate([part.dsc for part in parts]),
        np.concatenate([part.curve for part in parts]),
    )


def goes(draws: int, width: int) -> Iterator[int]:
    """How many draws to make at a time, so that `width` numbers for each fit in memory."""
    step = max(_CELLS // max(width, 1), 1)
    for start in range(0, draws, step):
        yield min(step, draws - start)


def pointwise_band(ties: Ties, curve: FloatArray, level: float) -> tuple[BandPoint, ...]:
    """The middle `level` of the draws' curves at each point of the grid."""
    low, high = np.quantile(curve, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return tuple(
        BandPoint(*point)
        for point in zip(
            ties.grid.tolist(),
            np.round(low, DECIMALS).tolist(),
            np.round(high, DECIMALS).tolist(),
            strict=True,
        )
    )


def check_drawing(draws: int, level: float) -> None:
    """ValueError unless there are draws, and a level that they can show."""
    if not 0 < level < 1:
        raise ValueError(f"level: {level} is not between 0 and 1")
    if draws < 1:
        raise ValueError(f"draws: {draws} is not at least 1")


def fractional(outcome: FloatArray) -> BoolArray:
    """Outcomes that are neither NO nor YES."""
    return np.asarray((outcome > 0) & (outcome < 1), dtype=np.bool_)
