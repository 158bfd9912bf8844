"""An ingest that is killed and run again: nothing twice, nothing half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.cli import STOPPED
from app.storage.database import Database
from app.storage.tables import article, event, forecast, revision
from app.storage.verification import verify

ARTICLES = 40
KILLS = 3
LONG = 24  # articles of twelve thousand characters: worth processes of their own


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Articles of which each holds two forecasts that no other holds."""
    inside = tmp_path / "articles"
    inside.mkdir()
    for number in range(ARTICLES):
        text = (
            f"By Vera Lind\n\nTown {number} is quiet. Mayor {number} is unlikely to resign this year. "
            f"Turnout in district {number} will probably exceed the figure of last spring."
        )
        (inside / f"{number:03}.txt").write_text(text, encoding="utf-8")
    return inside


def _start(database: Database, folder: Path) -> subprocess.Popen[bytes]:
    url = database.url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", "ingest", str(folder), "--json"],
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,  # a group of its own, as a terminal makes one
    )


def _count(database: Database, table: sa.Table) -> int:
    with database.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_killed_and_run_again_every_article_is_there_once(database: Database, folder: Path) -> None:
    for kill in range(1, KILLS + 1):
        started = _start(database, folder)
        wanted = kill * ARTICLES // (KILLS + 1)
        while started.poll() is None and _count(database, article) < wanted:
            time.sleep(0.005)
        started.send_signal(signal.SIGKILL)
        _, said = started.communicate(timeout=30)
        assert started.returncode == -signal.SIGKILL, said.decode()
        assert wanted <= _count(database, article) < ARTICLES
        assert verify(database).ok

    last = _start(database, folder)
    _, said = last.communicate(timeout=120)
    assert last.returncode == 0, said.decode()
    assert _count(database, article) == _count(database, revision) == ARTICLES
    assert _count(database, forecast) == 2 * ARTICLES

    before = _count(database, event)
    again = _start(database, folder)
    again.communicate(timeout=120)
    assert _count(database, event) == before
    found = verify(database)
    assert found.ok, found.problems


@pytest.mark.parametrize("seconds", [0.0, 0.3])
def test_interrupted_in_the_terminal_it_says_how_to_go_on(
    database: Database, tmp_path: Path, seconds: float
) -> None:
    """The whole group gets the interrupt: the one that writes, and those that read or still load."""
    room = tmp_path / "many"
    room.mkdir()
    for number in range(LONG):
        text = f"The town of {number} is quiet. " * 400 + "The mayor will probably resign by May 2027."
        (room / f"{number:03}.txt").write_text(text, encoding="utf-8")
    started = _start(database, room)
    while started.poll() is None and not _descendants(started.pid):
        time.sleep(0.005)
    time.sleep(seconds)
    os.killpg(started.pid, signal.SIGINT)
    _, said = started.communicate(timeout=30)
    assert started.returncode == 130, said.decode()
    assert said.decode().strip() == STOPPED
    last = _start(database, room)
    last.communicate(timeout=120)
    assert _count(database, article) == LONG
    assert verify(database).ok


def _descendants(pid: int) -> bool:
    """Whether it has started reading processes; where the system does not tell, a second is time enough."""
    tasks = Path(f"/proc/{pid}/task")
    if not tasks.exists():
        time.sleep(1)
        return True
    try:
        return any(task.read_text() for task in tasks.glob("*/children"))
    except OSError:
        return False
