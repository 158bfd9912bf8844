"""Articles and their revisions; whole texts only where the reader may have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import sqlalchemy as sa

from app.domain.errors import NotFound
from app.queries.pages import RANGE, Field, Kind, Listing, Operator, Page, PageRequest, fetch_page
from app.queries.people import people_by_id, with_author_ids
from app.storage import tables as t
from app.storage.record import Blobs

_a, _r, _s, _f, _ra = t.article, t.revision, t.source, t.frame, t.revision_author

_newer = _r.alias("newer")
_LATEST = (
    sa.select(sa.func.max(_newer.c.number))
    .where(_newer.c.article_id == _a.c.id)
    .correlate(_a)
    .scalar_subquery()
)
_ALL: sa.Select[Any] = (
    sa.select(
        _a.c.id, _a.c.url, _s.c.slug.label("source"), _s.c.name.label("source_name"), _s.c.quotable,
        _f.c.id.label("frame_id"), _f.c.description, _f.c.size,
        _r.c.id.label("revision_id"), _r.c.number, _r.c.sha256, _r.c.characters, _r.c.content, _r.c.title,
        _r.c.language, _r.c.published_earliest, _r.c.published_latest, _r.c.published_basis,
    )
    .join(_s, _s.c.id == _a.c.source_id)
    .join(_r, sa.and_(_r.c.article_id == _a.c.id, _r.c.number == _LATEST))
    .outerjoin(_f, _f.c.id == _a.c.frame_id)
)  # fmt: skip
_AUTHORS = (
    sa.select(_ra.c.revision_id, _ra.c.author_id)
    .where(_ra.c.revision_id.in_(sa.bindparam("numbers", expanding=True)))
    .order_by(_ra.c.revision_id, _ra.c.position)
)


def _written_by(operator: Operator, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    del operator
    return _r.c.id.in_(sa.select(_ra.c.revision_id).where(_ra.c.author_id.in_(values)))


ARTICLES = Listing(
    name="articles",
    fields={
        "id": Field(kind=Kind.ID, column=_a.c.id, sortable=True),
        "source": Field(kind=Kind.TEXT, column=_s.c.slug, description="Slugs."),
        "author": Field(kind=Kind.TEXT, where=_written_by, description="Slugs; merged spellings included."),
        "frame": Field(kind=Kind.ID, column=_a.c.frame_id),
        "url": Field(kind=Kind.TEXT, column=_a.c.url, filters=(Operator.EQ,)),
        "published_on": Field(
            kind=Kind.DAY,
            column=_r.c.published_latest,
            filters=RANGE,
            sortable=True,
            description="The last day on which it may have been published.",
        ),
    },
)


def read_article(connection: sa.Connection, number: int, *, curator: bool = False) -> dict[str, Any]:
    """One article with its revisions; its text for curators, or where its source may be quoted whole."""
    row = connection.execute(_ALL.where(_a.c.id == number)).one_or_none()
    if row is None:
        raise NotFound("article", number)
    revisions = connection.execute(_r.select().where(_r.c.article_id == number).order_by(_r.c.number)).all()
    authors = _authors(connection, [row.revision_id]).get(row.revision_id, [])
    text = None
    if row.content is not None and (curator or row.quotable):
        content = Blobs(connection).read_json(row.content)
        text = content["text"] if content else None
    return {
        **_shown(row, authors),
        "text": text,
        "revisions": [
            {
                "number": held.number,
                "sha256": held.sha256,
                "characters": held.characters,
                "title": held.title,
                "published": _published(held),
                "recorded_in": held.created_seq,
            }
            for held in revisions
        ],
    }


def find_article(connection: sa.Connection, url: str) -> int | None:
    """The article at an address."""
    found: int | None = connection.execute(sa.select(_a.c.id).where(_a.c.key == url)).scalar()
    return found


def public_texts(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, str]:
    """The whole texts of those articles whose source may be quoted and whose words are held."""
    rows = connection.execute(
        sa.select(_a.c.id, t.blob.c.content)
        .join(_s, _s.c.id == _a.c.source_id)
        .join(_r, sa.and_(_r.c.article_id == _a.c.id, _r.c.number == _LATEST))
        .join(t.blob, t.blob.c.digest == _r.c.content)
        .where(_a.c.id.in_(numbers), _s.c.quotable, t.blob.c.content.is_not(None))
    )
    return {row.id: orjson.loads(row.content)["text"] for row in rows}


def list_articles(connection: sa.Connection, wanted: PageRequest) -> tuple[list[dict[str, Any]], Page]:
    """A page of articles as their latest revisions have them."""
    page = fetch_page(connection, ARTICLES, with_author_ids(connection, wanted), _ALL)
    authors = _authors(connection, [row.revision_id for row in page.rows])
    return [_shown(row, authors.get(row.revision_id, [])) for row in page.rows], page


def _authors(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    if not numbers:
        return {}
    rows = connection.execute(_AUTHORS, {"numbers": numbers}).all()
    people = people_by_id(connection, [row.author_id for row in rows])
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        held = found.setdefault(row.revision_id, [])
        if people[row.author_id] not in held:
            held.append(people[row.author_id])
    return found


def _shown(row: sa.Row[Any], authors: list[dict[str, Any]]) -> dict[str, Any]:
    frame = {"id": row.frame_id, "description": row.description, "size": row.size}
    return {
        "id": row.id,
        "url": row.url,
        "title": row.title,
        "language": row.language,
        "source": {"slug": row.source, "name": row.source_name},
        "authors": authors,
        "published": _published(row),
        "frame": None if row.frame_id is None else frame,
        "revision": row.number,
        "sha256": row.sha256,
        "characters": row.characters,
        "text_held": row.content is not None,
    }


def _published(row: sa.Row[Any]) -> dict[str, Any]:
    return {
        "earliest": row.published_earliest,
        "latest": row.published_latest,
        "basis": row.published_basis,
    }
