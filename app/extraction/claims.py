"""The proposition of a claim in the indicative, without its cue: best effort, for a person to edit."""

from __future__ import annotations

from app.extraction.clauses import Left
from app.extraction.cues import Cue
from app.extraction.grammar import BE, CLASSES, COPULAS, MODALS, NEGATIONS
from app.extraction.segments import Sentence

HEDGES = CLASSES["hedges"]
NOMINAL = frozenset(
    ("attitude", "noun", "exists", "report_noun", "opinion", "numeric", "surprise", "coming", "seeing")
)
CHANCES = frozenset(("chance", "chances", "odds", "probability", "likelihood", "risk"))
DENIALS = {
    "no ": "a ",
    "nobody": "somebody",
    "no one": "someone",
    "nothing": "something",
    "none of": "one of",
    "neither": "either",
}
PLURALS = frozenset(("they", "we", "you", "i", "these", "those", "people", "both", "many", "few", "police"))


def word_claim(  # noqa: PLR0911 - one return per pattern
    sentence: Sentence, left: Left, cues: tuple[Cue, ...], last: int, *, whole: bool
) -> str:
    """Subject, verb in the present, rest; the whole text where that pattern does not hold."""
    if whole:
        return _without_figure(sentence, cues)
    final = cues[-1]
    subject_end = final.first
    while subject_end > left.first and _dispensable(sentence.words[subject_end - 1]):
        subject_end -= 1
    rest = final.last
    while rest < last and (
        sentence.words[rest] in HEDGES or sentence.words[rest] in NEGATIONS or sentence.words[rest] == "to"
    ):
        rest += 1
    subject = sentence.between(left.first, subject_end)
    if final.frame == "adjective" and rest < last and sentence.words[rest - 1] != "to":
        if sentence.words[rest] == "that":
            return sentence.between(rest + 1, last)
        return f"{subject} happens {sentence.between(rest, last)}".strip()
    if final.text.lower().endswith((" for", " toward", " towards", " into", " as")):
        return sentence.between(left.first, last)
    if final.frame in NOMINAL or rest >= last:
        return (
            _named(sentence, left.first, final.first)
            or _complement(sentence, rest, last)
            or sentence.between(left.first, last)
        )
    if not subject or left.shared:
        return sentence.between(rest, last)
    for denial, positive in DENIALS.items():
        if subject.lower().startswith(denial):
            subject = positive + subject[len(denial) :]
    verb = _present(sentence.words[rest], subject, final)
    return " ".join(part for part in (subject, verb, sentence.between(rest + 1, last)) if part)


def _complement(sentence: Sentence, first: int, last: int) -> str:
    """What follows "that", "of" or "for" after a noun such as "chance"."""
    for place in range(first, min(first + 4, last)):
        if sentence.words[place] in {"that", "of", "about", "for", "if"}:
            return sentence.between(place + 1, last)
    return sentence.between(first, last)


def _named(sentence: Sentence, first: int, last: int) -> str:
    """The event named before a number: "the chance of rain is 60%"."""
    for place in range(first, last - 2):
        if sentence.words[place] in CHANCES and sentence.words[place + 1] in {"of", "that"}:
            while last > place + 2 and (
                _dispensable(sentence.words[last - 1])
                or sentence.words[last - 1] in {"at", "about", "around"}
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
        or word == ","
    )


def _without_figure(sentence: Sentence, cues: tuple[Cue, ...]) -> str:
    """A list item without its number."""
    figure = cues[0]
    before = sentence.between(0, figure.first).rstrip(" :=-–—([~<>→")
    after = sentence.between(figure.last, len(sentence.words)).lstrip(" :=-–—)]%.")
    return before if len(before) >= len(after) else after


def _present(verb: str, subject: str, cue: Cue) -> str:
    """The verb in the present tense, third person where the subject is singular."""
    head = subject.lower().split(" of ")[0].split()
    counted = bool(head) and head[-1].endswith("s") and not head[-1].endswith(("ss", "us", "is"))
    plural = bool(head) and (head[-1] in PLURALS or head[0] in PLURALS or " and " in subject.lower())
    plural = plural or (counted and subject.rsplit(maxsplit=1)[-1][0].islower())
    if verb == "be":
        return "are" if plural else "is"
    if plural or not verb.isalpha():
        return verb
    if verb == "have":
        return "has"
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return verb + "es"
    return verb[:-1] + "ies" if verb.endswith("y") and verb[-2:-1] not in set("aeiou") else verb + "s"
