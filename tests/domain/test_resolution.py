"""The rules of answering, what a ledger amounts to, and what follows for conditional questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from app.domain.errors import Conflict, InvalidInput
from app.domain.question import State
from app.domain.resolution import (
    OPEN,
    Action,
    Decision,
    Entry,
    Facts,
    Outcome,
    Verdict,
    VoidReason,
    decide,
    fold,
    require_action,
    under_condition,
)

INVASION = date(2022, 2, 24)
CLOSES = date(2022, 12, 31)
TODAY = date(2023, 1, 1)


def facts(**changes: Any) -> Facts:
    return Facts(**{"closes_on": CLOSES, "proportion": False, "today": TODAY, **changes})


def verdict(outcome: Outcome, day: date | None = INVASION, **changes: Any) -> Verdict:
    return Verdict(outcome=outcome, occurred_on=day, **changes)


# Deciding.


@pytest.mark.parametrize(
    ("given", "known", "amount"),
    [
        (verdict(Outcome.YES), facts(), Decision(State.RESOLVED, 1.0, None, INVASION, 7)),
        (verdict(Outcome.YES), facts(closes_on=None), Decision(State.RESOLVED, 1.0, None, INVASION, 7)),
        # The last day counts, and so does today.
        (verdict(Outcome.YES, CLOSES), facts(), Decision(State.RESOLVED, 1.0, None, CLOSES, 7)),
        (verdict(Outcome.YES), facts(today=INVASION), Decision(State.RESOLVED, 1.0, None, INVASION, 7)),
        (
            verdict(Outcome.YES),
            facts(condition_met_on=INVASION, made_earliest=INVASION),
            Decision(State.RESOLVED, 1.0, None, INVASION, 7),
        ),
        # A NO is dated to the deadline, whatever day was given, if any was.
        (verdict(Outcome.NO), facts(), Decision(State.RESOLVED, 0.0, None, CLOSES, 7)),
        (verdict(Outcome.NO, None), facts(), Decision(State.RESOLVED, 0.0, None, CLOSES, 7)),
        (
            verdict(Outcome.FRACTION, None, value=1e-6),
            facts(proportion=True),
            Decision(State.RESOLVED, 0.000001, None, CLOSES, 7),
        ),
        (
            verdict(Outcome.FRACTION, None, value=0.1234567890123456),
            facts(proportion=True),
            Decision(State.RESOLVED, 0.123456789012, None, CLOSES, 7),
        ),
        (
            verdict(Outcome.NO),
            facts(condition_met_on=CLOSES, made_earliest=CLOSES),
            Decision(State.RESOLVED, 0.0, None, CLOSES, 7),
        ),
        (
            verdict(Outcome.FRACTION, value=0.3),
            facts(proportion=True),
            Decision(State.RESOLVED, 0.3, None, CLOSES, 7),
        ),
        (
            verdict(Outcome.VOID, None, void_reason=VoidReason.OTHER),
            facts(),
            Decision(State.VOID, None, VoidReason.OTHER, None, 7),
        ),
        # A void needs no deadline, may come before it, and may name a day.
        (
            verdict(Outcome.VOID, void_reason=VoidReason.AMBIGUOUS),
            facts(closes_on=None, today=INVASION, made_earliest=TODAY, condition_met_on=TODAY),
            Decision(State.VOID, None, VoidReason.AMBIGUOUS, INVASION, 7),
        ),
    ],
)
def test_an_answer_that_keeps_the_rules_counts(given: Verdict, known: Facts, amount: Decision) -> None:
    assert decide(given, known, resolution_id=7) == amount


RULES: Sequence[tuple[str, Verdict, Facts, str]] = [
    (
        "a reason for void with another outcome",
        verdict(Outcome.NO, void_reason=VoidReason.OTHER),
        facts(),
        "void_reason: belongs to the outcome void alone",
    ),
    (
        "a value with yes",
        verdict(Outcome.YES, value=1.0),
        facts(),
        "value: belongs to the outcome fraction alone",
    ),
    (
        "a value with void",
        verdict(Outcome.VOID, value=0.5, void_reason=VoidReason.OTHER),
        facts(),
        "value: belongs to the outcome fraction alone",
    ),
    (
        "the future",
        verdict(Outcome.YES, date(2023, 1, 2)),
        facts(closes_on=None),
        "occurred_on: 2023-01-02 lies in the future (allowed: 1400-01-01 to 2023-01-01)",
    ),
    (
        "a void in the future",
        verdict(Outcome.VOID, date(2023, 1, 2), void_reason=VoidReason.OTHER),
        facts(),
        "occurred_on: 2023-01-02 lies in the future (allowed: 1400-01-01 to 2023-01-01)",
    ),
    (
        "void without a reason",
        verdict(Outcome.VOID),
        facts(),
        (
            "void_reason: is needed with the outcome void "
            "(allowed: false_condition, ambiguous, unverifiable, other)"
        ),
    ),
    (
        "yes without a day",
        verdict(Outcome.YES, None),
        facts(),
        "occurred_on: is needed with the outcome yes",
    ),
    (
        "a day before print",
        verdict(Outcome.NO, date(1399, 12, 31)),
        facts(),
        (
            "occurred_on: 1399-12-31 is before anything this record could hold "
            "(allowed: 1400-01-01 to 2023-01-01)"
        ),
    ),
    (
        "yes after the deadline",
        verdict(Outcome.YES, date(2023, 1, 1)),
        facts(),
        (
            "occurred_on: 2023-01-01 is after the deadline: an event that late resolves the question no "
            "(allowed: up to 2022-12-31)"
        ),
    ),
    (
        "yes before its condition",
        verdict(Outcome.YES),
        facts(condition_met_on=date(2022, 2, 25)),
        (
            "occurred_on: 2022-02-24 precedes the condition, which was met on 2022-02-25 "
            "(allowed: from 2022-02-25, or void)"
        ),
    ),
    (
        "yes before anything was forecast",
        verdict(Outcome.YES),
        facts(made_earliest=date(2022, 2, 25)),
        (
            "occurred_on: 2022-02-24 is before any of its forecasts was made: what is known is no forecast "
            "(allowed: from 2022-02-25, or void)"
        ),
    ),
    (
        "no before its condition",
        verdict(Outcome.NO),
        facts(condition_met_on=date(2023, 1, 1)),
        "outcome: 2022-12-31 precedes the condition, which was met on 2023-01-01 (allowed: void)",
    ),
    (
        "no before anything was forecast",
        verdict(Outcome.NO),
        facts(made_earliest=date(2023, 1, 1)),
        (
            "outcome: 2022-12-31 is before any of its forecasts was made: what is known is no forecast "
            "(allowed: void)"
        ),
    ),
    (
        "a fraction nobody asked for",
        verdict(Outcome.FRACTION, value=0.5),
        facts(),
        "outcome: a fraction needs criteria that defined a proportion beforehand (allowed: yes, no, void)",
    ),
    (
        "no without a deadline",
        verdict(Outcome.NO),
        facts(closes_on=None),
        "outcome: no needs a deadline: without closes_on only yes or void can be known",
    ),
    (
        "a fraction without a deadline",
        verdict(Outcome.FRACTION, value=0.5),
        facts(closes_on=None, proportion=True),
        "outcome: fraction needs a deadline: without closes_on only yes or void can be known",
    ),
    (
        "no before the deadline",
        verdict(Outcome.NO),
        facts(today=date(2022, 12, 30)),
        "outcome: no can be known only when the deadline 2022-12-31 has passed",
    ),
    (
        "no on the last day, of which hours remain",
        verdict(Outcome.NO),
        facts(today=CLOSES),
        "outcome: no can be known only when the deadline 2022-12-31 has passed",
    ),
    (
        "a fraction on the last day",
        verdict(Outcome.FRACTION, value=0.5),
        facts(today=CLOSES, proportion=True),
        "outcome: fraction can be known only when the deadline 2022-12-31 has passed",
    ),
]


@pytest.mark.parametrize(
    ("given", "known", "message"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES]
)
def test_an_answer_that_breaks_a_rule_is_refused_with_it(given: Verdict, known: Facts, message: str) -> None:
    with pytest.raises(InvalidInput) as error:
        decide(given, known, resolution_id=7)
    assert error.value.message == message


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (None, "is needed with the outcome fraction"),
        *(
            (value, f"{value!r} is no share of an event")
            for value in (0.0, 1.0, -0.1, 1.5, float("nan"), float("inf"), 1e-320, 9e-7, 1 - 9e-7)
        ),
    ],
)
def test_a_fraction_lies_between_no_and_yes(value: float | None, why: str) -> None:
    with pytest.raises(InvalidInput) as error:
        decide(verdict(Outcome.FRACTION, value=value), facts(proportion=True), resolution_id=7)
    allowed = "0.000001 to 0.999999, rounded to 12 places; less is no, more is yes"
    assert error.value.message == f"value: {why} (allowed: {allowed})"


# Transitions.

ALLOWED = {
    State.OPEN: {Action.RESOLVE},
    State.OVERDUE: {Action.RESOLVE},
    State.RESOLVED: {Action.RESOLVE, Action.DISPUTE, Action.UNDO},
    State.VOID: {Action.RESOLVE, Action.DISPUTE, Action.UNDO},
    State.DISPUTED: {Action.RESOLVE, Action.SETTLE, Action.UNDO},
}
REFUSALS = {
    Action.UNDO: "there is no resolution to undo",
    Action.DISPUTE: "only a resolved or void question can be disputed",
    Action.SETTLE: "there is no dispute to settle",
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_every_state_allows_what_the_table_says_and_names_why_not(state: State, action: Action) -> None:
    if action in ALLOWED[state]:
        require_action(state, action)
    else:
        with pytest.raises(Conflict) as error:
            require_action(state, action)
        assert error.value.message == f"the question is {state.value}: {REFUSALS[action]}"


# Ledgers.

YES = Decision(State.RESOLVED, 1.0, None, INVASION, 1)
NO = Decision(State.RESOLVED, 0.0, None, CLOSES, 2)
VOID = Decision(State.VOID, None, VoidReason.AMBIGUOUS, INVASION, 3)
DISPUTED_YES = Decision(State.DISPUTED, 1.0, None, INVASION, 1)
DISPUTED_VOID = Decision(State.DISPUTED, None, VoidReason.AMBIGUOUS, INVASION, 3)

UNDO, DISPUTE, SETTLE = (Entry(99, action) for action in (Action.UNDO, Action.DISPUTE, Action.SETTLE))


def laid(*steps: Decision | Entry) -> list[Entry]:
    return [Entry(9, Action.RESOLVE, step) if isinstance(step, Decision) else step for step in steps]


@pytest.mark.parametrize(
    ("steps", "amount"),
    [
        ((), OPEN),
        ((YES,), YES),
        ((YES, NO), NO),
        ((YES, VOID), VOID),
        ((VOID, YES), YES),
        ((YES, UNDO), OPEN),
        ((YES, NO, UNDO), YES),
        ((YES, NO, UNDO, UNDO), OPEN),
        ((YES, UNDO, NO), NO),
        ((YES, UNDO, NO, UNDO), OPEN),
        ((YES, DISPUTE), DISPUTED_YES),
        ((VOID, DISPUTE), DISPUTED_VOID),
        ((YES, DISPUTE, UNDO), YES),
        ((YES, DISPUTE, UNDO, UNDO), OPEN),
        ((YES, DISPUTE, SETTLE), YES),
        ((VOID, DISPUTE, SETTLE), VOID),
        ((NO, YES, DISPUTE, SETTLE), YES),
        ((YES, DISPUTE, SETTLE, UNDO), DISPUTED_YES),
        ((YES, DISPUTE, SETTLE, UNDO, SETTLE), YES),
        ((YES, DISPUTE, SETTLE, UNDO, UNDO), YES),
        ((YES, DISPUTE, SETTLE, DISPUTE), DISPUTED_YES),
        ((YES, DISPUTE, SETTLE, UNDO, UNDO, UNDO), OPEN),
        ((YES, DISPUTE, NO), NO),
        ((YES, DISPUTE, NO, UNDO), DISPUTED_YES),
        ((YES, DISPUTE, NO, DISPUTE, SETTLE), NO),
    ],
)
def test_a_ledger_amounts_to_its_topmost_layer(steps: tuple[Decision | Entry, ...], amount: Decision) -> None:
    assert fold(laid(*steps)) == amount


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ((UNDO,), "the question is open: there is no resolution to undo"),
        ((YES, UNDO, UNDO), "the question is open: there is no resolution to undo"),
        ((DISPUTE,), "the question is open: only a resolved or void question can be disputed"),
        (
            (YES, DISPUTE, DISPUTE),
            "the question is disputed: only a resolved or void question can be disputed",
        ),
        ((YES, SETTLE), "the question is resolved: there is no dispute to settle"),
        ((VOID, SETTLE), "the question is void: there is no dispute to settle"),
        ((YES, DISPUTE, UNDO, SETTLE), "the question is resolved: there is no dispute to settle"),
    ],
)
def test_a_ledger_that_breaks_the_table_is_refused(steps: tuple[Decision | Entry, ...], message: str) -> None:
    with pytest.raises(Conflict) as error:
        fold(laid(*steps))
    assert error.value.message == message


def test_resolving_needs_an_answer() -> None:
    with pytest.raises(InvalidInput) as error:
        fold([Entry(1, Action.RESOLVE)])
    assert error.value.message == "outcome: is needed to resolve"


# Conditions.

EARLY, LATE = date(2022, 2, 23), date(2022, 2, 25)
MET_YES = Decision(State.RESOLVED, 1.0, None, INVASION, 50)
MET_NO = Decision(State.RESOLVED, 0.0, None, INVASION, 50)
OWN_DISPUTED = Decision(State.DISPUTED, 1.0, None, LATE, 5)


def own_yes(day: date | None) -> Decision:
    return Decision(State.RESOLVED, 1.0, None, day, 5)


OWN_NO = Decision(State.RESOLVED, 0.0, None, CLOSES, 5)
EARLY_NO = Decision(State.RESOLVED, 0.0, None, EARLY, 5)
EARLY_SHARE = Decision(State.RESOLVED, 0.25, None, EARLY, 5)
EARLY_VOID = Decision(State.VOID, None, VoidReason.OTHER, EARLY, 5)
FALSE = Decision(State.VOID, None, VoidReason.FALSE_CONDITION, INVASION, 50)
UNCLEAR = Decision(State.VOID, None, VoidReason.AMBIGUOUS, INVASION, 50)


@pytest.mark.parametrize("own", [OPEN, own_yes(LATE), OWN_NO, EARLY_VOID, OWN_DISPUTED])
@pytest.mark.parametrize("state", [State.OPEN, State.OVERDUE, State.DISPUTED])
@pytest.mark.parametrize("side", [Outcome.YES, Outcome.NO])
def test_an_undecided_condition_keeps_its_dependants_open(own: Decision, state: State, side: Outcome) -> None:
    condition = Decision(state, 1.0, None, INVASION, 50)
    assert under_condition(own, condition, side=side) == OPEN


@pytest.mark.parametrize("own", [OPEN, own_yes(LATE), own_yes(EARLY), OWN_NO, EARLY_VOID, OWN_DISPUTED])
@pytest.mark.parametrize(
    ("condition", "side", "amount"),
    [
        (MET_NO, Outcome.YES, FALSE),
        (MET_YES, Outcome.NO, FALSE),
        (Decision(State.VOID, None, VoidReason.FALSE_CONDITION, INVASION, 50), Outcome.YES, FALSE),
        (Decision(State.VOID, None, VoidReason.FALSE_CONDITION, INVASION, 50), Outcome.NO, FALSE),
        (Decision(State.VOID, None, VoidReason.AMBIGUOUS, INVASION, 50), Outcome.YES, UNCLEAR),
        (Decision(State.VOID, None, VoidReason.UNVERIFIABLE, INVASION, 50), Outcome.NO, UNCLEAR),
        (Decision(State.VOID, None, VoidReason.OTHER, INVASION, 50), Outcome.YES, UNCLEAR),
        (Decision(State.RESOLVED, 0.5, None, INVASION, 50), Outcome.YES, UNCLEAR),
        (Decision(State.RESOLVED, 0.5, None, INVASION, 50), Outcome.NO, UNCLEAR),
    ],
)
def test_a_condition_that_did_not_hold_voids_its_dependants(
    own: Decision, condition: Decision, side: Outcome, amount: Decision
) -> None:
    assert under_condition(own, condition, side=side) == amount


@pytest.mark.parametrize(("condition", "side"), [(MET_YES, Outcome.YES), (MET_NO, Outcome.NO)])
@pytest.mark.parametrize(
    "own", [OPEN, own_yes(LATE), own_yes(INVASION), own_yes(None), OWN_NO, EARLY_VOID, OWN_DISPUTED]
)
def test_a_condition_that_held_leaves_the_own_answer(
    own: Decision, condition: Decision, side: Outcome
) -> None:
    assert under_condition(own, condition, side=side) == own


@pytest.mark.parametrize(("condition", "side"), [(MET_YES, Outcome.YES), (MET_NO, Outcome.NO)])
@pytest.mark.parametrize(("own", "value"), [(own_yes(EARLY), 1.0), (EARLY_NO, 0.0), (EARLY_SHARE, 0.25)])
def test_an_answer_that_turns_out_to_precede_its_condition_is_disputed(
    own: Decision, value: float, condition: Decision, side: Outcome
) -> None:
    assert under_condition(own, condition, side=side) == Decision(State.DISPUTED, value, None, EARLY, 5)


def test_a_condition_met_on_no_known_day_precedes_nothing() -> None:
    undated = Decision(State.RESOLVED, 1.0, None, None, 50)
    assert under_condition(own_yes(EARLY), undated, side=Outcome.YES) == own_yes(EARLY)
