"""What anybody could have said: one author against a coin, the base rate of that day, and the crowd."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.inputs import NO_DAY, Columns, FloatArray, IntArray, code_array, unit_array
from app.scoring.paired import Paired, compare_with, compare_with_crowd
from app.scoring.updates import Updates, select_updates

COIN = 0.5
PRIOR = (1.0, 1.0)  # imagined outcomes YES and NO: a uniform prior, whose mean minimises expected Brier


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class KnownOutcomes:
    """Decided questions: outcome in [0, 1], the day on which it was known, `NO_DAY` for never, and topic."""

    value: FloatArray
    known_on: IntArray
    topic: IntArray | None = None

    def __post_init__(self) -> None:
        value = unit_array("value", self.value)
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "known_on", code_array("known_on", self.known_on, len(value)))
        if self.topic is not None:
            object.__setattr__(self, "topic", code_array("topic", self.topic, len(value)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Baselines:
    """One author, first in each comparison, against what anybody could have said.

    undated: forecasts of unknown day, for which nobody can say what was known; only the coin meets them.
    """

    coin_flip: Paired
    base_rate: Paired
    crowd: Paired
    undated: int


def known_days(occurred_on: ArrayLike, closes_on: ArrayLike) -> IntArray:
    """The day from which an outcome counts as known: the later of when it occurred and when time was up.

    An event that happens early is seen at once, one that does not only when time is up: counting each as soon
    as it is seen would count too many YES. So both wait for the closing day. `NO_DAY` where either is
    unknown. Whole days, shape (questions,); ValueError on bad or unequal ones.
    """
    size = len(np.atleast_1d(np.asarray(occurred_on)))
    occurred = code_array("occurred_on", occurred_on, size)
    closes = code_array("closes_on", closes_on, size)
    unknown = (occurred == NO_DAY) | (closes == NO_DAY)
    return np.where(unknown, NO_DAY, np.maximum(occurred, closes))


def base_rates(made_on: ArrayLike, known: KnownOutcomes, *, topic: ArrayLike | None = None) -> FloatArray:
    """The share of YES that was known when each forecast was made: `(s + 1) / (n + 2)`.

    n is the number and s the sum of outcomes known strictly before that day, of the same topic where topics
    are given for both; with none known it is 1/2. That is the mean of a Beta(1, 1) prior after n outcomes:
    Laplace's rule of succession, 1774. made_on: known days, shape (forecasts,); topic: codes like those of
    `known`. Shape (forecasts,), strictly between 0 and 1. ValueError on bad input.
    """
    size = len(np.atleast_1d(np.asarray(made_on)))
    made = code_array("made_on", made_on, size)
    if (made == NO_DAY).any():
        raise ValueError("made_on: what was known needs the day of every forecast")
    if (topic is None) != (known.topic is None):
        raise ValueError("topic: expected for forecasts and outcomes, or for neither")
    ever = np.flatnonzero(known.known_on != NO_DAY)
    of_known = np.zeros(len(ever), dtype=np.int64) if known.topic is None else known.topic[ever]
    of_forecast = np.zeros(size, dtype=np.int64) if topic is None else code_array("topic", topic, size)

    # Days and topics as small numbers, so that one sorted key holds both.
    days, topics = np.unique(known.known_on[ever]), np.unique(of_known)
    width = len(days) + 1
    key = np.searchsorted(topics, of_known) * width + np.searchsorted(days, known.known_on[ever])
    order = np.argsort(key, kind="stable")
    total = np.concatenate(([0.0], np.cumsum(known.value[ever][order])))
    at = np.searchsorted(topics, of_forecast)
    met = np.isin(of_forecast, topics)
    start = np.searchsorted(key[order], at * width)
    stop = np.searchsorted(key[order], at * width + np.searchsorted(days, made, side="left"))
    number = np.where(met, stop - start, 0)
    happened = np.where(met, total[stop] - total[start], 0.0)
    return np.asarray((happened + PRIOR[0]) / (number + PRIOR[0] + PRIOR[1]), dtype=np.float64)


def compare_with_baselines(
    columns: Columns,
    known: KnownOutcomes,
    *,
    author: int,
    updates: str = Updates.FIRST,
    topic: ArrayLike | None = None,
) -> Baselines:
    """One author against always saying 50%, against `base_rates` of each forecast's day, and the crowd.

    Each is `compare_losses` on the questions where the baseline has something to say: means of Brier score,
    their difference with error and interval by family; below 0 the author was better. The crowd is that of
    `compare_with_crowd`, the mean of what all other authors stood by that day. columns: everybody's
    forecasts, with author and question; topic: one per row. ValueError on bad input. On naive benchmarks:
    Murphy, Weather and Forecasting 7, 1992.
    """
    if columns.author is None or columns.question is None:
        raise ValueError("columns: baselines are met by author and question")
    of_row = None if topic is None else code_array("topic", topic, len(columns))
    rows = np.flatnonzero(columns.author == author)
    weight = select_updates(columns.take(rows), updates=updates).weight
    rows, weight = rows[weight > 0], weight[weight > 0]
    own = columns.take(rows)
    made = np.full(len(rows), NO_DAY) if own.made_on is None else own.made_on
    dated = np.flatnonzero(made != NO_DAY)
    rate = base_rates(made[dated], known, topic=None if of_row is None else of_row[rows][dated])
    return Baselines(
        coin_flip=compare_with(own, np.full(len(rows), COIN), weight=weight),
        base_rate=compare_with(own.take(dated), rate, weight=weight[dated]),
        crowd=compare_with_crowd(columns, author=author, updates=updates),
        undated=len(rows) - len(dated),
    )
