"""Every number leads to the forecasts behind it, and there are as many of them as it says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.domain.days import DayBounds
from app.domain.errors import InvalidInput
from app.domain.forecast import CueClass, Role
from app.scoring.updates import Updates
from app.services.accuracy import accuracy, accuracy_of
from app.services.behind import FATES, forecasts_behind, forecasts_of_fate, timeline_of
from app.services.history import score_history
from app.services.question_groups import group_questions
from app.services.scope import Filters
from app.services.view import Rules
from app.storage.database import Database
from tests.kept import Kept
from tests.services.book import Book

RULES = [
    *(Rules(updates=updates) for updates in Updates),
    *(Rules(updates=updates, lexicon="kent") for updates in (Updates.ALL, Updates.TIME_WEIGHTED)),
    *(Rules(updates=updates, fractions="drop") for updates in (Updates.ALL, Updates.EVENT_WEIGHTED)),
    Rules(updates=Updates.ALL, resolved_by=date(2022, 9, 30)),
]
FILTERS = [
    Filters(),
    Filters(role="byline"),
    Filters(cue_class="likelihood"),
    Filters(topic="rain"),
    Filters(made_on__gte=date(2022, 2, 1)),
]
WHO = [("author", "ada"), ("author", "bo"), ("source", "courier"), ("topic", "rain")]


def write_book(database: Database) -> None:
    """Ada restates twice, once with Bo, and says both sides of a pair; edges, fractions."""
    book = Book(database)
    first = book.ask("rain", closes=date(2022, 12, 31))
    book.say(first, p=0.2, made=date(2022, 1, 10))
    book.say(first, "Ada", "Bo", p=0.1, made=date(2022, 3, 10))
    book.say(first, p=0.9, polarity=-1, made=date(2022, 6, 10))
    book.say(first, "Bo", p=0.75, made=date(2022, 4, 1), role=Role.QUOTED)
    book.answer(first, "no")
    second = book.ask("rain", "wind", closes=date(2022, 6, 30))
    book.say(second, p=0.3, cue="30%", cue_class=CueClass.NUMERIC, made=date(2022, 1, 10))
    book.say(second, p=1.0, cue="certainly", cue_class=CueClass.CATEGORICAL, made=date(2022, 2, 10))
    book.answer(second, "yes", date(2022, 5, 2))
    shared = book.ask("wind", closes=date(2022, 8, 31), proportion=True)
    book.say(shared, p=0.5, made=date(2022, 2, 1))
    book.say(shared, p=0.6, made=date(2022, 2, 1))
    book.answer(shared, "fraction", date(2022, 8, 31), value=0.4)
    pair = tuple(book.ask("rain", closes=date(2022, 7, 31)) for _ in range(2))
    book.do(group_questions, pair)
    for question, p, day in ((pair[0], 0.7, 3), (pair[1], 0.2, 9)):
        book.say(question, p=p, made=date(2022, 5, day))
    book.answer(pair[0], "yes", date(2022, 7, 1))
    book.answer(pair[1], "no", date(2022, 7, 31))
    book.say(book.ask("rain", closes=date(2022, 9, 30)), p=0.4)  # overdue
    book.say(book.ask("wind", closes=date(2030, 9, 30)), p=0.4)  # open
    void = book.ask("rain")
    book.say(void, p=0.4)
    book.answer(void, "void", void_reason="ambiguous")
    could = book.ask("rain", closes=date(2022, 4, 30))
    book.say(could, cue="could", cue_class=CueClass.POSSIBILITY)
    book.answer(could, "yes", date(2022, 4, 2))
    book.say(first, role=Role.REPORTED)


@pytest.fixture
def book(database: Database, kept: Kept) -> Book:
    """That book, to read."""
    kept.fill(database, write_book)
    return Book(database)


@pytest.mark.parametrize("updates", Updates)
def test_a_bin_leads_to_as_many_forecasts_as_the_diagram_counts(book: Book, updates: Updates) -> None:
    # On the first question Ada says 20%, 10% with Bo and 10%; on the pair 70% and, of the other side, 20%.
    expected = {
        Updates.FIRST: {2: 1, 3: 1, 5: 1, 7: 1},
        Updates.STANDING: {1: 1, 6: 1, 8: 1, 10: 1},
        Updates.ALL: {1: 2, 2: 1, 3: 1, 5: 1, 6: 1, 7: 1, 8: 1, 10: 1},
        # What is said again on the same day stood for no day before.
        Updates.TIME_WEIGHTED: {1: 2, 2: 1, 3: 1, 6: 1, 7: 1, 8: 1, 10: 1},
        Updates.EVENT_WEIGHTED: {1: 2, 2: 1, 3: 1, 5: 1, 6: 1, 7: 1, 8: 1, 10: 1},
    }[updates]
    rules = Rules(updates=updates)
    card = accuracy_of(book.database, "author", "ada", rules=rules, clock=book.clock)
    assert {round(held["high"] * 10): held["n"] for held in card["reliability"]} == expected
    behind = {
        decile: forecasts_behind(book.database, "author", "ada", decile=decile, rules=rules, clock=book.clock)
        for decile in range(1, 11)
    }
    assert {decile: held["total"] for decile, held in behind.items() if held["total"]} == expected


@pytest.mark.parametrize(("by", "slug"), WHO)
def test_the_list_behind_a_score_gives_the_score(book: Book, by: str, slug: str) -> None:
    for rules in RULES:
        for filters in FILTERS:
            options: dict[str, Any] = {"rules": rules, "filters": filters, "clock": book.clock}
            card = accuracy_of(book.database, by, slug, **options)
            behind = forecasts_behind(book.database, by, slug, **options)
            assert (behind["total"], behind["n"]) == (card["forecasts"], card["n"]), (rules, filters)
            assert len(behind["items"]) == card["forecasts"]
            weight = sum(one["weight"] for one in behind["items"])
            if weight:
                lost = sum(one["weight"] * one["brier"] for one in behind["items"])
                assert lost / weight == pytest.approx(card["brier"], abs=1e-9), (rules, filters)
            for held in card["reliability"]:
                decile = round(held["high"] * 10)
                inside = forecasts_behind(book.database, by, slug, decile=decile, **options)
                assert inside["total"] == held["n"], (rules, filters, decile)


def test_the_list_behind_everybody_is_that_of_the_overall_card(book: Book) -> None:
    rules = Rules(updates=Updates.ALL)
    overall = accuracy(book.database, rules=rules, clock=book.clock)["overall"]
    behind = forecasts_behind(book.database, None, None, rules=rules, clock=book.clock)
    # 4 on the first question, 2 on the second, 2 on the shared one, both sides of the pair
    assert (behind["total"], behind["n"]) == (overall["forecasts"], overall["n"]) == (10, 6)


def test_a_day_that_is_known_by_bounds_is_shown_by_both(database: Database) -> None:
    book = Book(database)
    question = book.ask()
    book.say(question, made=DayBounds(date(2022, 1, 3), date(2022, 1, 10)))
    book.say(question, made=DayBounds(None, date(2022, 1, 12)))
    book.say(question, made=DayBounds())
    listed = forecasts_of_fate(book.database, "author", "ada", clock=book.clock)["items"]
    assert [(one["made_earliest"], one["made_on"]) for one in listed] == [
        (None, "2022-01-12"),
        ("2022-01-03", "2022-01-10"),
        (None, None),
    ]


@pytest.mark.parametrize(("by", "slug"), WHO)
def test_each_number_of_the_coverage_leads_to_its_forecasts(book: Book, by: str, slug: str) -> None:
    for filters in FILTERS:
        options: dict[str, Any] = {"filters": filters, "clock": book.clock}
        held = accuracy_of(book.database, by, slug, **options)["coverage"]
        told = {
            **{fate: held[fate] for fate in FATES if isinstance(held.get(fate), int)},
            "void": sum(held["void"].values()),
            "excluded": sum(held["excluded"].values()),
            "unscorable": held["forecasts"]["unscorable"],
            "recorded": held["forecasts"]["accepted"] + held["forecasts"]["unscorable"],
            "possibility": sum(one["said"] for one in held["possibility"]),
        }
        assert set(told) == set(FATES)
        found = {
            fate: forecasts_of_fate(book.database, by, slug, fate=fate, **options)["total"] for fate in FATES
        }
        assert found == told, filters


def test_what_is_not_scored_is_shown_without_a_score(book: Book) -> None:
    listed = forecasts_of_fate(book.database, "author", "ada", fate="open", clock=book.clock)
    (one,) = listed["items"]
    assert (one["probability"], one["outcome"], one["brier"], one["weight"]) == (0.4, None, None, None)
    assert one["people"] == [{"slug": "ada", "name": "Ada"}]
    assert (one["source"], one["source_name"]) == ("courier", "Courier")


def test_a_month_leads_to_the_forecasts_of_its_window(book: Book) -> None:
    for updates in (Updates.FIRST, Updates.ALL):
        options: dict[str, Any] = {"rules": Rules(updates=updates), "clock": book.clock}
        windows = score_history(book.database, "author", "ada", **options)["windows"]
        assert len(windows) == 7  # June to December
        for window in windows:
            behind = forecasts_behind(book.database, "author", "ada", month=window["month"], **options)
            assert behind["n"] == window["n"], window["month"]


def test_a_wording_leads_to_what_was_said_in_it(book: Book) -> None:
    card = accuracy_of(book.database, "author", "ada", clock=book.clock)
    assert {one["cue"] for one in card["detail"]["phrases"]} == {"certainly", "could", "unlikely"}
    for one in card["detail"]["phrases"]:
        behind = forecasts_of_fate(book.database, "author", "ada", cue=one["cue"], clock=book.clock)
        assert behind["total"] == one["said"]


@pytest.mark.parametrize(
    ("asked", "named"),
    [({"decile": 11}, "decile: 11"), ({"month": "2022-13"}, "month: '2022-13'"), ({"month": "May"}, "month")],
)
def test_what_is_no_bin_or_month_is_refused(book: Book, asked: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidInput, match=named):
        forecasts_behind(book.database, "author", "ada", clock=book.clock, **asked)


def test_an_unknown_fate_is_refused(book: Book) -> None:
    with pytest.raises(InvalidInput, match="fate: 'candidate' is not known"):
        forecasts_of_fate(book.database, "author", "ada", fate="candidate", clock=book.clock)


def test_a_time_line_has_each_forecast_behind_the_score(database: Database) -> None:
    book = Book(database)
    for number in range(60):  # more than one page of the list
        question = book.ask()
        made = DayBounds(date(2022, 1, 3), date(2022, 1, 10)) if number == 0 else date(2022, 2, 1)
        book.say(question, p=0.7, made=made)
        book.answer(question, "yes", date(2022, 6, 1))
    line = timeline_of(book.database, "author", "ada", clock=book.clock)
    assert (line["total"], len(line["items"])) == (60, 60)
    oldest = line["items"][-1]
    assert (oldest["made_earliest"], oldest["made_on"]) == ("2022-01-03", "2022-01-10")
    assert (oldest["probability"], oldest["outcome"]) == (0.7, 1.0)
    latest = timeline_of(book.database, "author", "ada", latest=2, clock=book.clock)
    assert (latest["total"], latest["items"]) == (60, line["items"][:2])
