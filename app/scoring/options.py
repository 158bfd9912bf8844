"""Scores of a question with several options, exactly one of which happens."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlogy

from app.scoring.inputs import FloatArray
from app.scoring.logarithmic import CLIP, LogScore


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


def option_brier_losses(p: FloatArray, o: FloatArray) -> FloatArray:
    """`sum_k (p_k - o_k)^2` of each row of two matrices."""
    return np.asarray(np.square(p - o).sum(axis=1), dtype=np.float64)


def option_brier_scores(probabilities: ArrayLike, outcomes: ArrayLike) -> FloatArray:
    """Sum over options `sum_k (p_k - o_k)^2` of each question, 0 to 2 (twice the Brier score for two
    options).

    Both of shape (questions, options), rows summing to 1 within 1e-6. Raises ValueError otherwise.
    Brier 1950; Gneiting and Raftery, JASA 102, 2007.
    """
    return option_brier_losses(*option_arrays(probabilities, outcomes))


def option_log_score(probabilities: ArrayLike, outcomes: ArrayLike, *, clip: float = CLIP) -> LogScore:
    """Mean logarithmic score `mean -ln(probability of the option that happened)` in nats; 0 is perfect,
    `ln K` is giving each of K options the same.

    Both of shape (questions, options), rows summing to 1 within 1e-6; where an outcome is shared among
    options it is the cross-entropy `-sum_k o_k ln p_k`. One question whose outcome was given no probability
    makes the mean infinite: it is then None; how many there were and the mean with every probability moved
    into [clip, 1 - clip] stand beside it. ValueError on bad input. Good, JRSS B 14, 1952; Gneiting and
    Raftery, JASA 102, 2007.
    """
    if not 0 < clip < 0.5:
        raise ValueError(f"clip: {clip} is not between 0 and 0.5")
    p, o = option_arrays(probabilities, outcomes)
    losses = 0.0 - xlogy(o, p).sum(axis=1)
    infinite = int(np.isinf(losses).sum())
    clipped = -xlogy(o, np.clip(p, clip, 1 - clip)).sum(axis=1)
    return LogScore(None if infinite else float(losses.mean()), infinite, float(clipped.mean()), clip)


def option_spherical_scores(probabilities: ArrayLike, outcomes: ArrayLike) -> FloatArray:
    """Spherical score `p_happened / sqrt(sum_k p_k^2)` of each question: 1 is perfect, 0 certain and wrong.

    Both of shape (questions, options), rows summing to 1 within 1e-6, outcomes 0 or 1 alone, since a shared
    outcome has no `p_happened`: ValueError otherwise. Gneiting and Raftery, JASA 102, 2007.
    """
    p, o = option_arrays(probabilities, outcomes)
    if ((o > 0) & (o < 1)).any():
        raise ValueError("outcomes: the spherical score is not defined for fractions")
    said = (p * o).sum(axis=1)
    return np.asarray(said / np.sqrt(np.square(p).sum(axis=1)), dtype=np.float64)
