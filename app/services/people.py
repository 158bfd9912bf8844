"""Sources, authors, topics and frames: found by name or added, merged and split."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import sqlalchemy as sa

from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.people import AuthorKind, fold_name
from app.domain.text import find_hidden, has_visible
from app.storage import tables as t
from app.storage.record import Record

UNKNOWN_SOURCE = "unknown"
NAME_LIMIT = 300
SLUG_LIMIT = 60

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_ERASED = re.compile(r"erased-[0-9]+")  # what an erased author's address becomes


def clean_name(field: str, name: str) -> str:
    """A name with its white space folded, or an error naming the field."""
    folded = " ".join(unicodedata.normalize("NFC", name).split())
    if not folded:
        raise InvalidInput(field, "is empty")
    if len(folded) > NAME_LIMIT:
        raise InvalidInput(field, f"has {len(folded)} characters", allowed=f"up to {NAME_LIMIT}")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in folded):
        raise InvalidInput(field, "holds a control character or half a surrogate pair", allowed="text")
    if not has_visible(folded):
        raise InvalidInput(field, "has no visible character", allowed="text that can be seen")
    hidden = find_hidden(folded)
    if hidden is not None:
        # Two names that look the same would be two authors.
        raise InvalidInput(field, f"holds the hidden character {hidden}", allowed="text that can be seen")
    return folded


def slug_for(name: str) -> str:
    """A name as part of an address; empty where it has no Latin letters or digits."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _NOT_WORD.sub("-", plain.lower()).strip("-")[:SLUG_LIMIT].strip("-")


def _free_slug(record: Record, kind: str, name: str, number: int) -> str:
    wanted = slug_for(name)
    if not wanted or _ERASED.fullmatch(wanted):
        wanted = f"{kind}-{number}"
    taken = set(
        record.connection.execute(
            sa.select(t.slug.c.slug).where(
                t.slug.c.kind == kind, t.slug.c.slug.startswith(wanted, autoescape=True)
            )
        ).scalars()
    )
    candidates = [wanted, *(f"{wanted}-{count}" for count in range(2, len(taken) + 3))]
    return next(slug for slug in candidates if slug not in taken)


def ensure_source(record: Record, name: str) -> int:
    """The source of that name, slug or spelling; added where it is new."""
    clean = clean_name("source", name)
    found = _by_slug_or_name(record, t.source, "source", clean)
    if found is not None:
        return found
    number = record.allocate()
    slug = _free_slug(record, "source", clean, number)
    record.append("source.added", {"id": number, "slug": slug, "name": clean, "quotable": False})
    return number


def ensure_topic(record: Record, name: str) -> int:
    """The topic of that name or slug; added where it is new."""
    clean = clean_name("topics", name)
    found = _by_slug_or_name(record, t.topic, "topic", clean)
    if found is not None:
        return found
    number = record.allocate()
    record.append(
        "topic.added", {"id": number, "slug": _free_slug(record, "topic", clean, number), "name": clean}
    )
    return number


def ensure_frame(record: Record, description: str, *, size: int | None = None) -> int:
    """The way of choosing articles so described; added where it is new."""
    clean = clean_name("frame", description)
    found = record.connection.execute(sa.select(t.frame.c.id).where(t.frame.c.description == clean)).scalar()
    if found is not None:
        return int(found)
    number = record.allocate()
    record.append("frame.added", {"id": number, "description": clean, "size": size})
    return number


def ensure_author(record: Record, name: str, *, kind: AuthorKind = AuthorKind.PERSON) -> int:
    """The author of that name or slug; added where it is new."""
    clean = clean_name("authors", name)
    found = _by_slug_or_name(record, t.author, "author", clean)
    if found is not None:
        return found
    number = record.allocate()
    words = record.keep_json({"name": clean, "slug": _free_slug(record, "author", clean, number)})
    record.append("author.added", {"id": number, "kind": kind, "words": words})
    return number


def _by_slug_or_name(record: Record, table: sa.Table, kind: str, name: str) -> int | None:
    exact = sa.select(table.c.id).where(table.c.folded_name == fold_name(name)).order_by(table.c.id)
    found = record.connection.execute(exact).scalars().first()
    if found is None:
        by_slug = sa.select(t.slug.c.target_id).where(t.slug.c.kind == kind, t.slug.c.slug == name)
        found = record.connection.execute(by_slug).scalar()
    return None if found is None else int(found)


def slug_of(record: Record, kind: Literal["source", "topic"], number: int) -> str:
    """The address of a source or topic."""
    table = {"source": t.source, "topic": t.topic}[kind]
    slug: str = record.connection.execute(sa.select(table.c.slug).where(table.c.id == number)).scalar_one()
    return slug


def find_author(record: Record, slug: str) -> int:
    """The author at that address."""
    if not slug.isascii() or "\x00" in slug:  # no address is, and PostgreSQL cannot be asked
        raise NotFound("author", repr(slug))
    found = record.connection.execute(
        sa.select(t.slug.c.target_id).where(t.slug.c.kind == "author", t.slug.c.slug == slug)
    ).scalar()
    if found is None:
        raise NotFound("author", slug)
    return int(found)


def find_author_named(record: Record, field: str, words: str) -> int:
    """The author of that name or slug, or an error naming the field."""
    found = _by_slug_or_name(record, t.author, "author", clean_name(field, words))
    if found is None:
        raise InvalidInput(field, f"no author is known as {words!r}", allowed="the slug or the name of one")
    return found


def merge_authors(record: Record, author_id: int, into_id: int) -> int:
    """Make two spellings one author; every forecast of the first counts for the second from now on."""
    author, into = _slug_of_author(record, author_id), _slug_of_author(record, into_id)
    if author_id == into_id:
        raise Conflict(f"author {author} cannot be merged into itself")
    target = present_author(record, into_id)
    if target == author_id:
        raise Conflict(f"authors {author} and {into} are one already: merging would make a circle")
    if present_author(record, author_id) == target:
        raise Conflict(f"author {author} is known as {_slug_of_author(record, target)} already")
    return record.append("author.merged", {"author_id": author_id, "into_id": target})


def split_author(record: Record, author_id: int) -> int:
    """Undo a merge."""
    author = _slug_of_author(record, author_id)
    if present_author(record, author_id) == author_id:
        raise Conflict(f"author {author} is not merged into another")
    return record.append("author.split", {"author_id": author_id})


def present_author(record: Record, author_id: int) -> int:
    """The author whom this one is currently known as."""
    current = author_id
    while (into := _alias_of(record, current)) is not None:
        current = into
    return current


def _alias_of(record: Record, author_id: int) -> int | None:
    into: int | None = record.connection.execute(
        sa.select(t.author_alias.c.into_id).where(
            t.author_alias.c.author_id == author_id, t.author_alias.c.to_seq.is_(None)
        )
    ).scalar()
    return into


def _slug_of_author(record: Record, author_id: int) -> str:
    found: str | None = record.connection.execute(
        sa.select(t.author.c.slug).where(t.author.c.id == author_id)
    ).scalar()
    if found is None:
        raise NotFound("author", author_id)
    return found
