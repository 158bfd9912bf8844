"""The record as of a moment, kept ready in memory: scores ask for it far more often than it changes."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Lock, get_ident
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from app.domain.errors import InvalidInput
from app.queries.scored import RecordAt
from app.queries.scored_reading import read_record
from app.storage import canonical
from app.storage import tables as t
from app.storage.database import Database
from app.storage.record import seq_at

KEPT = 3  # records held in memory per database: the head and two earlier moments
EPOCH = date(1970, 1, 1)
# What is kept per record: of everybody's figures, of one author's or topic's, and forecasts taken apart.
BOARDS, CARDS, SUBJECTS = 48, 400, 3
ALWAYS_FRESH_UP_TO = 5_000  # forecasts: making so few figures anew takes no time
ERASED = "blob.erased"

Made = TypeVar("Made")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T[\d:.]{5,15}(Z|[+-]\d{2}:\d{2})", re.ASCII)
_SEQ = re.compile(r"seq:(\d{1,18})", re.ASCII)
_ALLOWED = "a date, a moment with its offset, or seq:N"
AsOf = date | datetime | str | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of the record, and the day of the world it stands for, where it says one."""

    seq: int
    day: date | None


class Memo:
    """What was worked out from one record, which never changes: the least recently used goes first."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._lock = Lock()
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}

    def find(self, question: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gave when this was last asked, or gives now, once for all who ask meanwhile.

        Nobody may change it.
        """
        with self._lock:
            known: tuple[Made] | None = self._known(question)
            if known is not None:
                return known[0]
            turn = self._making.setdefault(question, Lock())
        with turn:
            with self._lock:
                known = self._known(question)
                if known is not None:
                    return known[0]
            try:
                made = make()
                with self._lock:
                    self._made[question] = made
                    while len(self._made) > self._keep:
                        self._made.popitem(last=False)
            finally:
                with self._lock:
                    self._making.pop(question, None)
        return made

    def _known(self, question: Hashable) -> tuple[Any] | None:
        if question not in self._made:
            return None
        self._made.move_to_end(question)
        return (self._made[question],)


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A record in memory, and what was worked out from it."""

    record: RecordAt
    memo: Memo = field(default_factory=lambda: Memo(BOARDS))
    cards: Memo = field(default_factory=lambda: Memo(CARDS))
    subjects: Memo = field(default_factory=lambda: Memo(SUBJECTS))


class _Shelf:
    """The records of one database, the least recently used going first."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.held: OrderedDict[tuple[int, int], Held] = OrderedDict()  # by head and seq
        self.keeper: int | None = None  # the thread that keeps figures ready
        self.ready: tuple[Held, date] | None = None  # the last head of which they all are, as on that day

    def last_head(self) -> RecordAt | None:
        """The latest head in memory."""
        heads = [held.record for (head, seq), held in self.held.items() if head == seq]
        return max(heads, key=lambda record: record.seq, default=None)


_SHELVES: WeakKeyDictionary[Database, _Shelf] = WeakKeyDictionary()
_SHELVES_LOCK = Lock()


def held_at(database: Database, as_of: AsOf, *, now: datetime) -> tuple[Held, date | None]:
    """The record as of a moment up to `now` (default: its head) and the day that moment names.

    A record already in memory costs two short reads; names can be erased from the past, so any event makes
    every kept record stale. Where a thread keeps the head of a large record ready, the head is the last one
    that is: whoever asks for another names it.
    """
    shelf = _shelf(database)
    if as_of is None and (ready := _ready(database, shelf)) is not None:
        return ready
    with shelf.lock:
        with database.read() as connection:
            head = seq_at(connection)
            moment = find_moment(connection, as_of, head=head, now=now)
        found = shelf.held.get((head, moment.seq))
        if found is None:
            with database.snapshot() as connection:
                head = seq_at(connection)
                seq = head if as_of is None else moment.seq
                known = shelf.last_head() if seq == head else None
                found = Held(read_record(connection, seq, known=known))
            for stale in [key for key in shelf.held if key[0] != head]:
                del shelf.held[stale]
            shelf.held[head, found.record.seq] = found
        shelf.held.move_to_end((head, found.record.seq))
        while len(shelf.held) > KEPT:
            shelf.held.popitem(last=False)
    return found, moment.day


