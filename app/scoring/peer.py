"""Peer score: an author against the others on the same question as of the same day."""

from __future__ import annotations

import numpy as np

from app.scoring.blocks import blocks_of_codes
from app.scoring.brier import brier_losses
from app.scoring.codes import all_differ, combine, order_by, starts
from app.scoring.inputs import Columns, FloatArray, IntArray, day_codes


def peer_scores(columns: Columns) -> FloatArray:
    """For each row the mean Brier score of the other authors' forecasts standing that day, minus the row's
    own.

    Above 0 is better than the others. An author stands with the latest forecast made on the question up to
    and on that day; every other author counts once. NaN for a lone forecaster, who has nobody to be
    compared with. Without days all forecasts on a question count as made on one day. Shape (rows,), in -1
    to 1. Compare Karger et al., ForecastBench, ICLR 2025; the peer score of Metaculus has the same shape.
    """
    loss = brier_losses(columns.probability, columns.outcome)
    return others_mean(columns, loss) - loss


def others_mean(columns: Columns, values: FloatArray) -> FloatArray:
    """For each row the mean of `values` over the other authors' forecasts standing on the question that day.

    An author stands with the latest forecast made up to and on that day. NaN where there is nobody else.
    values: one per row; shape (rows,).
    """
    result = np.full(len(columns), np.nan)
    if columns.question is None or all_differ(columns.question):
        return result
    needed = columns.without("family", "article", "closes_on", "low", "high", "phrase")
    for rows in blocks_of_codes(columns.question):
        result[rows] = _others_mean(needed.take(rows), values[rows])
    return result


def _others_mean(columns: Columns, values: FloatArray) -> FloatArray:
    """The same for all forecasts on some of the questions."""
    if columns.question is None:
        raise ValueError("columns: without questions there are no others")
    size = len(columns)
    made = np.zeros(size, dtype=np.int64) if columns.made_on is None else day_codes(columns.made_on)
    pair = combine(columns.forecaster, columns.question)

    # What each row adds to its question's standing sum: its value, less that of the forecast it replaces.
    by_pair = order_by(pair, made)
    replaces = ~starts(pair[by_pair])
    gain, joins = values[by_pair].copy(), (~replaces).astype(np.float64)
    gain[replaces] -= values[by_pair[np.flatnonzero(replaces) - 1]]
    added, joined = np.empty(size), np.empty(size)
    added[by_pair], joined[by_pair] = gain, joins

    # Sums standing at the end of each row's day, and the author's own part in them.
    by_day = order_by(columns.question, made)
    question, day = columns.question[by_day], made[by_day]
    total = _running(added[by_day], question)
    count = _running(joined[by_day], question)
    end = _last_of(question, day)
    own = np.empty(size)
    own[by_pair] = values[by_pair[_last_of(pair[by_pair], made[by_pair])]]
    others = count[end] - 1
    result = np.full(size, np.nan)
    some = others > 0.5
    rows = by_day[some]
    result[rows] = (total[end][some] - own[rows]) / others[some]
    return result


def _running(values: FloatArray, key: IntArray) -> FloatArray:
    """Cumulative sum that starts afresh with every key."""
    total = np.cumsum(values)
    first = np.flatnonzero(starts(key))
    before = np.concatenate(([0.0], total))[first]
    return np.asarray(total - np.repeat(before, np.diff(np.append(first, len(key)))), dtype=np.float64)


def _last_of(key: IntArray, day: IntArray) -> IntArray:
    """For each row the index of the last row with the same key and day; rows sorted by both."""
    first = np.flatnonzero(starts(key, day))
    last = np.append(first[1:], len(key))
    return np.repeat(last - 1, last - first)
