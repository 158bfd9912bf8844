"""Everything public that holds some words: questions, forecasts, names, titles of articles."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.wording import read_wording
from app.queries.forecasts import list_forecasts
from app.queries.pages import Filter, Operator, PageRequest
from app.queries.questions import list_questions
from app.storage import tables as t
from app.storage.search import find_similar

SHOWN = 20


def search_everything(connection: sa.Connection, asked: str, *, today: date) -> dict[str, Any]:
    """At most `SHOWN` of each, the best first; names and titles that hold the words as they stand."""
    words = read_wording(asked).spelt or tuple(asked.lower().split())
    questions = find_similar(connection, "search_question", words)[:SHOWN] if words else []
    forecasts = find_similar(connection, "search_forecast", words)[: 5 * SHOWN] if words else []
    return {
        "questions": _in_order(questions, list_questions(connection, _these(questions), today=today)[0]),
        "forecasts": _in_order(forecasts, list_forecasts(connection, _these(forecasts), today=today)[0])[
            :SHOWN
        ],
        "authors": _named(connection, t.author, asked),
        "sources": _named(connection, t.source, asked),
        "topics": _named(connection, t.topic, asked),
        "articles": _titled(connection, asked),
    }


def _these(numbers: list[int]) -> PageRequest:
    return PageRequest(filters=(Filter("id", Operator.IN, tuple(numbers or [-1])),), limit=200)


def _in_order(numbers: list[int], items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    place = {number: at for at, number in enumerate(numbers)}
    return sorted(items, key=lambda one: place[one["id"]])


def _like(column: sa.ColumnElement[Any], asked: str) -> sa.ColumnElement[bool]:
    return sa.func.lower(column).contains(asked.lower(), autoescape=True)


def _named(connection: sa.Connection, table: sa.Table, asked: str) -> list[dict[str, Any]]:
    c = table.c
    rows = connection.execute(
        sa.select(c.slug, c.name)
        .where(_like(c.name, asked))
        .order_by(sa.func.length(c.name), c.slug)
        .limit(SHOWN)
    )
    return [{"slug": row.slug, "name": row.name} for row in rows]


def _titled(connection: sa.Connection, asked: str) -> list[dict[str, Any]]:
    r = t.revision.c
    later = t.revision.alias("later").c
    newest = sa.select(sa.func.max(later.number)).where(later.article_id == r.article_id).scalar_subquery()
    rows = connection.execute(
        sa.select(t.article.c.id, r.title)
        .join(t.revision, r.article_id == t.article.c.id)
        .where(_like(r.title, asked), r.number == newest)
        .order_by(t.article.c.id.desc())
        .limit(SHOWN)
    )
    return [{"id": row.id, "title": row.title} for row in rows]
