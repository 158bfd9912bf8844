"""One write to the record, from its lock to its commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.storage.database import Database
from app.storage.projection import project
from app.storage.record import Clock, Record, system_clock


@contextmanager
def recording(database: Database, *, actor: str, clock: Clock = system_clock) -> Iterator[Record]:
    """A record to write to: everything in the block is committed together, or nothing is."""
    with database.write() as connection:
        yield Record(connection, actor=actor, project=project, clock=clock)
