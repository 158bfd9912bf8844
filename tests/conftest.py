"""Fixtures that every room's tests share."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.storage.database import Database
from app.storage.migrate import upgrade
from tests.kept import Kept
from tests.postgresql import PostgreSQL


def pytest_collection_finish() -> None:
    """Leave what was collected out of every later search for garbage: a fifth of the time went there."""
    gc.collect()
    gc.freeze()


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


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """PostgreSQL from a wheel; where it cannot start, its tests fail rather than hide."""
    server = PostgreSQL()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Records that were built already."""
    return Kept(tmp_path_factory.mktemp("kept"))


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
    name = server.lend()
    yield server.url(name)
    server.take_back(name)


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
