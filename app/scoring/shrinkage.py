"""Empirical Bayes: drawing uncertain scores towards the mean of those they can be compared with."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.inputs import FloatArray, IntArray


def between_variance(score: ArrayLike, variance: ArrayLike) -> float:
    """DerSimonian and Laird's variance between forecasters: `max(0, (Q - (k - 1)) / (sum w - sum w^2 / sum
    w))`.

    With `w = 1/variance` and `Q = sum w (x - mean_w)^2`. Arrays of shape (k,), variances positive; 0 for k
    = 1. DerSimonian and Laird, Controlled Clinical Trials 7, 1986.
    """
    x, v = np.asarray(score, dtype=np.float64), np.asarray(variance, dtype=np.float64)
    if x.ndim != 1 or x.shape != v.shape or not len(x):
        raise ValueError("variance: expected one for each score, and at least one")
    if not (np.isfinite(x).all() and np.isfinite(v).all() and (v > 0).all()):
        raise ValueError("variance: expected finite scores with positive variances")
    w = 1 / v
    spare = w.sum() - np.square(w).sum() / w.sum()
    if len(x) < 2 or spare <= 0:
        return 0.0
    q = float(np.sum(w * np.square(x - np.average(x, weights=w))))
    return max((q - (len(x) - 1)) / float(spare), 0.0)


def shrink(score: ArrayLike, variance: ArrayLike) -> FloatArray:
    """`(t2 x + s2 m) / (t2 + s2)` with variances s2, the between-variance t2 and the mean m weighted by
    1/(t2 + s2). Where t2 is 0 all are m, exactly: rounding must not tell apart what nothing else does.

    Arrays of shape (k,); ValueError on bad input. Efron and Morris, JASA 70, 1975.
    """
    t2 = between_variance(score, variance)
    x, s2 = np.asarray(score, dtype=np.float64), np.asarray(variance, dtype=np.float64)
    mean = np.average(x, weights=1 / (t2 + s2))
    return np.asarray(mean + t2 / (t2 + s2) * (x - mean), dtype=np.float64)


def shrink_within(
    score: FloatArray, se: FloatArray, component: IntArray, *, families: IntArray
) -> FloatArray:
    """Shrunk scores, each component on its own; NaN where there is no score or no positive standard error.

    families: those behind each score. One alone fits it exactly, so its error, however small it comes out,
    leaves out the author's own and would be trusted most of all.
    """
    result = np.full(len(score), np.nan)
    usable = (component >= 0) & np.isfinite(score) & np.isfinite(se) & (se > 0) & (families > 1)
    for label in np.unique(component[usable]):
        chosen = usable & (component == label)
        result[chosen] = shrink(score[chosen], np.square(se[chosen]))
    return result
