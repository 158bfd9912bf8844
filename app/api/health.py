"""Whether the service lives, whether it can work, and what it has done."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.api.documentation import failure
from app.api.measurement import Metrics
from app.domain.errors import Unavailable
from app.http.context import Context
from app.http.errors import problem
from app.storage.migrate import require_current


def install(app: FastAPI, metrics: Metrics) -> None:
    """Serve /health, /ready and /metrics."""

    async def health() -> Response:
        """The process answers."""
        return Response(orjson.dumps({"status": "alive"}), media_type="application/json")

    async def ready(request: Request) -> Response:
        """The database answers and its schema is current."""
        context: Context = request.app.state.context
        try:
            await run_in_threadpool(require_current, context.database)
        except Unavailable as error:
            return problem(503, error.message, headers={"Retry-After": "5"})
        return Response(orjson.dumps({"status": "ready"}), media_type="application/json")

    async def measured() -> Response:
        """Requests and latencies of this process, for Prometheus."""
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    for path, endpoint, described in (
        ("/health", health, _says("alive")),
        ("/ready", ready, {**_says("ready"), 503: failure(503)}),
        ("/metrics", measured, _answers("text/plain", {"type": "string"})),
    ):
        app.router.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            tags=["operations"],
            operation_id=endpoint.__name__,
            response_class=Response,  # no class that would add a JSON of its own to the description
            responses=described,
        )


def _says(status: str) -> dict[int | str, dict[str, Any]]:
    held = {"type": "object", "properties": {"status": {"const": status}}, "required": ["status"]}
    return _answers("application/json", held)


def _answers(media_type: str, schema: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": schema}}}}
