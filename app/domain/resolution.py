"""How a question is decided: the rules an entry must keep, and what a ledger of entries amounts to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Literal

from app.domain.days import FIRST_DAY
from app.domain.errors import Conflict, InvalidInput
from app.domain.probability import DECIMALS
from app.domain.question import State


class Outcome(StrEnum):
    """What happened to the event; "right" and "wrong" are not outcomes."""

    YES = "yes"
    NO = "no"
    FRACTION = "fraction"
    VOID = "void"


class VoidReason(StrEnum):
    """Why a question has no answer."""

    FALSE_CONDITION = "false_condition"
    AMBIGUOUS = "ambiguous"
    UNVERIFIABLE = "unverifiable"
    OTHER = "other"


class Action(StrEnum):
    """What an entry of the ledger does."""

    RESOLVE = "resolve"
    DISPUTE = "dispute"
    SETTLE = "settle"
    UNDO = "undo"


# A share nearer to none or all of the event is a NO or a YES.
LEAST_SHARE = 1e-6
MOST_SHARE = 1 - LEAST_SHARE
SHARES = f"{LEAST_SHARE:f} to {MOST_SHARE:f}, rounded to {DECIMALS} places; less is no, more is yes"

# What may be done in which state; every pair that is missing is refused.
TRANSITIONS: frozenset[tuple[State, Action]] = frozenset(
    {
        (State.OPEN, Action.RESOLVE),
        (State.RESOLVED, Action.RESOLVE),
        (State.VOID, Action.RESOLVE),
        (State.DISPUTED, Action.RESOLVE),
        (State.RESOLVED, Action.DISPUTE),
        (State.VOID, Action.DISPUTE),
        (State.DISPUTED, Action.SETTLE),
        (State.RESOLVED, Action.UNDO),
        (State.VOID, Action.UNDO),
        (State.DISPUTED, Action.UNDO),
    }
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a question currently amounts to."""

    state: State = State.OPEN
    value: float | None = None  # the share of the event that occurred: 1 yes, 0 no
    void_reason: VoidReason | None = None
    occurred_on: date | None = None
    resolution_id: int | None = None


OPEN = Decision()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One answer as a curator gives it."""

    outcome: Outcome
    occurred_on: date | None = None
    value: float | None = None
    void_reason: VoidReason | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a question's ledger."""

    id: int
    action: Action
    decision: Decision | None = None  # of a RESOLVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rules need to know of a question."""

    closes_on: date | None
    proportion: bool
    today: date
    condition_met_on: date | None = None
    made_earliest: date | None = None  # the first day on which any of its forecasts may have been made


def require_action(
    state: State, action: Action, *, shown: State | None = None, because: str | None = None
) -> None:
    """Refuse what the state of a question's own ledger does not allow.

    shown, because: the state that readers see and its cause, where a condition makes it another one.
    """
    held = State.OPEN if state is State.OVERDUE else state
    if (held, action) in TRANSITIONS:
        return
    reasons = {
        Action.UNDO: "there is no resolution to undo",
        Action.DISPUTE: "only a resolved or void question can be disputed",
        Action.SETTLE: "there is no dispute to settle",
    }
    if because is None:
        raise Conflict(f"the question is {state}: {reasons[action]}")
    own = {
        Action.UNDO: "it has no resolution of its own to undo",
        Action.DISPUTE: "it has no answer of its own to dispute",
        Action.SETTLE: "it has no dispute of its own to settle",
    }
    raise Conflict(f"the question is {shown or state}: {because}; {own[action]}")


def decide(verdict: Verdict, facts: Facts, *, resolution_id: int) -> Decision:
    """The decision a verdict amounts to, or an error naming the field that breaks a rule."""
    if verdict.outcome is not Outcome.VOID and verdict.void_reason is not None:
        raise InvalidInput("void_reason", "belongs to the outcome void alone")
    if verdict.outcome is not Outcome.FRACTION and verdict.value is not None:
        raise InvalidInput("value", "belongs to the outcome fraction alone")
    if verdict.occurred_on is not None:
        _require_day(verdict.occurred_on, facts)
    if verdict.outcome is Outcome.VOID:
        return _void(verdict, resolution_id)
    if verdict.outcome is not Outcome.YES:
        return _at_close(verdict, facts, resolution_id)
    if verdict.occurred_on is None:
        raise InvalidInput("occurred_on", f"is needed with the outcome {verdict.outcome}")
    return _yes(verdict.occurred_on, facts, resolution_id)


def _require_day(day: date, facts: Facts) -> None:
    allowed = f"{FIRST_DAY} to {facts.today}"
    if day > facts.today:
        raise InvalidInput("occurred_on", f"{day} lies in the future", allowed=allowed)
    if day < FIRST_DAY:
        raise InvalidInput("occurred_on", f"{day} is before anything this record could hold", allowed=allowed)


