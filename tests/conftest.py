"""Fixtures that every room's tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The research data beside the repository; it is no part of the product."""
    default = Path(__file__).resolve().parents[2] / "shared"
    place = Path(os.environ.get("FORESEEN_SHARED", default))
    if not (place / "data").is_dir():
        pytest.skip(f"the research data is not on this machine (looked in {place}; FORESEEN_SHARED names another place)")
    return place
