"""Scores follow from the record: every figure here was worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import orjson
import pytest

from app.domain.days import DayBounds
from app.domain.forecast import CueClass, Kind, Role
from app.domain.people import AuthorKind
from app.domain.probability import Probability
from app.domain.resolution import Outcome, VoidReason
from app.queries.forecasts import read_forecast
from app.services import curation, people, resolution
from app.services.accuracy import (
    accuracy,
    author_accuracy,
    topic_accuracy,
)
from app.services.curation import Edits, Link
from app.services.question_groups import group_questions
from app.services.scope import Filters
from app.services.view import Rules
from app.storage.database import Database
from tests.services.book import Book


@pytest.fixture
def book(database: Database) -> Book:
    return Book(database)


def test_unlikely_said_before_it_happened_scores_64_hundredths(book: Book) -> None:
    question = book.ask(closes=date(2022, 12, 31))
    book.say(question, p=0.2)
    book.answer(question, "yes", date(2022, 2, 24))
    result = book.score(by="author")
    assert result["overall"]["brier"] == pytest.approx(0.64, abs=1e-15)
    (ada,) = result["groups"]
    assert (ada["key"], ada["name"], ada["n"]) == ("ada", "Ada", 1)
    assert ada["brier"] == pytest.approx(0.64, abs=1e-15)
    assert ada["unranked"].startswith("too few to rank")
    assert ada["rank"] is None
    assert ada["coverage"]["pre_registered"] == 0  # the record began after the event
    assert result["date"] == "2023-06-01"
    assert result["seq"] == ada["computed_at_seq"] == book.head()


def test_a_forecast_recorded_before_the_outcome_is_pre_registered(book: Book) -> None:
    question = book.ask(closes=date(2023, 6, 10))
    book.say(question, p=0.2)
    book.now += timedelta(days=20)
    book.answer(question, "yes", date(2023, 6, 5))
    assert book.score()["overall"]["coverage"]["pre_registered"] == 1


def test_a_probability_edited_after_the_outcome_was_not_registered_before_it(book: Book) -> None:
    question = book.ask(closes=date(2023, 6, 10))
    kept, edited = book.say(question, p=0.2), book.say(question, "Bo", p=0.2)
    early = book.head()
    book.now += timedelta(days=20)
    book.answer(question, "yes", date(2023, 6, 5))
    book.do(curation.accept, edited, Link(question), Edits(probability=Probability(0.9, 0.9, 0.9)))
    overall = book.score()["overall"]
    assert (overall["n"], overall["coverage"]["pre_registered"]) == (2, 1)
    with book.database.read() as connection:
        shown = [
            read_forecast(connection, number, today=date(2023, 7, 1))["pre_registered"]
            for number in (kept, edited)
        ]
    assert shown == [True, False]
    before = book.score(as_of=f"seq:{early}", day=date(2023, 6, 1))["overall"]["coverage"]
    assert (before["open"], before["pre_registered"]) == (2, 0)


def test_an_empty_record_has_no_score(book: Book) -> None:
    result = book.score(by="author")
    assert result["overall"]["n"] == 0
    assert result["overall"]["brier"] is None
    assert result["groups"] == []
    assert result["seq"] == 0


def test_every_co_author_gets_the_forecast_and_nobody_is_anothers_peer(book: Book) -> None:
    question = book.ask("Rain")
    book.say(question, "Ada", "Bo", p=0.2)
    book.answer(question, "yes")
    cards = book.groups("author")
    assert {key: (card["n"], card["peer"]) for key, card in cards.items()} == {
        "ada": (1, None),
        "bo": (1, None),
    }
    assert cards["bo"]["brier"] == pytest.approx(0.64)
    for by in ("source", "topic"):
        assert [card["n"] for card in book.groups(by).values()] == [1]
    assert book.score()["overall"]["n"] == 1


def test_a_team_is_compared_as_one_author(book: Book) -> None:
    for happens in ("yes", "no"):
        question = book.ask()
        book.say(question, "Ada", "Bo", p=0.2)
        book.say(question, "Cy", p=0.5)
        book.answer(question, happens)
    alone = book.ask()
    book.say(alone, "Ada", "Bo", p=0.9)
    book.answer(alone, "yes")
    cards = book.groups("author")
    # On the two questions that Cy shares, the team lost (.64 + .04) / 2 and Cy .25.
    assert cards["ada"]["adjusted"] == cards["bo"]["adjusted"] == pytest.approx(0.34)
    assert cards["cy"]["adjusted"] == pytest.approx(0.25)


def test_alone_and_together_on_one_question_an_author_counts_once(book: Book) -> None:
    question = book.ask()
    book.say(question, "Ada", p=0.2, made=date(2022, 1, 1))
    book.say(question, "Ada", "Bo", p=0.6, made=date(2022, 2, 1))
    book.say(question, "Cy", p=0.5, made=date(2022, 3, 1))
    book.answer(question, "yes")
    cards = book.groups("author")
    assert (cards["ada"]["n"], cards["ada"]["brier"]) == (1, pytest.approx(0.64))
    assert (cards["bo"]["n"], cards["bo"]["brier"]) == (1, pytest.approx(0.16))
    # On 1 March Ada and Bo stand together at 0.6: (1 - 0.6)^2 - (1 - 0.5)^2
    assert cards["cy"]["peer"] == pytest.approx(0.16 - 0.25)
    assert cards["ada"]["peer"] is None


def test_peers_are_the_others_as_of_the_same_day(book: Book) -> None:
    question = book.ask()
    book.say(question, "Ada", p=0.2)
    book.say(question, "Bo", p=0.7)
    book.answer(question, "yes")
    cards = book.groups("author")
    assert cards["ada"]["peer"] == pytest.approx(0.09 - 0.64)
    alone = author_accuracy(book.database, "bo", clock=book.clock)
    assert alone["peer"] == cards["bo"]["peer"] == pytest.approx(0.64 - 0.09)
    listed = book.groups("author", filters=Filters(author="bo"))
    assert list(listed) == ["bo"]
    assert listed["bo"]["peer"] == pytest.approx(0.55)


def test_merged_spellings_are_one_author_from_the_merge_on(book: Book) -> None:
    first, second = book.ask(), book.ask()
    book.say(first, "Ada Rowe", p=0.2)
    book.say(second, "A. Rowe", p=0.6)
    book.answer(first, "yes")
    book.answer(second, "yes")
    before = book.head()
    ids = {name: book.do(people.find_author, name) for name in ("ada-rowe", "a-rowe")}
    book.do(people.merge_authors, ids["a-rowe"], ids["ada-rowe"])
    cards = book.groups("author")
    assert {key: card["n"] for key, card in cards.items()} == {"ada-rowe": 2}
    assert cards["ada-rowe"]["brier"] == pytest.approx((0.64 + 0.16) / 2)
    assert author_accuracy(book.database, "a-rowe", clock=book.clock)["key"] == "ada-rowe"
    assert {key: card["n"] for key, card in book.groups("author", as_of=f"seq:{before}").items()} == {
        "ada-rowe": 1,
        "a-rowe": 1,
    }
    book.do(people.split_author, ids["a-rowe"])
    assert len(book.groups("author")) == 2


def test_as_of_before_the_resolution_nothing_changed(book: Book) -> None:
    question = book.ask()
    book.say(question)
    seq, day = book.head(), date(2023, 6, 1)
    before = orjson.dumps(book.score(by="author", as_of=f"seq:{seq}", day=day))
    book.answer(question, "yes")
    assert book.score()["overall"]["n"] == 1
    assert orjson.dumps(book.score(by="author", as_of=f"seq:{seq}", day=day)) == before
    assert orjson.loads(before)["overall"]["coverage"]["overdue"] == 1


def test_the_same_question_gives_the_same_bytes_in_another_process(book: Book) -> None:
    for n, outcome in enumerate(["yes", "no", "yes"]):
        question = book.ask("Rain", "Weather")
        book.say(question, "Ada", "Bo", p=0.1 * n + 0.15)
        book.say(question, "Cy", p=0.7)
        book.answer(question, outcome)
    first = orjson.dumps(book.score(by="author"))
    again = Database(book.database.url.render_as_string(hide_password=False))
    assert orjson.dumps(accuracy(again, by="author", clock=book.clock)) == first
    assert orjson.dumps(book.score(by="author")) == first
    again.close()


def test_undoing_a_resolution_takes_the_score_back(book: Book) -> None:
    question = book.ask()
    book.say(question)
    book.answer(question, "yes")
    assert book.score()["overall"]["n"] == 1
    book.do(resolution.undo, question)
    overall = book.score()["overall"]
    assert overall["n"] == 0
    assert overall["brier"] is None
    assert overall["coverage"]["overdue"] == 1


def test_open_and_overdue_are_told_apart_by_the_day(book: Book) -> None:
    book.say(book.ask(closes=date(2023, 6, 1)))
    book.say(book.ask(closes=date(2023, 5, 31)))
    book.say(book.ask(closes=None))
    coverage = book.score()["overall"]["coverage"]
    assert (coverage["open"], coverage["overdue"]) == (2, 1)
    later = book.score(day=date(2023, 6, 2))["overall"]["coverage"]
    assert (later["open"], later["overdue"]) == (1, 2)


def test_resolved_by_chooses_by_the_deadline_not_by_the_event(book: Book) -> None:
    early, late = book.ask(closes=date(2022, 6, 30)), book.ask(closes=date(2022, 12, 31))
    book.say(early, "Ada", p=0.5)
    book.say(late, "Ada", p=0.2)
    book.answer(early, "no")
    book.answer(late, "yes", date(2022, 3, 1))  # happened before the other's deadline
    overall = book.score(rules=Rules(resolved_by=date(2022, 6, 30)))["overall"]
    assert (overall["n"], overall["brier"]) == (1, pytest.approx(0.25))
    assert overall["coverage"]["closing_later"] == 1
    assert book.score(rules=Rules(resolved_by=date(2022, 12, 31)))["overall"]["n"] == 2


def test_a_disputed_answer_leaves_until_it_is_settled(book: Book) -> None:
    question = book.ask()
    book.say(question)
    book.answer(question, "yes")
    book.do(resolution.dispute, question, reason="another gauge stayed dry")
    disputed = book.score()["overall"]
    assert (disputed["n"], disputed["coverage"]["disputed"]) == (0, 1)
    book.do(resolution.settle, question, reason="the other gauge was broken")
    assert book.score()["overall"]["n"] == 1


def test_a_void_leaves_n_and_is_counted_by_its_reason(book: Book) -> None:
    condition = book.ask()
    dependant = book.ask(condition="if it rains", condition_question_id=condition, condition_side=Outcome.YES)
    other = book.ask()
    book.say(dependant)
    book.say(other)
    book.answer(condition, "no")
    book.answer(other, "void", void_reason=VoidReason.AMBIGUOUS)
    overall = book.score()["overall"]
    assert overall["n"] == 0
    assert overall["coverage"]["void"] == {"ambiguous": 1, "false_condition": 1}


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (DayBounds(), "date unknown"),
        (DayBounds(date(2022, 1, 1), None), "date unknown"),
        (DayBounds(date(2022, 1, 1), date(2022, 2, 24)), "not surely before the outcome"),
        (DayBounds.on(date(2022, 2, 24)), "not surely before the outcome"),
        (DayBounds(None, date(2022, 2, 23)), None),
    ],
)
def test_only_a_forecast_surely_made_before_the_event_is_scored(
    book: Book, made: DayBounds, reason: str | None
) -> None:
    question = book.ask()
    book.say(question, "Bo", made=date(2022, 1, 1), role=Role.REPORTED)
    book.say(question, made=made)
    book.answer(question, "yes", date(2022, 2, 24))
    overall = book.score()["overall"]
    assert overall["n"] == (reason is None)
    assert overall["coverage"]["excluded"] == ({} if reason is None else {reason: 1})


def test_a_no_occurs_at_its_deadline(book: Book) -> None:
    question = book.ask(closes=date(2022, 6, 30))
    book.say(question, "Ada", made=date(2022, 6, 29), p=0.3)
    book.say(question, "Bo", made=date(2022, 6, 30), p=0.3)
    book.answer(question, "no", date(2022, 5, 1))
    cards = book.groups("author")
    assert (cards["ada"]["n"], cards["ada"]["brier"]) == (1, pytest.approx(0.09))
    assert cards["bo"]["coverage"]["excluded"] == {"not surely before the outcome": 1}


def test_possibilities_are_counted_and_never_scored(book: Book) -> None:
    words: dict[str, Any] = {"cue": "could", "cue_class": CueClass.POSSIBILITY, "p": 0.4}
    rain, snow, hail = book.ask(), book.ask(), book.ask()
    for question in (rain, snow, hail):
        book.say(question, **words)
    book.say(snow, **words, polarity=-1)
    book.answer(rain, "yes")
    book.answer(snow, "no")
    (ada,) = book.groups("author").values()
    assert ada["n"] == 0
    assert ada["unranked"].startswith("too few to rank")
    assert ada["coverage"]["possibility"] == [{"cue": "could", "said": 4, "resolved": 3, "happened": 2}]


def test_what_can_never_be_scored_is_a_share_of_its_own(book: Book) -> None:
    question = book.ask()
    book.say(question, p=0.2)
    book.say(question, p=0.3, role=Role.REPORTED)
    book.say(question, p=0.4, cue="could", cue_class=CueClass.POSSIBILITY)
    book.do(curation.mark_unscorable, book.candidate("Ada"), ["no deadline"])
    book.candidate("Ada")  # undecided: not taken in yet
    shares = book.groups("author")["ada"]["coverage"]["shares"]
    assert shares == {"unscorable": 0.25, "reported": 0.25, "possibility": 0.25}
    assert book.score(filters=Filters(made_on__gte=date(2023, 1, 1)))["overall"]["coverage"]["shares"] == {
        "unscorable": None,
        "reported": None,
        "possibility": None,
    }


def test_paraphrases_stay_outside_and_sources_answer_for_bylines_alone(book: Book) -> None:
    question = book.ask()
    book.say(question, "Ada", p=0.2)
    book.say(question, "Bo", p=0.5, role=Role.QUOTED)
    book.say(question, "Cy", p=0.9, role=Role.REPORTED)
    book.answer(question, "yes")
    assert {key: card["n"] for key, card in book.groups("author").items()} == {"ada": 1, "bo": 1, "cy": 0}
    (courier,) = book.groups("source").values()
    assert (courier["n"], courier["brier"]) == (1, pytest.approx(0.64))
    assert (courier["coverage"]["quoted"], courier["coverage"]["reported"]) == (1, 1)
    overall = book.score()["overall"]
    assert (overall["n"], overall["brier"]) == (2, pytest.approx((0.64 + 0.25) / 2))


def test_the_opposite_wording_is_turned_to_the_questions_yes(book: Book) -> None:
    question = book.ask()
    book.say(question, p=0.9, low=0.8, high=0.95, polarity=-1)
    book.answer(question, "yes")
    overall = book.score()["overall"]
    assert overall["brier"] == pytest.approx(0.81)  # it said 0.1
    assert overall["base_rate"] == 1
    assert overall["brier_bounds"] == pytest.approx([0.64, 0.9025])  # read as 0.2 at best, 0.05 at worst


@pytest.mark.parametrize(
    ("updates", "brier", "forecasts"),
    [
        ("first", 0.64, 1),
        ("standing", 0.04, 1),
        ("all", (0.64 + 0.25 + 0.04) / 3, 3),
        # 59 days at 0.2, 31 at 0.5, 10 at 0.8 until the event
        ("time_weighted", (59 * 0.64 + 31 * 0.25 + 10 * 0.04) / 100, 3),
    ],
)
def test_updates_on_one_question_add_no_n(book: Book, updates: str, brier: float, forecasts: int) -> None:
    question = book.ask()
    for made, p in ((date(2022, 1, 1), 0.2), (date(2022, 3, 1), 0.5), (date(2022, 4, 1), 0.8)):
        book.say(question, p=p, made=made)
    book.answer(question, "yes", date(2022, 4, 11))
    (ada,) = book.groups("author", rules=Rules(updates=updates)).values()
    assert (ada["n"], ada["forecasts"]) == (1, forecasts)
    assert ada["brier"] == pytest.approx(brier)


def test_without_a_deadline_a_question_stays_out(book: Book) -> None:
    question = book.ask(closes=None)
    book.say(question)
    book.answer(question, "yes", date(2022, 2, 24))
    overall = book.score()["overall"]
    assert overall["n"] == 0
    assert overall["coverage"]["excluded"] == {"the question has no deadline": 1}


def test_a_fraction_is_scored_or_dropped(book: Book) -> None:
    question = book.ask(proportion=True)
    book.say(question, p=0.5)
    book.answer(question, "fraction", value=0.3)
    assert book.score()["overall"]["brier"] == pytest.approx(0.04)
    dropped = book.score(rules=Rules(fractions="drop"))["overall"]
    assert (dropped["n"], dropped["fractions_dropped"]) == (0, 1)


def test_one_shock_is_one_cluster(book: Book) -> None:
    root = book.ask(family="invasion")
    asked = [
        root,
        book.ask(family="invasion"),
        book.ask(condition="if so", condition_question_id=root, condition_side=Outcome.YES),
        book.ask(),
    ]
    lone = book.ask()
    asked += [lone, book.ask(condition="if so", condition_question_id=lone, condition_side=Outcome.YES)]
    for question in asked:
        book.say(question)
    for question in asked:
        book.answer(question, "yes", date(2022, 12, 31))
    overall = book.score()["overall"]
    assert (overall["n"], overall["clusters"]) == (6, 3)


def test_curators_reasons_and_kinds_keep_forecasts_out(book: Book) -> None:
    question = book.ask()
    book.say(question, excluded="the claim is contestable")
    book.say(question, kind=Kind.PLAN)
    book.answer(question, "yes")
    overall = book.score()["overall"]
    assert overall["n"] == 0
    assert overall["coverage"]["excluded"] == {"kind plan": 1, "the claim is contestable": 1}


def test_undecided_and_rejected_are_counted_and_list_nobody(book: Book) -> None:
    book.candidate("Ada")
    book.do(curation.reject, book.candidate("Bo"), "it is about the past")
    book.do(curation.mark_unscorable, book.candidate("Cy"), ["vague"])
    assert list(book.groups("author")) == ["cy"]
    assert book.score()["overall"]["coverage"]["forecasts"] == {
        "candidate": 1,
        "accepted": 0,
        "rejected": 1,
        "unscorable": 1,
    }
    assert author_accuracy(book.database, "ada", clock=book.clock)["coverage"]["forecasts"]["candidate"] == 1


def test_coverage_says_how_articles_were_chosen(book: Book) -> None:
    question = book.ask()
    book.say(question, "Ada", article="https://example.org/1", by=("Ada",), frame="whole feed")
    book.article("https://example.org/2", source="Courier", by=("Ada",), frame="whole feed")
    book.article("https://example.org/3", source="Courier", by=(), frame=None)
    (ada,) = book.groups("author").values()
    assert ada["coverage"]["articles"] == 2
    assert ada["coverage"]["frames"] == [{"description": "whole feed", "size": 10, "articles": 2}]
    (courier,) = book.groups("source").values()
    assert courier["coverage"]["frames"] == [
        {"description": None, "size": None, "articles": 1},
        {"description": "whole feed", "size": 10, "articles": 2},
    ]


def test_a_collective_is_never_ranked(book: Book) -> None:
    question = book.ask()
    book.say(question, "Many", author_kind=AuthorKind.COLLECTIVE)
    assert book.groups("author")["many"]["unranked"] == "a collective is kept, never ranked"
    book.answer(question, "yes")
    many = book.groups("author")["many"]
    assert (many["n"], many["unranked"]) == (1, "a collective is kept, never ranked")
    assert many["reasons"]["rank"] == "a collective is kept, never ranked"


def test_a_question_counts_in_each_of_its_topics(book: Book) -> None:
    both, one = book.ask("Rain", "Weather"), book.ask("Rain")
    book.say(both, p=0.2)
    book.say(one, p=0.5)
    book.answer(both, "yes")
    book.answer(one, "yes")
    cards = book.groups("topic")
    assert {key: card["n"] for key, card in cards.items()} == {"rain": 2, "weather": 1}
    assert cards["weather"]["unranked"] == "topics are described, never ranked"
    assert topic_accuracy(book.database, "weather", clock=book.clock)["brier"] == pytest.approx(0.64)
    assert book.score()["overall"]["n"] == 2


def test_both_sides_of_one_event_are_one_question(book: Book) -> None:
    home, away = book.ask(), book.ask()
    book.do(group_questions, (home, away))
    book.say(home, p=0.7)
    book.say(away, p=0.3)
    book.say(away, "Bo", p=0.6)
    book.answer(home, "yes")
    book.answer(away, "no")
    result = book.score(by="author")
    assert (result["overall"]["n"], result["overall"]["questions"]) == (2, 1)
    cards = {card["key"]: card for card in result["groups"]}
    assert (cards["ada"]["n"], cards["ada"]["brier"]) == (1, pytest.approx(0.09))
    # Bo said 60% of the other side: 40% of this one; each is the other's only peer
    assert cards["bo"]["brier"] == pytest.approx(0.36)
    assert cards["bo"]["base_rate"] == 1.0
    assert cards["ada"]["peer"] == pytest.approx(0.36 - 0.09)
    assert author_accuracy(book.database, "ada", clock=book.clock)["peer"] == pytest.approx(0.36 - 0.09)


def test_a_pair_of_which_neither_happened_was_no_pair(book: Book) -> None:
    home, away = book.ask(), book.ask()
    book.do(group_questions, (home, away))
    for question in (home, away):
        book.say(question, p=0.5)
        book.answer(question, "no")
    assert book.score()["overall"]["n"] == 2
