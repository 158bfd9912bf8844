"""What chance alone does to a perfectly calibrated forecaster's curve and miscalibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.bands import (
    BandPoint,
    check_drawing,
    find_ties,
    fractional,
    goes,
    joined,
    pointwise_band,
    refit,
)
from app.scoring.codes import number
from app.scoring.corp import decompose
from app.scoring.inputs import checked_pairs, checked_weights, code_array
from app.scoring.sums import sum_by

DRAWS = 999
LEVEL = 0.9
HIGH = 0.95
FRACTIONS = "no chance decides a fraction: the band needs outcomes of YES and NO alone"
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """The observed MCB beside its distribution were the forecasts calibrated; all else None with the reason.

    `band`: where the calibrated curve lies. `expected`, `high`: mean and 95% quantile of the calibrated MCB.
    `p`: how often it is at least the observed one.
    """

    mcb: float
    families: int
    level: float
    draws: int | None = None
    band: tuple[BandPoint, ...] | None = None
    expected: float | None = None
    high: float | None = None
    p: float | None = None
    reason: str | None = None


def consistency(
    probability: ArrayLike,
    outcome: ArrayLike,
    family: ArrayLike | None = None,
    *,
    weight: ArrayLike | None = None,
    rng: np.random.Generator,
    draws: int = DRAWS,
    level: float = LEVEL,
) -> Consistency:
    """Consistency band of the reliability curve, and the null distribution of MCB from the same draws.

    Each draw gives every family one uniform u and its rows `y_i = 1{u < p_i}`, refits the isotonic
    regression of y on p with the given weights, and keeps curve and MCB. So every y_i has its stated chance,
    and the rows of a family happen together as far as their probabilities let them, the cautious side;
    where every row is its own family (the default) they are independent. Rows of one question (updates,
    co-authors) belong in one family, or they pass for more than there is. `band` holds the central `level`
    of the curves at each distinct probability (above 101 of them on 101 even steps), pointwise: of a
    calibrated forecaster's points one in ten lies outside at level 0.9. `p = (1 + #{MCB* >= MCB})/(1 +
    draws)`.

    Arrays of shape (n,), probability and outcome in [0, 1], weights at least 0; MCB in squared units.
    Fractional outcomes give None with the reason. ValueError on bad input. Dimitriadis, Gneiting and Jordan,
    PNAS 118, 2021 (there for independent rows); Broecker and Smith, Weather and Forecasting 22, 2007.
    """
    check_drawing(draws, level)
    p, y = checked_pairs(probability, outcome)
    w = checked_weights(weight, len(p))
    codes = np.arange(len(p)) if family is None else code_array("family", family, len(p))
    kept = w > 0
    order = np.flatnonzero(kept)[np.lexsort((codes[kept], y[kept], p[kept]))]
    p, y, w = p[order], y[order], w[order]
    names, of_row = np.unique(codes[order], return_inverse=True)
    observed = decompose(p, y, weight=w).mcb
    if fractional(y).any():
        return Consistency(mcb=observed, level=level, families=len(names), reason=FRACTIONS)
    ties = find_ties(p)
    # What a family says more than once at one probability happens together.
    cells, at = number(ties.of_row * len(names) + of_row)
    tie, one = np.divmod(cells, len(names))
    said, weights = ties.probability[tie], sum_by(at, w, len(cells))
    starts = np.flatnonzero(np.diff(tie, prepend=-1))
    total = np.add.reduceat(weights, starts)
    parts = []
    for size in goes(draws, len(cells)):
        happens = np.take(rng.random((size, len(names))), one, axis=1) < said
        happened = np.add.reduceat(happens * weights, starts, axis=1)
        # the sum of all is the total, whatever the rounding of the sums
        parts.append(refit(ties, np.tile(total, (size, 1)), np.minimum(happened, total)))
    found = joined(parts)
    return Consistency(
        level=level,
        mcb=observed,
        families=len(names),
        draws=draws,
        band=pointwise_band(ties, found.curve, level),
        expected=float(found.mcb.mean()),
        high=float(np.quantile(found.mcb, HIGH)),
        p=float((1 + np.sum(found.mcb >= observed - _ROUNDING)) / (1 + draws)),
    )
