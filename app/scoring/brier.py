"""The Brier score, and its sum over the options of one question."""

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


def option_brier_scores(probabilities: ArrayLike, outcomes: ArrayLike) -> FloatArray:
    """Sum over options `sum_k (p_k - o_k)^2` of each question, 0 to 2 (twice the Brier score for two
    options).

    Both of shape (questions, options), rows summing to 1 within 1e-6. Raises ValueError otherwise.
    Brier 1950; Gneiting and Raftery, JASA 102, 2007.
    """
    p, o = option_arrays(probabilities, outcomes)
    return np.asarray(np.square(p - o).sum(axis=1), dtype=np.float64)


def option_arrays(probabilities: ArrayLike, outcomes: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Matrices of questions by options, each row a distribution; ValueError names the one that is not."""
    p, o = np.asarray(probabilities, dtype=np.float64), np.asarray(outcomes, dtype=np.float64)
    for name, array in (("probabilities", p), ("outcomes", o)):
        if array.ndim != 2 or not array.size:
            raise ValueError(f"{name}: expected a matrix of questions by options")
        if not ((array >= 0) & (array <= 1)).all():
            raise ValueError(f"{name}: every number must lie within 0 to 1")
        if (np.abs(array.sum(axis=1) - 1) > 1e-6).any():
            raise ValueError(f"{name}: the options of a question must sum to 1")
    if p.shape != o.shape:
        raise ValueError(f"outcomes: shape {o.shape} for probabilities of shape {p.shape}")
    return p, o
