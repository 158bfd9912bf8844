"""How sure a mean Brier score is: standard error by family of questions, and a 95% interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from app.scoring.betting import betting_intervals
from app.scoring.clusters import ONE_FAMILY, Clusters, membership, squared_residuals, sum_clusters
from app.scoring.crossed import ONE_ARTICLE, Crossed, cross, two_way
from app.scoring.inputs import BoolArray, FloatArray, checked_weights, code_array, unit_array
from app.scoring.sums import ratio

LEVEL = 0.95
ENOUGH_CLUSTERS = 40  # effective families below which the t interval is not trusted
ENOUGH_SURPRISES = 20  # families that carry the variance, likewise
ROBUST = "CR1 cluster-robust, t"
BOUNDED = "bounded mean, by betting"
BOTH_WAYS = "by family and article"
ALONE = ONE_FAMILY


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
    """The same for every group; NaN where there is none, `bounded` where the betting interval was used.

    `two_way`: articles entered; `one_article`: they could not, there was one. None where none were given.
    """

    mean: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray
    bounded: BoolArray
    two_way: BoolArray | None = None
    one_article: BoolArray | None = None

    def method(self, group: int) -> str:
        """How the interval of one group was made, in words."""
        words = BOUNDED if self.bounded[group] else ROBUST
        if self.two_way is not None and self.two_way[group]:
            return f"{words}; {BOTH_WAYS}"
        if self.one_article is not None and self.one_article[group]:
            return f"{words}; {ONE_ARTICLE}"
        return words


def cluster_intervals(
    clusters: Clusters, *, level: float = LEVEL, crossed: Crossed | None = None
) -> GroupedIntervals:
    """Standard error and interval of each group's mean loss; both ways where `crossed` has the articles.

    The rules are those of `mean_interval`. Groups in which articles do not tell are as if none were given.
    """
    weight = clusters.in_group
    mean = ratio(clusters.total(clusters.loss), weight)
    squares, surprises = _carried(clusters, mean)
    effective, count = clusters.effective, clusters.count
    several = count > 1
    freedom = np.maximum(count - 1, 1).astype(np.float64)
    variance = count / freedom * squares
    if crossed is not None:
        tells = crossed.tells & several
        variance = np.where(tells, two_way(variance, crossed, mean), variance)
        freedom = np.where(tells, np.minimum(freedom, np.maximum(crossed.article.count - 1, 1)), freedom)
        effective = np.where(tells, np.minimum(effective, crossed.article.effective), effective)
        surprises = np.where(tells, np.minimum(surprises, _carried(crossed.article, mean)[1]), surprises)
    se = np.where(several, np.sqrt(variance) / np.where(weight > 0, weight, 1.0), np.nan)
    reach = stdtrit(freedom, (1 + level) / 2) * se
    low, high = mean - reach, mean + reach
    trusted = (effective >= ENOUGH_CLUSTERS) & (surprises >= ENOUGH_SURPRISES)
    bounded = several & ~(trusted & (low >= 0) & (high <= 1))
    low[bounded], high[bounded] = _by_betting(clusters, bounded, level)
    if crossed is None:
        return GroupedIntervals(mean, se, low, high, bounded)
    again = bounded & tells
    least, most = _by_betting(crossed.article, again, level)
    low[again], high[again] = np.minimum(low[again], least), np.maximum(high[again], most)
    return GroupedIntervals(mean, se, low, high, bounded, tells, several & crossed.single)


def _carried(clusters: Clusters, mean: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Each group's `sum e_g^2`, and how many clusters carry it, `(sum e_g^2)^2 / sum e_g^4`."""
    residual = squared_residuals(clusters, mean)
    squares = clusters.total(residual)
    return squares, ratio(np.square(squares), clusters.total(np.square(residual)), missing=0.0)


def _by_betting(clusters: Clusters, wanted: BoolArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Ends of the betting intervals of the groups that are wanted."""
    chosen = wanted[clusters.group]
    renumbered = np.cumsum(wanted) - 1
    return betting_intervals(
        renumbered[clusters.group[chosen]],
        np.clip(clusters.loss[chosen] / clusters.weight[chosen], 0.0, 1.0),  # rounding alone
        clusters.weight[chosen],
        groups=int(wanted.sum()),
        level=level,
    )


def mean_interval(
    losses: ArrayLike,
    cluster: ArrayLike | None = None,
    *,
    article: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    level: float = LEVEL,
) -> Interval:
    """Mean of losses in [0, 1] with its cluster-robust standard error and interval.

    With families g, weights w, mean m and `e_g = sum_(i in g) w_i (l_i - m)`: `se^2 = G/(G - 1) sum e_g^2 /
    (sum w)^2` (CR1) and the interval is m +- t(G - 1) se. Where fewer than 40 effective families, `(sum
    w_g)^2 / sum w_g^2`, or fewer than 20 families carry the variance, `(sum e_g^2)^2 / sum e_g^4`, or the
    interval would leave [0, 1], it is the betting interval for bounded means instead; `method` says which.
    Without `cluster` every row is its own.

    With `article`, errors shared within articles count too: se is that of `two_way_error`, t has
    min(families, articles) - 1 degrees of freedom, both counts above are the smaller of the two ways, and
    the betting interval is the hull of those by family and by article. The hull covers for certain where
    families are independent of each other, or where articles are; where both share errors at once, each
    way alone neglects the other and nothing is proved (`benchmarks/interval_coverage.py` measures it).
    Articles that each lie within one family change nothing; nor does one article, and `method` says so.

    Arrays of shape (n,); mean, se and ends in units of the loss. ValueError on bad input. Cameron, Gelbach
    and Miller, JBES 29, 2011; Waudby-Smith and Ramdas, JRSS B 86, 2024.
    """
    if not 0 < level < 1:
        raise ValueError(f"level: {level} is not between 0 and 1")
    loss = unit_array("losses", losses)
    if not len(loss):
        raise ValueError("losses: none given, so there is no mean")
    w = checked_weights(weight, len(loss))
    codes = None if cluster is None else code_array("cluster", cluster, len(loss))
    stood_in = None if article is None else code_array("article", article, len(loss))
    kept = w > 0
    loss, w, codes = loss[kept], w[kept], None if codes is None else codes[kept]
    group = np.zeros(len(loss), dtype=np.int64)
    member = membership(group, codes, loss)
    clusters = sum_clusters(member, group, w, loss=loss, surprise=loss, groups=1)
    crossed = None if stood_in is None else cross(member, group, stood_in[kept], w, loss=loss, groups=1)
    found = cluster_intervals(clusters, level=level, crossed=crossed)
    count = int(clusters.count[0])
    alone = count < 2
    return Interval(
        mean=float(found.mean[0]),
        se=None if alone else float(found.se[0]),
        low=None if alone else float(found.low[0]),
        high=None if alone else float(found.high[0]),
        method=None if alone else found.method(0),
        clusters=count,
        effective_clusters=float(clusters.effective[0]),
        reason=ALONE if alone else None,
    )
