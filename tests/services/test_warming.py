"""What a process makes when it starts, before anybody asks."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.services.accuracy import accuracy
from app.services.warming import start_warming
from app.storage.database import Database
from app.storage.record import system_clock
from tests.services.book import Book


def test_the_first_leaderboard_is_there_before_it_is_asked_for(database: Database) -> None:
    book = Book(database)
    question = book.ask()
    book.say(question, p=0.2)
    book.answer(question, "yes")
    start_warming(database, book.clock).join(60)
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


def test_a_database_without_a_schema_stops_nothing(
    tmp_path: object, caplog: pytest.LogCaptureFixture
) -> None:
    empty = Database(f"sqlite:///{tmp_path}/empty.db")
    with caplog.at_level("INFO", logger="app.services.warming"):
        start_warming(empty, system_clock).join(60)
    empty.close()
    assert "no leaderboards were made" in caplog.text
