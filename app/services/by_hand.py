"""Forecasts that a curator finds in a text by reading it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.days import FIRST_DAY, DayBounds
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.forecast import CueClass, Kind, Role, Scoreability, Stance
from app.domain.people import AuthorKind
from app.domain.probability import Probability
from app.extraction import load_lexicon
from app.extraction.lexicon import load_forms, read_cue
from app.extraction.segments import split_words
from app.services.curation import CLAIM_LIMIT, Named, Reading, add_forecasts, quote_sha256, require_past
from app.services.people import ensure_author
from app.services.questions import TEXT_LIMIT
from app.storage import tables as t
from app.storage.record import Record

FOUND_BY = "hand"
CUE_LIMIT = 300
_MARKS = "\"'\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00ab\u00bb\u2039\u203a"


@dataclass(frozen=True, slots=True)
class Span:
    """Where a quote stands in the article's latest text: by offsets, by its words, or by both.

    occurrence: which place is meant, counted from 1, where the words stand in the text more than once.
    """

    start: int | None = None
    end: int | None = None
    quote: str | None = None
    occurrence: int | None = None

    def __post_init__(self) -> None:
        if self.occurrence is not None and self.start is not None:
            raise InvalidInput("occurrence", "goes without start and end")
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
        places = places_of(quote, text)
        if not places:
            raise InvalidInput("quote", "is not in the text", allowed="the article's own characters")
        if self.occurrence is None and len(places) > 1:
            raise InvalidInput(
                "quote",
                f"is in the text {len(places)} times",
                allowed=f"an occurrence from 1 to {len(places)}, or start and end, beside it",
            )
        which = self.occurrence or 1
        if which > len(places):
            raise InvalidInput("occurrence", f"there is no place {which}", allowed=f"1 to {len(places)}")
        return places[which - 1]


def places_of(quote: str, text: str) -> list[tuple[int, int]]:
    """Where the words stand in a text, overlapping places too.

    Words that stand nowhere as given are looked for with any white space between them, and then without
    the quotation marks around them.
    """
    exact = [(place, place + len(quote)) for place in _exact_places(quote, text)]
    return exact or _loose_places(quote, text) or _loose_places(quote.strip().strip(_MARKS), text)


def _exact_places(quote: str, text: str) -> Iterator[int]:
    place = text.find(quote)
    while place >= 0:
        yield place
        place = text.find(quote, place + 1)


def _loose_places(quote: str, text: str) -> list[tuple[int, int]]:
    words = quote.split()
    if not words or sum(map(len, words)) > len(text):  # nothing so long is in it
        return []
    spaced = r"\s+".join(map(re.escape, words))
    return [match.span(1) for match in re.finditer(f"(?=({spaced}))", text)]


@dataclass(frozen=True, slots=True)
class Worded:
    """How a cue reads by the table of wordings, as it would have been read in the text."""

    cue_class: CueClass
    probability: Probability | None
    lexicon: str


def read_worded(cue: str) -> Worded | None:
    """What the words of a cue say; None where they are no wording that is known."""
    words = split_words(cue.strip().lower(), 0)[0]
    forms = load_forms().get(words[0], ()) if words else ()
    form = next((form for form in forms if form.words == words), None)
    reading = None if form is None else read_cue(form.cue, False, load_lexicon())
    if form is None or reading is None:
        return None
    probability, table = reading
    return Worded(CueClass(form.cue_class), probability, f"{table.name}@{table.version}")


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
    deadline: DayBounds | None = None
    lexicon: str | None = None
    made: DayBounds | None = None

    def __post_init__(self) -> None:
        limits = {"cue": CUE_LIMIT, "claim": CLAIM_LIMIT, "condition": TEXT_LIMIT}
        for name, limit in limits.items():
            words = getattr(self, name)
            if words is not None and not 0 < len(words.strip()) <= limit:
                raise InvalidInput(name, "is empty or too long", allowed=f"1 to {limit} characters")
        first = None if self.deadline is None else self.deadline.earliest or self.deadline.latest
        if first is not None and first < FIRST_DAY:
            raise InvalidInput("deadline", f"{first} is before print", allowed=f"from {FIRST_DAY}")


def add_forecast(record: Record, article_id: int, found: Found) -> int:
    """A candidate in the article's latest text; returns its id."""
    revision, text = latest_text(record, article_id)
    start, end = found.span.within(text)
    quote = text[start:end]
    if found.made is not None:
        require_past("made_on", found.made, today=record.today)
    made = found.made or DayBounds(revision.published_earliest, revision.published_latest)
    if found.deadline is not None:
        _require_ahead(found.deadline, made)
    authors = found.authors if found.authors is not None else _authors(record, revision.id)
    _require_new(record, revision.id, (start, end), found, authors)
    reading = Reading(
        start=start,
        end=end,
        quote=quote,
        quote_sha256=quote_sha256(quote),
        found_by=FOUND_BY,
        authors=authors,
        role=found.role,
        stance=found.stance,
        claim=found.claim,
        kind=found.kind,
        cue=found.cue,
        cue_class=found.cue_class,
        lexicon=found.lexicon,
        probability=found.probability,
        condition=found.condition,
        deadline=None if found.deadline is None else _deadline(found.deadline),
        made=made,
        scoreability=Scoreability.YES,
    )
    return add_forecasts(record, revision.id, [reading])[0]


