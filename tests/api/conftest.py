"""The application over a small record, as its users meet it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.access.keys import KeyRole, create_key
from app.main import create_app
from app.settings import Settings
from app.storage.database import Database
from tests.builders import Builder, Sample, clock
from tests.builders import sample as build_sample

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


@contextmanager
def serving(url: str) -> Iterator[Site]:
    database = Database(url)
    sample = build_sample(database)
    headers = {
        role: {"Authorization": f"Bearer {create_key(database, role=role, name=role, clock=clock)}"}
        for role in KeyRole
    }
    app = create_app(Settings(database_url=url, max_body_bytes=MAX_BODY), clock=clock)
    # The application's own errors come back as answers, as they would from a server.
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Site(
            client, database, Builder(database), sample, headers[KeyRole.CURATOR], headers[KeyRole.ADMIN]
        )
    database.close()


@pytest.fixture
def site(database_url: str) -> Iterator[Site]:
    """A site of this test's own, with one thing of every sort."""
    with serving(database_url) as own:
        yield own


@pytest.fixture
def sample(database: Database) -> Sample:
    """One thing of every sort, where a test asks for it."""
    return build_sample(database)


@pytest.fixture
def app(database_url: str) -> FastAPI:
    """The application on this test's database, on the tests' day."""
    return create_app(Settings(database_url=database_url, max_body_bytes=MAX_BODY), clock=clock)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A reader without a key; the application's own errors come back as answers."""
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def curator(database: Database) -> dict[str, str]:
    """The headers of a curator."""
    key = create_key(database, role=KeyRole.CURATOR, name="a curator", clock=clock)
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def admin(database: Database) -> dict[str, str]:
    """The headers of an admin."""
    key = create_key(database, role=KeyRole.ADMIN, name="an admin", clock=clock)
    return {"Authorization": f"Bearer {key}"}
