"""The sentences over which a reading is judged, and in which of them a place stands."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from app.extraction.segments import split_sentences


@dataclass(frozen=True, slots=True)
class Units:
    """A text's sentences in order: where each begins to count, and its words; a list item is one of them."""

    starts: tuple[int, ...]
    texts: tuple[str, ...]

    def place(self, start: int) -> int:
        """The number of the sentence in which this offset stands; what precedes them all is in the first."""
        return max(0, bisect_right(self.starts, start) - 1)


def split_units(text: str) -> Units:
    """One way to split for labels and candidates alike: sentences as they are read, list items whole.

    A line's first sentence counts from the line's own start, so that a bullet or number before it is in it.
    """
    starts: list[int] = []
    texts: list[str] = []
    line = -1
    for sentence in split_sentences(text):
        if sentence.line == line and sentence.item:
            texts[-1] = f"{texts[-1]} {sentence.text}"
            continue
        first = sentence.line != line
        starts.append(text.rfind("\n", 0, sentence.start) + 1 if first else sentence.start)
        texts.append(sentence.text)
        line = sentence.line
    return Units(tuple(starts), tuple(texts))
