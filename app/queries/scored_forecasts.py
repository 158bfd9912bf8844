"""Reading forecasts into arrays: all of them in slices, or those alone that events have touched since."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import sqlalchemy as sa

from app.queries.columnar import (
    FOR_EVER,
    coded,
    days,
    in_force,
    positions,
    read_columns,
    real,
    whole,
)
from app.queries.scored import (
    CUE_CLASSES,
    KINDS,
    NO_DAY,
    ROLES,
    STATUSES,
    Cue,
    Forecasts,
    Pairs,
    People,
    Whole,
    link,
)
from app.storage import tables as t
from app.storage.record import Event

SLICE = 100_000  # forecasts read at once: taking a million apart would need some 600 MB more
TOUCHED_UP_TO = 20_000  # forecasts; where events touched more, all are read anew
_AT_ONCE = 500  # fewer than any database allows parameters

# The kinds of event that add forecasts, and those that change one.
BATCHES = ("article.added", "article.revised", "forecasts.added")
DECISIONS = tuple(
    f"forecast.{decision}"
    for decision in ("accepted", "rejected", "marked_unscorable", "restored", "relinked", "moved")
)

Which = Callable[[sa.ColumnElement[int]], sa.ColumnElement[bool]]  # rows by their forecast's id


def read_forecasts(connection: sa.Connection, seq: int, articles: Whole, questions: Whole) -> Forecasts:
    """Every forecast right after event `seq`; articles, questions: their ids by position."""
    first, *rest = (_read(connection, seq, articles, questions, which) for which in _slices(connection))
    return _joined(first, rest)


def read_forecast_authors(connection: sa.Connection, seq: int, forecasts: Forecasts, people: People) -> Pairs:
    """Who said each of them, under the present names."""
    links = [_links(connection, seq, forecasts, people, which) for which in _slices(connection)]
    left, right = (np.concatenate(side) for side in zip(*links, strict=True))
    return link(left, right, len(people.authors.id))


def touched_since(connection: sa.Connection, before: int, seq: int) -> list[int] | None:
    """Ids of the forecasts that events after `before` added or changed; None where they are too many."""
    e = t.event.c
    bodies = connection.execute(
        sa.select(e.body).where(e.seq > before, e.seq <= seq, e.kind.in_([*BATCHES, *DECISIONS]))
    ).scalars()
    found = set[int]()
    for body in bodies:
        data = Event.parse(body).data
        if "forecast_id" in data:
            found.add(data["forecast_id"])
        elif (batch := data["forecasts"]) is not None:
            found.update(range(batch["first_id"], batch["first_id"] + batch["count"]))
        if len(found) > TOUCHED_UP_TO:
            return None
    return sorted(found)


def lay_forecasts_over(
    connection: sa.Connection,
    seq: int,
    known: Forecasts,
    touched: Sequence[int],
    *,
    articles: Whole,
    questions: Whole,
) -> Forecasts:
    """What was known with the touched ones read again; ids only rise, so new ones come last."""
    fresh = [_read(connection, seq, articles, questions, which) for which in _packs(touched)]
    return _joined(known, fresh)


def lay_authors_over(
    connection: sa.Connection,
    seq: int,
    known: Pairs,
    touched: Sequence[int],
    *,
    forecasts: Forecasts,
    people: People,
) -> Pairs:
    """The links that were known, those of the touched forecasts read again."""
    again = np.zeros(len(forecasts), dtype=np.bool_)
    again[positions(forecasts.id, whole(list(touched)))] = True
    kept = ~again[known.left]
    links = [(known.left[kept], known.right[kept])]
    links += [_links(connection, seq, forecasts, people, which) for which in _packs(touched)]
    left, right = (np.concatenate(side) for side in zip(*links, strict=True))
    return link(left, right, len(people.authors.id))


def _slices(connection: sa.Connection) -> Iterator[Which]:
    """All forecasts, so many at once; with none at all one empty slice."""
    number, start = t.forecast.c.id, 0
    while True:
        beyond = connection.execute(
            sa.select(number).where(number >= start).order_by(number).offset(SLICE).limit(1)
        ).scalar()
        last = FOR_EVER if beyond is None else beyond - 1
        yield lambda column, ends=(start, last): column.between(*ends)  # type: ignore[misc]
        if beyond is None:
            return
        start = beyond


def _packs(ids: Sequence[int]) -> Iterator[Which]:
    for start in range(0, len(ids), _AT_ONCE):
        yield lambda column, pack=ids[start : start + _AT_ONCE]: column.in_(pack)  # type: ignore[misc]


def _links(
    connection: sa.Connection, seq: int, forecasts: Forecasts, people: People, which: Which
) -> tuple[Whole, Whole]:
    a = t.forecast_author
    held = read_columns(
        connection,
        a,
        in_force(a, seq),
        which(a.c.forecast_id),
        forecast=a.c.forecast_id,
        author=a.c.author_id,
    )
    return positions(forecasts.id, whole(held["forecast"])), people.present(whole(held["author"]))


def _read(connection: sa.Connection, seq: int, articles: Whole, questions: Whole, which: Which) -> Forecasts:
    v, f = t.forecast_version, t.forecast
    held = read_columns(
        connection,
        v.join(t.event, t.event.c.seq == v.c.from_seq),
        in_force(v, seq),
        which(v.c.forecast_id),
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
        which(f.c.id),
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


def _joined(first: Forecasts, parts: Sequence[Forecasts]) -> Forecasts:
    """One set of forecasts with others: later parts replace what they hold again, the rest comes behind."""
    if not parts:
        return first
    cues, exclusions = list(first.cues), list(first.exclusions)
    recoded = [
        replace(
            part,
            cue=_renumbered(part.cue, part.cues, cues),
            excluded=_renumbered(part.excluded, part.exclusions, exclusions),
        )
        for part in parts
    ]
    at = [positions(first.id, part.id) for part in recoded]
    arrays = {}
    for name in (field.name for field in fields(first) if field.name not in {"cues", "exclusions"}):
        new = [getattr(part, name)[place < 0] for part, place in zip(recoded, at, strict=True)]
        column = np.concatenate([getattr(first, name), *new])
        for part, place in zip(recoded, at, strict=True):
            column[place[place >= 0]] = getattr(part, name)[place >= 0]
        arrays[name] = column
    return Forecasts(cues=cues, exclusions=exclusions, **arrays)


def _renumbered(codes: Whole, own: Sequence[Any], shared: list[Any]) -> Whole:
    """The codes as places in a shared list, which takes what it lacks; -1 stays."""
    place = {value: number for number, value in enumerate(shared)}
    moved = [place.setdefault(value, len(place)) for value in own]
    shared.extend(list(place)[len(shared) :])
    return np.array([*moved, -1], dtype=np.int64)[codes]
