"""How much hangs on void questions: a mean Brier score with each at its best, and at its worst."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.brier import brier_losses
from app.scoring.codes import combine
from app.scoring.inputs import FloatArray, IntArray, checked_weights, code_array, unit_array
from app.scoring.sums import count_by, ratio, sum_by

NO_VOIDS = "no discretionary voids"


@dataclass(frozen=True, slots=True)
class VoidRange:
    """Least and greatest mean Brier score over `questions` void questions; None where `reason` says why."""

    best: float | None
    worst: float | None
    questions: int
    reason: str | None = None


def void_ranges(
    loss: ArrayLike,
    *,
    group: ArrayLike,
    void_probability: ArrayLike,
    void_question: ArrayLike,
    void_group: ArrayLike,
    groups: int,
    weight: ArrayLike | None = None,
    void_weight: ArrayLike | None = None,
) -> list[VoidRange]:
    """For each group, the mean Brier score if each void question had turned out best, and if worst.

    `(sum w l + sum_q min(Y_q, N_q)) / (sum w + sum_q w_q)`, and with max: l and w are losses and weights of
    the scored rows; `Y_q = sum w (1 - p)^2` and `N_q = sum w p^2` over a group's rows on the void question q,
    which takes one outcome for all of them. loss, group, weight: shape (scored,); the void_ arrays: shape
    (void,). The caller chooses the voids that were a matter of judgement. Questions are resolved anew in
    each group, so the ends of two groups need not be true together. A group with voids alone has a range;
    one without any has None, with the reason. No interval of confidence: everything between is possible.
    Compare Manski, Partial Identification of Probability Distributions, 2003. ValueError on bad input.
    """
    losses = unit_array("loss", loss)
    p = unit_array("void_probability", void_probability)
    w, v = _weights("weight", weight, len(losses)), _weights("void_weight", void_weight, len(p))
    scored_in = _codes("group", group, len(losses), groups)
    void_in = _codes("void_group", void_group, len(p), groups)
    question = code_array("void_question", void_question, len(p))
    p, void_in, question, v = p[v > 0], void_in[v > 0], question[v > 0], v[v > 0]
    # Sorted by value, so that sums do not depend on the rows' order.
    first, second = np.lexsort((w, losses, scored_in)), np.lexsort((v, p, question, void_in))
    scored = sum_by(scored_in[first], (w * losses)[first], groups)
    p, void_in, question, v = p[second], void_in[second], question[second], v[second]
    least, greatest, questions = _ends(p, question, void_in, v, groups)
    total = sum_by(scored_in, w, groups) + sum_by(void_in, v, groups)
    best, worst = ratio(scored + least, total), ratio(scored + greatest, total)
    return [
        VoidRange(float(best[g]), float(worst[g]), int(questions[g]))
        if questions[g]
        else VoidRange(None, None, 0, NO_VOIDS)
        for g in range(groups)
    ]


def _ends(
    p: FloatArray, question: IntArray, group: IntArray, weight: FloatArray, groups: int
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Least and greatest sum of losses of each group's voids, and on how many questions; rows sorted."""
    code, first, at = np.unique(combine(group, question), return_index=True, return_inverse=True)
    happened = sum_by(at, weight * brier_losses(p, np.ones(len(p))), len(code))
    not_happened = sum_by(at, weight * brier_losses(p, np.zeros(len(p))), len(code))
    owner = group[first]
    return (
        sum_by(owner, np.minimum(happened, not_happened), groups),
        sum_by(owner, np.maximum(happened, not_happened), groups),
        count_by(owner, groups),
    )


def _weights(name: str, weight: ArrayLike | None, length: int) -> FloatArray:
    if not length:
        return np.zeros(0)
    try:
        return checked_weights(weight, length)
    except ValueError as error:
        raise ValueError(str(error).replace("weight", name, 1)) from None


def _codes(name: str, values: ArrayLike, length: int, groups: int) -> IntArray:
    codes = code_array(name, values, length)
    if ((codes < 0) | (codes >= groups)).any():
        raise ValueError(f"{name}: expected codes from 0 to {groups - 1}")
    return codes
