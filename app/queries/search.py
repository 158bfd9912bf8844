"""Everything public that holds some words, grouped by what it is, with an excerpt that marks them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.passage import Pieces, holds, is_marked, passage, words_asked
from app.extraction.lexicon import NAMES, load
from app.queries.articles import list_articles, public_texts
from app.queries.forecasts import SEEN, list_forecasts
from app.queries.pages import Filter, Operator, PageRequest
from app.queries.questions import list_questions
from app.storage import tables as t
from app.storage.search import Found, Index, find_words

SHOWN = 8  # of each kind, where all are asked for
AT_ONCE = 50  # of one kind
CUES = 500  # wordings that hold the words


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for: words, on one page of one kind or the first few of all."""

    asked: str
    words: tuple[str, ...] = field(init=False)
    today: date
    limit: int = SHOWN
    skip: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", words_asked(self.asked))

    def page(self, items: Sequence[Any]) -> Sequence[Any]:
        """Those of a short list that are shown."""
        return items[self.skip : self.skip + self.limit]


Items = list[dict[str, Any]]
Read = Callable[[sa.Connection, Sought], tuple[Items, Found]]


def search_everything(
    connection: sa.Connection, asked: str, *, today: date, only: str | None = None, page: int = 1
) -> dict[str, Any]:
    """What holds the words, by kind, the best first, with how many there are; of `only` one page alone."""
    if only is None:
        sought = Sought(asked=asked, today=today)
    else:
        sought = Sought(asked=asked, today=today, limit=AT_ONCE, skip=AT_ONCE * (page - 1))
    items: dict[str, Items] = {kind: [] for kind in KINDS}
    counts: dict[str, dict[str, Any]] = {}
    for kind, read in KINDS.items():
        if sought.words and only in {None, kind}:
            items[kind], found = read(connection, sought)
            counts[kind] = {"count": found.count, "more": found.more, "some": found.some}
    return {**items, "counts": counts}


def _indexed(connection: sa.Connection, sought: Sought, index: Index) -> Found:
    return find_words(connection, index, sought.asked, limit=sought.limit, skip=sought.skip)


def _questions(connection: sa.Connection, sought: Sought) -> tuple[Items, Found]:
    found = _indexed(connection, sought, "search_question")
    listed, _ = list_questions(connection, _these(found.rows), today=sought.today)
    for one in listed:
        one["marked"] = passage(one["text"], sought.words)
        criteria = passage(one["criteria"] or "", sought.words)
        one["excerpt"] = criteria if is_marked(criteria) else []
    return _in_order(found.rows, listed), found


def _forecasts(connection: sa.Connection, sought: Sought) -> tuple[Items, Found]:
    found = _indexed(connection, sought, "search_said")
    listed, _ = list_forecasts(connection, _these(found.rows), today=sought.today)
    for one in listed:
        one["marked"] = _best((one["quote"], one["claim"], one["condition"]), sought.words)
    return _in_order(found.rows, listed), found


def _articles(connection: sa.Connection, sought: Sought) -> tuple[Items, Found]:
    found = _indexed(connection, sought, "search_article")
    listed, _ = list_articles(connection, _these(found.rows))
    texts = public_texts(connection, found.rows)
    for one in listed:
        one["marked"] = passage(one["title"] or f"Article {one['id']}", sought.words)
        excerpt = passage(texts.get(one["id"], ""), sought.words)
        one["excerpt"] = excerpt if is_marked(excerpt) else []
    return _in_order(found.rows, listed), found


def _evidence(connection: sa.Connection, sought: Sought) -> tuple[Items, Found]:
    found = _indexed(connection, sought, "search_evidence")
    r, q, e = t.resolution, t.question_version, t.evidence
    entries = connection.execute(
        sa.select(r.c.id, r.c.question_id, r.c.action, r.c.outcome, r.c.note, q.c.text)
        .join(q, sa.and_(q.c.question_id == r.c.question_id, q.c.to_seq.is_(None)))
        .where(r.c.id.in_(found.rows))
    ).all()
    words: dict[int, list[str | None]] = {row.id: [row.note] for row in entries}
    held = sa.select(e).where(e.c.resolution_id.in_(found.rows)).order_by(e.c.resolution_id, e.c.position)
    for row in connection.execute(held):
        words[row.resolution_id] += [row.citation, row.url]
    items = [
        {
            "id": row.id,
            "question": row.question_id,
            "text": row.text,
            "action": row.action,
            "outcome": row.outcome,
            "marked": _best(words[row.id], sought.words),
        }
        for row in entries
    ]
    return _in_order(found.rows, items), found


