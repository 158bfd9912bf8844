"""Connections that nobody can hold open for nothing: what the server beneath has no limits for."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

import h11
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.protocols.http.flow_control import CLOSE_HEADER
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.server import ServerState

from app.http.errors import RETRY_AFTER_SECONDS, problem

HEAD_SECONDS = 15.0
# Below the thousand files that a process may usually open.
CONNECTIONS = 800
SPARE = 100  # more that are still told why they are refused


async def _crowded(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one for whom there is no room."""
    headers = {"Connection": "close", "Retry-After": str(RETRY_AFTER_SECONDS)}
    await problem(503, "too many connections are open", headers=headers)(scope, receive, send)


class Connection(H11Protocol):
    """HTTP/1.1 with a deadline for every request's head, and a most of connections.

    While no request is being answered, the client has `head_seconds` to send the whole head of one.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        head_seconds: float = HEAD_SECONDS,
        most: int = CONNECTIONS,
        spare: int = SPARE,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._head_seconds = head_seconds
        self._most = most
        self._spare = spare
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its base
        """Give the client until the deadline to ask for something."""
        super().connection_made(transport)
        if len(self.connections) > self._most:
            self.app = _crowded
            if len(self.connections) > self._most + self._spare:
                transport.abort()
                return
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Read on; the deadline stands until a whole head is there."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadline."""
        self._stop_watching()
        super().connection_lost(exc)

    def _watch(self) -> None:
        answering: RequestResponseCycle | None = self.cycle
        if answering is not None and not answering.response_complete:
            self._stop_watching()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(self._head_seconds, self._give_up)

    def _stop_watching(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        # One who sent part of a head is told; one who was silent has asked for nothing.
        begun = self.conn.our_state is h11.IDLE and self.conn.trailing_data[0]
        if begun:
            self._answer(problem(408, f"the request's head did not arrive within {self._head_seconds:g} s"))
        self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong in the form of every other error, unless an answer is under way."""
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            self._answer(problem(400, f"this is no HTTP request that can be read: {msg}"))
        self.transport.close()

    def _answer(self, response: Response) -> None:
        answering: RequestResponseCycle | None = self.cycle
        if answering is not None:
            answering.disconnected = True  # whatever still runs has nobody to tell
        headers = [*self.server_state.default_headers, *response.raw_headers, CLOSE_HEADER]
        status = HTTPStatus(response.status_code)
        reply = h11.Response(status_code=status, headers=headers, reason=status.phrase.encode())
        for event in (reply, h11.Data(data=bytes(response.body)), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
