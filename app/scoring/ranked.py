"""The ranked probability score, for options in an order: far off costs more than next door."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.inputs import FloatArray
from app.scoring.options import option_arrays


def ranked_losses(p: FloatArray, o: FloatArray) -> FloatArray:
    """`sum_k (P_k - O_k)^2` of each row of two matrices, P and O cumulated over the options."""
    return np.asarray(np.square(np.cumsum(p - o, axis=1)).sum(axis=1), dtype=np.float64)


def ranked_sums(probabilities: ArrayLike, outcomes: ArrayLike) -> FloatArray:
    """Ranked probability score as a plain sum, `sum_(k<K) (P_k - O_k)^2`, 0 to K - 1 for K options.

    P_k and O_k are the probabilities and outcomes of the first k options, in the order of the columns. Both
    of shape (questions, options), rows summing to 1 within 1e-6. ValueError otherwise, and for fewer than two
    options. Epstein, J. Applied Meteorology 8, 1969; Murphy, J. Applied Meteorology 10, 1971.
    """
    p, o = option_arrays(probabilities, outcomes)
    if p.shape[1] < 2:
        raise ValueError("probabilities: an order needs at least two options")
    return ranked_losses(p, o)


def ranked_scores(probabilities: ArrayLike, outcomes: ArrayLike) -> FloatArray:
    """Ranked probability score of each question, `ranked_sums / (K - 1)`: 0 is perfect, 1 is certain of one
    end when the other happened; with two options it is the Brier score.

    Shapes and ValueError as for `ranked_sums`. Epstein 1969, divided by K - 1 as is usual since, so that
    questions with few and many options can be averaged.
    """
    sums = ranked_sums(probabilities, outcomes)
    return np.asarray(sums / (np.shape(probabilities)[1] - 1), dtype=np.float64)
