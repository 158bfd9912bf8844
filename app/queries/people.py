"""Sources, topics and authors, and who an author is known as by now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.errors import InvalidInput, NotFound
from app.domain.people import AuthorKind
from app.queries.pages import Field, Filter, Kind, Listing, Operator, Page, PageRequest, fetch_page
from app.storage import tables as t

_a, _l = t.author, t.author_alias

SOURCES = Listing(
    name="sources",
    fields={
        "id": Field(kind=Kind.ID, column=t.source.c.id, sortable=True),
        "slug": Field(kind=Kind.TEXT, column=t.source.c.slug, sortable=True),
    },
)
TOPICS = Listing(
    name="topics",
    fields={
        "id": Field(kind=Kind.ID, column=t.topic.c.id, sortable=True),
        "slug": Field(kind=Kind.TEXT, column=t.topic.c.slug, sortable=True),
    },
)
AUTHORS = Listing(
    name="authors",
    fields={
        "id": Field(kind=Kind.ID, column=_a.c.id, sortable=True),
        "slug": Field(kind=Kind.TEXT, column=_a.c.slug, sortable=True),
        "kind": Field(kind=Kind.CHOICE, column=_a.c.kind, choices=tuple(AuthorKind)),
    },
)

_SOURCE: sa.Select[Any] = sa.select(t.source.c.id, t.source.c.slug, t.source.c.name, t.source.c.quotable)
_TOPIC: sa.Select[Any] = sa.select(t.topic.c.id, t.topic.c.slug, t.topic.c.name)
_AUTHOR: sa.Select[Any] = sa.select(_a.c.id, _a.c.slug, _a.c.name, _a.c.kind)
_STANDING = _AUTHOR.outerjoin(_l, sa.and_(_l.c.author_id == _a.c.id, _l.c.to_seq.is_(None))).where(
    _l.c.author_id.is_(None)
)


def list_sources(connection: sa.Connection, wanted: PageRequest) -> tuple[list[dict[str, Any]], Page]:
    """A page of sources."""
    page = fetch_page(connection, SOURCES, wanted, _SOURCE)
    return [_source(row) for row in page.rows], page


def read_source(connection: sa.Connection, slug: str) -> dict[str, Any]:
    """One source."""
    row = connection.execute(_SOURCE.where(t.source.c.slug == slug)).one_or_none()
    if row is None:
        raise NotFound("source", slug)
    return _source(row)


def _source(row: sa.Row[Any]) -> dict[str, Any]:
    return {"id": row.id, "slug": row.slug, "name": row.name, "quotable": row.quotable}


def list_topics(connection: sa.Connection, wanted: PageRequest) -> tuple[list[dict[str, Any]], Page]:
    """A page of topics."""
    page = fetch_page(connection, TOPICS, wanted, _TOPIC)
    return [_topic(row) for row in page.rows], page


def read_topic(connection: sa.Connection, slug: str) -> dict[str, Any]:
    """One topic."""
    row = connection.execute(_TOPIC.where(t.topic.c.slug == slug)).one_or_none()
    if row is None:
        raise NotFound("topic", slug)
    return _topic(row)


def _topic(row: sa.Row[Any]) -> dict[str, Any]:
    return {"id": row.id, "slug": row.slug, "name": row.name}


def list_authors(connection: sa.Connection, wanted: PageRequest) -> tuple[list[dict[str, Any]], Page]:
    """A page of authors under their present names; merged spellings are not listed."""
    page = fetch_page(connection, AUTHORS, wanted, _STANDING)
    return [_author(row) for row in page.rows], page


def read_author(connection: sa.Connection, slug: str) -> dict[str, Any]:
    """One author by the present slug; where `slug` in the answer differs, the address has moved there."""
    number = connection.execute(
        sa.select(t.slug.c.target_id).where(t.slug.c.kind == "author", t.slug.c.slug == slug)
    ).scalar()
    if number is None:
        raise NotFound("author", slug)
    present = known_as(connection, [number])[number]
    others = [other for other in spellings_of(connection, [present]) if other != present]
    rows = connection.execute(_AUTHOR.where(_a.c.id.in_([present, *others])).order_by(_a.c.id)).all()
    people = {row.id: _author(row) for row in rows}
    return {**people[present], "also": [people[other] for other in others]}


def _author(row: sa.Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "slug": row.slug,
        "name": row.name,
        "kind": row.kind,
        "rankable": AuthorKind(row.kind).rankable,
    }


def _following_merges() -> sa.Select[Any]:
    chain = (
        sa.select(_a.c.id.label("start"), _a.c.id.label("present"))
        .where(_a.c.id.in_(sa.bindparam("ids", expanding=True)))
        .cte("chain", recursive=True)
    )
    step = sa.select(chain.c.start, _l.c.into_id).where(
        _l.c.author_id == chain.c.present, _l.c.to_seq.is_(None)
    )
    chain = chain.union(step)
    further = sa.exists().where(_l.c.author_id == chain.c.present, _l.c.to_seq.is_(None))
    return (
        sa.select(chain.c.start, _a.c.id, _a.c.slug, _a.c.name, _a.c.kind)
        .join(_a, _a.c.id == chain.c.present)
        .where(~further)
    )


# Built once: building it costs more than running it.
_PRESENT = _following_merges()


def known_as(connection: sa.Connection, ids: Iterable[int]) -> dict[int, int]:
    """Each author's present id: merges are followed to their end."""
    rows = connection.execute(_PRESENT, {"ids": list(set(ids))})
    return {row.start: row.id for row in rows}


