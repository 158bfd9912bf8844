"""Articles into the record: frozen, attributed, dated as far as is known, and read for candidates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import sqlalchemy as sa

from app.documents import Document
from app.domain.days import DayBounds
from app.domain.errors import Conflict, InvalidInput
from app.domain.forecast import CueClass, Role
from app.domain.people import AuthorKind
from app.extraction import Candidate, read
from app.extraction.languages import detect_language, why_unread
from app.model import Model
from app.services.curation import Named, Reading, batch_of, quote_sha256, require_past
from app.services.held_words import held_otherwise
from app.services.people import UNKNOWN_SOURCE, ensure_author, ensure_frame, ensure_source
from app.services.recording import recording
from app.services.second_reading import SecondReading, read_again
from app.storage import tables as t
from app.storage.database import Database
from app.storage.record import Clock, Record, system_clock

# Adding an article takes one short transaction; reading it, which takes longer, happens before.

URL_LIMIT = 4_000
# The basis of an upper bound: nobody reads what is not yet published. It is no day of publication.
READ = "not after the day it was read"
_ARTICLES = frozenset(
    ("the", "a", "an", "some", "many", "most", "several", "both", "other", "few", "two", "three")
)
_CROWDS = frozenset(
    {
        "advisers", "aides", "allies", "analysts", "authorities", "commentators", "critics", "diplomats",
        "economists", "experts", "forecasters", "insiders", "investors", "leaders", "lawmakers", "ministers",
        "observers", "officials", "others", "people", "pollsters", "scholars", "scientists", "sources",
        "strategists", "supporters", "traders", "voters",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The caller's words, which win over the page's own."""

    source: str | None = None
    authors: tuple[Named, ...] | None = None
    published: DayBounds | None = None
    title: str | None = None
    url: str | None = None
    frame: str | None = None
    frame_size: int | None = None


@dataclass(frozen=True, slots=True)
class Ingested:
    """What came of one article: added, revised, unchanged, or attached to what was known by hash alone.

    note: why the text is not read, and which of the caller's words the record holds otherwise and keeps.
    model: what a language model added, where one was asked.
    """

    article_id: int
    revision_id: int
    status: str
    candidates: int
    sha256: str
    note: str | None = None
    model: SecondReading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article ready to be written down."""

    text: str
    sha256: str
    title: str | None
    url: str | None
    source: str
    authors: tuple[Named, ...]
    published: DayBounds
    published_basis: str
    language: str | None
    unread: str | None  # why the text is not read for forecasts
    frame: str | None
    frame_size: int | None

    @property
    def key(self) -> str:
        """What makes it the same article next time."""
        return self.url or f"sha256:{self.sha256}"


Reader = Callable[[Article], tuple[Candidate, ...]]


def prepare(document: Document, given: Given | None = None, *, read_on: date) -> Article:
    """A document with the caller's words laid over it; what has no date is not after the day it was read."""
    said = given or Given()
    url = normal_url(said.url or document.url)
    published, basis = document.published, document.published_basis
    if said.published is not None and said.published != DayBounds():
        published, basis = said.published, "caller"
    if published == DayBounds():
        published, basis = DayBounds(None, read_on), READ + basis.removeprefix("none")
    language = detect_language(document.text)
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    return Article(
        text=document.text,
        sha256=document.sha256,
        title=said.title or document.title,
        url=url,
        source=said.source or document.source_name or host or UNKNOWN_SOURCE,
        authors=said.authors if said.authors is not None else tuple(Named(name) for name in document.authors),
        published=published,
        published_basis=basis,
        # What a page declares is often its template's language: the text decides where there is enough of it.
        language=language or document.language,
        unread=why_unread(language),
        frame=said.frame,
        frame_size=said.frame_size,
    )


def normal_url(url: str | None) -> str | None:
    """An address without fragment, in its usual spelling, so that one page has one."""
    if url is None:
        return None
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    except ValueError as error:
        raise InvalidInput(
            "url", f"is no address: {error}", allowed="http:// or https:// addresses"
        ) from error
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or len(url) > URL_LIMIT:
        raise InvalidInput("url", "is no web address", allowed="http:// or https:// addresses")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return urlunsplit((parts.scheme.lower(), host + port, parts.path or "/", parts.query, ""))


def ingest(
    database: Database,
    document: Document,
    given: Given | None = None,
    *,
    actor: str,
    clock: Clock = system_clock,
    model: Model | None = None,
) -> Ingested:
    """Write an article down once: whole with its candidates, or not at all; a known one is not read again."""
    article = prepare(document, given, read_on=clock().astimezone(UTC).date())
    return ingest_article(database, article, given, actor=actor, clock=clock, model=model)


def ingest_article(
    database: Database,
    article: Article,
    given: Given | None = None,
    *,
    actor: str,
    clock: Clock = system_clock,
    model: Model | None = None,
    reader: Reader | None = None,
) -> Ingested:
    """The same for an article that is prepared; `reader` finds its candidates."""
    ingested = _ingest(
        database, article, actor=actor, clock=clock, model=model, reader=reader or read_candidates
    )
    notes = [article.unread]
    if given is not None and ingested.status != "added":
        notes.append(_held_otherwise(database, ingested.revision_id, given))
    return replace(ingested, note="; ".join(filter(None, notes)) or None)


