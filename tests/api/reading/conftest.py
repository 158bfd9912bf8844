"""Reads on one shared record: what only reads need not build anew."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import Site
from tests.builders import Sample


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
