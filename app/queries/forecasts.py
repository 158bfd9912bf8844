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
from app.domain.standing import brier_of, was_pre_registered, why_unscored
from app.queries.columnar import read_columns
from app.queries.pages import Field, Filter, Listing, Operator, Page, PageRequest, Sort, fetch_page
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
        t.article.c.id.label("article_id"), t.article.c.url, t.revision.c.title,
        t.revision.c.number.label("revision"), t.source.c.slug.label("source"),
        t.source.c.name.label("source_name"),
        _v.c.status, _v.c.reasons, _v.c.role, _v.c.stance, _v.c.kind, _v.c.claim, _v.c.cue, _v.c.cue_class,
        _v.c.probability, _v.c.low, _v.c.high, _v.c.lexicon, _v.c.negated, _v.c.condition, _v.c.deadline,
        _v.c.scoreability, _v.c.scoreability_reasons, _v.c.made_earliest, _v.c.made_latest,
        _v.c.question_id, _v.c.polarity, _v.c.excluded,
        _q.c.text.label("question_text"), _q.c.closes_on,
        _o.c.state, _o.c.value, _o.c.void_reason, _o.c.occurred_on,
        t.event.c.recorded_at.label("read_at"),
    )
    .join(_v, sa.and_(_v.c.forecast_id == _f.c.id, _v.c.to_seq.is_(None)))
    .join(t.event, t.event.c.seq == _v.c.from_seq)
    .join(t.article, t.article.c.id == _f.c.article_id)
    .join(t.revision, t.revision.c.id == _f.c.revision_id)
    .join(t.source, t.source.c.id == t.article.c.source_id)
    .outerjoin(_q, sa.and_(_q.c.question_id == _v.c.question_id, _q.c.to_seq.is_(None)))
    .outerjoin(_o, sa.and_(_o.c.question_id == _v.c.question_id, _o.c.to_seq.is_(None)))
)  # fmt: skip
_ONE = _ALL.where(_f.c.id == sa.bindparam("number"))
_SEVERAL = _ALL.where(_f.c.id.in_(sa.bindparam("numbers", expanding=True)))
# A list finds its ids first, in an index that holds what lists are filtered and sorted by: sorting a hundred
# thousand whole rows for a page of fifty takes seconds.
_LISTED: sa.Select[Any] = sa.select(_v.c.forecast_id.label("id")).where(_v.c.to_seq.is_(None))
# Written so that no index on status serves it: most rows pass, and the order's own index does better.
SEEN = _v.c.status.concat("").in_(PUBLIC)

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
    return _v.c.forecast_id.in_(said)