def _held_otherwise(database: Database, revision_id: int, given: Given) -> str | None:
    with database.read() as connection:
        return held_otherwise(
            connection,
            revision_id,
            source=given.source,
            authors=None if given.authors is None else tuple(author.name for author in given.authors),
            published=given.published,
            frame=given.frame,
        )


def find_known(database: Database, article: Article) -> tuple[Article, Ingested | None]:
    """The article as it is to be read, and what the record has of it already where that is all of it."""
    with database.read() as connection:
        known = _known(connection, article)
        if known is not None and known.content is None:
            # Who wrote a text known by hash is on record already, and more carefully than its byline.
            article = replace(article, authors=_authors(connection, known.id))
    if known is not None and known.content is not None:
        return article, Ingested(known.article_id, known.id, "unchanged", 0, article.sha256)
    return article, None


def _ingest(
    database: Database, article: Article, *, actor: str, clock: Clock, model: Model | None, reader: Reader
) -> Ingested:
    article, unchanged = find_known(database, article)
    if unchanged is not None:
        return unchanged
    candidates, again = reader(article), None
    if model is not None and article.unread is None:
        candidates, again = read_with_model(article, candidates, model)
    ingested = _record(database, article, candidates, actor=actor, clock=clock)
    return ingested if ingested.status == "unchanged" else replace(ingested, model=again)


def _record(
    database: Database, article: Article, candidates: Sequence[Candidate], *, actor: str, clock: Clock
) -> Ingested:
    with recording(database, actor=actor, clock=clock) as record:
        require_past("published_on", article.published, today=record.today)
        # Somebody may have written it meanwhile: the lock is held from here on.
        known = _known(record.connection, article)
        if known is None:
            return _write(record, article, candidates)
        if known.content is None:
            return _attach(record, article, known, candidates)
        return Ingested(known.article_id, known.id, "unchanged", 0, article.sha256)


def read_candidates(article: Article) -> tuple[Candidate, ...]:
    """What the text seems to forecast; nothing where it is in another language."""
    if article.unread is not None:
        return ()
    text, published, byline = reading_terms(article)
    return read(text, published=published, byline=byline)


def reading_terms(article: Article) -> tuple[str, DayBounds, tuple[str, ...]]:
    """All that reading needs: the text, the days that deadlines count from, and who wrote it."""
    return article.text, _counted_from(article), _byline(article)


def read_with_model(
    article: Article, candidates: Sequence[Candidate], model: Model
) -> tuple[tuple[Candidate, ...], SecondReading]:
    """The rules' candidates with those that a language model adds; it waits for a network."""
    return read_again(
        article.text, candidates, model, published=_counted_from(article), byline=_byline(article)
    )


def _counted_from(article: Article) -> DayBounds:
    """ "Next year" is counted from a publication, never from the reading."""
    dated = not article.published_basis.startswith(READ)
    return article.published if dated else DayBounds()


def _byline(article: Article) -> tuple[str, ...]:
    return tuple(author.name for author in article.authors)


def _known(connection: sa.Connection, article: Article) -> Any:
    """The revision that holds this very text, of this article or of one that has no address yet."""
    wanted = (
        sa.select(t.revision.c.id, t.revision.c.article_id, t.revision.c.content)
        .join(t.article, t.article.c.id == t.revision.c.article_id)
        .where(t.revision.c.sha256 == article.sha256)
        .order_by(t.revision.c.id)
        .limit(1)
    )
    if article.url is not None:
        wanted = wanted.where(sa.or_(t.article.c.key == article.key, t.article.c.url.is_(None)))
    return connection.execute(wanted).one_or_none()


def _authors(connection: sa.Connection, revision_id: int) -> tuple[Named, ...]:
    """The authors the record knows a revision by."""
    rows = connection.execute(
        sa.select(t.author.c.slug, t.author.c.kind)
        .join(t.revision_author, t.revision_author.c.author_id == t.author.c.id)
        .where(t.revision_author.c.revision_id == revision_id)
        .order_by(t.revision_author.c.position)
    )
    return tuple(Named(row.slug, AuthorKind(row.kind)) for row in rows)


def _write(record: Record, article: Article, candidates: Sequence[Candidate]) -> Ingested:
    existing = record.connection.execute(
        sa.select(t.article.c.id).where(t.article.c.key == article.key)
    ).scalar()
    readings = [reading_of(candidate, article.published) for candidate in candidates]
    if existing is None:
        return _add(record, article, readings)
    # A changed page repeats most of what it said: only new assertions are new.
    held = set(
        record.connection.execute(
            sa.select(t.forecast.c.quote_sha256).where(t.forecast.c.article_id == existing)
        ).scalars()
    )
    fresh = [reading for reading in readings if reading.quote_sha256 not in held]
    number = record.connection.execute(
        sa.select(sa.func.max(t.revision.c.number)).where(t.revision.c.article_id == existing)
    ).scalar_one()
    revision = _revision(record, article, number=number + 1)
    record.append(
        "article.revised", {"id": existing, "revision": revision, "forecasts": batch_of(record, fresh)}
    )
    return Ingested(existing, revision["id"], "revised", len(fresh), article.sha256)