def keep_ready(database: Database, make: Callable[[], None], *, now: datetime) -> bool:
    """Read the head and let `make` work out everybody's figures before anybody sees it; False: it was ready.

    The thread that calls this is the keeper, and it alone sees the head while it makes them.
    """
    shelf = _shelf(database)
    shelf.keeper = get_ident()
    if is_ready(database, now=now):
        return False
    found, _ = held_at(database, None, now=now)
    make()
    shelf.ready = (found, now.date())
    return True


def is_ready(database: Database, *, now: datetime) -> bool:
    """Whether the head that is kept ready is the record's head still, on its day."""
    ready = _shelf(database).ready
    if ready is None:
        return False
    with database.read() as connection:
        return (ready[0].record.seq, ready[1]) == (seq_at(connection), now.date())


def stop_keeping(database: Database) -> None:
    """Let everybody read the head themselves again."""
    shelf = _shelf(database)
    shelf.keeper = shelf.ready = None


def served_moment(database: Database, *, now: datetime) -> tuple[int, date]:
    """The event and the day as of which somebody who names no moment is answered."""
    ready = _ready(database, _shelf(database))
    if ready is not None:
        return ready[0].record.seq, ready[1]
    with database.read() as connection:
        return seq_at(connection), now.date()


def _shelf(database: Database) -> _Shelf:
    with _SHELVES_LOCK:
        return _SHELVES.setdefault(database, _Shelf())


def _ready(database: Database, shelf: _Shelf) -> tuple[Held, date] | None:
    """The head that is kept ready and its day, where there is one and nothing was erased since."""
    ready = shelf.ready
    if ready is None or shelf.keeper == get_ident():
        return None
    record = ready[0].record
    if len(record.forecasts) <= ALWAYS_FRESH_UP_TO:
        return None
    e = t.event.c
    with database.read() as connection:
        erased = connection.execute(
            sa.select(e.seq).where(e.seq > record.seq, e.kind == ERASED).limit(1)
        ).scalar()
    return ready if erased is None else None


def find_moment(connection: sa.Connection, as_of: AsOf, *, head: int, now: datetime) -> Moment:
    """The event after which the record is meant: a date means its last moment, in UTC, or today so far."""
    if as_of is None:
        return Moment(head, None)
    if isinstance(as_of, str):
        numbered = _SEQ.fullmatch(as_of)
        if numbered is not None:
            return _numbered(connection, int(numbered.group(1)), head=head)
        as_of = _parsed(as_of)
    if isinstance(as_of, datetime):
        if as_of.tzinfo is None:
            raise InvalidInput("as_of", f"{as_of.isoformat()} has no offset from UTC", allowed=_ALLOWED)
        moment = as_of.astimezone(UTC)
        if moment > now:
            raise _future(moment.isoformat(), now.isoformat(timespec="seconds"))
        return Moment(seq_at(connection, canonical.moment(moment)), moment.date())
    if as_of > now.date():
        raise _future(as_of.isoformat(), now.date().isoformat())
    return Moment(seq_at(connection, f"{as_of.isoformat()}T23:59:59.999999Z"), as_of)


def _future(asked: str, now: str) -> InvalidInput:
    return InvalidInput(
        "as_of", f"{asked} lies in the future: the record may still change", allowed=f"up to {now}"
    )


def _numbered(connection: sa.Connection, seq: int, *, head: int) -> Moment:
    if seq > head:
        raise InvalidInput("as_of", f"the record has no event {seq} yet", allowed=f"seq:0 to seq:{head}")
    if seq == 0:  # before anything was recorded: a day that no later event moves
        return Moment(0, EPOCH)
    recorded_at = connection.execute(sa.select(t.event.c.recorded_at).where(t.event.c.seq == seq)).scalar()
    return Moment(seq, None if recorded_at is None else date.fromisoformat(recorded_at[:10]))


def _parsed(text: str) -> date | datetime:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC)
        raise ValueError
    except (ValueError, OverflowError):
        raise InvalidInput("as_of", f"{text!r} is no moment", allowed=_ALLOWED) from None
