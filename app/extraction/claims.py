"""The proposition of a claim in the indicative, without its cue: best effort, for a person to edit."""

from __future__ import annotations

import re

from app.extraction.clauses import Left, find_left
from app.extraction.cues import Cue, adds_more
from app.extraction.grammar import ADVERBS, BE, CLASSES, COPULAS, FINITE, MODALS, NEGATIONS, is_gerund
from app.extraction.segments import Sentence
from app.extraction.verbs import OBJECTS, base_of, is_plural, present

HEDGES = CLASSES["hedges"] | {"neither", "only", "just", "merely", "simply", "solely", "to"}
NOMINAL = frozenset(
    ("attitude", "noun", "exists", "report_noun", "opinion", "numeric", "surprise", "coming", "seeing")
)
WHOLE = frozenset(("stance", "bet", "called"))  # what follows is the claim
CHANCES = frozenset(("chance", "chances", "odds", "probability", "likelihood", "risk"))
MOVED = CLASSES["moved"]  # "the probability of a default fell from"
HOLDING = frozenset(("have", "has", "had", "stand", "stands", "retain", "retains"))
GIVING = frozenset(("give", "gives", "gave", "make", "makes"))
NOT_ADVERBS = frozenset(("apply", "rely", "supply", "fly", "reply", "imply", "comply", "rally", "tally"))
DENIALS = {
    "no ": "a ",
    "nobody": "somebody",
    "no one": "someone",
    "nothing": "something",
    "none of": "one of",
    "neither": "either",
}
NAMED = re.compile(r" ?[(\[](?:my )?(?:confidence|probability|credence|chance|likelihood)\Z", re.IGNORECASE)
ASIDE = re.compile(
    r",? (?:however|nevertheless|nonetheless|meanwhile|moreover|furthermore|of course|in turn)(?:,|$)"
)


def word_claim(
    sentence: Sentence, left: Left, cues: tuple[Cue, ...], last: int, *, whole: bool, shared: str = ""
) -> str:
    """Subject, verb in the present, rest; `shared`: the subject of the clause before."""
    if whole:
        return _without_figure(sentence, cues)
    claim = _word(sentence, left, cues, last, shared)
    return ASIDE.sub("", claim.replace(" ,", ",")).strip(" ,") or claim


def find_subject(sentence: Sentence, left: Left, cues: tuple[Cue, ...]) -> str:
    """The claim's subject as written."""
    end = cues[-1].first
    while end > left.first and _dispensable(sentence.words[end - 1]):
        end -= 1
    return sentence.between(left.first, end)


def _word(sentence: Sentence, left: Left, cues: tuple[Cue, ...], last: int, shared: str) -> str:  # noqa: PLR0911 - one return per pattern
    final = cues[-1]
    words = sentence.words
    subject = ASIDE.sub("", find_subject(sentence, left, cues))
    rest = final.last
    while rest < last and (words[rest] in HEDGES or words[rest] in NEGATIONS):
        rest += 1
    if any(cue.comparative for cue in cues) or final.frame in {"due", "futurate", "joined"}:
        return sentence.between(left.first, last)
    if final.frame in WHOLE:
        colon = words.index(":", final.last) + 1 if final.frame == "called" else rest
        return sentence.between(colon + (words[colon : colon + 1] in {("that",), (",",)}), last)
    if final.frame == "adjective" and rest < last and words[rest - 1] not in {"to", "but"}:
        if words[rest] == "that":
            return sentence.between(rest + 1, last)
        return f"{subject} {present('happen', subject)} {sentence.between(rest, last)}".strip()
    if final.text.lower().endswith((" for", " toward", " towards", " into", " as")):
        return sentence.between(left.first, last)
    if final.frame in NOMINAL or rest >= last:
        return (
            _named(sentence, left.first, final.first)
            or _held(sentence, left, final, last)
            or _complement(sentence, rest, last)
            or sentence.between(left.first, last)
        )
    if left.shared:
        subject = shared or _earlier_subject(sentence, left)
    if not subject:
        return sentence.between(rest, last)
    for denial, positive in DENIALS.items():
        if subject.lower().startswith(denial):
            noun = subject[len(denial) :]
            subject = noun if denial == "no " and is_plural(noun) else positive + noun
    return _conjugate(sentence, subject, (final.last, rest), last)


