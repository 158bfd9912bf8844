"""One SQLite file: opened only where it exists, and noticed when another takes its place."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from app.domain.errors import Unavailable

BUSY_TIMEOUT_MS = 10_000

_OPENED = "file"  # where a pooled connection keeps what it was opened on


class SqliteFile:
    """The file at a path; SQLite itself would make an empty one, or go on writing into one moved away."""

    def __init__(self, path: str) -> None:
        self.path = Path(path).absolute()
        self._uri = f"{self.path.as_uri()}?mode=rw"
        self._may_be_empty = False

    def create(self) -> None:
        """Make an empty file, and its folder, where there is none."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch()
        self._may_be_empty = True

    def connect(self) -> sqlite3.Connection:
        """A connection to the file as it stands; never a new file."""
        if self._found().st_size == 0 and not self._may_be_empty:
            raise _missing("is empty")  # perhaps a backup about to be copied in: SQLite must not write to it
        return sqlite3.connect(self._uri, uri=True, check_same_thread=False, timeout=BUSY_TIMEOUT_MS / 1000)

    def _found(self) -> os.stat_result:
        try:
            return self.path.stat()
        except FileNotFoundError as error:
            raise _missing("is not there") from error
        except OSError as error:
            raise _missing("cannot be reached") from error

    def _identity(self) -> tuple[int, int]:
        """Device and inode of what stands at the path."""
        found = self._found()
        return found.st_dev, found.st_ino

    def prepare(self, connection: Any, entry: ConnectionPoolEntry) -> None:
        """Set a new connection up, and note what it was opened on."""
        entry.info[_OPENED] = self._identity()
        connection.isolation_level = None  # the driver must not open transactions of its own
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            "synchronous=FULL",
            "secure_delete=ON",  # what is erased must not linger in free pages
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def check(self, connection: Any, entry: ConnectionPoolEntry, proxy: Any) -> None:
        """Refuse a pooled connection to a file that no longer stands at the path; the pool opens anew."""
        del connection, proxy
        try:
            same = self._identity() == entry.info[_OPENED]
        except Unavailable:
            same = False
        if not same:
            raise InvalidatePoolError("the database file was moved or replaced")


def _missing(why: str) -> Unavailable:
    return Unavailable(f"the database file {why}: put it back, or make a new one by `foreseen db upgrade`")
