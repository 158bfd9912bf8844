"""How long a form lives, and in whose hands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.access.keys import KeyRole, create_key
from app.access.sessions import LASTS, Session, find_session, sign_in
from app.storage.database import Database

BEGUN = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


def at(hours: float) -> Callable[[], datetime]:
    return lambda: BEGUN + timedelta(hours=hours)


def signed_in(database: Database, key: str, *, hours: float) -> Session:
    token = sign_in(database, key, clock=at(hours))
    assert token is not None
    session = find_session(database, token, clock=at(hours))
    assert session is not None
    return session


def test_a_form_lives_as_long_again_as_its_session_and_no_sign_in_prolongs_it(database: Database) -> None:
    assert timedelta(hours=12) == LASTS
    key = create_key(database, role=KeyRole.CURATOR, name="Ada Lens", clock=at(0))
    first = signed_in(database, key, hours=0)
    # Signed in every ten hours: the first form's time still runs out after a day.
    later = [signed_in(database, key, hours=hours) for hours in (10, 20, 23.9, 24.1)]
    assert [session.owns(first.form_token) for session in later] == [True, True, True, False]


def test_a_session_that_is_not_renewed_does_not_own_forms_for_ever_either(database: Database) -> None:
    key = create_key(database, role=KeyRole.CURATOR, name="Ada Lens", clock=at(0))
    first = signed_in(database, key, hours=0)
    token = sign_in(database, key, clock=at(13))
    assert token is not None
    for hours, owned in ((23.9, True), (24.1, False)):
        later = find_session(database, token, clock=at(hours))
        assert later is not None
        assert later.owns(first.form_token) is owned


def test_the_forms_of_one_key_are_not_those_of_another(database: Database) -> None:
    keys = [create_key(database, role=KeyRole.CURATOR, name="Ada Lens", clock=at(0)) for _ in range(2)]
    one, other = (signed_in(database, key, hours=0) for key in keys)
    assert not one.owns(other.form_token)
    assert not one.owns("")
    assert not one.owns("é")
