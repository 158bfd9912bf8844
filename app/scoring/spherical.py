"""The spherical score."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.inputs import FloatArray, checked_pairs, checked_weights


def spherical_rewards(probability: FloatArray, outcome: FloatArray) -> FloatArray:
    """`p_y / sqrt(p^2 + (1 - p)^2)` of each forecast; only for outcomes of 0 and 1."""
    said = np.where(outcome == 1, probability, 1 - probability)
    return said / np.hypot(probability, 1 - probability)


def spherical_score(probability: ArrayLike, outcome: ArrayLike, *, weight: ArrayLike | None = None) -> float:
    """Mean spherical score `mean p_y / ||p||`: 1 is perfect, 0.707 is always 50%, 0 is certain and wrong.

    Arrays of shape (n,); outcomes 0 or 1 alone, since a fraction has no `p_y`: ValueError otherwise.
    Gneiting and Raftery, JASA 102, 2007.
    """
    p, y = checked_pairs(probability, outcome)
    if ((y > 0) & (y < 1)).any():
        raise ValueError("outcome: the spherical score is not defined for fractions")
    return float(np.average(spherical_rewards(p, y), weights=checked_weights(weight, len(p))))
