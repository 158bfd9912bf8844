"""What the application lends to every request."""

from __future__ import annotations

from dataclasses import dataclass

from anyio import CapacityLimiter

from app.fetch import Fetcher
from app.storage.database import Database
from app.storage.record import Clock


@dataclass(frozen=True, slots=True)
class Context:
    """The database and what bounds its use; `main` makes it.

    Reads run on the default threads. Writes wait for each other, so they have threads of their own, and keys
    too, since noting the use of one is a write: whoever waits there never stands in the way of a public read.
    What a curator looks at before it is taken in waits for other people's servers, on few threads of its own.
    """

    database: Database
    clock: Clock
    max_body_bytes: int
    writers: CapacityLimiter
    keys: CapacityLimiter
    fetches: CapacityLimiter
    fetcher: Fetcher | None = None
