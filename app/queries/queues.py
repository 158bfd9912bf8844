"""What waits at the desk, one queue each: its first, what stands before and after one, and how many wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.forecast import Status
from app.queries.remarks import count_open
from app.storage import tables as t

_v, _q, _o = t.forecast_version, t.question_version, t.outcome


@dataclass(frozen=True, slots=True)
class Beside:
    """Where moving from one in a queue leads; it need not wait there any more."""

    before: int | None
    after: int | None


def _candidates(hidden: frozenset[int]) -> sa.Select[Any]:
    """hidden: the articles that whoever asks is coding blind."""
    wanted = sa.select(_v.c.forecast_id).where(_v.c.to_seq.is_(None), _v.c.status == Status.CANDIDATE)
    if not hidden:
        return wanted
    return wanted.where(
        _v.c.forecast_id.not_in(sa.select(t.forecast.c.id).where(t.forecast.c.article_id.in_(hidden)))
    )


def first_candidate(connection: sa.Connection, *, hidden: frozenset[int]) -> int | None:
    """The candidate that waits longest."""
    return _first(connection, _candidates(hidden).order_by(_v.c.forecast_id))


def beside_candidate(connection: sa.Connection, number: int, *, hidden: frozenset[int]) -> Beside:
    """The candidates before and after one."""
    waiting, key = _candidates(hidden), _v.c.forecast_id
    return Beside(
        before=_first(connection, waiting.where(key < number).order_by(key.desc())),
        after=_first(connection, waiting.where(key > number).order_by(key)),
    )


def _due(today: date, hidden: frozenset[int]) -> sa.Select[Any]:
    """Closed and unanswered, with a forecast on it or a question that waits for it.

    hidden: the questions that whoever asks must not see.
    """
    waits = _q.alias("waits")
    needed = sa.or_(
        sa.exists().where(
            _v.c.question_id == _q.c.question_id, _v.c.to_seq.is_(None), _v.c.status == Status.ACCEPTED
        ),
        sa.exists().where(
            waits.c.condition_question_id == _q.c.question_id,
            waits.c.to_seq.is_(None),
            waits.c.merged_into_id.is_(None),
        ),
    )
    return (
        sa.select(_q.c.question_id)
        .outerjoin(_o, sa.and_(_o.c.question_id == _q.c.question_id, _o.c.to_seq.is_(None)))
        .where(
            _q.c.to_seq.is_(None), _q.c.merged_into_id.is_(None), _o.c.state.is_(None),
            _q.c.closes_on < today, _q.c.question_id.not_in(hidden), needed,
        )
    )  # fmt: skip


def waiting_candidates(
    connection: sa.Connection, *, hidden: frozenset[int], limit: int, skip: int
) -> tuple[list[int], int]:
    """Some of the candidates, those that wait longest first, and how many there are in all."""
    return _some(connection, _candidates(hidden), (_v.c.forecast_id,), limit, skip)


def waiting_due(
    connection: sa.Connection, *, today: date, hidden: frozenset[int], limit: int, skip: int
) -> tuple[list[int], int]:
    """Some of the due questions, those that closed first first, and how many there are in all."""
    return _some(connection, _due(today, hidden), (_q.c.closes_on, _q.c.question_id), limit, skip)


def first_due(connection: sa.Connection, *, today: date, hidden: frozenset[int]) -> int | None:
    """The question that has been due longest."""
    return _first(connection, _due(today, hidden).order_by(_q.c.closes_on, _q.c.question_id))


def beside_due(
    connection: sa.Connection, number: int, closes_on: date | None, *, today: date, hidden: frozenset[int]
) -> Beside:
    """The due questions before and after one, which closes on that day."""
    due, day, key = _due(today, hidden), _q.c.closes_on, _q.c.question_id
    if closes_on is None:
        return Beside(before=None, after=first_due(connection, today=today, hidden=hidden))
    earlier = sa.or_(day < closes_on, sa.and_(day == closes_on, key < number))
    later = sa.or_(day > closes_on, sa.and_(day == closes_on, key > number))
    return Beside(
        before=_first(connection, due.where(earlier).order_by(day.desc(), key.desc())),
        after=_first(connection, due.where(later).order_by(day, key)),
    )


def count_waiting(connection: sa.Connection, *, today: date) -> dict[str, int]:
    """How many candidates wait to be judged, how many questions are due, how many requests are unanswered."""
    return {
        "candidates": _count(connection, _candidates(frozenset())),
        "due": _count(connection, _due(today, frozenset())),
        "corrections": count_open(connection),
    }


def _first(connection: sa.Connection, ordered: sa.Select[Any]) -> int | None:
    found: int | None = connection.execute(ordered.limit(1)).scalar()
    return found


def _some(
    connection: sa.Connection,
    waiting: sa.Select[Any],
    order: tuple[sa.ColumnElement[Any], ...],
    limit: int,
    skip: int,
) -> tuple[list[int], int]:
    listed = connection.execute(waiting.order_by(*order).limit(limit).offset(skip)).scalars()
    return list(listed), _count(connection, waiting)


def _count(connection: sa.Connection, wanted: sa.Select[Any]) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(wanted.subquery())).scalar_one())
