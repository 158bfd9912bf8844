"""What the scoring room accepts: validated, rounded, read-only arrays of equal length.

Void questions never reach this room: a void is no outcome, so its forecasts are left out (and counted) by
the caller.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.domain.probability import DECIMALS
from app.scoring.codes import all_differ, compact, number

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]

NO_DAY = -(2**62)  # an unknown day
NO_PHRASE = -1  # worded in an unknown way
SCALE = 10**DECIMALS

_CODES = ("author", "source", "question", "family", "article", "made_on", "closes_on", "phrase")


def unit_array(name: str, values: ArrayLike) -> FloatArray:
    """`values` as a read-only array of numbers in [0, 1], rounded to 12 places; errors name `name`."""
    try:
        given = np.asarray(values)
        if given.dtype.kind not in "biuf":
            raise TypeError
        array = given.astype(np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: expected an array of numbers from 0 to 1") from None
    if array.ndim != 1:
        raise ValueError(f"{name}: expected one dimension, got {array.ndim}")
    return _checked(name, array)


def _checked(name: str, array: FloatArray) -> FloatArray:
    """The array itself, rounded and read-only; no copies, since there may be ten million numbers."""
    if len(array) and not (array.min() >= 0 and array.max() <= 1):  # written so that NaN is bad too
        row = int(np.argmax(~((array >= 0) & (array <= 1))))
        raise ValueError(f"{name}: {array[row]} at index {row} is not within 0 to 1")
    np.round(array, DECIMALS, out=array)
    array += 0.0  # turns -0.0 into 0.0
    array.flags.writeable = False
    return array


def code_array(name: str, values: ArrayLike, length: int) -> IntArray:
    """`values` as a read-only 1-d array of whole numbers of the given length; ValueError names `name`."""
    given = np.asarray(values)
    if given.dtype.kind not in "iu" and given.size:
        raise ValueError(f"{name}: expected whole numbers, got {given.dtype}")
    if given.shape != (length,):
        raise ValueError(f"{name}: expected {length} values like probability, got shape {given.shape}")
    array = given.astype(np.int64)
    array.flags.writeable = False
    return array


def checked_pairs(probability: ArrayLike, outcome: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Validated probabilities and outcomes; ValueError when empty or of different lengths."""
    p = unit_array("probability", probability)
    y = unit_array("outcome", outcome)
    if len(p) != len(y):
        raise ValueError(f"outcome: {len(y)} values for {len(p)} probabilities")
    if len(p) == 0:
        raise ValueError("probability: no forecasts, so there is no score")
    return p, y


def checked_weights(weight: ArrayLike | None, length: int) -> FloatArray:
    """Weights that are finite, not negative and not all zero; equal where none are given."""
    if weight is None:
        return np.ones(length)
    array = np.asarray(weight, dtype=np.float64)
    if array.shape != (length,):
        raise ValueError(f"weight: expected {length} values, got shape {array.shape}")
    if not (np.isfinite(array).all() and (array >= 0).all() and array.sum() > 0):
        raise ValueError("weight: expected finite numbers, none negative, with a positive sum")
    return array


def in_units(probability: FloatArray) -> IntArray:
    """Probabilities as whole numbers of 1e-12: exact to compare, bin and group by."""
    return np.asarray(np.rint(probability * SCALE), dtype=np.int64)


def day_codes(days: IntArray, *, unknown_last: bool = False) -> IntArray:
    """Days counted from the first one known, in the same order; unknown ones before all, or after."""
    known = days != NO_DAY
    if not known.any():
        return np.zeros(len(days), dtype=np.int64)
    first, last = int(days[known].min()), int(days[known].max())
    return np.where(known, days - first, last - first + 1 if unknown_last else -1)


