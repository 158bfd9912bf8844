"""Scores adjusted for which questions somebody chose to answer: two-way fixed effects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import lsqr

from app.scoring.inputs import FloatArray, IntArray
from app.scoring.sums import sum_by

ERRORS_UP_TO = 1500  # forecasters; beyond, the covariance of all effects no longer fits comfortably in memory


@dataclass(frozen=True, slots=True, eq=False)
class Adjusted:
    """Adjusted score, standard error and component of each group; NaN and -1 without shared questions."""

    score: FloatArray
    se: FloatArray
    component: IntArray


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
) -> Adjusted:
    """Solve `loss_r = a_u + b_j` by weighted least squares for forecasters u and questions j.

    Forecasters are the groups, or teams where `team` says who made each row; rows of the same `forecast`
    are then one, listed for each member. The adjusted score of a group is the mean of `a_u` over its own
    forecasts plus the mean difficulty of its component's questions, weighted by their forecasts: the mean
    loss to expect of it on that mix. Only questions that two forecasters answered inform it, so nobody is
    compared with a team-mate on what they said together. Forecasters that no chain of shared questions
    links are in different components and must not be compared; a group belongs to the one that holds most
    of its forecasts. Standard errors are CR1 sandwich estimates by family, of the score's distance from its
    component's mean. loss, group, question, family, weight, team, forecast: one entry per row, weights
    positive. Karger et al., ForecastBench, ICLR 2025; Cameron, Gelbach and Miller, JBES 29, 2011.
    """
    nobody = np.full(groups, np.nan)
    forecaster = group if team is None else team
    kept = np.flatnonzero(_shared(forecaster, question))
    if not len(kept):
        return Adjusted(nobody, nobody.copy(), np.full(groups, -1))
    once = kept if forecast is None else kept[np.unique(forecast[kept], return_index=True)[1]]
    known, unit = np.unique(forecaster[once], return_inverse=True)
    number = np.unique(question[once], return_inverse=True)[1]
    w, y = weight[once], loss[once]
    design = _Design(unit, number, w)
    effect, residual = design.solve(y)
    component = design.components()

    size = int(component.max()) + 1
    of_row = component[unit]
    total = sum_by(of_row, w, size)
    centre = sum_by(of_row, w * effect[unit], size) / total
    level = sum_by(of_row, w * y, size) / total
    labels, credit = _credits(
        group[kept], np.searchsorted(known, forecaster[kept]), weight[kept], component, groups=groups
    )
    members = np.flatnonzero(labels >= 0)
    score, se = nobody, np.full(groups, np.nan)
    score[members] = (credit @ (effect - centre[component] + level[component]))[members]
    if len(known) <= ERRORS_UP_TO:
        share = sum_by(unit, w, len(known)) / total[component]
        se[members] = design.errors(
            residual,
            np.unique(family[once], return_inverse=True)[1],
            share,
            component,
            credit=sparse.csr_array(credit[members]),
            labels=labels[members],
        )
    return Adjusted(score, se, labels)


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


def _shared(group: IntArray, question: IntArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Rows on questions that more than one group answered."""
    number = np.unique(question, return_inverse=True)[1]
    size = int(number.max()) + 1 if len(number) else 0
    least, most = np.full(size, np.iinfo(np.int64).max), np.full(size, -1)
    np.minimum.at(least, number, group)
    np.maximum.at(most, number, group)
    return (least < most)[number]


class _Design:
    """Indicators of groups and questions, weighted."""

    def __init__(self, unit: IntArray, question: IntArray, weight: FloatArray) -> None:
        rows = np.arange(len(unit))
        self.unit, self.question, self.weight = unit, question, weight
        self.by_unit = sparse.csr_array((np.ones(len(unit)), (rows, unit)))
        self.by_question = sparse.csr_array((np.ones(len(unit)), (rows, question)))
        # questions by groups: how much of each question's weight each group holds
        self.table = sparse.csr_array(self.by_question.T @ (self.by_unit * weight[:, None]))
        self.in_question = np.asarray(self.table.sum(axis=1)).ravel()

    def solve(self, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Group effects of least norm and the residuals, with the questions' effects partialled out."""
        root = np.sqrt(self.weight)
        both = sparse.csr_array(sparse.hstack([self.by_unit, self.by_question]) * root[:, None])
        # The mean is taken out first: the smaller the numbers, the fewer digits the iteration loses.
        mean = float(np.average(y, weights=self.weight))
        found = lsqr(both, root * (y - mean), atol=1e-14, btol=1e-14, conlim=0, iter_lim=20_000)[0]
        effect = np.asarray(found[: self.by_unit.shape[1]], dtype=np.float64)
        rest = y - effect[self.unit]
        ease = sum_by(self.question, self.weight * rest, len(self.in_question)) / self.in_question
        return effect, rest - ease[self.question]

    def components(self) -> IntArray:
        """The component of each group."""
        units = self.by_unit.shape[1]
        size = units + len(self.in_question)
        linked = sparse.csr_array(
            (np.ones(len(self.unit)), (self.unit, units + self.question)), shape=(size, size)
        )
        label = connected_components(linked, directed=False)[1][:units]
        return np.unique(label, return_inverse=True)[1].astype(np.int64)

    def errors(
        self,
        residual: FloatArray,
        family: IntArray,
        share: FloatArray,
        component: IntArray,
        *,
        credit: sparse.csr_array,
        labels: IntArray,
    ) -> FloatArray:
        """Standard error of each group's score, shares of effects, less its component's mean effect."""
        scaled = sparse.csr_array(self.table / self.in_question[:, None])
        rows = np.arange(len(family))
        by_family = sparse.csr_array((self.weight * residual, (family, rows)))
        surprise = sparse.csr_array(by_family @ self.by_unit - (by_family @ self.by_question) @ scaled)
        families = by_family.shape[0]
        if families < 2:
            return np.full(len(labels), np.nan)
        same = component[:, None] == component[None, :]
        # The component's constant is added to make the matrix invertible; surprises are orthogonal to it.
        normal = (
            np.diag(sum_by(self.unit, self.weight, len(share))) - (self.table.T @ scaled).toarray() + same
        )
        meat = np.asarray((surprise.T @ surprise).toarray(), dtype=np.float64)
        covariance = np.linalg.solve(normal, np.linalg.solve(normal, meat).T)
        mean = sparse.csr_array((share, (component, np.arange(len(share)))))
        with_mean = np.asarray(mean @ covariance)
        of_mean = np.asarray(mean @ with_mean.T).diagonal()
        shares = credit.toarray()
        own = np.einsum("gu,gu->g", shares @ covariance, shares)
        with_own = np.einsum("gu,gu->g", with_mean[labels], shares)
        variance = own - 2 * with_own + of_mean[labels]
        # Two who always agree have no error but that of rounding.
        variance = np.where(variance < 1e-24, 0.0, variance)
        return np.asarray(np.sqrt(families / (families - 1) * variance), dtype=np.float64)


def largest_component(component: IntArray) -> int:
    """The component with most groups, the first of equals; -1 where there is none."""
    present = component[component >= 0]
    return int(np.argmax(np.bincount(present))) if len(present) else -1
