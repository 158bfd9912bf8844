"""Two forecasters on the questions they share: the only ground on which they are called different."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.brier import brier_losses
from app.scoring.inputs import NO_DAY, Columns, FloatArray, IntArray, unit_array
from app.scoring.intervals import LEVEL, mean_interval
from app.scoring.peer import others_mean
from app.scoring.ranking import RANKED_FROM, shown
from app.scoring.sums import ratio, sum_by
from app.scoring.updates import Updates, select_updates

NOTHING_SHARED = "no shared questions"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Shared:
    """Questions answered by both, by rising code; probability and loss have shape (2, questions)."""

    question: IntArray
    family: IntArray
    outcome: FloatArray
    probability: FloatArray
    loss: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """Two mean losses on the same questions and their difference, first minus second; else None and why."""

    n: int
    clusters: int
    effective_clusters: float
    first: float | None = None
    second: float | None = None
    difference: float | None = None
    se: float | None = None
    interval: tuple[float, float] | None = None
    method: str | None = None
    reason: str | None = NOTHING_SHARED

    @property
    def better(self) -> int | None:
        """0 or 1 where the interval lies on one side of nought; the lower loss is the better."""
        if self.interval is None or self.interval[0] <= 0 <= self.interval[1]:
            return None
        return 1 if self.interval[0] > 0 else 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said, and who was more accurate where that much was shown."""

    words: str
    better: int | None = None


def shared_questions(columns: Columns, *, updates: str = Updates.FIRST) -> Shared:
    """What authors 0 and 1 of `columns` said on each question that both answered, and what it cost.

    updates: which of an author's forecasts on one question count; where several do, probability and loss
    are their weighted means. Needs author and question; ValueError where they lack or an author is another.
    """
    if columns.author is None or columns.question is None:
        raise ValueError("columns: pairs are made by author and question")
    if not np.isin(columns.author, (0, 1)).all():
        raise ValueError("author: expected 0 and 1 alone")
    both = np.intersect1d(columns.question[columns.author == 0], columns.question[columns.author == 1])
    left = columns.take(np.isin(columns.question, both))
    if left.author is None or left.question is None:
        raise ValueError("columns: pairs are made by author and question")
    weight = select_updates(left, updates=updates).weight
    size = len(both)
    question, first = np.unique(left.question, return_index=True)
    cell = left.author * size + np.searchsorted(question, left.question)
    total = sum_by(cell, weight, 2 * size)
    loss = brier_losses(left.probability, left.outcome)
    family = left.question if left.family is None else left.family
    return Shared(
        question=question,
        family=family[first],
        outcome=left.outcome[first],
        probability=ratio(sum_by(cell, weight * left.probability, 2 * size), total).reshape(2, size),
        loss=ratio(sum_by(cell, weight * loss, 2 * size), total).reshape(2, size),
    )


def on_the_same_day(columns: Columns) -> Columns:
    """The rows that stood on each question's first day on which both authors had spoken, or before it.

    With the update rule `standing` they are compared as of that day, so that nobody gains by having waited.
    Needs author (0 and 1), question and known days.
    """
    if columns.author is None or columns.question is None or columns.made_on is None:
        raise ValueError("columns: comparing by day needs author, question and made_on")
    if (columns.made_on == NO_DAY).any():
        raise ValueError("made_on: comparing by day needs the day of every forecast")
    question, at = np.unique(columns.question, return_inverse=True)
    spoken = np.full((2, len(question)), np.iinfo(np.int64).max)
    np.minimum.at(spoken, (columns.author, at), columns.made_on)
    return columns.take(np.asarray(columns.made_on <= spoken.max(axis=0)[at], dtype=np.bool_))


