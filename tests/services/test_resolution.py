"""Questions are answered, contested and answered anew, and what depends on them follows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.question import ClosesBasis
from app.domain.resolution import Outcome, Verdict, VoidReason
from app.services import curation, questions, resolution
from app.services.curation import Edits, Link
from app.services.outcomes import in_force
from app.services.questions import QuestionDraft
from app.services.recording import recording
from app.services.resolution import Evidence
from app.storage import tables as t

if TYPE_CHECKING:
    from tests.services.conftest import Desk

SEEN = Evidence(url="https://example.org/report", retrieved_on=date(2023, 5, 1))
MARCH = Verdict(outcome=Outcome.YES, occurred_on=date(2022, 3, 1))


# Answering.


def test_an_answer_is_kept_with_who_gave_it_why_and_on_what_evidence(desk: Desk) -> None:
    question = desk.question()
    book = Evidence(citation="The Almanac, p. 3", retrieved_on=date(2023, 6, 1))
    entered = desk.do(resolution.resolve, question, MARCH, evidence=(SEEN, book), note="It poured.")
    (row,) = desk.rows(t.resolution)
    assert (row["id"], row["seq"], row["question_id"]) == (entered.resolution_id, entered.seq, question)
    assert (row["action"], row["outcome"], row["value"], row["occurred_on"], row["effective_on"]) == (
        "resolve", "yes", 1.0, date(2022, 3, 1), date(2022, 3, 1),
    )  # fmt: skip
    assert (row["note"], row["curator"]) == ("It poured.", "key:curator")
    assert [(item["url"], item["citation"], item["retrieved_on"]) for item in desk.rows(t.evidence)] == [
        ("https://example.org/report", None, date(2023, 5, 1)),
        (None, "The Almanac, p. 3", date(2023, 6, 1)),
    ]
    assert (entered.decision, entered.changed) == (desk.amounts(question), (question,))
    assert (desk.state(question), entered.decision.resolution_id) == (("resolved", 1.0), row["id"])


def test_a_no_counts_from_the_deadline_and_keeps_the_day_that_was_said(desk: Desk) -> None:
    question = desk.question()
    desk.resolve(question, "no", "2023-02-01")
    (row,) = desk.rows(t.resolution)
    assert (row["occurred_on"], row["effective_on"]) == (date(2023, 2, 1), date(2022, 12, 31))
    assert (desk.state(question), desk.amounts(question).occurred_on) == (
        ("resolved", 0.0), date(2022, 12, 31),
    )  # fmt: skip


def test_a_fraction_counts_where_the_criteria_defined_a_proportion(desk: Desk) -> None:
    question = desk.question(proportion=True)
    desk.resolve(question, "fraction", value=0.25)
    assert desk.state(question) == ("resolved", 0.25)


@pytest.mark.parametrize("reason", VoidReason)
def test_a_void_keeps_its_reason_and_needs_no_day(desk: Desk, reason: VoidReason) -> None:
    question = desk.question(closes_on=None)
    desk.void(question, reason)
    assert (desk.state(question), desk.amounts(question).void_reason) == (("void", None), reason)


@pytest.mark.parametrize(
    ("question", "answer", "message"),
    [
        ({}, {"outcome": "yes", "day": "2023-01-01"}, "occurred_on: 2023-01-01 is after the deadline"),
        ({"closes_on": None}, {"outcome": "no"}, "outcome: no needs a deadline"),
        ({"closes_on": date(2023, 6, 2)}, {"outcome": "no"}, "outcome: no can be known only when"),
        ({"closes_on": date(2023, 6, 1)}, {"outcome": "no"}, "outcome: no can be known only when"),
        ({"closes_on": None}, {"outcome": "yes", "day": "2023-06-02"}, "2023-06-02 lies in the future"),
        ({}, {"outcome": "void", "day": None}, "void_reason: is needed with the outcome void"),
        ({}, {"outcome": "fraction", "value": 0.5}, "outcome: a fraction needs criteria"),
        ({"proportion": True}, {"outcome": "fraction"}, "value: is needed with the outcome fraction"),
    ],
)
def test_an_answer_that_breaks_a_rule_leaves_no_trace(
    desk: Desk, question: dict[str, Any], answer: dict[str, Any], message: str
) -> None:
    number = desk.question(**question)
    before = desk.seq()
    with pytest.raises(InvalidInput, match=message):
        desk.resolve(number, **answer)
    assert (desk.seq(), desk.rows(t.resolution), desk.state(number)) == (before, [], ("open", None))


def test_the_last_day_counts_for_yes_and_the_day_after_for_no(desk: Desk) -> None:
    question = desk.question()
    desk.resolve(question, "yes", "2022-12-31")
    other = desk.question("Other?", closes_on=date(2023, 5, 31))
    desk.resolve(other, "no", "2023-05-31")
    assert (desk.state(question), desk.state(other)) == (("resolved", 1.0), ("resolved", 0.0))


def test_an_answer_before_any_forecast_was_made_is_refused(desk: Desk) -> None:
    question = desk.question()
    desk.accepted(question, made=date(2022, 3, 1))
    desk.accepted(question, made=date(2022, 2, 1))
    with pytest.raises(InvalidInput, match="2022-01-31 is before any of its forecasts was made"):
        desk.resolve(question, "yes", "2022-01-31")
    desk.resolve(question, "yes", "2022-02-01")
    assert desk.state(question) == ("resolved", 1.0)


def test_a_deadline_before_any_forecast_was_made_leaves_only_void(desk: Desk) -> None:
    question = desk.question(closes_on=date(2022, 1, 9))
    desk.accepted(question)
    with pytest.raises(InvalidInput, match="outcome: 2022-01-09 is before any of its forecasts was made"):
        desk.resolve(question, "no", "2022-01-09")
    desk.void(question)
    assert desk.state(question)[0] == "void"


def test_a_forecast_of_unknown_day_blocks_no_answer(desk: Desk) -> None:
    question = desk.question()
    desk.accepted(question, made=None)
    desk.accepted(question, made=date(2022, 5, 1))
    desk.resolve(question, "yes", "2022-03-01")
    assert desk.state(question) == ("resolved", 1.0)


def test_a_rejected_forecast_no_longer_blocks_an_answer(desk: Desk) -> None:
    question = desk.question()
    forecast = desk.accepted(question, made=date(2022, 5, 1))
    with pytest.raises(InvalidInput, match="before any of its forecasts"):
        desk.resolve(question, "yes", "2022-03-01")
    desk.do(curation.reject, forecast, "a recipe")
    desk.resolve(question, "yes", "2022-03-01")
    assert desk.state(question) == ("resolved", 1.0)


def test_linking_a_later_forecast_to_an_answered_question_changes_no_answer(desk: Desk) -> None:
    question = desk.question()
    desk.resolve(question, "yes", "2022-03-01")
    desk.accepted(question, made=date(2022, 5, 1))
    assert desk.state(question) == ("resolved", 1.0)


def test_a_no_and_a_fraction_need_no_day_and_count_from_the_deadline(desk: Desk) -> None:
    question = desk.question(proportion=True)
    for outcome, value in (("no", None), ("fraction", 0.25)):
        desk.resolve(question, outcome, None, value=value)
        row = desk.rows(t.resolution)[-1]
        assert (row["occurred_on"], row["effective_on"]) == (None, date(2022, 12, 31))
        assert desk.amounts(question).occurred_on == date(2022, 12, 31)


# Evidence.


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        ({}, "evidence: names neither url nor citation"),
        ({"url": ""}, "evidence: names neither url nor citation"),
        ({"citation": ""}, "evidence: names neither url nor citation"),
        ({"citation": " \n"}, "evidence.citation: shows nothing"),
        ({"citation": "\u200b\u2800"}, "evidence.citation: shows nothing"),
        ({"url": "https://example.org", "citation": "\u202e"}, "evidence.citation: shows nothing"),
        ({"url": "https://ada:secret@example.org/"}, "evidence.url: holds a user name or password"),
        ({"url": "https://example.org/\u202egpj"}, "evidence.url: holds a character that does not show"),
        ({"url": "http://127.0.0.1:8000/"}, "evidence.url: leads to 127.0.0.1"),
        ({"citation": "x" * 2001}, "evidence.citation: is too long"),
        ({"url": "https://example.org/" + "x" * 2000}, "evidence.url: is too long"),
        ({"url": "example.org/report"}, "evidence.url: is not a web address"),
        ({"url": "ftp://example.org/report"}, "evidence.url: is not a web address"),
        ({"url": "javascript:alert(1)"}, "evidence.url: is not a web address"),
        ({"url": "https://"}, "evidence.url: is not a web address"),
        ({"url": "https:///report"}, "evidence.url: is not a web address"),
        ({"url": "https://[::1"}, "evidence.url: is not a web address"),
        ({"url": "https://example.org/a b"}, "evidence.url: is not a web address"),
        ({"url": "https://example.org/\n"}, "evidence.url: is not a web address"),
        ({"url": "", "citation": "The Almanac"}, "evidence.url: is not a web address"),
    ],
)
def test_evidence_names_a_web_address_or_a_citation(evidence: dict[str, str], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        Evidence(retrieved_on=date(2023, 5, 1), **evidence)


def test_an_answer_needs_evidence_that_somebody_has_read(desk: Desk) -> None:
    question = desk.question()
    with pytest.raises(InvalidInput, match="evidence: is empty"):
        desk.do(resolution.resolve, question, MARCH, evidence=())
    tomorrow = Evidence(citation="The Almanac", retrieved_on=date(2023, 6, 2))
    with pytest.raises(InvalidInput, match=r"evidence.retrieved_on: 2023-06-02 lies in the future"):
        desk.do(resolution.resolve, question, MARCH, evidence=(SEEN, tomorrow))
    with pytest.raises(InvalidInput, match="evidence: has 51 items"):
        desk.do(resolution.resolve, question, MARCH, evidence=(SEEN,) * 51)
    with pytest.raises(InvalidInput, match="note: has 10001 characters"):
        desk.do(resolution.resolve, question, MARCH, evidence=(SEEN,), note="x" * 10_001)
    with pytest.raises(NotFound, match="no question 999"):
        desk.do(resolution.resolve, 999, MARCH, evidence=(SEEN,))


@pytest.mark.parametrize(
    ("answer", "day"),
    [
        ({"outcome": "yes", "day": "2022-03-01"}, "2022-03-01"),
        ({"outcome": "no", "day": "2022-03-01"}, "2022-12-31"),  # a NO is known at the deadline
        ({"outcome": "fraction", "value": 0.5}, "2022-12-31"),
    ],
)
def test_what_was_read_before_the_event_is_no_evidence_of_it(
    desk: Desk, answer: dict[str, Any], day: str
) -> None:
    question = desk.question(proportion=True)
    said = Verdict(
        outcome=Outcome(answer["outcome"]),
        occurred_on=date(2022, 3, 1),
        value=answer.get("value"),
    )
    on = date.fromisoformat(day)
    early = Evidence(citation="The Almanac", retrieved_on=on - timedelta(days=1))
    with pytest.raises(InvalidInput, match=f"evidence.retrieved_on: .* before the day of the outcome, {day}"):
        desk.do(resolution.resolve, question, said, evidence=(SEEN, early))
    desk.do(resolution.resolve, question, said, evidence=(Evidence(citation="It", retrieved_on=on),))
    assert desk.state(question)[0] == "resolved"


def test_a_void_may_rest_on_what_was_read_at_any_time(desk: Desk) -> None:
    question = desk.question()
    old = Evidence(citation="The Almanac", retrieved_on=date(2021, 1, 1))
    said = Verdict(outcome=Outcome.VOID, void_reason=VoidReason.OTHER, occurred_on=date(2022, 3, 1))
    desk.do(resolution.resolve, question, said, evidence=(old,))
    assert desk.state(question)[0] == "void"


# The ledger.


def contest(desk: Desk, question: int) -> None:
    desk.do(resolution.dispute, question, reason="The gauge leaked.")


def settle(desk: Desk, question: int) -> None:
    desk.do(resolution.settle, question, reason="It did not leak.", evidence=(SEEN,))


def undo(desk: Desk, question: int) -> None:
    desk.do(resolution.undo, question, note="A slip.")


def test_every_entry_stays_and_the_last_word_counts(desk: Desk) -> None:
    question = desk.question()
    said: list[tuple[str, float | None]] = []
    desk.resolve(question, "yes", "2022-03-01")
    for step in (contest, settle, undo, undo, contest):
        step(desk, question)
        said.append(desk.state(question))
    desk.resolve(question, "no")
    said.append(desk.state(question))
    for _ in range(3):
        undo(desk, question)
        said.append(desk.state(question))
    assert said == [
        ("disputed", 1.0), ("resolved", 1.0), ("disputed", 1.0), ("resolved", 1.0), ("disputed", 1.0),
        ("resolved", 0.0), ("disputed", 1.0), ("resolved", 1.0), ("open", None),
    ]  # fmt: skip
    assert [row["action"] for row in sorted(desk.rows(t.resolution), key=lambda row: int(row["seq"]))] == [
        "resolve", "dispute", "settle", "undo", "undo", "dispute", "resolve", "undo", "undo", "undo",
    ]  # fmt: skip


def test_an_answer_given_again_points_at_the_newer_entry(desk: Desk) -> None:
    question = desk.question()
    first = desk.resolve(question, "yes", "2022-03-01")
    second = desk.resolve(question, "yes", "2022-03-01")
    assert desk.amounts(question).resolution_id == second
    undo(desk, question)
    assert desk.amounts(question).resolution_id == first


def test_what_was_in_force_at_an_earlier_seq_can_be_read_from_the_windows(desk: Desk) -> None:
    question = desk.question()
    desk.resolve(question, "yes", "2022-03-01")
    then = desk.seq()
    desk.resolve(question, "no")
    (row,) = [
        row
        for row in desk.rows(t.outcome, question_id=question)
        if row["from_seq"] <= then and (row["to_seq"] is None or row["to_seq"] > then)
    ]
    assert row["value"] == 1.0


@pytest.mark.parametrize(
    ("before", "step", "message"),
    [
        ("open", undo, "the question is open: there is no resolution to undo"),
        ("open", contest, "the question is open: only a resolved or void question can be disputed"),
        ("open", settle, "the question is open: there is no dispute to settle"),
        ("resolved", settle, "the question is resolved: there is no dispute to settle"),
        ("void", settle, "the question is void: there is no dispute to settle"),
        ("disputed", contest, "the question is disputed: only a resolved or void question can be disputed"),
    ],
)
def test_what_the_state_does_not_allow_is_refused(desk: Desk, before: str, step: Any, message: str) -> None:
    question = desk.question()
    if before in {"resolved", "disputed"}:
        desk.resolve(question, "yes", "2022-03-01")
    if before == "void":
        desk.void(question)
    if before == "disputed":
        contest(desk, question)
    seq = desk.seq()
    with pytest.raises(Conflict) as error:
        step(desk, question)
    assert (error.value.message, desk.seq()) == (message, seq)


def test_a_dispute_and_its_settlement_need_reasons(desk: Desk) -> None:
    question = desk.question()
    desk.resolve(question, "yes", "2022-03-01")
    for verb in (resolution.dispute, resolution.settle):
        with pytest.raises(InvalidInput, match="note: is empty"):
            desk.do(verb, question, reason=" ")


# By forecast.


def test_a_forecast_leads_to_its_question_only_when_accepted(desk: Desk) -> None:
    question = desk.question()
    forecast, candidate = desk.accepted(question), desk.candidate()
    assert desk.do(resolution.question_of, forecast) == question
    with pytest.raises(Conflict, match=f"forecast {candidate} is candidate and answers no question yet"):
        desk.do(resolution.question_of, candidate)
    with pytest.raises(NotFound, match="no forecast 999"):
        desk.do(resolution.question_of, 999)


# Conditions.


def family(desk: Desk) -> tuple[int, int, int]:
    """A condition, a question under it, and one under that."""
    top = desk.question("Do clouds gather?")
    middle = desk.question("Does it rain?", condition_question_id=top)
    return top, middle, desk.question("Does it flood?", condition_question_id=middle)


def states(desk: Desk, *numbers: int) -> list[str]:
    return [desk.state(number)[0] for number in numbers]


def test_a_false_condition_voids_everything_below_it_and_a_flip_brings_it_back(desk: Desk) -> None:
    top, middle, bottom = family(desk)
    entered = desk.do(
        resolution.resolve, top, Verdict(outcome=Outcome.NO, occurred_on=date(2022, 12, 31)), evidence=(SEEN,)
    )
    assert entered.changed == (top, middle, bottom)
    assert states(desk, top, middle, bottom) == ["resolved", "void", "void"]
    assert [desk.amounts(number).void_reason for number in (middle, bottom)] == ["false_condition"] * 2
    desk.resolve(top, "yes", "2022-02-01")
    assert states(desk, top, middle, bottom) == ["resolved", "open", "open"]


def test_an_open_or_disputed_condition_keeps_answered_questions_open(desk: Desk) -> None:
    top, middle, bottom = family(desk)
    desk.resolve(bottom, "yes", "2022-05-01")
    desk.resolve(middle, "yes", "2022-04-01")
    assert states(desk, top, middle, bottom) == ["open", "open", "open"]
    desk.resolve(top, "yes", "2022-03-01")
    assert states(desk, top, middle, bottom) == ["resolved", "resolved", "resolved"]
    contest(desk, top)
    assert states(desk, top, middle, bottom) == ["disputed", "open", "open"]
    settle(desk, top)
    assert states(desk, top, middle, bottom) == ["resolved", "resolved", "resolved"]
    undo(desk, top)
    undo(desk, top)
    undo(desk, top)
    assert states(desk, top, middle, bottom) == ["open", "open", "open"]


def test_a_condition_may_ask_for_no(desk: Desk) -> None:
    condition = desk.question("Do clouds gather?", closes_on=date(2022, 3, 31))
    question = desk.question(condition_question_id=condition, condition_side=Outcome.NO)
    desk.resolve(condition, "yes", "2022-02-01")
    assert desk.amounts(question).void_reason == "false_condition"
    desk.resolve(condition, "no")
    desk.resolve(question, "yes", "2022-03-31")
    assert desk.state(question) == ("resolved", 1.0)


@pytest.mark.parametrize("reason", [VoidReason.AMBIGUOUS, VoidReason.UNVERIFIABLE, VoidReason.OTHER])
def test_a_condition_without_an_answer_makes_its_dependants_ambiguous(desk: Desk, reason: VoidReason) -> None:
    top, middle, bottom = family(desk)
    desk.void(top, reason)
    assert [desk.amounts(number).void_reason for number in (middle, bottom)] == ["ambiguous"] * 2


def test_an_answer_follows_its_condition_or_falls_on_the_same_day(desk: Desk) -> None:
    top, middle, _ = family(desk)
    desk.resolve(top, "yes", "2022-03-01")
    with pytest.raises(InvalidInput, match="2022-02-28 precedes the condition, which was met on 2022-03-01"):
        desk.resolve(middle, "yes", "2022-02-28")
    desk.resolve(middle, "yes", "2022-03-01")
    assert desk.state(middle) == ("resolved", 1.0)


def test_a_condition_met_only_after_the_deadline_leaves_no_room_for_no(desk: Desk) -> None:
    condition = desk.question("Do clouds gather?", closes_on=None)
    question = desk.question(condition_question_id=condition)
    desk.resolve(condition, "yes", "2023-01-15")
    with pytest.raises(InvalidInput, match="outcome: 2022-12-31 precedes the condition"):
        desk.resolve(question, "no")
    desk.void(question, VoidReason.FALSE_CONDITION)
    assert desk.state(question)[0] == "void"


def test_a_condition_that_moves_past_its_dependants_answer_flags_it(desk: Desk) -> None:
    top, middle, bottom = family(desk)
    desk.resolve(top, "yes", "2022-03-01")
    desk.resolve(middle, "yes", "2022-04-01")
    desk.resolve(bottom, "yes", "2022-05-01")
    desk.resolve(top, "yes", "2022-04-15")
    assert states(desk, top, middle, bottom) == ["resolved", "disputed", "open"]
    desk.resolve(middle, "yes", "2022-04-20")
    assert states(desk, top, middle, bottom) == ["resolved", "resolved", "resolved"]
    undo(desk, middle)
    undo(desk, top)
    assert states(desk, top, middle, bottom) == ["resolved", "resolved", "resolved"]
    assert desk.amounts(middle).occurred_on == date(2022, 4, 1)


def test_a_change_below_reaches_nothing_above(desk: Desk) -> None:
    top, middle, bottom = family(desk)
    desk.resolve(top, "yes", "2022-03-01")
    answered = Verdict(outcome=Outcome.NO, occurred_on=date(2022, 12, 31))
    entered = desk.do(resolution.resolve, middle, answered, evidence=(SEEN,))
    assert entered.changed == (middle, bottom)
    assert states(desk, top, middle, bottom) == ["resolved", "resolved", "void"]


def test_many_dependants_of_one_condition_all_follow(desk: Desk) -> None:
    condition = desk.question("Do clouds gather?")
    dependants = [desk.question(f"{n}?", condition_question_id=condition) for n in range(5)]
    desk.void(dependants[0], VoidReason.OTHER)
    desk.resolve(condition, "no")
    assert {desk.amounts(number).void_reason for number in dependants} == {"false_condition"}
    undo(desk, condition)
    assert states(desk, *dependants) == ["open"] * 5


def test_a_merged_dependant_no_longer_follows(desk: Desk) -> None:
    condition = desk.question("Do clouds gather?")
    old, new = desk.question("Old?", condition_question_id=condition), desk.question("New?")
    desk.do(questions.merge_questions, old, new)
    desk.resolve(condition, "no")
    assert states(desk, old, new) == ["open", "open"]


# The whole way.


def test_from_candidate_to_answer_and_back(desk: Desk) -> None:
    forecast = desk.candidate()
    rain = QuestionDraft(
        text="Does it rain?",
        criteria="The gauge shows any water.",
        closes_on=date(2022, 6, 30),
        closes_basis=ClosesBasis.CURATOR,
    )
    question = desk.do(curation.accept, forecast, Link(rain), Edits(claim="It rains by June."))
    desk.resolve(question, "yes", "2022-03-01")
    undo(desk, question)
    desk.do(curation.undo, forecast)
    assert (desk.state(question)[0], desk.on(question)) == ("open", [])


# Two curators at once.


def test_sixteen_curators_at_once_are_heard_one_after_the_other(desk: Desk) -> None:
    question = desk.question()
    dependant = desk.question("Does it flood?", condition_question_id=question)
    start = threading.Barrier(16)
    heard: list[tuple[int, int, float | None]] = []
    failures: list[BaseException] = []

    def curate(number: int) -> None:
        outcome = Outcome.YES if number % 2 else Outcome.NO
        verdict = Verdict(outcome=outcome, occurred_on=date(2022, 3, 1))
        start.wait()
        try:
            with recording(desk.database, actor=f"key:{number}", clock=noon) as record:
                entered = resolution.resolve(record, question, verdict, evidence=(SEEN,))
                assert in_force(record, question) == entered.decision
        except BaseException as error:  # noqa: BLE001  # a thread's failure must reach the test
            failures.append(error)
        else:
            heard.append((entered.seq, entered.resolution_id, entered.decision.value))

    threads = [threading.Thread(target=curate, args=(number,)) for number in range(16)]
    before = desk.seq()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(seq for seq, _, _ in heard) == list(range(before + 1, before + 17))
    assert len({number for _, number, _ in heard}) == 16
    _, last, value = max(heard)
    assert (desk.amounts(question).resolution_id, desk.amounts(question).value) == (last, value)
    assert desk.state(dependant)[0] == ("open" if value == 1.0 else "void")
    assert [row["to_seq"] for row in desk.rows(t.outcome, question_id=question)] == [
        *range(before + 2, before + 17), None,
    ]  # fmt: skip
    assert {row["curator"] for row in desk.rows(t.resolution)} == {f"key:{number}" for number in range(16)}


def noon() -> datetime:
    return datetime(2023, 6, 1, 12, tzinfo=UTC)


# What is said of a condition.


def conditional(desk: Desk, **changes: Any) -> tuple[int, int]:
    """A condition, and a question under it."""
    condition = desk.question("Do clouds gather?", **changes)
    return condition, desk.question(condition_question_id=condition)


def test_an_answer_before_its_condition_is_kept_and_says_that_it_waits(desk: Desk) -> None:
    condition, question = conditional(desk)
    entered = desk.do(resolution.resolve, question, MARCH, evidence=(SEEN,))
    assert (entered.decision.state, entered.changed, entered.waits_for) == ("open", (), condition)
    assert entered.because is not None
    assert entered.because.startswith(f"its condition, question {condition}, is not answered yet: an answer")
    desk.resolve(condition, "yes", "2022-02-01")
    assert desk.state(question) == ("resolved", 1.0)


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        (undo, "it has no resolution of its own to undo"),
        (contest, "it has no answer of its own to dispute"),
        (settle, "it has no dispute of its own to settle"),
    ],
)
def test_a_question_voided_by_its_condition_says_so_when_it_refuses(
    desk: Desk, verb: Callable[[Desk, int], None], said: str
) -> None:
    condition, question = conditional(desk)
    desk.resolve(condition, "no")
    cause = f"its condition, question {condition}, was resolved no, not yes"
    with pytest.raises(Conflict, match=f"the question is void: {cause}; {said}"):
        verb(desk, question)


def test_a_dispute_that_follows_from_a_condition_names_its_cure(desk: Desk) -> None:
    condition, question = conditional(desk)
    desk.resolve(condition, "yes", "2022-02-01")
    desk.resolve(question, "yes", "2022-02-10")
    desk.resolve(condition, "yes", "2022-03-01")
    assert desk.state(question) == ("disputed", 1.0)
    cause = f"its answer of 2022-02-10 precedes its condition, question {condition}, met on 2022-03-01"
    with pytest.raises(
        Conflict, match=f"the question is disputed: {cause}: answer it anew; it has no dispute"
    ):
        settle(desk, question)
    again = desk.do(resolution.resolve, question, MARCH, evidence=(SEEN,))
    assert (again.decision.state, again.because, again.waits_for) == ("resolved", None, None)
