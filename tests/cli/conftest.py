"""Commands run as a person runs them: arguments in; exit code, stdout and stderr out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from app import cli
from app.cli.context import settings
from app.storage.database import Database
from tests.builders import load_seeds
from tests.kept import Kept


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


Foreseen = Callable[..., Ran]


@pytest.fixture
def foreseen(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Foreseen]:
    """Runs `foreseen` with these arguments in this process."""

    def run(*arguments: object) -> Ran:
        settings.cache_clear()
        monkeypatch.setattr(sys, "argv", ["foreseen", *map(str, arguments)])
        code = 0
        try:
            cli.main()
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        printed = capfd.readouterr()
        return Ran(code, printed.out, printed.err)

    yield run
    settings.cache_clear()


@pytest.fixture
def seeded(database: Database, monkeypatch: pytest.MonkeyPatch, kept: Kept) -> Database:
    """A record with the seeds, which DATABASE_URL names."""
    kept.fill(database, load_seeds)
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    return database
