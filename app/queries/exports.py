"""The record as one flat table for researchers: a row for each public forecast and each of its authors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from app.domain.forecast import Status
from app.domain.question import State
from app.domain.standing import why_unscored
from app.queries.people import known_as
from app.storage import tables as t

BATCH = 5_000

# Name and kind of each column, in the order of the file; docs/exports.md is the codebook.
COLUMNS: dict[str, str] = {
    "forecast": "int",
    "status": "text",
    "author": "text",
    "author_name": "text",
    "source": "text",
    "article": "int",
    "article_url": "text",
    "role": "text",
    "kind": "text",
    "made_on": "day",
    "made_earliest": "day",
    "claim": "text",
    "quote": "text",
    "cue": "text",
    "cue_class": "text",
    "probability": "float",
    "low": "float",
    "high": "float",
    "lexicon": "text",
    "negated": "bool",
    "question": "int",
    "question_text": "text",
    "family": "text",
    "group": "int",
    "position": "int",
    "group_size": "int",
    "group_ordered": "bool",
    "closes_on": "day",
    "state": "text",
    "outcome": "float",
    "void_reason": "text",
    "occurred_on": "day",
    "excluded": "text",
    "scored": "bool",
    "not_scored": "text",
    "recorded_at": "text",
}


def forecast_rows(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    """Every accepted and unscorable forecast, by id and position of author; probabilities are for YES."""
    people = _people(connection)
    last: tuple[int, str | None] | None = None
    for row in connection.execute(_statement().execution_options(yield_per=BATCH)):
        held = dict(row._mapping)
        held["author"], held["author_name"] = people[held.pop("author_id")]
        if (held["forecast"], held["author"]) == last:
            continue  # two spellings of one author signed it
        last = (held["forecast"], held["author"])
        polarity = held.pop("polarity")
        low, high = held["low"], held["high"]
        if polarity == -1 and held["probability"] is not None:
            held["probability"] = round(1 - held["probability"], 12)
            held["low"] = None if high is None else round(1 - high, 12)
            held["high"] = None if low is None else round(1 - low, 12)
        held["state"] = held["state"] or (State.OPEN.value if held["question"] is not None else None)
        held["not_scored"] = why_unscored(
            status=held["status"], role=held["role"], excluded=held["excluded"], kind=held["kind"],
            cue_class=held["cue_class"], probability=held["probability"], state=held["state"],
            void_reason=held["void_reason"], value=held["outcome"], closes_on=held["closes_on"],
            made_latest=held["made_on"], occurred_on=held["occurred_on"],
        )  # fmt: skip
        held["scored"] = held["not_scored"] is None
        yield {name: held[name] for name in COLUMNS}


def _people(connection: sa.Connection) -> dict[int | None, tuple[str | None, str | None]]:
    """Slug and name of whom each author is known as now."""
    rows = connection.execute(sa.select(t.author.c.id, t.author.c.slug, t.author.c.name)).all()
    named = {row.id: (row.slug, row.name) for row in rows}
    present = known_as(connection, named)
    return {None: (None, None), **{number: named[present[number]] for number in named}}


def _statement() -> sa.Select[Any]:
    f, v, a, q, o = t.forecast, t.forecast_version, t.forecast_author, t.question_version, t.outcome
    g = _groups()
    return (
        sa.select(
            f.c.id.label("forecast"), v.c.status, a.c.author_id, t.source.c.slug.label("source"),
            t.article.c.id.label("article"), t.article.c.url.label("article_url"), v.c.role,
            v.c.kind, v.c.made_latest.label("made_on"), v.c.made_earliest, v.c.claim, f.c.quote, v.c.cue,
            v.c.cue_class, v.c.probability, v.c.low, v.c.high, v.c.lexicon, v.c.negated, v.c.polarity,
            q.c.question_id.label("question"), q.c.text.label("question_text"), q.c.family, q.c.closes_on,
            g.c.group, g.c.group_size, g.c.group_ordered,
            sa.case((g.c.group.is_not(None), q.c.group_position)).label("position"),
            o.c.state, o.c.value.label("outcome"), o.c.void_reason, o.c.occurred_on, v.c.excluded,
            f.c.recorded_at,
        )
        .join(v, sa.and_(v.c.forecast_id == f.c.id, v.c.to_seq.is_(None)))
        .join(t.article, t.article.c.id == f.c.article_id)
        .join(t.source, t.source.c.id == t.article.c.source_id)
        .outerjoin(a, sa.and_(a.c.forecast_id == f.c.id, a.c.to_seq.is_(None)))
        .outerjoin(q, sa.and_(q.c.question_id == v.c.question_id, q.c.to_seq.is_(None)))
        .outerjoin(o, sa.and_(o.c.question_id == v.c.question_id, o.c.to_seq.is_(None)))
        .outerjoin(g, sa.and_(g.c.group == q.c.group_id, q.c.merged_into_id.is_(None)))
        .where(v.c.status.in_([Status.ACCEPTED, Status.UNSCORABLE]))
        .order_by(f.c.id, a.c.position)
    )  # fmt: skip


def _groups() -> sa.Subquery:
    """Each group of options: how many there are, forecast or not, and whether in an order."""
    g, q = t.question_group, t.question_version
    return (
        sa.select(
            g.c.id.label("group"),
            g.c.ordered.label("group_ordered"),
            sa.func.count().label("group_size"),
        )
        .join(q, sa.and_(q.c.group_id == g.c.id, q.c.to_seq.is_(None), q.c.merged_into_id.is_(None)))
        .group_by(g.c.id, g.c.ordered)
        .subquery()
    )
