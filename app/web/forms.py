"""What a form sends: read under a limit, each field once, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl

from starlette.requests import Request

from app.domain.errors import InvalidInput
from app.http.errors import Refusal
from app.services.curation import Named
from app.services.people import clean_name

LIMIT = 3_000_000  # bytes: a pasted article, percent-encoded
FIELDS_LIMIT = 60

Choice = TypeVar("Choice", bound=StrEnum)


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form; 413 and 415 where it is none that a page of ours sent."""
    if request.headers.get("content-type", "").split(";")[0] != "application/x-www-form-urlencoded":
        raise Refusal(415, "this address takes what the form on its page sends")
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > LIMIT:
            raise Refusal(413, f"the form holds more than {LIMIT} bytes")
    try:
        pairs = parse_qsl(
            content.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS_LIMIT, errors="strict"
        )
    except (UnicodeDecodeError, ValueError):
        raise Refusal(422, "the form cannot be read") from None
    return {name: value.replace("\r\n", "\n").replace("\0", "") for name, value in pairs}


def given(form: Mapping[str, str], name: str) -> str | None:
    """A field's words; None where it is missing or blank."""
    return form.get(name, "").strip() or None


def name(form: Mapping[str, str], field: str) -> str | None:
    """A field that holds the name of somebody or something."""
    words = given(form, field)
    return None if words is None else clean_name(field, words)


def people(form: Mapping[str, str], field: str) -> tuple[Named, ...] | None:
    """A field that holds names, parted by semicolons; None where there is none."""
    parts = [part for part in form.get(field, "").split(";") if part.strip()]
    return tuple(Named(clean_name(field, part)) for part in parts) or None


def day(form: Mapping[str, str], name: str) -> date | None:
    """A field that holds a day."""
    words = given(form, name)
    if words is None:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise InvalidInput(name, f"{words!r} is no day", allowed="a date like 2026-02-24") from None


def share(form: Mapping[str, str], name: str) -> float | None:
    """A field that holds a probability in percent."""
    words = given(form, name)
    if words is None:
        return None
    try:
        value = float(words.removesuffix("%")) / 100
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise InvalidInput(name, f"{words!r} is no probability", allowed="0 to 100")
    return value


def number(form: Mapping[str, str], name: str) -> int | None:
    """A field that holds the number of something."""
    words = given(form, name)
    if words is None:
        return None
    if not (words.isascii() and words.isdigit() and len(words) < 19):
        raise InvalidInput(name, f"{words!r} is no number of the record", allowed="a whole number")
    return int(words)


def choice(form: Mapping[str, str], name: str, choices: type[Choice]) -> Choice | None:
    """A field that holds one of a few words."""
    words = given(form, name)
    if words is not None and words not in list(choices):
        raise InvalidInput(name, f"{words!r} is none of them", allowed=", ".join(choices))
    return None if words is None else choices(words)


def undecided(name: str, word: str, *, allowed: str) -> InvalidInput:
    """Of a form with several buttons, that none of them was pressed: Enter in a field decides nothing."""
    return InvalidInput(name, f"{word!r} is none" if word else "choose what is decided", allowed=allowed)


@contextmanager
def on_form(**inputs: str) -> Iterator[None]:
    """Blame the form's own inputs for what the record calls otherwise; parts of a thing go by their name."""
    try:
        yield
    except InvalidInput as error:
        thing, _, part = error.field.partition(".")
        if thing not in inputs:
            raise
        raise InvalidInput(part or inputs[thing], error.detail, allowed=error.allowed) from error
