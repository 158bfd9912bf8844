"""The resolver: answers with evidence, and their undoing, dispute and settlement; each only ever appends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.condition import cause_of
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.forecast import Status
from app.domain.question import State, state_on
from app.domain.resolution import (
    OPEN,
    Action,
    Decision,
    Entry,
    Facts,
    Outcome,
    Verdict,
    decide,
    fold,
    is_undecided,
    require_action,
)
from app.domain.text import has_visible
from app.services.outcomes import effects_of, in_force, ledger
from app.services.questions import QuestionVersion, condition_of, first_made, require_standing
from app.services.web_address import require_web_address
from app.services.withdrawal import bring_back
from app.storage import tables as t
from app.storage.record import Record

NOTE_LIMIT = 10_000
CITATION_LIMIT = 2_000
EVIDENCE_LIMIT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What shows that it happened: an address or a citation, and the day it was read."""

    retrieved_on: date
    url: str | None = None
    citation: str | None = None

    def __post_init__(self) -> None:
        if not (self.url or self.citation):
            raise InvalidInput("evidence", "names neither url nor citation")
        for name, value in (("url", self.url), ("citation", self.citation)):
            if value is not None and len(value) > CITATION_LIMIT:
                raise InvalidInput(
                    f"evidence.{name}", "is too long", allowed=f"up to {CITATION_LIMIT} characters"
                )
        if self.citation is not None and not has_visible(self.citation):
            raise InvalidInput("evidence.citation", "shows nothing", allowed="words that others can look up")
        if self.url is not None:
            require_web_address("evidence.url", self.url)


@dataclass(frozen=True, slots=True)
class Entered:
    """What an entry did."""

    resolution_id: int
    seq: int
    decision: Decision  # what the question amounts to now, its condition included
    changed: tuple[int, ...]  # every question whose outcome changed
    waits_for: int | None = None  # the condition that is still undecided
    because: str | None = None  # what the condition does to it


def resolve(
    record: Record, question_id: int, verdict: Verdict, *, evidence: tuple[Evidence, ...], note: str = ""
) -> Entered:
    """Answer a question, or answer it anew."""
    if not evidence:
        raise InvalidInput("evidence", "is empty: an outcome needs at least one url or citation")
    held = require_standing(record, question_id)
    number = record.allocate()
    decision = decide(verdict, _facts(record, held), resolution_id=number)
    _require_read_after(decision, evidence)
    return _enter(
        record, held, Entry(number, Action.RESOLVE, decision), verdict=verdict, evidence=evidence, note=note
    )


def _require_read_after(decision: Decision, evidence: tuple[Evidence, ...]) -> None:
    """What was read before the day of the outcome cannot show the outcome."""
    day = decision.occurred_on
    if decision.state is not State.RESOLVED or day is None:
        return
    for item in evidence:
        if item.retrieved_on < day:
            raise InvalidInput(
                "evidence.retrieved_on",
                f"{item.retrieved_on} is before the day of the outcome, {day}: nothing read then shows it",
                allowed=f"from {day}",
            )


def undo(record: Record, question_id: int, *, note: str = "") -> Entered:
    """Take the latest entry back; the one before it counts again."""
    held = require_standing(record, question_id)
    return _enter(record, held, Entry(record.allocate(), Action.UNDO), note=note)


def dispute(record: Record, question_id: int, *, reason: str, evidence: tuple[Evidence, ...] = ()) -> Entered:
    """Flag an answer as contested: it leaves every headline until settled."""
    if not reason.strip():
        raise InvalidInput("note", "is empty: a dispute needs its reason")
    held = require_standing(record, question_id)
    return _enter(record, held, Entry(record.allocate(), Action.DISPUTE), evidence=evidence, note=reason)


def settle(record: Record, question_id: int, *, reason: str, evidence: tuple[Evidence, ...] = ()) -> Entered:
    """End a dispute: the disputed answer stands."""
    if not reason.strip():
        raise InvalidInput("note", "is empty: a settlement needs its reason")
    held = require_standing(record, question_id)
    return _enter(record, held, Entry(record.allocate(), Action.SETTLE), evidence=evidence, note=reason)


