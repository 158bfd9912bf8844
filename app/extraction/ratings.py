"""A number apart from its claim: "Probability: 12%" below it, "I have this at 1 in 5" behind it."""

from __future__ import annotations

from app.extraction.cues import Cue
from app.extraction.segments import Sentence

SHORT = 5
MOST_BEFORE = 5  # words before the number that answers
RATED = frozenset(("this", "it", "say"))  # "I have this at 1 in 5", "I'd say 55 percent"
# All that a line may say beside the number, if it is to be about the line above it.
RATING = frozenset(
    (
        "my", "our", "the", "a", "an", "i", "we", "'m", "'d", "at", "of", "in", "is", "say", "about",
        "around", "now", "forecast", "probability", "confidence", "confident", "chance", "credence", "odds",
        "estimate", "prediction", "likelihood", "community", "median", "metaculus", "manifold",
        "polymarket", "percent", "per", "cent", "p",
    )
)  # fmt: skip


class Ratings:
    """Remembers the claim or question that a number alone would speak of."""

    def __init__(self) -> None:
        self._claim: Sentence | None = None
        self._line = -1

    def leave(self, sentence: Sentence) -> None:
        """Take note of a sentence that has been read."""
        if not is_rating(sentence):
            self._claim = sentence
        self._line = sentence.line

    def claim_of(self, sentence: Sentence) -> Sentence | None:
        """What the number of this sentence is about, where that stands before it."""
        claim = self._claim
        if claim is None:
            return None
        if claim.line == sentence.line:
            own = {"i", "we"} & set(sentence.words[:4]) and RATED & set(sentence.words[:5])
            return claim if claim.item and not claim.asks and (own or is_rating(sentence)) else None
        below = sentence.line == self._line + 1 and not sentence.opens_block
        return claim if below and is_rating(sentence) else None

    def is_answer(self, sentence: Sentence) -> bool:
        """Whether the sentence is nothing but the number of what stands before it."""
        return is_rating(sentence) and self.claim_of(sentence) is not None


def is_rating(sentence: Sentence) -> bool:
    """Whether a sentence holds a number and nothing that could be a claim."""
    words = sentence.words
    if words[0] in {".", "…"}:
        return False  # "...500: 5%" is a claim of its own
    numbered = any(word[:1].isdigit() for word in words)
    return (
        numbered
        and len(words) <= 9
        and all(word in RATING for word in words if word.isalpha() or "'" in word)
    )


def is_answer(sentence: Sentence, cue: Cue) -> bool:
    """Whether what stands right behind a question only answers it: "No.", "I'm at 57%, down from 60%"."""
    rated = cue.frame == "numeric" and {"i", "we"} & set(sentence.words[:2]) and cue.first <= MOST_BEFORE
    return cue.frame == "answer" or len(sentence.words) <= SHORT or bool(rated)
