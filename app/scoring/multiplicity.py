"""Many comparisons at once: p-values that allow for how many were made."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.inputs import FloatArray


def adjusted_p_values(p: ArrayLike) -> FloatArray:
    """Benjamini and Yekutieli's adjusted p-values of one fixed family of m comparisons.

    `q_(i) = min(1, min_(j >= i) m c(m) p_(j) / j)` with p_(1) <= ... <= p_(m) and `c(m) = 1 + 1/2 + ... +
    1/m`. Calling different those with `q <= alpha` keeps the expected share of false ones among them below
    alpha however the comparisons depend on each other (authors meet in many pairs, so they do). The family
    must have been fixed beforehand: all comparisons that the rules admit, never those somebody looked at.

    p: shape (m,), in [0, 1]; returns the same shape and order; ValueError otherwise. Benjamini and
    Yekutieli, Annals of Statistics 29, 2001.
    """
    given = np.asarray(p, dtype=np.float64)
    if given.ndim != 1 or not ((given >= 0) & (given <= 1)).all():
        raise ValueError("p: expected numbers from 0 to 1, in one dimension")
    size = len(given)
    if not size:
        return np.zeros(0)
    rank = np.arange(1, size + 1)
    order = np.argsort(given, kind="stable")
    scaled = given[order] * (size * np.sum(1 / rank)) / rank
    adjusted = np.empty(size)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted
