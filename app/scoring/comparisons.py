"""Everybody on one board against everybody else: one fixed family of comparisons, judged together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from app.scoring.codes import number
from app.scoring.inputs import FloatArray, IntArray, checked_weights, code_array, unit_array
from app.scoring.intervals import LEVEL
from app.scoring.multiplicity import adjusted_p_values
from app.scoring.ranking import RANKED_FROM
from app.scoring.sums import count_by, ratio, sum_by

MOST = 200_000  # pairs
EQUAL = 1e-12  # residuals of equal differences are rounding, not variation


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Comparisons:
    """One entry per pair of authors, first below second; empty, with the reason, where they are too many.

    n: shared questions. difference: mean loss of the first minus that of the second. adjusted_p: allows for
    all pairs.
    """

    first: IntArray
    second: IntArray
    n: IntArray
    effective: FloatArray
    difference: FloatArray
    se: FloatArray
    p: FloatArray
    adjusted_p: FloatArray
    reason: str | None = None

    def __len__(self) -> int:
        return len(self.first)

    def standings(self, authors: int, *, level: float = LEVEL) -> Standings:
        """With how many each author was compared, and how many were better or worse at `1 - level`."""
        shown = self.adjusted_p <= 1 - level
        ahead, behind = shown & (self.difference < 0), shown & (self.difference > 0)
        return Standings(
            compared=count_by(self.first, authors) + count_by(self.second, authors),
            better=count_by(self.first[ahead], authors) + count_by(self.second[behind], authors),
            worse=count_by(self.first[behind], authors) + count_by(self.second[ahead], authors),
        )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Standings:
    """For each author: compared with how many, shown to be better than how many, and worse."""

    compared: IntArray
    better: IntArray
    worse: IntArray


def compare_everybody(
    loss: ArrayLike,
    *,
    author: ArrayLike,
    question: ArrayLike,
    family: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    together: ArrayLike | None = None,
    minimum: float = RANKED_FROM,
    most: int = MOST,
) -> Comparisons:
    """Compare all pairs of authors that share `minimum` effective clusters of questions.

    Which pairs these are is decided by the board's rules alone, so they are one fixed family and
    `adjusted_p` is Benjamini and Yekutieli's over all of them. On n shared questions in G families, with
    differences d, mean m and `e_g = sum_(j in g) (d_j - m)`: `se^2 = G/(G - 1) sum e_g^2 / n^2` (CR1), p is
    two-sided from t = m/se with G - 1 degrees of freedom, and effective clusters are `n^2 / sum n_g^2`.
    Where all differences are equal nothing says how they vary: se is 0 and p is 1.

    Rows are forecasts after the update rule: loss in [0, 1]; author, question and family whole-number codes,
    family by default the question; weight not negative, by which an author's rows on one question are
    averaged. together: a code per author and question, equal where two spoke together, which does not
    compare them. Above `most` pairs with `minimum` shared questions nothing is computed, and `reason` says
    so. Time grows with the sum over questions of squared forecasters. ValueError on bad input. Diebold and
    Mariano, JBES 13, 1995; Cameron, Gelbach and Miller, JBES 29, 2011; Benjamini and Yekutieli, Annals of
    Statistics 29, 2001.
    """
    if minimum < 2:
        raise ValueError(f"minimum: {minimum} effective clusters say nothing about their own error")
    cells = _cells(loss, author=author, question=question, family=family, weight=weight, together=together)
    rivals, pairs = dict[int, IntArray](), 0
    for own in range(len(cells.start) - 1):  # all are counted before any is compared, which takes longer
        rivals[own] = cells.rivals(own, minimum)
        pairs += len(rivals[own])
        if pairs > most:
            return _empty(
                f"too many to compare: more than {most:,} pairs share at least {minimum:g} questions"
            )
    found = [_against(cells, own, others, minimum) for own, others in rivals.items() if len(others)]
    if not found:
        return _empty(None)
    together_p = np.concatenate([part.p for part in found])
    return Comparisons(
        first=cells.author[np.concatenate([part.first for part in found])],
        second=cells.author[np.concatenate([part.second for part in found])],
        n=np.concatenate([part.n for part in found]),
        effective=np.concatenate([part.effective for part in found]),
        difference=np.concatenate([part.difference for part in found]),
        se=np.concatenate([part.se for part in found]),
        p=together_p,
        adjusted_p=adjusted_p_values(together_p),
    )


def _empty(reason: str | None) -> Comparisons:
    none, no_code = np.zeros(0), np.zeros(0, dtype=np.int64)
    return Comparisons(
        first=no_code,
        second=no_code,
        n=no_code,
        effective=none,
        difference=none,
        se=none,
        p=none,
        adjusted_p=none,
        reason=reason,
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Cells:
    """What each author lost on each question, by author and family; and who answered each question."""

    author: IntArray  # the codes that numbers stand for
    start: IntArray  # of each author's cells
    who: IntArray
    question: IntArray
    family: IntArray
    loss: FloatArray
    together: IntArray | None
    by_question: IntArray  # authors, question by question
    first_of: IntArray  # where each question's authors start

    def rivals(self, own: int, minimum: float) -> IntArray:
        """Later authors who answered at least `minimum` of an author's questions."""
        questions = self.question[self.start[own] : self.start[own + 1]]
        if len(questions) < minimum:
            return np.zeros(0, dtype=np.int64)
        at = _ranges(self.first_of[questions], self.first_of[questions + 1])
        shared = count_by(self.by_question[at], len(self.author))
        shared[: own + 1] = 0
        return np.flatnonzero(shared >= minimum)


