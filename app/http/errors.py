"""The one mapping of everything that can go wrong to RFC 9457 problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.domain.errors import (
    Conflict,
    ForeseenError,
    InvalidInput,
    NotFound,
    StaleVersion,
    StorageFull,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5
DETAIL_LIMIT = 1_000
FAULTS_LIMIT = 20

_STATUSES: tuple[tuple[type[ForeseenError], int], ...] = (
    (InvalidInput, 422),
    (NotFound, 404),
    (StaleVersion, 412),
    (Conflict, 409),
    (StorageFull, 507),  # before what it is a kind of
    (Unavailable, 503),
)
_TITLES: dict[int, str] = {
    401: "No valid key",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    408: "The request took too long",
    409: "Conflict",
    412: "Changed since it was read",
    413: "Body too large",
    415: "Unsupported media type",
    422: "Invalid input",
    428: "If-Match is needed",
    500: "Unexpected error",
    503: "Unavailable",
    507: "No room left",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request: where, what, and what would be right."""

    parameter: str
    detail: str
    allowed: str | None = None


class Refusal(Exception):
    """A request that HTTP alone refuses: no domain rule is involved."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.faults = tuple(faults)
        self.headers = dict(headers or {})


def invalid(*faults: Fault) -> Refusal:
    """422 naming every fault, or the first of very many."""
    named, more = faults[:FAULTS_LIMIT], len(faults) - FAULTS_LIMIT
    detail = _cut("; ".join(f"{_cut(fault.parameter)}: {_cut(fault.detail)}" for fault in named))
    return Refusal(422, f"{detail}; and {more} more" if more > 0 else detail, faults=named)


def _cut(text: str, limit: int = DETAIL_LIMIT) -> str:
    return text if len(text) <= limit else text[:limit] + "..."


def problem(
    status: int, detail: str, *, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """A problem+json response; text that cannot be UTF-8 is escaped, never echoed raw."""
    title = _TITLES.get(status) or HTTPStatus(status).phrase
    body: dict[str, Any] = {
        "type": f"urn:foreseen:problem:{HTTPStatus(status).phrase.lower().replace(' ', '-')}",
        "title": title,
        "status": status,
        "detail": _printable(_cut(detail, 2 * DETAIL_LIMIT)),
    }
    if faults:
        body["errors"] = [
            {
                "parameter": _safe(fault.parameter),
                "detail": _safe(fault.detail),
                "allowed": None if fault.allowed is None else _safe(fault.allowed),
            }
            for fault in faults
        ]
    return Response(
        orjson.dumps(body),
        status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def _safe(text: str) -> str:
    return _printable(_cut(text))


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def status_of(error: ForeseenError) -> int:
    """The status a domain error amounts to."""
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)


def of_error(error: ForeseenError) -> Response:
    """The problem a domain error amounts to."""
    status = status_of(error)
    faults = (Fault(error.field, error.detail, error.allowed),) if isinstance(error, InvalidInput) else ()
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if status in {503, 507} else None
    return problem(status, error.message, faults=faults, headers=headers)


async def _domain(_: Request, error: Exception) -> Response:
    assert isinstance(error, ForeseenError)  # noqa: S101  # registered for this class alone
    return of_error(error)


async def _refusal(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)  # noqa: S101  # registered for this class alone
    return problem(error.status, error.detail, faults=error.faults, headers=error.headers)


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # registered for this class alone
    known = {
        404: "nothing is served at this address; /api/openapi.json lists what is",
        405: "this address does not take that method; the Allow header lists those it takes",
    }
    return problem(error.status_code, known.get(error.status_code, error.detail), headers=error.headers)


async def _validation(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # registered for this class alone
    faults = faults_of(error.errors())
    return problem(422, "the request does not fit", faults=faults)


async def _gone(_: Request, __: Exception) -> Response:
    return problem(400, "the client left before the request was complete")


async def _unexpected(_: Request, __: Exception) -> Response:
    # Starlette raises the error again after this response, so that the server's log shows it.
    return problem(500, "something unexpected happened; it was written to the server's log")


def faults_of(errors: Sequence[Mapping[str, Any]], *, fields: Iterable[str] = ()) -> list[Fault]:
    """Pydantic's findings in our words, without the input they echo; `fields` are what the body may have."""
    return [_fault(error, fields) for error in errors]


def _fault(error: Mapping[str, Any], fields: Iterable[str]) -> Fault:
    name = ".".join(str(part) for part in error["loc"]) or "body"
    detail, allowed = _FAULTS.get(error["type"], (str(error["msg"]), None))
    if error["type"] == "extra_forbidden" and len(error["loc"]) == 1:
        allowed = ", ".join(fields) or None
    bounds = _allowed(error.get("ctx") or {})
    if bounds is not None and error["type"].startswith("string_too_"):
        bounds += " characters"
    return Fault(name, detail, bounds or allowed)


_NUMBER = ("is not a number", "a number")
_WHOLE = ("is not a whole number", "a whole number")
_OBJECT = ("is not an object", "a JSON object")
_FAULTS: dict[str, tuple[str, str | None]] = {
    "missing": ("is missing", None),
    "extra_forbidden": ("is no field here", None),
    "string_type": ("is not text", "text"),
    "bool_type": ("is neither true nor false", "true, false"),
    "float_type": _NUMBER,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "list_type": ("is not a list", "a list"),
    "tuple_type": ("is not a list", "a list"),
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "enum": ("is none of them", None),
    "literal_error": ("is none of them", None),
    "string_too_long": ("is too long", None),
    "string_too_short": ("is too short", None),
    "too_long": ("holds too many", None),
    "too_short": ("holds too few", None),
    **dict.fromkeys(
        ("greater_than", "greater_than_equal", "less_than", "less_than_equal"), ("is out of bounds", None)
    ),
}


def _allowed(context: Mapping[str, Any]) -> str | None:
    named = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
    if "expected" in context:
        return str(context["expected"]).replace(" or ", ", ").replace("'", "")
    bounds = [f"{word} {context[key]}".removesuffix(".0") for key, word in named.items() if key in context]
    bounds += [f"{context[key]} {word}" for key, word in _LENGTHS.items() if key in context]
    return ", ".join(bounds) or None


_LENGTHS = {"min_length": "or more", "max_length": "or fewer"}


def install(app: FastAPI) -> None:
    """Make every error of the application a problem."""
    app.add_exception_handler(ForeseenError, _domain)
    app.add_exception_handler(Refusal, _refusal)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _unexpected)
