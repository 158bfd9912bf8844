"""What a reader sees of a text, and what hides in it."""

from __future__ import annotations

import unicodedata

# Letters and symbols by their category, blank on every screen.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Joiners that words of Persian, Hindi and others, and pictures, are written with.
_JOINERS = frozenset("\u200c\u200d")
_SEEN = frozenset("LNPS")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def has_visible(text: str) -> bool:
    """Whether any character shows: not spaces, controls, invisible signs or accents alone."""
    return any(unicodedata.category(sign)[0] in _SEEN and sign not in _BLANK for sign in text)


def find_hidden(text: str, *, joiners: bool = True) -> str | None:
    """The first character that shows nothing or turns the direction of reading, as U+XXXX, or None.

    joiners: whether those that some scripts are written with may stand.
    """
    for sign in text:
        hidden = sign in _BLANK or unicodedata.category(sign) in _HIDDEN
        if hidden and not (joiners and sign in _JOINERS):
            return f"U+{ord(sign):04X}"
    return None


def clean_text(text: str) -> str:
    """Composed (NFC), each run of white space one space, without what hides in it."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(sign for sign in spaced if find_hidden(sign) is None)
