"""Which of an author's forecasts on one question count, and for how much."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from app.scoring.blocks import blocks_of_codes
from app.scoring.codes import all_differ, combine, order_by, starts
from app.scoring.inputs import NO_DAY, BoolArray, Columns, FloatArray, IntArray, day_codes


class Updates(StrEnum):
    """The first forecast, the last one standing, all of them, each for the days it stood, or all alike."""

    FIRST = "first"
    STANDING = "standing"
    ALL = "all"
    TIME_WEIGHTED = "time_weighted"
    EVENT_WEIGHTED = "event_weighted"


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """Weight of each row (0: left out), and the one row of each author and question that adds to n."""

    weight: FloatArray
    counted: BoolArray


def in_time(columns: Columns) -> BoolArray:
    """Rows not made after their question closed; unknown days get the benefit of the doubt."""
    if columns.made_on is None or columns.closes_on is None:
        return np.ones(len(columns), dtype=np.bool_)
    known = (columns.made_on != NO_DAY) & (columns.closes_on != NO_DAY)
    return np.asarray(~(known & (columns.made_on > columns.closes_on)), dtype=np.bool_)


def select_updates(
    columns: Columns, *, updates: str = Updates.FIRST, within: IntArray | None = None
) -> Selection:
    """Apply an update rule to forecasts that share an author and a question (and a code of `within`).

    `first`: the earliest row. `standing`: the latest. `all`: every row at weight 1. `time_weighted`: each
    row by the days it stood, until the next one or `closes_on`, over the days from the author's first
    forecast (never from the question's opening): the weights of one author and question sum to 1.
    `event_weighted`: each row by 1 over how many the author made on the question, so that they sum to 1 too.
    Whatever the rule, one author and question add one to n. A row of unknown day yields to dated ones; equal
    days keep the rows' order. ValueError for an unknown rule, or when `time_weighted` lacks a day that it
    needs.
    """
    if updates not in list(Updates):
        raise ValueError(f"updates: {updates!r} is not one of {', '.join(Updates)}")
    size = len(columns)
    if columns.question is None or all_differ(columns.question):
        return Selection(np.broadcast_to(1.0, size), np.broadcast_to(np.True_, size))
    weight, counted = np.empty(size), np.empty(size, dtype=np.bool_)
    needed = columns.without("family", "article", "low", "high", "phrase")
    for rows in blocks_of_codes(columns.question):
        part = _select(needed.take(rows), updates, None if within is None else within[rows])
        weight[rows], counted[rows] = part.weight, part.counted
    return Selection(weight, counted)


def _select(columns: Columns, updates: str, within: IntArray | None) -> Selection:
    """The rule applied to all forecasts on some of the questions."""
    if columns.question is None:
        raise ValueError("columns: without questions nothing was updated")
    size = len(columns)
    pair = combine(columns.forecaster, columns.question)
    if within is not None and not np.array_equal(within, columns.forecaster):
        pair = combine(within, pair)
    made = np.full(size, NO_DAY) if columns.made_on is None else columns.made_on
    latest_wins = updates in (Updates.STANDING, Updates.TIME_WEIGHTED)
    day = day_codes(made, unknown_last=not latest_wins)
    order = order_by(pair, day)
    new = starts(pair[order])
    last = np.append(new[1:], True)
    weight, counted = np.zeros(size), np.zeros(size, dtype=np.bool_)
    counted[order] = last if latest_wins else new
    if updates == Updates.ALL:
        weight[:] = 1.0
    elif updates == Updates.TIME_WEIGHTED:
        weight[order] = _shares_of_time(made[order], _closing(columns)[order], new, last)
        counted = _heaviest_last(weight, order, last)
    elif updates == Updates.EVENT_WEIGHTED:
        number = np.cumsum(new) - 1
        weight[order] = 1 / np.bincount(number)[number]
    else:
        weight[counted] = 1.0
    return Selection(weight, counted)


def _closing(columns: Columns) -> IntArray:
    return np.full(len(columns), NO_DAY) if columns.closes_on is None else columns.closes_on


def _shares_of_time(made: IntArray, closes: IntArray, new: BoolArray, last: BoolArray) -> FloatArray:
    """Share of its pair's days for each row; rows sorted by pair and day."""
    number = np.cumsum(new) - 1
    several = np.bincount(number)[number] > 1
    for name, days in (("made_on", made), ("closes_on", closes)):
        if (several & (days == NO_DAY)).any():
            raise ValueError(f"{name}: weighting by time needs the day of every forecast that was updated")
    until = np.where(last, closes, np.append(made[1:], 0))
    stood = np.where(several, until - made, 1).astype(np.float64)
    total = np.bincount(number, weights=stood)[number]
    # Everything said on the closing day itself: the last word stands.
    return np.where(total > 0, stood / np.where(total > 0, total, 1.0), last.astype(np.float64))


def _heaviest_last(weight: FloatArray, order: IntArray, last: BoolArray) -> BoolArray:
    """One row with weight per pair: the latest such."""
    number = np.cumsum(np.concatenate(([True], last[:-1]))) - 1
    rank = np.where(weight[order] > 0, np.arange(len(order)), -1)
    chosen = np.full(int(number[-1]) + 1, -1)
    np.maximum.at(chosen, number, rank)
    counted = np.zeros(len(order), dtype=np.bool_)
    counted[order[chosen]] = True
    return counted
