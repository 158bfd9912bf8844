"""The track record figure by figure, on a small book worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.domain.errors import InvalidInput, NotFound
from app.services.accuracy import author_accuracy
from app.services.calls import notable_calls
from app.services.diagrams import decomposition, reliability_diagram
from app.services.history import score_history
from app.storage.database import Database
from tests.services.book import Book


@pytest.fixture
def book(database: Database) -> Book:
    """Ada said 20% of what happened, 90% of what happened, and 30% of what did not."""
    book = Book(database)
    for p, closes, outcome, on in (
        (0.2, date(2022, 3, 31), "yes", date(2022, 2, 24)),
        (0.9, date(2022, 5, 31), "yes", date(2022, 4, 2)),
        (0.3, date(2022, 5, 31), "no", date(2022, 5, 31)),
    ):
        question = book.ask("rain", closes=closes)
        book.say(question, p=p)
        book.answer(question, outcome, on)
    return book


def history(book: Book, **options: Any) -> dict[str, Any]:
    return score_history(book.database, "author", "ada", clock=book.clock, **options)


def calls(book: Book, **options: Any) -> dict[str, Any]:
    return notable_calls(book.database, "author", "ada", clock=book.clock, **options)


def test_a_question_belongs_to_the_month_in_which_it_closes(book: Book) -> None:
    result = history(book, months=2)
    assert [window["month"] for window in result["windows"]] == ["2022-03", "2022-04", "2022-05"]
    assert [window["n"] for window in result["windows"]] == [1, 1, 2]
    # 0.64 alone, then (0.01 + 0.09)/2
    assert [window["brier"] for window in result["windows"]] == pytest.approx([0.64, 0.64, 0.05])
    assert result["closing_later"] == 0
    assert (result["key"], result["parameters"]["by"], result["parameters"]["months"]) == ("ada", "author", 2)


def test_what_closes_later_waits_though_it_was_answered_early(book: Book) -> None:
    result = history(book, months=1, day=date(2022, 4, 30))
    assert [window["month"] for window in result["windows"]] == ["2022-03"]
    assert result["closing_later"] == 2


def test_history_is_as_the_record_was(book: Book) -> None:
    before = book.head()
    question = book.ask("rain", closes=date(2022, 6, 30))
    book.say(question, p=0.5)
    book.answer(question, "no", date(2022, 6, 30))
    assert len(history(book)["windows"]) == 4
    assert len(history(book, as_of=f"seq:{before}")["windows"]) == 3


def test_misses_cost_more_than_a_coin_and_calls_less(book: Book) -> None:
    result = calls(book)
    assert [(call["probability"], call["outcome"]) for call in result["misses"]] == [(0.2, 1.0)]
    assert [call["brier"] for call in result["best"]] == pytest.approx([0.01, 0.09])
    (miss,) = result["misses"]
    assert (miss["authors"], miss["source"], miss["cue"]) == (["ada"], "courier", "unlikely")
    assert (miss["made_on"], miss["occurred_on"]) == ("2022-01-10", "2022-02-24")
    assert miss["text"] == "Does it rain?"


def test_no_more_calls_than_were_asked_for(book: Book) -> None:
    assert len(calls(book, limit=1)["best"]) == 1


def test_a_coin_flip_is_neither_miss_nor_call(database: Database) -> None:
    book = Book(database)
    question = book.ask(closes=date(2022, 3, 31))
    book.say(question, p=0.5)
    book.answer(question, "yes", date(2022, 2, 24))
    assert calls(book)["misses"] == calls(book)["best"] == []


def test_diagrams_are_parts_of_the_scorecard(book: Book) -> None:
    card = author_accuracy(book.database, "ada", clock=book.clock)
    diagram = reliability_diagram(book.database, "author", "ada", clock=book.clock)
    assert sum(held["n"] for held in diagram["reliability"]) == diagram["forecasts"] == card["forecasts"]
    assert [(held["low"], held["n"], held["event_rate"]) for held in diagram["reliability"]] == [
        (0.1, 1, 1.0),
        (0.2, 1, 0.0),
        (0.8, 1, 1.0),
    ]
    assert [point["probability"] for point in diagram["consistency"]["band"]] == [0.2, 0.3, 0.9]
    parts = decomposition(book.database, "author", "ada", clock=book.clock)
    assert parts["brier"] == pytest.approx((0.64 + 0.01 + 0.09) / 3)
    assert parts["mcb"] - parts["dsc"] + parts["unc"] == pytest.approx(parts["brier"], abs=1e-12)
    assert parts["murphy"] == card["detail"]["murphy"]
    assert "resampled" in parts["reasons"]
    assert (parts["key"], parts["seq"]) == ("ada", card["seq"])


def test_an_unknown_author_is_not_found(book: Book) -> None:
    with pytest.raises(NotFound):
        score_history(book.database, "author", "nobody", clock=book.clock)


def test_a_window_of_no_months_is_refused(book: Book) -> None:
    with pytest.raises(InvalidInput, match="months: 0 is no window"):
        history(book, months=0)
    with pytest.raises(InvalidInput, match="limit: 101 is no number"):
        calls(book, limit=101)
