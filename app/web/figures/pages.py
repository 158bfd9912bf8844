"""Figures at their addresses: `/authors/{slug}/reliability.svg`, `.png`, and `.csv` with the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from functools import partial
from typing import Any

import anyio.to_thread
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from app.extraction.lexicon import DEFAULT, NAMES
from app.http.context import Context
from app.http.parameters import Parameter, read_path, read_query
from app.http.scoring import ONE_OF, WHO, options_of
from app.queries.pages import Kind
from app.services.behind import timeline_of
from app.services.diagrams import decomposition, reliability_diagram
from app.services.held_records import served_moment
from app.services.history import score_history
from app.services.words import lexicon_words, words_meant
from app.web.figures.drawing import MEDIA_TYPES, Format, draw, kept_once
from app.web.figures.specs import DRAWN, FIGURES, Figure
from app.web.figures.themes import THEMES, Theme, marked
from app.web.pages import Table, asked_of, send, simulated, write_csv
from app.web.rooms import ROOMS, slug_of

THEME = Parameter(name="theme", kind=Kind.CHOICE, choices=THEMES, default="light", description="Colours.")


LEXICON = Parameter(name="slug", kind=Kind.CHOICE, choices=NAMES, description="A lexicon.", example=DEFAULT)
READ: dict[str, Callable[..., dict[str, Any]]] = {
    "reliability": reliability_diagram,
    "history": score_history,
    "decomposition": decomposition,
    "timeline": timeline_of,
    "words": words_meant,
}
TIMELINE_DRAWN = partial(timeline_of, latest=DRAWN)


def install(app: FastAPI) -> None:
    """Serve every figure of every room, and the words of every lexicon, in every format."""
    for form in (*MEDIA_TYPES, "csv"):
        for room, by in ROOMS.items():
            for name in FIGURES:
                _serve(app, f"/{room}/{{slug}}/{name}.{form}", form, partial(_of_somebody, by, name))
        _serve(app, f"/lexicons/{{slug}}/words.{form}", form, _of_a_lexicon)


def _serve(app: FastAPI, address: str, form: str, answer: Callable[[Request, str], Response]) -> None:
    async def handle(request: Request) -> Response:
        return await anyio.to_thread.run_sync(answer, request, form)

    app.router.add_api_route(address, handle, methods=["GET"], include_in_schema=False)


def _of_somebody(by: str, name: str, request: Request, form: str) -> Response:
    context: Context = request.app.state.context
    declared = {held.name: held for held in (THEME, *(one for who, one in WHO.items() if who != by), *ONE_OF)}
    slug = slug_of(request)
    query = read_query(declared, asked_of(request))
    known = {key: str(value) for key, value in query.items()}
    # A table holds every forecast, a drawing those it has room for.
    read = TIMELINE_DRAWN if name == "timeline" and form != "csv" else READ[name]
    seq, day = served_moment(context.database, now=context.clock().astimezone(UTC))
    return _shown(
        request,
        FIGURES[name],
        form,
        query["theme"],
        key=(seq, day.isoformat(), by, slug, name, sorted(known.items())),
        read=lambda: read(context.database, by, slug, **options_of(query, context.clock)),
    )


def _of_a_lexicon(request: Request, form: str) -> Response:
    slug = read_path((LEXICON,), request.scope["path_params"])["slug"]
    theme = read_query({THEME.name: THEME}, asked_of(request))["theme"]
    words = lexicon_words(slug)
    key = ("lexicon", words["read_by"], theme)
    return _shown(request, FIGURES["words"], form, theme, key=key, read=lambda: words)


def _shown(
    request: Request,
    figure: Figure,
    form: str,
    theme: Theme,
    *,
    key: tuple[Any, ...],
    read: Callable[[], dict[str, Any]],
) -> Response:
    made_up = key[0] != "lexicon" and simulated(request)
    if form == "csv":
        columns, rows = figure.columns, figure.rows(read())
        if made_up:
            columns, rows = (*columns, "simulated"), [[*row, True] for row in rows]
        return send(request, write_csv(Table(columns, rows)), "text/csv; charset=utf-8")
    kind: Format = "svg" if form == "svg" else "png"

    def spec() -> dict[str, Any]:
        drawn = figure.spec(read(), theme)
        return marked(drawn, theme) if made_up else drawn

    content = kept_once((kind, made_up, *key), lambda: draw(spec(), kind))
    return send(request, content, MEDIA_TYPES[kind])
