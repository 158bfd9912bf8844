"""What a text looks like as a whole: a list of percentages, a headline above running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.extraction.calendar_words import YEAR
from app.extraction.segments import Sentence

# "claim: 0.85", "claim (0.85)", "0.85: claim": three such lines, and the numbers are probabilities.
DECIMAL = re.compile(
    r"(?:[:=(\[|–—-]|\s)\s?0?\.\d{1,3}[)\]]?\.?\Z|\A[(\[]?0?\.\d{1,3}(?:[)\]]|\s?[:=|–—-])\s"
)
FEWEST = 3
FORETOLD = frozenset(
    ("predictions", "prediction", "forecasts", "prophecies", "theories", "bets", "calls", "guesses")
)
SPANNING = frozenset(("all", "every", "unless", "here", "following"))  # "here are my guesses for next year"
AHEAD = frozenset(("year", "coming", "next", "ahead", "season", "decade"))


@dataclass(frozen=True, slots=True)
class Layout:
    """A list of percentages or not, and where the headline starts, or -1."""

    is_list: bool
    headline: int
    promised: frozenset[int] = frozenset()  # starts of the items of a list that is called predictions
    decimals: bool = False  # "claim: 0.85" stands for a percentage

    def is_headline(self, sentence: Sentence) -> bool:
        """Whether a heading only announces: in title case, or the first line above running text."""
        if not sentence.heading or sentence.item or self.is_list:
            return False
        return sentence.title or sentence.start == self.headline


def read_layout(sentences: Sequence[Sentence]) -> Layout:
    """The layout of a text's sentences."""
    return Layout(
        _is_list(sentences),
        sentences[0].start if _opens_text(sentences) else -1,
        frozenset(_find_promised(sentences)),
        sum(bool(DECIMAL.search(sentence.text)) for sentence in sentences) >= FEWEST,
    )


def _find_promised(sentences: Sequence[Sentence]) -> Iterator[int]:
    """Items below "My predictions for 2027:", up to the next heading that calls them something else."""
    promised = False
    for sentence in sentences:
        if sentence.item and not sentence.asks:
            if promised:
                yield sentence.start
        elif sentence.heading or sentence.text.rstrip("*_ ").endswith(":"):
            promised = _announces(sentence)


def _is_horizon(sentence: Sentence) -> bool:
    """ "By 2030" as a heading: what stands below it is foretold for then."""
    words = [word for word in sentence.words if word.isalnum()]
    named = len(words) <= 4 and words[:1] in (["by"], ["before"]) and any(YEAR.match(word) for word in words)
    return named and (sentence.heading or sentence.text.rstrip("*_ ").endswith(":"))


def sets_horizon(sentence: Sentence) -> bool:
    """ "Predictions for 2027", "All forecasts are for the end of 2027 unless noted": of the list below it."""
    if _is_horizon(sentence):
        return True
    words = set(sentence.words)
    heads = sentence.heading or sentence.text.rstrip("*_ ").endswith(":")
    return bool(words & FORETOLD) and (heads or bool(words & SPANNING)) and not sentence.asks


def _announces(sentence: Sentence) -> bool:
    words = set(sentence.words)
    if _is_horizon(sentence):
        return True
    return bool(words & FORETOLD) and bool(words & AHEAD or any(YEAR.match(word) for word in words))


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
    return count >= FEWEST and 4 * count >= min(len(sentences), 24)
