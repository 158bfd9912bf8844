"""What may be the same: questions that ask it, forecasts that say it again, authors of nearly one name.

Nothing here changes anything: a person reads the score and the reason, and decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.errors import NotFound
from app.domain.likeness import Likeness, compare, compare_asked
from app.domain.names import compare_bodies, compare_people, words_of_name
from app.domain.people import AuthorKind
from app.domain.wording import Wording, read_wording
from app.queries.people import people_by_id, read_author
from app.storage import tables as t
from app.storage.search import find_similar

SHOWN = 20
ASKED_FROM, SAID_FROM, NAMED_FROM = 0.25, 0.4, 0.5  # nothing below is suggested
NAMES_READ = 400

_f, _v, _q, _fa = t.forecast, t.forecast_version, t.question_version, t.forecast_author

_SAID: sa.Select[Any] = sa.select(
    _f.c.id, _f.c.article_id, _v.c.status, sa.func.coalesce(_v.c.claim, _f.c.quote).label("words"),
    _v.c.deadline, _v.c.question_id,
).join(_v, sa.and_(_v.c.forecast_id == _f.c.id, _v.c.to_seq.is_(None)))  # fmt: skip
_ONE = _SAID.where(_f.c.id == sa.bindparam("number"))
_SEVERAL = _SAID.where(_f.c.id.in_(sa.bindparam("numbers", expanding=True)))
_ASKED: sa.Select[Any] = sa.select(_q.c.question_id, _q.c.text, _q.c.criteria, _q.c.closes_on).where(
    _q.c.question_id.in_(sa.bindparam("numbers", expanding=True)), _q.c.to_seq.is_(None)
)
_BY = sa.select(_fa.c.forecast_id, _fa.c.author_id).where(
    _fa.c.forecast_id.in_(sa.bindparam("numbers", expanding=True)), _fa.c.to_seq.is_(None)
)

Found = tuple[Likeness, Any]


def suggest_for_forecast(
    connection: sa.Connection, number: int, *, hidden: frozenset[int] = frozenset()
) -> dict[str, Any]:
    """Questions that may ask what a forecast says, and forecasts that may say the same again.

    hidden: articles of which nothing is suggested, since whoever asks is coding them blind.
    """
    forecast = connection.execute(_ONE, {"number": number}).one_or_none()
    if forecast is None:
        raise NotFound("forecast", number)
    said = _read(forecast)
    return {
        "forecast": number,
        "questions": [
            {"id": row.question_id, "text": row.text, "closes_on": row.closes_on, **_judged(likeness)}
            for likeness, row in _questions(connection, forecast, said)
        ],
        "duplicates": _duplicates(connection, forecast, said, hidden),
    }


def _read(row: sa.Row[Any]) -> Wording:
    latest = (row.deadline or {}).get("latest")
    return read_wording(row.words or "").by(None if latest is None else date.fromisoformat(latest[:10]))


def _judged(likeness: Likeness) -> dict[str, Any]:
    return {"score": likeness.score, "reason": likeness.reason}


def _best(found: Iterable[Found], least: float, number: str) -> list[Found]:
    kept = [pair for pair in found if pair[0].score >= least]
    return sorted(kept, key=lambda pair: (-pair[0].score, getattr(pair[1], number)))[:SHOWN]


def _questions(connection: sa.Connection, forecast: sa.Row[Any], said: Wording) -> list[Found]:
    numbers = find_similar(connection, "search_question", said.spelt)
    rows = connection.execute(_ASKED, {"numbers": numbers}).all() if numbers else []
    found = (
        (compare_asked(said, read_wording(row.text).by(row.closes_on), read_wording(row.criteria)), row)
        for row in rows
        if row.question_id != forecast.question_id
    )
    return _best(found, ASKED_FROM, "question_id")


def _duplicates(
    connection: sa.Connection, forecast: sa.Row[Any], said: Wording, hidden: frozenset[int]
) -> list[dict[str, Any]]:
    numbers = [
        number for number in find_similar(connection, "search_forecast", said.spelt) if number != forecast.id
    ]
    rows = connection.execute(_SEVERAL, {"numbers": numbers}).all() if numbers else []
    found = ((compare(said, _read(row)), row) for row in rows if row.article_id not in hidden)
    best = _best(found, SAID_FROM, "id")
    authors = _authors(connection, [forecast.id, *(row.id for _, row in best)]) if best else {}
    mine = {person["slug"] for person in authors.get(forecast.id, [])}
    return [
        {
            "id": row.id,
            "article": row.article_id,
            "status": row.status,
            "words": row.words,
            "authors": authors.get(row.id, []),
            "question": row.question_id,
            "score": likeness.score,
            "reason": "; ".join(
                (
                    *_place(row.article_id == forecast.article_id, mine, authors.get(row.id, [])),
                    likeness.reason,
                )
            ),
        }
        for likeness, row in best
    ]


def _place(same_article: bool, mine: set[str], theirs: list[dict[str, Any]]) -> Iterator[str]:
    yield "in the same article" if same_article else "in another article"
    if mine & {person["slug"] for person in theirs}:
        yield "by the same author"


def _authors(connection: sa.Connection, numbers: list[int]) -> dict[int, list[dict[str, Any]]]:
    rows = connection.execute(_BY.order_by(_fa.c.forecast_id, _fa.c.position), {"numbers": numbers}).all()
    people = people_by_id(connection, [row.author_id for row in rows])
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        held = found.setdefault(row.forecast_id, [])
        if people[row.author_id] not in held:
            held.append(people[row.author_id])
    return found


def suggest_for_author(connection: sa.Connection, slug: str) -> dict[str, Any]:
    """Authors who may be the same person or body, by their names alone; the slug is the present one's."""
    author = read_author(connection, slug)
    spellings = [author, *author["also"]]
    own = {spelling["id"] for spelling in spellings}
    names = [spelling["name"] for spelling in spellings if spelling["name"] is not None]
    rows = [row for row in _sharing_words(connection, names) if row.id not in own]
    present = people_by_id(connection, [row.id for row in rows])
    best: dict[str, Likeness] = {}
    for row in rows:
        likeness = _named_alike(AuthorKind(author["kind"]), names, row)
        shown = present[row.id]["slug"]
        if likeness is not None and likeness.score > best.get(shown, Likeness(0.0, "")).score:
            best[shown] = likeness
    people = {person["slug"]: person for person in present.values()}
    kept = sorted(
        ((likeness, shown) for shown, likeness in best.items() if likeness.score >= NAMED_FROM),
        key=lambda pair: (-pair[0].score, pair[1]),
    )
    return {
        "author": author["slug"],
        "authors": [{**people[shown], **_judged(likeness)} for likeness, shown in kept[:SHOWN]],
    }


def _sharing_words(connection: sa.Connection, names: list[str]) -> list[sa.Row[Any]]:
    words = sorted({word for name in names for word in words_of_name(name)})
    if not words:
        return []
    w, a = t.author_word, t.author
    shared = sa.func.count().label("shared")
    return list(
        connection.execute(
            sa.select(a.c.id, a.c.name, a.c.kind, shared)
            .join(w, w.c.author_id == a.c.id)
            .where(w.c.word.in_(words))
            .group_by(a.c.id, a.c.name, a.c.kind)
            .order_by(shared.desc(), a.c.id)
            .limit(NAMES_READ)
        )
    )


def _named_alike(kind: AuthorKind, names: list[str], row: sa.Row[Any]) -> Likeness | None:
    persons = kind is AuthorKind.PERSON and row.kind == AuthorKind.PERSON
    judge = compare_people if persons else compare_bodies
    found = [likeness for name in names if (likeness := judge(name, row.name)) is not None]
    return max(found, key=lambda likeness: likeness.score, default=None)
