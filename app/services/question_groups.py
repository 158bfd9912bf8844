"""Questions as the options of one: grouped, and set apart again."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from app.domain.errors import Conflict, InvalidInput, NotFound
from app.services.questions import edit_question, question_in_force, require_standing
from app.storage import tables as t
from app.storage.record import Record

OPTIONS_LIMIT = 100


def group_questions(record: Record, question_ids: tuple[int, ...], *, ordered: bool = False) -> int:
    """Make questions the options of one, of which one occurs; returns the group's id.

    A group of two is a complementary pair: one occurs exactly where the other does not, and who answers both
    is counted once. `ordered`: they stand in the order given, so that a near miss is nearer than a far one.
    """
    if not 2 <= len(question_ids) <= OPTIONS_LIMIT:
        raise InvalidInput(
            "questions", f"names {len(question_ids)} questions", allowed=f"2 to {OPTIONS_LIMIT} of them"
        )
    if len(set(question_ids)) < len(question_ids):
        raise InvalidInput("questions", "names a question twice", allowed="each option once")
    drafts = [require_standing(record, number).draft for number in question_ids]
    for number, draft in zip(question_ids, drafts, strict=True):
        if draft.group_id is not None:
            raise Conflict(f"question {number} is an option of group {draft.group_id} already")
    group = record.allocate()
    record.append("question_group.added", {"id": group, "exclusive": True, "ordered": ordered})
    for position, (number, draft) in enumerate(zip(question_ids, drafts, strict=True)):
        edit_question(record, number, replace(draft, group_id=group, group_position=position))
    return group


def ungroup_questions(record: Record, group_id: int) -> tuple[int, ...]:
    """Make the options of a group questions of their own again; returns their ids."""
    g, v = t.question_group, t.question_version
    if record.connection.execute(sa.select(g.c.id).where(g.c.id == group_id)).one_or_none() is None:
        raise NotFound("question group", group_id)
    options = tuple(
        record.connection.execute(
            sa.select(v.c.question_id)
            .where(v.c.group_id == group_id, v.c.to_seq.is_(None), v.c.merged_into_id.is_(None))
            .order_by(v.c.question_id)
        ).scalars()
    )
    if not options:
        raise Conflict(f"group {group_id} has no options any more")
    for number in options:
        draft = question_in_force(record, number).draft
        edit_question(record, number, replace(draft, group_id=None, group_position=None))
    return options
