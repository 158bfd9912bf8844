"""How sure adjusted scores are, and how their errors go together: CR1 by family of questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import sparse
from scipy.linalg import lapack

from app.scoring.fixed_effects import Design, conjugate_gradients
from app.scoring.inputs import FloatArray, IntArray
from app.scoring.sums import count_by, ratio, sum_by

EXACT_UP_TO = 1500  # forecasters of one component; beyond, a matrix of all of them costs too much
PACKED = 256  # small components are worked off together up to this many forecasters
PROBES = 32
TRUSTED = 0.1  # relative error of a standard error above which probes are not believed
NOTHING = 1e-14  # two who always agree have no error but what solving leaves: below 1e-7


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scores:
    """What scores are made of: shares of forecasters' effects by group, less their component's mean."""

    credit: sparse.csr_array  # groups by forecasters
    labels: IntArray  # each group's component, -1 without one
    share: FloatArray  # of each forecaster in the component's mean


class Part(Protocol):
    """The errors of some components' groups, before the correction for few families."""

    groups: IntArray

    def variance(self) -> FloatArray:
        """Of each group's score, NaN where it is not known well enough."""

    def covariance(self, at: IntArray, other: IntArray) -> FloatArray:
        """Between the groups at these positions and those at others."""


class ScoreErrors:
    """Standard errors of groups' scores at once, covariances when somebody asks."""

    def __init__(
        self, design: Design, residual: FloatArray, family: IntArray, scores: Scores, *, seed: int
    ) -> None:
        by_family = sparse.csr_array((design.weight * residual, (design.unit, family)))
        surprise = _surprises(design, by_family, residual, family)
        self.families = _own_families(scores, by_family)
        self._labels = scores.labels
        # NaN for one family alone, which says nothing about its own error
        count = _families(design, family).astype(np.float64)
        self._correction = ratio(count, count - 1)
        self._parts = [
            Exact(design, surprise, scores, units)
            if len(units) <= EXACT_UP_TO
            else Probed(design, surprise, scores, units, np.random.default_rng(seed))
            for units in _packed(design.component)
        ]

    def standard_errors(self) -> FloatArray:
        """One per group; NaN without a component, in one of a single family, and where nobody could tell."""
        variance = np.full(len(self._labels), np.nan)
        for part in self._parts:
            variance[part.groups] = part.variance()
        variance *= np.where(self._labels < 0, np.nan, self._correction[self._labels])
        return np.sqrt(np.where(variance < NOTHING, 0.0, variance))

    def covariance(self, groups: IntArray, others: IntArray) -> FloatArray:
        """Covariance of groups' scores with others', all of one component; ValueError where they are not."""
        everybody = np.union1d(groups, others)
        labels = np.unique(self._labels[everybody])
        if len(labels) != 1 or labels[0] < 0:
            raise ValueError("groups: errors go together only within one component")
        part = next(part for part in self._parts if np.isin(everybody, part.groups).all())
        at, other = np.searchsorted(part.groups, groups), np.searchsorted(part.groups, others)
        return np.asarray(self._correction[labels[0]] * part.covariance(at, other), dtype=np.float64)


def _surprises(
    design: Design, by_family: sparse.csr_array, residual: FloatArray, family: IntArray
) -> sparse.csr_array:
    """Forecasters by families: the residuals that each family adds to each forecaster's equation."""
    of_question = np.zeros(len(design.in_question), dtype=np.int64)
    of_question[design.question] = family
    if (of_question[design.question] == family).all():
        return by_family  # a whole question's residuals sum to nothing, so there is nothing to take off
    left = sparse.csr_array((design.weight * residual, (design.question, family)))
    scaled = sparse.csr_array(design.by_unit * (1 / design.in_question)[None, :])
    return sparse.csr_array(by_family - scaled @ left)


def _own_families(scores: Scores, by_family: sparse.csr_array) -> IntArray:
    """How many families each group's score rests on."""
    ones = sparse.csr_array((np.ones(by_family.nnz), by_family.indices, by_family.indptr), by_family.shape)
    inside = sparse.csr_array(scores.credit @ ones)
    own = np.diff(inside.indptr).astype(np.int64)
    own[scores.labels < 0] = 0
    return own


