"""Codings as their coders see them; what others said is kept from whoever has not finished."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.errors import Conflict, NotFound
from app.storage import tables as t
from app.storage.record import Blobs

_c, _m, _key = t.coding, t.coding_mark, t.api_key
_ALL: sa.Select[Any] = sa.select(_c, _key.c.name.label("coder_name")).outerjoin(
    _key, sa.literal("key:") + _key.c.id == _c.c.coder
)
MARK = ("tier", "probability", "word", "lexicon", "outcome")


def read_coding(connection: sa.Connection, number: int, *, reader: str) -> dict[str, Any]:
    """A coding with its sentences: one's own, or a finished one of somebody else's."""
    row = connection.execute(_ALL.where(_c.c.id == number)).one_or_none()
    if row is None:
        raise NotFound("coding", number)
    if row.coder != reader:
        require_sight(connection, row.article_id, reader=reader)
        if row.finished_seq is None:
            raise Conflict(f"coding {number} is not finished: until then its coder alone sees it")
    return coded(connection, row)


def coded(connection: sa.Connection, row: sa.Row[Any]) -> dict[str, Any]:
    """A coding with the words of its sentences, as far as they are held."""
    content = connection.execute(
        sa.select(t.revision.c.content).where(t.revision.c.id == row.revision_id)
    ).scalar_one()
    held = None if content is None else Blobs(connection).read_json(content)
    marks = {
        mark.unit: {name: getattr(mark, name) for name in MARK}
        for mark in connection.execute(sa.select(_m).where(_m.c.coding_id == row.id))
    }
    return {
        **_shown(row, len(marks)),
        "units": [
            {
                "unit": unit,
                "start": start,
                "end": end,
                "text": None if held is None else held["text"][start:end],
                **marks.get(unit, dict.fromkeys(MARK)),
            }
            for unit, (start, end) in enumerate(row.units)
        ],
    }


def list_codings(connection: sa.Connection, article_id: int) -> list[dict[str, Any]]:
    """Who codes an article and how far they are; not what they say."""
    if connection.execute(sa.select(t.article.c.id).where(t.article.c.id == article_id)).first() is None:
        raise NotFound("article", article_id)
    rows = connection.execute(_ALL.where(_c.c.article_id == article_id).order_by(_c.c.id)).all()
    return [_shown(row, _marked(connection, row.id)) for row in rows]


def own_coding(connection: sa.Connection, article_id: int, coder: str) -> int | None:
    """The latest coding of an article by somebody, where there is one."""
    wanted = sa.select(sa.func.max(_c.c.id)).where(_c.c.article_id == article_id, _c.c.coder == coder)
    found: int | None = connection.execute(wanted).scalar_one()
    return found


def own_codings(connection: sa.Connection, coder: str) -> list[dict[str, Any]]:
    """What somebody codes or has coded, the latest first."""
    rows = connection.execute(_ALL.where(_c.c.coder == coder).order_by(_c.c.id.desc())).all()
    return [_shown(row, _marked(connection, row.id)) for row in rows]


def finished_codings(connection: sa.Connection, article_id: int | None = None) -> Sequence[sa.Row[Any]]:
    """Those that may be compared: by text, in the order in which they were finished."""
    wanted = _ALL.where(_c.c.finished_seq.is_not(None)).order_by(_c.c.revision_id, _c.c.finished_seq)
    return connection.execute(
        wanted if article_id is None else wanted.where(_c.c.article_id == article_id)
    ).all()


def blinded(connection: sa.Connection, reader: str) -> frozenset[int]:
    """The articles of which somebody must not see more than the text, since they are coding it."""
    rows = connection.execute(
        sa.select(_c.c.article_id).where(_c.c.coder == reader, _c.c.finished_seq.is_(None))
    )
    return frozenset(rows.scalars())


def require_sight(connection: sa.Connection, article_id: int, *, reader: str) -> None:
    """Refuse to show what was read or coded in an article to somebody who is coding it."""
    if article_id in blinded(connection, reader):
        raise Conflict(
            f"you are coding article {article_id}: what others read in it is shown once you finish"
        )


def blind_questions(connection: sa.Connection, reader: str) -> frozenset[int]:
    """The questions made of what was read in those articles: their words and answers tell it too."""
    hidden = blinded(connection, reader)
    if not hidden:
        return frozenset()
    rows = connection.execute(
        sa.select(t.forecast_version.c.question_id)
        .join(t.forecast, t.forecast.c.id == t.forecast_version.c.forecast_id)
        .where(
            t.forecast.c.article_id.in_(hidden),
            t.forecast_version.c.to_seq.is_(None),
            t.forecast_version.c.question_id.is_not(None),
        )
    )
    return frozenset(rows.scalars())


def require_sight_of_question(connection: sa.Connection, number: int, *, reader: str) -> None:
    """Refuse to show a question to somebody who is coding an article that foretells its answer."""
    if number in blind_questions(connection, reader):
        raise Conflict(
            f"question {number} is answered in an article that you are coding: it is shown once you finish"
        )


def _marked(connection: sa.Connection, number: int) -> int:
    counted = sa.select(sa.func.count()).select_from(_m).where(_m.c.coding_id == number)
    return int(connection.execute(counted).scalar_one())


def _shown(row: sa.Row[Any], marked: int) -> dict[str, Any]:
    return {
        "id": row.id,
        "article": row.article_id,
        "revision": row.revision_id,
        "coder": row.coder,
        "coder_name": row.coder_name,
        "sentences": len(row.units),
        "marked": marked,
        "started_at": row.started_at,
        "finished_at": row.finished_at,
    }
