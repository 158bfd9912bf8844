"""Authors, sources and topics as groups of forecasts and of articles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from app.domain.forecast import Status
from app.queries.scored import STATUSES, Flags, Named, Pairs, RecordAt, Whole
from app.services.scope import Filters, position_of, position_of_author, source_of

GROUPINGS = ("author", "source", "topic")


@dataclass(frozen=True, eq=False, kw_only=True)
class Grouping:
    """Which groups each forecast and each article belongs to."""

    keys: list[str]
    names: list[str | None]
    forecasts: Pairs  # position of forecast, position of group
    articles: Pairs  # position of article, position of group

    @cached_property
    def _by_group(self) -> tuple[Whole, Whole]:
        """Forecasts group by group, and where each group's begin."""
        order = np.argsort(self.forecasts.right, kind="stable")
        ends = np.searchsorted(self.forecasts.right[order], np.arange(len(self.keys) + 1))
        return self.forecasts.left[order], ends

    def of(self, group: int) -> Whole:
        """Positions of one group's forecasts, rising."""
        forecasts, ends = self._by_group
        return forecasts[ends[group] : ends[group + 1]]

    def only(self, forecasts: Flags) -> Grouping:
        """The same groups with some of the forecasts."""
        return self if forecasts.all() else replace(self, forecasts=restricted(self.forecasts, forecasts))


def group_by(held: RecordAt, by: str) -> Grouping:
    """The groups of that sort."""
    if by == "author":
        articles = _with_forecasts(
            held, held.forecast_authors, held.articles.authors, len(held.people.authors.id)
        )
        return _grouping(held.people.authors, held.forecast_authors, articles)
    if by == "source":
        of_forecast = Pairs(np.arange(len(held.forecasts)), source_of(held))
        of_article = Pairs(np.arange(len(held.articles.source)), held.articles.source)
        return _grouping(held.people.sources, of_forecast, of_article)
    forecasts = _topics_of(held)
    nothing = Pairs(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    return _grouping(
        held.people.topics, forecasts, _with_forecasts(held, forecasts, nothing, len(held.people.topics.id))
    )


def everything(held: RecordAt, filters: Filters) -> Grouping:
    """All forecasts as one group, with the articles that were read for them."""
    articles = np.arange(len(held.articles.source))
    if filters.source is not None:
        at = position_of("source", held.people.sources, filters.source)
        articles = np.flatnonzero(held.articles.source == at)
    return Grouping(
        keys=["overall"],
        names=["overall"],
        forecasts=_to_one(np.arange(len(held.forecasts))),
        articles=_to_one(articles),
    )


def asked_for(held: RecordAt, filters: Filters, by: str) -> int | None:
    """The one group that a filter names."""
    slug = getattr(filters, by)
    if slug is None:
        return None
    if by == "author":
        return position_of_author(held, slug)
    return position_of(by, held.people.sources if by == "source" else held.people.topics, slug)


def restricted(pairs: Pairs, wanted: Flags) -> Pairs:
    """The links of the wanted left things alone."""
    kept = wanted[pairs.left]
    return Pairs(pairs.left[kept], pairs.right[kept])


def links_of(pairs: Pairs, left: Whole) -> Pairs:
    """The links of a few left things, given rising."""
    first, last = np.searchsorted(pairs.left, left), np.searchsorted(pairs.left, left, side="right")
    count = last - first
    at = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
    return Pairs(pairs.left[at], pairs.right[at])


def _grouping(named: Named, forecasts: Pairs, articles: Pairs) -> Grouping:
    return Grouping(keys=named.slugs, names=named.names, forecasts=forecasts, articles=articles)


def _to_one(rows: Whole) -> Pairs:
    return Pairs(rows, np.zeros(len(rows), dtype=np.int64))


def _topics_of(held: RecordAt) -> Pairs:
    """Each forecast with each topic of its question, in the record's order."""
    question, topic = held.question_topics.left, held.question_topics.right
    first = np.searchsorted(question, held.forecasts.question, side="left")
    count = np.searchsorted(question, held.forecasts.question, side="right") - first
    rows = np.repeat(np.arange(len(held.forecasts)), count)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    return Pairs(rows, topic[np.repeat(first, count) + within])


def _with_forecasts(held: RecordAt, forecasts: Pairs, articles: Pairs, width: int) -> Pairs:
    """Articles of a group: those it is linked to, and those with a decided forecast of its."""
    kept = restricted(forecasts, held.forecasts.status != STATUSES.index(Status.CANDIDATE))
    left = np.concatenate([held.forecasts.article[kept.left], articles.left])
    both = np.sort(left * max(width, 1) + np.concatenate([kept.right, articles.right]))
    both = both[np.diff(both, prepend=-1) != 0]
    return Pairs(both // max(width, 1), both % max(width, 1))
