"""How often each phrase came true: said so many times, happened so many times."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, stdtrit

from app.scoring.clusters import Clusters, membership, sum_clusters
from app.scoring.codes import combine
from app.scoring.inputs import (
    NO_PHRASE,
    FloatArray,
    IntArray,
    checked_weights,
    code_array,
    unit_array,
)
from app.scoring.intervals import ALONE, LEVEL
from app.scoring.sums import count_by, ratio, sum_by


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseHits:
    """One phrase: `said` so often, `happened` so often; `interval` is None where `reason` says why.

    `rate` weighs forecasts as given and so need not be happened / said. `n_effective`: how many independent
    forecasts would tell as much.
    """

    phrase: int
    said: int
    happened: float
    rate: float
    families: int
    effective_families: float
    n_effective: float | None
    interval: tuple[float, float] | None
    reason: str | None


def hits(
    phrase: ArrayLike,
    happened: ArrayLike,
    *,
    family: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    level: float = LEVEL,
) -> tuple[PhraseHits, ...]:
    """Hit rate of each phrase, by rising code, with the interval of Korn and Graubard by family of questions.

    Clopper and Pearson's interval for `p n*` of n*, where p is the (weighted) hit rate and n* the effective
    number of forecasts: with n forecasts (Kish's `(sum w)^2 / sum w^2` where weights differ), G families g,
    `e_g = sum_(i in g) w_i (y_i - p)` and `v = G/(G - 1) sum e_g^2 / (sum w)^2` (CR1),
    `n* = n [p (1 - p)/(n - 1) / v] [t(n - 1) / t(G - 1)]^2`, at most n; t are quantiles of Student's
    distribution at (1 + level)/2, and their ratio is at most 1. The first bracket is one over the design
    effect, v against the same estimate for independent forecasts, so that with families of one forecast
    n* = n and the interval is Clopper and Pearson's own. Where all happened, or none, v is 0 and says
    nothing: n* is then the effective number of families, which is on the cautious side. With one
    family there is no interval. Rows without a phrase (-1) are left aside. phrase, happened, family, weight:
    shape (n,); happened in [0, 1]; families default to rows. ValueError on bad input. Korn and Graubard,
    Survey Methodology 24, 1998; Clopper and Pearson, Biometrika 26, 1934.
    """
    y = unit_array("happened", happened)
    if not len(y):
        raise ValueError("happened: no forecasts, so there are no hits")
    codes = code_array("phrase", phrase, len(y))
    families = None if family is None else code_array("family", family, len(y))
    group = np.zeros(len(y), dtype=np.int64)
    return hits_by_group(codes, y, families, checked_weights(weight, len(y)), group, groups=1, level=level)[0]


def hits_by_group(
    phrase: IntArray,
    happened: FloatArray,
    family: IntArray | None,
    weight: FloatArray,
    group: IntArray,
    *,
    groups: int,
    level: float = LEVEL,
) -> list[tuple[PhraseHits, ...]]:
    """The same for every group of rows; rows without weight are left aside too."""
    if not 0 < level < 1:
        raise ValueError(f"level: {level} is not between 0 and 1")
    kept = np.flatnonzero((weight > 0) & (phrase != NO_PHRASE))
    order = kept[np.lexsort((weight[kept], happened[kept], phrase[kept], group[kept]))]
    phrase, y, w, group = phrase[order], happened[order], weight[order], group[order]
    _, first, cell = np.unique(combine(group, phrase), return_index=True, return_inverse=True)
    size = len(first)
    member = membership(cell, None if family is None else family[order], y)
    clusters = sum_clusters(member, cell, w, loss=y, surprise=y, groups=size)
    said = count_by(cell, size)
    n = ratio(np.square(sum_by(cell, w, size)), sum_by(cell, np.square(w), size))
    rate = np.minimum(ratio(sum_by(cell, w * y, size), sum_by(cell, w, size)), 1.0)
    effective = _effective(n, rate, clusters, level)
    low, high = clopper_pearson(rate, effective, level=level)
    families, evenly = clusters.count, clusters.effective
    rows = [
        PhraseHits(
            phrase=int(phrase[first[k]]),
            said=int(said[k]),
            happened=math.fsum(y[first[k] : first[k] + said[k]].tolist()),
            rate=float(rate[k]),
            families=int(families[k]),
            effective_families=float(evenly[k]),
            n_effective=float(effective[k]) if families[k] > 1 else None,
            interval=(float(low[k]), float(high[k])) if families[k] > 1 else None,
            reason=None if families[k] > 1 else ALONE,
        )
        for k in range(size)
    ]
    edges = np.searchsorted(group[first], np.arange(groups + 1)).tolist()
    return [tuple(rows[a:b]) for a, b in pairwise(edges)]


def clopper_pearson(
    rate: FloatArray, n: FloatArray, *, level: float = LEVEL
) -> tuple[FloatArray, FloatArray]:
    """Ends of the exact interval for `rate n` of n trials, neither of which need be whole.

    Quantiles of Beta(x, n - x + 1) and Beta(x + 1, n - x) with x = rate n; 0 and 1 where x is 0 or n.
    Clopper and Pearson, Biometrika 26, 1934.
    """
    x, tail = rate * n, (1 - level) / 2
    none, every = rate <= 0, rate >= 1
    low = np.where(none, 0.0, betaincinv(np.where(none, 1.0, x), np.where(every, 1.0, n - x + 1), tail))
    high = np.where(every, 1.0, betaincinv(x + 1, np.where(every, 1.0, n - x), 1 - tail))
    return low, high


def _effective(n: FloatArray, rate: FloatArray, clusters: Clusters, level: float) -> FloatArray:
    """Effective number of forecasts behind each rate; 1 where there is but one family."""
    families = np.maximum(clusters.count, 2).astype(np.float64)  # one family has no interval anyway
    residual = clusters.loss - clusters.weight * rate[clusters.group]
    total = clusters.in_group
    variance = families / (families - 1) * clusters.total(np.square(residual)) / np.square(total)
    independent = ratio(rate * (1 - rate), n - 1, missing=0.0)
    quantile = (1 + level) / 2
    fewer = stdtrit(np.maximum(n, families) - 1, quantile) / stdtrit(families - 1, quantile)
    adjusted = n * ratio(independent, variance, missing=np.inf) * np.square(fewer)
    certain = (rate <= 0) | (rate >= 1)
    effective = np.where(certain, clusters.effective, np.minimum(adjusted, n))
    return np.where(clusters.count > 1, effective, 1.0)
