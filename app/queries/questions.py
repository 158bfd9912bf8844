"""Questions and their ledgers; never a forecast, since whoever resolves must not see one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.condition import cause_of
from app.domain.errors import NotFound
from app.domain.question import State, state_on
from app.domain.resolution import Decision, Outcome, is_undecided
from app.queries.columnar import in_force
from app.queries.forecasts import outcome_word
from app.queries.pages import RANGE, Field, Kind, Listing, Operator, Page, PageRequest, fetch_page
from app.queries.people import require_known
from app.queries.withdrawals import is_listed
from app.storage import tables as t

_v, _o, _g, _r, _c = t.question_version, t.outcome, t.question_group, t.resolution, t.confirmation
_qt, _key = t.question_topic, t.api_key
_on = t.outcome.alias("on_condition")
_TEXTS_AT_ONCE = 500  # fewer than any database allows parameters

_STATE = sa.case(
    (_o.c.state.is_not(None), _o.c.state),
    (_v.c.closes_on < sa.bindparam("today", type_=sa.Date), State.OVERDUE.value),
    else_=State.OPEN.value,
)
# Whether a second curator found the entry that answers it right; null where no entry of its own does.
_CONFIRMED = (
    sa.select(sa.case((sa.exists().where(_c.c.resolution_id == _r.c.id), "true"), else_="false"))
    .where(_r.c.id == _o.c.resolution_id, _r.c.question_id == _v.c.question_id)
    .correlate(_o, _v)
    .scalar_subquery()
)
_ALL: sa.Select[Any] = (
    sa.select(
        _v, _o.c.state, _o.c.value, _o.c.void_reason, _o.c.occurred_on, _o.c.resolution_id,
        _CONFIRMED.label("confirmed"),
        _g.c.exclusive, _g.c.ordered,
        _on.c.state.label("condition_state"), _on.c.value.label("condition_value"),
        _on.c.occurred_on.label("condition_met_on"),
    )
    .outerjoin(_o, sa.and_(_o.c.question_id == _v.c.question_id, _o.c.to_seq.is_(None)))
    .outerjoin(_g, _g.c.id == _v.c.group_id)
    .outerjoin(_on, sa.and_(_on.c.question_id == _v.c.condition_question_id, _on.c.to_seq.is_(None)))
    .where(_v.c.to_seq.is_(None))
)  # fmt: skip
_STANDING = _ALL.where(_v.c.merged_into_id.is_(None), is_listed(_v))
_TOPICS = (
    sa.select(_qt.c.question_id, t.topic.c.slug, t.topic.c.name)
    .join(t.topic, t.topic.c.id == _qt.c.topic_id)
    .where(_qt.c.question_id.in_(sa.bindparam("numbers", expanding=True)), _qt.c.to_seq.is_(None))
    .order_by(_qt.c.question_id, t.topic.c.id)
)


def _about(operator: Operator, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    del operator  # several topics: any of them
    return _v.c.question_id.in_(
        sa.select(_qt.c.question_id)
        .join(t.topic, t.topic.c.id == _qt.c.topic_id)
        .where(t.topic.c.slug.in_(values), _qt.c.to_seq.is_(None))
    )


QUESTIONS = Listing(
    name="questions",
    fields={
        "id": Field(kind=Kind.ID, column=_v.c.question_id, sortable=True),
        "state": Field(kind=Kind.CHOICE, column=_STATE, choices=tuple(State)),
        "topic": Field(kind=Kind.TEXT, where=_about, description="Slugs."),
        "family": Field(kind=Kind.TEXT, column=_v.c.family),
        "group": Field(kind=Kind.ID, column=_v.c.group_id),
        "condition_question": Field(kind=Kind.ID, column=_v.c.condition_question_id),
        "closes_on": Field(kind=Kind.DAY, column=_v.c.closes_on, filters=RANGE, sortable=True),
        "confirmed": Field(
            kind=Kind.CHOICE,
            column=_CONFIRMED,
            choices=("true", "false"),
            sortable=True,
            description="Whether a second curator confirmed its answer; neither where it has none.",
        ),
    },
)


def read_question(connection: sa.Connection, number: int, *, today: date) -> dict[str, Any]:
    """One question with every entry of its ledger."""
    row = connection.execute(_ALL.where(_v.c.question_id == number)).one_or_none()
    if row is None:
        raise NotFound("question", number)
    topics = _topics(connection, [number]).get(number, [])
    return {**_shown(row, topics, today), "resolutions": _ledger(connection, number)}


def list_questions(
    connection: sa.Connection, wanted: PageRequest, *, today: date
) -> tuple[list[dict[str, Any]], Page]:
    """A page of questions without their ledgers; merged ones are not listed."""
    require_known(connection, wanted)
    page = fetch_page(connection, QUESTIONS, wanted, _STANDING, {"today": today})
    topics = _topics(connection, [row.question_id for row in page.rows])
    return [_shown(row, topics.get(row.question_id, []), today) for row in page.rows], page


def _topics(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in connection.execute(_TOPICS, {"numbers": numbers}) if numbers else ():
        found.setdefault(row.question_id, []).append({"slug": row.slug, "name": row.name})
    return found


def _shown(row: sa.Row[Any], topics: list[dict[str, Any]], today: date) -> dict[str, Any]:
    settled = None if row.state is None else State(row.state)
    return {
        "id": row.question_id,
        "text": row.text,
        "criteria": row.criteria,
        "proportion": row.proportion,
        "closes_on": row.closes_on,
        "closes_basis": row.closes_basis,
        "family": row.family,
        "topics": topics,
        "condition": _condition(row),
        "group": _group(row),
        "merged_into": row.merged_into_id,
        "state": state_on(today, settled=settled, closes_on=row.closes_on),
        "outcome": outcome_word(row.state, row.value),
        "value": row.value,
        "void_reason": row.void_reason,
        "occurred_on": row.occurred_on,
        "decided_by": row.resolution_id,
        "confirmed": None if row.confirmed is None else row.confirmed == "true",
        **_standing(row),
    }


def _standing(row: sa.Row[Any]) -> dict[str, Any]:
    """Which condition it waits for, and what its condition does to it."""
    if row.condition_question_id is None:
        return {"waits_for": None, "because": None}
    ruling = Decision(
        State(row.condition_state or State.OPEN), row.condition_value, None, row.condition_met_on
    )
    amount = Decision(State(row.state or State.OPEN), row.value, None, row.occurred_on)
    side = Outcome(row.condition_side)
    return {
        "waits_for": row.condition_question_id if is_undecided(ruling) else None,
        "because": cause_of(amount, ruling, condition_id=row.condition_question_id, side=side),
    }


def _condition(row: sa.Row[Any]) -> dict[str, Any] | None:
    if row.condition is None:
        return None
    return {"text": row.condition, "question": row.condition_question_id, "side": row.condition_side}


def _group(row: sa.Row[Any]) -> dict[str, Any] | None:
    if row.group_id is None:
        return None
    return {
        "id": row.group_id,
        "position": row.group_position,
        "exclusive": row.exclusive,
        "ordered": row.ordered,
    }


def _ledger(connection: sa.Connection, number: int) -> list[dict[str, Any]]:
    entries = connection.execute(
        sa.select(_r, _key.c.name.label("curator_name"))
        .outerjoin(_key, sa.literal("key:") + _key.c.id == _r.c.curator)
        .where(_r.c.question_id == number)
        .order_by(_r.c.seq, _r.c.id)
    ).all()
    evidence: dict[int, list[dict[str, Any]]] = {}
    if entries:
        e = t.evidence
        for row in connection.execute(
            sa.select(e)
            .where(e.c.resolution_id.in_([entry.id for entry in entries]))
            .order_by(e.c.resolution_id, e.c.position)
        ):
            shown = {"url": row.url, "citation": row.citation, "retrieved_on": row.retrieved_on}
            evidence.setdefault(row.resolution_id, []).append(shown)
    confirmed = _confirmations(connection, [entry.id for entry in entries])
    return [
        {
            "id": row.id,
            "action": row.action,
            "outcome": row.outcome,
            "value": row.value,
            "void_reason": row.void_reason,
            "occurred_on": row.occurred_on,
            "effective_on": row.effective_on,
            "evidence": evidence.get(row.id, []),
            "note": row.note,
            "curator": row.curator,
            "curator_name": row.curator_name,
            "seq": row.seq,
            "recorded_at": row.recorded_at,
            "confirmations": confirmed.get(row.id, []),
        }
        for row in entries
    ]


def _confirmations(connection: sa.Connection, entries: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Who else found each entry right, the first one first."""
    found: dict[int, list[dict[str, Any]]] = {}
    if not entries:
        return found
    for row in connection.execute(
        sa.select(_c, _key.c.name.label("curator_name"))
        .outerjoin(_key, sa.literal("key:") + _key.c.id == _c.c.curator)
        .where(_c.c.resolution_id.in_(entries))
        .order_by(_c.c.seq)
    ):
        shown = {
            name: getattr(row, name) for name in ("curator", "curator_name", "note", "seq", "recorded_at")
        }
        found.setdefault(row.resolution_id, []).append(shown)
    return found


def question_texts(connection: sa.Connection, numbers: Sequence[int], seq: int) -> dict[int, str]:
    """How questions were worded right after event `seq`."""
    found: dict[int, str] = {}
    for start in range(0, len(numbers), _TEXTS_AT_ONCE):
        rows = connection.execute(
            sa.select(_v.c.question_id, _v.c.text).where(
                _v.c.question_id.in_(numbers[start : start + _TEXTS_AT_ONCE]), in_force(_v, seq)
            )
        ).all()
        found |= {row.question_id: row.text for row in rows}
    return found
