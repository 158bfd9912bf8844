"""Errors shared in two ways at once: by the families of the questions, and by the articles they stood in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.clusters import ONE_FAMILY, Clusters, Membership, membership, squared_residuals, sum_clusters
from app.scoring.codes import combine, compact, number
from app.scoring.inputs import (
    BoolArray,
    FloatArray,
    IntArray,
    checked_weights,
    code_array,
    unit_array,
)
from app.scoring.sums import ratio

ONE_ARTICLE = "one article says nothing about its own error: by family alone"


@dataclass(frozen=True, slots=True, eq=False)
class Crossed:
    """The same rows by article, and by family and article at once."""

    article: Clusters
    both: Clusters

    @property
    def tells(self) -> BoolArray:
        """Groups in which articles add something: there are several, and not each lies within one family."""
        return np.asarray((self.article.count > 1) & (self.both.count > self.article.count), dtype=np.bool_)

    @property
    def single(self) -> BoolArray:
        """Groups whose rows all stand in one article."""
        return np.asarray(self.article.count == 1, dtype=np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoWayError:
    """The mean, its standard error and the three variances it is made of; None with the reason."""

    mean: float
    se: float | None = None
    by_family: float | None = None
    by_article: float | None = None
    by_both: float | None = None
    families: int
    articles: int
    freedom: int | None = None
    reason: str | None = None


def cross(
    member: Membership,
    group: IntArray,
    article: IntArray,
    weight: FloatArray,
    *,
    loss: FloatArray,
    groups: int,
) -> Crossed:
    """Add the rows of each (group, article), and of each (group, family, article); `member` are the
    families."""
    of_article = pair_numbers(group, article)
    articles = int(of_article.max()) + 1 if len(group) else 0
    # The finer of the two as the second: rows that it alone decides need no sorting.
    finer = (of_article, member.of_row) if member.clusters >= articles else (member.of_row, of_article)
    return Crossed(
        _summed(of_article, group, weight, loss, groups),
        _summed(pair_numbers(*finer), group, weight, loss, groups),
    )


def pair_numbers(first: IntArray, second: IntArray) -> IntArray:
    """One number per pair of codes, from 0 up without gaps.

    Where each second code meets one first code it is the pair already; only the other rows are sorted.
    """
    if not len(first):
        return np.zeros(0, dtype=np.int64)
    one, other = compact(first), compact(second)
    width = int(other.max()) + 1
    owner = np.zeros(width, dtype=np.int64)
    np.maximum.at(owner, other, one)
    apart = owner[other] != one
    code = other
    if apart.any():
        code = other.copy()
        code[apart] = width + number(combine(one[apart], other[apart]))[1]
    place = np.cumsum(np.bincount(code) > 0) - 1
    return np.asarray(place[code], dtype=np.int64)


def _summed(code: IntArray, group: IntArray, weight: FloatArray, loss: FloatArray, groups: int) -> Clusters:
    clusters = int(code.max()) + 1 if len(code) else 0
    member = Membership(clusters, code, clusters, code)
    added = member.by_cluster(weight * loss)
    return Clusters(groups, member.lay_on_clusters(group), member.by_cluster(weight), added, added)


def cr1(clusters: Clusters, mean: FloatArray) -> FloatArray:
    """`G/(G - 1) sum e_g^2` of each group, the variance of its weighted sum; NaN with fewer than two."""
    count = clusters.count.astype(np.float64)
    factor = ratio(count, count - 1)
    return np.asarray(factor * clusters.total(squared_residuals(clusters, mean)), dtype=np.float64)


def two_way(by_family: FloatArray, crossed: Crossed, mean: FloatArray) -> FloatArray:
    """Variance of each group's weighted sum, both ways; `by_family` where articles add nothing to it."""
    total = by_family + cr1(crossed.article, mean) - cr1(crossed.both, mean)
    return np.where(crossed.tells & (total > by_family), total, by_family)


def two_way_error(
    losses: ArrayLike, cluster: ArrayLike, article: ArrayLike, *, weight: ArrayLike | None = None
) -> TwoWayError:
    """Standard error of a mean loss whose errors are shared within families and within articles.

    With weights w, mean m and `e_C = sum_(i in C) w_i (l_i - m)` over the cells C of a clustering into G:
    `V(clustering) = G/(G - 1) sum_C e_C^2 / (sum w)^2`, each with its own G, and `se^2 = V(family) +
    V(article) - V(family and article at once)`, with min(families, articles) - 1 degrees of freedom. Where
    that sum is below V(family), or not positive, V(family) stands: shared articles never make a mean look
    surer. Articles that each lie within one family change nothing, exactly. One article says nothing about
    its own error: V(family) stands, `by_article` is None and `reason` says so; one family: se is None.
    Arrays of shape (n,), losses in [0, 1]; se in units of the loss. ValueError on bad input. Cameron,
    Gelbach and Miller, JBES 29, 2011.
    """
    loss = unit_array("losses", losses)
    if not len(loss):
        raise ValueError("losses: none given, so there is no mean")
    w = checked_weights(weight, len(loss))
    family, stood_in = code_array("cluster", cluster, len(loss)), code_array("article", article, len(loss))
    kept = w > 0
    loss, w, family, stood_in = loss[kept], w[kept], family[kept], stood_in[kept]
    group = np.zeros(len(loss), dtype=np.int64)
    member = membership(group, family, loss)
    clusters = sum_clusters(member, group, w, loss=loss, surprise=loss, groups=1)
    crossed = cross(member, group, stood_in, w, loss=loss, groups=1)
    total = clusters.in_group
    mean = ratio(clusters.total(clusters.loss), total)
    families, articles = int(clusters.count[0]), int(crossed.article.count[0])
    if families < 2:
        return TwoWayError(mean=float(mean[0]), families=families, articles=articles, reason=ONE_FAMILY)
    by_family = cr1(clusters, mean)
    scale = float(total[0]) ** 2
    single = articles < 2
    return TwoWayError(
        mean=float(mean[0]),
        se=float(np.sqrt(two_way(by_family, crossed, mean)[0] / scale)),
        by_family=float(by_family[0]) / scale,
        by_article=None if single else float(cr1(crossed.article, mean)[0]) / scale,
        by_both=float(cr1(crossed.both, mean)[0]) / scale,
        families=families,
        articles=articles,
        freedom=(families if single else min(families, articles)) - 1,
        reason=ONE_ARTICLE if single else None,
    )