def _earlier_subject(sentence: Sentence, left: Left) -> str:
    """The subject of the first verb, for a clause that leaves its own unsaid: "is old and will fail"."""
    verb = next((place for place in range(1, left.first) if sentence.words[place] in FINITE), 0)
    return sentence.between(find_left(sentence, verb).first, verb) if verb else ""


def _conjugate(sentence: Sentence, subject: str, after: tuple[int, int], last: int) -> str:
    """Subject, adverbs, verb, rest; "not only ... but" becomes "and"."""
    words = sentence.words
    cue_end, verb = after
    while verb < last - 1 and (
        words[verb] in ADVERBS | {"yet"} or (words[verb].endswith("ly") and words[verb] not in NOT_ADVERBS)
    ):
        verb += 1
    adverbs = sentence.between(after[1], verb)
    parts = [subject, adverbs, present(words[verb], subject)]
    but = next((place for place in range(verb + 1, last - 1) if words[place] == "but"), 0)
    if but and any(words[place] == "not" and adds_more(words, place) for place in range(cue_end, verb)):
        second = but + 1 + (words[but + 1] == "also" and but + 2 < last)
        parts += [sentence.between(verb + 1, but), "and", present(words[second], subject)]
        verb = second
    return " ".join(part for part in (*parts, sentence.between(verb + 1, last)) if part)


def _held(sentence: Sentence, left: Left, cue: Cue, last: int) -> str:
    """ "They have no chance of winning" is "They win"; "gives her a 60% chance of winning" is "she wins"."""
    words = sentence.words
    holder = cue.first
    while holder > left.first and words[holder] not in HOLDING | GIVING:
        holder -= 1
    verb = next(
        (
            place + 1
            for place in range(cue.last - 1, min(cue.last + 3, last - 1))
            if (words[place] == "of" and is_gerund(words[place + 1])) or words[place] == "to"
        ),
        0,
    )
    if not verb or words[holder] not in HOLDING | GIVING:
        return ""
    subject = sentence.between(left.first, holder)
    if words[holder] in GIVING:
        end = cue.first
        while end > holder + 1 and words[end - 1] in {"a", "an", "only", "about", "roughly", "just", "-"}:
            end -= 1
        subject = sentence.between(holder + 1, end)
        subject = OBJECTS.get(subject, subject)
    if not subject:
        return ""
    base = words[verb] if words[verb - 1] == "to" else base_of(words[verb])
    return f"{subject} {present(base, subject)} {sentence.between(verb + 1, last)}".strip()


def _complement(sentence: Sentence, first: int, last: int) -> str:
    """What follows "that", "of" or "for" after a noun such as "chance"."""
    first += sentence.words[first : first + 1] == ("on",)
    for place in range(first, min(first + 4, last)):
        if sentence.words[place] in {"that", "of", "about", "for", "if", "against"}:
            return sentence.between(place + 1, last)
    return sentence.between(first, last)


def _named(sentence: Sentence, first: int, last: int) -> str:
    """The event named before a number: "the chance of rain is 60%"."""
    for place in range(first, last - 2):
        if sentence.words[place] in CHANCES and sentence.words[place + 1] in {"of", "that", "against", "on"}:
            while last > place + 2 and (
                _dispensable(sentence.words[last - 1]) or sentence.words[last - 1] in MOVED
            ):
                last -= 1
            return sentence.between(place + 2, last)
    return ""


def _dispensable(word: str) -> bool:
    return (
        word in HEDGES
        or word in NEGATIONS
        or word in BE
        or word in MODALS
        or word in COPULAS - {"now"}
        or word in {",", "neither", "nor"}
    )


def _without_figure(sentence: Sentence, cues: tuple[Cue, ...]) -> str:
    """A list item without its number."""
    figure = cues[0]
    before = NAMED.sub("", sentence.between(0, figure.first).rstrip(" :=-–—([~<>→|"))
    after = sentence.between(figure.last, len(sentence.words)).lstrip(" :=-–—)]%.|")
    return before if len(before) >= len(after) else after
