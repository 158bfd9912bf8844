"""A server over real sockets, and clients that say too little, too much, or nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

import orjson
import pytest
import uvicorn

from app.access.keys import KeyRole, create_key
from app.cli.connections import Connection
from app.main import create_app
from app.settings import Settings
from app.storage.database import Database

PATIENCE = 30
GET = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"


class Serving:
    """A server in a thread of its own."""

    def __init__(self, url: str, **limits: Any) -> None:
        held: Any = partial(Connection, **limits)
        config = uvicorn.Config(
            create_app(Settings(database_url=url)),
            port=0,
            http=held,
            timeout_graceful_shutdown=1,
            timeout_keep_alive=PATIENCE,
            access_log=False,
            log_config=None,
        )
        self.server = uvicorn.Server(config)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listening]})

    @contextmanager
    def running(self) -> Iterator[Serving]:
        """While it serves."""
        self.thread.start()
        try:
            yield self
        finally:
            self.stop()

    def stop(self) -> None:
        """As SIGTERM does."""
        self.server.should_exit = True
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()

    def connect(self) -> socket.socket:
        """A client."""
        return socket.create_connection(self.address, timeout=PATIENCE)

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        host, port = self.listening.getsockname()
        return host, port


@pytest.fixture
def url(migrated_file: Path, tmp_path: Path) -> str:
    path = tmp_path / "served.db"
    path.write_bytes(migrated_file.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def serve(url: str) -> Iterator[Callable[..., Serving]]:
    """Start a server with limits of the test's own."""
    with ExitStack() as stack:
        yield lambda **limits: stack.enter_context(Serving(url, **limits).running())


def read_all(client: socket.socket) -> bytes:
    """What comes until the server closes."""
    received = b""
    while chunk := client.recv(65536):
        received += chunk
    return received


def read_one(client: socket.socket) -> bytes:
    """One answer with a body of known length."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += client.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += client.recv(65536)
    return head


def expect_problem(received: bytes, status: int) -> dict[str, Any]:
    head, _, body = received.partition(b"\r\n\r\n")
    phrase = HTTPStatus(status).phrase.encode()
    assert head.startswith(b"HTTP/1.1 %d %s\r\n" % (status, phrase)), received
    assert b"content-type: application/problem+json" in head.lower()
    assert b"connection: close" in head.lower()
    read: dict[str, Any] = orjson.loads(body)
    assert read["status"] == status
    return read


def test_a_silent_connection_is_closed(serve: Callable[..., Serving]) -> None:
    with serve(head_seconds=0.1).connect() as client:
        assert read_all(client) == b""


@pytest.mark.parametrize("part", [b"G", b"GET / HTTP/1.1\r\n", GET[:-2], GET + GET[:9]])
def test_half_a_head_is_given_up(serve: Callable[..., Serving], part: bytes) -> None:
    with serve(head_seconds=0.1).connect() as client:
        if part.startswith(GET):
            client.sendall(GET)
            read_one(client)
            part = part.removeprefix(GET)
        client.sendall(part)
        assert "head did not arrive within 0.1 s" in expect_problem(read_all(client), 408)["detail"]


def test_a_body_that_nobody_asked_for_cannot_drip_for_ever(serve: Callable[..., Serving]) -> None:
    with serve(head_seconds=0.1).connect() as client:
        client.sendall(GET[:-2] + b"Content-Length: 100\r\n\r\n")
        assert read_one(client).startswith(b"HTTP/1.1 200 ")
        client.sendall(b"x")
        assert read_all(client) == b""


def test_a_head_in_time_is_answered_again_and_again(serve: Callable[..., Serving]) -> None:
    with serve(head_seconds=PATIENCE).connect() as client:
        for _ in range(3):
            for piece in (GET[:5], GET[5:20], GET[20:]):
                client.sendall(piece)
            assert read_one(client).startswith(b"HTTP/1.1 200 ")
        client.sendall(GET + GET)  # one behind the other
        assert client.recv(65536).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "broken",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 100_000,
    ],
)
def test_what_is_no_request_is_a_problem_like_any_other(serve: Callable[..., Serving], broken: bytes) -> None:
    with serve().connect() as client:
        client.sendall(broken)
        expect_problem(read_all(client), 400)


def test_one_connection_too_many_is_told_when_to_come_back(serve: Callable[..., Serving]) -> None:
    serving = serve(most=2)
    with serving.connect() as first, serving.connect() as second:
        for client in (first, second):
            client.sendall(GET)
            assert read_one(client).startswith(b"HTTP/1.1 200 ")
        with serving.connect() as third:
            third.sendall(GET)
            received = read_all(third)
            expect_problem(received, 503)
            assert b"retry-after: 5" in received
        first.sendall(GET)
        assert read_one(first).startswith(b"HTTP/1.1 200 ")


def test_far_too_many_connections_are_not_even_told(serve: Callable[..., Serving]) -> None:
    serving = serve(most=0, spare=0, head_seconds=10 * PATIENCE)
    with serving.connect() as client:
        assert read_all(client) == b""


def test_a_server_that_stops_tells_who_is_still_sending(
    serve: Callable[..., Serving], url: str, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(url)
    key = create_key(database, role=KeyRole.CURATOR, name="half")
    serving = serve()
    with serving.connect() as client:
        head = f"POST /api/v1/topics HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {key}\r\n"
        head += "Content-Type: application/json\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n"
        client.sendall(head.encode())
        # It asks for the body only when the handler waits for it.
        assert client.recv(65536).startswith(b"HTTP/1.1 100 ")
        client.sendall(b'{"name": ')
        serving.stop()
        received = read_all(client)
        assert "stopping" in expect_problem(received, 503)["detail"]
        assert b"retry-after: 5" in received
    assert "Traceback" not in caplog.text
    assert "Exception in ASGI" not in caplog.text
    database.close()
