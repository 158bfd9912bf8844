"""Path and query parameters: declared once, read strictly, documented from the same declaration."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote_to_bytes

from app.http.errors import Fault, invalid
from app.queries.pages import MAX_ID, Kind

TEXT_LIMIT = 1_000
QUERY_LIMIT = 8_192
MANY_LIMIT = 200

# What others hang on the links that lead here.
_TRACKING = re.compile(rb"(utm_|mc_)\w+|fbclid|gclid|ref", re.ASCII)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,30})?([eE][-+]?\d{1,3})?", re.ASCII)
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a path or query."""

    name: str
    kind: Kind
    description: str = ""
    choices: tuple[str, ...] = ()
    many: bool = False  # comma-separated
    high: int = MAX_ID
    low: int = 0
    default: Any = None
    required: bool = False  # a path's always are
    example: Any = None

    def read(self, text: str) -> Any:
        """The value, or 422 naming this parameter and what it takes."""
        if not self.many:
            return self._one(text)
        parts = text.split(",")
        if len(parts) > MANY_LIMIT:
            raise invalid(Fault(self.name, f"has {len(parts)} values", f"up to {MANY_LIMIT}"))
        return tuple(self._one(part) for part in parts)

    def _one(self, text: str) -> Any:
        value = _READERS[self.kind](self, text)
        if value is None:
            raise invalid(Fault(self.name, "does not fit", self.allowed()))
        return value

    def allowed(self) -> str:
        """What it takes, in words."""
        one = {
            Kind.ID: f"a whole number from {self.low} to {self.high}",
            Kind.TEXT: f"text of 1 to {TEXT_LIMIT} characters",
            Kind.CHOICE: ", ".join(self.choices),
            Kind.NUMBER: "a finite number",
            Kind.DAY: "a date like 2022-02-24",
        }[self.kind]
        return f"{one}; several separated by commas" if self.many else one

    def schema(self) -> dict[str, Any]:
        """The parameter's OpenAPI schema."""
        schemas: dict[Kind, dict[str, Any]] = {
            Kind.ID: {"type": "integer", "format": "int64", "minimum": self.low, "maximum": self.high},
            Kind.TEXT: {"type": "string", "minLength": 1, "maxLength": TEXT_LIMIT},
            Kind.CHOICE: {"type": "string", "enum": list(self.choices)},
            Kind.NUMBER: {"type": "number"},
            Kind.DAY: {"type": "string", "format": "date"},
        }
        one = schemas[self.kind]
        if self.many:
            return {"type": "array", "items": one, "minItems": 1, "maxItems": MANY_LIMIT}
        return one if self.default is None else {**one, "default": self.default}


def _read_id(parameter: Parameter, text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        return None
    return int(text) if parameter.low <= int(text) <= parameter.high else None


def _read_text(_: Parameter, text: str) -> str | None:
    return text if 0 < len(text) <= TEXT_LIMIT and _is_plain(text) else None


def _is_plain(text: str) -> bool:
    """Whether every database can hold it: no control characters, no halves of surrogate pairs."""
    return not any(
        character < " " or character == "\x7f" or "\ud800" <= character <= "\udfff" for character in text
    )


def _read_choice(parameter: Parameter, text: str) -> str | None:
    return text if text in parameter.choices else None


def _read_number(_: Parameter, text: str) -> float | None:
    if _NUMBER.fullmatch(text) is None:
        return None
    value = float(text)
    return value + 0.0 if math.isfinite(value) else None


def _read_day(_: Parameter, text: str) -> date | None:
    if _DAY.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_READERS = {
    Kind.ID: _read_id,
    Kind.TEXT: _read_text,
    Kind.CHOICE: _read_choice,
    Kind.NUMBER: _read_number,
    Kind.DAY: _read_day,
}


def id_in_path(name: str = "id", *, example: int = 1) -> Parameter:
    """An id in an address."""
    return Parameter(name=name, kind=Kind.ID, description="The number the record gave it.", example=example)


def slug_in_path(example: str) -> Parameter:
    """A slug in an address."""
    return Parameter(name="slug", kind=Kind.TEXT, description="Its name in addresses.", example=example)


def read_path(declared: Sequence[Parameter], given: Mapping[str, str]) -> dict[str, Any]:
    """The path's parameters."""
    return {parameter.name: parameter.read(given[parameter.name]) for parameter in declared}


def read_query(declared: Mapping[str, Parameter], query: bytes) -> dict[str, Any]:
    """The query's parameters: unknown and repeated ones are refused, missing ones take their default."""
    values: dict[str, Any] = {}
    for name, text in _pairs(query):
        parameter = declared.get(name)
        if parameter is None:
            allowed = ", ".join(declared) or "no parameters at all"
            raise invalid(Fault(name, "is not a parameter of this address", allowed))
        if name in values:
            raise invalid(Fault(name, "is given twice", "each parameter once"))
        values[name] = parameter.read(text)
    for name, parameter in declared.items():
        if parameter.required and name not in values:
            raise invalid(Fault(name, "is missing", parameter.allowed()))
        if parameter.default is not None:
            values.setdefault(name, parameter.default)
    return values


def without_tracking(query: bytes) -> bytes:
    """The query of a public page without what tells others where its reader came from."""
    parts = query.split(b"&")
    return b"&".join(part for part in parts if _TRACKING.fullmatch(part.partition(b"=")[0]) is None)


def _pairs(query: bytes) -> list[tuple[str, str]]:
    if len(query) > QUERY_LIMIT:
        raise invalid(Fault("query", f"has {len(query)} bytes", f"up to {QUERY_LIMIT}"))
    pairs = []
    for part in query.split(b"&"):
        if part:
            name, _, value = part.partition(b"=")
            decoded = _text(name, "query")
            pairs.append((decoded, _text(value, decoded)))
    return pairs


def _text(raw: bytes, name: str) -> str:
    fault = Fault(name, "is not percent-encoded UTF-8 without control characters", "UTF-8 text")
    if _PERCENT.search(raw.decode("latin-1")):
        raise invalid(fault)
    try:
        text = unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        raise invalid(fault) from None
    if not _is_plain(text):
        raise invalid(fault)
    return text
