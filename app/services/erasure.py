"""Words taken out of the record for good; the events that committed to them stay."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.errors import Conflict, InvalidInput, NotFound
from app.storage import tables as t
from app.storage.record import Record

REASON_LIMIT = 2_000

# What may be erased: texts and names. Batch rows hold numbers that scores rest on.
_ERASABLE = (
    t.author.c.words,
    t.revision.c.content,
    t.forecast_version.c.words,
    t.remark.c.words,
    t.resolution.c.words,
)


def erase(record: Record, digest: str, reason: str) -> int:
    """Destroy the content and the salt behind a commitment; the reason stays, so must not repeat them."""
    if not 0 < len(reason.strip()) <= REASON_LIMIT:
        raise InvalidInput("reason", "is empty or too long", allowed=f"1 to {REASON_LIMIT} characters")
    held = record.connection.execute(
        sa.select(t.blob.c.content.is_(None)).where(t.blob.c.digest == digest)
    ).one_or_none()
    if held is None:
        raise NotFound("blob", digest)
    if held[0]:
        raise Conflict(f"blob {digest} is erased already")
    if not any(_holds(record, column, digest) for column in _ERASABLE):
        raise Conflict(f"blob {digest} holds no words: the record could not be rebuilt without it")
    return record.append("blob.erased", {"digest": digest, "reason": reason})


def _holds(record: Record, column: sa.Column[str], digest: str) -> bool:
    found = sa.select(sa.literal(1)).where(column == digest).limit(1)
    return record.connection.execute(found).first() is not None