def _named(table: sa.Table) -> Read:
    """Names that hold the words as they stand."""

    def read(connection: sa.Connection, sought: Sought) -> tuple[Items, Found]:
        c = table.c
        like = sa.func.lower(c.name).contains(sought.asked.lower(), autoescape=True)
        rows = connection.execute(
            sa.select(c.slug, c.name, sa.func.count().over().label("met"))
            .where(like)
            .order_by(sa.func.length(c.name), c.slug)
            .limit(sought.limit)
            .offset(sought.skip)
        ).all()
        shown = [
            {"slug": row.slug, "name": row.name, "marked": passage(row.name, sought.words)} for row in rows
        ]
        return shown, Found(count=rows[0].met if rows else 0)

    return read


def _cues(connection: sa.Connection, sought: Sought) -> tuple[Items, Found]:
    """How sure somebody sounded: wordings that hold the words, each with how many forecasts said so."""
    v = t.forecast_version.c
    met = [cue for cue in connection.execute(_WORDINGS).scalars() if holds(cue, sought.words)]
    rows = connection.execute(
        sa.select(v.cue, sa.func.count().label("forecasts"))
        .where(v.to_seq.is_(None), v.cue.in_(met[:CUES]), SEEN)
        .group_by(v.cue)
    ).all()
    listed = sorted(rows, key=lambda row: (-row.forecasts, row.cue))
    shown = [
        {"cue": row.cue, "forecasts": row.forecasts, "marked": passage(row.cue, sought.words)}
        for row in sought.page(listed)
    ]
    return shown, Found(count=len(listed), more=len(met) > CUES)


def _wordings() -> sa.Select[Any]:
    """Every wording once, from one to the next in the index: grouping reads every forecast."""
    v = t.forecast_version.c
    first = sa.select(sa.func.min(v.cue).label("cue")).where(v.to_seq.is_(None)).cte("first", recursive=True)
    after = sa.select(sa.func.min(v.cue)).where(v.to_seq.is_(None), v.cue > first.c.cue)
    each = first.union_all(
        sa.select(after.correlate(first).scalar_subquery()).where(first.c.cue.is_not(None))
    )
    return sa.select(each.c.cue).where(each.c.cue.is_not(None))


_WORDINGS = _wordings()


def _lexicons(_: sa.Connection, sought: Sought) -> tuple[Items, Found]:
    """Terms of the lexicons that hold the words, as each lexicon reads them."""
    met = [
        (name, cue, reading)
        for name in NAMES
        for cue, reading in load(name).readings.items()
        if holds(cue, sought.words)
    ]
    met.sort(key=lambda one: (len(one[1]), one[1], NAMES.index(one[0])))
    shown = [
        {
            "lexicon": name,
            "cue": cue,
            "point": reading.point,
            "low": reading.low,
            "high": reading.high,
            "marked": passage(cue, sought.words),
        }
        for name, cue, reading in sought.page(met)
    ]
    return shown, Found(count=len(met))


def _these(numbers: Sequence[int]) -> PageRequest:
    return PageRequest(filters=(Filter("id", Operator.IN, tuple(numbers or [-1])),), limit=200)


def _in_order(numbers: Sequence[int], items: Items) -> Items:
    place = {number: at for at, number in enumerate(numbers)}
    return sorted(items, key=lambda one: place[one["id"]])


def _best(texts: Sequence[str | None], words: Sequence[str]) -> Pieces:
    """An excerpt of the first text that a word is marked in, else of the first there is."""
    held = [passage(text, words) for text in texts if text]
    return next((pieces for pieces in held if is_marked(pieces)), held[0] if held else [])


KINDS: dict[str, Read] = {
    "questions": _questions,
    "forecasts": _forecasts,
    "evidence": _evidence,
    "articles": _articles,
    "authors": _named(t.author),
    "sources": _named(t.source),
    "topics": _named(t.topic),
    "cues": _cues,
    "lexicons": _lexicons,
}
