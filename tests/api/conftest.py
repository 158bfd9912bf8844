"""The application over a small record, as its users meet it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.access.keys import KeyRole, create_key
from app.main import create_app
from app.settings import Settings
from app.storage import tables as t
from app.storage.database import Database
from tests.builders import Builder, Sample, clock
from tests.builders import sample as build_sample
from tests.kept import Kept

MAX_BODY = 4096


@dataclass(frozen=True, slots=True)
class Site:
    """The application on a record with one thing of every sort, and everybody who may ask."""

    client: TestClient
    database: Database
    build: Builder
    sample: Sample
    curator: dict[str, str]
    admin: dict[str, str]


def build_site(database: Database) -> tuple[Sample, dict[KeyRole, dict[str, str]]]:
    """One thing of every sort, and the headers of everybody who may ask."""
    return build_sample(database), {
        role: {"Authorization": f"Bearer {create_key(database, role=role, name=role, clock=clock)}"}
        for role in KeyRole
    }


class Applications:
    """Applications lent to one test after another: to make one takes longer than most tests do.

    Everything that belongs to a record an application opens when it starts and closes when it stops.
    """

    def __init__(self) -> None:
        self._free: list[tuple[Settings, FastAPI]] = []

    @contextmanager
    def on(self, url: str) -> Iterator[FastAPI]:
        """One that nobody else has, to be started on this database, on the tests' day."""
        settings, app = self._free.pop() if self._free else self._make()
        object.__setattr__(settings, "database_url", url)
        yield app
        self._free.append((settings, app))

    def _make(self) -> tuple[Settings, FastAPI]:
        settings = Settings(max_body_bytes=MAX_BODY)
        return settings, create_app(settings, clock=clock)


@pytest.fixture(scope="session")
def applications() -> Applications:
    """Applications that were made already."""
    return Applications()


@contextmanager
def serving(url: str, kept: Kept, applications: Applications) -> Iterator[Site]:
    database = Database(url)
    sample, headers = kept.fill(database, build_site)
    # The application's own errors come back as answers, as they would from a server.
    with applications.on(url) as app, TestClient(app, raise_server_exceptions=False) as client:
        yield Site(
            client, database, Builder(database), sample, headers[KeyRole.CURATOR], headers[KeyRole.ADMIN]
        )
    database.close()


@pytest.fixture
def site(database_url: str, kept: Kept, applications: Applications) -> Iterator[Site]:
    """A site of this test's own, with one thing of every sort."""
    with serving(database_url, kept, applications) as own:
        yield own


@pytest.fixture(scope="module")
def read_only(module_database_url: str, kept: Kept, applications: Applications) -> Iterator[Site]:
    """A site that all tests of a module share, none of them changing it."""
    with serving(module_database_url, kept, applications) as shared_site:
        before = head(shared_site.database)
        yield shared_site
        assert head(shared_site.database) == before, "a test that was to read only wrote"


def head(database: Database) -> int:
    """The number of the last event."""
    with database.read() as connection:
        return int(connection.execute(sa.select(t.head.c.seq)).scalar_one())


@pytest.fixture
def sample(database: Database, kept: Kept) -> Sample:
    """One thing of every sort, where a test asks for it."""
    return kept.fill(database, build_sample)


@pytest.fixture
def app(database_url: str, applications: Applications) -> Iterator[FastAPI]:
    """The application on this test's database, on the tests' day."""
    with applications.on(database_url) as lent:
        yield lent


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A reader without a key; the application's own errors come back as answers."""
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def curator(request: pytest.FixtureRequest, database: Database) -> dict[str, str]:
    """The headers of a curator."""
    return key_for(request, database, KeyRole.CURATOR, "a curator")


@pytest.fixture
def admin(request: pytest.FixtureRequest, database: Database) -> dict[str, str]:
    """The headers of an admin."""
    return key_for(request, database, KeyRole.ADMIN, "an admin")


def key_for(request: pytest.FixtureRequest, database: Database, role: KeyRole, name: str) -> dict[str, str]:
    if "sample" in request.fixturenames:
        request.getfixturevalue("sample")  # it goes into an empty database alone
    return {"Authorization": f"Bearer {create_key(database, role=role, name=name, clock=clock)}"}
