"""Who decided last on a forecast, and when; for curators alone."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.storage import tables as t

_LAST = (
    sa.select(
        t.forecast_version.c.status, t.forecast_version.c.reasons, t.event.c.actor, t.event.c.recorded_at,
        t.api_key.c.name,
    )
    .join(t.event, t.event.c.seq == t.forecast_version.c.from_seq)
    .outerjoin(t.api_key, sa.literal("key:") + t.api_key.c.id == t.event.c.actor)
    .where(t.forecast_version.c.forecast_id == sa.bindparam("number"), t.forecast_version.c.to_seq.is_(None))
)  # fmt: skip


def last_decision(connection: sa.Connection, number: int) -> dict[str, Any]:
    """What a forecast is now, and who made it that."""
    row = connection.execute(_LAST, {"number": number}).one()
    return {
        "what": row.status,
        "who": row.name or row.actor,
        "when": row.recorded_at,
        "note": "; ".join(row.reasons or ()),
    }
