"""Why a conditional question stands as it does, in a sentence for whoever reads or decides it."""

from __future__ import annotations

from app.domain.question import State
from app.domain.resolution import OPEN, Decision, Outcome, is_undecided, under_condition


def cause_of(amount: Decision, ruling: Decision, *, condition_id: int, side: Outcome) -> str | None:
    """What the condition does to a question that amounts to `amount`; None where its own ledger decides.

    ruling: what the condition itself amounts to. side: how it must resolve.
    """
    condition = f"its condition, question {condition_id},"
    if is_undecided(ruling):
        held = "is disputed" if ruling.state is State.DISPUTED else "is not answered yet"
        return f"{condition} {held}: an answer given before is kept, and counts once that resolves {side}"
    if under_condition(OPEN, ruling, side=side).state is State.VOID:
        if ruling.state is State.VOID:
            return f"{condition} is void"
        answer = {0.0: "no", 1.0: "yes"}.get(ruling.value or 0.0, "in part")
        return f"{condition} was resolved {answer}, not {side}"
    if amount.state is State.DISPUTED and _precedes(amount, ruling):
        return (
            f"its answer of {amount.occurred_on} precedes its condition, question {condition_id}, "
            f"met on {ruling.occurred_on}: answer it anew"
        )
    return None


def _precedes(amount: Decision, ruling: Decision) -> bool:
    days = amount.occurred_on, ruling.occurred_on
    return days[0] is not None and days[1] is not None and days[0] < days[1]
