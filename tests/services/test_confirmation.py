"""A second curator's yes: by somebody else, once, and for one entry alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from app.access.keys import KeyRole, create_key
from app.domain.errors import Conflict, InvalidInput
from app.domain.question import State
from app.domain.resolution import Outcome, Verdict
from app.queries.pages import Filter, Operator, PageRequest, Sort
from app.queries.questions import list_questions, read_question
from app.services import resolution
from app.services.confirmation import confirm
from app.services.erasure import erase
from app.storage import tables as t
from tests.services.conftest import TODAY

if TYPE_CHECKING:
    from tests.services.conftest import Desk

SECOND = "key:second"


def confirmed(desk: Desk, question: int, *, by: str = SECOND, note: str = "") -> int:
    with desk.writing(actor=by) as record:
        return confirm(record, question, note=note).resolution_id


def shown(desk: Desk, question: int) -> dict[str, Any]:
    with desk.database.read() as connection:
        return read_question(connection, question, today=TODAY)


def yes_by(desk: Desk, question: int) -> list[list[str]]:
    """Who confirmed each entry, oldest entry first."""
    return [
        [one["curator"] for one in entry["confirmations"]] for entry in shown(desk, question)["resolutions"]
    ]


def test_a_second_curator_confirms_and_it_changes_no_outcome(desk: Desk) -> None:
    question = desk.question()
    entry = desk.resolve(question, "yes", "2022-03-01")
    before = desk.rows(t.outcome)
    assert shown(desk, question)["confirmed"] is False
    assert confirmed(desk, question, note="So says the almanac.") == entry
    assert desk.rows(t.outcome) == before
    now = shown(desk, question)
    assert now["confirmed"] is True
    [given] = now["resolutions"][0]["confirmations"]
    assert (given["curator"], given["note"], given["seq"]) == (SECOND, "So says the almanac.", desk.seq())


def test_whoever_gave_the_answer_cannot_confirm_it(desk: Desk) -> None:
    question = desk.question()
    desk.resolve(question, "yes", "2022-03-01")
    before = desk.seq()
    with pytest.raises(Conflict, match="you gave this answer yourself: another curator has to confirm it"):
        confirmed(desk, question, by="key:curator")
    assert desk.seq() == before


def test_two_keys_in_one_name_are_one_curator(desk: Desk) -> None:
    ada, again, ben = (
        f"key:{create_key(desk.database, role=KeyRole.CURATOR, name=name)[3:15]}"
        for name in ("Ada", "Ada", "Ben")
    )
    question = desk.question()
    with desk.writing(actor=ada) as record:
        verdict = Verdict(outcome=Outcome.YES, occurred_on=date(2022, 3, 1))
        seen = resolution.Evidence(citation="The almanac", retrieved_on=TODAY)
        resolution.resolve(record, question, verdict, evidence=(seen,))
    with pytest.raises(Conflict, match="you gave this answer yourself"):
        confirmed(desk, question, by=again)
    confirmed(desk, question, by=ben)
    assert yes_by(desk, question) == [[ben]]
    assert shown(desk, question)["resolutions"][0]["confirmations"][0]["curator_name"] == "Ben"


def test_nobody_confirms_twice_but_a_third_curator_may(desk: Desk) -> None:
    question = desk.question()
    desk.resolve(question, "no")
    confirmed(desk, question)
    with pytest.raises(Conflict, match="you have confirmed this answer already"):
        confirmed(desk, question)
    confirmed(desk, question, by="key:third")
    assert yes_by(desk, question) == [[SECOND, "key:third"]]


def test_answering_anew_leaves_the_confirmation_with_the_former_entry(desk: Desk) -> None:
    question = desk.question()
    desk.resolve(question, "yes", "2022-03-01")
    confirmed(desk, question)
    desk.resolve(question, "no")
    assert yes_by(desk, question) == [[SECOND], []]
    assert shown(desk, question)["confirmed"] is False
    confirmed(desk, question)
    assert yes_by(desk, question) == [[SECOND], [SECOND]]
    # Stepping back makes the former entry count again, and with it what was said of it.
    desk.do(resolution.undo, question)
    assert (shown(desk, question)["outcome"], shown(desk, question)["confirmed"]) == ("yes", True)
    desk.do(resolution.undo, question)
    assert (shown(desk, question)["state"], shown(desk, question)["confirmed"]) == ("overdue", None)


def test_a_void_is_confirmed_like_any_answer(desk: Desk) -> None:
    question = desk.question()
    desk.void(question)
    confirmed(desk, question)
    assert shown(desk, question)["confirmed"] is True


def test_what_has_no_answer_of_its_own_is_not_confirmed(desk: Desk) -> None:
    question = desk.question()
    with pytest.raises(Conflict, match="the question is open: it has no answer of its own to confirm"):
        confirmed(desk, question)
    dependant = desk.question("Does it flood?", condition_question_id=question)
    desk.resolve(question, "no")
    assert desk.amounts(dependant).state is State.VOID
    with pytest.raises(Conflict, match="the question is void: it has no answer of its own to confirm"):
        confirmed(desk, dependant)


def test_a_disputed_answer_is_settled_before_it_is_confirmed(desk: Desk) -> None:
    question = desk.question()
    desk.resolve(question, "no")
    desk.do(resolution.dispute, question, reason="The gauge leaked.")
    with pytest.raises(Conflict, match="the question is disputed: settle that"):
        confirmed(desk, question)
    desk.do(resolution.settle, question, reason="It did not.")
    confirmed(desk, question)
    assert yes_by(desk, question) == [[SECOND], [], []]


def test_a_note_has_its_limit_and_can_be_erased(desk: Desk) -> None:
    question = desk.question()
    desk.resolve(question, "no")
    with pytest.raises(InvalidInput, match="note: has 10001 characters"):
        confirmed(desk, question, note="n" * 10_001)
    confirmed(desk, question, note="Ben of Elm Street told me.")
    [row] = desk.rows(t.confirmation)
    desk.do(erase, row["words"], "names a bystander")
    [row] = desk.rows(t.confirmation)
    assert row["note"] is None
    assert yes_by(desk, question) == [[SECOND]]
    with desk.database.snapshot() as connection:
        for held in connection.execute(sa.select(t.blob.c.content)).scalars():
            assert held is None or b"Elm Street" not in held


def test_questions_are_filtered_by_confirmation_and_the_unconfirmed_come_first(desk: Desk) -> None:
    twice, once, unanswered = (desk.question(text) for text in ("Rain?", "Hail?", "Snow?"))
    for question in (twice, once):
        desk.resolve(question, "no")
    confirmed(desk, twice)

    def listed(*values: str) -> list[int]:
        wanted = PageRequest(
            filters=(Filter("confirmed", Operator.IN, values),), sort=(Sort("confirmed"), Sort("id"))
        )
        with desk.database.read() as connection:
            return [one["id"] for one in list_questions(connection, wanted, today=TODAY)[0]]

    assert listed("true", "false") == [once, twice]
    assert (listed("false"), listed("true")) == ([once], [twice])
    assert unanswered not in listed("true", "false")
