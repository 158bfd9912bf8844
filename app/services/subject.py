"""One author, source or topic, or the whole record, with the forecasts of it that are scored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from app.domain.errors import InvalidInput
from app.domain.forecast import Role
from app.queries.scored import ROLES, Flags, Whole
from app.scoring.selection import Chosen, choose_rows
from app.services.grouping import asked_for, group_by, restricted
from app.services.held_records import AsOf
from app.services.scope import SCORED, Filters, select
from app.services.scoring_rows import asked, columns_of, one_forecaster_a_question
from app.services.view import Rules, View
from app.storage.database import Database
from app.storage.record import Clock, system_clock


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Subject:
    """Whom or what a scorecard is about: its forecasts, and which of them count for how much."""

    key: str
    name: str | None
    around: Flags  # its forecasts in the record, whatever became of them
    scored: Whole  # positions of those that are scored
    team: Whole  # who speaks in each forecast of the record
    chosen: Chosen  # the scored ones as they are weighed

    @property
    def rows(self) -> Whole:
        """Positions of the chosen rows."""
        return self.scored[self.chosen.rows]

    @property
    def behind(self) -> Whole:
        """Numbers of the chosen rows that bear on the score: as many as the diagram's bins count."""
        return np.flatnonzero(self.chosen.selection.weight > 0)


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
    made = view.memo.find(
        ("subject", by, view.context), lambda: whole_record(view) if by is None else find_subject(view, by)
    )
    return view, made


def narrowed(filters: Filters, by: str, slug: str) -> Filters:
    """The filters with the one who is asked for; InvalidInput where they name another."""
    if getattr(filters, by) not in {None, slug}:
        raise InvalidInput(by, f"{getattr(filters, by)!r} is another {by} than {slug!r}", allowed=slug)
    return filters.naming(by, slug)


def find_subject(view: View, by: str) -> Subject:
    """The one whom the view's filters name; NotFound where the record had none by then."""
    held = view.held
    only = asked_for(held, view.filters, by)
    if only is None:
        raise InvalidInput(by, "is not given", allowed=f"the slug of one {by}")
    wanted = select(held, view.filters)
    if by == "source":  # a source answers for what its own writers said
        wanted &= held.forecasts.role == ROLES.index(Role.BYLINE)
    grouping = group_by(held, by)
    links = restricted(grouping.forecasts, wanted)
    around = np.zeros(len(held.forecasts), dtype=np.bool_)
    around[links.left[links.right == only]] = True
    team = view.team
    if by == "author":  # whoever helped, the author counts once on a question
        scored = restricted(links, view.fates.are(SCORED))
        team = one_forecaster_a_question(team, asked(held), scored)
    return _weighed(view, grouping.keys[only], grouping.names[only], around, team)


def whole_record(view: View) -> Subject:
    """All forecasts that the view's filters ask for."""
    return _weighed(view, "overall", "overall", select(view.held, view.filters), view.team)


def _weighed(view: View, key: str, name: str | None, around: Flags, team: Whole) -> Subject:
    scored = np.flatnonzero(around & view.fates.are(SCORED))
    chosen = choose_rows(
        columns_of(view.held, view.meaning, scored, team),
        np.zeros(len(scored), dtype=np.int64),
        updates=view.rules.updates,
        fractions=view.rules.fractions,
    )
    return Subject(key=key, name=name, around=around, scored=scored, team=team, chosen=chosen)
