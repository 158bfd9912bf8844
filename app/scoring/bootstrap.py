"""How far miscalibration, discrimination and the reliability curve would move with other families."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from app.scoring.bands import BandPoint, check_drawing, find_ties, goes, joined, pointwise_band, refit
from app.scoring.clusters import ONE_FAMILY
from app.scoring.corp import decompose
from app.scoring.inputs import FloatArray, checked_pairs, checked_weights, code_array

DRAWS = 1_000
LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampled:
    """A figure, its mean over the bootstrap's draws, and its bias-corrected interval."""

    estimate: float
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bootstrap:
    """MCB, DSC and the curve's pointwise band; all None with the reason where one family is all there is."""

    families: int
    level: float
    draws: int | None = None
    mcb: Resampled | None = None
    dsc: Resampled | None = None
    curve: tuple[BandPoint, ...] | None = None
    reason: str | None = None


def bootstrap(
    probability: ArrayLike,
    outcome: ArrayLike,
    family: ArrayLike | None = None,
    *,
    weight: ArrayLike | None = None,
    rng: np.random.Generator,
    draws: int = DRAWS,
    level: float = LEVEL,
) -> Bootstrap:
    """Cluster bootstrap of the CORP decomposition and of the reliability curve, by family.

    Each draw takes as many families as there are, with replacement, all their rows with them, and refits.
    Noise alone makes an isotonic fit look miscalibrated, so MCB and DSC are too large by about b, and so
    once more is each draw: with estimate e and the draws' mean m, `b = m - e`, and the draws lie about 2b
    above the truth. The plain percentile interval is therefore no confidence interval (it holds 0 never).
    Published is the hull of the percentile interval moved down by 2b and of the basic one, with quantiles
    q of the draws: `[min(q_low - 2b, 2e - q_high), max(q_high - 2b, 2e - q_low)]`, its ends moved up to 0
    where they lie below, since neither figure can.

    It is an orientation, not a promise: in simulations (`benchmarks/decomposition_coverage.py`) the nominal
    95% covered 87% and more for MCB, 84% and more for DSC, least for calibrated forecasters with fewer than
    100 families or with probabilities that hardly repeat. Whether an MCB of 0 is tenable, ask `consistency`.

    `curve`: the middle `level` of the draws' isotonic fits, pointwise, at each distinct probability (above
    101 of them on 101 even steps). It is not bias-corrected, and the bootstrap of an isotonic fit is not
    consistent where probabilities hardly repeat (Sen, Banerjee and Woodroofe, Annals of Statistics 38, 2010).

    Arrays of shape (n,) in [0, 1], fractions allowed; weights at least 0; squared units. Without `family`
    every row is its own. None with the reason below two families. ValueError on bad input. Efron and
    Tibshirani, An Introduction to the Bootstrap, 1993, sections 10 and 13; Cameron, Gelbach and Miller,
    Review of Economics and Statistics 90, 2008, for resampling clusters.
    """
    check_drawing(draws, level)
    p, y = checked_pairs(probability, outcome)
    w = checked_weights(weight, len(p))
    codes = np.arange(len(p)) if family is None else code_array("family", family, len(p))
    kept = w > 0
    order = np.flatnonzero(kept)[np.lexsort((y[kept], p[kept], codes[kept]))]
    p, y, w = p[order], y[order], w[order]
    names, of_row = np.unique(codes[order], return_inverse=True)
    size = len(names)
    if size < 2:
        return Bootstrap(level=level, families=size, reason=ONE_FAMILY)
    ties = find_ties(p)
    at, shape = (of_row, ties.of_row), (size, len(ties))
    weights, happened = csr_array((w, at), shape=shape), csr_array((w * y, at), shape=shape)
    parts = []
    for go in goes(draws, size + len(ties)):
        taken = rng.multinomial(size, np.full(size, 1 / size), size=go).astype(np.float64)
        total = np.asarray(taken @ weights)
        parts.append(refit(ties, total, np.minimum(np.asarray(taken @ happened), total)))
    found, parts_of = joined(parts), decompose(p, y, weight=w)
    return Bootstrap(
        level=level,
        families=size,
        draws=draws,
        mcb=_resampled(parts_of.mcb, found.mcb, level),
        dsc=_resampled(parts_of.dsc, found.dsc, level),
        curve=pointwise_band(ties, found.curve, level),
    )


def _resampled(estimate: float, drawn: FloatArray, level: float) -> Resampled:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2]).tolist()
    mean = float(drawn.mean())
    twice = 2 * (mean - estimate)
    return Resampled(
        estimate=estimate,
        mean=mean,
        low=max(min(low - twice, 2 * estimate - high), 0.0),
        high=max(high - twice, 2 * estimate - low, 0.0),
    )
