"""A record to put into other pages: a card for an iframe, a badge as SVG, and oEmbed that leads to both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import anyio.to_thread
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from app.domain.errors import ForeseenError
from app.http.context import Context
from app.http.errors import Fault, Refusal, invalid
from app.http.etags import encode
from app.http.parameters import Parameter, read_query, without_tracking
from app.http.scoring import ONE_OF, WHO, options_of
from app.queries.pages import Kind
from app.services.accuracy import accuracy_of
from app.services.corrected import corrected_since
from app.web.figures.drawing import draw_picture, kept_once
from app.web.pages import POLICY, asked_of, error_page, origin_of, send, simulated
from app.web.picture import picture_svg
from app.web.rooms import ROOMS, slug_of
from app.web.templates import figure, render, within
from app.web.verdicts import in_words, standing

THEME = Parameter(
    name="theme", kind=Kind.CHOICE, choices=("light", "dark", "auto"), default="auto", description="Colours."
)
DECLARED = {
    room: {held.name: held for held in (THEME, *(one for who, one in WHO.items() if who != by), *ONE_OF)}
    for room, by in ROOMS.items()
}
WIDTH = 420
LINE, LETTER, AROUND = 24, 8.2, 40  # pixels: a line, a letter, and what is above and below
FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
COLOURS = {"light": ("#ffffff", "#1f2933", "#59636e"), "dark": ("#13171f", "#e4e9ee", "#a9b4c0")}
OEMBED = {
    "url": Parameter(name="url", kind=Kind.TEXT, description="A scorecard's address.", required=True),
    "format": Parameter(name="format", kind=Kind.CHOICE, choices=("json",), default="json"),
    "maxwidth": Parameter(name="maxwidth", kind=Kind.ID, low=1, high=10_000),
    "maxheight": Parameter(name="maxheight", kind=Kind.ID, low=1, high=10_000),
}


def install(app: FastAPI) -> None:
    """Serve `/embed/authors/{slug}`, `.svg` and `.png`, likewise sources and topics, and `/oembed`."""
    for room in ROOMS:
        for suffix, answer in ((".svg", _badge), (".png", _picture), ("", _card)):
            _serve(app, f"/embed/{room}/{{slug}}{suffix}", room, answer)
    app.router.add_api_route("/oembed", _oembed, methods=["GET"], include_in_schema=False)


Made = tuple[bytes, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One record to put into another page."""

    card: dict[str, Any]
    room: str
    theme: str
    raw: str  # the query as it was given
    origin: str
    simulated: bool


def _serve(app: FastAPI, address: str, room: str, answer: Callable[..., Made]) -> None:
    async def handle(request: Request) -> Response:
        context: Context = request.app.state.context

        def run() -> Response:
            try:
                slug = slug_of(request)
                query = read_query(DECLARED[room], asked_of(request))
                options = options_of(query, context.clock)
                card = {
                    **accuracy_of(context.database, ROOMS[room], slug, **options),
                    "corrected": corrected_since(context.database, ROOMS[room], slug, **options),
                }
                raw = asked_of(request).decode("ascii", "replace")
                made_up = simulated(request)
                content, media_type = answer(
                    Wanted(card, room, query["theme"], raw, origin_of(request), made_up)
                )
            except (ForeseenError, Refusal) as error:
                return error_page(request, error)
            reply = send(request, content, media_type)
            reply.headers["Content-Security-Policy"] = FRAMED
            return reply

        return await anyio.to_thread.run_sync(run)

    app.router.add_api_route(address, handle, methods=["GET"], include_in_schema=False)


def _home(wanted: Wanted, *without: str) -> str:
    """The scorecard with the same filters, the embedding's own theme and what else is named left out."""
    kept = [(name, value) for name, value in parse_qsl(wanted.raw) if name not in {"theme", *without}]
    return f"/{wanted.room}/{wanted.card['key']}" + (f"?{urlencode(kept)}" if kept else "")


def _card(wanted: Wanted) -> Made:
    page = {
        "card": wanted.card,
        "words": in_words(wanted.card)[0],
        "corrected": wanted.card["corrected"],
        "home": _home(wanted),
        "current": _home(wanted, "as_of", "date"),
        "theme": wanted.theme,
        "simulated": wanted.simulated,
    }
    return render("embed.html", page=page).encode(), "text/html; charset=utf-8"


