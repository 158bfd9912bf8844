"""A file moved away, replaced or missing while it is served is noticed at once, and never written to."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import InvalidInput, Unavailable
from app.services.recording import recording
from app.storage.database import Database, parse_url
from app.storage.migrate import require_current, upgrade


def add_topic(database: Database, slug: str) -> None:
    with recording(database, actor="test") as record:
        record.append("topic.added", {"id": record.allocate(), "slug": slug, "name": slug})


def topics(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    found = [row[0] for row in connection.execute("SELECT slug FROM topic ORDER BY slug")]
    connection.close()
    return found


@pytest.fixture
def plain(migrated_file: Path, tmp_path: Path) -> Iterator[tuple[Database, Path]]:
    path = Path(shutil.copy(migrated_file, tmp_path / "foreseen.db"))
    database = Database(f"sqlite:///{path}")
    yield database, path
    database.close()


@pytest.mark.parametrize("used", [True, False])
def test_nothing_is_written_while_the_file_is_away(plain: tuple[Database, Path], *, used: bool) -> None:
    database, path = plain
    if used:
        add_topic(database, "before")
    away = path.rename(path.with_name("away.db"))
    for _ in range(2):
        with pytest.raises(Unavailable, match="the database file is not there: put it back"):
            add_topic(database, "lost")
        with pytest.raises(Unavailable), database.read():
            pass
        with pytest.raises(Unavailable), database.snapshot():
            pass
        with pytest.raises(Unavailable):
            require_current(database)
    assert not path.exists()
    away.rename(path)
    require_current(database)
    add_topic(database, "after")
    database.close()
    assert topics(path) == (["after", "before"] if used else ["after"])


def test_a_file_put_in_its_place_is_the_one_written_to(plain: tuple[Database, Path]) -> None:
    database, path = plain
    add_topic(database, "old")
    database.close()
    backup = Path(shutil.copy(path, path.with_name("backup.db")))
    add_topic(database, "older file only")
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).rename(path.with_name("away.db" + end))
    backup.rename(path)
    add_topic(database, "new")
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM topic").scalar() == 2
    database.close()
    assert topics(path) == ["new", "old"]


@pytest.mark.parametrize("content", [b"", b"half of a backup" * 1000])
def test_a_backup_half_copied_is_left_alone(plain: tuple[Database, Path], content: bytes) -> None:
    database, path = plain
    add_topic(database, "before")
    database.close()
    path.rename(path.with_name("away.db"))
    path.write_bytes(content)
    with pytest.raises(Unavailable):
        add_topic(database, "lost")
    assert path.read_bytes() == content
    assert not path.with_name(path.name + "-wal").exists()


def test_only_an_upgrade_makes_a_file(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "a #b.db"
    database = Database(f"sqlite:///{path}")
    with pytest.raises(Unavailable, match="foreseen db upgrade"):
        require_current(database)
    assert not path.parent.exists()
    upgrade(database)
    add_topic(database, "first")
    database.close()
    assert topics(path) == ["first"]


def test_an_address_takes_no_options_that_would_be_ignored() -> None:
    with pytest.raises(InvalidInput, match="DATABASE_URL"):
        parse_url("sqlite:///foreseen.db?mode=ro")
