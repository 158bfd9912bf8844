"""Who asserts a forecast."""

from __future__ import annotations

import unicodedata
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


# Letters that Unicode does not take apart into a plain one and a mark.
_WHOLE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)


def fold_marks(words: str) -> str:
    """Without case, accents and other marks: what two people would take for the same word."""
    if words.isascii():
        return words.lower()
    apart = unicodedata.normalize("NFKD", words.casefold().translate(_WHOLE))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
