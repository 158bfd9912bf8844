"""The words in a sentence that carry a probability: longest match wins, frames decide, negation is noted."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.forecast import CueClass
from app.extraction.frames import FRAMES
from app.extraction.grammar import (
    ADVERBS,
    CLASSES,
    MODALS,
    PERSONAL,
)
from app.extraction.lexicon import Form, load_forms
from app.extraction.segments import Sentence

# No sentence says more than this; the bound keeps reading linear.
MOST_CUES = 12
FOLLOWING = ADVERBS | MODALS | {"be", "n't"}
NOBODY = CLASSES["subject_nobody"]
CLAUSAL = frozenset((",", ";", ":", "that", "but", "if", "because"))
NOT_EVEN = frozenset((("every",), ("all",), ("everyone",), ("everybody",), ("a",), ("one",)))
NO_WAYS = frozenset(
    (
        ("by", "no", "means"),
        ("in", "no", "way"),
        ("under", "no", "circumstances"),
        ("in", "no", "circumstances"),
        ("at", "no", "point"),
        ("at", "no", "time"),
    )
)
LEAVING = CLASSES["leaving"]  # "will not just go away" denies, "will not just survive" says more


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
            found.append(_make(sentence, form, place, last, found[-1].last if found else 0))
        place = last
    return tuple(found)


def _match(forms: tuple[Form, ...], words: tuple[str, ...], place: int) -> Form | None:
    """The longest wording that stands at this word."""
    for form in forms:
        if words[place : place + len(form.words)] == form.words:
            return form
    return None


def _make(sentence: Sentence, form: Form, first: int, last: int, free: int) -> Cue:
    """The cue, with its negation and whether it compares; words before `free` are another cue's."""
    words = sentence.words
    comparative = False
    if form.cue in {"likely", "probable", "unlikely"} and form.frame == "adjective":
        before = words[first - 1] if first else ""
        comparative = (before in {"more", "less"} or form.words[0] == "likelier") and form.words[0] != "more"
        comparative = comparative or (
            form.cue == "likely" and before == "as" and words[last : last + 1] == ("as",)
        )
    text = sentence.between(first - 1 if comparative and first else first, last)
    negated = _is_negated(sentence, form, (first, last), free)
    return Cue(first, last, text, form.cue, CueClass(form.cue_class), form.frame, negated, comparative)


def _is_negated(sentence: Sentence, form: Form, span: tuple[int, int], free: int) -> bool:
    """An odd number of negations close to the cue."""
    first, last = span
    words = sentence.words
    count = form.words[0] in {"wouldn't", "couldn't", "mightn't", "shouldn't"} and form.frame == "modal"
    own = set(form.words)
    count ^= any(
        _denies(words, place) and not PERSONAL & set(words[place + 1 : first])
        for place in range(max(free, first - 3), first)
        if words[place] not in own
    )
    count ^= words[first - 1 : first] == ("nor",) or words[max(0, first - 2) : first] == ("far", "from")
    after = last
    while after < len(words) and after < last + 4 and words[after] in FOLLOWING:
        count ^= _denies(words, after)
        after += 1
    count ^= words[after : after + 1] == ("neither",) or words[after : after + 3] in NO_WAYS
    if form.frame == "noun" and not own & {"no", "little", "not", "zero", "few"}:
        count ^= bool(words[max(0, first - 2) : first] and "no" in words[max(0, first - 2) : first])
    if words[last : last + 2] == ("no", "longer") or words[last : last + 2] == ("to", "not"):
        count ^= True
    return count ^ _nobody(sentence, form, first)


def _denies(words: tuple[str, ...], place: int) -> bool:
    """Whether this word turns its clause round: "not", but neither "not only" nor "not until"."""
    word = words[place]
    if word not in {"not", "never", "hardly"} and not word.endswith("n't"):
        return False
    return word != "not" or not adds_more(words, place)


def adds_more(words: tuple[str, ...], place: int) -> bool:
    """Whether "not" at this word goes on to say more ("not only ... but") or later ("not until May")."""
    following = words[place + 1] if place + 1 < len(words) else ""
    if following in {"only", "merely", "solely", "until"}:
        return True
    if following == "just":
        return not LEAVING & set(words[place + 2 : place + 3])
    rest = words[place + 2 : place + 24]
    return following in {"simply", "alone"} and ("but" in rest or "also" in rest)


def _is_neither(words: tuple[str, ...], nor: int) -> bool:
    """ "Neither the bank nor the fund": one subject, not two clauses."""
    place = max((at for at in range(nor) if words[at] == "neither"), default=-1)
    return place >= 0 and not (MODALS | CLAUSAL) & set(words[place:nor])


def _nobody(sentence: Sentence, form: Form, first: int) -> bool:  # noqa: PLR0911 - one return per rule
    """Whether the subject itself denies: "no country will", "nobody is likely to"."""
    words = sentence.words
    if form.words[0] in {"doubt", "doubts"}:
        near = words[max(0, first - 5) : first]
        joint = max((place for place, word in enumerate(near) if word in {",", "and", "but"}), default=-1)
        return words[first - 1] in NOBODY | {"few"} or bool(NOBODY & set(near[joint + 1 :]))
    if form.frame in {"noun", "exists", "report_noun", "opinion"}:
        return False
    for place in range(first - 1, max(-1, first - 7), -1):
        word = words[place]
        if word == "nor" and place < first - 1 and _is_neither(words, place):
            return True
        if word == "not" and words[place + 1 : place + 2] in NOT_EVEN:
            return place < first - 3  # nearer, it is counted
        if word in NOBODY or (word == "few" and form.frame == "attitude"):
            return words[place + 1 : place + 2] not in {("matter",), ("doubt",), ("longer",), ("wonder",)}
        if word in CLAUSAL or word == "nor":
            return False
        if word in {"anyone", "anybody"}:
            hardly = words[place - 1 : place] in {("hardly",), ("scarcely",), ("barely",)}
            return hardly and (place <= first - 3 or words[place - 1] != "hardly")  # nearer, it is counted
    return words[:2] in {("not", "a"), ("not", "one")} and not CLAUSAL & set(words[:first])
