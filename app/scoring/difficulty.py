"""Scores adjusted for which questions somebody chose to answer: two-way fixed effects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from app.scoring.codes import number
from app.scoring.fixed_effects import Design
from app.scoring.inputs import BoolArray, FloatArray, IntArray
from app.scoring.score_errors import ScoreErrors, Scores
from app.scoring.sums import ratio, sum_by


@dataclass(frozen=True, slots=True, eq=False)
class Adjusted:
    """Adjusted score, standard error and component of each group; NaN and -1 without shared questions.

    effective: families of the shared questions alone, counted by how evenly they share the forecasts.
    """

    score: FloatArray
    se: FloatArray
    component: IntArray
    effective: FloatArray
    errors: ScoreErrors | None = None  # asked for covariances, which nobody computes before

    def covariance(self, groups: IntArray, others: IntArray | None = None) -> FloatArray:
        """Covariance of the adjusted scores of groups with others' (by default their own), shape (k, m).

        That of the scores' distances from the component's mean, CR1 by family, so the variance of a
        difference of two scores is `c_ii + c_jj - 2 c_ij`. Its diagonal is `se^2`; beyond 1,500 forecasters
        it is the estimate that `adjust_scores` describes. ValueError unless all are in one component.
        """
        if self.errors is None:
            raise ValueError("groups: nobody was compared on shared questions")
        if others is not None:
            return self.errors.covariance(groups, others)
        found = self.errors.covariance(groups, groups)
        return np.asarray((found + found.T) / 2, dtype=np.float64)

    @property
    def families(self) -> IntArray:
        """Families of questions that each group shares with others, 0 for none: what its error rests on."""
        return np.zeros(len(self.score), dtype=np.int64) if self.errors is None else self.errors.families


def adjust_scores(
    loss: FloatArray,
    *,
    group: IntArray,
    question: IntArray,
    family: IntArray,
    weight: FloatArray,
    groups: int,
    team: IntArray | None = None,
    forecast: IntArray | None = None,
    seed: int = 0,
) -> Adjusted:
    """Solve `loss_r = a_u + b_j` by weighted least squares for forecasters u and questions j.

    Forecasters are the groups, or teams where `team` says who made each row; rows of the same `forecast`
    are then one, listed for each member. The adjusted score of a group is the mean of `a_u` over its own
    forecasts plus the mean difficulty of its component's questions, weighted by their forecasts: the mean
    loss to expect of it on that mix. Only questions that two forecasters answered inform it, so nobody is
    compared with a team-mate on what they said together. Forecasters that no chain of shared questions
    links are in different components and must not be compared; a group belongs to the one that holds most
    of its forecasts. loss, group, question, family, weight, team, forecast: one entry per row, weights
    positive. Karger et al., ForecastBench, ICLR 2025.

    Questions are partialled out and the rest solved by conjugate gradients, refined on the rows' residuals
    until corrections are below 1e-14; least squares of all dummies at once (LSQR) gives the same effects.

    Standard errors are CR1 sandwich estimates by family, of the score's distance from its component's mean;
    a component of one family has none. Cameron, Gelbach and Miller, JBES 29, 2011. They are exact up to
    1,500 forecasters in a component. Beyond, the part that treats other forecasters' effects as known is
    exact and the rest is estimated without bias from 32 random signs by family, drawn from `seed` so that
    the same rows give the same digits; NaN where their scatter exceeds a tenth of the standard error. A wild
    bootstrap with a control variate: Mammen, Annals of Statistics 21, 1993.
    """
    nothing = np.full(groups, np.nan)
    none = Adjusted(nothing, nothing, np.full(groups, -1), np.zeros(groups))
    forecaster = group if team is None else team
    kept = np.flatnonzero(_shared(forecaster, question))
    if not len(kept):
        return none
    unit, at = number(forecaster[kept])[1], np.arange(len(kept))
    once = at if forecast is None else _first_rows(number(forecast[kept])[1])
    rows = kept[once]
    w, y = weight[rows], loss[rows]
    design = Design(unit[once], number(question[rows])[1], w)
    # The mean is taken out first: the smaller the numbers, the fewer digits the iteration loses.
    effect, residual = design.solve(y - float(np.average(y, weights=w)))
    if np.isnan(effect).any():
        return none
    component = design.component

    size = int(component.max()) + 1
    total = sum_by(component, design.in_unit, size)
    centre = sum_by(component, design.in_unit * effect, size) / total
    level = sum_by(component[design.unit], w * y, size) / total
    labels, credit = (
        _own_credits(group[kept], unit, component, groups=groups)
        if team is None
        else _credits(group[kept], unit, weight[kept], component, groups=groups)
    )
    score = np.where(labels < 0, np.nan, credit @ (effect - centre[component] + level[component]))
    scores = Scores(credit=credit, labels=labels, share=design.in_unit / total[component])
    errors = ScoreErrors(design, residual, number(family[rows])[1], scores, seed=seed)
    inside = component[unit] == labels[group[kept]]
    effective = _effective(group[kept][inside], family[kept][inside], weight[kept][inside], groups=groups)
    return Adjusted(score, errors.standard_errors(), labels, effective, errors)


def _effective(group: IntArray, family: IntArray, weight: FloatArray, *, groups: int) -> FloatArray:
    """`(sum w_f)^2 / sum w_f^2` over the families f of each group's rows; 0 for a group without any."""
    names, at = number(family)
    table = sparse.csr_array((weight, (group, at)), shape=(groups, len(names)))
    squares: FloatArray = np.asarray(table.multiply(table).sum(axis=1)).ravel()
    return ratio(np.square(np.asarray(table.sum(axis=1)).ravel()), squares, missing=0.0)


