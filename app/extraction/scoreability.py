"""Whether a claim could ever be scored, with the reasons in words."""

from __future__ import annotations

from app.domain.forecast import CueClass, Kind, Role, Scoreability
from app.extraction.clauses import Reading
from app.extraction.deadlines import Deadline
from app.extraction.grammar import CLASSES

VAGUE_VERBS = CLASSES["vague_verbs"]
VAGUE_SUBJECTS = CLASSES["vague_subjects"]
KIND_REASONS = {
    Kind.PLAN: "a speaker's own plan",
    Kind.PROMISE: "a speaker's own promise",
    Kind.POLICY: "describes what a proposal provides",
    Kind.GENERIC: "a general statement, no single event",
}


def judge(
    reading: Reading, kind: Kind, deadline: Deadline | None, role: Role, authors: tuple[str, ...]
) -> tuple[Scoreability, tuple[str, ...]]:
    """Yes, vague or no, and why."""
    if kind is Kind.COMPARATIVE:
        return Scoreability.NO, ("compares likelihoods: one outcome cannot refute it",)
    if kind is not Kind.EVENT:
        return Scoreability.NO, (KIND_REASONS[kind],)
    reasons: list[str] = []
    if not _observable(reading):
        reasons.append("no observable event")
    if role is not Role.BYLINE and not authors:
        reasons.append("nobody is named who says so")
    vague = bool(reasons)
    if deadline is None:
        reasons.append("no deadline")
        vague = vague or not _specific(reading)
    elif deadline.precision in {"vague", "unresolved"}:
        reasons.append("no exact deadline")
        vague = True
    if reading.cue.cue_class is CueClass.POSSIBILITY:
        reasons.append("a possibility cannot miss: no point score")
    return (Scoreability.VAGUE if vague else Scoreability.YES), tuple(reasons)


def _observable(reading: Reading) -> bool:
    """Whether the verb and the subject name something that can be seen to happen."""
    subject = [word for word in reading.subject if word.isalpha()]
    if subject and len(subject) <= 2 and subject[-1] in VAGUE_SUBJECTS:
        return reading.verb_word not in VAGUE_VERBS and subject[-1] in {"he", "she", "they", "it"}
    return reading.verb_word not in VAGUE_VERBS or any(word[:1].isdigit() for word in reading.after(12))


def _specific(reading: Reading) -> bool:
    """Whether a name or a number ties the claim to one event."""
    sentence = reading.sentence
    first, last = reading.left.first, min(len(sentence.words), reading.cue.last + 16)
    return any(
        (sentence.capital(place) and place > 0) or sentence.words[place][:1].isdigit()
        for place in range(first, last)
    )
