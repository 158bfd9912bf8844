"""What a caller says of an article that the record knows already, and holds otherwise."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.domain.days import DayBounds
from app.domain.people import fold_name
from app.storage import tables as t


def held_otherwise(
    connection: sa.Connection,
    revision_id: int,
    *,
    source: str | None,
    authors: tuple[str, ...] | None,
    published: DayBounds | None,
    frame: str | None,
) -> str | None:
    """Which of the caller's words the record has others for, in a sentence; None where none differ."""
    r, a = t.revision.c, t.article.c
    held = connection.execute(
        sa.select(
            r.published_earliest, r.published_latest, t.source.c.slug, t.source.c.folded_name,
            t.frame.c.description,
        )
        .select_from(t.revision)
        .join(t.article, a.id == r.article_id)
        .join(t.source, t.source.c.id == a.source_id)
        .outerjoin(t.frame, t.frame.c.id == a.frame_id)
        .where(r.id == revision_id)
    ).one()  # fmt: skip
    days = DayBounds(held.published_earliest, held.published_latest)
    differing = {
        "date": published not in {None, DayBounds(), days},
        "authors": authors is not None and not _are(authors, _authors(connection, revision_id)),
        "source": source is not None and not _is(source, held),
        "frame": frame not in {None, held.description},
    }
    words = [name for name, differs in differing.items() if differs]
    return f"the record holds other words for {_listed(words)}; nothing changed there" if words else None


def _authors(connection: sa.Connection, revision_id: int) -> list[Any]:
    linked = t.revision_author.c
    return list(
        connection.execute(
            sa.select(t.author.c.slug, t.author.c.folded_name)
            .join(t.revision_author, linked.author_id == t.author.c.id)
            .where(linked.revision_id == revision_id)
            .order_by(linked.position)
        )
    )


def _are(said: tuple[str, ...], held: list[Any]) -> bool:
    return len(said) == len(held) and all(_is(name, row) for name, row in zip(said, held, strict=True))


def _is(name: str, row: Any) -> bool:
    return bool(name == row.slug or fold_name(name) == row.folded_name)


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
