"""Many articles read by several processes: the same record as by one, whatever happens to them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.fetch import Fetcher
from app.services import reading_ahead
from app.services.intake import Came, Intake, expand
from app.services.reading_ahead import WORTH_IT, count_cores, take_all
from app.storage import tables as t
from app.storage.database import Database
from app.storage.migrate import upgrade

NOW = datetime(2026, 2, 10, tzinfo=UTC)
MANY = 2 * WORTH_IT + 4


def intake(database: Database) -> Intake:
    return Intake(database, Fetcher(), "tester", lambda: NOW)


@pytest.fixture
def another_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path_factory.mktemp('another')}/record.db"
    opened = Database(url)
    upgrade(opened)
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tmp_path = tmp_path / "articles"
    tmp_path.mkdir()
    for number in range(MANY):
        text = (
            f"The harbour board met on Monday. It will probably raise fee {number} before the end of 2027.\n"
        )
        (tmp_path / f"{number:03}.txt").write_text(text)
    (tmp_path / "005b.txt").write_bytes(b"\x00\x01")  # no text
    (tmp_path / "007b.txt").write_text((tmp_path / "007.txt").read_text())  # the same again
    return tmp_path


def taken(database: Database, folder: Path, *, processes: int, told: list[str] | None = None) -> list[Came]:
    held = intake(database)
    tell = (told if told is not None else []).append
    return list(take_all(held, expand(held, str(folder)), processes=processes, tell=tell))


def record(database: Database) -> list[tuple[object, ...]]:
    """Every event but its time, and every candidate."""
    with database.read() as connection:
        events = connection.execute(sa.select(t.event.c.seq, t.event.c.kind).order_by(t.event.c.seq))
        f = t.forecast.c
        found = connection.execute(sa.select(f.id, f.quote_sha256, f.start, f.end).order_by(f.id))
        return [tuple(row) for row in events] + [tuple(row) for row in found]


def test_two_processes_write_the_record_that_one_writes(
    database: Database, another_database: Database, folder: Path
) -> None:
    alone = taken(database, folder, processes=1)
    together = taken(another_database, folder, processes=2)
    assert [(one.item, one.error is None) for one in alone] == [
        (one.item, one.error is None) for one in together
    ]
    assert [one.article for one in alone] == [one.article for one in together]
    assert record(database) == record(another_database)
    statuses = [one.article.status for one in alone if one.article]
    assert (statuses.count("added"), statuses.count("unchanged")) == (MANY, 1)


def test_a_process_that_dies_is_told_and_its_articles_are_read_here(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_ahead, "_start", _die)
    told: list[str] = []
    came = taken(database, folder, processes=2, told=told)
    assert told == [reading_ahead.DIED]
    assert sum(one.article.candidates for one in came if one.article) == MANY


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_few_articles_start_no_process(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(reading_ahead, "ProcessPoolExecutor", refuse)
    held = intake(database)
    few = [one for place, one in enumerate(expand(held, str(folder))) if place < 5]
    assert len(list(take_all(held, few, processes=8))) == 5


def test_what_was_taken_in_before_an_interruption_stays_and_is_not_read_again(
    database: Database, folder: Path
) -> None:
    held = intake(database)
    came: Iterator[Came] = take_all(held, expand(held, str(folder)), processes=2)
    for _ in range(3):
        next(came)
    came.close()  # type: ignore[attr-defined]
    again = taken(database, folder, processes=2)
    assert [one.article.status for one in again if one.article][:3] == ["unchanged"] * 3
    assert sum(one.article.status == "added" for one in again if one.article) == MANY - 3


def test_the_cores_that_may_be_used_are_counted() -> None:
    assert count_cores() >= 1
