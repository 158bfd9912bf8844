"""The words in a sentence that carry a probability: longest match wins, frames decide, negation is noted."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.forecast import CueClass
from app.extraction.frames import FRAMES
from app.extraction.grammar import (
    ADVERBS,
    CLASSES,
    MODALS,
)
from app.extraction.lexicon import Form, load_forms
from app.extraction.segments import Sentence

# No sentence says more than this; the bound keeps reading linear.
MOST_CUES = 12
FOLLOWING = ADVERBS | MODALS | {"be", "n't"}
NOBODY = CLASSES["subject_nobody"]


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue: words first to last - 1, what it reads as, and whether its clause denies."""

    first: int
    last: int
    text: str
    reads_as: str
    cue_class: CueClass
    frame: str
    negated: bool = False
    comparative: bool = False


def find_cues(sentence: Sentence) -> tuple[Cue, ...]:
    """Every cue of the sentence, left to right, not overlapping."""
    forms = load_forms()
    words = sentence.words
    found: list[Cue] = []
    place = 0
    while place < len(words) and len(found) < MOST_CUES:
        form = _match(forms.get(words[place], ()), words, place)
        if form is None:
            place += 1
            continue
        last = place + len(form.words)
        if FRAMES[form.frame](sentence, place, last):
            found.append(_make(sentence, form, place, last))
        place = last
    return tuple(found)


def _match(forms: tuple[Form, ...], words: tuple[str, ...], place: int) -> Form | None:
    """The longest wording that stands at this word."""
    for form in forms:
        if words[place : place + len(form.words)] == form.words:
            return form
    return None


def _make(sentence: Sentence, form: Form, first: int, last: int) -> Cue:
    """The cue, with its negation and whether it compares."""
    words = sentence.words
    comparative = False
    if form.cue in {"likely", "probable", "unlikely"} and form.frame == "adjective":
        before = words[first - 1] if first else ""
        comparative = (before in {"more", "less"} or form.words[0] == "likelier") and form.words[0] != "more"
        comparative = comparative or (
            form.cue == "likely" and before == "as" and words[last : last + 1] == ("as",)
        )
    text = sentence.between(first - 1 if comparative and first else first, last)
    negated = _is_negated(sentence, form, first, last)
    return Cue(first, last, text, form.cue, CueClass(form.cue_class), form.frame, negated, comparative)


def _is_negated(sentence: Sentence, form: Form, first: int, last: int) -> bool:
    """An odd number of negations close to the cue."""
    words = sentence.words
    count = form.words[0] in {"wouldn't", "couldn't", "mightn't", "shouldn't"}
    own = set(form.words)
    near = words[max(0, first - 3) : first]
    count ^= any(
        word in {"not", "never", "hardly", "n't"} or word.endswith("n't") for word in near if word not in own
    )
    after = last
    while after < len(words) and after < last + 4 and words[after] in FOLLOWING:
        count ^= words[after] in {"not", "never", "hardly"} or words[after].endswith("n't")
        after += 1
    if form.frame == "noun" and not own & {"no", "little", "not", "zero", "few"}:
        count ^= bool(words[max(0, first - 2) : first] and "no" in words[max(0, first - 2) : first])
    if words[last : last + 2] == ("no", "longer") or words[last : last + 2] == ("to", "not"):
        count ^= True
    return count ^ _nobody(sentence, form, first)


def _nobody(sentence: Sentence, form: Form, first: int) -> bool:
    """Whether the subject itself denies: "no country will", "nobody is likely to"."""
    if form.frame in {"noun", "exists", "report_noun", "opinion"}:
        return False
    words = sentence.words
    for place in range(first - 1, max(-1, first - 7), -1):
        word = words[place]
        if word in NOBODY or (word == "few" and form.frame == "attitude"):
            return words[place + 1 : place + 2] not in {("matter",), ("doubt",), ("longer",), ("wonder",)}
        if word in {",", ";", ":", "that", "but", "if", "because"}:
            return False
    return False
