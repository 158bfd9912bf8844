"""Questions that an accept asked: withdrawn when it is taken back, and there again when they are used."""

from __future__ import annotations

import sqlalchemy as sa

from app.queries.withdrawals import is_withdrawn
from app.storage import tables as t
from app.storage.record import Event, Record


def withdraw_unused(record: Record, question_id: int) -> None:
    """List a question no more that was made by an accept and that nothing else in the record is about."""
    if _was_made_by_accept(record, question_id) and not _is_used(record, question_id):
        record.append("question.withdrawn", {"question_id": question_id})


def bring_back(record: Record, question_id: int) -> None:
    """List a question again that is used anew; nothing happens to one that was not withdrawn."""
    if is_withdrawn(record.connection, question_id):
        record.append("question.returned", {"question_id": question_id})


def _was_made_by_accept(record: Record, question_id: int) -> bool:
    """Whether the decision that first pointed at it wrote it too."""
    v = t.forecast_version.c
    body = record.connection.execute(
        sa.select(t.event.c.body)
        .join(t.forecast_version, v.from_seq == t.event.c.seq)
        .where(v.question_id == question_id)
        .order_by(v.from_seq)
        .limit(1)
    ).scalar()
    return body is not None and bool(Event.parse(body).data.get("asks"))


def _is_used(record: Record, question_id: int) -> bool:
    """Whether a forecast answers it, or anything happened to it since it was asked."""
    v, q, r = t.forecast_version.c, t.question_version.c, t.resolution.c
    about = (
        sa.select(v.forecast_id).where(v.question_id == question_id, v.to_seq.is_(None)),
        sa.select(r.id).where(r.question_id == question_id),
        sa.select(q.question_id).where(
            q.to_seq.is_(None),
            sa.or_(q.condition_question_id == question_id, q.merged_into_id == question_id),
        ),
        sa.select(q.question_id).where(
            q.question_id == question_id, sa.or_(q.to_seq.is_not(None), q.group_id.is_not(None))
        ),
    )
    return any(record.connection.execute(wanted.limit(1)).first() is not None for wanted in about)
