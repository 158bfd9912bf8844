"""Curators' decisions as labels of the texts they were made on, in the format that reading is judged by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from app.domain.days import DayBounds
from app.domain.forecast import Kind, Status
from app.domain.question import ClosesBasis
from app.extraction import FORECAST_KINDS
from app.extraction.labels import Tier
from app.storage import tables as t
from app.storage.record import Blobs

_f, _v, _r, _q = t.forecast, t.forecast_version, t.revision, t.question_version
_IN_FORCE = sa.and_(_v.c.forecast_id == _f.c.id, _v.c.to_seq.is_(None))


def labelled_texts(connection: sa.Connection, *, undated: str) -> Iterator[dict[str, Any]]:
    """Every text that is held whole and has a decision; `undated` begins the basis of a day that is none."""
    decided = (
        sa.select(_f.c.revision_id).join(_v, _IN_FORCE).where(_v.c.status != Status.CANDIDATE).distinct()
    )
    revisions = connection.execute(
        sa.select(_r).where(_r.c.content.is_not(None), _r.c.id.in_(decided)).order_by(_r.c.id)
    ).all()
    blobs = Blobs(connection)
    for revision in revisions:
        content = blobs.read_json(revision.content)
        if content is not None:
            yield _text(connection, revision, content["text"], undated=undated)


def _text(connection: sa.Connection, revision: sa.Row[Any], text: str, *, undated: str) -> dict[str, Any]:
    rows = connection.execute(
        sa.select(
            _f.c.start, _f.c.end, _v, _q.c.closes_on, _q.c.closes_basis, _q.c.condition.label("asked_if")
        )
        .join(_v, _IN_FORCE)
        .outerjoin(_q, sa.and_(_q.c.question_id == _v.c.question_id, _q.c.to_seq.is_(None)))
        .where(_f.c.revision_id == revision.id)
        .order_by(_f.c.id)
    ).all()
    people = _speakers(connection, revision.id)
    first = revision.number == 1
    open_ones = any(row.status == Status.CANDIDATE for row in rows)
    dated = not revision.published_basis.startswith(undated)
    return {
        "id": f"article {revision.article_id}" + ("" if first else f" revision {revision.number}"),
        "style": None,
        "title": revision.title,
        "language": revision.language,
        "published_on": _published(revision) if dated else None,
        "authors": _names(connection, revision.id),
        # What an earlier revision said already is labelled there alone.
        "complete": first and not open_ones,
        "text": text,
        "forecasts": [_label(row, people.get(row.forecast_id, []), text) for row in rows],
    }


def _published(revision: sa.Row[Any]) -> Any:
    days = DayBounds(revision.published_earliest, revision.published_latest)
    return days.exact or {"earliest": days.earliest, "latest": days.latest}


def _names(connection: sa.Connection, revision_id: int) -> list[str]:
    linked = t.revision_author.c
    rows = connection.execute(
        sa.select(t.author.c.name)
        .join(t.revision_author, linked.author_id == t.author.c.id)
        .where(linked.revision_id == revision_id, t.author.c.name.is_not(None))
        .order_by(linked.position)
    )
    return list(rows.scalars())


def _speakers(connection: sa.Connection, revision_id: int) -> dict[int, list[str | None]]:
    """Each forecast's authors as spelled in this text or by its curator; merging authors changes neither."""
    a = t.forecast_author
    rows = connection.execute(
        sa.select(a.c.forecast_id, t.author.c.name)
        .join(t.author, t.author.c.id == a.c.author_id)
        .join(_f, _f.c.id == a.c.forecast_id)
        .where(_f.c.revision_id == revision_id, a.c.to_seq.is_(None))
        .order_by(a.c.forecast_id, a.c.position)
    )
    found: dict[int, list[str | None]] = {}
    for forecast, name in rows:
        found.setdefault(forecast, []).append(name)
    return found


def _label(row: sa.Row[Any], speakers: list[str | None], text: str) -> dict[str, Any]:
    deadline = row.deadline or {}
    spoken = None if row.condition_start is None else text[row.condition_start : row.condition_end]
    latest = deadline.get("latest")
    if row.closes_on is not None and row.closes_basis == ClosesBasis.STATED:
        latest = row.closes_on
    return {
        "forecast": row.forecast_id,
        "quote": text[row.start : row.end],
        "start": row.start,
        "end": row.end,
        "tier": _tier(Status(row.status), Kind(row.kind)),
        "status": row.status,
        "kind": row.kind,
        "role": row.role,
        "speaker": None if None in speakers else speakers,  # an erased name is not known, so not judged
        "stance": row.stance,
        "claim": row.claim,
        "cue": row.cue,
        "cue_class": row.cue_class,
        "negated": row.negated,
        "probability": row.probability,
        "condition": spoken or row.asked_if,
        "condition_start": row.condition_start,
        "condition_end": row.condition_end,
        "deadline": deadline.get("words"),
        "deadline_start": deadline.get("start"),
        "deadline_end": deadline.get("end"),
        "deadline_latest": latest,
        "scoreability": row.scoreability,
        "reasons": row.reasons or row.scoreability_reasons,
    }


def _tier(status: Status, kind: Kind) -> Tier:
    """One's own plan, a promise or a policy is no forecast however it was filed: it is on the border."""
    if status is Status.CANDIDATE:
        return Tier.OPEN
    if status is Status.REJECTED:
        return Tier.NONE
    return Tier.CORE if kind in FORECAST_KINDS else Tier.BORDERLINE
