"""What questions amount to: their own ledgers, and what follows for the questions that depend on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.question import State
from app.domain.resolution import (
    OPEN,
    Action,
    Decision,
    Entry,
    Outcome,
    VoidReason,
    fold,
    under_condition,
)
from app.storage import tables as t
from app.storage.record import Record


@dataclass(frozen=True, slots=True)
class Condition:
    """The question that must resolve to `side` first."""

    question_id: int
    side: Outcome


def ledger(record: Record, question_id: int, *, after: int) -> list[Entry]:
    """The entries that answer the present wording, oldest first."""
    r = t.resolution
    rows = record.connection.execute(
        sa.select(r).where(r.c.question_id == question_id, r.c.seq > after).order_by(r.c.seq)
    )
    return [Entry(row.id, Action(row.action), _decision(row)) for row in rows]


def _decision(row: sa.Row[Any]) -> Decision | None:
    """A stored answer: the ledger keeps what was said, the decision dates a NO to the deadline."""
    if row.action != Action.RESOLVE:
        return None
    if row.outcome == Outcome.VOID:
        return Decision(State.VOID, None, VoidReason(row.void_reason), row.occurred_on, row.id)
    return Decision(State.RESOLVED, row.value, None, row.effective_on, row.id)


def own_decision(record: Record, question_id: int, *, after: int) -> Decision:
    """What a question's own ledger decides, its condition left aside."""
    return fold(ledger(record, question_id, after=after))


def has_entries_since(record: Record, question_id: int, seq: int) -> bool:
    """Whether anything was entered after an event."""
    r = t.resolution
    wanted = sa.select(r.c.id).where(r.c.question_id == question_id, r.c.seq > seq).limit(1)
    return record.connection.execute(wanted).first() is not None


def in_force(record: Record, question_id: int) -> Decision:
    """What a question currently amounts to, its condition included."""
    o = t.outcome
    row = record.connection.execute(
        sa.select(o).where(o.c.question_id == question_id, o.c.to_seq.is_(None))
    ).one_or_none()
    if row is None:
        return OPEN
    void_reason = None if row.void_reason is None else VoidReason(row.void_reason)
    return Decision(State(row.state), row.value, void_reason, row.occurred_on, row.resolution_id)


def effect(question_id: int, decision: Decision) -> dict[str, Any]:
    """A decision as an event holds it."""
    return {
        "question_id": question_id,
        "state": decision.state,
        "value": decision.value,
        "void_reason": decision.void_reason,
        "occurred_on": decision.occurred_on,
        "resolution_id": decision.resolution_id,
    }


def effects_of(
    record: Record, question_id: int, *, own: Decision, condition: Condition | None
) -> list[dict[str, Any]]:
    """Every outcome that changes when this question's own decision or condition does, itself first."""
    decided: dict[int, Decision] = {}
    effects: list[dict[str, Any]] = []
    queue: list[tuple[int, Decision, Condition | None]] = [(question_id, own, condition)]
    while queue:
        number, its_own, its_condition = queue.pop(0)
        amount = its_own
        if its_condition is not None:
            ruling = decided.get(its_condition.question_id)
            if ruling is None:
                ruling = in_force(record, its_condition.question_id)
            amount = under_condition(its_own, ruling, side=its_condition.side)
        decided[number] = amount
        if amount == in_force(record, number):
            continue
        effects.append(effect(number, amount))
        queue.extend(_dependants(record, number))
    return effects


def _dependants(record: Record, question_id: int) -> list[tuple[int, Decision, Condition]]:
    v = t.question_version
    rows = record.connection.execute(
        sa.select(v.c.question_id, v.c.condition_side, v.c.ledger_from)
        .where(v.c.condition_question_id == question_id, v.c.to_seq.is_(None), v.c.merged_into_id.is_(None))
        .order_by(v.c.question_id)
    )
    return [
        (
            row.question_id,
            own_decision(record, row.question_id, after=row.ledger_from),
            Condition(question_id, Outcome(row.condition_side)),
        )
        for row in rows
    ]
