"""Two forecasters compared day after day: evidence and intervals that may be looked at whenever one likes.

A test made anew every day finds a difference sooner or later where there is none. What is here does not.
With step differences d_t in [-1, 1] whose means, given the steps before, are D_t, a constant bet l in
[0, 1) multiplies one's wealth by `1 + l d_t`. `prod (1 + l d_s) / prod (1 + l D_s)` is a martingale and the
logarithm is concave, so `prod (1 + l D_s) <= (1 + l m)^t` with m the mean of D_1 to D_t. Hence

    E_t(m) = mean over bets l of  prod_(s <= t) (1 + l d_s) / (1 + l m)^t

is at most a nonnegative martingale that starts at 1, at every t, whatever the D_t: by Ville's inequality it
ever reaches 1/alpha with probability alpha at most. The bets are seven, `SHARES`: none reaches 1, so
no step can ruin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.codes import number
from app.scoring.inputs import NO_DAY, FloatArray, IntArray, code_array, unit_array
from app.scoring.intervals import LEVEL
from app.scoring.sums import count_by, sum_by

SHARES = (0.9, 0.6, 0.35, 0.2, 0.1, 0.05, 0.02)  # of the wealth put at stake, each on an equal part of it
METHOD = "time-uniform, by constant bets"
TOO_FEW = "fewer than two steps: nothing to follow over time"
BISECTIONS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Anytime:
    """What may be said today without regard to how often one has looked; else None and why.

    difference: mean over steps of first minus second, below 0 where the first was better. log_e_...: natural
    logarithm of what a bet of 1 against the opposite has grown to, since the number itself can be too large
    to write. p_...: 1 over the most that it ever was.
    """

    steps: int
    questions: int
    waiting: int
    difference: float | None = None
    interval: tuple[float, float] | None = None
    log_e_first_better: float | None = None
    log_e_second_better: float | None = None
    p_first_better: float | None = None
    p_second_better: float | None = None
    level: float = LEVEL
    method: str | None = None
    reason: str | None = TOO_FEW


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Mean difference of each step by rising day, the questions in them, and those that have to wait."""

    day: IntArray
    difference: FloatArray
    questions: int
    waiting: int


def closing_steps(
    first: ArrayLike,
    second: ArrayLike,
    *,
    closes_on: ArrayLike,
    family: ArrayLike | None = None,
    as_of: int | None = None,
) -> Steps:
    """Differences `first - second` by the day their question closes, never by the day of the outcome.

    By the outcome's day whatever happens early (mostly YES) would come first, and looking today would select
    it. A family is one step, at the latest day that any of its questions closes; families of one day are one
    step; a step's difference is the mean over its questions. as_of: questions of families that close later
    wait, though their outcome be known.

    first, second: losses in [0, 1] on the same questions, shape (questions,); closes_on: whole days, all
    known; family: codes, by default each question its own. ValueError on bad input.
    """
    one, other = unit_array("first", first), unit_array("second", second)
    size = len(one)
    if len(other) != size:
        raise ValueError(f"second: {len(other)} values for {size} of first")
    closes = code_array("closes_on", closes_on, size)
    if (closes == NO_DAY).any():
        raise ValueError("closes_on: steps need the closing day of every question")
    if family is not None and size:
        codes = number(code_array("family", family, size))[1]
        latest = np.full(int(codes.max()) + 1, NO_DAY)
        np.maximum.at(latest, codes, closes)
        closes = latest[codes]
    closed = np.ones(size, dtype=np.bool_) if as_of is None else closes <= as_of
    day, at = np.unique(closes[closed], return_inverse=True)
    total = sum_by(at, (one - other)[closed], len(day))
    return Steps(day, total / count_by(at, len(day)), int(closed.sum()), int((~closed).sum()))


