"""The record at a glance, counted once after each event and not for every reader."""

from __future__ import annotations

from typing import Any

from app.queries.glance import read_glance
from app.services.scope import Filters
from app.services.view import Rules, View
from app.storage.database import Database
from app.storage.record import Clock, system_clock


def glance(database: Database, *, clock: Clock = system_clock) -> dict[str, Any]:
    """How much there is of everything; read it, never change it."""
    view = View(database, Filters(), Rules(), as_of=None, day=None, clock=clock)

    def read() -> dict[str, Any]:
        with database.read() as connection:
            return read_glance(connection)

    return view.memo.find("glance", read)
