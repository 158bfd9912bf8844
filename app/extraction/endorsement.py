"""Whether an article endorses or doubts the claim that it passes on, by its own words for it."""

from __future__ import annotations

from itertools import pairwise

from app.domain.forecast import Stance
from app.extraction.grammar import CLASSES
from app.extraction.parsing import Parse
from app.extraction.segments import Sentence

DOUBTS = CLASSES["doubting_judgements"]  # what is false, dismissed, far-fetched
AGREES = CLASSES["agreeing_judgements"]  # what is right, well founded


def find_stance(sentence: Sentence, parsed: Parse, cue: int) -> Stance | None:
    """ "The claim that taxes will fall is false", "rightly warned that"; None where it says neither."""
    for below, place in pairwise(parsed.above(parsed.predicate(cue))):
        judged = [parsed.lemmas[at] for at in parsed.children(place, "advmod")]
        if parsed.deps[place] in {"nsubj", "nsubjpass"} and parsed.deps[below] in {"acl", "ccomp"}:
            main = parsed.heads[place]
            judged += [parsed.lemmas[at] for at in parsed.children(main, "acomp", "attr", "oprd", "advmod")]
            judged.append(parsed.lemmas[main])
            denied = main in parsed.denied
        else:
            judged += [parsed.lemmas[place]] if parsed.tags[place].startswith("JJ") else []
            denied = place in parsed.denied
        for words, stance, other in (
            (DOUBTS, Stance.DOUBTED, Stance.ENDORSED),
            (AGREES, Stance.ENDORSED, Stance.DOUBTED),
        ):
            if words & set(judged):
                return other if denied else stance
    return None
