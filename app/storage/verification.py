"""Whether the record is whole and the tables are what it says: rebuilt from events and blobs."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.storage import canonical
from app.storage.database import Database
from app.storage.projection import kinds, project
from app.storage.record import SCHEMA, Blobs, Event, events
from app.storage.tables import PROJECTED, blob, head, metadata
from app.storage.tables import event as event_table

SHOWN = 20  # differences listed in full; the rest are counted


@dataclass(slots=True)
class Verification:
    """What was checked and what was found."""

    events: int = 0
    blobs: int = 0
    erased: int = 0
    rows: int = 0
    problems: list[str] = field(default_factory=list)
    more_problems: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing at all was found."""
        return not self.problems

    def report(self, problem: str) -> None:
        """Note a problem; beyond the first few only their number."""
        if len(self.problems) < SHOWN:
            self.problems.append(problem)
        else:
            self.more_problems += 1


def verify(database: Database) -> Verification:
    """Check every leaf, commitment and row against a rebuild."""
    found = Verification()
    with (
        tempfile.TemporaryDirectory(prefix="foreseen-verify-") as folder,
        database.snapshot() as held,
    ):
        scratch = sa.create_engine(f"sqlite:///{Path(folder) / 'rebuilt.db'}")
        try:
            with scratch.begin() as rebuilt:
                rebuilt.exec_driver_sql("PRAGMA synchronous=OFF")  # a scratch file need not outlive a crash
                metadata.create_all(rebuilt)
                _copy_blobs(held, rebuilt, found)
                if _replay(held, rebuilt, found):
                    _compare(held, rebuilt, found)
        finally:
            scratch.dispose()
    return found


def _copy_blobs(held: sa.Connection, rebuilt: sa.Connection, found: Verification) -> None:
    for row in held.execute(sa.select(blob).execution_options(yield_per=200)):
        if row.content is None:
            found.erased += 1
        else:
            found.blobs += 1
            if row.salt is None or canonical.commitment(row.salt, row.content) != row.digest:
                found.report(f"blob {row.digest}: its content is not what the record committed to")
        rebuilt.execute(sa.insert(blob), dict(row._mapping))


def _replay(held: sa.Connection, rebuilt: sa.Connection, found: Verification) -> bool:
    expected, before = 1, ""
    blobs = Blobs(rebuilt)
    last: Event | None = None
    for row, happened in events(held):
        if row.seq != expected or happened.seq != row.seq:
            found.report(f"event {row.seq}: expected seq {expected}; the record has a gap or was reordered")
            return False
        if canonical.leaf_of(row.body) != row.leaf:
            found.report(f"event {row.seq}: its leaf is not the hash of its body")
        if _recanonical(row.body) != row.body or (row.kind, row.actor, row.recorded_at) != (
            happened.kind,
            happened.actor,
            happened.recorded_at,
        ):
            found.report(f"event {row.seq}: its columns and its body disagree, or the body is not canonical")
        if happened.recorded_at < before:
            found.report(f"event {row.seq}: recorded before its predecessor")
        if happened.kind not in kinds():
            found.report(f"event {row.seq}: unknown kind {happened.kind}")
            return False
        try:
            project(rebuilt, happened, blobs)
        except (sa.exc.SQLAlchemyError, KeyError, TypeError, ValueError) as error:
            found.report(f"event {row.seq} ({happened.kind}) cannot be replayed: {type(error).__name__}")
            return False
        expected, before, last = expected + 1, happened.recorded_at, happened
    found.events = expected - 1
    _check_head(held, last, found)
    return True


def _recanonical(body: bytes) -> bytes:
    held = Event.parse(body)
    return canonical.encode(
        {
            "v": SCHEMA,
            "seq": held.seq,
            "kind": held.kind,
            "actor": held.actor,
            "recorded_at": held.recorded_at,
            "last_id": held.last_id,
            "data": held.data,
        }
    )


def _check_head(held: sa.Connection, last: Event | None, found: Verification) -> None:
    row = held.execute(sa.select(head)).one()
    if last is not None and (row.seq, row.last_id, row.recorded_at) != (
        last.seq,
        last.last_id,
        last.recorded_at,
    ):
        found.report(
            f"head: stands at seq {row.seq}, the last event is {last.seq}; events may have been cut off"
        )
    if last is None and row.seq != 0:
        found.report(f"head: stands at seq {row.seq}, but there are no events")


def _compare(held: sa.Connection, rebuilt: sa.Connection, found: Verification) -> None:
    for table in (*PROJECTED, blob):
        key = list(table.primary_key) or [column for column in table.columns if not column.nullable]
        streamed = sa.select(table).execution_options(yield_per=500)
        with (
            held.execute(streamed.order_by(*_binary(key, held))) as ours,
            rebuilt.execute(streamed.order_by(*key)) as theirs,
        ):
            _compare_rows(table, ours, theirs, found)


def _compare_rows(
    table: sa.Table, ours: sa.CursorResult[Any], theirs: sa.CursorResult[Any], found: Verification
) -> None:
    wanted = (_values(row) for row in theirs)
    for row in ours:
        found.rows += 1
        actual = _values(row)
        if actual != next(wanted, None):
            found.report(f"{table.name}: the row {_name(table, actual)} is not what the events say")
            return
    if next(wanted, None) is not None:
        found.report(f"{table.name}: rows are missing that the events say exist")


def _binary(key: list[sa.Column[Any]], held: sa.Connection) -> list[Any]:
    """Text keys in byte order: PostgreSQL's locale would order them otherwise than SQLite."""
    if held.dialect.name != "postgresql":
        return list(key)
    return [column.collate("C") if isinstance(column.type, sa.String) else column for column in key]


def _values(row: sa.Row[Any]) -> dict[str, Any]:
    return dict(row._mapping)


def _name(table: sa.Table, row: dict[str, Any]) -> str:
    return ", ".join(f"{column.name}={row[column.name]}" for column in table.primary_key)


def counts(database: Database) -> dict[str, int]:
    """How much the record holds."""
    with database.read() as connection:
        return {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (event_table, *PROJECTED)
        }
