"""Bringing a database to the present schema."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.domain.errors import Unavailable
from app.storage.database import Database

HOME = Path(__file__).resolve().parents[2]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HOME / "migrations"))
    return config


def upgrade(database: Database) -> None:
    """Run every migration the database lacks, under a lock where the database has one."""
    if database.file is not None:
        database.file.create()
    with database.write() as connection:
        if connection.dialect.name == "postgresql":
            # Two servers starting at once must not both migrate.
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(707113)"))
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def pending(database: Database) -> bool:
    """Whether migrations are still to be run."""
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision() != wanted()


def wanted() -> str | None:
    """The revision this code was written for."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def require_current(database: Database) -> None:
    """Refuse to work on a schema this code does not know."""
    if pending(database):
        raise Unavailable("the database schema is not current: run `foreseen db upgrade`")
