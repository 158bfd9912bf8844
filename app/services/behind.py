"""The forecasts behind a number: those that bear on a score, those of one fate, those said in one wording."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

import numpy as np

from app.domain.errors import InvalidInput
from app.domain.forecast import Role, Status
from app.queries.scored import ROLES, STATUSES, Flags, Whole
from app.scoring.bins import DECILES, bin_numbers
from app.services.detail import cue_words, said_in_words
from app.services.forecast_rows import show_points, show_recorded, show_rows
from app.services.held_records import Memo
from app.services.history import MONTHS, closed_by, months_of
from app.services.scope import QUOTED, SCORED, select
from app.services.subject import Subject, open_subject
from app.services.view import View
from app.storage.database import Database

AT_ONCE = 50
RECORDED = "recorded"  # everything public, whatever became of it
EARLY = "pre_registered"
# What the public may see listed; candidates are undecided and rejected ones are no forecasts.
FATES = (
    *(RECORDED, "scored", "open", "overdue", "disputed", "void", "excluded", "reported", "possibility"),
    *("closing_later", "quoted", "unscorable", EARLY),
)
_PUBLIC = (Status.ACCEPTED, Status.UNSCORABLE)
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


def forecasts_behind(
    database: Database,
    by: str | None,
    slug: str | None,
    *,
    decile: int | None = None,
    month: str | None = None,
    page: int = 1,
    limit: int = AT_ONCE,
    **options: Any,
) -> dict[str, Any]:
    """The forecasts that bear on the score of one author, source or topic, without `by` of all, latest first.

    Each has its weight: the score is the mean of their Brier scores by it. decile: only those in that bin of
    the reliability diagram, 1 (up to 10%) to 10 (above 90%): as many as the diagram counts there. month: only
    those of questions that closed in the twelve months up to it, as the history counts them. n: how many
    there are when each author counts once on a question. The options are those of `accuracy`. Raises
    InvalidInput and NotFound.
    """
    if decile is not None and not 1 <= decile <= DECILES:
        raise InvalidInput("decile", f"{decile} is no bin", allowed=f"1 to {DECILES}")
    view, subject = open_subject(database, by, slug, **options)
    ordered = _kept(view, by).find(
        ("behind", by, decile, month, view.context), lambda: _bearing(view, subject, decile, month)
    )
    first = (page - 1) * limit
    return {
        **_heading(view, subject, {"by": by, "decile": decile, "month": month, "page": page, "limit": limit}),
        "total": len(ordered),
        "n": int(subject.chosen.selection.counted[ordered].sum()),
        "items": show_rows(view, subject, ordered[first : first + limit]),
    }


def timeline_of(
    database: Database, by: str, slug: str, *, latest: int | None = None, **options: Any
) -> dict[str, Any]:
    """All forecasts that bear on a score, latest first, with no more than a time line draws of each.

    latest: so many of them at most; `total` counts all. The options are those of `accuracy`. Raises
    InvalidInput and NotFound.
    """
    view, subject = open_subject(database, by, slug, **options)
    ordered = _kept(view, by).find(
        ("behind", by, None, None, view.context), lambda: _bearing(view, subject, None, None)
    )
    return {
        **_heading(view, subject, {"by": by}),
        "total": len(ordered),
        "items": show_points(view, subject, ordered[:latest]),
    }


def forecasts_of_fate(
    database: Database,
    by: str | None,
    slug: str | None,
    *,
    fate: str = RECORDED,
    cue: str | None = None,
    page: int = 1,
    limit: int = AT_ONCE,
    **options: Any,
) -> dict[str, Any]:
    """The forecasts of one author, source or topic, without `by` of all, that came to one of FATES.

    cue: instead those said in that wording and settled, each author once on a question, as often as "what
    the words meant" counts them. The options are those of `accuracy`. Raises InvalidInput and NotFound.
    """
    if fate not in FATES:
        raise InvalidInput("fate", f"{fate!r} is not known", allowed=", ".join(FATES))
    view, subject = open_subject(database, by, slug, **options)
    ordered = _kept(view, by).find(
        ("fate", by, fate, cue, view.context),
        lambda: _come_to(view, by, fate) if cue is None else _worded(view, subject, cue),
    )
    first = (page - 1) * limit
    return {
        **_heading(view, subject, {"by": by, "fate": fate, "cue": cue, "page": page, "limit": limit}),
        "total": len(ordered),
        "items": show_recorded(view, ordered[first : first + limit]),
    }


def met(view: View, fate: str, *, by: str | None = None) -> Flags:
    """Which forecasts of the record came to that, as the coverage of such a group counts them."""
    f, fates = view.held.forecasts, view.fates
    scored = fates.are(SCORED)
    if by == "source":  # a source answers for what its own writers said
        own = f.role == ROLES.index(Role.BYLINE)
        if fate == QUOTED.name:
            return np.asarray(scored & ~own, dtype=np.bool_)
        scored = scored & own
    if fate == SCORED.name:
        return scored
    if fate == EARLY:
        return np.asarray(scored & view.events.recorded_before, dtype=np.bool_)
    if fate == RECORDED:
        public = [STATUSES.index(status) for status in _PUBLIC]
        return np.asarray(np.isin(f.status, public), dtype=np.bool_)
    codes = [code for code, known in enumerate(fates.known) if known.name == fate]
    return np.asarray(np.isin(fates.code, codes), dtype=np.bool_)


def _kept(view: View, by: str | None) -> Memo:
    """Where lists of everybody's forecasts, or of one author's, are kept."""
    return view.memo if by is None else view.cards


def _bearing(view: View, subject: Subject, decile: int | None, month: str | None) -> Whole:
    rows = subject.behind
    if decile is not None:
        rows = rows[bin_numbers(subject.chosen.columns.probability[rows], DECILES) == decile - 1]
    if month is not None:
        rows = rows[_closing(view, subject, month)[rows]]
    return rows[_latest_first(view, subject.rows[rows])]


def _come_to(view: View, by: str | None, fate: str) -> Whole:
    found = np.flatnonzero(select(view.held, view.filters) & met(view, fate, by=by))
    return found[_latest_first(view, found)]


def _worded(view: View, subject: Subject, cue: str) -> Whole:
    f = view.held.forecasts
    found = said_in_words(view, subject)
    wanted = np.array([cue_words(one) == cue for one in f.cues], dtype=np.bool_)
    found = found[wanted[f.cue[found]]] if len(found) else found
    return found[_latest_first(view, found)]


def _heading(view: View, subject: Subject, asked: dict[str, Any]) -> dict[str, Any]:
    heading = view.heading({**asked, **asdict(view.filters), **view.rules.shown()})
    return {**heading, "key": subject.key, "name": subject.name}


def _latest_first(view: View, at: Whole) -> Whole:
    f = view.held.forecasts
    return np.lexsort((-f.id[at], -f.made_latest[at]))


def _closing(view: View, subject: Subject, month: str) -> Flags:
    """Which rows the history's window up to that month holds."""
    if _MONTH.fullmatch(month) is None:
        raise InvalidInput("month", f"{month!r} is no month", allowed="a month like 2022-05")
    last = int(np.datetime64(month, "M").astype(np.int64))
    closed, of = closed_by(view, subject), months_of(view, subject)
    return np.asarray(closed & (of > last - MONTHS) & (of <= last), dtype=np.bool_)
