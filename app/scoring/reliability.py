"""What a reliability diagram draws: isotonic curve and deciles, each with its raw number of forecasts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from app.domain.probability import DECIMALS
from app.scoring.bins import DECILES, into_bins
from app.scoring.corp import recalibrated
from app.scoring.inputs import FloatArray
from app.scoring.tally import Tally, tally


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Forecasts of one decile (low, high], the first with 0: how many, mean, how often it happened."""

    low: float
    high: float
    n: int
    mean_probability: float
    event_rate: float


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One pool of the isotonic fit: probabilities `low` to `high`, how many, the event rate fitted."""

    low: float
    high: float
    n: int
    event_rate: float


def bins_by_group(cells: Tally) -> list[tuple[ReliabilityBin, ...]]:
    """The deciles that hold forecasts, for each group."""
    kept = into_bins(cells, DECILES)
    points = [
        ReliabilityBin(number / DECILES, (number + 1) / DECILES, rows, forecast, rate)
        for number, rows, forecast, rate in zip(
            kept.number.tolist(),
            kept.rows.tolist(),
            np.round(kept.forecast, DECIMALS).tolist(),  # without the noise of summing
            np.round(kept.rate, DECIMALS).tolist(),
            strict=True,
        )
    ]
    edges = np.searchsorted(kept.group, np.arange(cells.groups + 1)).tolist()
    return [tuple(points[a:b]) for a, b in pairwise(edges)]


def curves_by_group(cells: Tally, fitted: FloatArray) -> list[tuple[CurvePoint, ...]]:
    """The pools of the isotonic fit `fitted` (one rate per cell), for each group."""
    if not len(cells.group):
        return [() for _ in range(cells.groups)]
    new = np.concatenate(([True], (cells.group[1:] != cells.group[:-1]) | (fitted[1:] != fitted[:-1])))
    starts = np.flatnonzero(new)
    ends = np.append(starts[1:], len(fitted)) - 1
    points = [
        CurvePoint(low, high, rows, rate)
        for low, high, rows, rate in zip(
            cells.probability[starts].tolist(),
            cells.probability[ends].tolist(),
            np.add.reduceat(cells.rows, starts).tolist(),
            np.round(fitted[starts], DECIMALS).tolist(),
            strict=True,
        )
    ]
    edges = np.searchsorted(cells.group[starts], np.arange(cells.groups + 1)).tolist()
    return [tuple(points[a:b]) for a, b in pairwise(edges)]


def reliability_bins(probability: ArrayLike, outcome: ArrayLike) -> tuple[ReliabilityBin, ...]:
    """Deciles, closed on the right, that hold forecasts; each with its raw n. ValueError on bad input."""
    return bins_by_group(tally(probability, outcome))[0]


def reliability_curve(probability: ArrayLike, outcome: ArrayLike) -> tuple[CurvePoint, ...]:
    """The CORP reliability curve: pools of the isotonic fit with their raw n. ValueError on bad input.

    Dimitriadis, Gneiting and Jordan, PNAS 118, 2021.
    """
    cells = tally(probability, outcome)
    return curves_by_group(cells, recalibrated(cells))[0]
