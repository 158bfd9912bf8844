"""What a forecast is, and how its curation may proceed."""

from __future__ import annotations

from enum import StrEnum

from app.domain.errors import Conflict


class Role(StrEnum):
    """Who asserts: the article's authors, a speaker quoted verbatim, or a paraphrase of somebody."""

    BYLINE = "byline"
    QUOTED = "quoted"
    REPORTED = "reported"


class Status(StrEnum):
    """Where curation stands."""

    CANDIDATE = "candidate"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNSCORABLE = "unscorable"


class Kind(StrEnum):
    """What sort of claim was found."""

    EVENT = "event"
    COMPARATIVE = "comparative"
    PLAN = "plan"
    PROMISE = "promise"
    POLICY = "policy"
    GENERIC = "generic"


class CueClass(StrEnum):
    """How the words carry their probability; `possibility` cannot miss, so it has no point score."""

    LIKELIHOOD = "likelihood"
    POSSIBILITY = "possibility"
    CATEGORICAL = "categorical"
    CONDITIONAL = "conditional"
    EXPECTATION = "expectation"
    NUMERIC = "numeric"


class Scoreability(StrEnum):
    """Whether the claim could ever be scored."""

    YES = "yes"
    VAGUE = "vague"
    NO = "no"


class Stance(StrEnum):
    """How the article stands to a claim it passes on."""

    ENDORSED = "endorsed"
    DOUBTED = "doubted"
    NEUTRAL = "neutral"


# Every decision can be undone by another, so only "the same again" is refused.
TRANSITIONS: frozenset[tuple[Status, Status]] = frozenset(
    (before, after)
    for before in Status
    for after in Status
    if before is not after or after is Status.ACCEPTED  # an accepted forecast may be edited
)


def require_transition(before: Status, after: Status) -> None:
    """Refuse a decision that changes nothing."""
    if (before, after) not in TRANSITIONS:
        raise Conflict(f"the forecast is {before} already")
