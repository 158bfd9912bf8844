"""What the record corrected after a moment: a card that was pinned to it must say so."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.domain.forecast import Status
from app.domain.question import State
from app.queries.scored import STATES, STATUSES, Flags, Forecasts, Real, RecordAt, Whole
from app.services.held_records import held_at
from app.services.scope import linked, position_of_author
from app.services.subject import open_subject
from app.storage.database import Database

_READING = (
    "status",
    "role",
    "kind",
    "cue_class",
    "probability",
    "low",
    "high",
    "made_earliest",
    "made_latest",
)
_OUTCOME = ("state", "void_reason", "occurred_on")


def corrected_since(database: Database, by: str, slug: str, **options: Any) -> int:
    """How many forecasts of a subject have another reading, outcome or author now than as of `as_of`.

    What was open then and is answered now was not wrong, and does not count. The options are those of
    `accuracy`.
    """
    if options.get("as_of") is None:
        return 0
    view, subject = open_subject(database, by, slug, **options)
    then, now = view.held, held_at(database, None, now=view.now)[0].record
    if then.seq == now.seq:
        return 0
    key = ("corrected", by, slug, now.seq, view.context)
    return view.cards.find(key, lambda: _corrected(then, now, by, slug, subject.around))


def _corrected(then: RecordAt, now: RecordAt, by: str, slug: str, around: Whole) -> int:
    # A position once given stays, so both records are read at the same ones.
    rows = around[then.forecasts.status[around] == STATUSES.index(Status.ACCEPTED)]
    changed = _read_anew(then.forecasts, now.forecasts, rows) | _decided_anew(then, now, rows)
    if by == "author":
        changed |= ~linked(now.forecast_authors, position_of_author(now, slug), len(now.forecasts))[rows]
    return int(changed.sum())


def _read_anew(then: Forecasts, now: Forecasts, rows: Whole) -> Flags:
    changed = np.zeros(len(rows), dtype=np.bool_)
    for name in _READING:
        changed |= _differ(getattr(then, name)[rows], getattr(now, name)[rows])
    kept_out = zip(then.excluded[rows].tolist(), now.excluded[rows].tolist(), strict=True)
    reasons = [_reason(then, before) != _reason(now, after) for before, after in kept_out]
    # On another question, where a merge took it, its opposite may be the same side.
    turned = (then.question[rows] == now.question[rows]) & (then.polarity[rows] != now.polarity[rows])
    return np.asarray(changed | turned | np.array(reasons, dtype=np.bool_), dtype=np.bool_)


def _reason(held: Forecasts, place: int) -> str | None:
    return None if place < 0 else held.exclusions[place]


def _decided_anew(then: RecordAt, now: RecordAt, rows: Whole) -> Flags:
    """Where an answer that stood then is another one, or none."""
    before, after = then.forecasts.question[rows], now.forecasts.question[rows]
    answered = then.questions.state[before] != STATES.index(State.OPEN)
    changed = (after < 0) | _differ(_side(then, rows), _side(now, rows))
    for name in _OUTCOME:
        changed |= _differ(getattr(then.questions, name)[before], getattr(now.questions, name)[after])
    return np.asarray(answered & changed, dtype=np.bool_)


def _side(held: RecordAt, rows: Whole) -> Real:
    """Whether what was forecast happened, as a share."""
    value = held.questions.value[held.forecasts.question[rows]]
    return np.where(held.forecasts.polarity[rows] == -1, 1 - value, value)


def _differ(before: Any, after: Any) -> Flags:
    """Unequal, where two missing numbers are equal."""
    return np.asarray((before != after) & ~(np.isnan(before) & np.isnan(after)), dtype=np.bool_)
