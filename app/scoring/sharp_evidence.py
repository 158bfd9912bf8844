"""Evidence that one forecaster beat another whenever both spoke, from forecasts that do not overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.anytime import SHARES
from app.scoring.codes import number
from app.scoring.inputs import NO_DAY, BoolArray, FloatArray, IntArray, code_array, unit_array
from app.scoring.sums import count_by, sum_by

NONE_APART = "fewer than two families were forecast after the one before had closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharpEvidence:
    """Evidence against "the first was at no step better than the second", and the same of the second.

    log_e_...: natural logarithm of the e-value; p_...: 1 over the largest it ever was.
    """

    steps: int
    left_out: int  # questions whose forecasts overlap with a step
    log_e_first_better: float | None = None
    log_e_second_better: float | None = None
    p_first_better: float | None = None
    p_second_better: float | None = None
    reason: str | None = NONE_APART


def sharp_evidence(
    first: ArrayLike,
    second: ArrayLike,
    outcome: ArrayLike,
    *,
    made_on: ArrayLike,
    closes_on: ArrayLike,
    family: ArrayLike | None = None,
) -> SharpEvidence:
    """Henzi and Ziegel's e-values of two authors' probabilities p (first) and q on the same questions.

    For "q is better": `E = 1 + l (S(p, y) - S(q, y)) / |S(p, r) - S(q, r)|` with the Brier score S, the
    outcome y, and r = 1 where p > q, otherwise 0, which is what speaks most for p; 1 where p = q. E is never
    below 1 - l and its expectation is at most 1 where p is not the worse given what was known. The
    e-value of a family is the mean over its questions; steps are multiplied and averaged over the seven bets
    l of `anytime`, all below 1.

    Products are only valid at lag one: each forecast must be made when the steps before are decided. For
    longer lags the original claims of a supermartingale and of an anytime-valid p-value do not hold
    (corrigendum, Biometrika 109, 2022, p. 1181). So overlapping forecasts are left out: families are taken
    by the day on which both authors had spoken, and only those where both spoke after the closing day of the
    step before. This choice looks at no outcome and at no day of an outcome.

    Not published by default: it refutes that one author is nowhere better, which two who take turns both
    refute, and uses few of the questions. `compare_anytime` is what a page shows.

    first, second, outcome: in [0, 1], shape (questions,); made_on: shape (2, questions), the day of each
    author's forecast; closes_on and family: shape (questions,). Days must be known. ValueError on bad input.
    Henzi and Ziegel, Biometrika 109, 2022, with its corrigendum.
    """
    p, q, y = unit_array("first", first), unit_array("second", second), unit_array("outcome", outcome)
    size = len(p)
    for name, values in (("second", q), ("outcome", y)):
        if len(values) != size:
            raise ValueError(f"{name}: {len(values)} values for {size} of first")
    days = np.asarray(made_on)
    if days.shape != (2, size):
        raise ValueError(f"made_on: expected shape {(2, size)}, got {days.shape}")
    made = np.array([code_array("made_on", row, size) for row in days])
    closes = code_array("closes_on", closes_on, size)
    for name, given in (("made_on", made), ("closes_on", closes)):
        if (given == NO_DAY).any():
            raise ValueError(f"{name}: overlap can only be told by the days of all forecasts and questions")
    codes = np.arange(size) if family is None else number(code_array("family", family, size))[1]
    order = _apart(made, closes, codes)
    used = np.isin(codes, order)
    if len(order) < 2:
        return SharpEvidence(steps=len(order), left_out=int((~used).sum()))
    better = _log_product(q, p, y, codes, order)
    worse = _log_product(p, q, y, codes, order)
    return SharpEvidence(
        steps=len(order),
        left_out=int((~used).sum()),
        log_e_first_better=float(better[-1]),
        log_e_second_better=float(worse[-1]),
        p_first_better=float(np.exp(-max(better.max(), 0.0))),
        p_second_better=float(np.exp(-max(worse.max(), 0.0))),
        reason=None,
    )


def _apart(made: IntArray, closes: IntArray, codes: IntArray) -> IntArray:
    """Families whose forecasts were all made after the one before had closed, in that order."""
    families = int(codes.max(initial=-1)) + 1
    begins = np.full(families, np.iinfo(np.int64).max)
    complete, ends = np.full(families, NO_DAY), np.full(families, NO_DAY)
    np.minimum.at(begins, codes, made.min(axis=0, initial=np.iinfo(np.int64).max))
    np.maximum.at(complete, codes, made.max(axis=0, initial=NO_DAY))
    np.maximum.at(ends, codes, closes)
    taken, closed = list[int](), NO_DAY
    for candidate in np.lexsort((ends, complete)):
        if begins[candidate] > closed:
            taken.append(int(candidate))
            closed = max(int(ends[candidate]), int(complete[candidate]))
    return np.array(taken, dtype=np.int64)


def _log_product(
    worse: FloatArray, better: FloatArray, y: FloatArray, codes: IntArray, order: IntArray
) -> FloatArray:
    """Logarithm of the evidence for `better` after each step."""
    against = (worse > better).astype(np.float64)
    apart: BoolArray = worse != better
    most = np.abs(np.square(worse - against) - np.square(better - against))
    gain = np.zeros(len(y))
    np.divide(np.square(worse - y) - np.square(better - y), most, out=gain, where=apart & (most > 0))
    families = int(codes.max()) + 1
    step = (sum_by(codes, gain, families) / count_by(codes, families))[order]
    logs = np.cumsum(np.log1p(np.array(SHARES)[:, None] * np.maximum(step, -1.0)), axis=1)  # rounding alone
    return np.asarray(np.logaddexp.reduce(logs, axis=0) - np.log(len(SHARES)), dtype=np.float64)
