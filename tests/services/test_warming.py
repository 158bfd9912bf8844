"""What a process makes when it starts, before anybody asks."""

from __future__ import annotations

from queue import Queue

import pytest
import sqlalchemy as sa

from app.services import held_records, resolution, warming
from app.services.accuracy import accuracy
from app.services.held_records import served_moment
from app.services.warming import Warming
from app.storage.database import Database
from app.storage.record import system_clock
from tests.services.book import Book


def test_the_first_leaderboard_is_there_before_it_is_asked_for(database: Database) -> None:
    book = Book(database)
    question = book.ask()
    book.say(question, p=0.2)
    book.answer(question, "yes")
    warming = Warming(database, book.clock)
    warming.start()
    assert warming.wait(60)
    warming.stop(60)
    statements: list[str] = []
    with database.read() as connection:
        engine = connection.engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        result = accuracy(database, by="author", clock=book.clock)
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    assert result["overall"]["n"] == 1
    assert not [words for words in statements if "forecast_version" in words]  # nothing is read again


def test_cards_are_drawn_ahead_and_figures_made_anew_after_an_event(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_records, "ALWAYS_FRESH_UP_TO", 0)
    monkeypatch.setattr(warming, "LOOKS_EVERY", 0.01)
    drawn: Queue[str] = Queue()
    monkeypatch.setattr(warming, "draw_ahead", lambda _, by, slug, **options: drawn.put(f"{by} {slug}"))
    compared: list[tuple[str, str]] = []
    monkeypatch.setattr(warming, "compare_authors", lambda _, a, b, **options: compared.append((a, b)))
    book = Book(database)
    question = book.ask("World")
    book.say(question, "Ada", p=0.2)
    book.say(question, "Bo", p=0.2)
    book.answer(question, "yes")
    keeper = Warming(database, book.clock)
    keeper.start()
    try:
        first = [drawn.get(timeout=60) for _ in range(4)]
        assert first == ["source courier", "topic world", "author ada", "author bo"]
        before, _ = served_moment(database, now=book.now)
        book.do(resolution.undo, question)
        book.answer(question, "no")
        assert [drawn.get(timeout=60) for _ in range(4)] == first
        assert compared == [("ada", "bo"), ("ada", "bo")]
        assert served_moment(database, now=book.now)[0] == book.head() > before
        assert accuracy(database, by="author", clock=book.clock)["overall"]["brier"] == pytest.approx(0.04)
    finally:
        keeper.stop(60)


def test_a_database_without_a_schema_stops_nothing(
    tmp_path: object, caplog: pytest.LogCaptureFixture
) -> None:
    empty = Database(f"sqlite:///{tmp_path}/empty.db")
    with caplog.at_level("INFO", logger="app.services.warming"):
        warming = Warming(empty, system_clock)
        warming.start()
        assert warming.wait(60)
        warming.stop(60)
    empty.close()
    assert "no leaderboards were made" in caplog.text
