"""What waits for a curator, and what there is to link it to: short lists for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.domain.forecast import Status
from app.domain.question import State
from app.queries.withdrawals import is_listed
from app.storage import tables as t


@dataclass(frozen=True, slots=True)
class Waiting:
    """One candidate as a curator's list shows it."""

    id: int
    article_id: int
    authors: tuple[str, ...]
    role: str
    cue: str | None
    probability: float | None
    low: float | None
    high: float | None
    kind: str
    scoreability: str
    claim: str | None
    quote: str | None


def candidates_waiting(
    connection: sa.Connection, *, status: Status, article_id: int | None = None, limit: int = 100
) -> list[Waiting]:
    """The forecasts of one status, oldest first."""
    f, v = t.forecast, t.forecast_version
    wanted = (
        sa.select(
            f.c.id, f.c.article_id, v.c.role, v.c.cue, v.c.probability, v.c.low, v.c.high, v.c.kind,
            v.c.scoreability, v.c.claim, f.c.quote,
        )
        .join(v, v.c.forecast_id == f.c.id)
        .where(v.c.to_seq.is_(None), v.c.status == status)
        .order_by(f.c.id)
        .limit(limit)
    )  # fmt: skip
    if article_id is not None:
        wanted = wanted.where(f.c.article_id == article_id)
    rows = connection.execute(wanted).all()
    names = _author_names(connection, [row.id for row in rows])
    return [Waiting(row.id, row.article_id, names.get(row.id, ()), *row[2:]) for row in rows]


def _author_names(connection: sa.Connection, forecasts: list[int]) -> dict[int, tuple[str, ...]]:
    a = t.forecast_author
    rows = connection.execute(
        sa.select(a.c.forecast_id, sa.func.coalesce(t.author.c.name, t.author.c.slug).label("name"))
        .join(t.author, t.author.c.id == a.c.author_id)
        .where(a.c.forecast_id.in_(forecasts), a.c.to_seq.is_(None))
        .order_by(a.c.forecast_id, a.c.position)
    )
    names: dict[int, tuple[str, ...]] = {}
    for row in rows:
        names[row.forecast_id] = (*names.get(row.forecast_id, ()), row.name)
    return names


@dataclass(frozen=True, slots=True)
class Known:
    """One question as a curator's list shows it."""

    id: int
    text: str
    closes_on: date | None
    state: str
    value: float | None
    forecasts: int


def questions_known(
    connection: sa.Connection, *, today: date, state: State | None = None, limit: int = 100
) -> list[Known]:
    """Questions that stand, newest first, with the state each is in on that day."""
    v, o, fv = t.question_version, t.outcome, t.forecast_version
    linked = (
        sa.select(sa.func.count())
        .where(fv.c.question_id == v.c.question_id, fv.c.to_seq.is_(None))
        .correlate(v)
        .scalar_subquery()
    )
    undecided = sa.case((v.c.closes_on < today, State.OVERDUE.value), else_=State.OPEN.value)
    shown = sa.func.coalesce(o.c.state, undecided)
    wanted = (
        sa.select(
            v.c.question_id,
            v.c.text,
            v.c.closes_on,
            shown.label("state"),
            o.c.value,
            linked.label("forecasts"),
        )
        .outerjoin(o, sa.and_(o.c.question_id == v.c.question_id, o.c.to_seq.is_(None)))
        .where(v.c.to_seq.is_(None), v.c.merged_into_id.is_(None), is_listed(v))
        .order_by(v.c.question_id.desc())
        .limit(limit)
    )
    if state is not None:
        wanted = wanted.where(shown == state)
    return [Known(*row) for row in connection.execute(wanted)]


@dataclass(frozen=True, slots=True)
class KnownAuthor:
    """One author as a curator's list shows it."""

    slug: str
    name: str | None
    kind: str
    forecasts: int
    known_as: str | None


def authors_known(connection: sa.Connection, *, limit: int = 100) -> list[KnownAuthor]:
    """Every author by slug, merged spellings with whom they are known as."""
    a, alias, into = t.forecast_author, t.author_alias, t.author.alias("into_author")
    written = (
        sa.select(sa.func.count())
        .where(a.c.author_id == t.author.c.id, a.c.to_seq.is_(None))
        .correlate(t.author)
        .scalar_subquery()
    )
    rows = connection.execute(
        sa.select(t.author.c.slug, t.author.c.name, t.author.c.kind, written, into.c.slug.label("known_as"))
        .outerjoin(alias, sa.and_(alias.c.author_id == t.author.c.id, alias.c.to_seq.is_(None)))
        .outerjoin(into, into.c.id == alias.c.into_id)
        .order_by(t.author.c.slug)
        .limit(limit)
    )
    return [KnownAuthor(*row) for row in rows]