def spellings_of(connection: sa.Connection, ids: Sequence[int]) -> list[int]:
    """Every author id that is presently known as one of `ids`, themselves included."""
    tree = sa.select(_a.c.id.label("member")).where(_a.c.id.in_(ids)).cte("tree", recursive=True)
    tree = tree.union(sa.select(_l.c.author_id).where(_l.c.into_id == tree.c.member, _l.c.to_seq.is_(None)))
    return list(connection.execute(sa.select(tree.c.member).order_by(tree.c.member)).scalars())


def require_known(connection: sa.Connection, wanted: PageRequest) -> None:
    """Refuse a filter on a source or topic that is not there: an empty page would look like an answer."""
    for held in wanted.filters:
        table = {"source": t.source, "topic": t.topic}.get(held.name)
        if table is not None:
            found = connection.execute(sa.select(table.c.slug).where(table.c.slug.in_(held.values)))
            _refuse_missing(held, set(held.values) - set(found.scalars()))


def _refuse_missing(held: Filter, missing: set[str]) -> None:
    if missing:
        parameter = held.name if held.operator is Operator.EQ else f"{held.name}__{held.operator}"
        message = f"no {held.name} is known as {min(missing)!r}"
        raise InvalidInput(parameter, message, allowed=f"slugs, as GET /api/v1/{held.name}s lists them")


def with_author_ids(connection: sa.Connection, wanted: PageRequest) -> PageRequest:
    """The request with slugs of authors replaced by the ids of all their spellings."""
    require_known(connection, wanted)
    filters = tuple(
        Filter(held.name, held.operator, tuple(_ids_of(connection, held))) if held.name == "author" else held
        for held in wanted.filters
    )
    return PageRequest(filters=filters, sort=wanted.sort, limit=wanted.limit, cursor=wanted.cursor)


def _ids_of(connection: sa.Connection, held: Filter) -> list[int]:
    rows = connection.execute(
        sa.select(t.slug.c.slug, t.slug.c.target_id).where(
            t.slug.c.kind == "author", t.slug.c.slug.in_(held.values)
        )
    ).all()
    _refuse_missing(held, set(held.values) - {row.slug for row in rows})
    present = known_as(connection, [row.target_id for row in rows])
    return spellings_of(connection, sorted(set(present.values())))


def people_by_id(connection: sa.Connection, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Authors as they are shown beside what they said, under their present names."""
    wanted = set(ids)
    rows = connection.execute(_PRESENT, {"ids": list(wanted)}) if wanted else ()
    return {row.start: {"slug": row.slug, "name": row.name, "kind": row.kind} for row in rows}