def levels(probability: FloatArray) -> tuple[FloatArray, IntArray]:
    """The distinct values of a checked array in rising order, and for each row the place of its own."""
    thousandths = np.rint(probability * 1000)
    if (probability == thousandths / 1000).all():
        values, place = number(thousandths.astype(np.int64))
        return values / 1000, place
    values, place = number(in_units(probability))
    return values / SCALE, place


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Columns:
    """Resolved forecasts, one per row, as arrays of equal length.

    probability, outcome: in [0, 1]; probability is for the question's YES; a fraction is a question
    resolved in part. author, source, question, family, article, phrase: whole-number codes; equal codes
    mean the same thing. made_on, closes_on: whole days (any epoch), `NO_DAY` where unknown. low, high: the
    range readers gave the words, around the probability; both NaN where there is none.

    Defaults: every row is its own question; a row's family is its question; without authors the source is
    the author, without both all rows are one author's; without days the rows' order is the order in which
    they were made.
    """

    probability: FloatArray
    outcome: FloatArray
    author: IntArray | None = None
    source: IntArray | None = None
    question: IntArray | None = None
    family: IntArray | None = None
    article: IntArray | None = None
    made_on: IntArray | None = None
    closes_on: IntArray | None = None
    low: FloatArray | None = None
    high: FloatArray | None = None
    phrase: IntArray | None = None

    def __post_init__(self) -> None:
        p = unit_array("probability", self.probability)
        y = unit_array("outcome", self.outcome)
        if len(p) != len(y):
            raise ValueError(f"outcome: {len(y)} values for {len(p)} probabilities")
        object.__setattr__(self, "probability", p)
        object.__setattr__(self, "outcome", y)
        for name in _CODES:
            given = getattr(self, name)
            if given is not None:
                object.__setattr__(self, name, code_array(name, given, len(p)))
        self._check_ranges()
        self._check_questions()

    def __len__(self) -> int:
        return len(self.probability)

    def _check_ranges(self) -> None:
        if (self.low is None) != (self.high is None):
            missing = "low" if self.low is None else "high"
            raise ValueError(f"{missing}: low and high come together or not at all")
        if self.low is None or self.high is None:
            return
        low, high = np.array(self.low, dtype=np.float64), np.array(self.high, dtype=np.float64)
        for name, array in (("low", low), ("high", high)):
            if array.shape != self.probability.shape:
                raise ValueError(f"{name}: expected {len(self)} values, got shape {array.shape}")
        absent = np.isnan(low)
        if (absent != np.isnan(high)).any():
            raise ValueError("low: each row has both ends of its range or neither")
        low[absent] = self.probability[absent]
        high[absent] = self.probability[absent]
        low, high = _checked("low", low), _checked("high", high)
        for name, bad in (("low", low > self.probability), ("high", high < self.probability)):
            if bad.any():
                row = int(np.argmax(bad))
                raise ValueError(f"{name}: at index {row} the probability lies outside low to high")
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    def _check_questions(self) -> None:
        if self.question is None or not len(self):
            return
        codes = compact(self.question)
        answer = np.zeros(int(codes.max()) + 1)
        answer[codes] = self.outcome
        bad = answer[codes] != self.outcome
        if bad.any():
            row = int(np.argmax(bad))
            raise ValueError(f"outcome: the question at index {row} has another outcome elsewhere")

    def take(self, rows: IntArray | BoolArray | slice) -> Columns:
        """The same columns for some of the rows."""

        def some(name: str) -> FloatArray | IntArray | None:
            values: FloatArray | IntArray | None = getattr(self, name)
            return None if values is None else values[rows]

        return self._holding(some)

    def without_lone_questions(self) -> Columns:
        """The same without questions, where no two rows share one: then every row is its own anyway."""
        if self.question is None or not all_differ(self.question):
            return self
        return self.without("question")

    def without(self, *names: str) -> Columns:
        """The same without some of the columns that may be missing."""
        return self._holding(lambda name: None if name in names else getattr(self, name))

    def _holding(self, values: Callable[[str], FloatArray | IntArray | None]) -> Columns:
        """Columns that need no checking, since they were checked before."""
        chosen = object.__new__(Columns)
        for field in fields(self):
            object.__setattr__(chosen, field.name, values(field.name))
        return chosen

    @property
    def forecaster(self) -> IntArray:
        """Whose forecasts count once per question: the author, else the source, else one for all."""
        if self.author is not None:
            return self.author
        return self.source if self.source is not None else np.zeros(len(self), dtype=np.int64)
