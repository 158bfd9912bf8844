"""Where to go from the address that people type first."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.api.routes import PREFIX, Operation
from app.http import etags

OPENAPI = "/api/openapi.json"


def install(app: FastAPI, operations: Sequence[Operation]) -> None:
    """Serve the index under the prefix of the API, and lead there from above it."""
    content = etags.encode(
        {
            "name": app.title,
            "version": app.version,
            "description": app.description,
            "openapi": OPENAPI,
            "health": "/health",
            "ready": "/ready",
            "resources": {
                held.address.removeprefix("/"): held.full_path
                for held in operations
                if held.method == "GET" and not held.path
            },
        }
    )

    async def index(request: Request) -> Response:
        """What this is, and where everything else is."""
        return etags.reply(request, content)

    async def start() -> Response:
        """Lead to the index."""
        return RedirectResponse(PREFIX, 307)

    app.router.add_api_route(PREFIX, index, methods=["GET"], include_in_schema=False)
    app.router.add_api_route("/api", start, methods=["GET"], include_in_schema=False)
