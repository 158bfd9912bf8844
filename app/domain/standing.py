"""Whether a forecast counts, and why not: one rule for readers, exports and scorecards."""

from __future__ import annotations

from datetime import date

from app.domain.forecast import CueClass, Kind, Role, Status
from app.domain.probability import DECIMALS
from app.domain.question import State

REPORTED = "a paraphrase: recorded and resolved, outside headline scores"
POSSIBILITY = "a possibility word cannot miss: it has no point score"
NO_PROBABILITY = "no probability"
DISPUTED = "the outcome is disputed"
OPEN = "the question is open"
NO_DEADLINE = "the question has no deadline"
DATE_UNKNOWN = "date unknown"
NOT_BEFORE = "not surely before the outcome"


def status_words(status: str) -> str:
    """Why a forecast of this status does not count."""
    return f"status {status}"


def kind_words(kind: str) -> str:
    """Why a claim of this kind does not count: a plan, a promise or a policy is its maker's to keep."""
    return f"kind {kind}"


def void_words(reason: str | None) -> str:
    """Why a forecast on a void question does not count."""
    return f"void: {(reason or 'other').replace('_', ' ')}"


def why_unscored(
    *,
    status: str,
    role: str,
    excluded: str | None,
    kind: str,
    cue_class: str,
    probability: float | None,
    state: str | None,
    void_reason: str | None,
    value: float | None,
    closes_on: date | None,
    made_latest: date | None,
    occurred_on: date | None,
) -> str | None:
    """Why a forecast has no score, or None where it has one; the first reason that holds is given.

    Counted is an accepted claim about an event, asserted by a byline or in quoted words with a probability
    that can miss, surely made before the outcome of a question with a deadline, resolved and undisputed.
    `excluded` is a curator's reason; state, void_reason, value (1 yes, 0 no, between them a share), closes_on
    and occurred_on are the question's, and None without one.
    """
    rules: tuple[tuple[bool, str], ...] = (
        (status != Status.ACCEPTED, status_words(status)),
        (role == Role.REPORTED, REPORTED),
        (bool(excluded), excluded or ""),
        (kind != Kind.EVENT, kind_words(kind)),
        (cue_class == CueClass.POSSIBILITY, POSSIBILITY),
        (probability is None, NO_PROBABILITY),
        (state == State.VOID, void_words(void_reason)),
        (state == State.DISPUTED, DISPUTED),
        (state != State.RESOLVED or value is None, OPEN),
        (closes_on is None, NO_DEADLINE),
        (made_latest is None, DATE_UNKNOWN),
        (made_latest is None or occurred_on is None or made_latest >= occurred_on, NOT_BEFORE),
    )
    return next((reason for holds, reason in rules if holds), None)


def brier_of(probability: float, value: float) -> float:
    """(p - y)^2 of one forecast, without the noise of binary fractions: 0.64, not 0.6400000000000001."""
    return round((probability - value) ** 2, DECIMALS)


def was_pre_registered(recorded_at: str, occurred_on: date | None) -> bool | None:
    """Whether the record held this reading before the day of the outcome; None while there is no outcome."""
    return None if occurred_on is None else recorded_at[:10] < occurred_on.isoformat()
