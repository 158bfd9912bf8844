"""Curation: candidates accepted with edits, rejected, marked unscorable, and every decision undone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.days import FIRST_DAY, DayBounds
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.forecast import CueClass, Kind, Role, Scoreability, Stance, Status, require_transition
from app.domain.people import AuthorKind
from app.domain.probability import Probability
from app.services.people import ensure_author
from app.services.questions import QuestionDraft, add_question, own_words, require_standing, version_body
from app.services.withdrawal import bring_back, withdraw_unused
from app.storage import tables as t
from app.storage.record import Record

CLAIM_LIMIT = 2_000
REASON_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class Named:
    """An author as an input names one: by name or slug."""

    name: str
    kind: AuthorKind = AuthorKind.PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """What a curator changes on accepting; None leaves the reading as it is."""

    authors: tuple[Named, ...] | None = None
    role: Role | None = None
    stance: Stance | None = None
    claim: str | None = None
    kind: Kind | None = None
    cue: str | None = None
    cue_class: CueClass | None = None
    probability: Probability | None = None
    made: DayBounds | None = None
    excluded: str | None = None

    def __post_init__(self) -> None:
        if self.claim is not None and not 0 < len(self.claim.strip()) <= CLAIM_LIMIT:
            raise InvalidInput("claim", "is empty or too long", allowed=f"1 to {CLAIM_LIMIT} characters")
        if self.excluded is not None and not 0 < len(self.excluded.strip()) <= REASON_LIMIT:
            raise InvalidInput("excluded", "is empty or too long", allowed=f"1 to {REASON_LIMIT} characters")


@dataclass(frozen=True, slots=True)
class Link:
    """The question a forecast answers: a known one or a new draft, on its side or the opposite."""

    question: int | QuestionDraft
    polarity: int = 1

    def __post_init__(self) -> None:
        if self.polarity not in {1, -1}:
            raise InvalidInput("polarity", f"{self.polarity} is no polarity", allowed="1, -1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One forecast as it enters the record: where it stands, what it says, who says it."""

    start: int
    end: int
    quote: str | None
    quote_sha256: str
    found_by: str
    authors: tuple[Named, ...]
    role: Role
    claim: str | None
    kind: Kind
    cue: str | None
    cue_class: CueClass
    lexicon: str | None
    made: DayBounds
    scoreability: Scoreability
    stance: Stance | None = None
    probability: Probability | None = None
    negated: bool = False
    condition: str | None = None
    condition_start: int | None = None
    condition_end: int | None = None
    deadline: dict[str, Any] | None = None
    scoreability_reasons: tuple[str, ...] = ()


def quote_sha256(quote: str) -> str:
    """The hash that points at a quote where its text is not kept."""
    return hashlib.sha256(quote.encode()).hexdigest()


def batch_of(record: Record, readings: Sequence[Reading]) -> dict[str, Any] | None:
    """Readings as an event holds them: structure and words in two blobs, ids in a row."""
    if not readings:
        return None
    # An article's forecasts are mostly by the same few people: each is looked up once.
    known = {named: ensure_author(record, named.name, kind=named.kind) for named in _people(readings)}
    rows = [
        {
            "start": reading.start,
            "end": reading.end,
            "quote_sha256": reading.quote_sha256,
            "quoted": reading.quote is not None,
            "found_by": reading.found_by,
            "author_ids": list(dict.fromkeys(known[named] for named in reading.authors)),
            "version": _candidate_version(reading),
        }
        for reading in readings
    ]
    words = [
        {
            "quote": reading.quote,
            "claim": reading.claim,
            "condition": reading.condition,
            "deadline": reading.deadline,
        }
        for reading in readings
    ]
    return {
        "rows": record.keep_json(rows),
        "words": record.keep_json(words),
        "first_id": record.allocate(len(rows)),
        "count": len(rows),
    }


def _people(readings: Sequence[Reading]) -> list[Named]:
    return list(dict.fromkeys(named for reading in readings for named in reading.authors))


def _author_ids(record: Record, authors: Sequence[Named]) -> list[int]:
    ids = [ensure_author(record, author.name, kind=author.kind) for author in authors]
    return list(dict.fromkeys(ids))


