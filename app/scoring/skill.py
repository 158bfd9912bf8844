"""Skill: how much of a reference's loss a forecaster saved."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.brier import brier_score
from app.scoring.inputs import FloatArray, checked_pairs
from app.scoring.sums import ratio

BASE_RATE = "base rate of the same forecasts"


def skill_scores(score: FloatArray, reference: FloatArray) -> FloatArray:
    """`1 - score / reference` of each group; NaN where the reference is perfect."""
    return 1 - ratio(score, reference)


def brier_skill(
    probability: ArrayLike, outcome: ArrayLike, *, reference: ArrayLike | float | None = None
) -> float | None:
    """Brier skill score `1 - S / S_ref`: 1 is perfect, 0 no better than the reference, negative worse.

    reference: forecasts of shape (n,) or one number for all; by default the base rate of these very
    outcomes, which nobody knew beforehand. None where the reference is perfect. ValueError on bad input.
    """
    p, y = checked_pairs(probability, outcome)
    told = y.mean() if reference is None else reference
    against = brier_score(np.broadcast_to(np.asarray(told, dtype=np.float64), p.shape), y)
    return None if against == 0 else 1 - brier_score(p, y) / against
