"""One author, source or topic, or the whole record, with the forecasts of it that are scored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from app.domain.errors import InvalidInput
from app.domain.forecast import Role
from app.queries.scored import ROLES, Whole
from app.scoring.selection import Chosen, choose_rows
from app.services.grouping import asked_for, links_of
from app.services.held_records import AsOf
from app.services.scope import SCORED, Filters, select
from app.services.scoring_rows import columns_of, one_forecaster_a_question
from app.services.view import Rules, View
from app.storage.database import Database
from app.storage.record import Clock, system_clock


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Subject:
    """Whom or what a scorecard is about: its forecasts, and which of them count for how much."""

    key: str
    name: str | None
    around: Whole  # positions of its forecasts in the record, whatever became of them
    speaker: Whole  # who speaks in each of those
    scored: Whole  # positions of those that are scored
    chosen: Chosen  # the scored ones as they are weighed

    @property
    def rows(self) -> Whole:
        """Positions of the chosen rows."""
        return self.scored[self.chosen.rows]

    @property
    def behind(self) -> Whole:
        """Numbers of the chosen rows that bear on the score: as many as the diagram's bins count."""
        return np.flatnonzero(self.chosen.selection.weight > 0)

    def team(self, rows: Whole) -> Whole:
        """Who speaks in some of its forecasts."""
        return self.speaker[np.searchsorted(self.around, rows)]


def open_subject(
    database: Database,
    by: str | None,
    slug: str | None,
    *,
    filters: Filters | None = None,
    rules: Rules | None = None,
    as_of: AsOf = None,
    day: date | None = None,
    clock: Clock = system_clock,
) -> tuple[View, Subject]:
    """The record as one request sees it, and whom it is about, without `by` everybody.

    The options are those of `accuracy`.
    """
    wanted = filters or Filters()
    if by is not None and slug is not None:
        wanted = narrowed(wanted, by, slug)
    view = View(database, wanted, rules or Rules(), as_of=as_of, day=day, clock=clock)
    return view, whole_record(view) if by is None else find_subject(view, by)


def narrowed(filters: Filters, by: str, slug: str) -> Filters:
    """The filters with the one who is asked for; InvalidInput where they name another."""
    if getattr(filters, by) not in {None, slug}:
        raise InvalidInput(by, f"{getattr(filters, by)!r} is another {by} than {slug!r}", allowed=slug)
    return filters.naming(by, slug)


def find_subject(view: View, by: str) -> Subject:
    """The one whom the view's filters name; NotFound where the record had none by then."""
    only = asked_for(view.held, view.filters, by)
    if only is None:
        raise InvalidInput(by, "is not given", allowed=f"the slug of one {by}")
    return view.subjects.find((by, view.context), lambda: _find(view, by, only))


def _find(view: View, by: str, only: int) -> Subject:
    held, grouping = view.held, view.grouping(by)
    around = grouping.of(only)
    if (others := view.filters.naming(by, None)) != Filters():
        around = around[select(held, others)[around]]
    if by == "source":  # a source answers for what its own writers said
        around = around[held.forecasts.role[around] == ROLES.index(Role.BYLINE)]
    scored = view.fates.among(around, SCORED)
    team = view.team
    if by == "author":  # whoever helped, the author counts once on a question
        team = one_forecaster_a_question(team, view.asked, links_of(grouping.forecasts, scored))
    named = grouping.keys[only], grouping.names[only]
    return _weighed(view, named, around=around, scored=scored, team=team)


def whole_record(view: View) -> Subject:
    """All forecasts that the view's filters ask for."""
    return view.subjects.find(("overall", view.context), lambda: _whole(view))


def _whole(view: View) -> Subject:
    chosen = select(view.held, view.filters)
    scored = np.flatnonzero(chosen & view.fates.are(SCORED))
    return _weighed(
        view, ("overall", "overall"), around=np.flatnonzero(chosen), scored=scored, team=view.team
    )


def _weighed(
    view: View, named: tuple[str, str | None], *, around: Whole, scored: Whole, team: Whole
) -> Subject:
    key, name = named
    chosen = choose_rows(
        columns_of(view.held, view.meaning, scored, team),
        np.zeros(len(scored), dtype=np.int64),
        updates=view.rules.updates,
        fractions=view.rules.fractions,
    )
    return Subject(key=key, name=name, around=around, speaker=team[around], scored=scored, chosen=chosen)
