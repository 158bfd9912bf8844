"""Questions are added, edited, merged and split, and each decision is taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.question import ClosesBasis
from app.domain.resolution import Outcome
from app.services import curation, questions, resolution
from app.services.curation import Link
from app.services.questions import QuestionDraft
from app.services.recording import recording
from app.storage import tables as t
from app.storage.database import Database
from app.storage.verification import verify
from benchmarks.history import build_history

if TYPE_CHECKING:
    from tests.services.conftest import Desk


def plain(text: str = "Does it rain?", **changes: Any) -> QuestionDraft:
    settled: dict[str, Any] = {
        "criteria": "The gauge shows any water.",
        "closes_on": date(2022, 12, 31),
        "closes_basis": ClosesBasis.STATED,
        **changes,
    }
    return QuestionDraft(text=text, **settled)


def held(desk: Desk, question: int) -> dict[str, Any]:
    return desk.now(t.question_version, question_id=question)


def polarity(desk: Desk, forecast: int) -> int:
    return int(desk.now(t.forecast_version, forecast_id=forecast)["polarity"])


# Drafts.


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": " "}, "text: is empty"),
        ({"text": "x" * 2001}, "text: has 2001 characters"),
        ({"criteria": ""}, "criteria: is empty"),
        ({"criteria": "x" * 10_001}, "criteria: has 10001 characters"),
        ({"closes_basis": None}, "closes_basis: goes with closes_on"),
        ({"closes_on": None}, "closes_basis: goes with closes_on"),
        (
            {"condition": "if so", "condition_question_id": 1, "condition_side": Outcome.VOID},
            "condition_side: void is no side",
        ),
        ({"condition": "if so", "condition_question_id": 1}, "condition_side: goes with"),
        ({"condition": "if so", "condition_side": Outcome.YES}, "condition_side: goes with"),
        ({"condition_question_id": 1, "condition_side": Outcome.NO}, "condition: must say in words"),
    ],
)
def test_half_a_draft_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        plain(**{"text": "Does it rain?", **changes})


@pytest.mark.parametrize("text", ["Does it rain\x00?", "Does it rain\ud800?"])
def test_words_that_no_database_can_hold_are_refused(desk: Desk, text: str) -> None:
    with pytest.raises(InvalidInput, match=r"body: (holds a NUL|cannot be written down exactly)"):
        desk.question(text)


# Adding and editing.


def test_a_question_finds_or_adds_its_topics(desk: Desk) -> None:
    first = desk.question(topics=("Weather", "Sea"))
    second = desk.question("Does it hail?", topics=("weather",))
    topics = {row["slug"]: row["id"] for row in desk.rows(t.topic)}
    assert sorted(topics) == ["sea", "weather"]
    assert {row["topic_id"] for row in desk.rows(t.question_topic, question_id=first)} == set(topics.values())
    assert [row["topic_id"] for row in desk.rows(t.question_topic, question_id=second)] == [topics["weather"]]


def test_an_edit_replaces_what_a_question_says_and_an_undo_brings_it_back(desk: Desk) -> None:
    question = desk.question(topics=("Weather",))
    desk.do(questions.edit_question, question, plain("Does it hail?", topics=("Ice",), family="winter"))
    assert (held(desk, question)["text"], held(desk, question)["family"]) == ("Does it hail?", "winter")
    desk.do(questions.undo_question, question)
    assert (held(desk, question)["text"], held(desk, question)["family"]) == ("Does it rain?", None)
    with desk.writing() as record:
        assert questions.question_in_force(record, question).draft.topics == ("weather",)
    with pytest.raises(Conflict, match=f"question {question} has no edit or merge to take back"):
        desk.do(questions.undo_question, question)


def test_each_undo_takes_back_one_edit_more(desk: Desk) -> None:
    question = desk.question("A?")
    for text in ("B?", "C?", "D?"):
        desk.do(questions.edit_question, question, plain(text))
    desk.do(questions.undo_question, question)
    assert held(desk, question)["text"] == "C?"
    desk.do(questions.edit_question, question, plain("E?"))
    seen = []
    for _ in range(3):
        desk.do(questions.undo_question, question)
        seen.append(held(desk, question)["text"])
    assert seen == ["C?", "B?", "A?"]
    with pytest.raises(Conflict, match="has no edit or merge to take back"):
        desk.do(questions.undo_question, question)


def test_an_answer_returns_with_the_wording_it_was_given_to(desk: Desk) -> None:
    question = desk.question("A?")
    desk.resolve(question, "yes", "2022-05-01")
    for text in ("B?", "C?"):
        desk.do(questions.edit_question, question, plain(text))
    desk.do(questions.undo_question, question)
    assert (held(desk, question)["text"], desk.state(question)[0]) == ("B?", "open")
    desk.do(questions.undo_question, question)
    assert (held(desk, question)["text"], desk.state(question)) == ("A?", ("resolved", 1.0))


def test_an_answer_between_two_edits_answers_neither_wording_around_it(desk: Desk) -> None:
    question = desk.question("A?")
    desk.do(questions.edit_question, question, plain("B?"))
    desk.resolve(question, "yes", "2022-05-01")
    desk.do(questions.edit_question, question, plain("C?"))
    assert desk.state(question)[0] == "open"
    desk.do(questions.undo_question, question)
    assert (held(desk, question)["text"], desk.state(question)) == ("B?", ("resolved", 1.0))
    desk.do(questions.undo_question, question)
    assert (held(desk, question)["text"], desk.state(question)[0]) == ("A?", "open")


def test_taking_back_an_edit_that_asks_nothing_else_keeps_the_answer_given_since(desk: Desk) -> None:
    question = desk.question("A?")
    desk.do(questions.edit_question, question, plain("A?", family="winter"))
    desk.do(questions.edit_question, question, plain("B?", family="winter"))
    desk.resolve(question, "no")
    desk.do(questions.undo_question, question)
    desk.resolve(question, "yes", "2022-05-01")
    desk.do(questions.undo_question, question)
    assert (held(desk, question)["family"], desk.state(question)) == (None, ("resolved", 1.0))


@pytest.mark.parametrize("topics", [("Weather", "Sea"), ("sea", "weather"), ("Sea", "SEA", "weather")])
def test_an_edit_that_changes_nothing_is_refused(desk: Desk, topics: tuple[str, ...]) -> None:
    question = desk.question(topics=("Weather", "Sea"))
    with pytest.raises(Conflict, match=f"question {question} says exactly that already"):
        desk.do(questions.edit_question, question, plain(topics=topics))


def test_a_new_question_has_nothing_to_return_to(desk: Desk) -> None:
    question = desk.question()
    with pytest.raises(Conflict, match=f"question {question} has no edit or merge to take back"):
        desk.do(questions.undo_question, question)
    for verb in (questions.undo_question, questions.question_in_force):
        with pytest.raises(NotFound, match="no question 999"):
            desk.do(verb, 999)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"text": "Does it hail?"}, "open"),
        ({"criteria": "Somebody gets wet."}, "open"),
        ({"closes_on": date(2022, 12, 30)}, "open"),
        ({"proportion": True}, "open"),
        ({"condition": "if clouds gather"}, "open"),
        ({"closes_basis": ClosesBasis.CURATOR}, "resolved"),
        ({"family": "winter"}, "resolved"),
        ({"topics": ("Weather",)}, "resolved"),
    ],
)
def test_an_edit_of_its_meaning_opens_a_resolved_question_again(
    desk: Desk, changes: dict[str, Any], state: str
) -> None:
    question = desk.question()
    desk.resolve(question, "yes", "2022-05-01")
    desk.do(questions.edit_question, question, plain(**changes))
    assert desk.state(question)[0] == state
    desk.do(questions.undo_question, question)
    assert desk.state(question) == ("resolved", 1.0)


def test_the_old_answer_does_not_return_when_the_other_wording_was_answered_meanwhile(desk: Desk) -> None:
    question = desk.question()
    desk.resolve(question, "yes", "2022-05-01")
    desk.do(questions.edit_question, question, plain("Does it hail?"))
    desk.resolve(question, "no")
    desk.do(questions.undo_question, question)
    assert desk.state(question)[0] == "open"
    with pytest.raises(Conflict, match="there is no resolution to undo"):
        desk.do(resolution.undo, question)


def test_reopening_a_condition_opens_what_depends_on_it(desk: Desk) -> None:
    condition = desk.question("Do clouds gather?")
    question = desk.question(condition_question_id=condition)
    desk.resolve(condition, "no")
    assert desk.amounts(question).void_reason == "false_condition"
    desk.do(questions.edit_question, condition, plain("Do many clouds gather?"))
    assert desk.state(question)[0] == "open"
    desk.do(questions.undo_question, condition)
    assert desk.amounts(question).void_reason == "false_condition"


# Conditions.


def test_a_question_given_a_false_condition_is_void_and_recovers_with_the_undo(desk: Desk) -> None:
    condition, question = desk.question("Do clouds gather?"), desk.question()
    desk.resolve(condition, "no")
    conditional = plain(condition="if so", condition_question_id=condition, condition_side=Outcome.YES)
    desk.do(questions.edit_question, question, conditional)
    assert desk.state(question)[0] == "void"
    desk.do(questions.undo_question, question)
    assert desk.state(question)[0] == "open"


def test_a_question_added_under_a_decided_condition_starts_as_it_must(desk: Desk) -> None:
    condition = desk.question("Do clouds gather?")
    desk.resolve(condition, "no")
    assert desk.state(desk.question(condition_question_id=condition))[0] == "void"
    dry = desk.question("Is it dry?", condition_question_id=condition, condition_side=Outcome.NO)
    assert desk.state(dry)[0] == "open"


def test_conditions_that_go_round_in_a_circle_are_refused(desk: Desk) -> None:
    a = desk.question("A?")
    b = desk.question("B?", condition_question_id=a)
    c = desk.question("C?", condition_question_id=b)
    for target in (a, b, c):
        circle = plain("A?", condition="if so", condition_question_id=target, condition_side=Outcome.NO)
        with pytest.raises(InvalidInput, match="condition_question_id: goes round in a circle"):
            desk.do(questions.edit_question, a, circle)
    with pytest.raises(InvalidInput, match="condition_question_id: no question 999"):
        desk.question(condition_question_id=999)


def test_an_undo_that_would_close_a_circle_of_conditions_is_refused(desk: Desk) -> None:
    a = desk.question("A?")
    b = desk.question("B?", condition_question_id=a)
    desk.do(questions.edit_question, b, plain("B?"))
    on_b = plain("A?", condition="if so", condition_question_id=b, condition_side=Outcome.YES)
    desk.do(questions.edit_question, a, on_b)
    with pytest.raises(Conflict, match=f"earlier version of question {b} cannot return: .*circle"):
        desk.do(questions.undo_question, b)


def test_a_condition_cannot_be_merged_away_until_its_dependants_have_another(desk: Desk) -> None:
    condition, other = desk.question("Do clouds gather?"), desk.question("Are there clouds?")
    question = desk.question(condition_question_id=condition)
    with pytest.raises(Conflict, match=f"question {condition} is the condition of \\[{question}\\]"):
        desk.do(questions.merge_questions, condition, other)
    moved = plain(condition="if so", condition_question_id=other, condition_side=Outcome.YES)
    desk.do(questions.edit_question, question, moved)
    desk.do(questions.merge_questions, condition, other)
    with pytest.raises(Conflict, match=f"question {condition} was merged into question {other}"):
        desk.do(questions.undo_question, question)


def test_a_dependant_that_was_merged_away_holds_its_condition_no_longer(desk: Desk) -> None:
    condition, other = desk.question("Do clouds gather?"), desk.question("Are there clouds?")
    question, same = desk.question(condition_question_id=condition), desk.question()
    desk.do(questions.merge_questions, question, same)
    desk.do(questions.merge_questions, condition, other)
    with pytest.raises(Conflict, match=f"question {condition} was merged into question {other}"):
        desk.do(questions.undo_question, question)


# Merging and splitting.


@pytest.mark.parametrize(("flip", "sides"), [(False, (1, -1)), (True, (-1, 1))])
def test_a_merge_moves_every_forecast_and_its_undo_gives_them_back(
    desk: Desk, flip: bool, sides: tuple[int, int]
) -> None:
    old, new = desk.question("Old?"), desk.question("New?")
    yes, no, own = desk.accepted(old), desk.accepted(old, polarity=-1), desk.accepted(new)
    desk.do(questions.merge_questions, old, new, flip=flip)
    assert (desk.on(old), desk.on(new)) == ([], [yes, no, own])
    assert (polarity(desk, yes), polarity(desk, no), polarity(desk, own)) == (*sides, 1)
    desk.do(questions.undo_question, old)
    assert (desk.on(old), desk.on(new)) == ([yes, no], [own])
    assert (polarity(desk, yes), polarity(desk, no)) == (1, -1)
    with pytest.raises(Conflict, match=f"question {old} has no edit or merge to take back"):
        desk.do(questions.undo_question, old)


def test_behind_a_merge_the_edits_before_it_are_taken_back_too(desk: Desk) -> None:
    old, new = desk.question("Old?"), desk.question("New?")
    desk.do(questions.edit_question, old, plain("Older?"))
    desk.do(questions.merge_questions, old, new)
    desk.do(questions.undo_question, old)
    assert (held(desk, old)["text"], held(desk, old)["merged_into_id"]) == ("Older?", None)
    desk.do(questions.merge_questions, old, new, flip=True)
    desk.do(questions.undo_question, old)
    desk.do(questions.undo_question, old)
    assert (held(desk, old)["text"], held(desk, old)["merged_into_id"]) == ("Old?", None)


def test_a_merged_question_counts_no_answer_until_the_merge_is_undone(desk: Desk) -> None:
    old, new = desk.question("Old?"), desk.question("New?")
    desk.resolve(old, "yes", "2022-05-01")
    desk.do(questions.merge_questions, old, new)
    assert (desk.state(old)[0], desk.state(new)[0]) == ("open", "open")
    with pytest.raises(Conflict, match=f"question {old} was merged into question {new}"):
        desk.resolve(old, "no")
    with pytest.raises(Conflict, match=f"question {old} was merged into question {new}"):
        desk.do(questions.edit_question, old, plain("Else?"))
    desk.do(questions.undo_question, old)
    assert desk.state(old) == ("resolved", 1.0)


def test_a_restored_question_falls_under_what_its_condition_became_meanwhile(desk: Desk) -> None:
    condition = desk.question("Do clouds gather?")
    old, new = desk.question(condition_question_id=condition), desk.question("New?")
    desk.do(questions.merge_questions, old, new)
    desk.resolve(condition, "no")
    assert desk.state(old)[0] == "open"
    desk.do(questions.undo_question, old)
    assert desk.amounts(old).void_reason == "false_condition"


def test_a_forecast_moved_on_since_the_merge_stays_where_it_was_put(desk: Desk) -> None:
    old, new, third = (desk.question(text) for text in ("Old?", "New?", "Third?"))
    stays, moves = desk.accepted(old), desk.accepted(old)
    desk.do(questions.merge_questions, old, new)
    desk.do(curation.accept, moves, Link(third))
    desk.do(questions.undo_question, old)
    assert (desk.on(old), desk.on(third)) == ([stays], [moves])


@pytest.mark.parametrize(("flip", "returns"), [(False, -1), (True, 1)])
def test_a_side_corrected_since_the_merge_stays_corrected(desk: Desk, flip: bool, returns: int) -> None:
    old, new = desk.question("Old?"), desk.question("New?")
    forecast = desk.accepted(old)
    desk.do(questions.merge_questions, old, new, flip=flip)
    desk.do(curation.accept, forecast, Link(new, -1))
    desk.do(questions.undo_question, old)
    assert (desk.on(old), polarity(desk, forecast)) == ([forecast], returns)


def test_a_chain_of_merges_is_undone_from_its_end(desk: Desk) -> None:
    a, b, c = (desk.question(text) for text in ("A?", "B?", "C?"))
    first, second = desk.accepted(a), desk.accepted(b)
    desk.do(questions.merge_questions, a, b)
    desk.do(questions.merge_questions, b, c, flip=True)
    assert (desk.on(c), polarity(desk, first)) == ([first, second], -1)
    with pytest.raises(Conflict, match=f"question {b} was itself merged into question {c}: undo that"):
        desk.do(questions.undo_question, a)
    desk.do(questions.undo_question, b)
    desk.do(questions.undo_question, a)
    assert (desk.on(a), desk.on(b), desk.on(c)) == ([first], [second], [])
    assert (polarity(desk, first), polarity(desk, second)) == (1, 1)


def test_merges_that_make_no_sense_are_refused(desk: Desk) -> None:
    a, b, c = (desk.question(text) for text in ("A?", "B?", "C?"))
    with pytest.raises(Conflict, match=f"question {a} cannot be merged into itself"):
        desk.do(questions.merge_questions, a, a)
    desk.do(questions.merge_questions, a, b)
    for pair in ((a, c), (c, a), (b, a)):
        with pytest.raises(Conflict, match=f"question {a} was merged into question {b}"):
            desk.do(questions.merge_questions, *pair)
    with pytest.raises(NotFound, match="no question 999"):
        desk.do(questions.merge_questions, b, 999)


def test_a_split_moves_some_forecasts_to_a_new_question(desk: Desk) -> None:
    question = desk.question()
    stays, goes = desk.accepted(question), desk.accepted(question, polarity=-1)
    desk.resolve(question, "yes", "2022-05-01")
    new = desk.do(questions.split_question, question, plain("Does it rain hard?"), (goes, goes))
    assert (desk.on(question), desk.on(new), polarity(desk, goes)) == ([stays], [goes], -1)
    assert (desk.state(question)[0], desk.state(new)[0]) == ("resolved", "open")
    desk.do(curation.undo, goes)
    assert (desk.on(question), desk.on(new), polarity(desk, goes)) == ([stays, goes], [], -1)


def test_a_split_is_also_undone_by_merging_back(desk: Desk) -> None:
    question = desk.question()
    forecast = desk.accepted(question)
    new = desk.do(questions.split_question, question, plain("Does it rain hard?"), (forecast,))
    desk.do(questions.merge_questions, new, question)
    assert desk.on(question) == [forecast]


def test_a_split_takes_only_forecasts_of_its_question(desk: Desk) -> None:
    question, other = desk.question(), desk.question("Else?")
    mine, theirs = desk.accepted(question), desk.accepted(other)
    with pytest.raises(InvalidInput) as error:
        desk.do(questions.split_question, question, plain("Hard?"), (mine, theirs))
    assert error.value.message == (
        f"forecast_ids: [{theirs}] are not on question {question} (allowed: {mine})"
    )
    with pytest.raises(InvalidInput, match="forecast_ids: is empty"):
        desk.do(questions.split_question, question, plain("Hard?"), ())


# Deadlines.


def test_a_deadline_before_print_is_refused_for_new_questions_and_old(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="closes_on: 1399-12-31 is no deadline"):
        desk.question(closes_on=date(1399, 12, 31))
    question = desk.question()
    with pytest.raises(InvalidInput, match="closes_on: 1399-12-31 is no deadline"):
        desk.do(questions.edit_question, question, plain(closes_on=date(1399, 12, 31)))


def test_a_deadline_is_not_moved_before_all_its_forecasts(desk: Desk) -> None:
    question = desk.question()
    for made in (date(2022, 3, 1), date(2022, 2, 1)):
        desk.accepted(question, made=made)
    with pytest.raises(InvalidInput, match="closes_on: 2022-01-31 is before every forecast on question"):
        desk.do(questions.edit_question, question, plain(closes_on=date(2022, 1, 31)))
    desk.do(questions.edit_question, question, plain(closes_on=date(2022, 2, 1)))
    assert held(desk, question)["closes_on"] == date(2022, 2, 1)


def test_a_forecast_of_unknown_day_leaves_the_deadline_free(desk: Desk) -> None:
    question = desk.question()
    desk.accepted(question, made=date(2022, 3, 1))
    desk.accepted(question, made=None)
    desk.do(questions.edit_question, question, plain(closes_on=date(2022, 1, 31)))
    assert held(desk, question)["closes_on"] == date(2022, 1, 31)


def test_forecasts_whose_words_came_in_one_batch_move_too(database: Database) -> None:
    build_history(database, forecasts=12, authors=3, questions=2, articles=2)
    with recording(database, actor="key:curator") as record:
        one, other = record.connection.execute(
            sa.select(t.question_version.c.question_id).order_by(t.question_version.c.question_id)
        ).scalars()
        before = len(questions.linked_forecasts(record, other))
        moved = {row.forecast_id: row.claim for row in questions.linked_forecasts(record, one)}
        questions.merge_questions(record, one, other)
        after = {row.forecast_id: row.claim for row in questions.linked_forecasts(record, other)}
    assert moved
    assert len(after) == before + len(moved)
    assert moved.items() <= after.items()  # each with words of its own
    assert verify(database).problems == []
