"""What a question is, and the state it is in."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class ClosesBasis(StrEnum):
    """Where the deadline comes from: the text, a curator, or a stated rule."""

    STATED = "stated"
    CURATOR = "curator"
    RULE = "rule"


class State(StrEnum):
    """Derived from the resolutions and the day."""

    OPEN = "open"
    OVERDUE = "overdue"
    RESOLVED = "resolved"
    VOID = "void"
    DISPUTED = "disputed"


def state_on(day: date, *, settled: State | None, closes_on: date | None) -> State:
    """The state as of `day`; `settled` is what the resolutions decided, if anything."""
    if settled is not None and settled is not State.OPEN:
        return settled
    return State.OVERDUE if closes_on is not None and closes_on < day else State.OPEN
