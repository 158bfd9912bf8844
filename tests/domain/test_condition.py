"""A conditional question says what its condition does to it."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.condition import cause_of
from app.domain.question import State
from app.domain.resolution import OPEN, Decision, Outcome, VoidReason

EARLY, LATE = date(2022, 2, 24), date(2022, 3, 1)
MET = Decision(State.RESOLVED, 1.0, None, LATE, 5)
FAILED = Decision(State.RESOLVED, 0.0, None, LATE, 5)
VOIDED = Decision(State.VOID, None, VoidReason.FALSE_CONDITION, LATE, 5)
WAITS = ": an answer given before is kept, and counts once that resolves yes"


@pytest.mark.parametrize(
    ("amount", "ruling", "cause"),
    [
        (OPEN, OPEN, f"its condition, question 11, is not answered yet{WAITS}"),
        (
            OPEN,
            Decision(State.DISPUTED, 1.0, None, LATE, 5),
            f"its condition, question 11, is disputed{WAITS}",
        ),
        (VOIDED, FAILED, "its condition, question 11, was resolved no, not yes"),
        (VOIDED, VOIDED, "its condition, question 11, is void"),
        (
            VOIDED,
            Decision(State.RESOLVED, 0.5, None, LATE, 5),
            "its condition, question 11, was resolved in part, not yes",
        ),
        (
            Decision(State.DISPUTED, 1.0, None, EARLY, 7),
            MET,
            "its answer of 2022-02-24 precedes its condition, question 11, met on 2022-03-01: answer it anew",
        ),
        # Its own ledger decides.
        (OPEN, MET, None),
        (Decision(State.RESOLVED, 1.0, None, LATE, 7), MET, None),
        (Decision(State.DISPUTED, 1.0, None, LATE, 7), MET, None),
        (Decision(State.VOID, None, VoidReason.OTHER, None, 7), MET, None),
        (Decision(State.DISPUTED, None, None, None, 7), MET, None),
    ],
)
def test_the_cause_is_the_conditions_or_none(amount: Decision, ruling: Decision, cause: str | None) -> None:
    assert cause_of(amount, ruling, condition_id=11, side=Outcome.YES) == cause
