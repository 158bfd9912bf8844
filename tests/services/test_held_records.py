"""Which record a request is answered from, while a thread keeps a large one ready."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from app.services import erasure, held_records
from app.services.accuracy import accuracy, author_accuracy
from app.services.held_records import Memo, is_ready, keep_ready, served_moment, stop_keeping
from app.storage.database import Database
from tests.services.book import Book


@pytest.fixture
def book(database: Database) -> Book:
    return Book(database)


def keep(book: Book) -> bool:
    """Keep the head ready as a served process does, in a thread of its own; whether there was news."""
    news: list[bool] = []

    def make() -> None:
        accuracy(book.database, by="author", clock=book.clock)

    def run() -> None:
        news.append(keep_ready(book.database, make, now=book.now))

    thread = Thread(target=run)
    thread.start()
    thread.join()
    return news[0]


def seen(book: Book, **options: Any) -> tuple[int, int]:
    """The event a reader is answered as of, and how many forecasts are scored there."""
    result = accuracy(book.database, by="author", clock=book.clock, **options)
    return result["seq"], result["overall"]["n"]


@pytest.fixture
def large(book: Book, monkeypatch: pytest.MonkeyPatch) -> Book:
    """A record that counts as large, with one scored forecast of Ada, and kept ready."""
    monkeypatch.setattr(held_records, "ALWAYS_FRESH_UP_TO", 0)
    question = book.ask()
    book.say(question, "Ada", p=0.2)
    book.answer(question, "yes")
    assert keep(book)
    return book


def further(book: Book) -> None:
    """One more scored forecast."""
    question = book.ask()
    book.say(question, "Ada", p=0.4)
    book.answer(question, "no")


def test_readers_of_a_large_record_get_the_last_figures_until_the_next_are_ready(large: Book) -> None:
    before = large.head()
    further(large)
    assert seen(large) == (before, 1)
    assert served_moment(large.database, now=large.now)[0] == before
    assert not is_ready(large.database, now=large.now)
    assert keep(large)
    assert seen(large) == (large.head(), 2)
    assert served_moment(large.database, now=large.now)[0] == large.head()
    assert not keep(large)  # nothing new


def test_who_names_the_event_is_answered_as_of_it(large: Book) -> None:
    further(large)
    assert seen(large, as_of=f"seq:{large.head()}") == (large.head(), 2)


def test_a_small_record_is_always_fresh(large: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_records, "ALWAYS_FRESH_UP_TO", 1)
    further(large)
    assert seen(large) == (large.head(), 2)


def test_an_erased_name_is_gone_at_once(large: Book) -> None:
    assert author_accuracy(large.database, "ada", clock=large.clock)["name"] == "Ada"
    with large.database.read() as connection:
        [words] = erasure.words_of_author(connection, "ada")
    large.do(erasure.erase, words.digest, "asked to")
    assert seen(large) == (large.head(), 1)
    names = [card["name"] for card in accuracy(large.database, by="author", clock=large.clock)["groups"]]
    assert names == [None]


def test_a_new_day_is_news(large: Book) -> None:
    first = accuracy(large.database, by="author", clock=large.clock)["date"]
    large.now += timedelta(days=1)
    assert served_moment(large.database, now=large.now) == (large.head(), date(2023, 6, 1))
    # What was due yesterday may be overdue today: until that is counted, figures say of which day they are.
    assert accuracy(large.database, by="author", clock=large.clock)["date"] == first == "2023-06-01"
    assert keep(large)
    assert accuracy(large.database, by="author", clock=large.clock)["date"] == "2023-06-02"


def test_without_a_keeper_everybody_reads_the_head(large: Book) -> None:
    further(large)
    stop_keeping(large.database)
    assert seen(large) == (large.head(), 2)


def test_two_who_ask_at_once_wait_for_one_making() -> None:
    memo, together = Memo(4), Barrier(2)
    made: list[int] = []
    found: list[int] = []

    def make() -> int:
        made.append(len(made))
        return made[-1]

    def ask() -> None:
        together.wait()
        found.append(memo.find("board", make))

    threads = [Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (made, found) == ([0], [0, 0])


def test_what_failed_is_tried_again_and_the_oldest_goes_first() -> None:
    memo = Memo(2)

    def fail() -> int:
        raise ValueError("no figure")

    with pytest.raises(ValueError, match="no figure"):
        memo.find("a", fail)
    assert [memo.find(name, lambda: 1) for name in ("a", "b", "c")] == [1, 1, 1]
    assert memo.find("c", lambda: 2) == 1
    assert memo.find("a", lambda: 2) == 2
