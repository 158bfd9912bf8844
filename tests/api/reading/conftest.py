"""Reads on one shared record: what only reads need not build anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import Site, serving
from tests.builders import Sample


@pytest.fixture(scope="module")
def read_only(module_database_url: str) -> Iterator[Site]:
    """A site that all tests of a module share, none of them changing it."""
    with serving(module_database_url) as shared_site:
        yield shared_site


@pytest.fixture
def client(read_only: Site) -> TestClient:
    """A reader without a key."""
    return read_only.client


@pytest.fixture
def sample(read_only: Site) -> Sample:
    """What the shared record holds."""
    return read_only.sample


@pytest.fixture
def curator(read_only: Site) -> dict[str, str]:
    """The headers of a curator."""
    return read_only.curator
