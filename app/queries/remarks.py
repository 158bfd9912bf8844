"""Replies and correction requests as readers see them, each request with its answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.errors import NotFound
from app.domain.remark import RemarkKind, Standing
from app.queries.forecasts import PUBLIC
from app.queries.pages import Field, Kind, Listing, Page, PageRequest, fetch_page
from app.storage import tables as t

_r, _key, _e, _v = t.remark, t.api_key, t.event, t.forecast_version
_later = t.remark.alias("later")

# The latest answer rules; without one, the request is open.
_STANDING = sa.func.coalesce(
    sa.select(_later.c.ruling)
    .where(_later.c.answers_id == _r.c.id)
    .order_by(_later.c.id.desc())
    .limit(1)
    .correlate(_r)
    .scalar_subquery(),
    Standing.OPEN.value,
)
_ALL: sa.Select[Any] = (
    sa.select(_r, _e.c.actor, _key.c.name.label("curator_name"), _STANDING.label("standing"))
    .join(_e, _e.c.seq == _r.c.created_seq)
    .outerjoin(_key, sa.literal("key:") + _key.c.id == _e.c.actor)
)
_REQUESTS = _ALL.where(_r.c.kind == RemarkKind.CORRECTION_REQUEST)

CORRECTIONS = Listing(
    name="corrections",
    fields={
        "id": Field(kind=Kind.ID, column=_r.c.id, sortable=True),
        "state": Field(kind=Kind.CHOICE, column=_STANDING, choices=tuple(Standing), sortable=True),
        "forecast": Field(kind=Kind.ID, column=_r.c.forecast_id),
        "said_on": Field(kind=Kind.DAY, column=_r.c.said_on, sortable=True),
    },
)


def read_remarks(
    connection: sa.Connection, forecast_id: int, *, curator: bool = False
) -> list[dict[str, Any]]:
    """What was said about a forecast, oldest first."""
    status = connection.execute(
        sa.select(_v.c.status).where(_v.c.forecast_id == forecast_id, _v.c.to_seq.is_(None))
    ).scalar()
    if status is None or not (curator or status in PUBLIC):
        raise NotFound("forecast", forecast_id)
    rows = connection.execute(
        _ALL.where(_r.c.forecast_id == forecast_id, _r.c.answers_id.is_(None)).order_by(_r.c.id)
    ).all()
    return _with_answers(connection, rows)


def read_correction(connection: sa.Connection, number: int) -> dict[str, Any]:
    """One correction request with its answers."""
    rows = connection.execute(_REQUESTS.where(_r.c.id == number)).all()
    if not rows:
        raise NotFound("correction request", number)
    return _with_answers(connection, rows)[0]


def list_corrections(connection: sa.Connection, wanted: PageRequest) -> tuple[list[dict[str, Any]], Page]:
    """A page of correction requests with their answers; what became of the forecast hides none."""
    page = fetch_page(connection, CORRECTIONS, wanted, _REQUESTS)
    return _with_answers(connection, page.rows), page


def count_open(connection: sa.Connection) -> int:
    """How many correction requests nobody has answered."""
    wanted = sa.select(sa.func.count()).where(
        _r.c.kind == RemarkKind.CORRECTION_REQUEST, _STANDING.in_([Standing.OPEN])
    )
    found: int = connection.execute(wanted).scalar_one()
    return found


def _with_answers(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> list[dict[str, Any]]:
    answers: dict[int, list[dict[str, Any]]] = {}
    if rows:
        asked = [row.id for row in rows]
        for row in connection.execute(_ALL.where(_r.c.answers_id.in_(asked)).order_by(_r.c.id)):
            answers.setdefault(row.answers_id, []).append(_answer(row))
    return [_said(row, answers.get(row.id, [])) for row in rows]


def _said(row: sa.Row[Any], answers: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": row.id,
        "forecast": row.forecast_id,
        "kind": row.kind,
        "said_by": row.said_by,
        "text": row.text,
        "url": row.url,
        "said_on": row.said_on,
        "state": row.standing if row.kind == RemarkKind.CORRECTION_REQUEST else None,
        "answers": answers,
        **_entered(row),
    }


def _answer(row: sa.Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "ruling": row.ruling,
        "reason": row.text,
        "changed": row.changed,
        **_entered(row),
    }


def _entered(row: sa.Row[Any]) -> dict[str, Any]:
    return {
        "curator": row.actor,
        "curator_name": row.curator_name,
        "seq": row.created_seq,
        "recorded_at": row.recorded_at,
    }
