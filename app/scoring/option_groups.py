"""Yes-or-no questions that are the options of one bigger question, put together again and scored as one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.codes import combine
from app.scoring.inputs import (
    SCALE,
    BoolArray,
    FloatArray,
    IntArray,
    code_array,
    in_units,
    unit_array,
)
from app.scoring.options import option_brier_losses
from app.scoring.ranked import ranked_losses
from app.scoring.sums import count_by, sum_by

TOLERANCE = 0.02  # probabilities said in whole per cents need not sum to exactly 1
_SLACK = round(TOLERANCE * SCALE)
_EXACT = round(1e-6 * SCALE)  # what `option_arrays` takes for a sum of 1: three thirds are one


class State(IntEnum):
    """Scored, or the first reason why not."""

    SCORED = 0
    INCOMPLETE = 1
    NOT_ONE = 2
    NO_ANSWER = 3


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Assembled:
    """One entry per forecaster and group of options, by rising codes; scores are NaN where there is none."""

    forecaster: IntArray
    group: IntArray
    state: IntArray
    inexact: BoolArray
    brier_sum: FloatArray
    rps: FloatArray

    def of(self, forecaster: int) -> Assembled:
        """The entries of one forecaster."""
        mine = self.forecaster == forecaster
        return Assembled(
            forecaster=self.forecaster[mine],
            group=self.group[mine],
            state=self.state[mine],
            inexact=self.inexact[mine],
            brier_sum=self.brier_sum[mine],
            rps=self.rps[mine],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionScores:
    """Means over `complete` answers, the number left out by reason; a score is None where `reasons` says why.

    brier_sum: 0 to 2, the sum over options. rps: 0 to 1, over the `ordered` among them. inexact: scored as
    they were said, though the probabilities sum to 1 only within `TOLERANCE`.
    """

    brier_sum: float | None
    rps: float | None
    complete: int
    ordered: int
    inexact: int
    incomplete: int
    not_one: int
    no_answer: int
    reasons: Mapping[str, str] = field(default_factory=dict)


def assemble_options(
    *,
    forecaster: ArrayLike,
    group: ArrayLike,
    position: ArrayLike,
    probability: ArrayLike,
    outcome: ArrayLike,
    sizes: ArrayLike,
    ordered: ArrayLike | None = None,
) -> Assembled:
    """Score every forecaster's answers to each group of options that were all answered.

    One row per forecaster and option, all of shape (n,): `group` is the code of the bigger question (-1:
    none, left aside), `position` the option's place in it from 0, in the order of the options where they
    have one; `sizes` says how many options each group has and `ordered` whether they have an order, both
    indexed by the group's code. A group is scored when all its options are there, the probabilities sum to
    1 within 0.02 and the outcomes to 1. Nothing is rescaled: probabilities that do not quite sum to 1 are
    scored as they were said, and counted. Scores are those of `option_brier_scores` and, where ordered,
    `ranked_scores`. ValueError on bad input, an unknown group or place, and a forecaster who answers an
    option twice (choose among updates first). The order of rows changes nothing.
    """
    p, y = unit_array("probability", probability), unit_array("outcome", outcome)
    if len(p) != len(y):
        raise ValueError(f"outcome: {len(y)} values for {len(p)} probabilities")
    who = code_array("forecaster", forecaster, len(p))
    what, place = code_array("group", group, len(p)), code_array("position", position, len(p))
    size = np.asarray(sizes, dtype=np.int64)
    in_order = np.zeros(len(size), dtype=np.bool_) if ordered is None else np.asarray(ordered, dtype=np.bool_)
    if in_order.shape != size.shape:
        raise ValueError(f"ordered: expected {len(size)} values like sizes, got shape {in_order.shape}")
    if (size < 2).any():
        raise ValueError("sizes: a group has at least two options")
    rows = np.flatnonzero(what >= 0)
    rows = rows[np.lexsort((place[rows], what[rows], who[rows]))]
    who, what, place, p, y = who[rows], what[rows], place[rows], p[rows], y[rows]
    _check_places(who, what, place, size)
    first, pair = _pairs(who, what)
    return _scored(
        who[first], what[first], pair, p, y, size=size[what[first]], in_order=in_order[what[first]]
    )


def score_options(assembled: Assembled) -> OptionScores:
    """Mean multi-option Brier score, as a sum over options, and mean ranked probability score, over K - 1.

    Each forecaster and group counts once. Brier 1950; Epstein 1969.
    """
    counts = {state: int((assembled.state == state).sum()) for state in State}
    scored, ranked = assembled.state == State.SCORED, ~np.isnan(assembled.rps)
    reasons: dict[str, str] = {}
    if not scored.any():
        reasons["brier_sum"] = "no question with options was answered in full"
    if not ranked.any():
        reasons["rps"] = "no question with options in an order was answered in full"
    return OptionScores(
        brier_sum=_mean(assembled.brier_sum[scored]),
        rps=_mean(assembled.rps[ranked]),
        complete=counts[State.SCORED],
        ordered=int(ranked.sum()),
        inexact=int(assembled.inexact.sum()),
        incomplete=counts[State.INCOMPLETE],
        not_one=counts[State.NOT_ONE],
        no_answer=counts[State.NO_ANSWER],
        reasons=reasons,
    )


def _check_places(who: IntArray, what: IntArray, place: IntArray, size: IntArray) -> None:
    """Rows sorted by forecaster, group and place."""
    if (what >= len(size)).any():
        raise ValueError(f"group: code {what.max()} has no entry in sizes")
    if ((place < 0) | (place >= size[what])).any():
        raise ValueError("position: expected places from 0 to the size of the group less 1")
    again = (who[1:] == who[:-1]) & (what[1:] == what[:-1]) & (place[1:] == place[:-1])
    if again.any():
        row = int(np.argmax(again))
        raise ValueError(
            f"position: forecaster {who[row]} answers place {place[row]} of group {what[row]} twice"
        )


def _pairs(who: IntArray, what: IntArray) -> tuple[IntArray, IntArray]:
    """First row of each forecaster and group, and each row's number among them; rows sorted by both."""
    code = combine(who, what)
    new = np.ones(len(code), dtype=np.bool_)
    new[1:] = code[1:] != code[:-1]
    return np.flatnonzero(new), np.cumsum(new) - 1


