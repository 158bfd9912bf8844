"""The record as files: what researchers get is what the record holds."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import orjson
import polars as pl
import pytest

from app.domain.errors import InvalidInput
from app.domain.forecast import Kind
from app.services.accuracy import accuracy, author_accuracy
from app.services.exchange import _cell, export
from app.services.people import find_author, merge_authors
from app.services.question_groups import group_questions
from app.services.recording import recording
from app.services.score_file import score_file
from app.storage.database import Database
from tests.builders import load_seeds
from tests.kept import Kept
from tests.services.book import Book


@pytest.fixture
def loaded(database: Database, kept: Kept) -> Database:
    kept.fill(database, load_seeds)
    return database


def test_csv_json_lines_and_parquet_hold_the_same_rows(loaded: Database, tmp_path: Path) -> None:
    counts = {ending: export(loaded, tmp_path / f"x.{ending}") for ending in ("csv", "jsonl", "parquet")}
    # 36 forecasts without 8 rejected ones; four of the public ones have two authors.
    assert set(counts.values()) == {36 - 8 + 4}
    lines = [orjson.loads(line) for line in (tmp_path / "x.jsonl").read_bytes().splitlines()]
    rows = list(csv.DictReader(io.StringIO((tmp_path / "x.csv").read_text(encoding="utf-8"))))
    frame = pl.read_parquet(tmp_path / "x.parquet")
    assert [line["forecast"] for line in lines] == [int(row["forecast"]) for row in rows]
    assert frame["forecast"].to_list() == [line["forecast"] for line in lines]
    assert list(lines[0]) == list(rows[0]) == frame.columns
    assert list(tmp_path.glob(".x.*")) == []  # nothing half is left behind


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_an_exported_file_scores_as_the_record_does(loaded: Database, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"all.{ending}"
    export(loaded, path)
    for by in ("author", "source"):
        ours, theirs = accuracy(loaded, by=by), score_file(path, by=by)
        scored = [card for card in ours["groups"] if card["n"]]
        for name in ("n", "questions", "forecasts", "brier"):
            assert {card["key"]: card[name] for card in theirs["groups"]} == pytest.approx(
                {card["key"]: card[name] for card in scored}
            ), name
            assert theirs["overall"][name] == pytest.approx(ours["overall"][name]), name
    groups = {card["key"]: card for card in score_file(path, by="author")["groups"]}
    # unlikely .20, would .90 and will .97, and all three happened: (.64 + .01 + .0009) / 3
    assert groups["ari-b"]["brier"] == pytest.approx(0.6509 / 3, abs=1e-12)
    assert groups["victor-oleynik"]["brier"] == pytest.approx(0.0625, abs=1e-12)
    # and a forecast by two authors, once
    assert (theirs["overall"]["n"], theirs["co_authored"]) == (4, 1)
    assert theirs["overall"]["brier"] == pytest.approx((0.6509 + 0.0625) / 4, abs=1e-12)


def test_both_sides_of_an_event_and_an_unforecast_option_come_through_a_file(
    database: Database, tmp_path: Path
) -> None:
    book = Book(database)
    won, lost = book.ask(), book.ask()
    ann, bea, cy = book.ask(), book.ask(), book.ask()
    low, middle, high = book.ask(), book.ask(), book.ask()
    for number in (won, ann, middle):
        book.answer(number, "yes", date(2022, 12, 1))
    for number in (lost, bea, cy, low, high):
        book.answer(number, "no")
    book.do(group_questions, (won, lost))
    book.do(group_questions, (ann, bea, cy))
    book.do(group_questions, (low, middle, high), ordered=True)
    # of the race nobody forecast Cy: Ann and Bea are not both sides of one event for that
    for number, p in (
        (won, 0.7),
        (lost, 0.3),
        (ann, 0.6),
        (bea, 0.2),
        (low, 0.2),
        (middle, 0.5),
        (high, 0.3),
    ):
        book.say(number, "Ada", p=p)
    export(book.database, tmp_path / "x.csv")
    ours = author_accuracy(book.database, "ada", clock=book.clock)
    theirs = score_file(tmp_path / "x.csv")["overall"]
    # the match counts once, the others each: 1 + 2 + 3
    assert (theirs["n"], theirs["questions"]) == (ours["n"], ours["questions"]) == (6, 6)
    assert theirs["base_rate"] == ours["base_rate"] == 0.5
    assert theirs["brier"] == pytest.approx((0.09 + 0.16 + 0.04 + 0.04 + 0.25 + 0.09) / 6)
    options = theirs["detail"]["options"]
    assert options == ours["detail"]["options"]
    assert (options["complete"], options["ordered"], options["incomplete"]) == (1, 1, 1)
    assert options["rps"] == pytest.approx((0.2**2 + 0.3**2) / 2)


def test_every_row_that_is_not_scored_says_why(loaded: Database, tmp_path: Path) -> None:
    export(loaded, tmp_path / "all.parquet")
    frame = pl.read_parquet(tmp_path / "all.parquet")
    assert (frame["scored"] == frame["not_scored"].is_null()).all()
    unscorable = frame.filter(pl.col("status") == "unscorable")
    assert set(unscorable["not_scored"]) == {"status unscorable"}
    kept_out = frame.filter(pl.col("excluded").is_not_null() & (pl.col("role") != "reported"))
    assert kept_out["not_scored"].to_list() == kept_out["excluded"].to_list() != []


def test_a_plan_is_exported_and_not_scored(database: Database, tmp_path: Path) -> None:
    book = Book(database)
    question = book.ask()
    book.say(question, kind=Kind.PLAN)
    book.say(question, "Bo")
    book.answer(question, "yes")
    export(database, tmp_path / "x.parquet")
    frame = pl.read_parquet(tmp_path / "x.parquet")
    assert frame.select("author", "scored", "not_scored").rows() == [
        ("ada", False, "kind plan"),
        ("bo", True, None),
    ]


def test_a_chain_of_merged_spellings_is_exported_as_the_author_known_now(
    loaded: Database, tmp_path: Path
) -> None:
    with recording(loaded, actor="test") as record:
        first, second, third = (
            find_author(record, slug) for slug in ("victor-oleynik", "anton-gromov", "ari-b")
        )
        merge_authors(record, first, second)
        merge_authors(record, second, third)
    export(loaded, tmp_path / "x.parquet")
    frame = pl.read_parquet(tmp_path / "x.parquet")
    assert frame.height == 36 - 8  # the co-authors are one author now, so no forecast has two rows
    assert set(frame["author"]) & {"victor-oleynik", "anton-gromov", "ari-b"} == {"ari-b"}


def test_a_cell_that_a_spreadsheet_would_run_is_text() -> None:
    assert _cell('=HYPERLINK("x")', "text") == '\'=HYPERLINK("x")'
    assert _cell("plain", "text") == "plain"
    assert _cell(-1.5, "float") == -1.5


@pytest.mark.parametrize("name", ["x.xlsx", "x", "x.csv.gz"])
def test_a_format_that_is_not_offered_is_named(database: Database, tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput, match=r"\*\.csv"):
        export(database, tmp_path / name)


def test_a_file_written_may_be_read_by_whom_new_files_may_be(database: Database, tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    export(database, tmp_path / "record.csv")
    assert (tmp_path / "record.csv").stat().st_mode == usual.stat().st_mode
