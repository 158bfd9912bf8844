"""What skill is made of: association, less two kinds of bias."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.inputs import BoolArray, FloatArray
from app.scoring.sums import ratio
from app.scoring.tally import Tally, tally

OUTCOMES_ALIKE = "all outcomes are alike, so the base rate is a perfect reference"
FORECASTS_ALIKE = "all forecasts are alike, so they have no correlation with outcomes"


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillParts:
    """skill = potential - conditional_bias - unconditional_bias; None where `reason` says why.

    `bias`, mean forecast minus base rate, is always there.
    """

    bias: float
    skill: float | None = None
    correlation: float | None = None
    potential: float | None = None
    conditional_bias: float | None = None
    unconditional_bias: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GroupedSkillParts:
    """The same, one number per group, NaN where undefined."""

    bias: FloatArray
    skill: FloatArray
    correlation: FloatArray
    potential: FloatArray
    conditional_bias: FloatArray
    unconditional_bias: FloatArray
    outcomes_alike: BoolArray
    forecasts_alike: BoolArray


def skill_parts_by_group(cells: Tally) -> GroupedSkillParts:
    """The parts of every group's skill; groups without weight have none."""
    p, y = cells.probability, cells.outcome
    mean_p, mean_y = cells.mean(p), cells.mean(y)
    off_p, off_y = p - mean_p[cells.group], y - mean_y[cells.group]
    # The mean of equal numbers may miss them by a rounding error, which must not pass for variation.
    same_p, same_y = _alike(cells, p), _alike(cells, y)
    spread_p = np.where(same_p, 0.0, np.sqrt(cells.mean(np.square(off_p))))
    spread_y = np.where(same_y, 0.0, np.sqrt(cells.mean(np.square(off_y))))
    correlation = ratio(cells.mean(off_p * off_y), spread_p * spread_y)
    bias = mean_p - mean_y
    undefined = np.isnan(correlation)
    potential = np.square(correlation)
    conditional = np.square(correlation - ratio(spread_p, spread_y))
    unconditional = np.where(undefined, np.nan, np.square(ratio(bias, spread_y)))
    return GroupedSkillParts(
        bias=bias,
        skill=1 - ratio(cells.mean(np.square(p - y)), np.square(spread_y)),
        correlation=correlation,
        potential=potential,
        conditional_bias=conditional,
        unconditional_bias=unconditional,
        outcomes_alike=same_y,
        forecasts_alike=same_p,
    )


def skill_parts(probability: ArrayLike, outcome: ArrayLike, *, weight: ArrayLike | None = None) -> SkillParts:
    """Murphy's decomposition of the Brier skill score against the sample's base rate.

    `SS = r^2 - (r - s_p/s_y)^2 - ((mean p - mean y)/s_y)^2` with the correlation r of forecasts and outcomes
    and their standard deviations over n (weighted where weights are given): potential skill, which the
    forecasts would have if they were calibrated along a line; conditional bias, from probabilities too bold
    or too timid; unconditional bias, from probabilities too high or too low throughout. Arrays of shape (n,)
    in [0, 1], fractions allowed. The parts are None where all outcomes or all forecasts are alike, and the
    skill where all outcomes are. ValueError on bad input. Murphy, Monthly Weather Review 116, 1988.
    """
    found = skill_parts_by_group(tally(probability, outcome, weight=weight))
    reason = (
        OUTCOMES_ALIKE if found.outcomes_alike[0] else FORECASTS_ALIKE if found.forecasts_alike[0] else None
    )
    return SkillParts(
        bias=float(found.bias[0]),
        skill=_number(found.skill),
        correlation=_number(found.correlation),
        potential=_number(found.potential),
        conditional_bias=_number(found.conditional_bias),
        unconditional_bias=_number(found.unconditional_bias),
        reason=reason,
    )


def _alike(cells: Tally, values: FloatArray) -> BoolArray:
    """Groups in which `values` are one number."""
    least, greatest = np.full(cells.groups, np.inf), np.full(cells.groups, -np.inf)
    weighted = cells.weight > 0
    np.minimum.at(least, cells.group[weighted], values[weighted])
    np.maximum.at(greatest, cells.group[weighted], values[weighted])
    return np.asarray(least >= greatest, dtype=np.bool_)


def _number(values: FloatArray) -> float | None:
    value = float(values[0])
    return value if math.isfinite(value) else None