def _about(operator: Operator, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    del operator
    return _v.c.question_id.in_(
        sa.select(t.question_topic.c.question_id)
        .join(t.topic, t.topic.c.id == t.question_topic.c.topic_id)
        .where(t.topic.c.slug.in_(values), t.question_topic.c.to_seq.is_(None))
    )


def _in_articles(where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    articles = sa.select(t.article.c.id).join(t.source, t.source.c.id == t.article.c.source_id)
    return _v.c.forecast_id.in_(sa.select(_f.c.id).where(_f.c.article_id.in_(articles.where(where))))


def _published_by(operator: Operator, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    del operator
    return _in_articles(t.source.c.slug.in_(values))


def _said_in(operator: Operator, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    del operator
    return _v.c.forecast_id.in_(sa.select(_f.c.id).where(_f.c.article_id.in_(values)))


_FOR_YES = sa.case((_v.c.polarity == -1, 1.0 - _v.c.probability), else_=_v.c.probability)
_ROUNDING = 0.5 * 10.0**-DECIMALS


def _as_likely(operator: Operator, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    # 1 - 0.9 is not 0.1 in binary, but it is the same probability.
    low = sa.literal(values[0] - _ROUNDING) if operator is not Operator.LTE else sa.literal(0.0)
    high = sa.literal(values[0] + _ROUNDING) if operator is not Operator.GTE else sa.literal(1.0)
    return _FOR_YES.between(low, high)


def _made(operator: Operator, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """Surely made on that day, from it on, or by it: a day that is unknown is none of these."""
    day = values[0]
    ends = {Operator.GTE: [_v.c.made_earliest >= day], Operator.LTE: [_v.c.made_latest <= day]}
    return sa.and_(*ends.get(operator, [_v.c.made_earliest == day, _v.c.made_latest == day]))


_RANGE = (Operator.EQ, Operator.GTE, Operator.LTE)
FORECASTS = Listing(
    name="forecasts",
    fields={
        "id": Field(kind=Value.ID, column=_v.c.forecast_id, sortable=True),
        "status": Field(kind=Value.CHOICE, column=_v.c.status, choices=tuple(Status)),
        "author": Field(kind=Value.TEXT, where=_said_by, description="Slugs; merged spellings included."),
        "source": Field(kind=Value.TEXT, where=_published_by, description="Slugs."),
        "topic": Field(kind=Value.TEXT, where=_about, description="Slugs of the question's topics."),
        "role": Field(kind=Value.CHOICE, column=_v.c.role, choices=tuple(Role)),
        "kind": Field(kind=Value.CHOICE, column=_v.c.kind, choices=tuple(Kind)),
        "cue_class": Field(kind=Value.CHOICE, column=_v.c.cue_class, choices=tuple(CueClass)),
        "cue": Field(kind=Value.TEXT, column=_v.c.cue, description="The wording, as it was read."),
        "scoreability": Field(kind=Value.CHOICE, column=_v.c.scoreability, choices=tuple(Scoreability)),
        "question": Field(kind=Value.ID, column=_v.c.question_id),
        "article": Field(kind=Value.ID, where=_said_in),
        "made_on": Field(
            kind=Value.DAY,
            column=_v.c.made_latest,
            where=_made,
            filters=_RANGE,
            sortable=True,
            description="Surely made then; sorted by the last day on which it may have been made.",
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
    connection: sa.Connection,
    wanted: PageRequest,
    *,
    today: date,
    curator: bool = False,
    hidden: frozenset[int] = frozenset(),
) -> tuple[list[dict[str, Any]], Page]:
    """A page of forecasts, in a number of queries that does not depend on its size.

    hidden: articles of which a curator sees what the public does, since they are coding them blind.
    """
    found = with_author_ids(connection, wanted)
    seen: sa.ColumnElement[bool] | None = None if curator else SEEN
    if curator and hidden:
        coded = sa.select(_f.c.id).where(_f.c.article_id.in_(hidden))
        seen = sa.or_(_v.c.forecast_id.not_in(coded), SEEN)
    page = fetch_page(connection, FORECASTS, found, _LISTED, last=seen)
    numbers = [row.id for row in page.rows]
    rows = {row.id: row for row in connection.execute(_SEVERAL, {"numbers": numbers})} if numbers else {}
    authors = _authors(connection, numbers)
    # What was decided between the two statements is decided.
    listed = [
        row
        for row in (rows[number] for number in numbers)
        if row.status in PUBLIC or (curator and row.article_id not in hidden)
    ]
    return [_shown(row, authors.get(row.id, []), today) for row in listed], page


def newest_forecasts(connection: sa.Connection, filters: Sequence[Filter], *, limit: int) -> list[int]:
    """Ids of the public forecasts that the record took in last."""
    newest = PageRequest(filters=tuple(filters), sort=(Sort("id", descending=True),), limit=limit)
    page = fetch_page(connection, FORECASTS, with_author_ids(connection, newest), _LISTED, last=SEEN)
    return [row.id for row in page.rows]


def find_forecasts(connection: sa.Connection, wanted: PageRequest) -> list[int]:
    """The ids of all public forecasts that the filters leave, in no order."""
    where = [
        FORECASTS.fields[held.name].condition(held.operator, held.values)
        for held in with_author_ids(connection, wanted).filters
    ]
    found = read_columns(
        connection, _v, _v.c.to_seq.is_(None), _v.c.status.in_(PUBLIC), *where, id=_v.c.forecast_id
    )
    return found["id"]


def quotes_of(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, str | None]:
    """The quotes of forecasts that are public anyway; None where the words are not held or were erased."""
    rows = connection.execute(sa.select(_f.c.id, _f.c.quote).where(_f.c.id.in_(numbers))).all()
    return {row.id: row.quote for row in rows}


def _authors(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    if not numbers:
        return {}
    rows = connection.execute(_AUTHORS, {"numbers": numbers}).all()
    merged = people_by_id(connection, [author for _, author, into, *_ in rows if into is not None])
    found: dict[int, list[dict[str, Any]]] = {}
    for forecast, author, into, slug, name, kind in rows:
        person = {"slug": slug, "name": name, "kind": kind} if into is None else merged[author]
        people = found.setdefault(forecast, [])
        if person not in people:  # two spellings of one author are one
            people.append(person)
    return found


def _shown(row: sa.Row[Any], authors: list[dict[str, Any]], today: date) -> dict[str, Any]:
    # Unpacked at once, since asking a row for fifty columns by name costs more than the query.
    (
        number, start, end, quote, quote_sha256, found_by, recorded_at,
        article_id, url, title, revision, source, source_name,
        status, reasons, role, stance, kind, claim, cue, cue_class,
        worded, worded_low, worded_high, lexicon, negated, condition, deadline,
        scoreability, scoreability_reasons, made_earliest, made_latest, question_id, polarity, excluded,
        question_text, closes_on, state, value, void_reason, occurred_on, read_at,
        *_,
    ) = tuple(row)  # fmt: skip
    point, low, high = worded, worded_low, worded_high
    if polarity == -1:
        point, low, high = _opposite(worded), _opposite(worded_high), _opposite(worded_low)
    why_not = why_unscored(
        status=status, role=role, excluded=excluded, kind=kind, cue_class=cue_class, probability=point,
        state=state, void_reason=void_reason, value=value, closes_on=closes_on, made_latest=made_latest,
        occurred_on=occurred_on,
    )  # fmt: skip
    question = None
    if question_id is not None:
        settled = None if state is None else State(state)
        question = {
            "id": question_id,
            "text": question_text,
            "closes_on": closes_on,
            "state": state_on(today, settled=settled, closes_on=closes_on),
            "outcome": outcome_word(state, value),
            "value": value,
            "occurred_on": occurred_on,
        }
    return {
        "id": number,
        "status": status,
        "reasons": reasons,
        "role": role,
        "stance": stance,
        "kind": kind,
        "authors": authors,
        "source": {"slug": source, "name": source_name},
        "article": {"id": article_id, "url": url, "title": title, "revision": revision},
        "claim": claim,
        "quote": quote,
        "quote_sha256": quote_sha256,
        "start": start,
        "end": end,
        "cue": cue,
        "cue_class": cue_class,
        "probability": point,
        "low": low,
        "high": high,
        "as_worded": {
            "probability": worded,
            "low": worded_low,
            "high": worded_high,
            "polarity": polarity,
            "negated": negated,
        },
        "lexicon": lexicon,
        "condition": condition,
        "deadline": deadline,
        "scoreability": scoreability,
        "scoreability_reasons": scoreability_reasons,
        "made_on": {"earliest": made_earliest, "latest": made_latest},
        "question": question,
        "pre_registered": was_pre_registered(read_at, occurred_on),
        "excluded": excluded,
        "brier": brier_of(point, value) if why_not is None else None,
        "not_scored": why_not,
        "found_by": found_by,
        "recorded_at": recorded_at,
    }


def _opposite(probability: float | None) -> float | None:
    return None if probability is None else round(1 - probability, DECIMALS)


def outcome_word(state: str | None, value: float | None) -> str | None:
    """What happened, in a word; a disputed answer is named although it does not count."""
    if state == State.VOID:
        return "void"
    if value is None:
        return None
    return {1.0: "yes", 0.0: "no"}.get(value, "fraction")
