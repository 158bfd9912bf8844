"""Forecasts as readers see them: probabilities for their question's YES, with what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.errors import NotFound
from app.domain.forecast import CueClass, Kind, Role, Scoreability, Status
from app.domain.probability import DECIMALS
from app.domain.question import State, state_on
from app.domain.standing import Standing, was_pre_registered
from app.queries.pages import Field, Listing, Operator, Page, PageRequest, fetch_page
from app.queries.pages import Kind as Value
from app.queries.people import people_by_id, with_author_ids
from app.storage import tables as t

# What anybody may see; candidates are undecided and rejected ones are no forecasts.
PUBLIC = (Status.ACCEPTED, Status.UNSCORABLE)

_f, _v, _q, _o = t.forecast, t.forecast_version, t.question_version, t.outcome
_fa, _a, _l = t.forecast_author, t.author, t.author_alias

_ALL: sa.Select[Any] = (
    sa.select(
        _f.c.id, _f.c.start, _f.c.end, _f.c.quote, _f.c.quote_sha256, _f.c.found_by, _f.c.recorded_at,
        _f.c.revision_id,
        t.article.c.id.label("article_id"), t.article.c.url, t.revision.c.title,
        t.revision.c.number.label("revision"), t.source.c.slug.label("source"),
        t.source.c.name.label("source_name"),
        _v.c.status, _v.c.reasons, _v.c.role, _v.c.stance, _v.c.kind, _v.c.claim, _v.c.cue, _v.c.cue_class,
        _v.c.probability, _v.c.low, _v.c.high, _v.c.lexicon, _v.c.negated, _v.c.condition, _v.c.deadline,
        _v.c.scoreability, _v.c.scoreability_reasons, _v.c.made_earliest, _v.c.made_latest,
        _v.c.question_id, _v.c.polarity, _v.c.excluded,
        _q.c.text.label("question_text"), _q.c.closes_on,
        _o.c.state, _o.c.value, _o.c.void_reason, _o.c.occurred_on,
    )
    .join(_v, sa.and_(_v.c.forecast_id == _f.c.id, _v.c.to_seq.is_(None)))
    .join(t.article, t.article.c.id == _f.c.article_id)
    .join(t.revision, t.revision.c.id == _f.c.revision_id)
    .join(t.source, t.source.c.id == t.article.c.source_id)
    .outerjoin(_q, sa.and_(_q.c.question_id == _v.c.question_id, _q.c.to_seq.is_(None)))
    .outerjoin(_o, sa.and_(_o.c.question_id == _v.c.question_id, _o.c.to_seq.is_(None)))
)  # fmt: skip
_ONE = _ALL.where(_f.c.id == sa.bindparam("number"))
_PUBLIC = _v.c.status.in_(PUBLIC)

# Who said it, under the present name where one merge leads there; longer chains are followed when they occur.
_AUTHORS = (
    sa.select(_fa.c.forecast_id, _fa.c.author_id, _l.c.into_id, _a.c.slug, _a.c.name, _a.c.kind)
    .join(_a, _a.c.id == _fa.c.author_id)
    .outerjoin(_l, sa.and_(_l.c.author_id == _fa.c.author_id, _l.c.to_seq.is_(None)))
    .where(_fa.c.forecast_id.in_(sa.bindparam("numbers", expanding=True)), _fa.c.to_seq.is_(None))
    .order_by(_fa.c.forecast_id, _fa.c.position)
)


def _said_by(operator: Operator, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    del operator  # one of several or the only one: the ids of all spellings are given
    said = sa.select(_fa.c.forecast_id).where(_fa.c.author_id.in_(values), _fa.c.to_seq.is_(None))
    return _f.c.id.in_(said)


def _about(operator: Operator, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    del operator
    return _v.c.question_id.in_(
        sa.select(t.question_topic.c.question_id)
        .join(t.topic, t.topic.c.id == t.question_topic.c.topic_id)
        .where(t.topic.c.slug.in_(values), t.question_topic.c.to_seq.is_(None))
    )


_FOR_YES = sa.case((_v.c.polarity == -1, 1.0 - _v.c.probability), else_=_v.c.probability)
_ROUNDING = 0.5 * 10.0**-DECIMALS


def _as_likely(operator: Operator, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    # 1 - 0.9 is not 0.1 in binary, but it is the same probability.
    low = sa.literal(values[0] - _ROUNDING) if operator is not Operator.LTE else sa.literal(0.0)
    high = sa.literal(values[0] + _ROUNDING) if operator is not Operator.GTE else sa.literal(1.0)
    return _FOR_YES.between(low, high)


_RANGE = (Operator.EQ, Operator.GTE, Operator.LTE)
FORECASTS = Listing(
    name="forecasts",
    fields={
        "id": Field(kind=Value.ID, column=_f.c.id, sortable=True),
        "status": Field(kind=Value.CHOICE, column=_v.c.status, choices=tuple(Status)),
        "author": Field(kind=Value.TEXT, where=_said_by, description="Slugs; merged spellings included."),
        "source": Field(kind=Value.TEXT, column=t.source.c.slug, description="Slugs."),
        "topic": Field(kind=Value.TEXT, where=_about, description="Slugs of the question's topics."),
        "role": Field(kind=Value.CHOICE, column=_v.c.role, choices=tuple(Role)),
        "kind": Field(kind=Value.CHOICE, column=_v.c.kind, choices=tuple(Kind)),
        "cue_class": Field(kind=Value.CHOICE, column=_v.c.cue_class, choices=tuple(CueClass)),
        "scoreability": Field(kind=Value.CHOICE, column=_v.c.scoreability, choices=tuple(Scoreability)),
        "question": Field(kind=Value.ID, column=_v.c.question_id),
        "article": Field(kind=Value.ID, column=_f.c.article_id),
        "made_on": Field(
            kind=Value.DAY,
            column=_v.c.made_latest,
            filters=_RANGE,
            sortable=True,
            description="The last day on which it may have been made.",
        ),
        "probability": Field(
            kind=Value.NUMBER, where=_as_likely, filters=_RANGE, description="For the question's YES."
        ),
    },
)


def read_forecast(
    connection: sa.Connection, number: int, *, today: date, curator: bool = False
) -> dict[str, Any]:
    """One forecast; undecided and rejected ones exist for curators alone."""
    row = connection.execute(_ONE, {"number": number}).one_or_none()
    if row is None or not (curator or row.status in PUBLIC):
        raise NotFound("forecast", number)
    return _shown(row, _authors(connection, [number]).get(number, []), today)


def list_forecasts(
    connection: sa.Connection, wanted: PageRequest, *, today: date, curator: bool = False
) -> tuple[list[dict[str, Any]], Page]:
    """A page of forecasts, in a number of queries that does not depend on its size."""
    base = _ALL if curator else _ALL.where(_PUBLIC)
    page = fetch_page(connection, FORECASTS, with_author_ids(connection, wanted), base)
    authors = _authors(connection, [row.id for row in page.rows])
    return [_shown(row, authors.get(row.id, []), today) for row in page.rows], page


def _authors(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    if not numbers:
        return {}
    rows = connection.execute(_AUTHORS, {"numbers": numbers}).all()
    merged = people_by_id(connection, [row.author_id for row in rows if row.into_id is not None])
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        person = merged.get(row.author_id) or {"slug": row.slug, "name": row.name, "kind": row.kind}
        people = found.setdefault(row.forecast_id, [])
        if person not in people:  # two spellings of one author are one
            people.append(person)
    return found


def _shown(row: sa.Row[Any], authors: list[dict[str, Any]], today: date) -> dict[str, Any]:
    point, low, high = row.probability, row.low, row.high
    if row.polarity == -1 and point is not None:
        point, low, high = _opposite(point), _opposite(row.high), _opposite(row.low)
    standing = Standing(
        status=row.status,
        cue_class=row.cue_class,
        probability=point,
        made_latest=row.made_latest,
        closes_on=row.closes_on,
        state=row.state,
        value=row.value,
        occurred_on=row.occurred_on,
        excluded=row.excluded,
    )
    return {
        "id": row.id,
        "status": row.status,
        "reasons": row.reasons,
        "role": row.role,
        "stance": row.stance,
        "kind": row.kind,
        "authors": authors,
        "source": {"slug": row.source, "name": row.source_name},
        "article": {"id": row.article_id, "url": row.url, "title": row.title, "revision": row.revision},
        "claim": row.claim,
        "quote": row.quote,
        "quote_sha256": row.quote_sha256,
        "start": row.start,
        "end": row.end,
        "cue": row.cue,
        "cue_class": row.cue_class,
        "probability": point,
        "low": low,
        "high": high,
        "as_worded": {
            "probability": row.probability,
            "low": row.low,
            "high": row.high,
            "polarity": row.polarity,
            "negated": row.negated,
        },
        "lexicon": row.lexicon,
        "condition": row.condition,
        "deadline": row.deadline,
        "scoreability": row.scoreability,
        "scoreability_reasons": row.scoreability_reasons,
        "made_on": {"earliest": row.made_earliest, "latest": row.made_latest},
        "question": None if row.question_id is None else _question(row, today),
        "pre_registered": was_pre_registered(row.recorded_at, row.occurred_on),
        "excluded": standing.exclusion,
        "brier": standing.brier,
        "found_by": row.found_by,
        "recorded_at": row.recorded_at,
    }


def _opposite(probability: float | None) -> float | None:
    return None if probability is None else round(1 - probability, DECIMALS)


def _question(row: sa.Row[Any], today: date) -> dict[str, Any]:
    settled = None if row.state is None else State(row.state)
    return {
        "id": row.question_id,
        "text": row.question_text,
        "closes_on": row.closes_on,
        "state": state_on(today, settled=settled, closes_on=row.closes_on),
        "outcome": outcome_word(row.state, row.value),
        "value": row.value,
        "occurred_on": row.occurred_on,
    }


def outcome_word(state: str | None, value: float | None) -> str | None:
    """What happened, in a word; a disputed answer is named although it does not count."""
    if state == State.VOID:
        return "void"
    if value is None:
        return None
    return {1.0: "yes", 0.0: "no"}.get(value, "fraction")
