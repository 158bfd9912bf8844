"""Every page; a new one is added here."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.http.errors import Refusal
from app.web import (
    behind,
    boards,
    by_hand,
    coding,
    desk,
    documents,
    embeds,
    feeds,
    front,
    ingestions,
    intake,
    lexicons,
    pages,
    remarks,
    scorecards,
    second_look,
    signed_in,
    statics,
    things,
)
from app.web.figures import pages as figures

DECLARING = (front, boards, scorecards, behind, things, lexicons, documents)
ELSEWHERE = ("/api", "/health", "/ready", "/metrics")  # not for readers: errors stay problem+json


def install(app: FastAPI) -> None:
    """Serve every page, and an unknown address as a page to whoever asks for one."""
    statics.install(app)
    figures.install(app)
    feeds.install(app)
    embeds.install(app)
    signed_in.install(app)
    desk.install(app)
    intake.install(app)
    by_hand.install(app)
    coding.install(app)
    ingestions.install(app)
    second_look.install(app)
    remarks.install(app)
    for declaring in DECLARING:
        for page in declaring.PAGES:
            pages.install(app, page)
    told: Any = app.exception_handlers[HTTPException]

    async def unknown(request: Request, error: Exception) -> Response:
        path = request.scope["path"]
        reads = "text/html" in request.headers.get("accept", "") and request.method == "GET"
        if reads and not path.startswith(ELSEWHERE) and getattr(error, "status_code", 0) == 404:
            return pages.error_page(request, Refusal(404, "there is no page at this address"))
        answer: Response = await told(request, error)
        return answer

    app.add_exception_handler(HTTPException, unknown)