def _families(design: Design, family: IntArray) -> IntArray:
    """How many families each component has."""
    size, width = int(design.component.max()) + 1, int(family.max()) + 1
    if size == 1:
        return np.array([width])
    return count_by(np.unique(design.component[design.unit] * width + family) // width, size)


def _packed(component: IntArray) -> list[IntArray]:
    """Forecasters in blocks of whole components, in rising order: large ones alone, small ones together."""
    order = np.argsort(component, kind="stable")
    sizes = np.bincount(component)
    blocks, taken, start = list[IntArray](), 0, 0
    for size in sizes:
        if taken and taken + size > PACKED:
            blocks.append(np.sort(order[start : start + taken]))
            start, taken = start + taken, 0
        taken += int(size)
    return [*blocks, np.sort(order[start:])]


def _own(scores: Scores, component: IntArray, units: IntArray) -> tuple[IntArray, sparse.csr_array, IntArray]:
    """The block's groups, how they share its forecasters, and their components numbered within the block."""
    inside = np.unique(component[units])
    groups = np.flatnonzero(np.isin(scores.labels, inside))
    credit = sparse.csr_array(scores.credit[groups][:, units])
    return groups, credit, np.searchsorted(inside, scores.labels[groups])


def _means(scores: Scores, component: IntArray, units: IntArray) -> sparse.csr_array:
    """Forecasters by components of the block: each one's share in the mean."""
    at = np.searchsorted(np.unique(component[units]), component[units])
    return sparse.csr_array((scores.share[units], (np.arange(len(units)), at)))


class Exact:
    """The sandwich `C N^-1 M N^-1 C'` with M the families' summed surprises, by Cholesky factors."""

    def __init__(self, design: Design, surprise: sparse.csr_array, scores: Scores, units: IntArray) -> None:
        self.groups, credit, label = _own(scores, design.component, units)
        inverse = _inverse(design, units)
        own = inverse if _is_identity(credit) else np.ascontiguousarray((credit @ inverse).T)
        mean = np.asarray(inverse @ _means(scores, design.component, units).toarray())
        self._lever = np.asarray(own - (mean if mean.shape[1] == 1 else mean[:, label]))
        part = surprise if len(units) == surprise.shape[0] else surprise[units]
        meat = np.asarray((part @ part.T).toarray(), dtype=np.float64)
        self._lifted = meat @ self._lever

    def variance(self) -> FloatArray:
        """Of each group's score."""
        return np.asarray(np.einsum("ug,ug->g", self._lever, self._lifted), dtype=np.float64)

    def covariance(self, at: IntArray, other: IntArray) -> FloatArray:
        """Between the groups at these positions and those at others."""
        return np.asarray(self._lever[:, at].T @ self._lifted[:, other], dtype=np.float64)


def _is_identity(credit: sparse.csr_array) -> bool:
    rows, columns = credit.shape
    return (
        rows == columns == credit.nnz
        and bool((credit.indices == np.arange(rows)).all())
        and bool((credit.data == 1).all())
    )


def _inverse(design: Design, units: IntArray) -> FloatArray:
    """Inverse of N on these forecasters, made invertible by each component's constant.

    Surprises are orthogonal to the constants and scores are differences, so neither meets what was added.
    """
    whole = len(units) == len(design.in_unit)
    table = design.by_unit if whole else sparse.csr_array(design.by_unit[units])
    root = np.sqrt(design.in_unit[units])
    half = sparse.csr_array((table / root[:, None]) * (1 / np.sqrt(design.in_question))[None, :])
    matrix = np.asarray((half @ -half.T).toarray(), dtype=np.float64)
    label = np.unique(design.component[units], return_inverse=True)[1]
    constant = root / np.sqrt(sum_by(label, np.square(root), int(label.max()) + 1))[label]
    if label.any():
        matrix += np.where(label[:, None] == label[None, :], np.outer(constant, constant), 0.0)
    else:
        matrix += np.outer(constant, constant)
    matrix[np.diag_indices_from(matrix)] += 1.0
    factor, failed = lapack.dpotrf(matrix.T, lower=1, overwrite_a=1)
    if failed:
        raise ArithmeticError("the forecasters' equations cannot be factored")
    inverse, _ = lapack.dpotri(factor, lower=1, overwrite_c=1)
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
    inverse /= root[:, None]
    inverse /= root[None, :]
    return np.asarray(inverse, dtype=np.float64)


class Probed:
    """Unbiased estimates for a component too large to invert.

    With random signs z by family, `x = C N^-1 S z` has the sandwich as its covariance: that is a wild
    bootstrap. Most of it is known exactly, namely that of `a = C D^-1 S z` with D the diagonal of N, as if
    everybody else's effect were known. So probes only estimate what is left: the covariance of a, plus the
    mean over probes of `x x' - a a'`. Where the scatter of that mean exceeds what is tolerated, there is no
    variance.
    """

    def __init__(
        self,
        design: Design,
        surprise: sparse.csr_array,
        scores: Scores,
        units: IntArray,
        rng: np.random.Generator,
    ) -> None:
        self.groups, credit, _ = _own(scores, design.component, units)
        own = sparse.csr_array(surprise[units] / design.diagonal[units][:, None])
        share = scores.share[units]
        self._direct = sparse.csr_array(credit @ own)
        self._mean = np.asarray(own.T @ share)
        signs = rng.choice(np.array([-1.0, 1.0]), size=(surprise.shape[1], PROBES))
        right = np.zeros((len(design.in_unit), PROBES))
        right[units] = surprise[units] @ signs
        solved = conjugate_gradients(design, right, tolerance=1e-7)[units]
        self._solved = np.asarray(credit @ solved - share @ solved)
        self._guess = np.asarray(self._direct @ signs - self._mean @ signs)

    def variance(self) -> FloatArray:
        """Of each group's score, NaN where it is not known to within a tenth of its standard error."""
        squares = np.asarray(self._direct.multiply(self._direct).sum(axis=1)).ravel()
        known = squares - 2 * (self._direct @ self._mean) + self._mean @ self._mean
        more = np.square(self._solved) - np.square(self._guess)
        found = known + more.mean(axis=1)
        scatter = more.std(axis=1, ddof=1) / np.sqrt(PROBES)
        return np.where(scatter <= 2 * TRUSTED * found, found, np.nan)

    def covariance(self, at: IntArray, other: IntArray) -> FloatArray:
        """Between the groups at these positions and those at others."""
        one, two = sparse.csr_array(self._direct[at]), sparse.csr_array(self._direct[other])
        known = np.asarray((one @ two.T).toarray()) + self._mean @ self._mean
        known -= np.asarray(one @ self._mean)[:, None] + np.asarray(two @ self._mean)[None, :]
        more = self._solved[at] @ self._solved[other].T - self._guess[at] @ self._guess[other].T
        return np.asarray(known + more / PROBES, dtype=np.float64)
