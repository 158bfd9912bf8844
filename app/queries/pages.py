"""Pages of a list: filters, sorting and keyset cursors, the same on every database.

A null sorts below every value, as SQLite has it, so that its indexes serve the order.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from app.domain.errors import InvalidInput

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_ID = 2**63 - 1


class Kind(StrEnum):
    """What sort of value a field holds."""

    ID = "id"
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    DAY = "day"


class Operator(StrEnum):
    """How a filter compares."""

    EQ = "eq"
    IN = "in"
    GTE = "gte"
    LTE = "lte"


EXACT = (Operator.EQ, Operator.IN)
RANGE = (Operator.EQ, Operator.GTE, Operator.LTE)

Where = Callable[[Operator, Sequence[Any]], sa.ColumnElement[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Something a list can be filtered or sorted by."""

    kind: Kind
    column: sa.ColumnElement[Any] | None = None
    description: str = ""
    choices: tuple[str, ...] = ()
    filters: tuple[Operator, ...] = EXACT
    sortable: bool = False
    where: Where | None = None  # where a column alone does not decide

    def condition(self, operator: Operator, values: Sequence[Any]) -> sa.ColumnElement[bool]:
        """The filter as SQL."""
        if self.where is not None:
            return self.where(operator, values)
        column = self._column()
        compared: dict[Operator, sa.ColumnElement[bool]] = {
            Operator.EQ: column == values[0],
            Operator.IN: column.in_(values),
            Operator.GTE: column >= values[0],
            Operator.LTE: column <= values[0],
        }
        return compared[operator]

    def ordered(self) -> sa.ColumnElement[Any]:
        """The column as it sorts: text by its bytes."""
        column = self._column()
        return _ByBytes(column) if self.kind in {Kind.TEXT, Kind.CHOICE} else column

    def _column(self) -> sa.ColumnElement[Any]:
        if self.column is None:
            raise AssertionError("a field without a column decides its own filter and never sorts")
        return self.column


class _ByBytes(FunctionElement[str]):
    """Text in byte order: PostgreSQL's locale would order it otherwise than SQLite."""

    type = sa.String()
    inherit_cache = True


@compiles(_ByBytes)
def _compile_by_bytes(element: _ByBytes, compiler: Any, **options: Any) -> str:
    column: str = compiler.process(element.clauses, **options)
    return f'({column}) COLLATE "C"' if compiler.dialect.name == "postgresql" else f"({column})"


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition of a request."""

    name: str
    operator: Operator
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Sort:
    """One key of the order."""

    name: str
    descending: bool = False

    def __str__(self) -> str:
        return f"-{self.name}" if self.descending else self.name


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Listing:
    """A list that can be asked for: its fields, and the id that makes every order total."""

    name: str
    fields: Mapping[str, Field]
    key: str = "id"
    default: tuple[Sort, ...] = (Sort("id"),)

    def sortable(self) -> list[str]:
        """What `sort=` takes."""
        return [name for name, held in self.fields.items() if held.sortable]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """Which page is wanted."""

    filters: tuple[Filter, ...] = ()
    sort: tuple[Sort, ...] = ()
    limit: int = DEFAULT_LIMIT
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, and the cursor of the next if there is more."""

    rows: Sequence[sa.Row[Any]]
    next: str | None = field(default=None)


def fetch_page(
    connection: sa.Connection,
    listing: Listing,
    wanted: PageRequest,
    base: sa.Select[Any],
    parameters: Mapping[str, Any] | None = None,
    *,
    last: sa.ColumnElement[bool] | None = None,
) -> Page:
    """One page of `base`, a statement built once: one query, whatever the page's size.

    last: a condition that most rows meet, and so is asked after the filters.
    """
    order = _order(listing, wanted)
    statement, keys = _ordered(listing, base, order)
    for held in wanted.filters:
        statement = statement.where(listing.fields[held.name].condition(held.operator, held.values))
    if last is not None:
        statement = statement.where(last)
    if wanted.cursor is not None:
        values = _read_cursor(listing, wanted, order)
        statement = statement.where(_after(keys, order, values))
    rows = connection.execute(statement.limit(wanted.limit + 1), dict(parameters or {})).all()
    if len(rows) <= wanted.limit:
        return Page(rows)
    rows = rows[: wanted.limit]
    ends = [rows[-1]._mapping[f"_key{n}"] for n in range(len(order))]
    return Page(rows, _write_cursor(listing, wanted, ends))


