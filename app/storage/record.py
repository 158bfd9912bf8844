"""The record: append-only events, the blobs they commit to, and the writer that keeps both whole."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast

import sqlalchemy as sa

from app.domain.errors import NotFound
from app.storage import canonical
from app.storage.tables import blob, event, head

SCHEMA = 1
SALT_BYTES = 16

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the record as it was written."""

    seq: int
    kind: str
    actor: str
    recorded_at: str
    last_id: int
    data: dict[str, Any]

    @classmethod
    def parse(cls, body: bytes) -> Event:
        """The event a canonical body holds."""
        held = json.loads(body)
        return cls(
            held["seq"], held["kind"], held["actor"], held["recorded_at"], held["last_id"], held["data"]
        )


class Blobs:
    """Contents by commitment; an erased one reads as None."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def read(self, digest: str) -> bytes | None:
        """The content, or None once erased."""
        row = self._connection.execute(sa.select(blob.c.content).where(blob.c.digest == digest)).one_or_none()
        if row is None:
            raise NotFound("blob", digest)
        return cast("bytes | None", row.content)

    def read_json(self, digest: str) -> Any | None:
        """The content as JSON, or None once erased."""
        content = self.read(digest)
        return None if content is None else json.loads(content)


class Record:
    """Writes events inside one transaction; holding it keeps every other writer out until the commit."""

    def __init__(
        self,
        connection: sa.Connection,
        *,
        actor: str,
        project: Callable[[sa.Connection, Event, Blobs], None],
        clock: Clock = system_clock,
    ) -> None:
        self.connection = connection
        self.actor = actor
        self.blobs = Blobs(connection)
        self._project = project
        # The one-row lock that makes seq gapless: the update waits for whoever holds it.
        row = connection.execute(
            sa.update(head)
            .where(head.c.id == 1)
            .values(seq=head.c.seq)
            .returning(head.c.seq, head.c.last_id, head.c.recorded_at)
        ).one()
        self.seq: int = row.seq
        self._last_id: int = row.last_id
        self._before: str = row.recorded_at
        self.now = clock()

    @property
    def today(self) -> date:
        """The UTC day of this transaction."""
        return self.now.astimezone(UTC).date()

    def allocate(self, count: int = 1) -> int:
        """The first of `count` fresh ids; they last only if an event follows."""
        first = self._last_id + 1
        self._last_id += count
        return first

    def keep(self, content: bytes) -> str:
        """Store content beside the record and return the commitment an event may hold."""
        salt = secrets.token_bytes(SALT_BYTES)
        digest = canonical.commitment(salt, content)
        self.connection.execute(sa.insert(blob).values(digest=digest, salt=salt, content=content))
        return digest

    def keep_json(self, value: Any) -> str:
        """Store a value as canonical JSON."""
        return self.keep(canonical.encode(value))

    def append(self, kind: str, data: dict[str, Any]) -> int:
        """Write one event and what it changes; returns its seq."""
        self.seq += 1
        # Never before its predecessor, whatever the machine's clock did: `as_of` cuts by time.
        recorded_at = max(canonical.moment(self.now), self._before)
        body = canonical.encode(
            {
                "v": SCHEMA,
                "seq": self.seq,
                "kind": kind,
                "actor": self.actor,
                "recorded_at": recorded_at,
                "last_id": self._last_id,
                "data": data,
            }
        )
        self.connection.execute(
            sa.insert(event).values(
                seq=self.seq,
                kind=kind,
                actor=self.actor,
                recorded_at=recorded_at,
                body=body,
                leaf=canonical.leaf_of(body),
            )
        )
        self.connection.execute(
            sa.update(head)
            .where(head.c.id == 1)
            .values(seq=self.seq, last_id=self._last_id, recorded_at=recorded_at)
        )
        self._before = recorded_at
        # Projected from the written body, so that replaying it can only do the same.
        self._project(self.connection, Event.parse(body), self.blobs)
        return self.seq


def events(connection: sa.Connection, *, after: int = 0) -> Iterator[tuple[sa.Row[Any], Event]]:
    """Rows and parsed events in order of seq; streamed, so it needs a transaction (`snapshot`, `write`)."""
    wanted = sa.select(event).where(event.c.seq > after).order_by(event.c.seq)
    # Closed whenever the reader stops, so that no cursor of the server is left open.
    with connection.execute(wanted.execution_options(yield_per=500)) as rows:
        for row in rows:
            yield row, Event.parse(row.body)


def seq_at(connection: sa.Connection, at: str | None = None) -> int:
    """The last seq recorded at or before a moment (default: the head)."""
    if at is None:
        return cast("int", connection.execute(sa.select(head.c.seq)).scalar_one())
    found = connection.execute(
        sa.select(sa.func.max(event.c.seq)).where(event.c.recorded_at <= at)
    ).scalar_one()
    return cast("int", found or 0)