def _candidate_version(reading: Reading) -> dict[str, Any]:
    p = reading.probability
    return {
        "status": Status.CANDIDATE,
        "reasons": [],
        "role": reading.role,
        "stance": reading.stance,
        "kind": reading.kind,
        "cue": reading.cue,
        "cue_class": reading.cue_class,
        "probability": p.point if p else None,
        "low": p.low if p else None,
        "high": p.high if p else None,
        "lexicon": reading.lexicon,
        "negated": reading.negated,
        "condition_start": reading.condition_start,
        "condition_end": reading.condition_end,
        "scoreability": reading.scoreability,
        "scoreability_reasons": list(reading.scoreability_reasons),
        "made_earliest": reading.made.earliest,
        "made_latest": reading.made.latest,
        "question_id": None,
        "polarity": 1,
        "excluded": None,
    }


def add_forecasts(record: Record, revision_id: int, readings: Sequence[Reading]) -> tuple[int, ...]:
    """Candidates that the reading of the text did not bring, by hand or from a file; returns their ids."""
    held = record.connection.execute(
        sa.select(t.revision.c.article_id, t.revision.c.characters).where(t.revision.c.id == revision_id)
    ).one_or_none()
    if held is None:
        raise NotFound("revision", revision_id)
    for reading in readings:
        if not 0 <= reading.start < reading.end <= held.characters:
            raise InvalidInput(
                "start",
                f"{reading.start} to {reading.end} is no span of the text",
                allowed=f"0 to {held.characters}",
            )
        if reading.quote is not None and quote_sha256(reading.quote) != reading.quote_sha256:
            raise InvalidInput("quote_sha256", "is not the hash of the quote")
    batch = batch_of(record, readings)
    if batch is None:
        return ()
    record.append(
        "forecasts.added", {"article_id": held.article_id, "revision_id": revision_id, "forecasts": batch}
    )
    return tuple(range(batch["first_id"], batch["first_id"] + batch["count"]))


def accept(record: Record, forecast_id: int, link: Link, edits: Edits | None = None) -> int:
    """Take a candidate into the record, or edit an accepted forecast; returns its question."""
    held = version_in_force(record, forecast_id)
    require_transition(Status(held.status), Status.ACCEPTED)
    changes = edits or Edits()
    version = {
        **version_body(held),
        **_changed(record, changes),
        "status": Status.ACCEPTED,
        "reasons": [],
        "polarity": link.polarity,
    }
    if version["probability"] is None:
        raise InvalidInput(
            "probability", "is needed to accept: without one the claim can only be marked unscorable"
        )
    if version["kind"] == Kind.COMPARATIVE:
        raise InvalidInput(
            "kind",
            "a comparative has no probability of its own: mark it unscorable",
            allowed=", ".join(kind for kind in Kind if kind is not Kind.COMPARATIVE),
        )
    asks = not isinstance(link.question, int)
    if isinstance(link.question, int):
        question_id = require_standing(record, link.question).id
        bring_back(record, question_id)
    else:
        _check_deadline(link.question.closes_on, version["made_earliest"])
        question_id = add_question(record, link.question)
    version["question_id"] = question_id
    author_ids = None if changes.authors is None else _author_ids(record, changes.authors)
    _write(record, "forecast.accepted", held, version, claim=changes.claim, author_ids=author_ids, asks=asks)
    if held.question_id not in {None, question_id}:
        withdraw_unused(record, held.question_id)
    return question_id


def _check_deadline(closes_on: date | None, made_earliest: date | None) -> None:
    if closes_on is not None and made_earliest is not None and closes_on < made_earliest:
        raise InvalidInput(
            "closes_on",
            f"{closes_on} is before the forecast was made: it could never be scored",
            allowed=f"from {made_earliest}",
        )


def _changed(record: Record, edits: Edits) -> dict[str, Any]:
    plain = ("role", "stance", "kind", "cue", "cue_class", "excluded")
    changed: dict[str, Any] = {
        name: getattr(edits, name) for name in plain if getattr(edits, name) is not None
    }
    if edits.probability is not None:
        p = edits.probability
        changed |= {"probability": p.point, "low": p.low, "high": p.high}
    if edits.made is not None:
        require_past("made_on", edits.made, today=record.today)
        changed |= {"made_earliest": edits.made.earliest, "made_latest": edits.made.latest}
    return changed


