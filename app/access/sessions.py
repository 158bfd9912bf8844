"""Curators signed in on the pages: a random token in a cookie, its hash in the database, a key behind it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.access.keys import Actor, KeyRole, authenticate
from app.storage.canonical import moment
from app.storage.database import Database
from app.storage.record import Clock, system_clock
from app.storage.tables import api_key, web_session

LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in, and the token that every form of theirs carries."""

    actor: Actor
    name: str
    form_token: str

    def owns(self, given: str) -> bool:
        """Whether a form came from a page of theirs, of this session or one before."""
        return hmac.compare_digest(self.form_token, given)


def sign_in(database: Database, key: str, *, clock: Clock = system_clock) -> str | None:
    """A new session's token for the holder of a key; None where it is no valid curator's key."""
    actor = authenticate(database, f"Bearer {key.strip()}", clock=clock)
    if actor is None or not actor.role.covers(KeyRole.CURATOR):
        return None
    token, now = secrets.token_urlsafe(32), clock()
    with database.write() as connection:
        # A form may outlive its session: who signs in again by the same key can still send it.
        connection.execute(sa.delete(web_session).where(web_session.c.expires_at <= moment(now - LASTS)))
        key_id = actor.name.removeprefix("key:")
        held = connection.execute(
            sa.select(web_session.c.form_token)
            .where(web_session.c.key_id == key_id)
            .order_by(web_session.c.expires_at.desc())
            .limit(1)
        ).scalar()
        connection.execute(
            sa.insert(web_session).values(
                hash=_hash(token),
                key_id=key_id,
                form_token=held or secrets.token_urlsafe(32),
                created_at=moment(now),
                expires_at=moment(now + LASTS),
            )
        )
    return token


def find_session(database: Database, token: str, *, clock: Clock = system_clock) -> Session | None:
    """Whose session it is; None where it ended, or its key was revoked or expired since."""
    s, k, now = web_session.c, api_key.c, moment(clock())
    wanted = (
        sa.select(
            s.form_token, s.expires_at, k.id, k.role, k.name, k.revoked_at, k.expires_at.label("key_expires")
        )
        .join(api_key, k.id == s.key_id)
        .where(s.hash == _hash(token))
    )
    with database.read() as connection:
        row = connection.execute(wanted).one_or_none()
    if row is None or row.expires_at <= now or row.revoked_at is not None:
        return None
    if row.key_expires is not None and row.key_expires <= now:
        return None
    return Session(Actor(f"key:{row.id}", KeyRole(row.role)), row.name, row.form_token)


def sign_out(database: Database, token: str) -> None:
    """End a session."""
    with database.write() as connection:
        connection.execute(sa.delete(web_session).where(web_session.c.hash == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
