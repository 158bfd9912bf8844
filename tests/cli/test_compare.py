"""`foreseen compare` says what the service says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.cli.context import settings
from app.domain.errors import NotFound
from app.storage.database import Database
from tests.services.book import Book


@pytest.fixture
def pair(database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Book]:
    book = Book(database)
    question = book.ask()
    book.say(question, "Ada", p=0.2)
    book.say(question, "Bo", p=0.5)
    book.answer(question, "yes", date(2022, 2, 24))
    monkeypatch.setenv("DATABASE_URL", database_url)
    settings.cache_clear()  # one process runs many commands here
    yield book
    settings.cache_clear()


def test_the_difference_and_the_verdict_are_printed(pair: Book) -> None:
    del pair
    done = CliRunner().invoke(app, ["compare", "ada", "bo"])
    assert done.exit_code == 0, done.output
    assert "0.3900" in done.stdout  # .64 less .25
    assert "too few shared questions to tell: 1 of at least 10 effective clusters" in done.stdout


def test_what_the_verdict_rests_on_is_printed(pair: Book) -> None:
    del pair
    out = CliRunner().invoke(app, ["compare", "ada", "bo"]).stdout
    assert "no interval: one family of questions says nothing about its own sampling error" in out
    assert "by chance alone, signs flipped by family: none, one family" in out
    assert "among all 0 pairs judged together: none, these two share fewer than 10" in out
    for name in ("as of the same day", "kent", "always 50%", "base rate of the day"):
        assert name in out


def test_json_stands_alone_on_stdout(pair: Book) -> None:
    del pair
    done = CliRunner().invoke(app, ["compare", "ada", "bo", "--updates", "standing", "--json"])
    found = json.loads(done.stdout)
    assert found["difference"] == pytest.approx(0.39)
    assert (found["n"], found["parameters"]["updates"]) == (1, "standing")


def test_nobody_is_named(pair: Book) -> None:
    del pair
    done = CliRunner().invoke(app, ["compare", "ada", "nobody"])
    assert isinstance(done.exception, NotFound)
    assert "nobody" in done.exception.message