def compare_losses(
    first: ArrayLike, second: ArrayLike, cluster: ArrayLike | None = None, *, level: float = LEVEL
) -> Paired:
    """Mean losses on the same questions, and the mean of their differences with its error and interval.

    With d_j = first_j - second_j in [-1, 1], everything follows from `mean_interval` of (d_j + 1)/2 by
    family: CR1 and t where families are many, otherwise the betting interval for bounded means. Arrays of
    shape (questions,) in [0, 1]; ValueError on bad or unequal ones. Diebold and Mariano, JBES 13, 1995;
    Waudby-Smith and Ramdas, JRSS B 86, 2024.
    """
    one, other = unit_array("first", first), unit_array("second", second)
    if len(one) != len(other):
        raise ValueError(f"second: {len(other)} values for {len(one)} of first")
    if not len(one):
        return Paired(n=0, clusters=0, effective_clusters=0.0)
    found = mean_interval((one - other + 1) / 2, cluster, level=level)
    return Paired(
        n=len(one),
        clusters=found.clusters,
        effective_clusters=found.effective_clusters,
        first=float(one.mean()),
        second=float(other.mean()),
        difference=float((one - other).mean()),
        se=None if found.se is None else 2 * found.se,
        interval=None if found.low is None or found.high is None else (2 * found.low - 1, 2 * found.high - 1),
        method=found.method,
        reason=found.reason,
    )


def compare_shared(shared: Shared, *, level: float = LEVEL) -> Paired:
    """`compare_losses` of the two authors, by family."""
    return compare_losses(shared.loss[0], shared.loss[1], shared.family, level=level)


def compare_with_crowd(columns: Columns, *, author: int, updates: str = Updates.FIRST) -> Paired:
    """One author against the others' mean probability, question by question, as of the author's own days.

    The crowd on a question is the mean of the probabilities that every other author of `columns` stood by
    on the day of the author's forecast; questions without a crowd are left out. First is the author.
    """
    if columns.author is None or columns.question is None:
        raise ValueError("columns: a crowd is made of authors and questions")
    crowd = others_mean(columns, columns.probability)
    rows = np.flatnonzero(columns.author == author)
    weight = select_updates(columns.take(rows), updates=updates).weight
    met = (weight > 0) & ~np.isnan(crowd[rows])
    rows, weight = rows[met], weight[met]
    return compare_with(columns.take(rows), crowd[rows], weight=weight)


def compare_with(own: Columns, other: FloatArray, *, weight: FloatArray) -> Paired:
    """`compare_losses` of one author's forecasts with other probabilities for the same rows.

    Where several rows of a question count, their losses are averaged by weight on both sides. First is the
    author. other, weight: one per row, weights positive. ValueError without questions.
    """
    if own.question is None:
        raise ValueError("columns: comparing needs questions")
    question, first, at = np.unique(own.question, return_index=True, return_inverse=True)
    total = sum_by(at, weight, len(question))

    def mean_loss(probability: FloatArray) -> FloatArray:
        return ratio(sum_by(at, weight * brier_losses(probability, own.outcome), len(question)), total)

    family = own.question if own.family is None else own.family
    return compare_losses(mean_loss(own.probability), mean_loss(other), family[first])


def judge(
    headline: Paired,
    checks: Mapping[str, Paired],
    names: tuple[str, str],
    *,
    adjusted_p: float | None = None,
    unjudged: bool = False,
) -> Verdict:
    """Who was more accurate, said only where enough was shown: never more than the evidence.

    Below 10 effective clusters nothing is said. Otherwise the interval of the difference must exclude
    nought, and each check (the same comparison made otherwise, its name completing "it does not hold") must
    show the same; a check of fewer clusters must only not point the other way. adjusted_p: of the pair among
    all pairs of the board (`Comparisons`), where that is known: it must be at most 0.05 too, or whoever looks
    at many pairs would sooner or later find one. unjudged: the pair was not judged among the others (a board
    of too many pairs, a collective), so nothing allows for them and no difference is called shown.
    """
    if headline.effective_clusters < RANKED_FROM:
        seen = f"{shown(headline.effective_clusters)} of at least {RANKED_FROM} effective clusters"
        return Verdict(f"too few shared questions to tell: {seen}")
    better = headline.better
    if better is None:
        return Verdict("no difference shown")
    for name, check in checks.items():
        if not _agrees(check, better):
            return Verdict(f"no difference shown: it does not hold {name}")
    if adjusted_p is not None and adjusted_p > 1 - LEVEL:
        return Verdict("no difference shown: it does not hold among all pairs of the board")
    if unjudged:
        return Verdict("no difference shown: it was not judged among all pairs of the board")
    return Verdict(f"{names[better]} was more accurate on the questions they share", better)


def _agrees(check: Paired, better: int) -> bool:
    if check.effective_clusters >= RANKED_FROM:
        return check.better == better
    towards_second = check.difference or 0.0
    return towards_second >= 0 if better == 1 else towards_second <= 0
