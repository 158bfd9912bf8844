"""A text with the forecasts in it marked, where their quotes may overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text and the forecasts whose quotes hold it; `begins` are those that start there."""

    text: str
    forecasts: tuple[int, ...]
    begins: tuple[int, ...]


def mark(text: str, quotes: Iterable[tuple[int, int, int]]) -> Iterator[Piece]:
    """The text in pieces, in order; quotes are (forecast, start, end), and end where the text does."""
    held = [(number, start, min(end, len(text))) for number, start, end in quotes if 0 <= start < len(text)]
    cuts = sorted({0, len(text), *(start for _, start, _ in held), *(end for _, _, end in held)})
    for first, last in pairwise(cuts):
        inside = tuple(sorted(number for number, start, end in held if start <= first < end))
        begins = tuple(sorted(number for number, start, _ in held if start == first))
        yield Piece(text[first:last], inside, begins)


def excerpt(text: str, start: int, end: int, *, around: int = 400) -> tuple[str, str, str]:
    """What stands before a quote, the quote, and what stands after it, cut at spaces."""
    first, last = max(0, start - around), min(len(text), end + around)
    if first and text[first - 1] != " ":
        first = text.find(" ", first, start) + 1 or start
    if last < len(text):
        last = max(end, text.rfind(" ", end, last))
    return text[first:start], text[start:end], text[end:last]
