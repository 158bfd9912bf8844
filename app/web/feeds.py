"""Atom feeds: what was resolved, and new forecasts, of everybody or of one author, source or topic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

import anyio.to_thread
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.http.context import Context
from app.http.parameters import read_query
from app.queries.latest import latest_forecasts, latest_resolutions
from app.queries.people import read_author, read_source, read_topic
from app.web.pages import asked_of, origin_of, send, simulated
from app.web.rooms import ROOMS, slug_of
from app.web.verdicts import MADE_UP

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
ENTRIES = 50
ATOM = "http://www.w3.org/2005/Atom"
NEVER = "1970-01-01T00:00:00Z"
OUTCOMES = {"yes": "happened", "no": "did not happen"}
READ: dict[str, Callable[..., dict[str, Any]]] = {
    "author": read_author,
    "source": read_source,
    "topic": read_topic,
}


def install(app: FastAPI) -> None:
    """Serve `/resolutions.atom` and `/forecasts.atom`, and both below each author, source and topic."""
    for what in ("resolutions", "forecasts"):
        _serve(app, f"/{what}.atom", what, None)
        for room in ROOMS:
            _serve(app, f"/{room}/{{slug}}/{what}.atom", what, room)


def _serve(app: FastAPI, address: str, what: str, room: str | None) -> None:
    async def handle(request: Request) -> Response:
        context: Context = request.app.state.context

        def run() -> Response:
            read_query({}, asked_of(request))
            title, by, slug = f"Foreseen: {what}", None, None
            with context.database.read() as connection:
                if room is not None:
                    by, given = ROOMS[room], slug_of(request)
                    who = READ[by](connection, given)
                    slug = who["slug"]
                    if slug != given:
                        return RedirectResponse(f"/{room}/{slug}/{what}.atom", 308)
                    title = f"{who['name'] or slug}: {what}"
                if what == "resolutions":
                    entries = [
                        _resolved(one)
                        for one in latest_resolutions(connection, by=by, slug=slug, limit=ENTRIES)
                    ]
                else:
                    entries = [
                        _said(one) for one in latest_forecasts(connection, by=by, slug=slug, limit=ENTRIES)
                    ]
            return send(request, _feed(request, title, entries), MEDIA_TYPE)

        return await anyio.to_thread.run_sync(run)

    app.router.add_api_route(address, handle, methods=["GET"], include_in_schema=False)


Entry = tuple[str, str, str, str, str]  # id, title, address, moment, words


def _resolved(one: dict[str, Any]) -> Entry:
    became = OUTCOMES.get(one["outcome"], one["outcome"])
    return (
        f"urn:foreseen:event:{one['seq']}:question:{one['question']}",
        f"{one['text']} {became[:1].upper()}{became[1:]}",
        f"/questions/{one['question']}",
        one["recorded_at"],
        f"{became}, {one['occurred_on'] or 'no day'}",
    )


def _said(one: dict[str, Any]) -> Entry:
    read = "" if one["probability"] is None else f", read as {100 * one['probability']:.0f}%"
    return (
        f"urn:foreseen:forecast:{one['id']}",
        one["claim"] or one["quote"] or f"Forecast {one['id']}",
        f"/forecasts/{one['id']}",
        one["recorded_at"],
        f"{one['cue'] or 'said'}{read}",
    )


def _feed(request: Request, title: str, entries: Sequence[Entry]) -> bytes:
    """RFC 4287; addresses are whole, since readers move entries about, and ids hold for ever."""
    path, origin = request.scope["path"], origin_of(request)
    page = path.removesuffix(".atom").rpartition("/")[0]
    feed = Element("feed", xmlns=ATOM)
    SubElement(feed, "id").text = f"urn:foreseen:feed:{path}"
    SubElement(feed, "title").text = _plain(title)
    SubElement(feed, "updated").text = max((moment for *_, moment, _ in entries), default=NEVER)
    if simulated(request):
        SubElement(feed, "subtitle").text = MADE_UP
    SubElement(feed, "link", rel="self", href=origin + quote(path))
    SubElement(feed, "link", rel="alternate", href=origin + (quote(page) or "/"))
    SubElement(SubElement(feed, "author"), "name").text = "Foreseen"
    for number, name, address, moment, words in entries:
        entry = SubElement(feed, "entry")
        SubElement(entry, "id").text = number
        SubElement(entry, "title").text = _plain(name)
        SubElement(entry, "link", href=origin + address)
        SubElement(entry, "updated").text = moment
        SubElement(entry, "summary").text = _plain(words)
    return bytes(tostring(feed, encoding="utf-8", xml_declaration=True))


def _plain(words: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(sign for sign in words if sign >= " " or sign in "\t\n")
