"""No bytes whatever get a 5xx: raw requests, and requests made from the schema."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import Message

from app.access.keys import KeyRole, create_key
from app.api import v1
from app.api.documentation import Problem
from app.main import create_app
from app.settings import Settings
from app.storage.database import Database
from tests.builders import clock, sample
from tests.kept import Kept

FUZZ = settings(
    max_examples=200,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
OPERATIONS = v1.operations()


class Target:
    """An application that is asked by raw ASGI messages, as a server would pass them on."""

    def __init__(self, app: FastAPI, key: str) -> None:
        self.app = app
        self.key = key
        self.loop = asyncio.new_event_loop()

    def ask(
        self, method: str, path: bytes, query: bytes, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> tuple[int, dict[bytes, bytes], bytes]:
        """Status, headers and body of the answer."""
        return self.loop.run_until_complete(self._ask(method, path, query, headers, body))

    async def _ask(
        self, method: str, path: bytes, query: bytes, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> tuple[int, dict[bytes, bytes], bytes]:
        pieces = [body[: len(body) // 2], body[len(body) // 2 :]]
        sent: list[Message] = []

        async def receive() -> Message:
            if pieces:
                return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path.decode("latin-1")),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
        }
        await self.app(scope, receive, send)
        start = sent[0]
        content = b"".join(message.get("body", b"") for message in sent[1:])
        return start["status"], dict(start["headers"]), content


@pytest.fixture(scope="module")
def target(module_database_url: str, kept: Kept) -> Iterator[Target]:
    """The application with its lifespan running, on a record with one thing of every sort."""
    database = Database(module_database_url)
    kept.fill(database, sample)
    key = create_key(database, role=KeyRole.ADMIN, name="fuzz", clock=clock)
    database.close()
    app = create_app(Settings(database_url=module_database_url, max_body_bytes=2048), clock=clock)
    with TestClient(app):
        aimed = Target(app, key)
        yield aimed
        aimed.loop.close()


def check(method: str, answer: tuple[int, dict[bytes, bytes], bytes]) -> None:
    status, headers, content = answer
    assert status < 500, content
    if status >= 400:
        assert headers[b"content-type"] == b"application/problem+json"
        assert method == "HEAD" or Problem.model_validate_json(content).status == status


AWKWARD = [
    b"", b"0", b"-0", b"1", b"%00", b"%", b"%zz", b"%ff", b"%ed%a0%80", b"9223372036854775807",
    b"9223372036854775808", b"1e400", b"NaN", b"..", b"%2e%2e%2f", b"a,b", b"'", b"\"", b"%F0%9F%98%80",
]  # fmt: skip
pieces = st.one_of(st.sampled_from(AWKWARD), st.binary(max_size=12))
tokens = st.one_of(
    st.sampled_from(["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "BREW"]),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=8),
)
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**65), 2**65),
        st.floats(),
        st.text(st.characters(), max_size=6),
        st.sampled_from(["\ud800", "\0", "2022-02-24", "yes", "void"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def bodies(draw: st.DrawFn, fields: list[str]) -> bytes:
    """JSON around the right fields, cut or overwritten, or no JSON at all."""
    if draw(st.booleans()):
        return draw(st.binary(max_size=60))
    held = {name: draw(values) for name in fields if draw(st.booleans())}
    text = bytearray(json.dumps(held).encode())
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(text)))
        text[place : place + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(text)


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, bytes, bytes, list[tuple[bytes, bytes]], bytes]:
    """A request to one of the routes, with anything at all where something is expected."""
    operation = draw(st.sampled_from(OPERATIONS))
    method = operation.method if draw(st.integers(0, 4)) else draw(tokens)
    path = operation.full_path.encode()
    for parameter in operation.path:
        good = str(operation.example.path.get(parameter.name, "1")).encode()
        path = path.replace(f"{{{parameter.name}}}".encode(), good if draw(st.booleans()) else draw(pieces))
    if not draw(st.integers(0, 9)):
        path += draw(pieces)
    names = [name.encode() for name in operation.query] or [b"x"]
    pairs = draw(st.lists(st.tuples(st.sampled_from(names), pieces), max_size=3))
    query = b"&".join(name + b"=" + value for name, value in pairs)
    if not draw(st.integers(0, 9)):
        query += draw(st.binary(max_size=10))
    headers = [
        (name, draw(st.one_of(st.sampled_from(good), st.binary(max_size=20))))
        for name, good in HEADERS
        if draw(st.booleans())
    ]
    fields = list(operation.body.model_fields) if operation.body is not None else ["x"]
    return method, path, query, headers, draw(bodies(fields))


HEADERS: list[tuple[bytes, list[bytes]]] = [
    (b"content-type", [b"application/json"]),
    (b"if-match", [b'"0123"', b"*"]),
    (b"if-none-match", [b'"0123"', b"*", b'W/"x", "y"']),
    (b"content-length", [b"0", b"99999999999999999999", b"-1"]),
    (b"host", [b"localhost", b"[", b"a:b:c"]),
    (b"accept", [b"*/*"]),
]


@FUZZ
@given(asked=requests(), with_key=st.booleans())
def test_raw_requests_never_get_a_5xx(
    target: Target,
    asked: tuple[str, bytes, bytes, list[tuple[bytes, bytes]], bytes],
    with_key: bool,  # drawn by Hypothesis
) -> None:
    method, path, query, headers, body = asked
    if with_key:
        headers = [*headers, (b"authorization", b"Bearer " + target.key.encode())]
    check(method, target.ask(method, path, query, headers, body))


@pytest.mark.parametrize(
    "path", [b"", b"*", b"/", b"//", b"/\xff", b"/api/v1/authors/\xed\xa0\x80", b"/api/v1/sources/%00"]
)
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "", "GET /", "\u00e9"])
def test_strange_paths_and_methods(target: Target, method: str, path: bytes) -> None:
    check(method, target.ask(method, path, b"", [], b""))


def test_strange_keys(target: Target) -> None:
    for key in (b"", b"\xff", b"Bearer", b"Bearer \xff\xfe", b"Bearer fs_", b"Basic \x00", b"x" * 100_000):
        status, headers, _ = target.ask("GET", b"/api/v1/topics", b"", [(b"authorization", key)], b"")
        assert status == 401
        assert headers[b"www-authenticate"].startswith(b"Bearer")


@pytest.fixture(scope="module")
def schema(target: Target) -> Any:
    """What Schemathesis makes of the application's own description."""
    return schemathesis.openapi.from_dict(target.app.openapi())


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda held: held.endpoint.__name__)
def test_requests_made_from_the_schema_never_get_a_5xx(target: Target, schema: Any, operation: Any) -> None:
    described = schema[operation.full_path][operation.method]

    @settings(FUZZ, max_examples=8)
    @given(case=described.as_strategy())
    def run(case: Any) -> None:
        asked = case.as_transport_kwargs(base_url="http://testserver")
        client = TestClient(target.app, raise_server_exceptions=False)
        headers = {**dict(asked.pop("headers")), "Authorization": f"Bearer {target.key}"}
        kept = {name: asked[name] for name in ("method", "url", "params", "json") if name in asked}
        answer = client.request(**kept, headers=headers)
        assert answer.status_code < 500, answer.text

    run()
