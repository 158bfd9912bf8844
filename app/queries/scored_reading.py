"""Reading what scores depend on, as of one event; what did not change since an earlier one is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import sqlalchemy as sa

from app.queries.columnar import coded, days, in_force, positions, read_columns, real, whole
from app.queries.scored import (
    CUE_CLASSES,
    KINDS,
    NO_DAY,
    ROLES,
    STATES,
    STATUSES,
    VOID_REASONS,
    Articles,
    Cue,
    Flags,
    Forecasts,
    Named,
    Pairs,
    People,
    Questions,
    RecordAt,
    Whole,
)
from app.storage import tables as t

CAUGHT_UP_OVER = 10_000  # events; after more, everything is read anew

PEOPLE, QUESTIONS, ARTICLES, FORECASTS = "people", "questions", "articles", "forecasts"
_ALL = frozenset({PEOPLE, QUESTIONS, ARTICLES, FORECASTS})
_DECISIONS = ("accepted", "rejected", "marked_unscorable", "restored", "relinked")
# What each kind of event may change; one that is missing here may change everything.
_CHANGES: dict[str, frozenset[str]] = {
    "resolution.entered": frozenset({QUESTIONS}),
    **dict.fromkeys(
        ("question.added", "question.edited", "question.merged", "question.restored", "question_group.added"),
        frozenset({QUESTIONS}),
    ),
    **{f"forecast.{decision}": frozenset({FORECASTS}) for decision in _DECISIONS},
    **dict.fromkeys(("author.added", "source.added", "topic.added"), frozenset({PEOPLE})),
    **dict.fromkeys(("remark.added", "resolution.confirmed"), frozenset()),
}


def read_record(connection: sa.Connection, seq: int, *, known: RecordAt | None = None) -> RecordAt:
    """The record right after event `seq`; call it within one snapshot.

    known: the record at or before `seq`, read while nothing after it had been recorded: only what the events
    since then may have changed is read again.
    """
    changed = _ALL if known is None else _changed_since(connection, known.seq, seq)
    if known is None or changed == _ALL:
        known, changed = None, _ALL
    people = _people(connection, seq) if known is None or PEOPLE in changed else known.people
    if known is None or QUESTIONS in changed:
        questions = _questions(connection, seq)
        topics = _question_topics(connection, seq, questions.id, people.topics)
    else:
        questions, topics = known.questions, known.question_topics
    articles = _articles(connection, seq, people) if known is None or ARTICLES in changed else known.articles
    if known is None or FORECASTS in changed:
        forecasts = _forecasts(connection, seq, articles.id, questions.id)
        authors = _forecast_authors(connection, seq, forecasts, people)
    else:
        forecasts, authors = known.forecasts, known.forecast_authors
    return RecordAt(
        seq=seq,
        people=people,
        questions=questions,
        question_topics=topics,
        articles=articles,
        forecasts=forecasts,
        forecast_authors=authors,
    )


def _changed_since(connection: sa.Connection, before: int, seq: int) -> frozenset[str]:
    if seq - before > CAUGHT_UP_OVER:
        return _ALL
    e = t.event
    kinds = connection.execute(
        sa.select(e.c.kind).where(e.c.seq > before, e.c.seq <= seq).distinct()
    ).scalars()
    return frozenset[str]().union(*(_CHANGES.get(kind, _ALL) for kind in kinds))


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


def _forecasts(connection: sa.Connection, seq: int, articles: Whole, questions: Whole) -> Forecasts:
    v, f = t.forecast_version, t.forecast
    held = read_columns(
        connection,
        v.join(t.event, t.event.c.seq == v.c.from_seq),
        in_force(v, seq),
        id=v.c.forecast_id,
        question=v.c.question_id,
        traits=_packed_traits(),
        cue=v.c.cue,
        probability=v.c.probability,
        low=v.c.low,
        high=v.c.high,
        made_earliest=v.c.made_earliest,
        made_latest=v.c.made_latest,
        excluded=v.c.excluded,
        recorded_on=sa.func.substr(t.event.c.recorded_at, 1, 10),
    )
    fixed = read_columns(
        connection,
        f,
        f.c.created_seq <= seq,
        id=f.c.id,
        article=f.c.article_id,
    )
    ids, fixed_ids = whole(held["id"]), whole(fixed["id"])
    order, fixed_order = np.argsort(ids, kind="stable"), np.argsort(fixed_ids, kind="stable")
    at = fixed_order[positions(fixed_ids[fixed_order], ids[order])]
    excluded, reasons = coded(held["excluded"])
    exclusions = [reason or "" for reason in reasons]
    without = np.array([reason is None for reason in reasons], dtype=np.bool_)
    return Forecasts(
        id=ids[order],
        article=positions(articles, whole(fixed["article"])[at]),
        question=positions(questions, whole(held["question"])[order]),
        **_traits(whole(held["traits"])[order], *coded(held["cue"]), order),
        probability=real(held["probability"])[order],
        low=real(held["low"])[order],
        high=real(held["high"])[order],
        made_earliest=days(held["made_earliest"], missing=NO_DAY)[order],
        made_latest=days(held["made_latest"], missing=NO_DAY)[order],
        excluded=(np.where(without[excluded], -1, excluded) if len(excluded) else excluded)[order],
        exclusions=exclusions,
        recorded_on=days(held["recorded_on"], missing=NO_DAY)[order],
    )


_TRAITS: dict[str, list[Any]] = {"status": STATUSES, "role": ROLES, "kind": KINDS, "cue_class": CUE_CLASSES}


def _packed_traits() -> sa.ColumnElement[int]:
    """Everything that has few values as one whole number, since words take longer to read."""
    v = t.forecast_version
    packed = sa.case((v.c.polarity == -1, 1), else_=0) + 2 * sa.case((v.c.negated, 1), else_=0)
    size = 4
    for name, known in _TRAITS.items():
        places = {str(value): size * code for code, value in enumerate(known)}
        packed = packed + sa.case(places, value=v.c[name])
        size *= len(known)
    return packed


def _traits(packed: Whole, text: Whole, texts: list[str | None], order: Whole) -> dict[str, Any]:
    """Codes of what was packed into one number, and the cues by text, class and negation."""
    denied, negated, rest = packed % 2 == 1, packed // 2 % 2, packed // 4
    found: dict[str, Any] = {}
    for name, known in _TRAITS.items():
        found[name], rest = rest % len(known), rest // len(known)
    sort = (text[order] * len(CUE_CLASSES) + found["cue_class"]) * 2 + negated
    values, cue = np.unique(sort, return_inverse=True)
    cues = [
        Cue(texts[value // 2 // len(CUE_CLASSES)], CUE_CLASSES[value // 2 % len(CUE_CLASSES)], value % 2 == 1)
        for value in values.tolist()
    ]
    return {**found, "cue": cue, "cues": cues, "polarity": np.where(denied, -1, 1)}


def _forecast_authors(connection: sa.Connection, seq: int, forecasts: Forecasts, people: People) -> Pairs:
    a = t.forecast_author
    held = read_columns(connection, a, in_force(a, seq), forecast=a.c.forecast_id, author=a.c.author_id)
    left = positions(forecasts.id, whole(held["forecast"]))
    return _pairs(left, _present(people, held["author"]), len(people.authors.id))


def _present(people: People, authors: list[int]) -> Whole:
    """Positions of the authors whom these are known as."""
    return people.known_as[positions(people.authors.id, whole(authors))]


def _question_topics(connection: sa.Connection, seq: int, questions: Whole, topics: Named) -> Pairs:
    q = t.question_topic
    held = read_columns(connection, q, in_force(q, seq), question=q.c.question_id, topic=q.c.topic_id)
    left = positions(questions, whole(held["question"]))
    return _pairs(left, positions(topics.id, whole(held["topic"])), len(topics.id))


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
    return _pairs(left, _present(people, held["author"]), len(people.authors.id))


def _pairs(left: Whole, right: Whole, width: int) -> Pairs:
    both = np.sort(left * max(width, 1) + right)
    both = both[np.diff(both, prepend=-1) != 0]
    return Pairs(both // max(width, 1), both % max(width, 1))
