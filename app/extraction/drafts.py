"""Cues gathered into claims: which speak of one clause, and how far its words reach."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from app.domain.forecast import CueClass
from app.extraction import conditions
from app.extraction.clauses import Left, find_inverted, find_left, find_right
from app.extraction.cues import Cue
from app.extraction.grammar import PERSONAL
from app.extraction.numbers import CHANCES, Figure
from app.extraction.parsing import Parse
from app.extraction.segments import Sentence

TRAILING = frozenset(
    (",", ".", "!", "?", "…", ";", ":", "”", '"', "“", "—", "–", "-", "and", "but", "or", "whoever")
)
NOMINAL = frozenset(("noun", "exists", "numeric", "report_noun", "surprise"))
RANKS = {
    CueClass.NUMERIC: 9,
    CueClass.LIKELIHOOD: 7,
    CueClass.EXPECTATION: 4,
    CueClass.CATEGORICAL: 3,
    CueClass.CONDITIONAL: 3,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """Cues that speak of one claim: they stand in one clause, or the first governs the second's clause."""

    left: Left
    inner: Left
    cues: tuple[Cue, ...]
    figure: Figure | None = None

    @property
    def main(self) -> Cue:
        """The cue that gives the reading: a number, else a likelihood word, else the rest."""
        return max(self.cues, key=_rank)


def _rank(cue: Cue) -> float:
    """Likelihood words beat modals; a possibility outside a modal beats "will"; attitudes come last."""
    if cue.comparative:
        return 8
    if cue.frame in {"attitude", "report_noun", "seeing"}:
        return 1
    if cue.cue_class is CueClass.POSSIBILITY:
        return 6 if cue.frame != "modal" else 5
    return RANKS[cue.cue_class]


def _figure_cue(sentence: Sentence, figure: Figure) -> Cue:
    """A number as a cue over the words it covers."""
    text = sentence.between(figure.first, figure.last)
    return Cue(figure.first, figure.last, text, "", CueClass.NUMERIC, "numeric")


def group(
    sentence: Sentence,
    cues: tuple[Cue, ...],
    figures: tuple[Figure, ...],
    clauses: tuple[conditions.Clause, ...],
    parsed: Parse | None = None,
) -> list[Draft]:
    """Cues gathered into claims, in reading order; cues within a condition claim nothing."""
    listed = next((figure for figure in figures if figure.listed), None)
    if listed is not None:
        return [Draft(Left(0), Left(0), (_figure_cue(sentence, listed),), listed)]
    numbered = {_figure_cue(sentence, figure): figure for figure in figures}
    together = sorted([*numbered, *cues], key=lambda cue: (cue.first, cue.last))
    drafts: list[Draft] = []
    for cue in together:
        if conditions.inside(clauses, cue.first):
            continue
        left = _contact(sentence, parsed, cue) or find_left(sentence, cue.first, nominal=cue.frame in NOMINAL)
        front = next((one for one in clauses if one.first <= left.first < one.last <= cue.first), None)
        if front is not None:
            left = Left(front.last)  # "If the rains fail again the dam will": no comma parts them
        if cue.frame == "numeric" and left.head >= 0 and sentence.words[left.head] in CHANCES:
            left = find_left(sentence, left.head, nominal=True)  # "the chance that it rains is 60%"
        if left.opener in {"if", "unless"} and cue.frame == "modal":
            continue
        if drafts and (
            _belongs(sentence, drafts[-1], left, cue) or _is_rated(sentence, parsed, drafts[-1], cue)
        ):
            before = drafts[-1]
            figure = before.figure or numbered.get(cue)
            drafts[-1] = Draft(
                before.left,
                left if left.first > before.cues[-1].first else before.inner,
                (*before.cues, cue),
                figure,
            )
        else:
            drafts.append(Draft(left, left, (cue,), numbered.get(cue)))
    return drafts


def _contact(sentence: Sentence, parsed: Parse | None, cue: Cue) -> Left | None:
    """The clause of "the most they can get": it hangs on its noun without a word between them."""
    if parsed is None or cue.frame != "modal":
        return None
    verb = parsed.predicate(cue.first)
    noun, subject = parsed.heads[verb], parsed.subject(verb)
    bare = sentence.words[subject] in PERSONAL and subject == noun + 1
    return Left(subject, "which") if bare and parsed.deps[verb] == "relcl" else None


def _belongs(sentence: Sentence, before: Draft, left: Left, cue: Cue) -> bool:  # noqa: PLR0911 - one return per rule
    """Whether a cue speaks of the claim before it: same clause, or the complement of its cue."""
    last = before.cues[-1]
    if left.shared and cue.frame != "numeric":
        return False
    if cue.frame == "adverb" and sentence.words[cue.first - 1 : cue.first] == (",",):
        return False
    if left.first <= last.first:
        if left.first < before.left.first and cue.frame == last.frame == "modal":
            return False  # the cue before stands within this one's subject
        return not (cue.comparative and "," in sentence.words[last.last : cue.first])
    if before.main.frame in {"modal", "infinitive"}:
        return False
    gap = sentence.words[last.last : left.first]
    if len(gap) > 6 or {",", ";", "but"} & set(gap):
        return False
    return len(gap) <= 1 or last.first <= left.head <= last.last + 2


def _is_rated(sentence: Sentence, parsed: Parse | None, before: Draft, cue: Cue) -> bool:
    """ "a 28% probability that the bank, which hesitates, will": the number speaks of the clause."""
    if parsed is None or before.figure is None:
        return False
    for below, place in pairwise(parsed.above(parsed.predicate(cue.first))):
        if parsed.deps[below] not in {"acl", "ccomp", "relcl"}:
            continue
        near = before.figure.first <= place <= before.figure.last + 2
        if near and (sentence.words[place] in CHANCES or place < before.figure.last):
            return True
    return False


def find_extent(sentence: Sentence, draft: Draft, limit: int, parsed: Parse | None = None) -> tuple[int, int]:
    """First word and word after the last of the claim's clause."""
    if draft.figure is not None and draft.figure.listed:
        return 0, trim(sentence, 0, len(sentence.words))
    first = draft.left.first
    if draft.main.frame == "called":
        return first, trim(sentence, first, len(sentence.words))
    if draft.left.opener in {"who", "which"} and draft.left.first > 0:
        first = draft.left.first
    if first == draft.cues[0].first and sentence.words[0] in {"only", "not"}:
        first = 0 if find_inverted(sentence) == first else first
    last = find_right(
        sentence, draft.cues[-1].last - 1, limit, relative=draft.left.opener in {"who", "which"}
    )
    if parsed is not None:
        last = min(last, _complement_end(parsed, draft, last))
    return first, max(trim(sentence, first, last), draft.cues[-1].last)


def _complement_end(parsed: Parse, draft: Draft, last: int) -> int:
    """Where "warnings that the dam could burst" ends, before what becomes of the warnings."""
    verb = parsed.predicate(draft.cues[-1].first)
    for below, place in pairwise(parsed.above(verb)):
        noun = parsed.deps[below] in {"acl", "ccomp"} and parsed.tags[place].startswith("NN")
        if (
            noun
            and place < below
            and parsed.deps[place] in {"nsubj", "nsubjpass"}
            and parsed.heads[place] > below
        ):
            return parsed.subtree(below)[1]
    return last


def trim(sentence: Sentence, first: int, last: int) -> int:
    """Without punctuation and conjunctions at the end."""
    while last > first + 1 and sentence.words[last - 1] in TRAILING:
        last -= 1
    return last
