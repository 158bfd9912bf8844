"""Keys: what is stored, what is accepted, what is refused."""

from __future__ import annotations

import hashlib
import re
import zlib
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.access.keys import Actor, KeyRole, authenticate, create_key, revoke_key
from app.domain.errors import InvalidInput, NotFound
from app.storage.database import Database
from app.storage.tables import api_key

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def ask(database: Database, header: str, *, later: timedelta = timedelta()) -> Actor | None:
    return authenticate(database, header, clock=lambda: NOW + later)


@pytest.fixture
def key(database: Database) -> str:
    """A curator's key that lasts an hour."""
    return create_key(
        database,
        role=KeyRole.CURATOR,
        name="Ada",
        expires=NOW + timedelta(hours=1),
        clock=lambda: NOW,
    )


def test_a_key_has_its_shape_and_speaks_for_its_role(database: Database, key: str) -> None:
    assert re.fullmatch(r"fs_[0-9a-f]{12}_[0-9a-f]{64}_[0-9a-f]{8}", key)
    assert ask(database, f"Bearer {key}") == Actor(f"key:{key[3:15]}", KeyRole.CURATOR)
    assert ask(database, f"bearer  {key} ") is not None


def test_only_the_hash_of_a_key_is_stored(database: Database, key: str) -> None:
    with database.read() as connection:
        row = connection.execute(sa.select(api_key)).one()
    assert row.hash == hashlib.sha256(key.encode()).hexdigest()
    secret = key.split("_")[2]
    assert all(secret not in str(value) for value in row)


def test_two_keys_never_meet(database: Database, key: str) -> None:
    other = create_key(database, role=KeyRole.ADMIN, name="Bo", clock=lambda: NOW)
    assert not set(key.split("_")[1:]) & set(other.split("_")[1:])


def test_bent_keys_are_refused(database: Database, key: str) -> None:
    start, number, secret, check = key.split("_")
    flipped = ("0" if secret[0] != "0" else "1") + secret[1:]
    forged = f"{start}_{number}_{flipped}"
    forged = f"{forged}_{zlib.crc32(forged.encode()):08x}"
    for header in (
        "",
        "Bearer",
        key,
        f"Basic {key}",
        f"Bearer {key}x",
        f"Bearer {key.upper()}",
        f"Bearer {start}_{number}_{flipped}_{check}",
        f"Bearer {forged}",
        f"Bearer {key[:-1]}é",
        "Bearer \x00",
        "Bearer " + "fs_" * 10_000,
    ):
        assert ask(database, header) is None, header[:80]


def test_an_expired_key_is_refused(database: Database, key: str) -> None:
    assert ask(database, f"Bearer {key}", later=timedelta(minutes=59)) is not None
    assert ask(database, f"Bearer {key}", later=timedelta(hours=1)) is None


def test_a_revoked_key_is_refused(database: Database, key: str) -> None:
    revoke_key(database, key[3:15], clock=lambda: NOW)
    assert ask(database, f"Bearer {key}") is None
    with pytest.raises(NotFound):
        revoke_key(database, "0" * 12)


def test_the_last_use_is_noted_but_not_on_every_request(database: Database, key: str) -> None:
    def last_used() -> str:
        with database.read() as connection:
            return str(connection.execute(sa.select(api_key.c.last_used_at)).scalar_one())

    for minutes, expected in (
        (0, "2026-06-01T12:00:00.000000Z"),
        (5, "2026-06-01T12:00:00.000000Z"),
        (11, "2026-06-01T12:11:00.000000Z"),
    ):
        ask(database, f"Bearer {key}", later=timedelta(minutes=minutes))
        assert last_used() == expected


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_a_key_needs_to_be_somebodys(database: Database, name: str) -> None:
    with pytest.raises(InvalidInput, match="name"):
        create_key(database, role=KeyRole.ADMIN, name=name)


def test_a_key_that_has_expired_already_is_not_made(database: Database) -> None:
    with pytest.raises(InvalidInput, match="expires"):
        create_key(database, role=KeyRole.ADMIN, name="Ada", expires=NOW, clock=lambda: NOW)


@pytest.mark.parametrize(
    ("held", "needed", "enough"),
    [
        (KeyRole.ADMIN, KeyRole.ADMIN, True),
        (KeyRole.ADMIN, KeyRole.CURATOR, True),
        (KeyRole.CURATOR, KeyRole.CURATOR, True),
        (KeyRole.CURATOR, KeyRole.ADMIN, False),
    ],
)
def test_an_admin_may_do_what_a_curator_may(held: KeyRole, needed: KeyRole, enough: bool) -> None:
    assert held.covers(needed) is enough
