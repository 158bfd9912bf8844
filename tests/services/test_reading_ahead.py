"""Many articles read by several processes: the same record as by one, whatever happens to them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
import sqlalchemy as sa

from app.fetch import Fetched, Fetcher
from app.services import reading_ahead, reading_process
from app.services.intake import Came, Intake, Item, expand
from app.services.reading_ahead import DEATHS, DIED, GIVEN_UP, count_cores, take_all
from app.storage import tables as t
from app.storage.database import Database
from app.storage.migrate import upgrade

NOW = datetime(2026, 2, 10, tzinfo=UTC)
MANY = 28


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
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are started for a handful of short articles."""
    monkeypatch.setattr(reading_ahead, "ENOUGH", 500)


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


@pytest.mark.usefixtures("eager")
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


@pytest.mark.usefixtures("eager")
def test_processes_that_die_at_once_are_told_and_everything_is_read_here(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_process, "start", _die)
    told: list[str] = []
    came = taken(database, folder, processes=2, told=told)
    assert told == [DIED] * (DEATHS - 1) + [GIVEN_UP]
    assert sum(one.article.candidates for one in came if one.article) == MANY


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.usefixtures("eager")
def test_where_one_process_dies_others_go_on_and_no_article_is_lost(
    database: Database, another_database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[ProcessPoolExecutor] = []
    monkeypatch.setattr(reading_ahead, "ProcessPoolExecutor", _remember(started))
    told: list[str] = []
    held = intake(database)
    coming = take_all(held, expand(held, str(folder)), processes=2, tell=told.append)
    came = [next(coming) for _ in range(3)]
    os.kill(next(iter(started[0]._processes)), signal.SIGKILL)
    came += coming
    assert told == [DIED]
    assert len(started) == 2
    assert [one.article for one in came] == [
        one.article for one in taken(another_database, folder, processes=1)
    ]
    assert record(database) == record(another_database)


def _remember(started: list[ProcessPoolExecutor]) -> Callable[..., ProcessPoolExecutor]:
    def start(*args: Any, **options: Any) -> ProcessPoolExecutor:
        started.append(ProcessPoolExecutor(*args, **options))
        return started[-1]

    return start


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError("a process was started")


def test_few_articles_start_no_process(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_ahead, "ProcessPoolExecutor", _refuse)
    assert sum(one.error is None for one in taken(database, folder, processes=8)) == MANY + 1


@pytest.mark.usefixtures("eager")
def test_articles_that_are_known_start_no_process(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(database, folder, processes=1)
    monkeypatch.setattr(reading_ahead, "ProcessPoolExecutor", _refuse)
    again = taken(database, folder, processes=2)
    assert {one.article.status for one in again if one.article} == {"unchanged"}


@pytest.mark.usefixtures("eager")
def test_what_must_be_fetched_starts_no_process_and_is_written_as_it_comes(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_ahead, "ProcessPoolExecutor", _refuse)
    fetched: list[str] = []

    class Site:
        def fetch(self, url: str) -> Fetched:
            fetched.append(url)
            text = f"The council met. It will probably raise fee {len(fetched)} before the end of 2027."
            return Fetched(
                url=url,
                final_url=url,
                status=200,
                media_type="text/plain",
                charset="utf-8",
                body=text.encode(),
            )

    held = Intake(database, cast("Fetcher", Site()), "tester", lambda: NOW)
    addresses = [Item(name=f"a {n}", url=f"https://example.org/{n}") for n in range(MANY)]
    for number, one in enumerate(take_all(held, addresses, processes=2), start=1):
        assert one.error is None
        assert len(fetched) == number


@pytest.mark.usefixtures("eager")
def test_what_was_taken_in_before_an_interruption_stays_and_is_not_read_again(
    database: Database, folder: Path
) -> None:
    held = intake(database)
    came = take_all(held, expand(held, str(folder)), processes=2)
    for _ in range(3):
        next(came)
    came.close()  # type: ignore[attr-defined]
    again = taken(database, folder, processes=2)
    assert [one.article.status for one in again if one.article][:3] == ["unchanged"] * 3
    assert sum(one.article.status == "added" for one in again if one.article) == MANY - 3


def test_a_reading_process_ends_with_the_one_that_writes() -> None:
    """Killed, the parent can tell nobody; its reading process notices all the same."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, cwd=Path(reading_ahead.__file__).parents[2]
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    assert _has_ended(child)


PARENT = """
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from os import getpid
from app.services import reading_process

pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=reading_process.start)
print(pool.submit(getpid).result(), flush=True)
time.sleep(60)
"""


def _has_ended(pid: int, *, within: float = 20) -> bool:
    """Whether a process that is no child of ours ends soon; one that nobody buries has ended too."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{pid}/stat")
        if status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


def test_the_cores_that_may_be_used_are_counted() -> None:
    assert count_cores() >= 1
