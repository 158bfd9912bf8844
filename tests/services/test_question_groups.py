"""Questions become the options of one, and are set apart again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.question import ClosesBasis
from app.services import question_groups, questions
from app.services.questions import QuestionDraft
from app.storage import tables as t
from app.storage.verification import verify

if TYPE_CHECKING:
    from tests.services.conftest import Desk


def ask(desk: Desk, text: str) -> int:
    draft = QuestionDraft(
        text=text,
        criteria="As the umpire says.",
        closes_on=date(2022, 12, 31),
        closes_basis=ClosesBasis.STATED,
    )
    number: int = desk.do(questions.add_question, draft)
    return number


def standing(desk: Desk, question: int) -> tuple[Any, Any]:
    held = desk.now(t.question_version, question_id=question)
    return held["group_id"], held["group_position"]


def test_options_stand_in_the_order_given(desk: Desk) -> None:
    home, draw, away = (ask(desk, text) for text in ("Home?", "Draw?", "Away?"))
    group = desk.do(question_groups.group_questions, (home, draw, away), ordered=True)
    assert [standing(desk, number) for number in (home, draw, away)] == [(group, 0), (group, 1), (group, 2)]
    with desk.database.read() as connection:
        assert connection.execute(sa.select(t.question_group.c.ordered)).scalar_one()
    assert verify(desk.database).problems == []


def test_options_set_apart_are_questions_of_their_own(desk: Desk) -> None:
    one, other = ask(desk, "A wins?"), ask(desk, "B wins?")
    group = desk.do(question_groups.group_questions, (one, other))
    assert desk.do(question_groups.ungroup_questions, group) == (one, other)
    assert [standing(desk, number) for number in (one, other)] == [(None, None), (None, None)]
    with pytest.raises(Conflict, match=f"group {group} has no options any more"):
        desk.do(question_groups.ungroup_questions, group)


def test_what_makes_no_group(desk: Desk) -> None:
    one, other, third = (ask(desk, text) for text in ("A?", "B?", "C?"))
    with pytest.raises(InvalidInput, match="questions: names 1 questions"):
        desk.do(question_groups.group_questions, (one,))
    with pytest.raises(InvalidInput, match="questions: names a question twice"):
        desk.do(question_groups.group_questions, (one, one))
    with pytest.raises(NotFound):
        desk.do(question_groups.group_questions, (one, 10**9))
    group = desk.do(question_groups.group_questions, (one, other))
    with pytest.raises(Conflict, match=f"question {other} is an option of group {group} already"):
        desk.do(question_groups.group_questions, (other, third))
    with pytest.raises(NotFound):
        desk.do(question_groups.ungroup_questions, 10**9)


def test_opposite_sides_are_not_merged_as_if_they_asked_the_same(desk: Desk) -> None:
    one, other = ask(desk, "A wins?"), ask(desk, "B wins?")
    group = desk.do(question_groups.group_questions, (one, other))
    with pytest.raises(
        Conflict, match=f"options of group {group}, of which one occurs: merge them with flip"
    ):
        desk.do(questions.merge_questions, one, other)
    desk.do(questions.merge_questions, one, other, flip=True)
    desk.do(questions.undo_question, one)
    assert [standing(desk, number) for number in (one, other)] == [(group, 0), (group, 1)]
    assert verify(desk.database).problems == []
