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
    """Who is signed in, and the token that every form of theirs carries.

    earlier: the tokens of other sessions by the same key, until `LASTS` after they ended by themselves; one
    that was signed out of is none of them. Whoever signs in again can so send a form that outlived its
    session, and no token outlives it by more than that.
    """

    actor: Actor
    name: str
    form_token: str
    earlier: tuple[str, ...] = ()

    def owns(self, given: str) -> bool:
        """Whether a form came from a page of theirs, of this session or one before."""
        tokens = (self.form_token, *self.earlier)
        # As bytes: text that is not ASCII would be an error.
        return any(hmac.compare_digest(token.encode(), given.encode()) for token in tokens)


def sign_in(database: Database, key: str, *, clock: Clock = system_clock) -> str | None:
    """A new session's token for the holder of a key; None where it is no valid curator's key."""
    actor = authenticate(database, f"Bearer {key.strip()}", clock=clock)
    if actor is None or not actor.role.covers(KeyRole.CURATOR):
        return None
    token, now = secrets.token_urlsafe(32), clock()
    with database.write() as connection:
        # A form may outlive its session: what it carries is kept as long again.
        connection.execute(sa.delete(web_session).where(web_session.c.expires_at <= moment(now - LASTS)))
        connection.execute(
            sa.insert(web_session).values(
                hash=_hash(token),
                key_id=actor.name.removeprefix("key:"),
                form_token=secrets.token_urlsafe(32),
                created_at=moment(now),
                expires_at=moment(now + LASTS),
            )
        )
    return token


def find_session(database: Database, token: str, *, clock: Clock = system_clock) -> Session | None:
    """Whose session it is; None where it ended, or its key was revoked or expired since."""
    s, k, at = web_session.c, api_key.c, clock()
    now = moment(at)
    wanted = (
        sa.select(
            s.form_token, s.expires_at, k.id, k.role, k.name, k.revoked_at, k.expires_at.label("key_expires")
        )
        .join(api_key, k.id == s.key_id)
        .where(s.hash == _hash(token))
    )
    others = sa.select(s.form_token).where(s.hash != _hash(token), s.expires_at > moment(at - LASTS))
    with database.read() as connection:
        row = connection.execute(wanted).one_or_none()
        earlier = () if row is None else connection.execute(others.where(s.key_id == row.id)).scalars().all()
    if row is None or row.expires_at <= now or row.revoked_at is not None:
        return None
    if row.key_expires is not None and row.key_expires <= now:
        return None
    return Session(Actor(f"key:{row.id}", KeyRole(row.role)), row.name, row.form_token, tuple(earlier))


def sign_out(database: Database, token: str) -> None:
    """End a session."""
    with database.write() as connection:
        connection.execute(sa.delete(web_session).where(web_session.c.hash == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
