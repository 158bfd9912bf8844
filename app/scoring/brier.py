"""The Brier score."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.inputs import FloatArray, checked_pairs, checked_weights


def brier_losses(probability: FloatArray, outcome: FloatArray) -> FloatArray:
    """`(p - y)^2` of each forecast, 0 to 1."""
    return np.square(probability - outcome)


def brier_score(probability: ArrayLike, outcome: ArrayLike, *, weight: ArrayLike | None = None) -> float:
    """Mean Brier score `mean (p - y)^2`: 0 is perfect, 0.25 is always saying 50%, 1 is certain and always
    wrong.

    Arrays of shape (n,) in [0, 1]; fractions of an outcome are allowed. ValueError on bad, empty or unequal
    arrays. Brier, Monthly Weather Review 78, 1950.
    """
    p, y = checked_pairs(probability, outcome)
    return float(np.average(brier_losses(p, y), weights=checked_weights(weight, len(p))))
