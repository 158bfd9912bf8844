"""An interval for a mean of bounded numbers that needs no large sample: test each candidate by betting
against it.

A bet of a fixed share c against the claim "the mean is m" multiplies one's wealth by `1 + c r (x/m - 1)`
for each cluster of mean x and relative weight r. If the claim is true, the expected product is at most 1
for independent clusters, alike or not, since a geometric mean never exceeds the arithmetic one; so wealth
above 2/alpha refutes the claim at level alpha/2 by Markov's inequality. Spreading the stake over a few
shares keeps that true. Wealth falls as m rises (and rises for bets on the other side), so the claims that
survive form one interval. The product does not depend on the clusters' order, and nothing is drawn at
random.

Waudby-Smith and Ramdas, JRSS B 86, 2024 (hedged capital; here with constant, mixed bets).
"""

from __future__ import annotations

import numpy as np

from app.scoring.inputs import FloatArray, IntArray
from app.scoring.sums import ratio, sum_by

SHARES = (0.9, 0.6, 0.35, 0.2, 0.1, 0.05, 0.02)
STEPS = 40


def betting_intervals(
    group: IntArray, mean: FloatArray, weight: FloatArray, *, groups: int, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Lower and upper end for the weighted mean of each group's independent clusters, in [0, 1].

    group, mean, weight: one entry per cluster, means in [0, 1], weights positive. NaN in a group without
    clusters.
    """
    largest = np.zeros(groups)
    np.maximum.at(largest, group, weight)
    share = ratio(weight, largest[group], missing=0.0)
    centre = ratio(sum_by(group, weight * mean, groups), sum_by(group, weight, groups))
    lower = _least_surviving(group, mean, share, centre=centre, level=level)
    upper = 1 - _least_surviving(group, 1 - mean, share, centre=1 - centre, level=level)
    return lower, upper


def _least_surviving(
    group: IntArray, mean: FloatArray, share: FloatArray, *, centre: FloatArray, level: float
) -> FloatArray:
    """The least mean, up to the observed one, at which the wealth stays below 2/alpha."""
    limit = np.log(2 / (1 - level))
    groups = len(centre)
    low, high = np.zeros(groups), centre.copy()
    for _ in range(STEPS):
        middle = (low + high) / 2
        refuted = _log_wealth(group, mean, share, middle, groups) >= limit
        low, high = np.where(refuted, middle, low), np.where(refuted, high, middle)
    return low


def _log_wealth(
    group: IntArray, mean: FloatArray, share: FloatArray, claim: FloatArray, groups: int
) -> FloatArray:
    gain = share * (ratio(mean, claim[group], missing=1.0) - 1)
    wealth = np.stack([sum_by(group, np.log1p(bet * gain), groups) for bet in SHARES])
    return np.asarray(np.logaddexp.reduce(wealth, axis=0) - np.log(len(SHARES)), dtype=np.float64)
