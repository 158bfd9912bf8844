"""Runs migrations on the database that the caller, or DATABASE_URL, names."""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import context

from app.storage.database import parse_url
from app.storage.search import is_declared
from app.storage.tables import metadata


def _migrate(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
        compare_type=True,
        include_name=is_declared,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    engine = sa.create_engine(parse_url(os.environ.get("DATABASE_URL", "sqlite:///foreseen.db")))
    with engine.connect() as opened:
        _migrate(opened)
    engine.dispose()
