"""A labelled claim beside the candidate that was read for it: which is which, and which fields agree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from app.extraction.labels import Label, Part, Tier
from app.extraction.reading import Candidate
from app.extraction.segments import Span
from app.extraction.units import Units

NEAR = 0.10
_ROUNDING = 1e-9
_WORD = re.compile(r"[^\W_]+")
_TITLES = frozenset(
    ("a", "an", "dame", "dr", "lady", "lord", "miss", "mr", "mrs", "ms", "prof", "professor", "sir", "the")
)


def match(labels: Sequence[Label], candidates: Sequence[Candidate], units: Units) -> dict[int, int]:
    """Which candidate was read for which label, as places in both sequences; each is taken once.

    Two match where their quotes overlap and start in the same sentence. The pairs are taken by overlap, the
    characters shared over the characters covered by either, the largest first; equal ones in reading order.
    """
    pairs = sorted(
        (-overlap, place, number)
        for place, label in enumerate(labels)
        for number, candidate in enumerate(candidates)
        if (overlap := _overlap(label, candidate)) > 0
        and units.place(label.start) == units.place(candidate.start)
    )
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for _, place, number in pairs:
        if place not in matched and number not in taken:
            matched[place] = number
            taken.add(number)
    return matched


def _overlap(label: Label, candidate: Candidate) -> float:
    shared = min(label.end, candidate.end) - max(label.start, candidate.start)
    return max(0, shared) / (max(label.end, candidate.end) - min(label.start, candidate.start))


def compare(label: Label, candidate: Candidate) -> dict[str, bool]:
    """Which fields of a matched candidate are right; fields on which the label says nothing are left out.

    probability: both have none, or they differ by 0.10 at the most.
    negated, role, kind: equal.
    speaker: the same names, whatever their order, capitals, punctuation, articles and titles such as Dr; once
        more as speaker_byline, speaker_quoted or speaker_reported, by the label's role.
    condition, deadline: of labels with one, the candidate has one that overlaps it (any, where the label
        has no offsets); once more as condition_near and deadline_near where it stands in the same sentence.
    condition_none, deadline_none: of labels without one, none was invented.
    deadline_latest: of labels with a deadline, the very day, or no day where the label has none.
    """
    point = candidate.probability.point if candidate.probability else None
    found = {"probability": _near(label.probability, point)}
    if label.negated is not None:
        found["negated"] = candidate.negated == label.negated
    if label.role is not None:
        found["role"] = candidate.role == label.role
    if label.kind is not None and label.tier in {Tier.CORE, Tier.BORDERLINE}:
        found["kind"] = candidate.kind == label.kind
    if label.speaker is not None:
        same = _names(label.speaker) == _names(candidate.authors)
        found["speaker"] = same
        if label.role is not None:
            found[f"speaker_{label.role}"] = same
    deadline = candidate.deadline
    found |= _compare_part("condition", label.condition, candidate.condition)
    horizon = None if deadline is None else Span(deadline.start, deadline.end, deadline.words)
    found |= _compare_part("deadline", label.deadline, horizon)
    if label.deadline is not None:
        found["deadline_latest"] = deadline is not None and deadline.latest == label.deadline_latest
    return found


def _near(labelled: float | None, read: float | None) -> bool:
    if labelled is None or read is None:
        return labelled is read
    return abs(labelled - read) <= NEAR + _ROUNDING


def _compare_part(name: str, label: Part | None, read: Span | None) -> dict[str, bool]:
    if label is None:
        return {f"{name}_none": read is None}
    found = read is not None and (
        label.start is None or label.end is None or (label.start < read.end and read.start < label.end)
    )
    return {name: found} if label.inherited else {name: found, f"{name}_near": found}


def _names(names: Sequence[str]) -> frozenset[str]:
    return frozenset(normal_name(name) for name in names)


def normal_name(name: str) -> str:
    """A name by its words alone, without articles and titles in front."""
    words = _WORD.findall(unicodedata.normalize("NFC", name).casefold())
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    return " ".join(words)
