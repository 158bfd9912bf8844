"""Murphy's and Yates' decompositions of the Brier score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.bins import into_bins
from app.scoring.brier import brier_losses
from app.scoring.inputs import checked_pairs, checked_weights
from app.scoring.tally import tally


@dataclass(frozen=True, slots=True)
class Murphy:
    """Reliability, resolution and uncertainty, plain and bias-corrected; `within` is what binning leaves
    over.

    brier = reliability - resolution + uncertainty + within.
    """

    reliability: float
    resolution: float
    uncertainty: float
    within: float
    reliability_corrected: float | None
    resolution_corrected: float | None
    uncertainty_corrected: float | None
    correction: float | None
    bins: int


@dataclass(frozen=True, slots=True)
class Yates:
    """brier = outcome_variance + least_forecast_variance + scatter + bias^2 - twice_covariance.

    `bias` is mean forecast minus base rate, `slope` the mean forecast before YES minus that before NO.
    """

    outcome_variance: float
    least_forecast_variance: float
    scatter: float
    bias: float
    twice_covariance: float
    slope: float


def murphy(
    probability: ArrayLike, outcome: ArrayLike, *, bins: int | None = None, weight: ArrayLike | None = None
) -> Murphy:
    """Murphy's decomposition over distinct probabilities, or over `bins` right-closed bins of equal width.

    REL = sum n_k/n (f_k - o_k)^2, RES = sum n_k/n (o_k - o)^2, UNC = o (1 - o), with the in-bin mean
    forecast f_k. Corrected as Ferro and Fricker have it: REL - a g, RES - a (g - UNC/(n - 1)), UNC + a
    UNC/(n - 1), where g = sum n_k/n o_k (1 - o_k)/(n_k - 1) over bins with more than one, and a in [0, 1]
    is the largest correction that keeps REL and RES non-negative, RES at most 1 and UNC at most 1/4. With
    weights that differ n and n_k are sums of weights, and the corrections, which count forecasts, are None.
    Arrays of shape (n,), outcomes 0 or 1 alone; ValueError otherwise. Murphy, J. Applied Meteorology 12,
    1973; Ferro and Fricker, QJRMS 138, 2012; for `within`: Stephenson, Coelho and Jolliffe, Weather and
    Forecasting 23, 2008.
    """
    cells = tally(probability, outcome, weight=weight)
    if cells.fractional[0]:
        raise ValueError("outcome: Murphy's decomposition is for outcomes of 0 and 1 alone")
    kept = into_bins(cells, bins)
    n = float(cells.total()[0])
    base = float(cells.mean(cells.outcome)[0])
    share = kept.weight / n
    rel = float(np.sum(share * np.square(kept.forecast - kept.rate)))
    res = float(np.sum(share * np.square(kept.rate - base)))
    unc = base * (1 - base)
    counted = bool((cells.weight == cells.rows).all())  # each forecast weighs 1
    several = kept.rows > 1
    noise = float(np.sum(share[several] * (kept.rate * (1 - kept.rate))[several] / (kept.rows[several] - 1)))
    extra = unc / (n - 1) if n > 1 else 0.0
    a = _correction(rel, res, unc, noise, extra)
    score = float(cells.mean(brier_losses(cells.probability, cells.outcome))[0])
    return Murphy(
        reliability=rel,
        resolution=res,
        uncertainty=unc,
        within=score - (rel - res + unc),
        reliability_corrected=rel - a * noise if counted else None,
        resolution_corrected=res - a * (noise - extra) if counted else None,
        uncertainty_corrected=unc + a * extra if counted else None,
        correction=a if counted else None,
        bins=len(kept.weight),
    )


def _correction(rel: float, res: float, unc: float, noise: float, extra: float) -> float:
    limits = [1.0]
    if noise > 0:
        limits.append(rel / noise)
    if noise > extra:
        limits.append(res / (noise - extra))
    elif noise < extra:
        limits.append((1 - res) / (extra - noise))
    if extra > 0:
        limits.append((0.25 - unc) / extra)
    return max(min(limits), 0.0)


def yates(probability: ArrayLike, outcome: ArrayLike, *, weight: ArrayLike | None = None) -> Yates:
    """Yates' covariance decomposition, with variances over n (over the sum of weights where they are given).

    Arrays of shape (n,), outcomes 0 or 1, both present (else slope and scatter have no meaning: ValueError).
    Yates, Organizational Behavior and Human Performance 30, 1982.
    """
    p, y = checked_pairs(probability, outcome)
    if not np.isin(y, (0.0, 1.0)).all():
        raise ValueError("outcome: Yates' decomposition is for outcomes of 0 and 1 alone")
    w = checked_weights(weight, len(p))
    yes, no = (w * (y == side) for side in (1.0, 0.0))
    if not yes.any() or not no.any():
        raise ValueError("outcome: Yates' decomposition needs both a YES and a NO")
    total, base = float(w.sum()), float(yes.sum() / w.sum())
    after_yes, after_no = float(np.average(p, weights=yes)), float(np.average(p, weights=no))
    variance, slope = base * (1 - base), after_yes - after_no
    scatter = float(yes @ np.square(p - after_yes) + no @ np.square(p - after_no)) / total
    return Yates(
        outcome_variance=variance,
        least_forecast_variance=slope * slope * variance,
        scatter=scatter,
        bias=float(np.average(p, weights=w)) - base,
        twice_covariance=2 * slope * variance,
        slope=slope,
    )
