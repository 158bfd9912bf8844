"""Pages of other sites may read what is public, from a browser and without a key; they may change nothing."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

READING = frozenset({"GET", "HEAD"})
_PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class Origins:
    """ASGI middleware: every answer to a read says that any origin may have it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a browser that asks whether it may read; let the rest pass."""
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            if Headers(scope=scope).get("access-control-request-method") in READING:
                await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, send)
                return
        elif scope["type"] == "http" and scope["method"] in READING:
            await self.app(scope, receive, _opened(send))
            return
        await self.app(scope, receive, send)


def _opened(send: Send) -> Send:
    async def open_and_send(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = "*"
            headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
        await send(message)

    return open_and_send