def question_of(record: Record, forecast_id: int) -> int:
    """The question an accepted forecast answers; resolving the forecast resolves that."""
    v = t.forecast_version
    row = record.connection.execute(
        sa.select(v.c.status, v.c.question_id).where(v.c.forecast_id == forecast_id, v.c.to_seq.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound("forecast", forecast_id)
    if row.question_id is None or row.status != Status.ACCEPTED:
        raise Conflict(f"forecast {forecast_id} is {row.status} and answers no question yet: accept it first")
    return int(row.question_id)


def _facts(record: Record, held: QuestionVersion) -> Facts:
    condition_met_on = None
    condition = condition_of(held.draft)
    if condition is not None:
        ruling = in_force(record, condition.question_id)
        if ruling.value == (1.0 if condition.side is Outcome.YES else 0.0):
            condition_met_on = ruling.occurred_on
    return Facts(
        closes_on=held.draft.closes_on,
        proportion=held.draft.proportion,
        today=record.today,
        condition_met_on=condition_met_on,
        made_earliest=first_made(record, held.id),
    )


def _enter(
    record: Record,
    held: QuestionVersion,
    entry: Entry,
    *,
    verdict: Verdict | None = None,
    evidence: tuple[Evidence, ...] = (),
    note: str = "",
) -> Entered:
    if len(note) > NOTE_LIMIT:
        raise InvalidInput("note", f"has {len(note)} characters", allowed=f"up to {NOTE_LIMIT}")
    if len(evidence) > EVIDENCE_LIMIT:
        raise InvalidInput("evidence", f"has {len(evidence)} items", allowed=f"up to {EVIDENCE_LIMIT}")
    for item in evidence:
        if item.retrieved_on > record.today:
            raise InvalidInput(
                "evidence.retrieved_on",
                f"{item.retrieved_on} lies in the future",
                allowed=f"up to {record.today}",
            )
    before = ledger(record, held.id, after=held.ledger_from)
    require_action(
        fold(before).state, entry.action, shown=_shown(record, held), because=_standing(record, held)[1]
    )
    bring_back(record, held.id)
    own = fold([*before, entry])
    effects = effects_of(record, held.id, own=own, condition=condition_of(held.draft))
    seq = record.append(
        "resolution.entered",
        {
            "id": entry.id,
            "question_id": held.id,
            "action": entry.action,
            **_said(verdict, entry.decision),
            "words": record.keep_json({"note": note}) if note else None,
            "evidence": [
                {"url": item.url, "citation": item.citation, "retrieved_on": item.retrieved_on}
                for item in evidence
            ],
            "effects": effects,
        },
    )
    changed = tuple(int(change["question_id"]) for change in effects)
    return Entered(entry.id, seq, in_force(record, held.id), changed, *_standing(record, held))


def _shown(record: Record, held: QuestionVersion) -> State:
    settled = in_force(record, held.id).state
    return state_on(record.today, settled=settled, closes_on=held.draft.closes_on)


def _standing(record: Record, held: QuestionVersion) -> tuple[int | None, str | None]:
    """The condition a question waits for, and what its condition does to it."""
    condition = condition_of(held.draft)
    if condition is None:
        return None, None
    number, side = condition.question_id, condition.side
    ruling = in_force(record, number)
    cause = cause_of(in_force(record, held.id), ruling, condition_id=number, side=side)
    return number if is_undecided(ruling) else None, cause


def _said(verdict: Verdict | None, decision: Decision | None) -> dict[str, Any]:
    """The answer in the curator's words, and the day from which it counts."""
    amount = decision or OPEN
    return {
        "outcome": verdict.outcome if verdict else None,
        "value": amount.value,
        "void_reason": amount.void_reason,
        "occurred_on": verdict.occurred_on if verdict else None,
        "effective_on": amount.occurred_on,
    }
