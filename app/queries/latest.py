"""What came last: resolutions and forecasts, of everybody or of one author, source or topic."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.domain.forecast import Status
from app.queries.forecasts import FORECASTS, newest_forecasts, outcome_word
from app.queries.pages import Filter, Operator
from app.queries.people import spellings_of
from app.storage import tables as t

_f, _v, _q, _o, _r = (
    table.c for table in (t.forecast, t.forecast_version, t.question_version, t.outcome, t.resolution)
)


def latest_resolutions(
    connection: sa.Connection, *, by: str | None = None, slug: str | None = None, limit: int
) -> list[dict[str, Any]]:
    """What was resolved last and still stands, the newest first."""
    wanted = (
        sa.select(_q.question_id, _q.text, _o.state, _o.value, _o.occurred_on, _r.seq, _r.recorded_at)
        .select_from(t.outcome)
        .join(t.resolution, _r.id == _o.resolution_id)
        .join(t.question_version, sa.and_(_q.question_id == _o.question_id, _q.to_seq.is_(None)))
        .where(_o.to_seq.is_(None), _o.state == "resolved", _q.merged_into_id.is_(None))
        .order_by(_r.seq.desc(), _q.question_id.desc())
        .limit(limit)
    )
    if by == "topic":
        wanted = wanted.where(_q.question_id.in_(_about(slug)))
    elif by is not None:
        # Written so that no index on status serves it: nearly all are accepted.
        accepted = _v.status.concat("") == Status.ACCEPTED
        standing = sa.select(_v.question_id).where(_v.to_seq.is_(None), accepted)
        wanted = wanted.where(_q.question_id.in_(standing.where(_whose(connection, by, slug))))
    return [
        {
            "question": row.question_id,
            "text": row.text,
            "outcome": outcome_word(row.state, row.value),
            "occurred_on": row.occurred_on,
            "seq": row.seq,
            "recorded_at": row.recorded_at,
        }
        for row in connection.execute(wanted)
    ]


def latest_forecasts(
    connection: sa.Connection, *, by: str | None = None, slug: str | None = None, limit: int
) -> list[dict[str, Any]]:
    """Public forecasts, those that the record took in last first."""
    filters = () if by is None else (Filter(by, Operator.EQ, (slug,)),)
    wanted = (
        sa.select(_f.id, _v.claim, _f.quote, _v.cue, _v.probability, t.event.c.recorded_at)
        .select_from(t.forecast)
        .join(t.forecast_version, sa.and_(_v.forecast_id == _f.id, _v.to_seq.is_(None)))
        .join(t.event, t.event.c.seq == _f.created_seq)
        .where(_f.id.in_(newest_forecasts(connection, filters, limit=limit)))
        .order_by(_f.id.desc())
    )
    return [dict(row._mapping) for row in connection.execute(wanted)]


def _about(slug: str | None) -> sa.Select[Any]:
    qt = t.question_topic.c
    topics = sa.select(qt.question_id).join(t.topic, t.topic.c.id == qt.topic_id)
    return topics.where(t.topic.c.slug == slug, qt.to_seq.is_(None))


def _whose(connection: sa.Connection, by: str, slug: str | None) -> sa.ColumnElement[bool]:
    """Forecasts of one author, merged spellings included, or of one source."""
    if by == "source":
        return FORECASTS.fields["source"].condition(Operator.EQ, (slug,))
    author = connection.execute(sa.select(t.author.c.id).where(t.author.c.slug == slug)).scalar_one()
    return FORECASTS.fields["author"].condition(Operator.IN, spellings_of(connection, [author]))
