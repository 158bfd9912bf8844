"""Which questions are listed: one that only an accept asked that was taken back is not."""

from __future__ import annotations

import sqlalchemy as sa

from app.storage import tables as t


def is_listed(question: sa.FromClause) -> sa.ColumnElement[bool]:
    """A condition on whatever holds a `question_id`."""
    w = t.withdrawal.c
    return ~sa.exists().where(w.question_id == question.c.question_id, w.to_seq.is_(None))


def is_withdrawn(connection: sa.Connection, question_id: int) -> bool:
    """Whether a question is listed nowhere."""
    w = t.withdrawal.c
    wanted = sa.select(w.question_id).where(w.question_id == question_id, w.to_seq.is_(None))
    return connection.execute(wanted).first() is not None
