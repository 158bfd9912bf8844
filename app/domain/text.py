"""What a reader sees of a text, and what hides in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

# Letters, marks and symbols by their category, blank on every screen.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
# Joiners that words of Persian, Hindi and others, and pictures, are written with.
_JOINERS = frozenset("\u200c\u200d")
_SEEN = frozenset("LNPS")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Format characters that are drawn: signs that stand over Arabic, Syriac and Kaithi numbers.
_DRAWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_VIRAMA = 9
# Latin, Greek, Cyrillic and Armenian join and vary nothing; the scripts from Hebrew on may, and pictures do.
_FIRST_THAT_JOINS = "\u0590"


def has_visible(text: str) -> bool:
    """Whether any character shows: not spaces, controls, invisible signs or accents alone."""
    return any(unicodedata.category(sign)[0] in _SEEN and sign not in _BLANK for sign in text)


def find_hidden(text: str, *, joiners: bool = True) -> str | None:
    """The first character that shows nothing or turns the direction of reading, as U+XXXX, or None.

    joiners: whether they may stand where some scripts are written with them: in a word, or after a virama.
    """
    place = next(_hidden_places(text, joiners=joiners), None)
    return None if place is None else f"U+{ord(text[place]):04X}"


def clean_text(text: str) -> str:
    """Composed (NFC), each run of white space one space, without what hides in it."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    hidden = set(_hidden_places(spaced, joiners=True))
    shown = "".join(sign for place, sign in enumerate(spaced) if place not in hidden) if hidden else spaced
    return " ".join(shown.split())


def _hidden_places(text: str, *, joiners: bool) -> Iterator[int]:
    for place, sign in enumerate(text):
        if _hides(sign):
            before = text[place - 1] if place else ""
            joined = sign in _JOINERS and joiners and _stands(before, text[place + 1 : place + 2])
            if not joined and not (_is_variant(sign) and _joins(before)):
                yield place


def _hides(sign: str) -> bool:
    hides = unicodedata.category(sign) in _HIDDEN and sign not in _DRAWN
    return hides or sign in _BLANK or _is_variant(sign)


def _is_variant(sign: str) -> bool:
    """Whether it chooses how the character before it is drawn."""
    return "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


def _stands(before: str, after: str) -> bool:
    """Whether a joiner between the two is part of the spelling."""
    return _joins(before) and (_joins(after) or unicodedata.combining(before) == _VIRAMA)


def _joins(sign: str) -> bool:
    return sign >= _FIRST_THAT_JOINS and unicodedata.category(sign)[0] in "LMS" and sign not in _BLANK
