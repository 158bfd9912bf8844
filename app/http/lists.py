"""Lists: filters, sorting and cursors read from the query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.http.errors import Fault, invalid
from app.http.parameters import Parameter
from app.queries.pages import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    Filter,
    Kind,
    Listing,
    Operator,
    PageRequest,
    Sort,
)

_WORDS = {Operator.IN: "Any of these.", Operator.GTE: "At least.", Operator.LTE: "At most."}


def parameters_of(listing: Listing) -> list[Parameter]:
    """Everything a list can be asked, `status` and `status__in` alike."""
    declared = [
        Parameter(
            name=_name(name, operator),
            kind=held.kind,
            choices=held.choices,
            many=operator is Operator.IN,
            description=" ".join(filter(None, [_WORDS.get(operator, ""), held.description])),
        )
        for name, held in listing.fields.items()
        for operator in held.filters
    ]
    sortable = ", ".join(listing.sortable())
    default = ",".join(str(sort) for sort in listing.default)
    return [
        *declared,
        Parameter(
            name="sort",
            kind=Kind.TEXT,
            description=f"Keys by commas, a minus before a falling one; of {sortable}. Default {default}.",
            example=default,
        ),
        Parameter(
            name="limit",
            kind=Kind.ID,
            low=1,
            high=MAX_LIMIT,
            default=DEFAULT_LIMIT,
            description="How many at most.",
        ),
        Parameter(
            name="cursor",
            kind=Kind.TEXT,
            description="The `next` of the page before, opaque; with the same filters and sort.",
        ),
    ]


def _name(name: str, operator: Operator) -> str:
    return name if operator is Operator.EQ else f"{name}__{operator}"


def page_request(query: Mapping[str, Any], listing: Listing) -> PageRequest:
    """What a request asks of a list."""
    filters = []
    for name, held in listing.fields.items():
        for operator in held.filters:
            value = query.get(_name(name, operator))
            if value is not None:
                filters.append(Filter(name, operator, value if operator is Operator.IN else (value,)))
    return PageRequest(
        filters=tuple(filters),
        sort=_sort(query.get("sort"), listing),
        limit=query["limit"],
        cursor=query.get("cursor"),
    )


def _sort(given: str | None, listing: Listing) -> tuple[Sort, ...]:
    if given is None:
        return ()
    keys = [Sort(part.removeprefix("-"), part.startswith("-")) for part in given.split(",")]
    names = [key.name for key in keys]
    sortable = listing.sortable()
    for name in names:
        if name not in sortable:
            raise invalid(Fault("sort", f"{name!r} is no key of this list", ", ".join(sortable)))
    if len(set(names)) != len(names):
        raise invalid(Fault("sort", "names a key twice", "each key once"))
    return tuple(keys)
