"""Everybody against everybody: which pairs, how sure, and what is left after so many comparisons."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from scipy import stats

from app.scoring.comparisons import Comparisons, compare_everybody
from app.scoring.paired import compare_losses


def pairs(found: Comparisons) -> list[tuple[int, int]]:
    return list(zip(found.first.tolist(), found.second.tolist(), strict=True))


def test_without_families_it_is_a_paired_t_test() -> None:
    rng = np.random.default_rng(41)
    one, other = rng.random(14), rng.random(14)
    found = compare_everybody(
        np.concatenate([one, [0.9], other, [0.1]]),
        author=np.repeat([7, 3], 15),
        question=np.concatenate([np.arange(14), [50], np.arange(14), [51]]),
    )
    assert pairs(found) == [(3, 7)]
    expected = stats.ttest_rel(other, one)
    assert found.p[0] == pytest.approx(expected.pvalue, rel=1e-9)
    assert found.adjusted_p[0] == found.p[0]
    assert found.difference[0] == pytest.approx(other.mean() - one.mean())
    assert (found.n[0], found.effective[0]) == (14, pytest.approx(14))


def test_families_by_hand() -> None:
    found = compare_everybody(
        [0.5, 0.3, 0.7, 0.5, 0.3, 0.3, 0.3, 0.3],
        author=[0, 0, 0, 0, 1, 1, 1, 1],
        question=[1, 2, 3, 4, 1, 2, 3, 4],
        family=[1, 1, 2, 2, 1, 1, 2, 2],
        minimum=2,
    )
    # Differences .2, 0 | .4, .2: mean .2, e = -.2 and .2, se^2 = 2 (.08) / 16 = .01, t = 2 with one degree
    assert found.se[0] == pytest.approx(0.1)
    assert found.p[0] == pytest.approx(2 * np.arctan(0.5) / np.pi)


def board(seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    rows = np.unique(rng.integers(0, 25 * 60, 900))
    author, question = rows // 60, rows % 60
    skill = np.repeat([0.0, 0.25], [20, 5])
    return {
        "loss": np.round(np.clip(0.2 + skill[author] + rng.normal(0, 0.1, len(rows)), 0, 1), 6),
        "author": author * 3 + 2,
        "question": question,
        "family": question // 3,
    }


def test_each_pair_is_what_a_comparison_of_two_would_say() -> None:
    rows = board(42)
    found = compare_everybody(**rows)
    expected = []
    for one, other in combinations(np.unique(rows["author"]), 2):
        mine, theirs = rows["author"] == one, rows["author"] == other
        both = np.intersect1d(rows["question"][mine], rows["question"][theirs])
        left = rows["loss"][mine][np.isin(rows["question"][mine], both)]
        right = rows["loss"][theirs][np.isin(rows["question"][theirs], both)]
        paired = compare_losses(left, right, both // 3)
        if paired.effective_clusters >= 10:
            expected.append((int(one), int(other), paired))
    assert pairs(found) == [(one, other) for one, other, _ in expected]
    assert 30 < len(found) < 300
    assert found.difference == pytest.approx(np.array([p.difference for *_, p in expected]))
    assert found.se == pytest.approx(np.array([p.se for *_, p in expected]))
    assert found.n.tolist() == [p.n for *_, p in expected]
    assert found.adjusted_p == pytest.approx(stats.false_discovery_control(found.p, method="by"), rel=1e-12)


def test_standings_count_both_sides() -> None:
    found = compare_everybody(**board(43))
    standing = found.standings(25 * 3)
    assert standing.compared.sum() == 2 * len(found)
    assert standing.better.sum() == standing.worse.sum() > 0
    authors = np.arange(25) * 3 + 2
    assert standing.better[authors[20:]].sum() == 0  # those who are worse by a quarter
    assert standing.worse[authors[20:]].min() > 0
    assert standing.worse[authors[:20]].sum() == 0


def test_an_author_s_rows_on_one_question_are_averaged_by_weight() -> None:
    rng = np.random.default_rng(44)
    one, other = rng.random(12), rng.random(12)
    plain = compare_everybody(
        np.append(one, other), author=np.repeat([0, 1], 12), question=np.tile(np.arange(12), 2)
    )
    split = compare_everybody(
        np.concatenate([one / 2, one, other, [1.0]]),
        author=np.concatenate([np.repeat([0, 0, 1], 12), [1]]),
        question=np.concatenate([np.tile(np.arange(12), 3), [0]]),
        weight=np.concatenate([np.zeros(12), np.ones(24), [0.0]]),
    )
    assert split.p == pytest.approx(plain.p)
    halves = compare_everybody(
        np.concatenate([one / 2, (one + 1) / 2, other]),
        author=np.repeat([0, 0, 1], 12),
        question=np.tile(np.arange(12), 3),
        weight=np.repeat([1.0, 3.0, 1.0], 12),
    )
    assert halves.difference[0] == pytest.approx((one / 2 * 0.25 + (one + 1) / 2 * 0.75 - other).mean())


def test_what_two_said_together_does_not_compare_them() -> None:
    rng = np.random.default_rng(45)
    loss = rng.random((2, 15))
    loss[1, :5] = loss[0, :5]
    team = np.array([[9] * 5 + [0] * 10, [9] * 5 + [1] * 10])
    codes: dict[str, Any] = {"author": np.repeat([0, 1], 15), "question": np.tile(np.arange(15), 2)}
    found = compare_everybody(loss.ravel(), **codes, together=team.ravel())
    assert found.n.tolist() == [10]
    assert found.p[0] == pytest.approx(stats.ttest_rel(loss[0, 5:], loss[1, 5:]).pvalue)
    team[0, 5] = team[1, 5]
    assert len(compare_everybody(loss.ravel(), **codes, together=team.ravel())) == 0
    with pytest.raises(ValueError, match="together"):
        compare_everybody([0.1, 0.2], author=[0, 0], question=[1, 1], together=[1, 2])


def test_a_constant_difference_proves_nothing() -> None:
    found = compare_everybody(
        np.repeat([0.01, 0.04], 12), author=np.repeat([0, 1], 12), question=np.tile(np.arange(12), 2)
    )
    assert (found.se.tolist(), found.p.tolist()) == ([0.0], [1.0])


def test_too_many_pairs_are_not_compared_and_it_says_so() -> None:
    rows: dict[str, Any] = {"author": np.repeat(np.arange(5), 10), "question": np.tile(np.arange(10), 5)}
    loss = np.linspace(0, 1, 50)
    assert len(compare_everybody(loss, **rows, most=10)) == 10
    found = compare_everybody(loss, **rows, most=9)
    assert len(found) == 0
    assert found.reason == "too many to compare: more than 9 pairs share at least 10 questions"
    nobody = compare_everybody([], author=np.zeros(0, int), question=np.zeros(0, int))
    assert (len(nobody), nobody.reason) == (0, None)
    assert nobody.standings(2).compared.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("bad", "named"),
    [({"loss": [1.2, 0.1]}, "loss"), ({"author": [0.5, 1]}, "author"), ({"weight": [-1, 1]}, "weight"),
     ({"question": [1]}, "question"), ({"minimum": 1}, "minimum")],
)  # fmt: skip
def test_bad_arguments_are_named(bad: dict[str, object], named: str) -> None:
    arguments: dict[str, Any] = {"loss": [0.1, 0.2], "author": [0, 1], "question": [0, 0], **bad}
    with pytest.raises(ValueError, match=named):
        compare_everybody(**arguments)
