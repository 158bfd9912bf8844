"""What every command needs: the settings, the database, and how arguments are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

from app.domain.errors import InvalidInput, Unavailable
from app.settings import Settings
from app.storage.database import Database
from app.storage.migrate import require_current, upgrade

ACTOR = "cli"
MAX_ID = 2**63 - 1


@cache
def settings() -> Settings:
    """The settings of this run."""
    return Settings.read()


@contextmanager
def opened(*, create: bool = False) -> Iterator[Database]:
    """The database at the present schema; `create` makes a new SQLite file where there is none."""
    database = Database(settings().database_url)
    try:
        if database.is_sqlite and not Path(str(database.url.database)).exists():
            if not create:
                raise Unavailable(
                    f"there is no database {database.url.database}: `foreseen db upgrade` makes one, "
                    "DATABASE_URL names another"
                )
            upgrade(database)
        require_current(database)
        yield database
    finally:
        database.close()


def day(name: str, value: str | None) -> date | None:
    """An ISO day, or an error naming the option."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InvalidInput(name, f"{value!r} is no day", allowed="YYYY-MM-DD") from None


def one_of(name: str, value: str, allowed: Iterable[str]) -> str:
    """The value where it is one of those allowed, or an error naming the option."""
    if value not in list(allowed):
        raise InvalidInput(name, f"{value!r} is none of them", allowed=", ".join(allowed))
    return value
