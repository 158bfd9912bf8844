"""The number of the record's last event: what everything drawn from it can be kept by."""

from __future__ import annotations

import sqlalchemy as sa

from app.storage import tables as t


def read_head(connection: sa.Connection) -> int:
    """The last event's seq; 0 where there is none."""
    head: int = connection.execute(sa.select(sa.func.coalesce(sa.func.max(t.event.c.seq), 0))).scalar_one()
    return head
