"""Least squares for forecasters and questions together: effects of the one, with the other taken out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from app.scoring.inputs import FloatArray, IntArray
from app.scoring.sums import ratio, sum_by

ROUNDS = 8  # of refinement, each from residuals computed afresh
ITERATIONS = 20_000  # in one round
ENOUGH = 1e-14  # of the largest effect: the error at which refinement stops
TOLERATED = 1e-9  # beyond this nothing is published


class Design:
    """Forecasters and questions numbered from 0 by row, weighted; every question has two forecasters.

    The questions' effects are partialled out, which leaves `N a = g` for the forecasters' effects a, with
    `N = D - T' Q^-1 T`: T holds each question's weight by forecaster, Q and D its sums by row and column.
    """

    def __init__(self, unit: IntArray, question: IntArray, weight: FloatArray) -> None:
        self.unit, self.question, self.weight = unit, question, weight
        self.table = sparse.csr_array((weight, (question, unit)))
        self.by_unit = sparse.csr_array(self.table.T)
        self.in_question: FloatArray = np.asarray(self.table.sum(axis=1)).ravel()
        self.in_unit: FloatArray = np.asarray(self.by_unit.sum(axis=1)).ravel()
        squares = sparse.csr_array((np.square(self.by_unit.data), self.by_unit.indices, self.by_unit.indptr))
        self.diagonal = self.in_unit - squares @ (1 / self.in_question)[: squares.shape[1]]
        self.component = self._components()

    def normal(self, effect: FloatArray) -> FloatArray:
        """`N a` of effects (forecasters,) or several columns of them."""
        shape = (-1,) + (1,) * (effect.ndim - 1)
        mean = np.asarray(self.table @ effect) / self.in_question.reshape(shape)
        return np.asarray(self.in_unit.reshape(shape) * effect - self.by_unit @ mean, dtype=np.float64)

    def solve(self, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Forecasters' effects and the rows' residuals; NaN where iteration does not settle.

        Conjugate gradients lose as many digits as N is ill-conditioned, so each round solves for what the
        rows' own residuals still show, until the next correction could not be seen.
        """
        effect, before, bound = np.zeros(len(self.in_unit)), np.inf, np.inf
        for _ in range(ROUNDS):
            step = conjugate_gradients(self, self._gradient(y, effect), tolerance=1e-10)
            effect += step - self._mean(step)
            size = float(np.abs(step).max())
            bound = size * min(size / before, 1.0) if np.isfinite(before) else np.inf
            before = size
            if size == 0 or bound <= ENOUGH * np.abs(effect).max():
                break
        if size and bound > TOLERATED:
            effect = np.full(len(effect), np.nan)
        return effect, self._residual(y, effect)

    def _gradient(self, y: FloatArray, effect: FloatArray) -> FloatArray:
        """What the rows still show of each forecaster, less what rounding left in the constants."""
        gradient = sum_by(self.unit, self.weight * self._residual(y, effect), len(effect))
        return gradient - self.in_unit * self._mean(gradient / self.in_unit)

    def _residual(self, y: FloatArray, effect: FloatArray) -> FloatArray:
        rest = y - effect[self.unit]
        ease = sum_by(self.question, self.weight * rest, len(self.in_question)) / self.in_question
        return np.asarray(rest - ease[self.question], dtype=np.float64)

    def _mean(self, effect: FloatArray) -> FloatArray:
        """For each forecaster the weighted mean of the component, which nothing determines."""
        size = int(self.component.max()) + 1
        total = sum_by(self.component, self.in_unit, size)
        return np.asarray((sum_by(self.component, self.in_unit * effect, size) / total)[self.component])

    def _components(self) -> IntArray:
        """The component of each forecaster, numbered by its first one."""
        questions, units = self.table.shape
        size = units + questions
        indptr = np.append(self.by_unit.indptr, np.full(questions, self.by_unit.indptr[-1]))
        linked = sparse.csr_array(
            (self.by_unit.data, self.by_unit.indices + units, indptr), shape=(size, size)
        )
        label = connected_components(linked, directed=False)[1][:units]
        return np.unique(label, return_inverse=True)[1].astype(np.int64)


def conjugate_gradients(design: Design, right: FloatArray, *, tolerance: float) -> FloatArray:
    """Solve `N x = right`, one column or several, scaled by N's diagonal.

    Stops when every column's scaled residual is below `tolerance` of its start. LSQR on forecasters and
    questions together finds the same effects; with the questions partialled out the matrix is smaller and far
    better conditioned, so that a million rows take a tenth of its time.
    """
    scale = design.diagonal.reshape((-1,) + (1,) * (right.ndim - 1))
    return _iterate(design.normal, right, scale, tolerance)


def _iterate(
    apply: Callable[[FloatArray], FloatArray], right: FloatArray, scale: FloatArray, tolerance: float
) -> FloatArray:
    found, rest = np.zeros_like(right), right.copy()
    towards = rest / scale
    direction = towards.copy()
    size = np.asarray((rest * towards).sum(axis=0))
    least = tolerance**2 * size
    for _ in range(ITERATIONS):
        if (size <= least).all():
            break
        image = apply(direction)
        step = ratio(size, np.asarray((direction * image).sum(axis=0)), missing=0.0)
        found += step * direction
        rest -= step * image
        towards = rest / scale
        new = np.asarray((rest * towards).sum(axis=0))
        direction = towards + ratio(new, size, missing=0.0) * direction
        size = new
    return found
