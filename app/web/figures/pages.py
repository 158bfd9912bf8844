"""Figures at their addresses: `/authors/{slug}/reliability.svg`, `.png`, and `.csv` with the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any

import anyio.to_thread
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from app.http.context import Context
from app.http.parameters import Parameter, read_query
from app.http.scoring import ONE_OF, WHO, options_of
from app.queries.pages import Kind
from app.services.counted import AT_ONCE_UP_TO, counted_forecasts
from app.services.diagrams import decomposition, reliability_diagram
from app.services.held_records import served_moment
from app.services.history import score_history
from app.web.figures.drawing import MEDIA_TYPES, Format, drawn_once
from app.web.figures.specs import FIGURES, Figure
from app.web.figures.themes import THEMES
from app.web.pages import Table, send, write_csv
from app.web.rooms import ROOMS, slug_of

THEME = Parameter(name="theme", kind=Kind.CHOICE, choices=THEMES, default="light", description="Colours.")


def _timeline(database: Any, by: str, slug: str, **options: Any) -> dict[str, Any]:
    return counted_forecasts(database, by, slug, limit=AT_ONCE_UP_TO, **options)


READ: dict[str, Callable[..., dict[str, Any]]] = {
    "reliability": reliability_diagram,
    "history": score_history,
    "decomposition": decomposition,
    "timeline": _timeline,
}


def install(app: FastAPI) -> None:
    """Serve every figure of every room in every format."""
    for room, by in ROOMS.items():
        for name, figure in FIGURES.items():
            for form in (*MEDIA_TYPES, "csv"):
                app.router.add_api_route(
                    f"/{room}/{{slug}}/{name}.{form}",
                    _handler(by, name, figure, form),
                    methods=["GET"],
                    include_in_schema=False,
                )


def _handler(by: str, name: str, figure: Figure, form: str) -> Callable[[Request], Any]:
    declared = {held.name: held for held in (THEME, *(one for who, one in WHO.items() if who != by), *ONE_OF)}

    async def handle(request: Request) -> Response:
        context: Context = request.app.state.context

        def run() -> Response:
            slug = slug_of(request)
            query = read_query(declared, request.scope["query_string"])
            theme = query["theme"]

            def read() -> dict[str, Any]:
                return READ[name](context.database, by, slug, **options_of(query, context.clock))

            if form == "csv":
                table = Table(figure.columns, figure.rows(read()))
                return send(request, write_csv(table), "text/csv; charset=utf-8")
            known = {key: str(value) for key, value in query.items()}
            seq, day = served_moment(context.database, now=context.clock().astimezone(UTC))
            key = (seq, day.isoformat(), by, slug, name, sorted(known.items()))
            kind: Format = "svg" if form == "svg" else "png"
            content = drawn_once(key, kind, lambda: figure.spec(read(), theme))
            return send(request, content, MEDIA_TYPES[kind])

        return await anyio.to_thread.run_sync(run)

    return handle
