"""Candidates are accepted, edited, rejected, marked unscorable, and each decision is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.days import DayBounds
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.forecast import CueClass, Kind, Role, Scoreability, Stance
from app.domain.probability import Probability
from app.domain.resolution import Outcome, Verdict
from app.queries.pages import PageRequest
from app.queries.questions import list_questions
from app.services import curation, people, questions, resolution
from app.services.curation import Edits, Link, Named, Reading
from app.services.questions import QuestionDraft
from app.storage import tables as t
from app.storage.search import find_words
from app.storage.verification import verify

if TYPE_CHECKING:
    from tests.services.conftest import Desk

SEEN = (resolution.Evidence(url="https://example.org/report", retrieved_on=date(2023, 6, 1)),)
RAIN = QuestionDraft(text="Does it rain?", criteria="The gauge shows any water.")


def held(desk: Desk, forecast: int) -> dict[str, Any]:
    return desk.now(t.forecast_version, forecast_id=forecast)


def names(desk: Desk, forecast: int) -> list[str]:
    known = {row["id"]: row["name"] for row in desk.rows(t.author)}
    return [known[author] for author in desk.authors(forecast)]


def at(start: int, end: int) -> Reading:
    return Reading(
        start=start, end=end, quote=None, quote_sha256="0" * 64, found_by="hand", authors=(),
        role=Role.BYLINE, claim=None, kind=Kind.EVENT, cue=None, cue_class=CueClass.NUMERIC,
        lexicon="survey-1", made=DayBounds(), scoreability=Scoreability.NO,
    )  # fmt: skip


# Adding.


def test_a_reading_becomes_a_candidate_with_its_words_and_authors(desk: Desk) -> None:
    forecast = desk.candidate(authors=("Ada", "Ben", "ada"))
    row = held(desk, forecast)
    assert (row["status"], row["claim"], row["probability"], row["question_id"]) == (
        "candidate", "It rains.", 0.8, None,
    )  # fmt: skip
    assert names(desk, forecast) == ["Ada", "Ben"]
    assert desk.rows(t.forecast)[0]["quote"] == "It will likely rain"


def test_a_batch_gets_ids_in_a_row(desk: Desk) -> None:
    one = at(0, 5)
    revision_id = desk.revision()
    ids = desk.do(curation.add_forecasts, revision_id, [one, one, one])
    assert ids == tuple(range(ids[0], ids[0] + 3))
    assert desk.do(curation.add_forecasts, revision_id, []) == ()


def test_a_reading_outside_its_text_or_with_another_hash_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFound, match="no revision 99"):
        desk.do(curation.add_forecasts, 99, [])
    for start, end in ((-1, 5), (5, 5), (6, 5), (0, 1001)):
        with pytest.raises(InvalidInput, match=f"start: {start} to {end} is no span of the text"):
            desk.do(curation.add_forecasts, desk.revision(), [at(start, end)])
    with pytest.raises(InvalidInput, match="quote_sha256: is not the hash of the quote"):
        desk.candidate(quote="It will hardly rain")


# Accepting.


def test_accepting_makes_a_question(desk: Desk) -> None:
    forecast = desk.candidate()
    question = desk.do(curation.accept, forecast, Link(RAIN))
    row = held(desk, forecast)
    assert (row["status"], row["question_id"], row["polarity"]) == ("accepted", question, 1)
    assert desk.now(t.question_version, question_id=question)["text"] == "Does it rain?"
    assert desk.on(question) == [forecast]


def test_accepting_links_a_known_question_on_its_opposite_side(desk: Desk) -> None:
    question = desk.question()
    forecast = desk.accepted(question, polarity=-1)
    row = held(desk, forecast)
    assert (row["question_id"], row["polarity"], row["probability"]) == (question, -1, 0.8)


def test_accepting_can_change_everything_that_was_read(desk: Desk) -> None:
    forecast = desk.candidate()
    edits = Edits(
        authors=(Named("Ben"), Named("Cleo")),
        role=Role.QUOTED,
        stance=Stance.DOUBTED,
        claim="It pours.",
        kind=Kind.PLAN,
        cue="surely",
        cue_class=CueClass.CATEGORICAL,
        probability=Probability(0.95, 0.9, 0.99),
        made=DayBounds(date(2022, 1, 2), date(2022, 1, 3)),
        excluded="said in jest",
    )
    desk.do(curation.accept, forecast, Link(RAIN), edits)
    row = held(desk, forecast)
    changed = ("role", "stance", "claim", "kind", "cue", "cue_class", "probability", "low", "high",
               "made_earliest", "made_latest", "excluded")  # fmt: skip
    assert [row[name] for name in changed] == [
        "quoted", "doubted", "It pours.", "plan", "surely", "categorical", 0.95, 0.9, 0.99,
        date(2022, 1, 2), date(2022, 1, 3), "said in jest",
    ]  # fmt: skip
    assert names(desk, forecast) == ["Ben", "Cleo"]
    # What was read first stays in the record.
    first = desk.rows(t.forecast_version, forecast_id=forecast)[0]
    assert (first["claim"], first["probability"], first["to_seq"]) == ("It rains.", 0.8, row["from_seq"])


def test_an_accepted_forecast_can_be_edited_again(desk: Desk) -> None:
    question = desk.question()
    forecast = desk.accepted(question)
    desk.do(curation.accept, forecast, Link(question), Edits(claim="It drizzles."))
    assert held(desk, forecast)["claim"] == "It drizzles."
    assert names(desk, forecast) == ["Ada"]
    assert len(desk.rows(t.forecast_version, forecast_id=forecast)) == 3


@pytest.mark.parametrize("day", [date(2023, 6, 2), date(1399, 12, 31)])
def test_a_forecast_cannot_be_made_tomorrow_nor_before_print(desk: Desk, day: date) -> None:
    forecast = desk.candidate()
    with pytest.raises(InvalidInput, match=f"made_on.*: {day} is no day of publication"):
        desk.do(curation.accept, forecast, Link(RAIN), Edits(made=DayBounds.on(day)))


def test_a_forecast_may_be_made_today(desk: Desk) -> None:
    forecast = desk.candidate()
    desk.do(curation.accept, forecast, Link(RAIN), Edits(made=DayBounds.on(desk.today)))
    assert held(desk, forecast)["made_latest"] == desk.today


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"probability": None}, "probability: is needed to accept"),
        ({"kind": Kind.COMPARATIVE}, "kind: a comparative has no probability of its own"),
    ],
)
def test_what_cannot_be_scored_cannot_be_accepted_and_leaves_no_question(
    desk: Desk, changes: dict[str, Any], message: str
) -> None:
    forecast = desk.candidate(**changes)
    before = desk.seq()
    with desk.writing() as record, pytest.raises(InvalidInput, match=message):
        curation.accept(record, forecast, Link(RAIN))
    assert desk.seq() == before
    assert desk.rows(t.question) == []


def test_accepting_on_a_merged_or_unknown_question_is_refused(desk: Desk) -> None:
    old, new = desk.question("Old?"), desk.question("New?")
    desk.do(questions.merge_questions, old, new)
    forecast = desk.candidate()
    with pytest.raises(Conflict, match=f"question {old} was merged into question {new}"):
        desk.do(curation.accept, forecast, Link(old))
    with pytest.raises(NotFound, match="no question 999"):
        desk.do(curation.accept, forecast, Link(999))
    with pytest.raises(NotFound, match="no forecast 999"):
        desk.do(curation.accept, 999, Link(new))


@pytest.mark.parametrize("polarity", [0, 2, -2])
def test_a_polarity_is_one_or_minus_one(polarity: int) -> None:
    with pytest.raises(InvalidInput, match=r"polarity: -?\d is no polarity"):
        Link(RAIN, polarity)


@pytest.mark.parametrize("words", ["", "  ", "x" * 2001])
def test_empty_or_endless_words_are_refused(desk: Desk, words: str) -> None:
    forecast = desk.candidate()
    with pytest.raises(InvalidInput, match="claim: is empty or too long"):
        Edits(claim=words)
    with pytest.raises(InvalidInput, match="excluded: is empty or too long"):
        Edits(excluded=words)
    with pytest.raises(InvalidInput, match="reason: is empty or too long"):
        desk.do(curation.reject, forecast, words)
    with pytest.raises(InvalidInput, match="reasons: is empty or too long"):
        desk.do(curation.mark_unscorable, forecast, ["vague", words])


# Keeping out.


def test_a_rejected_candidate_keeps_its_reason(desk: Desk) -> None:
    forecast = desk.candidate()
    desk.do(curation.reject, forecast, "a recipe")
    assert (held(desk, forecast)["status"], held(desk, forecast)["reasons"]) == ("rejected", ["a recipe"])
    with pytest.raises(Conflict, match="the forecast is rejected already"):
        desk.do(curation.reject, forecast, "a recipe")


def test_an_accepted_forecast_marked_unscorable_leaves_its_question(desk: Desk) -> None:
    question = desk.question()
    forecast = desk.accepted(question, polarity=-1)
    desk.do(curation.mark_unscorable, forecast, ["vague", "undated"])
    row = held(desk, forecast)
    assert (row["status"], row["reasons"], row["question_id"], row["polarity"]) == (
        "unscorable", ["vague", "undated"], None, 1,
    )  # fmt: skip
    assert desk.on(question) == []
    with pytest.raises(InvalidInput, match="reasons: is empty"):
        desk.do(curation.mark_unscorable, forecast, [])


# Taking back.


def test_a_candidate_has_no_decision_to_take_back(desk: Desk) -> None:
    forecast = desk.candidate()
    with pytest.raises(Conflict, match=f"forecast {forecast} has no decision to take back"):
        desk.do(curation.undo, forecast)


def test_taking_a_rejection_back_makes_it_a_candidate_again(desk: Desk) -> None:
    forecast = desk.candidate()
    desk.do(curation.reject, forecast, "a recipe")
    desk.do(curation.undo, forecast)
    assert (held(desk, forecast)["status"], held(desk, forecast)["reasons"]) == ("candidate", [])


def test_taking_an_acceptance_back_keeps_the_question_it_made(desk: Desk) -> None:
    forecast = desk.candidate()
    question = desk.do(curation.accept, forecast, Link(RAIN))
    desk.do(curation.undo, forecast)
    assert (held(desk, forecast)["status"], desk.on(question)) == ("candidate", [])
    assert desk.now(t.question_version, question_id=question)["text"] == "Does it rain?"
    assert desk.now(t.withdrawal, question_id=question)["from_seq"] == desk.seq()


def listed(desk: Desk) -> list[int]:
    with desk.database.read() as connection:
        return [one["id"] for one in list_questions(connection, PageRequest(), today=desk.today)[0]]


def waiting_for(question: int) -> QuestionDraft:
    return replace(RAIN, condition="It rains.", condition_question_id=question, condition_side=Outcome.YES)


def test_a_question_that_only_a_taken_back_acceptance_asked_is_listed_no_more(desk: Desk) -> None:
    forecast, standing = desk.candidate(), desk.question()
    question = desk.do(curation.accept, forecast, Link(RAIN))
    assert listed(desk) == [standing, question]
    desk.do(curation.undo, forecast)
    assert listed(desk) == [standing]
    with desk.database.read() as connection:
        assert find_words(connection, "search_question", "rain", limit=9).rows == (standing,)
    assert verify(desk.database).ok
    # Used again, it is there again; left again, it is gone again.
    desk.do(curation.accept, forecast, Link(question))
    assert listed(desk) == [standing, question]
    desk.do(curation.mark_unscorable, forecast, ["vague"])
    assert listed(desk) == [standing]
    desk.do(curation.undo, forecast)
    assert listed(desk) == [standing, question]
    assert verify(desk.database).ok


def test_a_question_that_was_asked_by_itself_stays_listed(desk: Desk) -> None:
    question, forecast = desk.question(), desk.candidate()
    desk.do(curation.accept, forecast, Link(question))
    desk.do(curation.undo, forecast)
    assert listed(desk) == [question]


def test_a_question_that_anything_else_is_about_stays_listed(desk: Desk) -> None:
    asked = {}
    for use in ("forecast", "edit", "answer", "condition", "nothing"):
        forecast = desk.candidate()
        asked[use] = question = desk.do(curation.accept, forecast, Link(RAIN))
        if use == "forecast":
            desk.accepted(question)
        elif use == "edit":
            desk.do(questions.edit_question, question, replace(RAIN, family="storm"))
        elif use == "answer":
            verdict = Verdict(outcome=Outcome.YES, occurred_on=date(2022, 5, 3))
            desk.do(resolution.resolve, question, verdict, evidence=SEEN)
            desk.do(resolution.undo, question)
        elif use == "condition":
            asked["waits"] = desk.do(questions.add_question, waiting_for(question))
        desk.do(curation.undo, forecast)
    assert set(listed(desk)) == set(asked.values()) - {asked["nothing"]}
    assert verify(desk.database).ok


@pytest.mark.parametrize("use", ["answer", "edit", "condition"])
def test_a_withdrawn_question_returns_with_whatever_is_done_to_it(desk: Desk, use: str) -> None:
    forecast = desk.candidate()
    question = desk.do(curation.accept, forecast, Link(RAIN))
    desk.do(curation.undo, forecast)
    assert listed(desk) == []
    if use == "answer":
        verdict = Verdict(outcome=Outcome.YES, occurred_on=date(2022, 5, 3))
        desk.do(resolution.resolve, question, verdict, evidence=SEEN)
    elif use == "edit":
        desk.do(questions.edit_question, question, replace(RAIN, family="storm"))
    else:
        desk.do(questions.add_question, waiting_for(question))
    assert question in listed(desk)
    assert verify(desk.database).ok


def test_taking_an_edit_back_restores_authors_words_and_numbers(desk: Desk) -> None:
    question = desk.question()
    forecast = desk.accepted(question, authors=("Ada", "Ben"))
    before = held(desk, forecast)
    edits = Edits(authors=(Named("Cleo"),), claim="It pours.", probability=Probability(0.1, 0.1, 0.1))
    desk.do(curation.accept, forecast, Link(question, -1), edits)
    assert names(desk, forecast) == ["Cleo"]
    desk.do(curation.undo, forecast)
    after = held(desk, forecast)
    moved = {"from_seq", "to_seq"}
    assert {k: v for k, v in after.items() if k not in moved} == {
        k: v for k, v in before.items() if k not in moved
    }
    assert names(desk, forecast) == ["Ada", "Ben"]


def test_taking_back_walks_down_to_the_candidate_and_no_further(desk: Desk) -> None:
    forecast = desk.candidate()
    first = desk.do(curation.accept, forecast, Link(RAIN, -1), Edits(authors=(Named("Ben"),)))
    desk.do(curation.accept, forecast, Link(first, 1), Edits(claim="It pours."))
    desk.do(curation.reject, forecast, "a recipe")
    seen = []
    for _ in range(3):
        desk.do(curation.undo, forecast)
        row = held(desk, forecast)
        seen.append((row["status"], row["polarity"], row["claim"], names(desk, forecast)))
    assert seen == [
        ("accepted", 1, "It pours.", ["Ben"]),
        ("accepted", -1, "It rains.", ["Ben"]),
        ("candidate", 1, "It rains.", ["Ada"]),
    ]
    with pytest.raises(Conflict, match="no decision to take back"):
        desk.do(curation.undo, forecast)


def test_a_claim_survives_every_decision(desk: Desk) -> None:
    forecast = desk.candidate()
    desk.do(curation.reject, forecast, "a recipe")
    desk.do(curation.undo, forecast)
    desk.do(curation.accept, forecast, Link(RAIN), Edits(claim="It pours."))
    desk.do(curation.mark_unscorable, forecast, ["vague"])
    desk.do(curation.undo, forecast)
    desk.do(curation.reject, forecast, "a recipe")
    claims = [row["claim"] for row in desk.rows(t.forecast_version, forecast_id=forecast)]
    assert claims == ["It rains."] * 3 + ["It pours."] * 4


def test_an_acceptance_on_a_question_since_merged_cannot_return(desk: Desk) -> None:
    old, new = desk.question("Old?"), desk.question("New?")
    forecast = desk.accepted(old)
    desk.do(curation.reject, forecast, "a recipe")
    desk.do(questions.merge_questions, old, new)
    with pytest.raises(Conflict, match=f"question {old} was merged into question {new}"):
        desk.do(curation.undo, forecast)


def test_an_author_merged_away_stays_on_the_forecast_under_the_old_name(desk: Desk) -> None:
    forecast = desk.accepted(authors=("A. Lovelace",))
    (short,) = desk.authors(forecast)
    full = desk.do(people.ensure_author, "Ada Lovelace")
    desk.do(people.merge_authors, short, full)
    assert desk.authors(forecast) == [short]
    assert desk.do(people.present_author, short) == full


def test_a_reason_given_twice_is_told_once(desk: Desk) -> None:
    forecast = desk.candidate()
    desk.do(curation.mark_unscorable, forecast, ["vague", " vague ", "no deadline"])
    assert held(desk, forecast)["reasons"] == ["vague", "no deadline"]