def _require_ahead(deadline: DayBounds, made: DayBounds) -> None:
    last, said = deadline.latest, made.earliest
    if last is not None and said is not None and last < said:
        raise InvalidInput("deadline", f"{last} is before the forecast was made", allowed=f"from {said}")


def _require_new(
    record: Record, revision_id: int, span: tuple[int, int], found: Found, authors: tuple[Named, ...]
) -> None:
    """The same claim of the same people in the same words is one forecast; without a claim, the cue tells."""
    f, v, a = t.forecast, t.forecast_version, t.forecast_author
    same = sa.select(f.c.id).join(v, v.c.forecast_id == f.c.id).where(
        f.c.revision_id == revision_id, f.c.start == span[0], f.c.end == span[1], v.c.to_seq.is_(None),
        v.c.claim.is_not_distinct_from(found.claim),
    )  # fmt: skip
    if found.claim is None:
        same = same.where(v.c.cue.is_not_distinct_from(found.cue))
    held = record.connection.execute(same.order_by(f.c.id)).scalars().all()
    if not held:
        return
    wanted = {ensure_author(record, named.name, kind=named.kind) for named in authors}
    for number in held:
        said_by = sa.select(a.c.author_id).where(a.c.forecast_id == number, a.c.to_seq.is_(None))
        if set(record.connection.execute(said_by).scalars()) == wanted:
            raise Conflict(f"this is recorded already, as forecast {number}")


def _deadline(days: DayBounds) -> dict[str, Any]:
    """As the reading keeps one; it is a curator's, so no words of the text are given for it."""
    return {
        "earliest": days.earliest,
        "latest": days.latest,
        "precision": "day" if days.exact else "bounds",
        "words": None,
        "start": None,
        "end": None,
    }


def latest_text(record: Record, article_id: int) -> tuple[sa.Row[Any], str]:
    """The latest revision of an article and its words, or Conflict where they are not held."""
    r = t.revision
    row = record.connection.execute(
        sa.select(r).where(r.c.article_id == article_id).order_by(r.c.number.desc()).limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound("article", article_id)
    content = None if row.content is None else record.blobs.read_json(row.content)
    if content is None:
        raise Conflict(f"the text of article {article_id} is not kept here: ingest it first")
    return row, str(content["text"])


def _authors(record: Record, revision_id: int) -> tuple[Named, ...]:
    rows = record.connection.execute(
        sa.select(t.author.c.slug, t.author.c.kind)
        .join(t.revision_author, t.revision_author.c.author_id == t.author.c.id)
        .where(t.revision_author.c.revision_id == revision_id)
        .order_by(t.revision_author.c.position)
    )
    return tuple(Named(row.slug, AuthorKind(row.kind)) for row in rows)
