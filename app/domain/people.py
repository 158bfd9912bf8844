"""Who asserts a forecast."""

from __future__ import annotations

from enum import StrEnum
from string import ascii_lowercase, ascii_uppercase


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


_CAPITALS = str.maketrans(ascii_uppercase, ascii_lowercase)


def fold_name(name: str) -> str:
    """The spelling by which a name is found again; only A to Z fold, as every database agrees on those."""
    return name.translate(_CAPITALS)