# Building a statement of fifty columns costs as much as running it.
@lru_cache(maxsize=128)
def _ordered(
    listing: Listing, base: sa.Select[Any], order: tuple[Sort, ...]
) -> tuple[sa.Select[Any], list[sa.ColumnElement[Any]]]:
    keys = [listing.fields[sort.name].ordered() for sort in order]
    sorting = [
        key.desc().nulls_last() if sort.descending else key.asc().nulls_first()
        for key, sort in zip(keys, order, strict=True)
    ]
    labelled = [key.label(f"_key{n}") for n, key in enumerate(keys)]
    return base.add_columns(*labelled).order_by(*sorting), keys


def _order(listing: Listing, wanted: PageRequest) -> tuple[Sort, ...]:
    asked = wanted.sort or listing.default
    if any(sort.name == listing.key for sort in asked):
        return asked
    return (*asked, Sort(listing.key, asked[-1].descending))


def _after(
    keys: Sequence[sa.ColumnElement[Any]], order: Sequence[Sort], values: Sequence[Any]
) -> sa.ColumnElement[bool]:
    """Rows behind `values`: equal on the first keys and behind on the next, for each key in turn."""
    branches: list[sa.ColumnElement[bool]] = []
    equal: list[sa.ColumnElement[bool]] = []
    for key, sort, value in zip(keys, order, values, strict=True):
        behind = _behind(key, value, descending=sort.descending)
        if behind is not None:
            branches.append(sa.and_(*equal, behind))
        equal.append(key.is_(None) if value is None else key == value)
    return sa.or_(*branches) if branches else sa.false()


def _behind(key: sa.ColumnElement[Any], value: Any, *, descending: bool) -> sa.ColumnElement[bool] | None:
    if value is None:
        return None if descending else key.is_not(None)
    return sa.or_(key < value, key.is_(None)) if descending else key > value


def _fingerprint(listing: Listing, wanted: PageRequest) -> str:
    """What a cursor belongs to: the list, its filters and its order."""
    filters = sorted((held.name, held.operator, [str(v) for v in held.values]) for held in wanted.filters)
    asked = [listing.name, filters, [str(sort) for sort in _order(listing, wanted)]]
    return blake2b(orjson.dumps(asked), digest_size=6).hexdigest()


def _write_cursor(listing: Listing, wanted: PageRequest, values: Sequence[Any]) -> str:
    body = orjson.dumps([_fingerprint(listing, wanted), *values])
    check = blake2b(body, digest_size=4).digest()
    return base64.urlsafe_b64encode(check + body).rstrip(b"=").decode()


def _read_cursor(listing: Listing, wanted: PageRequest, order: Sequence[Sort]) -> list[Any]:
    """The values a cursor stands for; anything that this list did not hand out is refused."""
    given = wanted.cursor or ""
    try:
        raw = base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True)
        check, body = raw[:4], raw[4:]
        if blake2b(body, digest_size=4).digest() != check:
            raise ValueError
        fingerprint, *values = orjson.loads(body)
        if fingerprint != _fingerprint(listing, wanted) or len(values) != len(order):
            raise ValueError
        return [
            _restored(listing.fields[sort.name].kind, value)
            for sort, value in zip(order, values, strict=True)
        ]
    except (ValueError, TypeError, binascii.Error):
        raise InvalidInput(
            "cursor",
            "is not one that this list handed out for these filters and this order",
            allowed="the `next` of the page before, with the same filters and sort",
        ) from None


def _restored(kind: Kind, value: Any) -> Any:
    if value is None:
        return None
    if kind is Kind.DAY:
        return date.fromisoformat(value)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    good = {
        Kind.ID: isinstance(value, int) and number and 0 <= value <= MAX_ID,
        Kind.NUMBER: number and math.isfinite(value),
        Kind.TEXT: isinstance(value, str) and "\0" not in value,
        Kind.CHOICE: isinstance(value, str) and "\0" not in value,
    }
    if not good[kind]:
        raise ValueError
    return value
