"""Request bodies: read under a limit and a deadline, parsed without mercy, checked by strict models.

Python's and Pydantic's JSON readers take NaN, duplicate keys, lone surrogates and numbers of any size, and a
default model takes `true` for 1.0. All of that is closed here and nowhere else.
"""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request

from app.domain.text import has_visible
from app.http.errors import Fault, Refusal, faults_of, invalid

MAX_DEPTH = 32
# Twice the longest list that any field takes; beyond it a body is refused before anything is built from it.
MAX_VALUES = 20_000
KEY_LIMIT = 200
READ_SECONDS = 30.0
INT64 = 2**63


class Body(BaseModel):
    """What every request model inherits: no conversions, no unknown fields."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


AnyBody = TypeVar("AnyBody", bound=Body)


async def read_bytes(request: Request, *, limit: int, seconds: float = READ_SECONDS) -> bytes:
    """The whole body, or 413 as soon as it exceeds the limit, or 408 when it does not arrive in time."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and (len(declared) > 18 or int(declared) > limit):
        raise _too_large(limit)
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                size += len(chunk)
                if size > limit:
                    raise _too_large(limit)
                chunks.append(chunk)
    except TimeoutError:
        raise Refusal(
            408, f"the body did not arrive within {seconds:g} s", headers={"Connection": "close"}
        ) from None
    return b"".join(chunks)


def _too_large(limit: int) -> Refusal:
    detail = f"the body is larger than {limit} bytes"
    return Refusal(
        413, detail, faults=[Fault("body", detail, f"up to {limit} bytes")], headers={"Connection": "close"}
    )


def require_json_type(request: Request) -> None:
    """415 unless the body is declared as JSON in UTF-8."""
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    charset = rest.strip().lower().removeprefix("charset=").strip('"')
    if kind.strip().lower() != "application/json" or charset not in {"", "utf-8", "utf8"}:
        raise Refusal(
            415,
            "the body must be JSON in UTF-8",
            faults=[Fault("Content-Type", "is not JSON in UTF-8", "application/json")],
            headers={"Accept": "application/json"},
        )


def parse_body(content: bytes, model: type[AnyBody]) -> AnyBody:
    """The body as a model, or 422 naming every field that does not fit."""
    parse_json(content)
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise invalid(*faults_of(found, fields=model.model_fields)) from None


def parse_json(content: bytes) -> Any:
    """Strict JSON: UTF-8, one value, unique keys, finite numbers, int64, whole characters, bounded depth."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _bad(f"is not UTF-8 at byte {error.start}", "JSON in UTF-8") from None
    if not text.strip(" \t\r\n"):
        raise _bad("is empty", "a JSON object")
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise _bad(f"is not JSON: {error.msg} at character {error.pos}", "JSON") from None
    except RecursionError:
        raise _too_deep() from None
    _check(value)
    return value


def _bad(detail: str, allowed: str, parameter: str = "body") -> Refusal:
    return invalid(Fault(parameter, detail, allowed))


def _too_deep() -> Refusal:
    return _bad("is nested too deeply", f"up to {MAX_DEPTH} levels")


def _too_many() -> Refusal:
    return _bad("holds too many values", f"up to {MAX_VALUES} values and lists in all")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MAX_VALUES:
        raise _too_many()
    held = dict(pairs)
    if len(held) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _bad("is given twice", "each key once", twice)
    return held


def _integer(digits: str) -> int:
    # Python refuses to convert thousands of digits, and int64 has 19.
    return int(digits) if len(digits) <= 20 else INT64


def _check(value: Any) -> None:
    """Walk the value without recursion; whatever cannot be stored or answered is refused by name."""
    waiting: list[tuple[str, int, Any]] = [("", 1, value)]
    values = 1
    while waiting:
        path, depth, item = waiting.pop()
        if depth > MAX_DEPTH:
            raise _too_deep()
        if isinstance(item, (dict, list)):
            values += len(item)
            if values > MAX_VALUES:
                raise _too_many()
            waiting.extend((inner, depth + 1, held) for inner, held in _inside(path, item))
        else:
            _check_one(path or "body", item)


def _inside(path: str, item: dict[str, Any] | list[Any]) -> Iterator[tuple[str, Any]]:
    """What an object or a list holds, each with its path."""
    if isinstance(item, list):
        yield from ((f"{path}.{n}" if path else str(n), inner) for n, inner in enumerate(item))
        return
    for key, inner in item.items():
        if len(key) > KEY_LIMIT:  # it would stand in the path of everything below
            raise _bad(f"has a key of {len(key)} characters", f"up to {KEY_LIMIT}", path or "body")
        _check_text(path or "body", key)
        yield f"{path}.{key}" if path else key, inner


def _check_one(path: str, item: Any) -> None:
    if isinstance(item, str):
        _check_text(path, item)
        if item and not has_visible(item):
            raise _bad("has no visible character", "text that can be seen", path)
    elif isinstance(item, float) and not math.isfinite(item):
        raise _bad("is not a finite number", "finite numbers", path)
    elif isinstance(item, int) and not -INT64 <= item < INT64:
        raise _bad("is beyond 64-bit integers", f"{-INT64} to {INT64 - 1}", path)


def _check_text(path: str, text: str) -> None:
    if "\0" in text:
        raise _bad("holds a NUL character", "text without NUL", path)
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise _bad("holds half a surrogate pair", "whole Unicode characters", path)
