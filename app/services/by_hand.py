"""Forecasts that a curator finds in a text by reading it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.days import DayBounds
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.forecast import CueClass, Kind, Role, Scoreability, Stance
from app.domain.people import AuthorKind
from app.domain.probability import Probability
from app.services.curation import Named, Reading, add_forecasts, quote_sha256, require_past
from app.storage import tables as t
from app.storage.record import Record

FOUND_BY = "hand"


@dataclass(frozen=True, slots=True)
class Span:
    """Where a quote stands in the article's latest text: by offsets, by its words, or by both."""

    start: int | None = None
    end: int | None = None
    quote: str | None = None

    def __post_init__(self) -> None:
        if (self.start is None) is not (self.end is None):
            raise InvalidInput("end", "goes with start, and only with it")
        if self.start is None and not self.quote:
            raise InvalidInput("quote", "is needed where start and end are not given")

    def within(self, text: str) -> tuple[int, int]:
        """Its offsets in a text."""
        if self.start is None or self.end is None:
            return self._found(text)
        if not 0 <= self.start < self.end <= len(text):
            raise InvalidInput(
                "start", f"{self.start} to {self.end} is no span of the text", allowed=f"0 to {len(text)}"
            )
        if self.quote is not None and text[self.start : self.end] != self.quote:
            raise InvalidInput("quote", "is not what stands from start to end")
        return self.start, self.end

    def _found(self, text: str) -> tuple[int, int]:
        quote = self.quote or ""
        start = text.find(quote)
        if start < 0:
            raise InvalidInput("quote", "is not in the text", allowed="the article's own characters")
        if text.find(quote, start + 1) >= 0:
            raise InvalidInput("quote", "is in the text more than once", allowed="start and end beside it")
        return start, start + len(quote)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A forecast as a curator reads it; what is left out is the article's."""

    span: Span
    cue_class: CueClass
    cue: str | None = None
    probability: Probability | None = None
    claim: str | None = None
    authors: tuple[Named, ...] | None = None
    role: Role = Role.BYLINE
    kind: Kind = Kind.EVENT
    stance: Stance | None = None
    condition: str | None = None
    made: DayBounds | None = None


def add_forecast(record: Record, article_id: int, found: Found) -> int:
    """A candidate in the article's latest text; returns its id."""
    revision = _latest(record, article_id)
    content = None if revision.content is None else record.blobs.read_json(revision.content)
    if content is None:
        raise Conflict(f"the text of article {article_id} is not kept here: ingest it first")
    start, end = found.span.within(content["text"])
    quote = content["text"][start:end]
    if found.made is not None:
        require_past("made_on", found.made, today=record.today)
    reading = Reading(
        start=start,
        end=end,
        quote=quote,
        quote_sha256=quote_sha256(quote),
        found_by=FOUND_BY,
        authors=found.authors if found.authors is not None else _authors(record, revision.id),
        role=found.role,
        stance=found.stance,
        claim=found.claim,
        kind=found.kind,
        cue=found.cue,
        cue_class=found.cue_class,
        lexicon=None,
        probability=found.probability,
        condition=found.condition,
        made=found.made or DayBounds(revision.published_earliest, revision.published_latest),
        scoreability=Scoreability.YES,
    )
    return add_forecasts(record, revision.id, [reading])[0]


def _latest(record: Record, article_id: int) -> sa.Row[Any]:
    r = t.revision
    row = record.connection.execute(
        sa.select(r).where(r.c.article_id == article_id).order_by(r.c.number.desc()).limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound("article", article_id)
    return row


def _authors(record: Record, revision_id: int) -> tuple[Named, ...]:
    rows = record.connection.execute(
        sa.select(t.author.c.slug, t.author.c.kind)
        .join(t.revision_author, t.revision_author.c.author_id == t.author.c.id)
        .where(t.revision_author.c.revision_id == revision_id)
        .order_by(t.revision_author.c.position)
    )
    return tuple(Named(row.slug, AuthorKind(row.kind)) for row in rows)
