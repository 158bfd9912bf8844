"""Whether a forecast counts, and for what; the reasons are shown to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.forecast import CueClass, Status
from app.domain.question import State

_NOT_BEFORE = "its date does not surely precede the outcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides whether a forecast has a score."""

    status: str
    cue_class: str
    probability: float | None  # for the question's YES
    made_latest: date | None
    closes_on: date | None
    state: str | None  # of the question; None without one
    value: float | None  # what occurred: 1 yes, 0 no, between them a share
    occurred_on: date | None
    excluded: str | None = None  # a curator's reason

    @property
    def exclusion(self) -> str | None:
        """Why it stays out of scores: a curator's reason, or a rule's once the question is resolved."""
        if self.excluded is not None or self.status != Status.ACCEPTED or self.state != State.RESOLVED:
            return self.excluded
        if self.cue_class == CueClass.POSSIBILITY:
            return "a possibility word cannot miss: it has no point score"
        if self.probability is None or self.closes_on is None:
            return "it has no probability" if self.probability is None else "its question has no deadline"
        if not self._surely_before:
            return f"made as late as {self.made_latest or 'nobody knows'}: {_NOT_BEFORE}"
        return None

    @property
    def _surely_before(self) -> bool:
        if self.made_latest is None or self.occurred_on is None:
            return False
        return self.made_latest < self.occurred_on

    @property
    def brier(self) -> float | None:
        """(p - y)^2, where it counts."""
        if self.status != Status.ACCEPTED or self.state != State.RESOLVED or self.exclusion is not None:
            return None
        if self.probability is None or self.value is None:
            return None
        return float((self.probability - self.value) ** 2)


def was_pre_registered(recorded_at: str, occurred_on: date | None) -> bool | None:
    """Whether the record held it before the day of the outcome; None while there is no outcome."""
    return None if occurred_on is None else recorded_at[:10] < occurred_on.isoformat()
