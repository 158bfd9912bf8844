"""The record at a glance: how much there is of everything."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.domain.forecast import Status
from app.queries.head import read_head
from app.queries.withdrawals import is_listed
from app.storage import tables as t

SIMULATED = "Simulated panel"  # the source whose presence marks a record as made up


def read_glance(connection: sa.Connection) -> dict[str, Any]:
    """Counts of what is public, and the span of days on which forecasts were made."""
    v, q, o = t.forecast_version.c, t.question_version.c, t.outcome.c

    def count(table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
        return connection.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one()

    standing = v.to_seq.is_(None)

    def end(order: sa.UnaryExpression[Any]) -> Any:
        """The first day in that order; the index is walked, since nearly every forecast is accepted."""
        accepted = v.status.concat("") == Status.ACCEPTED
        days = sa.select(v.made_latest).where(standing, accepted, v.made_latest.is_not(None))
        return connection.execute(days.order_by(order).limit(1)).scalar()

    return {
        "articles": count(t.article),
        "sources": count(t.source),
        "authors": count(t.author),
        "accepted": count(t.forecast_version, standing, v.status == Status.ACCEPTED),
        "unscorable": count(t.forecast_version, standing, v.status == Status.UNSCORABLE),
        "questions": count(
            t.question_version, q.to_seq.is_(None), q.merged_into_id.is_(None), is_listed(t.question_version)
        ),
        "resolved": count(t.outcome, o.to_seq.is_(None), o.state == "resolved"),
        "from": end(v.made_latest.asc()),
        "to": end(v.made_latest.desc()),
        "head": read_head(connection),
    }


def is_simulated(connection: sa.Connection) -> bool:
    """Whether the record is that of the simulated panel."""
    return (
        connection.execute(sa.select(t.source.c.id).where(t.source.c.slug == "simulated-panel")).first()
        is not None
    )
