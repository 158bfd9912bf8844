"""Verification finds whatever was changed behind the record's back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from app.services.recording import recording
from app.storage import canonical, tables
from app.storage.database import Database
from app.storage.verification import counts, verify

Tampering = Callable[[sa.Connection], None]


@pytest.fixture
def filled(database: Database) -> Database:
    """Two topics, an author whose name lies in a blob, and a source."""
    with recording(database, actor="test") as record:
        for slug in ("war", "Weather-1"):
            record.append("topic.added", {"id": record.allocate(), "slug": slug, "name": slug})
        words = record.keep_json({"name": "Ada Rowe", "slug": "ada-rowe"})
        record.append("author.added", {"id": record.allocate(), "kind": "person", "words": words})
        number = record.allocate()
        record.append("source.added", {"id": number, "slug": "daily", "name": "Daily", "quotable": False})
    return database


def disarm(connection: sa.Connection) -> None:
    """What somebody with the database's password can do: take the triggers away."""
    names = ["event_insert", "event_update", "event_delete"]
    if connection.dialect.name == "postgresql":
        names = ["event_insert", "event_change", "event_truncate"]
        for name in names:
            connection.exec_driver_sql(f"DROP TRIGGER {name} ON event")
        return
    for name in names:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def edit_body(connection: sa.Connection) -> None:
    disarm(connection)
    event = tables.event
    body = connection.execute(sa.select(event.c.body).where(event.c.seq == 2)).scalar_one()
    changed = body.replace(b'"name":"Weather-1"', b'"name":"Weather-2"')
    connection.execute(sa.update(event).where(event.c.seq == 2).values(body=changed))


def edit_leaf(connection: sa.Connection) -> None:
    disarm(connection)
    event = tables.event
    connection.execute(
        sa.update(event).where(event.c.seq == 2).values(leaf=canonical.leaf_of(b"something else"))
    )


def edit_actor(connection: sa.Connection) -> None:
    disarm(connection)
    event = tables.event
    connection.execute(sa.update(event).where(event.c.seq == 1).values(actor="mallory"))


def cut_the_last(connection: sa.Connection) -> None:
    disarm(connection)
    connection.execute(sa.delete(tables.event).where(tables.event.c.seq == 4))


def cut_the_middle(connection: sa.Connection) -> None:
    disarm(connection)
    connection.execute(sa.delete(tables.event).where(tables.event.c.seq == 2))


def change_row(connection: sa.Connection) -> None:
    connection.execute(sa.update(tables.topic).where(tables.topic.c.slug == "war").values(name="Peace"))


def delete_row(connection: sa.Connection) -> None:
    connection.execute(sa.delete(tables.slug).where(tables.slug.c.slug == "war"))


def add_row(connection: sa.Connection) -> None:
    row = {"id": 99, "slug": "extra", "name": "extra", "folded_name": "extra", "created_seq": 1}
    connection.execute(sa.insert(tables.topic), row)


def change_blob(connection: sa.Connection) -> None:
    connection.execute(sa.update(tables.blob).values(content=b'{"name":"Ida Rowe","slug":"ada-rowe"}'))


def empty_blob(connection: sa.Connection) -> None:
    # The name is gone from the blob, but no event says that it was erased.
    connection.execute(sa.update(tables.blob).values(content=None, salt=None))


TAMPERINGS: list[tuple[Tampering, str]] = [
    (edit_body, "event 2: its leaf is not the hash of its body"),
    (edit_leaf, "event 2: its leaf is not the hash of its body"),
    (edit_actor, "event 1: its columns and its body disagree"),
    (cut_the_last, "head: stands at seq 4, the last event is 3"),
    (cut_the_middle, "event 3: expected seq 2"),
    (change_row, "topic: the row id=1 is not what the events say"),
    (delete_row, "slug"),
    (add_row, "topic: the row id=99 is not what the events say"),
    (change_blob, "its content is not what the record committed to"),
    (empty_blob, "author: the row id=3 is not what the events say"),
]


def test_an_untouched_record_verifies(filled: Database) -> None:
    found = verify(filled)
    assert found.ok, found.problems
    assert (found.events, found.blobs, found.erased) == (4, 1, 0)
    assert counts(filled)["event"] == 4


def test_an_empty_record_verifies(database: Database) -> None:
    assert verify(database).ok


@pytest.mark.parametrize(("tamper", "problem"), TAMPERINGS, ids=[t.__name__ for t, _ in TAMPERINGS])
def test_tampering_is_found(filled: Database, tamper: Tampering, problem: str) -> None:
    with filled.write() as connection:
        tamper(connection)
    found = verify(filled)
    assert not found.ok
    assert any(problem in line for line in found.problems), found.problems


def test_an_erased_name_is_no_tampering(filled: Database) -> None:
    with recording(filled, actor="test") as record:
        digest = record.connection.execute(sa.select(tables.author.c.words)).scalar_one()
        record.append("blob.erased", {"digest": digest})
    found = verify(filled)
    assert found.ok, found.problems
    assert found.erased == 1
    with filled.read() as connection:
        row = connection.execute(sa.select(tables.author)).one()
        assert (row.name, row.slug) == (None, "erased-3")