def _scored(
    who: IntArray,
    what: IntArray,
    pair: IntArray,
    p: FloatArray,
    y: FloatArray,
    *,
    size: IntArray,
    in_order: BoolArray,
) -> Assembled:
    number = len(who)
    said = np.abs(sum_by(pair, in_units(p), number) - SCALE)
    happened = np.abs(sum_by(pair, in_units(y), number) - SCALE)
    state = np.select(
        [count_by(pair, number) < size, said > _SLACK, happened > _EXACT],
        [State.INCOMPLETE, State.NOT_ONE, State.NO_ANSWER],
        State.SCORED,
    ).astype(np.int64)
    brier_sum, rps = np.full(number, np.nan), np.full(number, np.nan)
    for options in np.unique(size).tolist():
        chosen = (state == State.SCORED) & (size == options)
        rows = chosen[pair]
        matrices = p[rows].reshape(-1, options), y[rows].reshape(-1, options)
        brier_sum[chosen] = option_brier_losses(*matrices)
        rps[chosen] = np.where(in_order[chosen], ranked_losses(*matrices) / (options - 1), np.nan)
    inexact = (state == State.SCORED) & (said > _EXACT)
    return Assembled(forecaster=who, group=what, state=state, inexact=inexact, brier_sum=brier_sum, rps=rps)


def _mean(values: FloatArray) -> float | None:
    return math.fsum(values.tolist()) / len(values) if len(values) else None
