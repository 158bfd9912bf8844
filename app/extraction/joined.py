"""A second predicate under one modal: "prices will rise and wages fall" claims two things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.extraction.cues import Cue
from app.extraction.parsing import Parse
from app.extraction.segments import Sentence

LEADING = frozenset(("modal", "infinitive"))


def find_joined(sentence: Sentence, parsed: Parse, cues: tuple[Cue, ...]) -> Iterator[Cue]:
    """The bare verbs with subjects of their own that share a modal with the verb before them."""
    taken = {place for cue in cues for place in range(cue.first, cue.last)}
    for cue in cues:
        if cue.frame not in LEADING or cue.comparative:
            continue
        verb = parsed.predicate(cue.first) if cue.frame == "modal" else _infinitive(parsed, cue)
        for joined in parsed.children(verb, "conj"):
            subjects = parsed.children(joined, "nsubj", "nsubjpass")
            bare = parsed.tags[joined] in {"VB", "VBP"} and not parsed.children(joined, "aux")
            if bare and joined not in taken and subjects and verb < subjects[0] < joined:
                text = sentence.between(cue.first, cue.last)
                denied = joined in parsed.denied
                yield replace(cue, first=joined, last=joined + 1, text=text, frame="joined", negated=denied)


def _infinitive(parsed: Parse, cue: Cue) -> int:
    """The verb after "going to"."""
    return next(iter(parsed.children(cue.first, "xcomp")), cue.first)
