"""What every command needs: the settings, the database, and how arguments are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

from app.domain.days import DayBounds
from app.domain.errors import InvalidInput, Unavailable
from app.model import Model
from app.settings import WEB, Settings
from app.storage.database import Database
from app.storage.migrate import require_current, upgrade

ACTOR = "cli"
MAX_ID = 2**63 - 1
SPAN = "YYYY-MM-DD, or YYYY-MM-DD..YYYY-MM-DD with either end left out"


@cache
def settings() -> Settings:
    """The settings of this run."""
    return Settings.read()


def language_model(wanted: bool) -> Model | None:
    """The language model that --model asks for."""
    if not wanted:
        return None
    held = settings()
    if not held.has_model:
        raise InvalidInput("--model", "there is no model to ask: FORESEEN_MODEL_URL is off", allowed=WEB)
    return Model(url=held.model_url, name=held.model_name, key=held.model_secret, seconds=held.model_seconds)


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
    return None if value is None else _day(name, value, "YYYY-MM-DD")


def _day(name: str, value: str, allowed: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InvalidInput(name, f"{value!r} is no day", allowed=allowed) from None


def days(name: str, value: str | None) -> DayBounds | None:
    """An ISO day, or the two between which it lies: `2022-01-22..2022-02-20`; one may be left out."""
    if value is None:
        return None
    first, between, last = value.partition("..")
    if not between:
        return DayBounds.on(_day(name, value, SPAN))
    return DayBounds(*(_day(name, end, SPAN) if end else None for end in (first, last)))


def one_of(name: str, value: str, allowed: Iterable[str]) -> str:
    """The value where it is one of those allowed, or an error naming the option."""
    if value not in list(allowed):
        raise InvalidInput(name, f"{value!r} is none of them", allowed=", ".join(allowed))
    return value
