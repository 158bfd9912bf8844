"""Which of a sentence's horizons is the claim's own."""

from __future__ import annotations

from itertools import pairwise

from app.extraction import conditions
from app.extraction.deadlines import Deadline
from app.extraction.drafts import NOMINAL, Draft
from app.extraction.parsing import Parse
from app.extraction.segments import Sentence
from app.extraction.someday import SOME_DAY

WITHIN_PHRASE = frozenset(
    ("pobj", "prep", "npadvmod", "det", "amod", "nummod", "poss", "compound", "pcomp", "advmod", "case")
)
OF_SUBJECT = frozenset(
    ("poss", "npadvmod", "prep")
)  # "this summer's vote", "a default this summer", "the vote in May"
LONG = frozenset(("year", "decade"))
CLAUSES = frozenset(("ccomp", "relcl", "advcl", "conj", "acl", "ROOT", "parataxis"))


def choose(
    sentence: Sentence,
    horizons: tuple[Deadline, ...],
    draft: Draft,
    extent: tuple[int, int],
    clause: conditions.Clause | None,
    *,
    parsed: Parse | None,
) -> Deadline | None:
    """The horizon behind the cue, else one before it that dates the claim; never the condition's own."""
    first, last = extent
    cue = draft.main
    behind = first if cue.frame in NOMINAL or draft.inner.first > draft.cues[0].first else draft.cues[0].first
    start = sentence.starts[max(behind, first) if clause is None or clause.first > first else first]
    hidden = (sentence.starts[clause.first], sentence.ends[clause.last - 1]) if clause else (-1, -1)
    open_ones = [
        one for one in horizons if not hidden[0] <= one.start < hidden[1] and not _says_no_day(sentence, one)
    ]
    within = [one for one in open_ones if start <= one.start < sentence.ends[last - 1]]
    if within:
        return next((one for one in within if one.precision != "unresolved"), within[0])
    ahead = [one for one in open_ones if one.start < start]
    leading = next((one for one in ahead if one.start <= sentence.start + 6), None)
    if leading is not None or parsed is None:
        return leading
    dated = next((one for one in ahead if _dates(sentence, parsed, one, draft)), None)
    # "Whoever runs in 2028 will win", but not "the deal signed this week will fail".
    of_subject = (one for one in ahead if one.start >= sentence.starts[first] and one.precision in LONG)
    return dated or next(of_subject, None)


def _says_no_day(sentence: Sentence, horizon: Deadline) -> bool:
    """ "eventually", "as soon as": that it comes, or what it comes with, not by when."""
    after = sentence.starts.index(horizon.start) + 1
    return horizon.words.lower() in SOME_DAY or (
        horizon.words.lower() == "soon" and sentence.words[after : after + 1] == ("as",)
    )


def _dates(sentence: Sentence, parsed: Parse, horizon: Deadline, draft: Draft) -> bool:
    """Whether a phrase before the cue hangs on the claim's verb, or says when its subject is."""
    verbs = _clause_of(parsed, draft.cues[-1].first)
    subject = parsed.subject(verbs[-1])
    chain = parsed.above(sentence.starts.index(horizon.start))
    for below, place in pairwise(chain):
        if parsed.deps[below] not in WITHIN_PHRASE:
            return False
        if place in verbs:
            return True
        if place == subject:
            return parsed.deps[below] in OF_SUBJECT
    return False


def _clause_of(parsed: Parse, cue: int) -> list[int]:
    """The words from the cue up to the head of its clause."""
    chain = parsed.above(cue)
    end = next((at for at, place in enumerate(chain) if parsed.deps[place] in CLAUSES), len(chain) - 1)
    return chain[: end + 1]
