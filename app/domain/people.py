"""Who asserts a forecast."""

from __future__ import annotations

from enum import StrEnum


class AuthorKind(StrEnum):
    """What sort of author; a collective ("many", "officials") is kept and never ranked."""

    PERSON = "person"
    ORGANISATION = "organisation"
    GROUP = "group"
    MODEL = "model"
    COLLECTIVE = "collective"

    @property
    def rankable(self) -> bool:
        """Whether a leaderboard may rank it."""
        return self is not AuthorKind.COLLECTIVE