def _add(record: Record, article: Article, readings: Sequence[Reading]) -> Ingested:
    source_id = ensure_source(record, article.source)
    frame_id = None
    if article.frame is not None:
        frame_id = ensure_frame(record, article.frame, size=article.frame_size)
    revision = _revision(record, article, number=1)
    article_id = record.allocate()
    record.append(
        "article.added",
        {
            "id": article_id,
            "key": article.key,
            "url": article.url,
            "source_id": source_id,
            "frame_id": frame_id,
            "revision": revision,
            "forecasts": batch_of(record, readings),
        },
    )
    return Ingested(article_id, revision["id"], "added", len(readings), article.sha256)


def _revision(record: Record, article: Article, *, number: int) -> dict[str, Any]:
    author_ids = [ensure_author(record, author.name, kind=author.kind) for author in article.authors]
    return {
        "id": record.allocate(),
        "number": number,
        "sha256": article.sha256,
        "characters": len(article.text),
        "content": record.keep_json({"text": article.text, "title": article.title}),
        "language": article.language,
        "published": {
            "earliest": article.published.earliest,
            "latest": article.published.latest,
            "basis": article.published_basis,
        },
        "author_ids": list(dict.fromkeys(author_ids)),
    }


def _attach(
    record: Record, article: Article, known: sa.Row[Any], candidates: Sequence[Candidate]
) -> Ingested:
    """Give a text to a revision known by hash, once every quote is found where the record says."""
    f = t.forecast
    held = record.connection.execute(
        sa.select(f.c.id, f.c.start, f.c.end, f.c.quote_sha256).where(f.c.revision_id == known.id)
    ).all()
    astray = [row.id for row in held if quote_sha256(article.text[row.start : row.end]) != row.quote_sha256]
    if astray:
        raise Conflict(f"the quotes of forecasts {astray} are not where the record says in this text")
    content = record.keep_json({"text": article.text, "title": article.title})
    record.append("revision.attached", {"revision_id": known.id, "content": content})
    published = _published(record, known.id)
    fresh = [
        reading_of(candidate, published)
        for candidate in candidates
        if not any(candidate.start < row.end and row.start < candidate.end for row in held)
    ]
    batch = batch_of(record, fresh)
    if batch is not None:
        record.append(
            "forecasts.added", {"article_id": known.article_id, "revision_id": known.id, "forecasts": batch}
        )
    return Ingested(known.article_id, known.id, "attached", len(fresh), article.sha256)


def _published(record: Record, revision_id: int) -> DayBounds:
    r = t.revision
    row = record.connection.execute(
        sa.select(r.c.published_earliest, r.c.published_latest).where(r.c.id == revision_id)
    ).one()
    return DayBounds(row.published_earliest, row.published_latest)


def _kind_of(name: str, role: Role) -> AuthorKind:
    """What a speaker found in a text seems to be; whoever is no single person must never be ranked as one."""
    if role is Role.BYLINE:
        return AuthorKind.PERSON
    words = name.split()
    if len(words) > 1 and words[0].lower() in _ARTICLES and not words[1][:1].isupper():
        return (
            AuthorKind.COLLECTIVE
        )  # "The governor", "Some officials": a description, at the head of a sentence
    if not name[:1].isupper() or words[-1].lower() in _CROWDS:
        return AuthorKind.COLLECTIVE
    return AuthorKind.ORGANISATION if len(words) == 1 else AuthorKind.PERSON


def reading_of(candidate: Candidate, published: DayBounds) -> Reading:
    """A candidate as it enters the record: made when its article was published."""
    deadline = candidate.deadline
    condition = candidate.condition
    return Reading(
        start=candidate.start,
        end=candidate.end,
        quote=candidate.quote,
        quote_sha256=quote_sha256(candidate.quote),
        found_by=candidate.found_by,
        authors=tuple(Named(name, _kind_of(name, candidate.role)) for name in candidate.authors),
        role=candidate.role,
        stance=candidate.stance,
        claim=candidate.claim,
        kind=candidate.kind,
        cue=candidate.cue,
        cue_class=CueClass(candidate.cue_class),
        lexicon=f"{candidate.lexicon}@{candidate.lexicon_version}",
        probability=candidate.probability,
        negated=candidate.negated,
        condition=condition.text if condition else None,
        condition_start=condition.start if condition else None,
        condition_end=condition.end if condition else None,
        deadline=None
        if deadline is None
        else {
            "earliest": deadline.earliest,
            "latest": deadline.latest,
            "precision": deadline.precision,
            "words": deadline.words,
            "start": deadline.start,
            "end": deadline.end,
        },
        made=published,
        scoreability=candidate.scoreability,
        scoreability_reasons=candidate.reasons,
    )
