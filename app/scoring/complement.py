"""Both sides of one event as one question, so that nobody is counted twice for saying it both ways."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.inputs import SCALE, BoolArray, Columns, FloatArray, IntArray, code_array, in_units


def one_side(columns: Columns, *, first: ArrayLike, second: ArrayLike) -> Columns:
    """The same forecasts with every one on a question of `second` turned into one on its partner in `first`.

    first, second: question codes of shape (pairs,); `second[i]` happens exactly when `first[i]` does not,
    like the two sides of a game. A row on `second[i]` becomes `p -> 1 - p`, `y -> 1 - y`, `[low, high] ->
    [1 - high, 1 - low]` on question `first[i]`, in the family of that question's own rows where there are
    any. An update rule then counts an author's two sides once, and nobody is a peer of the mirrored self. A
    row's Brier score stays as it was. ValueError without questions, when the outcomes of a pair do not add
    up to 1, when a question is in two pairs, or when a pair names one question twice.
    """
    if columns.question is None:
        raise ValueError("question: complements need the question of every forecast")
    kept, turned = _checked_pairs(first, second)
    _check_outcomes(columns.outcome, columns.question, kept, turned)
    order = np.argsort(turned)
    at, mirrored = _find(columns.question, turned[order])
    question = np.where(mirrored, kept[order][at], columns.question) if len(kept) else columns.question
    low, high = columns.low, columns.high
    return Columns(
        probability=_turn(columns.probability, mirrored),
        outcome=_turn(columns.outcome, mirrored),
        author=columns.author,
        source=columns.source,
        question=question,
        family=None if columns.family is None else _joined(columns.family, question, mirrored),
        article=columns.article,
        made_on=columns.made_on,
        closes_on=columns.closes_on,
        low=None if low is None or high is None else np.where(mirrored, 1 - high, low),
        high=None if low is None or high is None else np.where(mirrored, 1 - low, high),
        phrase=columns.phrase,
    )


def _checked_pairs(first: ArrayLike, second: ArrayLike) -> tuple[IntArray, IntArray]:
    kept = code_array("first", first, np.size(first))
    turned = code_array("second", second, len(kept))
    same = kept == turned
    if same.any():
        raise ValueError(f"second: pair {int(np.argmax(same))} names question {kept[same][0]} twice")
    codes, times = np.unique(np.concatenate([kept, turned]), return_counts=True)
    if (times > 1).any():
        raise ValueError(f"second: question {codes[times > 1][0]} is in two pairs")
    return kept, turned


def _check_outcomes(outcome: FloatArray, question: IntArray, kept: IntArray, turned: IntArray) -> None:
    """Where both sides were resolved, they must agree."""
    codes, where = np.unique(question, return_index=True)
    (one, has_one), (other, has_other) = _find(kept, codes), _find(turned, codes)
    pairs = np.flatnonzero(has_one & has_other)
    answer = in_units(outcome)[where]
    bad = pairs[answer[one[pairs]] + answer[other[pairs]] != SCALE]
    if len(bad):
        raise ValueError(f"outcome: questions {kept[bad[0]]} and {turned[bad[0]]} do not add up to 1")


def _find(codes: IntArray, among: IntArray) -> tuple[IntArray, BoolArray]:
    """Place of each code in the sorted `among`, and whether it is there at all."""
    if not len(among):
        return np.zeros(len(codes), dtype=np.int64), np.zeros(len(codes), dtype=np.bool_)
    at = np.minimum(np.searchsorted(among, codes), len(among) - 1).astype(np.int64)
    return at, np.asarray(among[at] == codes, dtype=np.bool_)


def _turn(values: FloatArray, mirrored: BoolArray) -> FloatArray:
    return np.where(mirrored, 1 - values, values)


def _joined(family: IntArray, question: IntArray, mirrored: BoolArray) -> IntArray:
    """Families with every mirrored row in that of its question's own rows, where there are any."""
    own = np.flatnonzero(~mirrored)
    codes, where = np.unique(question[own], return_index=True)
    at, has_own = _find(question, codes)
    joins = mirrored & has_own
    joined = family.copy()
    joined[joins] = family[own[where[at[joins]]]]
    return joined