def checked_share(field: str, value: float | None) -> float:
    """The share of an event that occurred, rounded to 12 places."""
    share = None if value is None else round(value, DECIMALS)
    if share is None or not LEAST_SHARE <= share <= MOST_SHARE:
        raise InvalidInput(
            field,
            "is needed with the outcome fraction" if share is None else f"{value!r} is no share of an event",
            allowed=SHARES,
        )
    return share


def _void(verdict: Verdict, resolution_id: int) -> Decision:
    if verdict.void_reason is None:
        raise InvalidInput("void_reason", "is needed with the outcome void", allowed=", ".join(VoidReason))
    return Decision(State.VOID, None, verdict.void_reason, verdict.occurred_on, resolution_id)


def _yes(occurred_on: date, facts: Facts, resolution_id: int) -> Decision:
    if facts.closes_on is not None and occurred_on > facts.closes_on:
        raise InvalidInput(
            "occurred_on",
            f"{occurred_on} is after the deadline: an event that late resolves the question no",
            allowed=f"up to {facts.closes_on}",
        )
    _require_order("occurred_on", occurred_on, facts)
    return Decision(State.RESOLVED, 1.0, None, occurred_on, resolution_id)


def _at_close(verdict: Verdict, facts: Facts, resolution_id: int) -> Decision:
    """NO and fractions are known only when the deadline has passed, and are dated to it."""
    value = 0.0
    if verdict.outcome is Outcome.FRACTION:
        if not facts.proportion:
            raise InvalidInput(
                "outcome",
                "a fraction needs criteria that defined a proportion beforehand",
                allowed="yes, no, void",
            )
        value = checked_share("value", verdict.value)
    if facts.closes_on is None:
        raise InvalidInput(
            "outcome", f"{verdict.outcome} needs a deadline: without closes_on only yes or void can be known"
        )
    if facts.closes_on >= facts.today:  # on its last day the event may still occur
        raise InvalidInput(
            "outcome", f"{verdict.outcome} can be known only when the deadline {facts.closes_on} has passed"
        )
    _require_order("outcome", facts.closes_on, facts)
    return Decision(State.RESOLVED, value, None, facts.closes_on, resolution_id)


def _require_order(field: Literal["occurred_on", "outcome"], day: date, facts: Facts) -> None:
    """An answer follows its condition, and something must have been forecast by then."""
    if facts.condition_met_on is not None and day < facts.condition_met_on:
        raise InvalidInput(
            field,
            f"{day} precedes the condition, which was met on {facts.condition_met_on}",
            allowed="void" if field == "outcome" else f"from {facts.condition_met_on}, or void",
        )
    if facts.made_earliest is not None and day < facts.made_earliest:
        raise InvalidInput(
            field,
            f"{day} is before any of its forecasts was made: what is known is no forecast",
            allowed="void" if field == "outcome" else f"from {facts.made_earliest}, or void",
        )


def fold(ledger: Sequence[Entry]) -> Decision:
    """What a ledger amounts to: each entry is laid on the last, an undo takes the topmost off."""
    layers = [OPEN]
    for entry in ledger:
        top = layers[-1]
        require_action(top.state, entry.action)
        if entry.action is Action.UNDO:
            layers.pop()
        elif entry.action is Action.DISPUTE:
            layers.append(replace(top, state=State.DISPUTED))
        elif entry.action is Action.SETTLE:
            layers.append(next(layer for layer in reversed(layers) if layer.state is not State.DISPUTED))
        else:
            if entry.decision is None:
                raise InvalidInput("outcome", "is needed to resolve")
            layers.append(entry.decision)
    return layers[-1]


def is_undecided(decision: Decision) -> bool:
    """Whether what depends on it has to wait."""
    return decision.state in {State.OPEN, State.OVERDUE, State.DISPUTED}


def under_condition(own: Decision, condition: Decision, *, side: Outcome) -> Decision:
    """What a conditional question amounts to, given its condition's decision and the side that must hold."""
    if is_undecided(condition):
        return OPEN
    if condition.state is State.VOID or condition.value not in {0.0, 1.0}:
        reason = (
            VoidReason.FALSE_CONDITION
            if condition.void_reason is VoidReason.FALSE_CONDITION
            else VoidReason.AMBIGUOUS
        )
        return Decision(State.VOID, None, reason, condition.occurred_on, condition.resolution_id)
    if (condition.value == 1.0) is not (side is Outcome.YES):
        return Decision(
            State.VOID, None, VoidReason.FALSE_CONDITION, condition.occurred_on, condition.resolution_id
        )
    happened_first = (
        own.state is State.RESOLVED
        and own.occurred_on is not None
        and condition.occurred_on is not None
        and own.occurred_on < condition.occurred_on
    )
    if happened_first:
        # The condition moved after the answer was given: somebody must look again.
        return replace(own, state=State.DISPUTED)
    return own
