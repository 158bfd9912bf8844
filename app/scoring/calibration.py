"""How far stated probabilities lie from event rates, and whether chance alone explains it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from app.scoring.bins import DECILES, Binned, into_bins
from app.scoring.inputs import FloatArray, IntArray
from app.scoring.sums import count_by, ratio, sum_by
from app.scoring.tally import Tally, tally

MINIMUM_CLUSTERS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Calibration figures of one scorecard; `withheld` says why there are none.

    `ece10` is the legacy binned figure and biased upward: a perfect forecaster with 20 forecasts shows 0.2.
    """

    debiased_l2: float | None = None
    ece10: float | None = None
    ecce_p: float | None = None
    withheld: str | None = None


def binned_errors(kept: Binned, groups: int) -> FloatArray:
    """`sum_k w_k/w |f_k - o_k|` in each group."""
    error = kept.total(kept.weight * np.abs(kept.forecast - kept.rate), groups)
    return ratio(error, kept.total(kept.weight, groups))


def debiased_squares(kept: Binned, groups: int, noise: FloatArray) -> FloatArray:
    """`sum_k w_k/w ((f_k - o_k)^2 - noise_k)` in each group; bins of unknown noise (NaN) add nothing."""
    known = ~np.isnan(noise)
    square = np.where(known, np.square(kept.forecast - kept.rate) - np.where(known, noise, 0.0), 0.0)
    return ratio(kept.total(kept.weight * square, groups), kept.total(kept.weight, groups))


def clustered_noise(
    kept: Binned, bin_of_part: IntArray, part_weight: FloatArray, part_outcome: FloatArray
) -> FloatArray:
    """Estimated sampling variance of each bin's event rate, by family; NaN where a bin holds only one.

    `m/(m - 1) sum_g (sum_i w_i (y_i - o_k))^2 / w_k^2` over the m families in the bin, which for families
    of one forecast is the usual `o_k (1 - o_k)/(n_k - 1)`.
    """
    size = len(kept.weight)
    residual = np.square(part_outcome - part_weight * kept.rate[bin_of_part])
    families = count_by(bin_of_part, size)
    several = families > 1
    noise = np.full(size, np.nan)
    squares = sum_by(bin_of_part, residual, size)
    noise[several] = (families / np.maximum(families - 1, 1) * squares / np.square(kept.weight))[several]
    return noise


def ece10(probability: ArrayLike, outcome: ArrayLike) -> float:
    """Expected calibration error over ten right-closed bins, `sum n_k/n |f_k - o_k|`. Biased upward; legacy
    only.

    Arrays of shape (n,) in [0, 1]; ValueError on bad input. Naeini, Cooper and Hauskrecht, AAAI 2015.
    """
    return float(binned_errors(into_bins(tally(probability, outcome), DECILES), 1)[0])


def debiased_l2(probability: ArrayLike, outcome: ArrayLike, *, bins: int = DECILES) -> float:
    """Squared calibration error without the bias of binning noise; below 0 is "none to be seen".

    `sum n_k/n ((f_k - o_k)^2 - s_k^2/n_k)` with in-bin mean forecast f_k, event rate o_k and the unbiased
    variance `s_k^2` of outcomes in the bin (`o_k (1 - o_k) n_k/(n_k - 1)` for outcomes of 0 and 1). A bin
    with one forecast tells nothing about its own noise and adds nothing. Arrays of shape (n,); ValueError
    on bad input. Broecker, Climate Dynamics 39, 2012; Kumar, Liang and Ma, NeurIPS 2019.
    """
    cells = tally(probability, outcome)
    kept = into_bins(cells, bins)
    deviation = cells.weight * np.square(cells.outcome - kept.rate[kept.of_cell])
    squares = sum_by(kept.of_cell, deviation, len(kept.weight))
    noise = np.full(len(kept.weight), np.nan)
    several = kept.rows > 1
    noise[several] = squares[several] / ((kept.weight - 1) * kept.weight)[several]
    return float(debiased_squares(kept, 1, noise)[0])


def range_tail(ranges: FloatArray) -> FloatArray:
    """P(range of a standard Brownian motion on [0, 1] exceeds r) `= 8 sum (-1)^(k-1) k (1 - Phi(k r))`.

    Feller, Annals of Mathematical Statistics 22, 1951.
    """
    k = np.arange(1, 101, dtype=np.float64)
    r = np.maximum(ranges, 0.4)  # below it the probability differs from 1 by less than 1e-11
    terms = np.where(k % 2 == 1, k, -k) * ndtr(-np.outer(r, k))
    return np.asarray(
        np.where(ranges <= 0.4, 1.0, np.clip(8 * terms.sum(axis=1), 0.0, 1.0)), dtype=np.float64
    )


def cumulative_ranges(cells: Tally) -> FloatArray:
    """Range of the cumulated `w (y - p)` over rising p in each group, 0 included."""
    ties = int(cells.tie[-1]) + 1 if len(cells.tie) else 0
    step = sum_by(cells.tie, cells.weight * (cells.outcome - cells.probability), ties)
    group = np.zeros(ties, dtype=np.int64)
    group[cells.tie] = cells.group
    edges = np.searchsorted(group, np.arange(cells.groups + 1))
    ranges = np.zeros(cells.groups)
    for g in np.flatnonzero(np.diff(edges)):
        path = np.cumsum(step[edges[g] : edges[g + 1]])
        ranges[g] = max(path.max(), 0.0) - min(path.min(), 0.0)
    return ranges


def cumulative_p(ranges: FloatArray, variance: FloatArray) -> FloatArray:
    """p-value of each range; NaN where nothing can vary and nothing did."""
    p = np.full(len(ranges), np.nan)
    surely = (variance <= 0) & (ranges > 1e-9)
    p[surely] = 0.0
    can = variance > 0
    p[can] = range_tail(ranges[can] / np.sqrt(variance[can]))
    return p


def ecce_p(probability: ArrayLike, outcome: ArrayLike) -> float | None:
    """p-value of the cumulative, bin-free calibration test for independent forecasts; None if all were
    certain and right.

    With forecasts in rising order and `C_k = sum_(i<=k) (y_i - p_i)`, the range of C (0 included) divided by
    `sqrt(sum p_i (1 - p_i))` is, under perfect calibration, close to the range of a Brownian motion. Equal
    probabilities enter in one step. Arrays of shape (n,), outcomes 0 or 1 alone; ValueError otherwise.
    Arrieta-Ibarra, Gujral, Tannen, Tygert and Xu, JMLR 23, 2022 (ECCE-R, there by simulation or this limit).
    """
    cells = tally(probability, outcome)
    if cells.fractional[0]:
        raise ValueError("outcome: the cumulative test is for outcomes of 0 and 1 alone")
    variance = cells.total(cells.probability * (1 - cells.probability))
    p = float(cumulative_p(cumulative_ranges(cells), variance)[0])
    return None if np.isnan(p) else p
