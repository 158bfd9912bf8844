"""Records that are built once and put into the database of every further test that wants them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any, TypeVar, cast

from psycopg import Connection

from app.storage.database import Database
from app.storage.tables import head, metadata
from tests.postgresql import Contents, read_contents, write_contents

T = TypeVar("T")
Build = Callable[[Database], T]


class Kept:
    """What builders wrote into empty databases, of each kind."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()
        self._built: dict[tuple[Build[Any], bool], tuple[Path | Contents, Any]] = {}

    def fill(self, database: Database, build: Build[T]) -> T:
        """Do to an empty database what `build` does, and say what it said."""
        _check_empty(database)
        key = (build, database.is_sqlite)
        if key not in self._built:
            said = build(database)
            self._built[key] = (self._read(database), said)
            return said
        held, said = self._built[key]
        if isinstance(held, Path):
            _copy(held, Path(database.url.database or ""))
        else:
            with database.read() as connection:
                write_contents(_driver(connection), held)
        return cast("T", said)

    def _read(self, database: Database) -> Path | Contents:
        if database.is_sqlite:
            path = self._folder / f"{next(self._numbers)}.db"
            _copy(Path(database.url.database or ""), path)
            return path
        with database.read() as connection:
            return read_contents(_driver(connection))


def _check_empty(database: Database) -> None:
    held = [table.name for table in metadata.sorted_tables if table is not head]
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})"  # noqa: S608 - our own names
        for name in held
    )
    with database.read() as connection:
        found = connection.exec_driver_sql(asked).scalars().all()
    assert not found, f"a kept record goes into an empty database alone: {found}"


def _copy(source: Path, target: Path) -> None:
    # Not as files: there may be connections to both.
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        written.execute("PRAGMA synchronous = OFF")
        read.backup(written)


def _driver(connection: Any) -> Connection[Any]:
    return cast("Connection[Any]", connection.connection.driver_connection)
