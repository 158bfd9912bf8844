"""How a route is declared and run: a request is read and checked whole before its function is called.

A function takes one `Call` and answers with bytes; it runs in a worker thread and opens its own transaction:

    routes = Routes("questions")

    @routes.write("POST", "/questions/{id}/resolutions", path=(QUESTION_ID,), body=ResolutionBody,
                  role=KeyRole.CURATOR, conditional=True, response=QuestionShape, example=Example(...))
    def resolve(call: Call[ResolutionBody]) -> Response:
        "Resolve a question."
        with recording(call.database, actor=call.name, clock=call.clock) as record:
            number = call.path["id"]
            call.require_match(encode(read_question(record.connection, number, today=call.today)))
            resolve_question(record, number, ...)
            content = encode(read_question(record.connection, number, today=call.today))
        return call.reply(content)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date
from functools import partial
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import anyio.to_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from app.access.keys import Actor, KeyRole, authenticate
from app.api.body import Body, parse_body, read_bytes, require_json_type
from app.domain.errors import NotFound
from app.http import etags
from app.http.context import Context
from app.http.errors import Fault, Refusal, invalid
from app.http.parameters import Parameter, read_path, read_query
from app.http.scoring import options_of
from app.storage.database import Database
from app.storage.record import Clock

PREFIX = "/api/v1"

Payload_co = TypeVar("Payload_co", covariant=True)
Endpoint = Callable[["Call[Any]"], Response]


@dataclass(frozen=True, slots=True)
class Call(Generic[Payload_co]):
    """One request, read and checked."""

    request: Request
    context: Context
    actor: Actor | None
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Payload_co

    @property
    def database(self) -> Database:
        """The database."""
        return self.context.database

    @property
    def clock(self) -> Clock:
        """The application's clock."""
        return self.context.clock

    @property
    def today(self) -> date:
        """The UTC day."""
        return self.context.clock().astimezone(UTC).date()

    @property
    def name(self) -> str:
        """Who writes, as the record names them; only for routes that need a role."""
        if self.actor is None:
            raise AssertionError("a route that writes must ask for a role")
        return self.actor.name

    @property
    def scoring(self) -> dict[str, Any]:
        """Which forecasts are scored and by which rules, as the services take it."""
        return options_of(self.query, self.clock)

    @property
    def curates(self) -> bool:
        """Whether the caller may see candidates and whole texts."""
        return self.actor is not None and self.actor.role.covers(KeyRole.CURATOR)

    @property
    def route_path(self) -> str:
        """The address that was asked for, percent-encoded."""
        return quote(self.request.scope["path"])

    def require_match(self, current: bytes) -> None:
        """Refuse with 412 unless If-Match names these bytes; call it inside the write transaction."""
        etags.require_match(self.request, current)

    def reply(
        self,
        content: bytes,
        *,
        status: int = 200,
        location: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """The bytes with their ETag; 304 where a reader holds them already."""
        extra = dict(headers or {})
        if location is not None:
            extra["Location"] = f"{PREFIX}{location}"
        if self.request.method == "GET":
            return etags.reply(self.request, content, headers=extra)
        return Response(
            content,
            status,
            headers={"ETag": etags.etag_of(content), "Cache-Control": "no-store", **extra},
            media_type="application/json",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A call that works on the sample data of the tests; the documentation shows it."""

    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One route as it was declared."""

    method: str
    address: str  # below PREFIX
    tag: str
    endpoint: Endpoint
    path: tuple[Parameter, ...]
    query: Mapping[str, Parameter]
    body: type[Body] | None
    role: KeyRole | None
    conditional: bool
    response: type[BaseModel] | None
    status: int
    example: Example
    files: tuple[str, ...] = ()  # media types, where the answer is a file and not JSON
    also: Mapping[int, type[BaseModel]] = field(default_factory=dict)  # other ways to succeed

    @property
    def full_path(self) -> str:
        """The address with its prefix."""
        return PREFIX + self.address


class Routes:
    """The routes of one resource, in the order in which they match."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.operations: list[Operation] = []

    def read(
        self,
        address: str,
        *,
        path: Sequence[Parameter] = (),
        query: Sequence[Parameter] = (),
        role: KeyRole | None = None,
        response: type[BaseModel] | None,
        files: tuple[str, ...] = (),
        example: Example | None = None,
    ) -> Callable[[Endpoint], Endpoint]:
        """A GET; public unless a role is named."""
        return self._add(
            "GET",
            address,
            path=path,
            query=query,
            role=role,
            response=response,
            files=files,
            example=example,
            status=200,
        )

    def write(
        self,
        method: str,
        address: str,
        *,
        path: Sequence[Parameter] = (),
        query: Sequence[Parameter] = (),
        body: type[Body] | None,
        role: KeyRole,
        conditional: bool = False,
        response: type[BaseModel] | None,
        status: int = 200,
        also: Mapping[int, type[BaseModel]] | None = None,
        example: Example | None = None,
    ) -> Callable[[Endpoint], Endpoint]:
        """A call that changes something: it needs a role, and an If-Match where it is conditional."""
        return self._add(
            method,
            address,
            path=path,
            query=query,
            body=body,
            role=role,
            conditional=conditional,
            response=response,
            example=example,
            status=status,
            also=also,
        )

    def _add(
        self,
        method: str,
        address: str,
        *,
        path: Sequence[Parameter],
        query: Sequence[Parameter],
        role: KeyRole | None,
        response: type[BaseModel] | None,
        example: Example | None,
        status: int,
        files: tuple[str, ...] = (),
        also: Mapping[int, type[BaseModel]] | None = None,
        body: type[Body] | None = None,
        conditional: bool = False,
    ) -> Callable[[Endpoint], Endpoint]:
        def register(endpoint: Endpoint) -> Endpoint:
            self.operations.append(
                Operation(
                    method=method,
                    address=address,
                    tag=self.tag,
                    endpoint=endpoint,
                    path=tuple(path),
                    query={parameter.name: parameter for parameter in query},
                    body=body,
                    role=role,
                    conditional=conditional,
                    response=response,
                    status=status,
                    example=example or Example(status=status),
                    files=files,
                    also=also or {},
                )
            )
            return endpoint

        return register


class LeanRoute(APIRoute):
    """Runs its function on the request alone: parameters are read by `Operation`, not by dependencies."""

    def get_route_handler(self) -> Any:
        """The function itself."""
        return self.endpoint


def install(app: FastAPI, operation: Operation, *, openapi: dict[str, Any]) -> None:
    """Serve an operation; `openapi` is what the documentation says of it beyond the usual."""
    app.router.add_api_route(
        operation.full_path,
        _handler(operation),
        methods=[operation.method],
        tags=[operation.tag],
        summary=(operation.endpoint.__doc__ or "").strip().split("\n", maxsplit=1)[0].rstrip("."),
        operation_id=operation.endpoint.__name__,
        responses=openapi.pop("responses"),
        status_code=operation.status,
        openapi_extra=openapi,
        route_class_override=LeanRoute,
    )


def _handler(operation: Operation) -> Callable[[Request], Any]:
    async def handle(request: Request) -> Response:
        context: Context = request.app.state.context
        scope = request.scope
        actor = await _who(request, context)
        _require(actor, operation.role)
        path = read_path(operation.path, scope["path_params"])
        query = read_query(operation.query, scope["query_string"])
        if operation.conditional:
            etags.given_match(request)
        content = await _content(request, operation, context)

        def run() -> Response:
            # Reading a large body takes a while too: not on the loop that serves everybody.
            body = None if operation.body is None else parse_body(content, operation.body)
            call = Call(request, context, actor, path, query, body)
            with _blaming_the_query(call):
                return operation.endpoint(call)

        limiter = None if operation.method == "GET" else context.writers
        return await anyio.to_thread.run_sync(run, limiter=limiter)

    return handle


@contextmanager
def _blaming_the_query(call: Call[Any]) -> Iterator[None]:
    """404 is about the address: what a parameter of the query names and is not there is that one's fault."""
    try:
        yield
    except NotFound as error:
        named = (name for name, value in call.query.items() if value == error.key)
        parameter = next(named, None) if isinstance(error.key, str) else None
        if parameter is None or error.key in call.path.values():
            raise
        raise invalid(Fault(parameter, error.message, f"the slug of one {error.thing}")) from error


async def _who(request: Request, context: Context) -> Actor | None:
    given = request.headers.getlist("authorization")
    if not given:
        return None
    actor = None
    if len(given) == 1:
        check = partial(authenticate, context.database, given[0], clock=context.clock)
        actor = await anyio.to_thread.run_sync(check, limiter=context.keys)
    if actor is None:
        # A reader with a bad key is told so: silently serving the public's view would mislead.
        raise Refusal(
            401,
            "the key is unknown, expired or revoked",
            faults=[Fault("Authorization", "is not a valid key", "Bearer fs_...")],
            headers={"WWW-Authenticate": 'Bearer realm="foreseen", error="invalid_token"'},
        )
    return actor


def _require(actor: Actor | None, role: KeyRole | None) -> None:
    if role is None:
        return
    if actor is None:
        raise Refusal(
            401,
            f"this needs a key with the role {role}",
            faults=[Fault("Authorization", "is missing", "Bearer fs_...")],
            headers={"WWW-Authenticate": 'Bearer realm="foreseen"'},
        )
    if not actor.role.covers(role):
        raise Refusal(
            403,
            f"this needs the role {role}",
            faults=[Fault("Authorization", f"is the key of a {actor.role}", role)],
        )


async def _content(request: Request, operation: Operation, context: Context) -> bytes:
    if operation.body is None:
        return b""
    require_json_type(request)
    return await read_bytes(request, limit=context.max_body_bytes)
