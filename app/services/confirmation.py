"""A second curator's yes to an answer: it belongs to the entry that gives it, and moves with no other."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.errors import Conflict, InvalidInput
from app.domain.question import State
from app.domain.resolution import Decision
from app.services.outcomes import in_force
from app.services.questions import require_standing
from app.services.resolution import NOTE_LIMIT, Entered
from app.storage import tables as t
from app.storage.record import Record


def confirm(record: Record, question_id: int, *, note: str = "") -> Entered:
    """Say that the answer in force is right; refused to whoever gave it, and twice to anybody."""
    if len(note) > NOTE_LIMIT:
        raise InvalidInput("note", f"has {len(note)} characters", allowed=f"up to {NOTE_LIMIT}")
    held = require_standing(record, question_id)
    decision = in_force(record, held.id)
    entry = _own_entry(record, question_id, decision)
    if decision.state is State.DISPUTED:
        raise Conflict("the question is disputed: settle that, or answer it anew, before confirming")
    if entry is None:
        raise Conflict(f"the question is {decision.state}: it has no answer of its own to confirm")
    _require_another(record, entry)
    seq = record.append(
        "resolution.confirmed",
        {
            "id": record.allocate(),
            "resolution_id": entry,
            "words": record.keep_json({"note": note}) if note else None,
        },
    )
    return Entered(entry, seq, decision, ())


def _own_entry(record: Record, question_id: int, decision: Decision) -> int | None:
    """The entry that decides; None where another question's does, which is the condition."""
    r = t.resolution
    found: int | None = record.connection.execute(
        sa.select(r.c.id).where(r.c.id == decision.resolution_id, r.c.question_id == question_id)
    ).scalar()
    return found


def _require_another(record: Record, entry: int) -> None:
    """Two keys in one name are one person."""
    r, c = t.resolution, t.confirmation
    own = _keys_alike(record)
    given_by = record.connection.execute(sa.select(r.c.curator).where(r.c.id == entry)).scalar_one()
    if given_by in own:
        raise Conflict("you gave this answer yourself: another curator has to confirm it")
    before = record.connection.execute(sa.select(c.c.curator).where(c.c.resolution_id == entry)).scalars()
    if own & set(before):
        raise Conflict("you have confirmed this answer already")


def _keys_alike(record: Record) -> set[str]:
    """Whoever is writing, under every key made in the same name."""
    key = t.api_key.c
    own = sa.select(key.name).where(sa.literal("key:") + key.id == record.actor).scalar_subquery()
    alike = record.connection.execute(sa.select(key.id).where(key.name == own)).scalars()
    return {record.actor, *(f"key:{number}" for number in alike)}
