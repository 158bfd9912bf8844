"""Requests that the server gives up when it stops: told so, and never by a traceback."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.errors import RETRY_AFTER_SECONDS, problem


class Stopping:
    """ASGI middleware: a request that is cancelled before its answer began is answered 503."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer for it where it is cancelled."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except asyncio.CancelledError:
            if started:
                raise
            # Only a server that stops cancels a request; a write that had begun is whole or absent.
            detail = "the server is stopping: read again before you send a change again"
            headers = {"Connection": "close", "Retry-After": str(RETRY_AFTER_SECONDS)}
            await problem(503, detail, headers=headers)(scope, receive, send)
