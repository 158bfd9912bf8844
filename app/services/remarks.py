"""Replies, correction requests and their answers: public, on the forecast, each an event that stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.remark import SAID, RemarkKind, Ruling
from app.domain.text import has_visible
from app.queries.forecasts import PUBLIC
from app.services.people import clean_name
from app.services.web_address import require_web_address
from app.storage import tables as t
from app.storage.record import Record

TEXT_LIMIT = 10_000
URL_LIMIT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody said about a forecast, where, and on which day."""

    kind: RemarkKind
    said_by: str
    text: str
    said_on: date
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How a correction request is answered, why, and what was put right.

    replaces: the answer before, where this is another one.
    """

    ruling: Ruling
    reason: str
    changed: str | None = None
    replaces: int | None = None


def add_remark(record: Record, forecast_id: int, said: Said) -> int:
    """Record a reply or a correction request; returns its id."""
    if said.kind not in SAID:
        raise InvalidInput("kind", f"{said.kind} is given to a request", allowed=", ".join(SAID))
    _require_words("text", said.text)
    name = clean_name("said_by", said.said_by)
    if said.url is not None:
        if len(said.url) > URL_LIMIT:
            raise InvalidInput("url", "is too long", allowed=f"up to {URL_LIMIT} characters")
        require_web_address("url", said.url)
    _require_seen(record, forecast_id, said.said_on)
    words = {"text": said.text.strip(), "said_by": name, "url": said.url}
    _require_new(record, forecast_id, said.kind, words)
    return _append(record, forecast_id, said.kind, words, said_on=said.said_on)


def answer_correction(record: Record, request_id: int, answer: Answer) -> int:
    """Accept or decline a correction request, or answer it anew; returns the answer's id."""
    _require_words("reason", answer.reason)
    accepted = answer.ruling is Ruling.ACCEPTED
    if accepted:
        _require_words("changed", answer.changed or "")
    elif answer.changed:
        raise InvalidInput("changed", "belongs to an accepted request: a declined one changes nothing")
    r = t.remark
    asked = record.connection.execute(
        sa.select(r.c.forecast_id).where(r.c.id == request_id, r.c.kind == RemarkKind.CORRECTION_REQUEST)
    ).one_or_none()
    if asked is None:
        raise NotFound("correction request", request_id)
    latest = record.connection.execute(
        sa.select(sa.func.max(r.c.id)).where(r.c.answers_id == request_id)
    ).scalar_one()
    _require_latest(request_id, latest, answer.replaces)
    words = {"text": answer.reason.strip(), "changed": (answer.changed or "").strip() or None}
    return _append(
        record, asked.forecast_id, RemarkKind.ANSWER, words, answers_id=request_id, ruling=answer.ruling
    )


def _require_latest(request_id: int, latest: int | None, replaces: int | None) -> None:
    if latest == replaces:
        return
    if latest is None:
        raise Conflict(f"correction request {request_id} has no answer yet: replaces must be left out")
    raise Conflict(
        f"correction request {request_id} was answered by {latest}: to answer anew, name that one in replaces"
    )


def _require_words(field: str, words: str) -> None:
    if not has_visible(words):
        raise InvalidInput(field, "is empty", allowed=f"1 to {TEXT_LIMIT} characters")
    if len(words) > TEXT_LIMIT:
        raise InvalidInput(field, f"has {len(words)} characters", allowed=f"up to {TEXT_LIMIT}")


def _require_seen(record: Record, forecast_id: int, day: date) -> None:
    """A remark is about what anybody can read, and no older than that."""
    v = t.forecast_version
    row = record.connection.execute(
        sa.select(v.c.status, v.c.made_earliest).where(v.c.forecast_id == forecast_id, v.c.to_seq.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound("forecast", forecast_id)
    if row.status not in PUBLIC:
        raise Conflict(f"forecast {forecast_id} is {row.status}: a remark would stand where nobody reads it")
    if day > record.today:
        raise InvalidInput("said_on", f"{day} lies in the future", allowed=f"up to {record.today}")
    if row.made_earliest is not None and day < row.made_earliest:
        raise InvalidInput("said_on", f"{day} is before the forecast", allowed=f"from {row.made_earliest}")


def _require_new(record: Record, forecast_id: int, kind: RemarkKind, words: dict[str, Any]) -> None:
    """The same form sent twice is one remark; what was answered may be asked again."""
    r, answer = t.remark, t.remark.alias("answer")
    same = (
        sa.select(r.c.id)
        .join(t.event, t.event.c.seq == r.c.created_seq)
        .where(
            r.c.forecast_id == forecast_id, r.c.kind == kind, r.c.text == words["text"],
            r.c.said_by == words["said_by"], t.event.c.actor == record.actor,
            ~sa.exists().where(answer.c.answers_id == r.c.id),
        )
        .order_by(r.c.id)
        .limit(1)
    )  # fmt: skip
    held = record.connection.execute(same).scalar()
    if held is not None:
        raise Conflict(f"already recorded, as {kind.replace('_', ' ')} {held} on forecast {forecast_id}")


def _append(
    record: Record,
    forecast_id: int,
    kind: RemarkKind,
    words: dict[str, Any],
    *,
    answers_id: int | None = None,
    said_on: date | None = None,
    ruling: Ruling | None = None,
) -> int:
    number = record.allocate()
    record.append(
        "remark.added",
        {
            "id": number,
            "forecast_id": forecast_id,
            "kind": kind,
            "answers_id": answers_id,
            "words": record.keep_json(words),
            "said_on": said_on,
            "ruling": ruling,
        },
    )
    return number
