"""CORP: a score's miscalibration, discrimination and uncertainty by isotonic regression."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import isotonic_regression

from app.scoring.brier import brier_losses
from app.scoring.inputs import FloatArray
from app.scoring.logarithmic import log_losses
from app.scoring.tally import Tally, tally

Losses = Callable[[FloatArray, FloatArray], FloatArray]
ScoreName = Literal["brier", "log"]
_LOSSES: dict[str, Losses] = {"brier": brier_losses, "log": log_losses}


@dataclass(frozen=True, slots=True)
class Decomposition:
    """score = mcb - dsc + unc."""

    score: float
    mcb: float
    dsc: float
    unc: float


@dataclass(frozen=True, slots=True, eq=False)
class GroupedDecomposition:
    """The same, one number per group; infinite score and mcb where a log score is infinite."""

    score: FloatArray
    mcb: FloatArray
    dsc: FloatArray
    unc: FloatArray


def recalibrated(cells: Tally) -> FloatArray:
    """For each cell the event rate that isotonic regression gives to its probability, within its group.

    All groups are fitted in one pass: shifting group g by 2g keeps the groups in rising order, so that no
    pool reaches across. The pools' rates are then computed from the unshifted outcomes.
    """
    if not len(cells.group):
        return np.zeros(0)
    weight = np.bincount(cells.tie, weights=cells.weight)
    happened = np.bincount(cells.tie, weights=cells.weight * cells.outcome)
    group = np.zeros(len(weight))
    group[cells.tie] = cells.group
    pools = isotonic_regression(happened / weight + 2 * group, weights=weight).blocks
    starts = np.asarray(pools[:-1], dtype=np.int64)
    rate = np.add.reduceat(happened, starts) / np.add.reduceat(weight, starts)
    fitted = np.repeat(rate, np.diff(pools))
    return np.minimum(fitted, 1.0)[cells.tie]


def decompose_groups(
    cells: Tally, losses: Losses, *, fitted: FloatArray | None = None
) -> GroupedDecomposition:
    """The decomposition of every group; `fitted` spares a second isotonic fit."""
    rate = recalibrated(cells) if fitted is None else fitted
    base = np.minimum(cells.mean(cells.outcome), 1.0)[cells.group]
    score = cells.mean(losses(cells.probability, cells.outcome))
    best = cells.mean(losses(rate, cells.outcome))
    unc = cells.mean(losses(base, cells.outcome))
    # Both terms are never negative in exact arithmetic; this takes away rounding of the last digit alone.
    return GroupedDecomposition(score, np.maximum(score - best, 0.0), np.maximum(unc - best, 0.0), unc)


def decompose(
    probability: ArrayLike, outcome: ArrayLike, *, score: ScoreName = "brier", weight: ArrayLike | None = None
) -> Decomposition:
    """CORP decomposition `S = MCB - DSC + UNC`.

    With x the isotonic (pool-adjacent-violators) fit of outcomes on probabilities, ties pooled, and r the
    base rate: `MCB = S(p) - S(x)`, `DSC = S(r) - S(x)`, `UNC = S(r)`. Arrays of shape (n,) in [0, 1]; Brier
    in squared units, log in nats (score and mcb are infinite where a forecast was certain and wrong).
    ValueError on bad input. Dimitriadis, Gneiting and Jordan, PNAS 118, 2021.
    """
    if score not in _LOSSES:
        raise ValueError(f"score: {score!r} is not one of brier, log")
    parts = decompose_groups(tally(probability, outcome, weight=weight), _LOSSES[score])
    return Decomposition(*(float(part[0]) for part in (parts.score, parts.mcb, parts.dsc, parts.unc)))
