"""The record as anybody may read it, and the ingestions beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import sqlalchemy as sa

from app.domain.errors import NotFound
from app.queries.pages import RANGE, Field, Kind, Listing, Operator, Page, PageRequest, Sort, fetch_page
from app.storage import tables as t

_e, _i = t.event, t.ingestion
_EVENTS, _INGESTIONS = sa.select(_e), sa.select(_i)


def _after(operator: Operator, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    del operator
    return sa.literal(values[0]) < _e.c.seq


EVENTS = Listing(
    name="events",
    key="seq",
    default=(Sort("seq"),),
    fields={
        "seq": Field(kind=Kind.ID, column=_e.c.seq, filters=RANGE, sortable=True),
        "after_seq": Field(kind=Kind.ID, where=_after, filters=(Operator.EQ,)),
        "kind": Field(kind=Kind.TEXT, column=_e.c.kind),
        "actor": Field(kind=Kind.TEXT, column=_e.c.actor),
    },
)
INGESTIONS = Listing(
    name="ingestions",
    default=(Sort("id", descending=True),),
    fields={
        "id": Field(kind=Kind.ID, column=_i.c.id, sortable=True),
        "status": Field(
            kind=Kind.CHOICE,
            column=_i.c.status,
            choices=("queued", "running", "done", "failed", "cancelled"),
        ),
    },
)


def list_events(connection: sa.Connection, wanted: PageRequest) -> tuple[list[dict[str, Any]], Page]:
    """A page of the record; bodies are passed on byte for byte, so that leaves can be checked."""
    page = fetch_page(connection, EVENTS, wanted, _EVENTS)
    return [_event(row) for row in page.rows], page


def read_event(connection: sa.Connection, seq: int) -> dict[str, Any]:
    """One event."""
    row = connection.execute(sa.select(_e).where(_e.c.seq == seq)).one_or_none()
    if row is None:
        raise NotFound("event", seq)
    return _event(row)


def _event(row: sa.Row[Any]) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "kind": row.kind,
        "actor": row.actor,
        "recorded_at": row.recorded_at,
        "leaf": bytes(row.leaf).hex(),
        "body": orjson.Fragment(bytes(row.body)),
    }


def list_ingestions(connection: sa.Connection, wanted: PageRequest) -> tuple[list[dict[str, Any]], Page]:
    """A page of ingestions, the newest first."""
    page = fetch_page(connection, INGESTIONS, wanted, _INGESTIONS)
    return [_ingestion(row) for row in page.rows], page


def read_ingestion(connection: sa.Connection, number: int) -> dict[str, Any]:
    """One ingestion and what came of each of its items."""
    row = connection.execute(sa.select(_i).where(_i.c.id == number)).one_or_none()
    if row is None:
        raise NotFound("ingestion", number)
    return {**_ingestion(row), "items": row.items}


def _ingestion(row: sa.Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "target": row.target,
        "options": row.options,
        "status": row.status,
        "found": row.found,
        "done": row.done,
        "failed": row.failed,
        "error": row.error,
        "actor": row.actor,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "cancel_requested": row.cancel_requested,
    }
