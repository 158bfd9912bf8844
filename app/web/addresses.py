"""Addresses that keep what was asked for: filters stand behind every number that leads on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from app.http.scoring import ONE_OF, WHO
from app.web.rooms import ROOMS

SCORING = frozenset(held.name for held in (*WHO.values(), *ONE_OF))
PLACE = ("page", "cursor")  # where one is in a list, which another subset of it does not keep


def address(path: str, given: Mapping[str, str], **changes: Any) -> str:
    """The same page asked otherwise: a parameter that becomes None is left out, and so is the place."""
    asked = {name: value for name, value in given.items() if name not in PLACE} | changes
    query = urlencode([(name, value) for name, value in asked.items() if value not in (None, "")])
    return f"{path}?{query}" if query else path


def below(room: str | None, key: str, given: Mapping[str, str], page: str = "", **more: Any) -> str:
    """A page of one author, source or topic, or of all, about the forecasts that `given` asks for."""
    return (f"/{room}/{quote(key)}" if room else "") + page + filters(room, given, **more)


def filters(room: str | None, given: Mapping[str, str], **more: Any) -> str:
    """What `below` keeps, as the end of an address: made once for a board of a thousand rows."""
    own = None if room is None else ROOMS[room]
    kept = {name: value for name, value in given.items() if name in SCORING and name != own}
    return address("", kept, **more)