def _picture(wanted: Wanted) -> Made:
    """The social card; it names where the record stands, since a picture cannot be followed."""
    where = wanted.origin.partition("://")[2] + _home(wanted)
    svg = picture_svg(
        wanted.card,
        in_words(wanted.card)[0],
        where=where,
        theme=wanted.theme,
        simulated=wanted.simulated,
    )
    return kept_once(("picture", svg), lambda: draw_picture(svg)), "image/png"


def _badge(wanted: Wanted) -> Made:
    """Name, score, interval, n and day in a picture that needs no style sheet."""
    card = wanted.card
    background, words, muted = COLOURS["dark" if wanted.theme == "dark" else "light"]
    name = str(card["name"] or card["key"])
    score = (
        f"Brier {figure(card['brier'])} ({within(card['brier_interval'])})"
        if card["n"]
        else "nothing scored yet"
    )
    few = " · " + standing(card) if standing(card) else ""
    few += " · simulated" if wanted.simulated else ""
    corrected = " · corrected since" if card["corrected"] else ""
    detail = f"n = {card['n']}{few} · {card['date']}{corrected}"
    where = wanted.origin + _home(wanted)
    label = escape(f"{name}: {score}, {detail}")
    lines = (
        (20, 15, words, "bold", name),
        (40, 13, words, "normal", score),
        (58, 11, muted, "normal", f"Foreseen · {detail}"),
        (74, 11, muted, "normal", where.partition("://")[2]),
    )
    width = max(180, *(int(len(text) * size * 0.58) + 24 for _, size, _, _, text in lines))
    drawn = "".join(
        f'<text x="12" y="{y}" font-family="sans-serif" font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}">{escape(text)}</text>'
        for y, size, colour, weight, text in lines
    )
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="86" viewBox="0 0 {width} 86" '
        f'role="group" aria-label="{label}"><title>{label}</title>'
        f'<a href="{escape(where)}" target="_top">'
        f'<rect width="{width}" height="86" rx="6" fill="{background}" stroke="{muted}"/>{drawn}</a></svg>'
    )
    return picture.encode(), "image/svg+xml"


def height_of(card: dict[str, Any], *, made_up: bool, width: int = WIDTH) -> int:
    """Pixels that a card needs, rounded up: what is said on it, in lines of its own width."""
    name = str(card["name"] or card["key"])
    said = [name + " " * 10, in_words(card)[0], "The record on Foreseen".ljust(44)]
    said += ["Simulated data."] * made_up
    if card["n"]:
        told = f"Brier {figure(card['brier'])} ({within(card['brier_interval'])}), n = {card['n']}"
        said.append(f"{told}; 0 is perfect, 0.25 a coin flip.")
    letters = max(10, int((width - 2 * 16) / LETTER))
    return AROUND + sum(LINE * -(-len(words) // letters) + 16 for words in said)


async def _oembed(request: Request) -> Response:
    query = read_query(OEMBED, request.scope["query_string"])
    given = urlsplit(query["url"])
    here = given.netloc == request.headers.get("host", "") and given.scheme in {"http", "https"}
    room, _, slug = given.path.strip("/").partition("/")
    if not here or room not in ROOMS or not slug or "/" in slug:
        allowed = "the address of a scorecard here: /authors/..., /sources/... or /topics/..."
        raise invalid(Fault("url", "is no scorecard of this site", allowed))
    context: Context = request.app.state.context

    def read() -> tuple[dict[str, Any], bool]:
        found = accuracy_of(context.database, ROOMS[room], slug, clock=context.clock)
        return found, simulated(request)

    card, made_up = await anyio.to_thread.run_sync(read)
    width = min(WIDTH, query.get("maxwidth") or WIDTH)
    height = height_of(card, made_up=made_up, width=width)
    height = min(height, query.get("maxheight") or height)
    origin = f"{given.scheme}://{given.netloc}"
    kept = without_tracking(given.query.encode()).decode()
    source = escape(f"{origin}/embed/{room}/{card['key']}" + (f"?{kept}" if kept else ""), quote=True)
    title = str(card["name"] or card["key"]) + (" (simulated data)" if made_up else "")
    sized = f'width="{width}" height="{height}" title="{escape(title, quote=True)}"'
    frame = f'<iframe src="{source}" {sized}></iframe>'
    answer = {
        "version": "1.0", "type": "rich", "provider_name": "Foreseen", "provider_url": origin, "title": title,
        "html": frame, "width": width, "height": height, **({"simulated": True} if made_up else {}),
    }  # fmt: skip
    return send(request, encode(answer), "application/json")
