"""The record itself, and the ingestions beside it."""

from __future__ import annotations

from starlette.responses import Response

from app.access.keys import KeyRole
from app.api.lists import reply_page
from app.api.routes import Call, Example, Routes
from app.api.shapes import EventPage, EventShape, IngestionPage, IngestionShape
from app.http.etags import encode
from app.http.lists import page_request, parameters_of
from app.http.parameters import id_in_path
from app.queries import events as record

events = Routes("events")
ingestions = Routes("ingestions")


@events.read(
    "/events",
    query=parameters_of(record.EVENTS),
    response=EventPage,
    example=Example(query={"after_seq": "3", "limit": "5"}),
)
def list_events(call: Call[None]) -> Response:
    """List events in the order of the record."""
    with call.database.read() as connection:
        items, page = record.list_events(connection, page_request(call.query, record.EVENTS))
    return reply_page(call, items, page)


@events.read(
    "/events/{seq}",
    path=(id_in_path("seq", example=1),),
    response=EventShape,
    example=Example(path={"seq": 1}),
)
def get_event(call: Call[None]) -> Response:
    """Read an event."""
    with call.database.read() as connection:
        return call.reply(encode(record.read_event(connection, call.path["seq"])))


@ingestions.read(
    "/ingestions",
    query=parameters_of(record.INGESTIONS),
    role=KeyRole.CURATOR,
    response=IngestionPage,
    example=Example(query={"status": "queued"}),
)
def list_ingestions(call: Call[None]) -> Response:
    """List ingestions, the newest first."""
    with call.database.read() as connection:
        items, page = record.list_ingestions(connection, page_request(call.query, record.INGESTIONS))
    return reply_page(call, items, page)


@ingestions.read(
    "/ingestions/{id}",
    path=(id_in_path(),),
    role=KeyRole.CURATOR,
    response=IngestionShape,
    example=Example(path={"id": 1}),
)
def get_ingestion(call: Call[None]) -> Response:
    """Read an ingestion: how far it is and what came of each item."""
    with call.database.read() as connection:
        return call.reply(encode(record.read_ingestion(connection, call.path["id"])))
