"""Forecasts turned to the side they held likelier: a check on how questions were worded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.brier import brier_losses
from app.scoring.corp import GroupedDecomposition, decompose_groups
from app.scoring.inputs import FloatArray, IntArray, checked_pairs, checked_weights, unit_array
from app.scoring.tally import canonical_order, tally_sorted


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """brier = mcb - dsc + unc, of the turned forecasts; overconfidence = confidence - happened."""

    n: int
    turned: int
    confidence: float
    happened: float
    overconfidence: float
    brier: float
    mcb: float
    dsc: float
    unc: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GroupedFolded:
    """The same, one number per group; NaN in a group without weight."""

    confidence: FloatArray
    happened: FloatArray
    overconfidence: FloatArray
    brier: GroupedDecomposition


def fold(probability: FloatArray, outcome: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Probabilities and outcomes of the likelier side: `p < 0.5` becomes `1 - p` and its outcome `1 - y`."""
    turned = probability < 0.5
    return (
        unit_array("probability", np.where(turned, 1 - probability, probability)),
        unit_array("outcome", np.where(turned, 1 - outcome, outcome)),
    )


def folded_by_group(
    probability: FloatArray, outcome: FloatArray, group: IntArray, weight: FloatArray, *, groups: int
) -> GroupedFolded:
    """Confidence, how often it was borne out, and the decomposition of the turned set, for every group."""
    p, y = fold(probability, outcome)
    order = canonical_order(group, p, y)
    order = order[weight[order] > 0]
    cells = tally_sorted(group[order], p[order], y[order], weight[order], groups=groups)
    confidence, happened = cells.mean(cells.probability), cells.mean(cells.outcome)
    return GroupedFolded(
        confidence=confidence,
        happened=happened,
        overconfidence=confidence - happened,
        brier=decompose_groups(cells, brier_losses),
    )


def folded_score(probability: ArrayLike, outcome: ArrayLike, *, weight: ArrayLike | None = None) -> Folded:
    """Stated confidence against how often the likelier side happened, and CORP of the turned forecasts.

    Every forecast is expressed for the side it held likelier: `(p, y)` with p < 0.5 becomes `(1 - p, 1 - y)`;
    0.5 stays. Then `confidence = mean p`, `happened = mean y`, `overconfidence = confidence - happened`. The
    Brier score is the same either way round; its parts are not, and these do not change when a question is
    asked the other way round (but for forecasts of exactly 0.5, which name no side). Arrays of shape (n,) in
    [0, 1], fractions allowed; ValueError on bad input. Lichtenstein, Fischhoff and Phillips 1982 (half-range
    calibration); Dimitriadis, Gneiting and Jordan, PNAS 118, 2021.
    """
    p, y = checked_pairs(probability, outcome)
    w = checked_weights(weight, len(p))
    found = folded_by_group(p, y, np.zeros(len(p), dtype=np.int64), w, groups=1)
    parts = found.brier
    return Folded(
        n=int((w > 0).sum()),
        turned=int(((p < 0.5) & (w > 0)).sum()),
        confidence=float(found.confidence[0]),
        happened=float(found.happened[0]),
        overconfidence=float(found.overconfidence[0]),
        brier=float(parts.score[0]),
        mcb=float(parts.mcb[0]),
        dsc=float(parts.dsc[0]),
        unc=float(parts.unc[0]),
    )
