"""API keys: made, stored as hashes, checked in constant time."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import re
import secrets
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from app.domain.errors import InvalidInput, NotFound, Unavailable
from app.storage.canonical import moment
from app.storage.database import Database
from app.storage.record import Clock, system_clock
from app.storage.tables import api_key

SECRET_BYTES = 32
NAME_LIMIT = 200
# Writing `last_used_at` on every request would make each read a write.
USE_NOTED_EVERY = timedelta(minutes=10)

_KEY = re.compile(r"fs_([0-9a-f]{12})_([0-9a-f]{64})_([0-9a-f]{8})", re.ASCII)
_NOBODY = "0" * 64


class KeyRole(StrEnum):
    """What a key may do; an admin may do everything a curator may."""

    CURATOR = "curator"
    ADMIN = "admin"

    def covers(self, needed: KeyRole) -> bool:
        """Whether this role suffices where `needed` is asked for."""
        return self is KeyRole.ADMIN or self is needed


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking, as the record will name them."""

    name: str
    role: KeyRole


def create_key(
    database: Database,
    *,
    role: KeyRole,
    name: str,
    expires: datetime | None = None,
    clock: Clock = system_clock,
) -> str:
    """A new key; it is shown this once, only its hash is kept."""
    if not name.strip() or len(name) > NAME_LIMIT:
        raise InvalidInput("name", "must say whose key this is", allowed=f"1 to {NAME_LIMIT} characters")
    now = clock()
    if expires is not None and expires <= now:
        raise InvalidInput("expires", f"{moment(expires)} has passed", allowed="a time in the future")
    body = f"fs_{secrets.token_hex(6)}_{secrets.token_hex(SECRET_BYTES)}"
    key = f"{body}_{zlib.crc32(body.encode()):08x}"
    with database.write() as connection:
        connection.execute(
            sa.insert(api_key).values(
                id=key[3:15],
                hash=_hash(key),
                role=role,
                name=name.strip(),
                created_at=moment(now),
                expires_at=None if expires is None else moment(expires),
            )
        )
    return key


def revoke_key(database: Database, key_id: str, *, clock: Clock = system_clock) -> None:
    """Make a key useless from now on."""
    with database.write() as connection:
        changed = connection.execute(
            sa.update(api_key)
            .where(api_key.c.id == key_id)
            .values(revoked_at=sa.func.coalesce(api_key.c.revoked_at, moment(clock())))
        )
        if changed.rowcount == 0:
            raise NotFound("key", key_id)


def authenticate(database: Database, header: str, *, clock: Clock = system_clock) -> Actor | None:
    """Who the value of an Authorization header speaks for; None where it is no valid key."""
    scheme, _, given = header.partition(" ")
    found = _KEY.fullmatch(given.strip())
    if scheme.lower() != "bearer" or found is None:
        return None
    key = found.group()
    if zlib.crc32(key[:-9].encode()) != int(found.group(3), 16):
        return None  # a typing error: the database need not be asked
    with database.read() as connection:
        row = connection.execute(sa.select(api_key).where(api_key.c.id == found.group(1))).one_or_none()
    held = _NOBODY if row is None else row.hash
    if not hmac.compare_digest(held, _hash(key)) or row is None:
        return None
    now = moment(clock())
    if row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        return None
    _note_use(database, row, clock())
    return Actor(f"key:{row.id}", KeyRole(row.role))


def _note_use(database: Database, row: sa.Row[tuple[object, ...]], now: datetime) -> None:
    if row.last_used_at is not None and row.last_used_at > moment(now - USE_NOTED_EVERY):
        return
    # A database that cannot be written to must still be readable with a key.
    with contextlib.suppress(Unavailable), database.write() as connection:
        connection.execute(sa.update(api_key).where(api_key.c.id == row.id).values(last_used_at=moment(now)))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
