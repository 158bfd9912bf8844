"""Reading what scores depend on, as of one event; what did not change since an earlier one is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import sqlalchemy as sa

from app.queries.columnar import coded, days, in_force, positions, read_columns, real, whole
from app.queries.scored import (
    NO_DAY,
    STATES,
    VOID_REASONS,
    Articles,
    Flags,
    Named,
    Pairs,
    People,
    Questions,
    RecordAt,
    Whole,
    link,
)
from app.queries.scored_forecasts import (
    BATCHES,
    DECISIONS,
    lay_authors_over,
    lay_forecasts_over,
    read_forecast_authors,
    read_forecasts,
    touched_since,
)
from app.storage import tables as t

CAUGHT_UP_OVER = 10_000  # events; after more, everything is read anew

PEOPLE, QUESTIONS, ARTICLES, FORECASTS = "people", "questions", "articles", "forecasts"
# What each kind of event may change; one that is missing here may change everything.
_CHANGES: dict[str, frozenset[str]] = {
    "resolution.entered": frozenset({QUESTIONS}),
    **dict.fromkeys(
        ("question.added", "question.edited", "question.merged", "question.restored", "question_group.added"),
        frozenset({QUESTIONS}),
    ),
    **dict.fromkeys(DECISIONS, frozenset({FORECASTS})),
    **dict.fromkeys(BATCHES, frozenset({ARTICLES, FORECASTS})),
    "frame.added": frozenset({ARTICLES}),
    **dict.fromkeys(("author.added", "source.added", "topic.added"), frozenset({PEOPLE})),
    **dict.fromkeys(
        ("remark.added", "resolution.confirmed", "question.withdrawn", "question.returned"), frozenset()
    ),
}


def read_record(connection: sa.Connection, seq: int, *, known: RecordAt | None = None) -> RecordAt:
    """The record right after event `seq`; call it within one snapshot.

    known: the record at or before `seq`, read while nothing after it had been recorded: only what the events
    since then may have changed is read again.
    """
    changed = None if known is None else _changed_since(connection, known.seq, seq)
    if changed is None:
        known, changed = None, frozenset()
    people = _people(connection, seq) if known is None or PEOPLE in changed else known.people
    if known is None or QUESTIONS in changed:
        questions = _questions(connection, seq)
        topics = _question_topics(connection, seq, questions.id, people.topics)
    else:
        questions, topics = known.questions, known.question_topics
    articles = _articles(connection, seq, people) if known is None or ARTICLES in changed else known.articles
    if known is not None and FORECASTS not in changed:
        forecasts, authors = known.forecasts, known.forecast_authors
    elif known is not None and (touched := touched_since(connection, known.seq, seq)) is not None:
        forecasts = lay_forecasts_over(
            connection, seq, known.forecasts, touched, articles=articles.id, questions=questions.id
        )
        authors = lay_authors_over(
            connection, seq, known.forecast_authors, touched, forecasts=forecasts, people=people
        )
    else:
        forecasts = read_forecasts(connection, seq, articles.id, questions.id)
        authors = read_forecast_authors(connection, seq, forecasts, people)
    return RecordAt(
        seq=seq,
        people=people,
        questions=questions,
        question_topics=topics,
        articles=articles,
        forecasts=forecasts,
        forecast_authors=authors,
    )


def _changed_since(connection: sa.Connection, before: int, seq: int) -> frozenset[str] | None:
    """What may have changed; None where everything may."""
    if seq - before > CAUGHT_UP_OVER:
        return None
    e = t.event
    kinds = (
        connection.execute(sa.select(e.c.kind).where(e.c.seq > before, e.c.seq <= seq).distinct())
        .scalars()
        .all()
    )
    if not _CHANGES.keys() >= set(kinds):
        return None
    return frozenset[str]().union(*(_CHANGES[kind] for kind in kinds))


def _people(connection: sa.Connection, seq: int) -> People:
    authors, collective, known_as = _authors(connection, seq)
    return People(
        authors=authors,
        known_as=known_as,
        collective=collective,
        sources=_named(connection, t.source, seq),
        topics=_named(connection, t.topic, seq),
    )


def _named(connection: sa.Connection, table: sa.Table, seq: int) -> Named:
    rows = connection.execute(
        sa.select(table.c.id, table.c.slug, table.c.name)
        .where(table.c.created_seq <= seq)
        .order_by(table.c.id)
    ).all()
    return Named(
        id=np.array([row.id for row in rows], dtype=np.int64),
        slugs=[row.slug for row in rows],
        names=[row.name for row in rows],
    )


def _authors(connection: sa.Connection, seq: int) -> tuple[Named, Flags, Whole]:
    authors = _named(connection, t.author, seq)
    kinds = connection.execute(
        sa.select(t.author.c.kind).where(t.author.c.created_seq <= seq).order_by(t.author.c.id)
    ).scalars()
    collective = np.array([kind == "collective" for kind in kinds], dtype=np.bool_)
    a = t.author_alias
    aliases = connection.execute(sa.select(a.c.author_id, a.c.into_id).where(in_force(a, seq))).all()
    known_as = np.arange(len(authors.id))
    if aliases:
        pairs = np.array([tuple(row) for row in aliases], dtype=np.int64)
        known_as[positions(authors.id, pairs[:, 0])] = positions(authors.id, pairs[:, 1])
    return authors, collective, _roots(known_as)


def _roots(parent: Whole) -> Whole:
    """Where following each entry to its parent ends; circles are refused when they are written."""
    while (further := parent[parent]).tolist() != parent.tolist():
        parent = further
    return parent


def _questions(connection: sa.Connection, seq: int) -> Questions:
    v, o = t.question_version, t.outcome
    held = read_columns(
        connection,
        v,
        in_force(v, seq),
        id=v.c.question_id,
        closes_on=v.c.closes_on,
        family=v.c.family,
        condition=v.c.condition_question_id,
        group=sa.case((v.c.merged_into_id.is_(None), v.c.group_id), else_=None),
        place=v.c.group_position,
    )
    ids = whole(held["id"])
    order = np.argsort(ids)
    ids = ids[order]
    decided = read_columns(
        connection,
        o,
        in_force(o, seq),
        id=o.c.question_id,
        state=o.c.state,
        value=o.c.value,
        void_reason=o.c.void_reason,
        occurred_on=o.c.occurred_on,
    )
    at = positions(ids, whole(decided["id"]))
    state, value = np.zeros(len(ids), dtype=np.int64), np.full(len(ids), np.nan)
    void_reason, occurred_on = np.full(len(ids), -1), np.full(len(ids), NO_DAY)
    state[at] = _codes(decided["state"], STATES)
    value[at] = real(decided["value"])
    void_reason[at] = _codes(decided["void_reason"], VOID_REASONS)
    occurred_on[at] = days(decided["occurred_on"], missing=NO_DAY)
    groups, ordered = _groups(connection, seq)
    group = positions(groups, whole(held["group"]))[order]
    return Questions(
        id=ids,
        closes_on=days(held["closes_on"], missing=NO_DAY)[order],
        cluster=_clusters(ids, [held["family"][n] for n in order], whole(held["condition"])[order]),
        state=state,
        value=value,
        void_reason=void_reason,
        occurred_on=occurred_on,
        group=group,
        place=whole(held["place"])[order],
        options=np.bincount(group[group >= 0], minlength=len(groups)),
        ordered=ordered,
    )


def _groups(connection: sa.Connection, seq: int) -> tuple[Whole, Flags]:
    """Groups of options, by rising id, and whether each has an order."""
    g = t.question_group
    rows = connection.execute(
        sa.select(g.c.id, g.c.ordered).where(g.c.created_seq <= seq).order_by(g.c.id)
    ).all()
    ordered = np.array([row.ordered for row in rows], dtype=np.bool_)
    return np.array([row.id for row in rows], dtype=np.int64), ordered


def _codes(values: list[Any], known: list[Any]) -> Whole:
    place = {str(value): code for code, value in enumerate(known)}
    return np.array([-1 if value is None else place[value] for value in values], dtype=np.int64)


def _clusters(ids: Whole, families: list[str | None], conditions: Whole) -> Whole:
    """The family, else that of the condition's root, else the root itself."""
    condition = positions(ids, conditions)
    own = np.arange(len(ids))
    named = np.array([family is not None for family in families], dtype=np.bool_)
    root = _roots(np.where(named | (condition < 0), own, condition))
    codes, _ = coded([f"family {family}" if family else f"question {n}" for n, family in enumerate(families)])
    return codes[root]


