"""Bodies: what strict JSON refuses, and that a model converts nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import Field
from starlette.requests import Request
from starlette.types import Message

from app.api.body import (
    KEY_LIMIT,
    MAX_DEPTH,
    MAX_VALUES,
    Body,
    parse_body,
    parse_json,
    read_bytes,
    require_json_type,
)
from app.domain.question import ClosesBasis
from app.http.errors import FAULTS_LIMIT, Refusal, problem


class Claim(Body):
    """A body with one field of every sort."""

    probability: Annotated[float, Field(ge=0, le=1)] = 0.5
    count: int = 0
    sure: bool = False
    text: str = ""
    short: Annotated[str, Field(max_length=10)] = ""
    on: date | None = None
    inner: tuple[str, ...] = ()
    kind: ClosesBasis | None = None


@pytest.mark.parametrize(
    "content",
    [
        b"{}",
        b' {"probability": 1} \r\n',
        b'{"probability": 0.25, "count": 9223372036854775807, "sure": true}',
        b'{"text": "\\ud83d\\ude00 \xf0\x9f\x98\x80"}',
        b'{"on": "2022-02-24"}',
    ],
)
def test_good_bodies_are_read(content: bytes) -> None:
    assert isinstance(parse_body(content, Claim), Claim)


def test_a_whole_number_is_a_float_where_one_is_wanted() -> None:
    read = parse_body(b'{"probability": 1, "on": "2022-02-24"}', Claim)
    assert (read.probability, read.on) == (1.0, date(2022, 2, 24))


@pytest.mark.parametrize(
    ("content", "parameter"),
    [
        (b"", "body"),
        (b"  ", "body"),
        (b"{", "body"),
        (b"{} {}", "body"),
        (b"{}x", "body"),
        (b"\xef\xbb\xbf{}", "body"),
        (b'{"text": "\xff"}', "body"),
        (b'{"text": "\xed\xa0\x80"}', "body"),
        (b"[]", "body"),
        (b"null", "body"),
        (b'"text"', "body"),
        (b"NaN", "body"),
        (b'{"probability": NaN}', "probability"),
        (b'{"probability": Infinity}', "probability"),
        (b'{"probability": -Infinity}', "probability"),
        (b'{"probability": 1e400}', "probability"),
        (b'{"probability": true}', "probability"),
        (b'{"probability": "0.5"}', "probability"),
        (b'{"probability": null}', "probability"),
        (b'{"probability": 1.0000001}', "probability"),
        (b'{"count": 1.0}', "count"),
        (b'{"count": true}', "count"),
        (b'{"count": 9223372036854775808}', "count"),
        (b'{"count": -9223372036854775809}', "count"),
        (b'{"count": ' + b"9" * 5000 + b"}", "count"),
        (b'{"sure": 1}', "sure"),
        (b'{"sure": "yes"}', "sure"),
        (b'{"text": "\\ud800"}', "text"),
        (b'{"text": "a\\u0000b"}', "text"),
        (b'{"inner": ["ok", "\\udfff"]}', "inner.1"),
        (b'{"text": "a", "text": "b"}', "text"),
        (b'{"inner": [{"x": 1, "x": 1}]}', "x"),
        (b'{"\\u0000": 1}', "body"),
        (b'{"colour": "red"}', "colour"),
        (b'{"on": "2022-02-30"}', "on"),
        (b'{"on": 0}', "on"),
        (b'{"inner": "abc"}', "inner"),
        (b'{"inner": ' + b"[" * 40 + b"]" * 40 + b"}", "body"),
        (b"[" * 100_000, "body"),
        (b'{"a":' * 100_000, "body"),
    ],
)
def test_bad_bodies_are_refused_by_name(content: bytes, parameter: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_body(content, Claim)
    assert refused.value.status == 422
    assert parameter in [fault.parameter for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b'{"colour": 1}',
            ("colour", "is no field here", "probability, count, sure, text, short, on, inner, kind"),
        ),
        (b'{"probability": 2}', ("probability", "is out of bounds", "at most 1")),
        (b'{"probability": "0.5"}', ("probability", "is not a number", "a number")),
        (b'{"count": 1.5}', ("count", "is not a whole number", "a whole number")),
        (b'{"sure": "yes"}', ("sure", "is neither true nor false", "true, false")),
        (b'{"text": 5}', ("text", "is not text", "text")),
        (b'{"short": "abcdefghijk"}', ("short", "is too long", "10 or fewer characters")),
        (b'{"inner": "x"}', ("inner", "is not a list", "a list")),
        (b'{"kind": "guess"}', ("kind", "is none of them", "stated, curator, rule")),
        (b"[]", ("body", "is not an object", "a JSON object")),
    ],
)
def test_a_refusal_says_in_our_words_what_is_allowed(content: bytes, said: tuple[str, str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        parse_body(content, Claim)
    (fault,) = refused.value.faults
    assert (fault.parameter, fault.detail, fault.allowed) == said


def test_the_deepest_allowed_nesting_is_allowed() -> None:
    levels = MAX_DEPTH - 1
    assert parse_json(b"[" * levels + b"1" + b"]" * levels)
    with pytest.raises(Refusal):
        parse_json(b"[" * (levels + 1) + b"1" + b"]" * (levels + 1))


@pytest.mark.parametrize(
    "content",
    [
        b"[" + b"0," * MAX_VALUES + b"0]",
        b'{"inner": [' + b"[]," * MAX_VALUES + b"0]}",
        b"{" + b",".join(b'"%d": 0' % number for number in range(MAX_VALUES)) + b"}",
        b"[" + b",".join([b"[" + b"0," * 200 + b"0]"] * 200) + b"]",
    ],
)
def test_a_body_of_very_many_values_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        parse_body(content, Claim)
    (fault,) = refused.value.faults
    assert (refused.value.status, fault.parameter, fault.detail) == (422, "body", "holds too many values")


def test_as_many_values_as_are_allowed_are_allowed() -> None:
    assert len(parse_json(b"[" + b"0," * (MAX_VALUES - 2) + b"0]")) == MAX_VALUES - 1
    assert parse_body(b'{"text": "' + b"," * (2 * MAX_VALUES) + b'"}', Claim).text[-1] == ","


def test_a_key_as_long_as_a_text_is_refused() -> None:
    assert parse_json(b'{"' + b"k" * KEY_LIMIT + b'": 0}')
    with pytest.raises(Refusal) as refused:
        parse_json(b'{"' + b"k" * (KEY_LIMIT + 1) + b'": [0]}')
    assert refused.value.faults[0].detail == f"has a key of {KEY_LIMIT + 1} characters"


@pytest.mark.parametrize(
    "content",
    [
        b'{"inner": [' + b"7," * 999 + b"7]}",
        b"{" + b",".join(b'"%d": 0' % number for number in range(1000)) + b"}",
    ],
)
def test_of_a_thousand_faults_the_first_are_named_and_the_rest_counted(content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        parse_body(content, Claim)
    assert len(refused.value.faults) == FAULTS_LIMIT
    assert refused.value.detail.endswith(f"; and {1000 - FAULTS_LIMIT} more")
    answer = problem(422, refused.value.detail, faults=refused.value.faults)
    assert len(answer.body) < 10_000
    assert f"and {1000 - FAULTS_LIMIT} more" in bytes(answer.body).decode()


def request(headers: dict[str, str], chunks: Iterable[bytes] = ()) -> Request:
    """A request whose body arrives in pieces."""
    pieces = iter(list(chunks))

    async def receive() -> Message:
        for piece in pieces:
            return {"type": "http.request", "body": piece, "more_body": True}
        return {"type": "http.request", "body": b"", "more_body": False}

    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": raw}, receive)


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        ("application/json", True),
        ("Application/JSON; charset=UTF-8", True),
        ('application/json;charset="utf-8"', True),
        ("application/json; charset=latin-1", False),
        ("text/plain", False),
        ("application/x-www-form-urlencoded", False),
        ("application/jsonx", False),
        ("", False),
    ],
)
def test_only_json_is_taken(kind: str, good: Any) -> None:
    if good:
        require_json_type(request({"Content-Type": kind}))
        return
    with pytest.raises(Refusal) as refused:
        require_json_type(request({"Content-Type": kind}))
    assert refused.value.status == 415


def read(headers: dict[str, str], chunks: Iterable[bytes], *, limit: int = 10) -> bytes:
    return asyncio.run(read_bytes(request(headers, chunks), limit=limit))


def test_a_body_up_to_the_limit_is_read() -> None:
    assert read({}, [b"12345", b"", b"67890"]) == b"1234567890"
    assert read({"Content-Length": "10"}, [b"1234567890"]) == b"1234567890"


@pytest.mark.parametrize("declared", ["11", "9" * 400])
def test_a_body_declared_too_large_is_not_even_read(declared: str) -> None:
    def never() -> Iterable[bytes]:
        yield from ()

    with pytest.raises(Refusal) as refused:
        read({"Content-Length": declared}, never())
    assert refused.value.status == 413


def test_a_body_that_grows_too_large_is_cut_off_at_once() -> None:
    with pytest.raises(Refusal) as refused:
        # The length is a lie, and the stream would never end.
        read({"Content-Length": "3"}, [b"x" * 4] * 1000)
    assert refused.value.status == 413


def test_a_body_that_never_arrives_is_given_up() -> None:
    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    waiting = Request({"type": "http", "headers": []}, receive)
    with pytest.raises(Refusal) as refused:
        asyncio.run(read_bytes(waiting, limit=10, seconds=0.01))
    assert refused.value.status == 408
