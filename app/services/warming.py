"""Figures kept ready beside the requests, so that no reader waits for what takes longest."""

from __future__ import annotations

import logging
from threading import Event, Thread
from time import monotonic

from sqlalchemy.exc import SQLAlchemyError

from app.domain.errors import ForeseenError, Unavailable
from app.queries.pages import PageRequest
from app.services.accuracy import accuracy
from app.services.at_a_glance import glance
from app.services.calls import overall_calls
from app.services.detail import draw_ahead
from app.services.facets import listed_facets, scored_facets
from app.services.grouping import GROUPINGS
from app.services.held_records import is_ready, keep_ready, stop_keeping
from app.services.history import score_history
from app.services.pairing import compare_authors
from app.storage.database import Database
from app.storage.record import Clock

log = logging.getLogger(__name__)

LOOKS_EVERY = 1.0  # seconds
AT_REST = 1  # times as long as the last making took: readers get half of the processor at least
DRAWN = ("source", "topic", "author")  # in the order in which their cards are drawn ahead
CARDS_AHEAD = 1_200  # of those whom a leaderboard shows first; others are drawn for who asks


class Warming:
    """Reads the record and scores everybody when it starts, and again after events, in a thread of its own.

    Until a large record is ready anew, readers get the figures that were, which name their event.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._stopping, self._made = Event(), Event()
        self._thread = Thread(target=self._run, name="warming", daemon=True)

    def start(self) -> None:
        """Begin, beside whatever else the process does."""
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Whether the first figures are there, or cannot be made, within that time."""
        return self._made.wait(seconds)

    def stop(self, seconds: float) -> None:
        """End it when it is done with what it does, waiting at most so long."""
        self._stopping.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                began = monotonic()
                news = self._look()
                self._made.set()
                rested = monotonic() + max(LOOKS_EVERY, AT_REST * (monotonic() - began))
                if news:
                    self._draw_ahead()
                self._stopping.wait(max(0.0, rested - monotonic()))
        finally:
            stop_keeping(self._database)

    def _look(self) -> bool:
        """Make what events have changed; whether there was anything to make."""
        try:
            return keep_ready(self._database, self._make, now=self._clock())
        except (SQLAlchemyError, Unavailable) as error:
            # No schema yet, or no database: requests will say so themselves.
            stop_keeping(self._database)
            log.info("no leaderboards were made: %s", type(error).__name__)
            return False

    def _draw_ahead(self) -> None:
        """What the cards of sources, topics and the leading authors take longest for, until news comes."""
        try:
            boards = {by: accuracy(self._database, by=by, clock=self._clock)["groups"] for by in GROUPINGS}
            cards = [(by, card["key"]) for by in DRAWN for card in boards[by] if card["n"]]
            leading = [card["key"] for card in boards["author"][:2] if card["n"]]
            if len(leading) == 2:  # what every comparison of two rests on
                compare_authors(self._database, *leading, clock=self._clock)
            for by, key in cards[:CARDS_AHEAD]:
                if self._stopping.is_set() or not is_ready(self._database, now=self._clock()):
                    return
                began = monotonic()
                draw_ahead(self._database, by, key, clock=self._clock)
                if by != "author":  # so many forecasts that their history takes a while too
                    score_history(self._database, by, key, clock=self._clock)
                self._stopping.wait(AT_REST * (monotonic() - began))
        except (SQLAlchemyError, ForeseenError) as error:  # or somebody was erased or joined meanwhile
            log.info("not every card was drawn ahead: %s", type(error).__name__)

    def _make(self) -> None:
        for by in GROUPINGS:
            if not self._stopping.is_set():
                accuracy(self._database, by=by, clock=self._clock)
        scored_facets(self._database, clock=self._clock)
        listed_facets(self._database, PageRequest(), clock=self._clock)
        overall_calls(self._database, clock=self._clock)
        glance(self._database, clock=self._clock)
