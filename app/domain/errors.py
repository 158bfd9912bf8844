"""What can go wrong, in the product's own words; the edges map these to HTTP statuses and exit codes.

ForeseenError
├── InvalidInput        a value that no rule allows; names the field and what is allowed
├── NotFound            no such thing under that id, slug or address
├── Conflict            the record's present state refuses the change, and says why
│   └── StaleVersion    somebody else changed the thing since it was read
└── Unavailable         a resource this needs is missing for now; trying again may help
    └── StorageFull     there is no room left to write to; reading goes on
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class ForeseenError(Exception):
    """Root of every error that a user can be told about."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidInput(ForeseenError):
    """A value that no rule allows."""

    def __init__(self, field: str, message: str, *, allowed: str | None = None) -> None:
        super().__init__(f"{field}: {message}" + (f" (allowed: {allowed})" if allowed else ""))
        self.field = field
        self.detail = message
        self.allowed = allowed


class NotFound(ForeseenError):
    """No such thing under that id, slug or address."""

    def __init__(self, thing: str, key: object) -> None:
        super().__init__(f"no {thing} {key}")
        self.thing = thing
        self.key = key


class Conflict(ForeseenError):
    """The record's present state refuses the change."""


class StaleVersion(Conflict):
    """Somebody else changed the thing since it was read."""


class Unavailable(ForeseenError):
    """A resource this needs is missing for now."""


class StorageFull(Unavailable):
    """There is no room left to write to."""


@contextmanager
def naming(field: str) -> Iterator[None]:
    """What a field points at and is not there is that field's fault, not the address's."""
    try:
        yield
    except NotFound as error:
        raise InvalidInput(field, error.message) from error
