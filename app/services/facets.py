"""How a set of forecasts divides by topic, year, wording and speaker: what a further filter would leave."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from app.domain.forecast import CueClass, Role
from app.queries.forecasts import find_forecasts
from app.queries.pages import Operator, PageRequest
from app.queries.scored import NO_DAY, Flags, RecordAt, Whole
from app.services.behind import RECORDED, met
from app.services.scope import Filters, select
from app.services.view import Rules, View
from app.storage.database import Database
from app.storage.record import Clock, system_clock

MOST = 12  # topics listed; the chosen one always is
Counted = dict[str, list[dict[str, Any]]]
# The filters that each facet sets, and that are left out where its own values are counted.
FACETS: dict[str, tuple[str, ...]] = {
    "topic": ("topic",),
    "year": ("made_on__gte", "made_on__lte"),
    "cue_class": ("cue_class",),
    "role": ("role",),
}


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The value a facet has at present; None where none of those it lists."""

    topic: str | None = None
    year: int | None = None
    cue_class: str | None = None
    role: str | None = None


def scored_facets(
    database: Database,
    *,
    by: str | None = None,
    filters: Filters | None = None,
    rules: Rules | None = None,
    as_of: Any = None,
    day: date | None = None,
    fate: str = "scored",
    clock: Clock = system_clock,
) -> Counted:
    """The facets of the forecasts that a board is about, or of one fate.

    Each n is how many forecasts that value leaves with all other filters kept, as `coverage` counts them. The
    options are those of `accuracy`.
    """
    view = View(database, filters or Filters(), rules or Rules(), as_of=as_of, day=day, clock=clock)
    wanted = view.filters

    def without(facet: str) -> Flags:
        others = replace(wanted, **dict.fromkeys(FACETS[facet]))
        return np.asarray(select(view.held, others) & met(view, fate, by=by), dtype=np.bool_)

    chosen = _Chosen(
        wanted.topic, _whole_year(wanted.made_on__gte, wanted.made_on__lte), wanted.cue_class, wanted.role
    )
    used = {facet for facet, names in FACETS.items() if any(getattr(wanted, name) for name in names)}
    keep = view.memo if wanted == Filters() else view.cards
    return keep.find(("facets", by, fate, view.context), lambda: _counted(view.held, chosen, without, used))


def listed_facets(database: Database, wanted: PageRequest, *, clock: Clock = system_clock) -> Counted:
    """The facets of the public list of forecasts; each n is how many that value leaves in the list."""
    view = View(database, Filters(), Rules(), as_of=None, day=None, clock=clock)

    def without(facet: str) -> Flags:
        own = {name.partition("__")[0] for name in FACETS[facet]}
        others = tuple(held for held in wanted.filters if held.name not in own)
        if not others:
            return met(view, RECORDED)
        with database.read() as connection:
            numbers = find_forecasts(connection, PageRequest(filters=others))
        return np.isin(view.held.forecasts.id, np.array(numbers, dtype=np.int64))

    given = {(held.name, held.operator): held.values[0] for held in wanted.filters}
    chosen = _Chosen(
        given.get(("topic", Operator.EQ)),
        _whole_year(given.get(("made_on", Operator.GTE)), given.get(("made_on", Operator.LTE))),
        given.get(("cue_class", Operator.EQ)),
        given.get(("role", Operator.EQ)),
    )
    named = {held.name for held in wanted.filters}
    used = {facet for facet, names in FACETS.items() if named & {name.partition("__")[0] for name in names}}
    key: Hashable = ("listed facets", wanted.filters)
    keep = view.cards if wanted.filters else view.memo
    return keep.find(key, lambda: _counted(view.held, chosen, without, used))


def _whole_year(first: date | None, last: date | None) -> int | None:
    if first is None or last is None or first.year != last.year:
        return None
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    return first.year if whole else None


def _counted(held: RecordAt, chosen: _Chosen, without: Callable[[str], Flags], used: set[str]) -> Counted:
    """The facets; those without a filter of their own share one selection."""
    unused = [facet for facet in FACETS if facet not in used]
    shared = without(unused[0]) if unused else np.zeros(0, dtype=np.bool_)
    return {
        facet: _COUNT[facet](held, without(facet) if facet in used else shared, getattr(chosen, facet))
        for facet in FACETS
    }


def _topics(held: RecordAt, kept: Flags, chosen: str | None) -> list[dict[str, Any]]:
    f, topics = held.forecasts, held.people.topics
    asked = np.bincount(f.question[kept & (f.question >= 0)], minlength=len(held.questions.id))
    pairs = held.question_topics
    counts = np.bincount(pairs.right, weights=asked[pairs.left], minlength=len(topics.id)).astype(np.int64)
    found = [_value(topics.slugs[n], topics.names[n], int(counts[n]), chosen) for n in np.flatnonzero(counts)]
    ordered = sorted(found, key=lambda one: (-one["n"], one["value"]))
    return [one for place, one in enumerate(ordered) if place < MOST or one["chosen"]]


def _years(held: RecordAt, kept: Flags, chosen: int | None) -> list[dict[str, Any]]:
    """Years in which a forecast was surely made."""
    f = held.forecasts
    dated = kept & (f.made_earliest != NO_DAY) & (f.made_latest != NO_DAY)
    first, last = _year_of(f.made_earliest[dated]), _year_of(f.made_latest[dated])
    years, counts = np.unique(first[first == last], return_counts=True)
    return [
        _value(year, str(year), count, chosen)
        for year, count in zip(years.tolist()[::-1], counts.tolist()[::-1], strict=True)
    ]


def _year_of(days: Whole) -> Whole:
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def _codes(name: str, known: list[Any]) -> Callable[..., list[dict[str, Any]]]:
    def count(held: RecordAt, kept: Flags, chosen: str | None) -> list[dict[str, Any]]:
        counts = np.bincount(getattr(held.forecasts, name)[kept], minlength=len(known)).tolist()
        return [
            _value(str(one), str(one), number, chosen)
            for one, number in zip(known, counts, strict=True)
            if number
        ]

    return count


def _value(value: str | int, name: str | None, n: int, chosen: str | int | None) -> dict[str, Any]:
    return {"value": value, "name": name or str(value), "n": n, "chosen": value == chosen}


_COUNT: dict[str, Callable[..., list[dict[str, Any]]]] = {
    "topic": _topics,
    "year": _years,
    "cue_class": _codes("cue_class", list(CueClass)),
    "role": _codes("role", list(Role)),
}
