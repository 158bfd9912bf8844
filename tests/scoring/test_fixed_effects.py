"""Effects of forecasters and questions: the digits of a dense fit, quickly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.linalg import lsqr

from app.scoring import fixed_effects
from app.scoring.codes import number
from app.scoring.difficulty import Adjusted, adjust_scores
from app.scoring.fixed_effects import Design
from app.scoring.inputs import FloatArray, IntArray


def adjust(loss: FloatArray, author: IntArray, question: IntArray, groups: int) -> Adjusted:
    return adjust_scores(
        loss, group=author, question=question, family=question, weight=np.ones(len(loss)), groups=groups
    )


def random_field(seed: int, authors: int, questions: int, rows: int) -> tuple[IntArray, IntArray, FloatArray]:
    """Author, question and loss of distinct pairs."""
    rng = np.random.default_rng(seed)
    pair = np.unique(rng.integers(0, authors * questions, rows))
    author, question = pair // questions, pair % questions
    hard, skill = 0.4 * rng.random(questions), 0.2 * rng.random(authors)
    return author, question, hard[question] + skill[author] + 0.2 * rng.random(len(pair))


def test_weighted_effects_are_those_of_a_dense_fit_to_the_last_digits() -> None:
    author, question, loss = random_field(31, 12, 40, 250)
    weight = np.random.default_rng(32).random(len(author)) + 0.1
    found = adjust_scores(loss, group=author, question=question, family=question, weight=weight, groups=12)
    root = np.sqrt(weight)
    dummies = np.hstack([np.eye(12)[author], np.eye(40)[question]]) * root[:, None]
    effect = np.linalg.lstsq(dummies, loss * root, rcond=None)[0][:12]
    assert np.ptp(found.score - effect) < 1e-13


def test_effects_are_those_of_lsqr_pushed_to_its_end() -> None:
    author, question, loss = random_field(33, 400, 1500, 9000)
    rows = np.arange(len(author))
    both = sparse.csr_array((np.ones(len(rows)), (rows, author)), shape=(len(rows), 400))
    easy = sparse.csr_array((np.ones(len(rows)), (rows, question)), shape=(len(rows), 1500))
    exact = lsqr(sparse.hstack([both, easy]), loss, atol=1e-16, btol=1e-16, conlim=0, iter_lim=5000)[0]
    found = adjust(loss, author, question, 400)
    assert np.unique(found.component).tolist() == [0]
    assert np.ptp(found.score - exact[:400]) < 1e-12


def test_a_long_chain_keeps_its_digits() -> None:
    # Each shares one question with the next: the errors of a careless solver would add up along the way.
    size = 600
    skill = np.random.default_rng(34).random(size)
    author = np.repeat(np.arange(size), 2)[1:-1]
    question = np.repeat(np.arange(size - 1), 2)
    found = adjust(skill[author] + 0.01 * question, author, question, size)
    assert np.ptp(found.score - skill) < 1e-9


def test_an_equation_by_hand() -> None:
    # Two forecasters on one question, weights 1 and 3: what is left of either is the same 3/4.
    design = Design(np.array([0, 1]), np.array([0, 0]), np.array([1.0, 3.0]))
    assert design.diagonal.tolist() == pytest.approx([0.75, 0.75])
    assert design.normal(np.array([1.0, 0.0])).tolist() == pytest.approx([0.75, -0.75])
    effect, residual = design.solve(np.array([0.0, 0.4]))
    assert effect.tolist() == pytest.approx([-0.3, 0.1])  # their weighted mean is nothing
    assert residual.tolist() == pytest.approx([0.0, 0.0], abs=1e-15)


def test_what_does_not_settle_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    author, question, loss = random_field(36, 40, 60, 300)
    monkeypatch.setattr(fixed_effects, "ITERATIONS", 1)
    monkeypatch.setattr(fixed_effects, "ROUNDS", 2)
    found = adjust(loss, author, question, 40)
    assert np.isnan(found.score).all()
    assert found.component.tolist() == [-1] * 40


@given(st.lists(st.integers(-50, 10**12), max_size=40))
def test_numbers_without_gaps_keep_the_order(codes: list[int]) -> None:
    expected = [sorted(set(codes)).index(code) for code in codes]
    assert number(np.array(codes, dtype=np.int64))[1].tolist() == expected
