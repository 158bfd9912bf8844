"""Connections: short write transactions, cheap reads, snapshots, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError

from app.domain.errors import InvalidInput, StorageFull, Unavailable
from app.storage.sqlite_file import SqliteFile

STATEMENT_TIMEOUT_MS = 60_000
_DISK_FULL = "53100"  # PostgreSQL's code


def parse_url(url: str) -> sa.URL:
    """The database's address with the driver this project ships."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise InvalidInput(
            "DATABASE_URL",
            "is not a database address",
            allowed="sqlite:///PATH or postgresql://USER@HOST/NAME",
        ) from None
    if parsed.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"} and parsed.database not in {None, "", ":memory:"}:
        if parsed.query:
            raise InvalidInput("DATABASE_URL", "has options after ?", allowed="sqlite:///PATH alone")
        return parsed.set(drivername="sqlite+pysqlite")
    raise InvalidInput(
        "DATABASE_URL",
        f"{parsed.drivername!r} is not served",
        allowed="sqlite:///PATH or postgresql://USER@HOST/NAME",
    )


class Database:
    """One database; `write()` is the only way to change it."""

    def __init__(self, url: str) -> None:
        self.url = parse_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.file = SqliteFile(self.url.database or "") if self.is_sqlite else None
        self._writer = self._engine("BEGIN IMMEDIATE")
        self._snapshots = self._engine("BEGIN")
        self._reader = self._engine(None)

    def _engine(self, begin: str | None) -> sa.Engine:
        # Every page of forecasts reads a hundred small JSON values.
        options: dict[str, Any] = {"pool_size": 5, "max_overflow": 10, "json_deserializer": orjson.loads}
        if self.file is not None:
            options["creator"] = self.file.connect
        else:
            options["pool_pre_ping"] = True
            # A stalled statement gives its connection back.
            options["connect_args"] = {
                "connect_timeout": 5,
                "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c timezone=UTC",
            }
            if begin is None:
                options["isolation_level"] = "AUTOCOMMIT"
            elif begin == "BEGIN":
                options["isolation_level"] = "REPEATABLE READ"
        engine = sa.create_engine(self.url, **options)
        if self.file is not None:
            sa.event.listen(engine, "connect", self.file.prepare)
            sa.event.listen(engine, "checkout", self.file.check)
            if begin is not None:
                sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """One transaction: committed when the block ends, rolled back whole when it raises."""
        with _available(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Reads without a transaction: each statement sees the latest commit."""
        with _available(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """Reads that all see one moment."""
        with _available(), self._snapshots.begin() as connection:
            yield connection

    def settle(self) -> bool:
        """Fold SQLite's `-wal` file into the database and empty it; False where a reader is in the way."""
        if not self.is_sqlite:
            return True
        with self.read() as connection:
            busy: int = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
        return not busy

    def close(self) -> None:
        """Give every connection back."""
        for engine in (self._writer, self._snapshots, self._reader):
            engine.dispose()


@contextmanager
def _available() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if _is_full(error):
            raise StorageFull("no room is left to write to: nothing was changed") from error
        raise Unavailable(f"the database does not answer: {_first_line(error)}") from error
    except sa.exc.DatabaseError as error:
        if type(error) is not sa.exc.DatabaseError:  # a broken rule is no broken file
            raise
        raise Unavailable(f"the database cannot be read: {_first_line(error)}") from error
    except sa.exc.TimeoutError as error:
        raise Unavailable("the database is too busy: no connection came free") from error


def _is_full(error: DBAPIError) -> bool:
    codes = {getattr(error.orig, "sqlite_errorcode", None), getattr(error.orig, "sqlstate", None)}
    return bool(codes & {sqlite3.SQLITE_FULL, _DISK_FULL})


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().split("\n", maxsplit=1)[0]