def _articles(connection: sa.Connection, seq: int, people: People) -> Articles:
    a, f = t.article, t.frame
    held = read_columns(
        connection, a, a.c.created_seq <= seq, id=a.c.id, source=a.c.source_id, frame=a.c.frame_id
    )
    ids = whole(held["id"])
    order = np.argsort(ids)
    frames = connection.execute(sa.select(f).where(f.c.created_seq <= seq).order_by(f.c.id)).all()
    frame_ids = np.array([row.id for row in frames], dtype=np.int64)
    return Articles(
        id=ids[order],
        source=positions(people.sources.id, whole(held["source"]))[order],
        frame=positions(frame_ids, whole(held["frame"]))[order],
        authors=_article_authors(connection, seq, ids[order], people),
        frames=[row.description for row in frames],
        frame_sizes=[row.size for row in frames],
    )


def _question_topics(connection: sa.Connection, seq: int, questions: Whole, topics: Named) -> Pairs:
    q = t.question_topic
    held = read_columns(connection, q, in_force(q, seq), question=q.c.question_id, topic=q.c.topic_id)
    left = positions(questions, whole(held["question"]))
    return link(left, positions(topics.id, whole(held["topic"])), len(topics.id))


def _article_authors(connection: sa.Connection, seq: int, articles: Whole, people: People) -> Pairs:
    r, a = t.revision, t.revision_author
    held = read_columns(
        connection,
        a.join(r, a.c.revision_id == r.c.id),
        r.c.created_seq <= seq,
        article=r.c.article_id,
        author=a.c.author_id,
    )
    left = positions(articles, whole(held["article"]))
    return link(left, people.present(whole(held["author"])), len(people.authors.id))