def _own_credits(
    group: IntArray, unit: IntArray, component: IntArray, *, groups: int
) -> tuple[IntArray, sparse.csr_array]:
    """Where nobody writes in teams, every group has its own effect."""
    labels = np.full(groups, -1)
    labels[group] = component[unit]
    who = np.zeros(len(component), dtype=np.int64)
    who[unit] = group
    ones, numbers = np.ones(len(who)), np.arange(len(who))
    return labels, sparse.csr_array((ones, (who, numbers)), shape=(groups, len(who)))


def _first_rows(code: IntArray) -> IntArray:
    """The first row of each code, in the codes' order."""
    first = np.zeros(int(code.max()) + 1, dtype=np.int64)
    first[code[::-1]] = np.arange(len(code))[::-1]  # of equal codes the last one assigned stays
    return first


def _credits(
    group: IntArray, unit: IntArray, weight: FloatArray, component: IntArray, *, groups: int
) -> tuple[IntArray, sparse.csr_array]:
    """The component of each group, -1 without one, and how its score is shared among forecasters there."""
    size = int(component.max()) + 1
    key, at = np.unique(group * size + component[unit], return_inverse=True)
    order = np.lexsort((key % size, -sum_by(at, weight, len(key)), key // size))
    first = np.unique(key[order] // size, return_index=True)[1]
    labels = np.full(groups, -1)
    labels[key[order][first] // size] = key[order][first] % size
    inside = component[unit] == labels[group]
    held = sum_by(group[inside], weight[inside], groups)
    share = weight[inside] / held[group[inside]]
    credit = sparse.csr_array((share, (group[inside], unit[inside])), shape=(groups, len(component)))
    return labels, credit


def _shared(group: IntArray, question: IntArray) -> BoolArray:
    """Rows on questions that more than one group answered."""
    if not len(question):
        return np.zeros(0, dtype=np.bool_)
    place = number(question)[1]
    one = np.zeros(int(place.max()) + 1, dtype=np.int64)
    one[place] = group  # anybody of those who answered it
    several = np.zeros(len(one), dtype=np.bool_)
    several[place[one[place] != group]] = True
    return several[place]


def largest_component(component: IntArray) -> int:
    """The component with most groups, the first of equals; -1 where there is none."""
    present = component[component >= 0]
    return int(np.argmax(np.bincount(present))) if len(present) else -1
