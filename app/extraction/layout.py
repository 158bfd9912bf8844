"""What a text looks like as a whole: a list of percentages, a headline above running text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.extraction.segments import Sentence


@dataclass(frozen=True, slots=True)
class Layout:
    """A list of percentages or not, and where the headline starts, or -1."""

    is_list: bool
    headline: int

    def is_headline(self, sentence: Sentence) -> bool:
        """Whether a heading only announces: in title case, or the first line above running text."""
        if not sentence.heading or sentence.item or self.is_list:
            return False
        return sentence.title or sentence.start == self.headline


def read_layout(sentences: Sequence[Sentence]) -> Layout:
    """The layout of a text's sentences."""
    return Layout(_is_list(sentences), sentences[0].start if _opens_text(sentences) else -1)


def _opens_text(sentences: Sequence[Sentence]) -> bool:
    """Whether the first line stands above running text: a blank line, then a full sentence."""
    return (
        len(sentences) > 1
        and sentences[0].line != sentences[1].line
        and sentences[1].opens_block
        and not (sentences[1].heading or sentences[1].item)
    )


def _is_list(sentences: Sequence[Sentence]) -> bool:
    """Whether the text holds a list of percentages: three lines that start or end with one."""
    count = sum("%" in sentence.text[-8:] or "%" in sentence.text[:7] for sentence in sentences)
    return count >= 3 and 4 * count >= min(len(sentences), 24)
