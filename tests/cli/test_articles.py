"""`foreseen extract` and `foreseen ingest` as a person runs them."""

from __future__ import annotations

import io
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.storage.database import Database
from app.storage.tables import article
from tests.cli.conftest import Foreseen

TEXT = "Water and its ways\r\n\r\nBy Jane Doe\r\n\r\nThe town will probably flood before June 2027.\r\n"


@pytest.fixture
def record(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Database:
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return database


def count(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(article)).scalar_one())


def give(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_every_quote_is_where_the_text_says(foreseen: Foreseen, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode())
    found = json.loads(foreseen("extract", path, "--json").out)
    text = found["article"]["text"]
    assert text == TEXT.replace("\r\n", "\n")
    assert found["candidates"]
    for candidate in found["candidates"]:
        assert text[candidate["start"] : candidate["end"]] == candidate["quote"]


def test_without_a_date_the_bounds_are_shown(foreseen: Foreseen, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode())
    before = datetime.now(UTC).date().isoformat()
    shown = json.loads(foreseen("extract", path, "--json").out)["article"]
    said = foreseen("extract", path).out
    days = [before, datetime.now(UTC).date().isoformat()]  # midnight may fall in between
    assert shown["published"] in [{"earliest": None, "latest": day} for day in days]
    assert shown["published_basis"] == "not after the day it was read"
    assert any(f"no exact date: ? to {day} (not after the day it was read)" in said for day in days)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("extract --published-on 2999-01-01", "--published-on: 2999-01-01 is no day of publication"),
        ("ingest --published-on 2999-01-01", "--published-on: 2999-01-01 is no day of publication"),
        ("extract --author=", "--author: is empty"),
        ("ingest --author=", "--author: is empty"),
        ("ingest --source=", "--source: is empty"),
        ("ingest --frame=", "--frame: is empty"),
    ],
)
def test_an_option_is_refused_once_and_by_its_name(
    foreseen: Foreseen, record: Database, command: str, words: str
) -> None:
    names = ["a.txt"] if command.startswith("extract") else ["a.txt", "b.txt"]
    for name in names:
        Path(name).write_bytes(TEXT.encode())
    ran = foreseen(*command.split(), *names)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"error: {words}")
    assert ran.err.count("error") == 1
    assert count(record) == 0


@pytest.mark.parametrize("target", ["", "  "])
def test_an_empty_target_is_refused(foreseen: Foreseen, record: Database, target: str) -> None:
    Path("a.txt").write_bytes(TEXT.encode())
    ran = foreseen("ingest", target, "--json")
    assert (ran.code, ran.out) == (1, "")
    assert "is empty" in ran.err
    assert count(record) == 0
    assert "is empty" in foreseen("extract", target).err


def test_a_dash_reads_what_is_piped_in(
    foreseen: Foreseen, record: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, TEXT.encode())
    ran = foreseen("ingest", "-", "--json")
    assert ran.code == 0
    [item] = json.loads(ran.out)["items"]
    assert (item["item"], item["status"], item["error"]) == ("stdin", "added", None)
    assert count(record) == 1


def test_a_name_that_is_no_unicode_loses_nothing(
    foreseen: Foreseen, record: Database, tmp_path: Path
) -> None:
    inside = tmp_path / "articles"
    inside.mkdir()
    (inside / os.fsdecode(b"caf\xe9.txt")).write_bytes(TEXT.encode())
    ran = foreseen("ingest", inside, "--json")
    assert ran.code == 0, ran.err
    [item] = json.loads(ran.out)["items"]
    assert item["item"] == f"{inside}/caf\ufffd.txt"
    assert (item["status"], count(record)) == ("added", 1)
    assert "caf\ufffd.txt" in foreseen("ingest", inside).out


def test_the_summary_counts_in_words_that_fit(foreseen: Foreseen, record: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode())
    ran = foreseen("ingest", path)
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "1 article, 1 new candidate, 0 errors"
    again = foreseen("ingest", path, "--source", "Gazette")
    assert again.err.splitlines()[-1].endswith(
        "the record holds other words for source; nothing changed there"
    )
    assert count(record) == 1


def test_where_nothing_came_in_there_is_no_table(
    foreseen: Foreseen, record: Database, tmp_path: Path
) -> None:
    ran = foreseen("ingest", tmp_path / "nowhere.txt")
    assert (ran.code, ran.out) == (1, "0 articles, 0 new candidates, 1 error\n")
    assert count(record) == 0


def test_extract_says_which_stage_is_missing(
    foreseen: Foreseen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert "not installed" not in foreseen("extract", path).out
    monkeypatch.setattr("app.cli.articles.missing_stage", lambda: "the parser is not installed")
    assert foreseen("extract", path).out.rstrip().endswith("the parser is not installed")
