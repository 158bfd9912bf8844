"""The logarithmic score, in nats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlogy

from app.scoring.inputs import FloatArray
from app.scoring.sums import sum_by
from app.scoring.tally import Tally, tally

CLIP = 0.001


@dataclass(frozen=True, slots=True)
class LogScore:
    """`mean` is None where `infinite` rows were certain and wrong; `clipped` is within [clip, 1 - clip]."""

    mean: float | None
    infinite: int
    clipped: float
    clip: float


def log_losses(probability: FloatArray, outcome: FloatArray) -> FloatArray:
    """`-y ln p - (1 - y) ln(1 - p)` of each forecast, infinite where certain and wrong."""
    return np.asarray(
        0.0 - xlogy(outcome, probability) - xlogy(1 - outcome, 1 - probability), dtype=np.float64
    )


def clipped_log_losses(probability: FloatArray, outcome: FloatArray, *, clip: float = CLIP) -> FloatArray:
    """The same with every probability moved into [clip, 1 - clip]: always finite."""
    if not 0 < clip < 0.5:
        raise ValueError(f"clip: {clip} is not between 0 and 0.5")
    return log_losses(np.clip(probability, clip, 1 - clip), outcome)


def infinite_rows(cells: Tally) -> FloatArray:
    """How many forecasts of each group were certain and wrong, so that their log score is infinite."""
    wrong = np.isinf(log_losses(cells.probability, cells.outcome))
    return sum_by(cells.group, cells.rows * wrong, cells.groups)


def log_score(
    probability: ArrayLike, outcome: ArrayLike, *, weight: ArrayLike | None = None, clip: float = CLIP
) -> LogScore:
    """Mean logarithmic score `mean -ln(probability of what happened)` in nats; 0 is perfect, 0.693 is
    always 50%.

    Arrays of shape (n,) in [0, 1]; with a fraction it is the cross-entropy. One certain and wrong forecast
    makes the mean infinite: it is then None, the number of such forecasts and the mean under a declared
    clip stand beside it. ValueError on bad input. Good, JRSS B 14, 1952; Gneiting and Raftery, JASA 102,
    2007.
    """
    cells = tally(probability, outcome, weight=weight)
    infinite = int(infinite_rows(cells)[0])
    mean = None if infinite else float(cells.mean(log_losses(cells.probability, cells.outcome))[0])
    clipped = float(cells.mean(clipped_log_losses(cells.probability, cells.outcome, clip=clip))[0])
    return LogScore(mean, infinite, clipped, clip)
