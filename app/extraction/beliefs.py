"""What an author only believes: "I think it will" claims less than "it will"."""

from __future__ import annotations

from itertools import pairwise

from app.extraction.cues import Cue
from app.extraction.parsing import Parse
from app.extraction.segments import Sentence

# Beliefs that soften what they govern: "I think it will" is less than "it will".
SOFTENING = frozenset(("think", "believe", "reckon", "guess", "suppose", "suspect", "figure", "feel"))
# Whoever says these claims no more than an expectation; a bank that "believes it will" asserts it.
EXPECTING = frozenset(
    (
        "expect",
        "predict",
        "forecast",
        "anticipate",
        "imagine",
        "bet",
        "wager",
        "estimate",
        "project",
        "envisage",
    )
)
HEDGING = frozenset(
    (
        "view",
        "belief",
        "guess",
        "sense",
        "hunch",
        "feeling",
        "opinion",
        "reckoning",
        "judgment",
        "reading",
        "expectation",
    )
)


def believed(sentence: Sentence, parsed: Parse | None, cue: Cue) -> bool | None:
    """Whether a belief that governs the clause is denied; None where no belief softens it."""
    words = sentence.words
    for place in range(cue.first - 1):
        if words[place] in {"my", "our"} and HEDGING & set(words[place + 1 : place + 3]):
            return False
    aside = range(len(words) - 3)
    if any(words[at] == "," and words[at + 1] in {"i", "we"} and words[at + 3] == "," for at in aside):
        asides = [words[at + 2] for at in aside if words[at] == "," and words[at + 3] == ","]
        if SOFTENING & set(asides):
            return False  # "demand, I think, will fall"
    if parsed is None:
        return None
    chain = parsed.above(parsed.predicate(cue.first))
    for below, place in pairwise(chain):
        if parsed.deps[below] == "ccomp" and parsed.lemmas[place] in SOFTENING | EXPECTING:
            subject = parsed.subject(place)
            own = subject >= 0 and words[subject] in {"i", "we"}
            return place in parsed.denied if own or parsed.lemmas[place] in EXPECTING else None
        if parsed.deps[below] not in {"conj", "ccomp"}:
            return None
    return None
