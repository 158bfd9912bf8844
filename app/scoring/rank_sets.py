"""Which places an author may hold: sets of ranks that hold for everybody at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, stdtrit

from app.scoring.difficulty import Adjusted
from app.scoring.inputs import FloatArray, IntArray
from app.scoring.intervals import LEVEL
from app.scoring.ranking import Places

BOOTSTRAP_UP_TO = 100  # authors; beyond, drawing all pairs costs too much
DRAWS = 4000
BLOCK = 512  # rows of the covariance looked at together
BOOTSTRAP = "max |t| over all pairs, parametric bootstrap"
BONFERRONI = "t, Bonferroni over all pairs"
SLACK = 1e-9  # relative to a variance: what rounding may leave of nothing

CovarianceRows = Callable[[int, int], FloatArray]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RankSets:
    """For each author the best and the worst rank that cannot be ruled out, and how that was decided.

    tail: the one-sided tail probability at which each single pair is judged, so that all hold at once.
    """

    best: IntArray
    worst: IntArray
    tail: float
    method: str
    level: float = LEVEL

    def holding(self, place: IntArray) -> RankSets:
        """The same sets, made wide enough to hold each author's published place; places from 1.

        Places follow scores drawn towards their mean, the more the less certain they are, so a place can
        lie outside the set of the undrawn score. A larger set covers whatever a smaller one does.
        """
        if place.shape != self.best.shape or (len(place) and (place.min() < 1 or place.max() > len(place))):
            raise ValueError(f"place: expected {len(self.best)} places from 1 to {len(self.best)}")
        return RankSets(
            best=np.minimum(self.best, place),
            worst=np.maximum(self.worst, place),
            tail=self.tail,
            method=self.method,
            level=self.level,
        )


def rank_sets(
    score: ArrayLike,
    covariance: ArrayLike | CovarianceRows,
    *,
    families: ArrayLike,
    rng: np.random.Generator,
    level: float = LEVEL,
    variance: ArrayLike | None = None,
    place: IntArray | None = None,
) -> RankSets:
    """Simultaneous confidence sets for the ranks of k authors, least loss first.

    Author j is surely better than i where `(x_i - x_j) / se_ij > c_ij`, with `se_ij^2 = v_ii + v_jj - 2
    v_ij`. The best rank of i is 1 plus the number surely better, the worst k less the number surely worse. c
    holds over all pairs and both directions at once, so with probability `level` every set holds its
    author's true rank, wherever ties are broken. Intervals that overlap say less: overlap is not transitive,
    and two may overlap whose difference is sure.

    c_ij is the upper quantile, at one tail probability for all pairs, of t with one degree of freedom less
    than the families behind the less known of the two: an error estimated from ten families is not made
    sure by thousands that others answered. Up to 100 authors the tail is that of the normal distribution
    beyond the `level` quantile of `max |z_i - z_j| / se_ij` over 4,000 draws z from N(0, V), a parametric
    bootstrap. Beyond, it is `(1 - level)/2` over k(k - 1)/2 by Bonferroni, which is conservative: sets are
    wider than they need be.

    score: unshrunk adjusted scores, shape (k,): those have the covariance, and shrinking all towards one
    mean would hide differences that were shown. covariance: of shape (k, k), or a function that returns
    rows start to stop. variance: its diagonal, which is otherwise read off. families: those behind each
    author's score, shape (k,) or one number for all, at least 2. place: published places, which extend the
    sets (`RankSets.holding`). A difference without variance is never sure: nothing says how it varies.
    ValueError on bad input. Mogstad, Romano, Shaikh and Wilhelm, Review of Economic Studies 91, 2024.
    """
    x = np.asarray(score, dtype=np.float64)
    if x.ndim != 1 or not len(x) or not np.isfinite(x).all():
        raise ValueError("score: expected at least one finite number, in one dimension")
    behind = np.asarray(families, dtype=np.float64)
    if behind.ndim > 1 or behind.shape not in ((), x.shape) or not (behind >= 2).all():
        raise ValueError(f"families: expected {len(x)} numbers, each at least 2, or one for all")
    if not 0 < level < 1:
        raise ValueError(f"level: {level} is not between 0 and 1")
    size = len(x)
    rows = _checked_rows(covariance, size)
    if size <= BOOTSTRAP_UP_TO:
        tail, method = _bootstrap(rows(0, size), rng, level), BOOTSTRAP
    else:
        tail, method = (1 - level) / 2 / (size * (size - 1) / 2), BONFERRONI
    critical = np.asarray(np.broadcast_to(-stdtrit(behind - 1, tail), x.shape), dtype=np.float64)
    diagonal = _diagonal(rows, size) if variance is None else np.asarray(variance, dtype=np.float64)
    if diagonal.shape != (size,) or not (diagonal >= 0).all():
        raise ValueError(f"variance: expected {size} numbers, none below 0")
    better, worse = _sure(x, rows, diagonal, critical)
    sets = RankSets(best=1 + better, worst=size - worse, tail=tail, method=method, level=level)
    return sets if place is None else sets.holding(place)


def place_sets(adjusted: Adjusted, places: Places, *, rng: np.random.Generator) -> RankSets | None:
    """`rank_sets` of those who have a place, in the order of their groups; None where nobody has.

    Sets come from unshrunk adjusted scores and are extended to hold the published places.
    """
    ranked = np.flatnonzero(places.place)
    if not len(ranked):
        return None

    def rows(start: int, stop: int) -> FloatArray:
        return adjusted.covariance(ranked[start:stop], ranked)

    return rank_sets(
        adjusted.score[ranked],
        rows if len(ranked) > BOOTSTRAP_UP_TO else adjusted.covariance(ranked),
        families=adjusted.families[ranked],
        rng=rng,
        variance=np.square(adjusted.se[ranked]),
        place=places.place[ranked],
    )


def _checked_rows(covariance: ArrayLike | CovarianceRows, size: int) -> CovarianceRows:
    """The covariance as a function of rows, finite and of the right shape."""
    if callable(covariance):
        given = covariance
    else:
        matrix = np.asarray(covariance, dtype=np.float64)
        if matrix.shape != (size, size):
            raise ValueError(f"covariance: expected shape {(size, size)}, got {matrix.shape}")
        if np.abs(matrix - matrix.T).max() > SLACK * np.abs(matrix).max():
            raise ValueError("covariance: expected a symmetric matrix")

        def given(start: int, stop: int) -> FloatArray:
            return np.asarray(matrix[start:stop])

    def rows(start: int, stop: int) -> FloatArray:
        found = np.asarray(given(start, stop), dtype=np.float64)
        if found.shape != (stop - start, size) or not np.isfinite(found).all():
            raise ValueError(f"covariance: expected {size} finite numbers in each row")
        if (found[np.arange(stop - start), np.arange(start, stop)] < 0).any():
            raise ValueError("covariance: a variance is below 0")
        return found

    return rows


def _errors(rows: FloatArray, variance: FloatArray, start: int) -> FloatArray:
    """Standard errors of the differences between some authors and all."""
    own = variance[start : start + len(rows), None]
    squares = own + variance[None, :] - 2 * rows
    # Two who always differ by the same have no error, but for rounding.
    squares[squares <= SLACK * (own + variance[None, :])] = 0.0
    return np.asarray(np.sqrt(squares), dtype=np.float64)


def _diagonal(rows: CovarianceRows, size: int) -> FloatArray:
    starts = range(0, size, BLOCK)
    return np.concatenate([np.diagonal(rows(s, min(s + BLOCK, size)), offset=s) for s in starts])


def _sure(
    x: FloatArray, rows: CovarianceRows, variance: FloatArray, critical: FloatArray
) -> tuple[IntArray, IntArray]:
    """How many are surely better than each, and how many surely worse."""
    size = len(x)
    better, worse = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for start in range(0, size, BLOCK):
        stop = min(start + BLOCK, size)
        error = _errors(rows(start, stop), variance, start)
        # Fewer families, larger quantile: the larger of two is that of the less known.
        reach = np.where(error > 0, np.maximum(critical[start:stop, None], critical) * error, np.inf)
        ahead = x[start:stop, None] - x[None, :]
        better[start:stop] = (ahead > reach).sum(axis=1)
        worse[start:stop] = (-ahead > reach).sum(axis=1)
    return better, worse


def _bootstrap(covariance: FloatArray, rng: np.random.Generator, level: float) -> float:
    """The normal tail beyond the quantile of the largest |z| among all pairs; that of one pair at most."""
    size, single = len(covariance), (1 - level) / 2
    first, second = np.triu_indices(size, 1)
    error = _errors(covariance, np.diagonal(covariance), 0)[first, second]
    first, second, error = first[error > 0], second[error > 0], error[error > 0]
    if not len(error):
        return single
    values, vectors = np.linalg.eigh(covariance)
    # Estimated covariances may miss nought by a little; the symmetric root does not depend on vectors' signs.
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    drawn = rng.standard_normal((DRAWS, size)) @ root.T
    largest = [
        (np.abs(part[:, first] - part[:, second]) / error).max(axis=1)
        for part in np.array_split(drawn, max(DRAWS // BLOCK, 1))
    ]
    widest = float(np.quantile(np.concatenate(largest), level, method="higher"))
    return min(single, float(ndtr(-widest)))