def _cells(
    loss: ArrayLike,
    *,
    author: ArrayLike,
    question: ArrayLike,
    family: ArrayLike | None,
    weight: ArrayLike | None,
    together: ArrayLike | None,
) -> _Cells:
    """Checked rows as one cell per author and question."""
    losses = unit_array("loss", loss)
    size = len(losses)
    who, asked = code_array("author", author, size), code_array("question", question, size)
    of = asked if family is None else code_array("family", family, size)
    team = None if together is None else code_array("together", together, size)
    w = checked_weights(weight, size) if size else np.zeros(0)
    kept = w > 0
    losses, w, who, asked, of = losses[kept], w[kept], who[kept], asked[kept], of[kept]
    codes, asked, of = np.unique(who), number(asked)[1], number(of)[1]
    who = number(who)[1]
    order = np.lexsort((asked, of, who))
    new = np.append(True, (np.diff(who[order]) != 0) | (np.diff(asked[order]) != 0))[: len(order)]
    first, cell = order[new], np.empty(len(order), dtype=np.int64)
    cell[order] = np.cumsum(new) - 1
    if team is not None and (team[kept] != team[kept][first][cell]).any():
        raise ValueError("together: expected one code for each author and question")
    authors, questions = len(codes), int(asked.max(initial=-1)) + 1
    by_question = np.lexsort((who[first], asked[first]))
    return _Cells(
        author=codes,
        start=np.append(0, np.cumsum(count_by(who[first], authors))),
        who=who[first],
        question=asked[first],
        family=of[first],
        loss=ratio(sum_by(cell, w * losses, len(first)), sum_by(cell, w, len(first))),
        together=None if team is None else team[kept][first],
        by_question=who[first][by_question],
        first_of=np.append(0, np.cumsum(count_by(asked[first], questions))),
    )


def _ranges(start: IntArray, stop: IntArray) -> IntArray:
    """All whole numbers from each start up to its stop, one range after another."""
    length = stop - start
    ends = np.cumsum(length)
    return np.asarray(np.arange(ends[-1]) + np.repeat(start - ends + length, length), dtype=np.int64)


def _against(cells: _Cells, own: int, others: IntArray, minimum: float) -> Comparisons:
    """One author against others; pairs of too few effective clusters are left out."""
    mine = slice(int(cells.start[own]), int(cells.start[own + 1]))
    place = np.full(len(cells.first_of) - 1, -1)
    place[cells.question[mine]] = np.arange(mine.start, mine.stop)
    theirs = _ranges(cells.start[others], cells.start[others + 1])
    same = place[cells.question[theirs]]
    shared = same >= 0
    if cells.together is not None:
        shared &= cells.together[same] != cells.together[theirs]
    theirs, same = theirs[shared], same[shared]
    pair = np.searchsorted(others, cells.who[theirs])
    difference = cells.loss[same] - cells.loss[theirs]

    # An author's cells are sorted by family, so each family of a pair is one run.
    new = np.append(True, (np.diff(pair) != 0) | (np.diff(cells.family[theirs]) != 0))[: len(pair)]
    run, runs = np.cumsum(new) - 1, int(new.sum())
    of_run, size = pair[new], len(others)
    members = count_by(run, runs).astype(np.float64)
    n, families = count_by(pair, size), count_by(of_run, size)
    mean = ratio(sum_by(pair, difference, size), n.astype(np.float64), missing=0.0)
    rest = sum_by(run, difference - mean[pair], runs)
    rest[np.abs(rest) < EQUAL * members] = 0.0
    squares = sum_by(of_run, np.square(rest), size)
    effective = ratio(np.square(n.astype(np.float64)), sum_by(of_run, np.square(members), size), missing=0.0)
    # Kish's number is computed by division: ten equal families must count as ten.
    chosen = np.flatnonzero(effective >= minimum - 1e-9)
    count = families[chosen].astype(np.float64)
    se = np.sqrt(count / (count - 1) * squares[chosen]) / n[chosen]
    t = ratio(np.abs(mean[chosen]), se, missing=0.0)
    return Comparisons(
        first=np.full(len(chosen), own),
        second=others[chosen],
        n=n[chosen],
        effective=effective[chosen],
        difference=mean[chosen],
        se=se,
        p=np.asarray(2 * stdtr(count - 1, -t), dtype=np.float64),
        adjusted_p=np.zeros(len(chosen)),
    )