def log_evidence(difference: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """`log E_t(0)` after each step against "the first is not better on average", and the same of the second.

    Under its null (the mean of D_1 to D_t is at least 0, for the second at most) each is an e-process: its
    expectation is at most 1 at any time one chooses to stop, even by what one saw. difference: of steps in
    order, shape (t,), in [-1, 1]; ValueError otherwise. Choe and Ramdas, Operations Research 72, 2024 (weak
    null); Waudby-Smith and Ramdas, JRSS B 86, 2024 (bets).
    """
    d = _differences(difference)
    return _log_wealth(-d, np.zeros(len(d))), _log_wealth(d, np.zeros(len(d)))


def confidence_sequence(difference: ArrayLike, *, level: float = LEVEL) -> tuple[FloatArray, FloatArray]:
    """Ends, after each step t, of an interval for the mean of D_1 to D_t, which all hold at once.

    The means m that `E_t(m)` and its mirror image leave below `2/(1 - level)`: with probability `level` no
    interval ever misses. The mean that is meant is that of the steps so far and moves with them, so later
    intervals do not replace earlier ones and are not to be intersected. 0 lies outside exactly where
    evidence exceeds `2/(1 - level)`. difference: as for `log_evidence`; both of shape (t,), in [-1, 1].
    Choe and Ramdas, Operations Research 72, 2024.
    """
    if not 0 < level < 1:
        raise ValueError(f"level: {level} is not between 0 and 1")
    d = _differences(difference)
    limit = np.log(2 / (1 - level))
    return _least_unrefuted(d, limit), -_least_unrefuted(-d, limit)


def compare_anytime(
    first: ArrayLike,
    second: ArrayLike,
    *,
    closes_on: ArrayLike,
    family: ArrayLike | None = None,
    as_of: int | None = None,
    level: float = LEVEL,
) -> Anytime:
    """Two authors' losses on the questions they share, for a page that people look at every day.

    Steps are those of `closing_steps`, evidence is `log_evidence`, the interval the last of
    `confidence_sequence`. The null is the weak one, "not better on average so far": forecasters take turns
    in being better, and steps overlap (forecasts are made before earlier steps are decided), which does not
    matter to it since D_t is whatever was to be expected once the steps before were known. The stronger null
    "not better at any step" needs forecasts made after earlier outcomes and answers a question that nobody
    asked; see `sharp_evidence`. What is published is this.

    first, second, closes_on, family: shape (questions,), at least those closed by `as_of`. p-values are one
    for each direction, `min(1, 1/max E_t)`; doubled, the smaller is two-sided. A family that grows moves to
    its later day, which rewrites that step: an approximation. ValueError on bad input. Choe and Ramdas,
    Operations Research 72, 2024.
    """
    if not 0 < level < 1:
        raise ValueError(f"level: {level} is not between 0 and 1")
    steps = closing_steps(first, second, closes_on=closes_on, family=family, as_of=as_of)
    d = steps.difference
    if len(d) < 2:
        return Anytime(steps=len(d), questions=steps.questions, waiting=steps.waiting, level=level)
    low, high = confidence_sequence(d, level=level)
    better, worse = log_evidence(d)
    return Anytime(
        steps=len(d),
        questions=steps.questions,
        waiting=steps.waiting,
        difference=float(d.mean()),
        interval=(float(low[-1]), float(high[-1])),
        log_e_first_better=float(better[-1]),
        log_e_second_better=float(worse[-1]),
        p_first_better=float(np.exp(-max(better.max(), 0.0))),
        p_second_better=float(np.exp(-max(worse.max(), 0.0))),
        level=level,
        method=METHOD,
        reason=None,
    )


def _differences(difference: ArrayLike) -> FloatArray:
    d = np.asarray(difference, dtype=np.float64)
    if d.ndim != 1 or not (np.abs(d) <= 1).all():
        raise ValueError("difference: expected numbers from -1 to 1, in one dimension")
    return d


def _logs(d: FloatArray) -> FloatArray:
    """Logarithm of each bet's product after each step, shape (bets, t)."""
    return np.cumsum(np.log1p(np.array(SHARES)[:, None] * d), axis=1)


def _log_wealth(d: FloatArray, mean: FloatArray) -> FloatArray:
    """`log E_t(m)` with a candidate m for each t."""
    return _average(_logs(d), mean)


def _average(logs: FloatArray, mean: FloatArray) -> FloatArray:
    time = np.arange(1, logs.shape[1] + 1)
    claimed = time * np.log1p(np.array(SHARES)[:, None] * mean)
    return np.asarray(np.logaddexp.reduce(logs - claimed, axis=0) - np.log(len(SHARES)), dtype=np.float64)


def _least_unrefuted(d: FloatArray, limit: float) -> FloatArray:
    """The least mean at each t, from -1 to the observed one, whose evidence stays below the limit."""
    logs = _logs(d)
    low, high = np.full(len(d), -1.0), np.cumsum(d) / np.arange(1, len(d) + 1)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        refuted = _average(logs, middle) >= limit
        low, high = np.where(refuted, middle, low), np.where(refuted, high, middle)
    return low
