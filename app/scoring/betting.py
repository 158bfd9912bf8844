"""An interval for a mean of bounded numbers that needs no large sample: test each candidate by betting
against it.

A bet of share c against the claim "the mean is m" multiplies one's wealth by `1 + c r (x/m - 1)` for each
cluster of mean x and relative weight r. If the claim is true, the expected product is at most 1 for
independent clusters, alike or not, since a geometric mean never exceeds the arithmetic one; so wealth above
2/alpha refutes the claim at level alpha/2 by Markov's inequality. Splitting the stake over a few shares
keeps that true. The product does not depend on the clusters' order, and nothing is drawn at random.

The shares may depend on the claim and the weights, never on what was seen. The best one against clusters of
variance v is about `m sqrt(2 ln(2/alpha) / (v sum r^2))`; numbers in [0, 1] of mean m have at most `m(1 -
m)`, so half the stake assumes a standard deviation of 0.8 of that greatest one, half 0.3 of it. Since c then
grows no faster than sqrt(m/(1 - m)), wealth falls as m rises (for bets on the other side it rises), and the
claims that survive form one interval.

Waudby-Smith and Ramdas, JRSS B 86, 2024 (hedged capital; here with bets that are fixed beforehand).
"""

from __future__ import annotations

import numpy as np

from app.scoring.inputs import FloatArray, IntArray
from app.scoring.sums import ratio, sum_by

SPREADS = (0.8, 0.3)  # standard deviations as parts of the greatest possible
MOST = 0.95  # share of the wealth put at stake at most: one surprise must not end the bet
STEPS = 60
CLOSE = 1e-12


def betting_intervals(
    group: IntArray, mean: FloatArray, weight: FloatArray, *, groups: int, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Lower and upper end for the weighted mean of each group's independent clusters, in [0, 1].

    group, mean, weight: one entry per cluster, means in [0, 1], weights positive. NaN in a group without
    clusters.
    """
    if not groups:
        return np.zeros(0), np.zeros(0)
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
    """The least mean, up to the observed one, at which the wealth stays below 2/alpha.

    A bracket closed by the rule of false position (Illinois: an end that stays twice counts half), by halves
    as long as its lower end is 0, where the wealth may be infinite.
    """
    limit = np.log(2 / (1 - level))
    groups = len(centre)
    pull = np.sqrt(ratio(np.full(groups, 2 * limit), sum_by(group, np.square(share), groups), missing=0.0))
    low, high = np.zeros(groups), centre.copy()
    over, under = np.full(groups, np.inf), np.full(groups, -limit)  # wealth at the mean itself is at most 1
    raised = lowered = np.zeros(groups, dtype=np.bool_)
    for _ in range(STEPS):
        part = np.where(np.isinf(over), 0.5, under / np.where(np.isinf(over), -1.0, under - over))
        middle = high - part * (high - low)
        excess = _log_wealth(group, mean, share, middle, pull) - limit
        refuted = excess >= 0
        over = np.where(refuted, excess, np.where(lowered, over / 2, over))
        under = np.where(refuted, np.where(raised, under / 2, under), excess)
        low, high = np.where(refuted, middle, low), np.where(refuted, high, middle)
        raised, lowered = refuted, ~refuted
        if ((np.abs(excess) < CLOSE) | (high - low < CLOSE)).all():
            break
    return np.where(over < -under, low, high)


def _log_wealth(
    group: IntArray, mean: FloatArray, share: FloatArray, claim: FloatArray, pull: FloatArray
) -> FloatArray:
    gain = share * (ratio(mean, claim[group], missing=1.0) - 1)
    bold = pull * np.sqrt(ratio(claim, 1 - claim, missing=0.0))
    bets = [np.minimum(bold / spread, MOST) for spread in SPREADS]
    wealth = np.stack([sum_by(group, np.log1p(bet[group] * gain), len(claim)) for bet in bets])
    return np.asarray(np.logaddexp.reduce(wealth, axis=0) - np.log(len(SPREADS)), dtype=np.float64)
