"""How sure a mean Brier score is: standard error by family of questions, and a 95% interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from app.scoring.betting import betting_intervals
from app.scoring.clusters import Clusters, membership, sum_clusters
from app.scoring.inputs import BoolArray, FloatArray, checked_weights, code_array, unit_array
from app.scoring.sums import ratio

LEVEL = 0.95
ENOUGH_CLUSTERS = 40  # effective families below which the t interval is not trusted
ENOUGH_SURPRISES = 20  # families that carry the variance, likewise
ROBUST = "CR1 cluster-robust, t"
BOUNDED = "bounded mean, by betting"
ALONE = "one family of questions says nothing about its own sampling error"


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, its standard error and interval; both None with the reason where one family is all there is."""

    mean: float
    se: float | None
    low: float | None
    high: float | None
    method: str | None
    clusters: int
    effective_clusters: float
    reason: str | None


@dataclass(frozen=True, slots=True, eq=False)
class GroupedIntervals:
    """The same for every group; NaN where there is none, `bounded` where the betting interval was used."""

    mean: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray
    bounded: BoolArray


def cluster_intervals(clusters: Clusters, *, level: float = LEVEL) -> GroupedIntervals:
    """Standard error and interval of each group's mean loss."""
    weight = clusters.total(clusters.weight)
    mean = ratio(clusters.total(clusters.loss), weight)
    residual = np.square(clusters.loss - clusters.weight * mean[clusters.group])
    # Residuals of equal losses are rounding, not variation.
    residual = np.where(residual < np.square(1e-12 * clusters.weight), 0.0, residual)
    squares = clusters.total(residual)
    count = clusters.count
    several = count > 1
    freedom = np.maximum(count - 1, 1).astype(np.float64)
    se = np.where(several, np.sqrt(count / freedom * squares) / np.where(weight > 0, weight, 1.0), np.nan)
    reach = stdtrit(freedom, (1 + level) / 2) * se
    low, high = mean - reach, mean + reach
    surprises = ratio(np.square(squares), clusters.total(np.square(residual)), missing=0.0)
    trusted = (clusters.effective >= ENOUGH_CLUSTERS) & (surprises >= ENOUGH_SURPRISES)
    bounded = several & ~(trusted & (low >= 0) & (high <= 1))
    if bounded.any():
        chosen = bounded[clusters.group]
        renumbered = np.cumsum(bounded) - 1
        low[bounded], high[bounded] = betting_intervals(
            renumbered[clusters.group[chosen]],
            np.clip(clusters.loss[chosen] / clusters.weight[chosen], 0.0, 1.0),  # rounding alone
            clusters.weight[chosen],
            groups=int(bounded.sum()),
            level=level,
        )
    return GroupedIntervals(mean, se, low, high, bounded)


def mean_interval(
    losses: ArrayLike,
    cluster: ArrayLike | None = None,
    *,
    weight: ArrayLike | None = None,
    level: float = LEVEL,
) -> Interval:
    """Mean of losses in [0, 1] with its cluster-robust standard error and interval.

    With families g, weights w, mean m and `e_g = sum_(i in g) w_i (l_i - m)`: `se^2 = G/(G - 1) sum e_g^2 /
    (sum w)^2` (CR1) and the interval is m +- t(G - 1) se. Where fewer than 40 effective families, `(sum
    w_g)^2 / sum w_g^2`, or fewer than 20 families carry the variance, `(sum e_g^2)^2 / sum e_g^4`, or the
    interval would leave [0, 1], it is the betting interval for bounded means instead; `method` says which.
    Without `cluster` every row is its own. ValueError on bad input. Cameron, Gelbach and Miller, JBES 29,
    2011; Waudby-Smith and Ramdas, JRSS B 86, 2024.
    """
    if not 0 < level < 1:
        raise ValueError(f"level: {level} is not between 0 and 1")
    loss = unit_array("losses", losses)
    if not len(loss):
        raise ValueError("losses: none given, so there is no mean")
    w = checked_weights(weight, len(loss))
    codes = None if cluster is None else code_array("cluster", cluster, len(loss))
    kept = w > 0
    loss, w, codes = loss[kept], w[kept], None if codes is None else codes[kept]
    group = np.zeros(len(loss), dtype=np.int64)
    member = membership(group, codes, loss)
    clusters = sum_clusters(member, group, w, loss=loss, surprise=loss, groups=1)
    found = cluster_intervals(clusters, level=level)
    count = int(clusters.count[0])
    alone = count < 2
    return Interval(
        mean=float(found.mean[0]),
        se=None if alone else float(found.se[0]),
        low=None if alone else float(found.low[0]),
        high=None if alone else float(found.high[0]),
        method=None if alone else BOUNDED if found.bounded[0] else ROBUST,
        clusters=count,
        effective_clusters=float(clusters.effective[0]),
        reason=ALONE if alone else None,
    )
