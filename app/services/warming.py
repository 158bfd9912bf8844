"""Leaderboards made when a process starts, so that its first reader does not wait for what takes longest."""

from __future__ import annotations

import logging
from threading import Thread

from sqlalchemy.exc import SQLAlchemyError

from app.domain.errors import Unavailable
from app.services.accuracy import accuracy
from app.services.grouping import GROUPINGS
from app.storage.database import Database
from app.storage.record import Clock

log = logging.getLogger(__name__)


def start_warming(database: Database, clock: Clock) -> Thread:
    """Read the record and score everybody once, beside whatever else the process does; join it to stop."""
    thread = Thread(target=_warm, args=(database, clock), name="warming", daemon=True)
    thread.start()
    return thread


def _warm(database: Database, clock: Clock) -> None:
    try:
        for by in GROUPINGS:
            accuracy(database, by=by, clock=clock)
    except (
        SQLAlchemyError,
        Unavailable,
    ) as error:  # no schema yet, or no database: requests will say so themselves
        log.info("no leaderboards were made at the start: %s", type(error).__name__)
