"""Where a text holds the words that somebody looks for: an excerpt, in pieces that are marked or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from app.domain.people import fold_marks
from app.domain.wording import bare_stem

Pieces = list[tuple[str, bool]]

AROUND = 120  # characters before and after the first word that is found
WHOLE = 3 * AROUND  # a text that is shown uncut
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=64)
def words_asked(asked: str) -> tuple[str, ...]:
    """The words of a search, each once."""
    return tuple(dict.fromkeys(_WORD.findall(unicodedata.normalize("NFC", asked).lower())))


def passage(text: str, words: Sequence[str]) -> Pieces:
    """The text around the first word found, cut at spaces, with every form of the words marked."""
    pattern, stems = _pattern(tuple(words))
    first = next((hit for hit in pattern.finditer(text) if _is_meant(hit[0], words, stems)), None)
    start, end = 0, len(text)
    if end > WHOLE:
        place = 0 if first is None else first.start()
        start, end = max(0, place - AROUND), min(end, place + 2 * AROUND)
        if start:
            start = text.find(" ", start, place) + 1 or start
        if end < len(text):
            end = max(text.rfind(" ", place + AROUND, end), 0 if first is None else first.end()) or end
    pieces: Pieces = [("… ", False)] if start else []
    done = start
    for hit in pattern.finditer(text, start, end):
        if _is_meant(hit[0], words, stems):
            pieces += [(text[done : hit.start()], False), (hit[0], True)]
            done = hit.end()
    pieces += [(text[done:end], False), (" …" if end < len(text) else "", False)]
    return [piece for piece in pieces if piece[0]]


def holds(text: str, words: Sequence[str]) -> bool:
    """Whether some form of every word stands in the text."""
    found = {bare_stem(fold_marks(token)) for token in _WORD.findall(text)}
    return all(bare_stem(fold_marks(word)) in found for word in words)


def is_marked(pieces: Pieces) -> bool:
    """Whether a word was found in them."""
    return any(hit for _, hit in pieces)


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> tuple[re.Pattern[str], frozenset[str]]:
    """What a form of one of the words begins with, and the stems that tell whether it is one."""
    stems = frozenset(bare_stem(fold_marks(word)) for word in words)
    # A stem's last letter may be that of its own making: "berri" of berry.
    begun = {stem[:-1] if len(stem) > 3 else stem for stem in stems} | set(words)
    listed = "|".join(re.escape(begin) for begin in sorted(begun, key=lambda one: (-len(one), one)))
    return re.compile(rf"(?<![^\W_])(?:{listed or '(?!)'})[^\W_]*", re.IGNORECASE), stems


def _is_meant(token: str, words: Sequence[str], stems: frozenset[str]) -> bool:
    folded = fold_marks(token)
    return folded in words or bare_stem(folded) in stems
