"""How far a mean Brier score could move if each phrase had meant another number within its range."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.codes import combine, order_by, starts
from app.scoring.inputs import NO_PHRASE, SCALE, Columns, FloatArray, IntArray, in_units, levels
from app.scoring.sums import ratio, sum_by

Meaning = Literal["per_phrase", "per_forecast"]


def brier_bounds(
    probability: ArrayLike,
    outcome: ArrayLike,
    *,
    low: ArrayLike,
    high: ArrayLike,
    phrase: ArrayLike | None = None,
    meaning: Meaning = "per_phrase",
) -> tuple[float, float]:
    """Least and greatest mean Brier score when each phrase keeps one value in [low, high] over all its
    forecasts, or (`per_forecast`) when each forecast has a value of its own.

    A phrase with n forecasts and mean outcome r contributes `sum (v - y)^2 = n ((v - r)^2 + r (1 - r))` for
    outcomes of 0 and 1: least at v = r moved into [low, high], greatest at the end farther from r. Rows
    with the same phrase, probability and range share a meaning; without `phrase` the same probability and
    range do; a range turned round (1 - high, 1 - low) is the same phrase denied. `per_forecast`: between
    `dist(y, [low, high])^2` and `max((low - y)^2, (high - y)^2)` row by row, which is looser, since it lets a
    word mean more where it came true than where it did not. Arrays of shape (n,); ValueError on bad input.
    These are limits of readers' ranges, not a confidence interval. Compare Seidenfeld, Schervish and Kadane,
    IJAR 53, 2012.
    """
    columns = Columns(
        probability=np.asarray(probability),
        outcome=np.asarray(outcome),
        low=np.asarray(low),
        high=np.asarray(high),
        phrase=None if phrase is None else np.asarray(phrase),
    )
    if not len(columns):
        raise ValueError("probability: no forecasts, so there is no score")
    least, greatest = bounds_by_group(
        columns, np.zeros(len(columns), dtype=np.int64), np.ones(len(columns)), groups=1, meaning=meaning
    )
    return float(least[0]), float(greatest[0])


def bounds_by_group(
    columns: Columns, group: IntArray, weight: FloatArray, *, groups: int, meaning: Meaning = "per_phrase"
) -> tuple[FloatArray, FloatArray]:
    """The same for every group of rows; the columns must have ranges."""
    if meaning not in ("per_phrase", "per_forecast"):
        raise ValueError(f"meaning: {meaning!r} is not one of per_phrase, per_forecast")
    if columns.low is None or columns.high is None:
        raise ValueError("low: there are no ranges")
    if meaning == "per_forecast":
        return _per_forecast(columns.low, columns.high, columns.outcome, group, weight, groups=groups)
    return _per_phrase(columns, group, weight, groups=groups)


def _per_forecast(
    low: FloatArray, high: FloatArray, y: FloatArray, group: IntArray, weight: FloatArray, *, groups: int
) -> tuple[FloatArray, FloatArray]:
    least = np.square(y - np.clip(y, low, high))
    greatest = np.maximum(np.square(low - y), np.square(high - y))
    order = np.lexsort((weight, greatest, least, group))  # so that sums do not depend on the rows' order
    group, weight = group[order], weight[order]
    in_group = sum_by(group, weight, groups)
    return (
        ratio(sum_by(group, weight * least[order], groups), in_group),
        ratio(sum_by(group, weight * greatest[order], groups), in_group),
    )


def _per_phrase(
    columns: Columns, group: IntArray, weight: FloatArray, *, groups: int
) -> tuple[FloatArray, FloatArray]:
    in_group = sum_by(group, weight, groups)
    columns, group, weight = _runs(columns, group, weight)
    p = in_units(columns.probability)
    low, high = (p if ends is None else in_units(ends) for ends in (columns.low, columns.high))
    denied = (low + high < SCALE) | ((low + high == SCALE) & (2 * p < SCALE))
    p, low, high = (
        np.where(denied, SCALE - p, p),
        np.where(denied, SCALE - high, low),
        np.where(denied, SCALE - low, high),
    )
    y = np.where(denied, 1 - columns.outcome, columns.outcome)
    phrase = np.full(len(columns), NO_PHRASE) if columns.phrase is None else columns.phrase
    places = [levels(units / SCALE)[1] for units in (p, low, high)]
    sense = combine(combine(places[0], places[1]), places[2])
    order = order_by(group, phrase, sense, levels(y)[1])
    new = starts(group[order], phrase[order], sense[order])
    number = np.cumsum(new) - 1
    first = order[new]
    w, y = weight[order], y[order]
    size = len(first)
    total = sum_by(number, w, size)
    rate = ratio(sum_by(number, w * y, size), total, missing=0.0)
    scatter = sum_by(number, w * np.square(y - rate[number]), size)
    bottom, top = low[first] / SCALE, high[first] / SCALE
    nearest = np.clip(rate, bottom, top)
    farthest = np.where(rate - bottom > top - rate, bottom, top)

    def mean_at(value: FloatArray) -> FloatArray:
        return ratio(sum_by(group[first], total * np.square(value - rate) + scatter, groups), in_group)

    return mean_at(nearest), mean_at(farthest)


def _runs(columns: Columns, group: IntArray, weight: FloatArray) -> tuple[Columns, IntArray, FloatArray]:
    """Neighbouring rows that are alike in everything that counts here, as one row of their weight."""
    alike = (columns.probability, columns.outcome, columns.low, columns.high, columns.phrase)
    first = np.flatnonzero(starts(group, *(values for values in alike if values is not None)))
    if not len(first):
        return columns, group, weight
    return columns.take(first), group[first], np.add.reduceat(weight, first)