def require_past(field: str, days: DayBounds, *, today: date) -> None:
    """Nothing was published tomorrow."""
    for end, day in (("earliest", days.earliest), ("latest", days.latest)):
        if day is not None and not FIRST_DAY <= day <= today:
            name = field if days.exact else f"{field}.{end}"
            raise InvalidInput(name, f"{day} is no day of publication", allowed=f"{FIRST_DAY} to {today}")


def reject(record: Record, forecast_id: int, reason: str) -> int:
    """Keep a candidate out: it is no forecast."""
    _check_reasons("reason", (reason,))
    return _settle(record, forecast_id, Status.REJECTED, (reason,))


def mark_unscorable(record: Record, forecast_id: int, reasons: Sequence[str]) -> int:
    """Keep a forecast that can never be scored: counted, never hidden."""
    _check_reasons("reasons", reasons)
    told = list(dict.fromkeys(reason.strip() for reason in reasons))
    return _settle(record, forecast_id, Status.UNSCORABLE, told)


def _check_reasons(field: str, reasons: Sequence[str]) -> None:
    if not reasons or any(not 0 < len(reason.strip()) <= REASON_LIMIT for reason in reasons):
        raise InvalidInput(field, "is empty or too long", allowed=f"1 to {REASON_LIMIT} characters")


_DECIDED_BY = {Status.REJECTED: "forecast.rejected", Status.UNSCORABLE: "forecast.marked_unscorable"}


def _settle(record: Record, forecast_id: int, status: Status, reasons: Sequence[str]) -> int:
    held = version_in_force(record, forecast_id)
    require_transition(Status(held.status), status)
    version = {
        **version_body(held),
        "status": status,
        "reasons": list(reasons),
        "question_id": None,
        "polarity": 1,
    }
    seq = _write(record, _DECIDED_BY[status], held, version)
    if held.question_id is not None:
        withdraw_unused(record, held.question_id)
    return seq


def undo(record: Record, forecast_id: int) -> int:
    """Take the latest decision back; again takes back the one before it, down to the candidate."""
    held = version_in_force(record, forecast_id)
    layers = _decisions(record, forecast_id)
    if len(layers) < 2:
        raise Conflict(f"forecast {forecast_id} has no decision to take back")
    before = layers[-2]
    a = t.forecast_author
    if before.question_id is not None:
        require_standing(record, before.question_id)
        bring_back(record, before.question_id)
    authors = list(
        record.connection.execute(
            sa.select(a.c.author_id)
            .where(
                a.c.forecast_id == forecast_id,
                a.c.from_seq <= before.from_seq,
                sa.or_(a.c.to_seq.is_(None), a.c.to_seq > before.from_seq),
            )
            .order_by(a.c.position)
        ).scalars()
    )
    seq = record.append(
        "forecast.restored",
        {
            "forecast_id": forecast_id,
            "version": version_body(before),
            "words": own_words(record, before),
            "author_ids": authors,
        },
    )
    if held.question_id not in {None, before.question_id}:
        withdraw_unused(record, held.question_id)
    return seq


def _decisions(record: Record, forecast_id: int) -> list[sa.Row[Any]]:
    """The versions that stand on each other; what was taken back is off, what was moved is where it is."""
    v, e = t.forecast_version, t.event
    rows = record.connection.execute(
        sa.select(v, e.c.kind.label("event_kind"))
        .join(e, e.c.seq == v.c.from_seq)
        .where(v.c.forecast_id == forecast_id)
        .order_by(v.c.from_seq)
    )
    layers: list[sa.Row[Any]] = []
    for row in rows:
        if row.event_kind == "forecast.restored":
            layers.pop()
        elif row.event_kind == "forecast.relinked":
            layers[-1] = row
        else:
            layers.append(row)
    return layers


def version_in_force(record: Record, forecast_id: int) -> sa.Row[Any]:
    """The present version of a forecast, or NotFound."""
    v = t.forecast_version
    row = record.connection.execute(
        sa.select(v).where(v.c.forecast_id == forecast_id, v.c.to_seq.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound("forecast", forecast_id)
    return row


def _write(
    record: Record,
    kind: str,
    held: sa.Row[Any],
    version: dict[str, Any],
    *,
    claim: str | None = None,
    author_ids: list[int] | None = None,
    asks: bool = False,
) -> int:
    words = own_words(record, held, claim=claim)
    data = {"forecast_id": held.forecast_id, "version": version, "words": words, "author_ids": author_ids}
    return record.append(kind, {**data, "asks": True} if asks else data)
