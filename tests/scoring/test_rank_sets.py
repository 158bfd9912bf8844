"""Sets of ranks: by hand, by simulation, and never without the published place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from app.scoring import rank_sets as module
from app.scoring.difficulty import adjust_scores
from app.scoring.rank_sets import BONFERRONI, BOOTSTRAP, RankSets, place_sets, rank_sets
from app.scoring.ranking import rank_groups
from app.scoring.shrinkage import shrink_within

MANY = 10_000  # families: t is as good as normal


def sets(score: list[float], covariance: np.ndarray, families: Any = MANY, **more: Any) -> RankSets:
    found: RankSets = rank_sets(score, covariance, families=families, rng=np.random.default_rng(1), **more)
    return found


def ranges(found: RankSets) -> list[tuple[int, int]]:
    return list(zip(found.best.tolist(), found.worst.tolist(), strict=True))


def test_overlap_is_not_transitive() -> None:
    # Standard error .1 each and independent: a difference has .1414, and of three means the largest |t|
    # exceeds 2.34 once in twenty (Tukey's 3.314 over the root of 2), so .331 is sure and less is not.
    found = sets([0.1, 0.3, 0.5], np.eye(3) * 0.01)
    assert stats.norm.isf(found.tail) == pytest.approx(3.314 / np.sqrt(2), abs=0.06)
    assert found.method == BOOTSTRAP
    # The first is better than the last, and neither is told from the second.
    assert ranges(found) == [(1, 2), (1, 3), (2, 3)]


def test_errors_that_go_together_tell_more() -> None:
    # The same variances, but what one gets wrong so do the others: a difference has .1 times the root of .2
    together = sets([0.1, 0.3, 0.5], 0.01 * (0.9 + 0.1 * np.eye(3)))
    assert ranges(together) == [(1, 1), (2, 2), (3, 3)]
    # Against each other it is the root of 3 times .1, and .4 is told only from .406 on.
    opposed = sets([0.1, 0.3, 0.5], 0.01 * (1.5 * np.eye(3) - 0.5))
    assert ranges(opposed) == [(1, 3), (1, 3), (1, 3)]


def test_two_authors_need_what_one_t_test_needs() -> None:
    # 2.571 with five degrees of freedom, times the root of 2: 3.636
    assert sets([0.0, 1.0], np.eye(2), families=6).tail == pytest.approx(0.025, rel=0.15)
    assert ranges(sets([0.0, 3.3], np.eye(2), families=6)) == [(1, 2), (1, 2)]
    assert ranges(sets([0.0, 4.0], np.eye(2), families=6)) == [(1, 1), (2, 2)]
    # The less known of the two decides, whichever it is.
    assert ranges(sets([0.0, 3.3], np.eye(2), families=[6, 500])) == [(1, 2), (1, 2)]
    assert ranges(sets([0.0, 3.3], np.eye(2), families=[500, 6])) == [(1, 2), (1, 2)]
    assert ranges(sets([0.0, 3.3], np.eye(2), families=500)) == [(1, 1), (2, 2)]


def test_those_who_always_agree_may_hold_any_place() -> None:
    same = np.full((4, 4), 0.02)
    assert ranges(sets([0.2] * 4, same)) == [(1, 4)] * 4
    # A difference that never varied shows nothing either.
    assert ranges(sets([0.2, 0.2, 0.3], same[:3, :3])) == [(1, 3)] * 3


def test_one_author_is_first() -> None:
    assert ranges(sets([0.3], np.array([[0.01]]))) == [(1, 1)]


def test_two_groups_far_apart_share_their_places() -> None:
    found = sets([0.1, 0.1, 0.1, 0.9, 0.9], np.eye(5) * 1e-4)
    assert ranges(found) == [(1, 3), (1, 3), (1, 3), (4, 5), (4, 5)]


def test_many_authors_are_told_apart_by_bonferroni() -> None:
    size = 300
    score = np.repeat([0.1, 0.5], size // 2)
    found = sets(score.tolist(), np.eye(size) * 1e-4, families=50)
    assert found.method == BONFERRONI
    assert found.tail == pytest.approx(0.025 / (300 * 299 / 2))
    assert ranges(found) == [(1, 150)] * 150 + [(151, 300)] * 150


def test_rows_of_a_covariance_may_come_one_block_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    size = 130
    root = rng.normal(0, 0.01, (size, 400))
    covariance, score = root @ root.T, rng.random(size)
    whole = rank_sets(score, covariance, families=60, rng=rng)
    monkeypatch.setattr(module, "BLOCK", 17)
    parts = rank_sets(score, lambda start, stop: covariance[start:stop], families=60, rng=rng)
    assert ranges(parts) == ranges(whole)


@pytest.mark.parametrize("families", [15, MANY])
def test_true_ranks_are_held_all_at_once(families: int) -> None:
    # Three equal, two a little worse, one far off; true ranks of equals are any of theirs.
    rng = np.random.default_rng(5)
    truth = np.array([0.2, 0.2, 0.2, 0.25, 0.25, 0.4])
    least = np.array([1, 1, 1, 4, 4, 6])
    most = np.array([3, 3, 3, 5, 5, 6])
    root = rng.normal(0, 0.04, (6, 8))
    covariance = root @ root.T / 8
    held, reps = 0, 300
    for _ in range(reps):
        noise = rng.multivariate_normal(np.zeros(6), covariance, size=min(families, 60))
        score = truth + noise.mean(axis=0) * np.sqrt(len(noise))
        estimate = covariance if families == MANY else np.cov(noise.T)
        found = rank_sets(score, estimate, families=families, rng=rng)
        held += bool(((found.best <= least) & (found.worst >= most)).all())
    assert held / reps >= 0.95 - 2 * np.sqrt(0.05 * 0.95 / reps)


def test_a_board_of_beginners_keeps_its_promise() -> None:
    # Thirty equals with ten questions each of forty: their own families count, not everybody's.
    rng = np.random.default_rng(8)
    author = np.repeat(np.arange(30), 10)
    held, reps = 0, 40
    for _ in range(reps):
        question = np.concatenate([rng.choice(40, 10, replace=False) for _ in range(30)])
        chance = rng.random(40)
        happened = rng.random(40) < chance
        said = np.clip(chance[question] + rng.normal(0, 0.2, 300), 0, 1)
        adjusted = adjust_scores(
            np.square(said - happened[question]),
            group=author,
            question=question,
            family=question,
            weight=np.ones(300),
            groups=30,
        )
        everybody = np.arange(30)
        found = rank_sets(adjusted.score, adjusted.covariance(everybody), families=adjusted.families, rng=rng)
        held += bool((found.best == 1).all() and (found.worst == 30).all())
    assert held / reps >= 0.95


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 30)), min_size=1, max_size=8), st.integers(2, 60)
)
def test_sets_hold_the_rank_that_the_scores_have(rows: list[tuple[int, int]], families: int) -> None:
    score = np.array([row[0] for row in rows]) / 20
    covariance = np.diag([row[1] / 100 for row in rows])
    found = sets(score.tolist(), covariance, families=families)
    rank = [1 + sum(other < own for other in score) for own in score]
    assert all(best <= place <= worst for (best, worst), place in zip(ranges(found), rank, strict=True))
    assert min(found.best) == 1
    assert max(found.worst) == len(rows)


def test_a_place_outside_the_set_widens_it() -> None:
    place = np.array([2, 1, 3])
    found = sets([0.1, 0.3, 0.9], np.eye(3) * 1e-6, place=place)
    assert ranges(found) == [(1, 2), (1, 2), (3, 3)]
    with pytest.raises(ValueError, match="place"):
        found.holding(np.array([0, 1, 2]))


@pytest.mark.parametrize(
    ("score", "covariance", "families", "named"),
    [
        ([], np.zeros((0, 0)), 9, "score"),
        ([0.1, np.nan], np.eye(2), 9, "score"),
        ([0.1, 0.2], np.eye(3), 9, "covariance"),
        ([0.1, 0.2], np.array([[1.0, 0.5], [0.2, 1.0]]), 9, "covariance"),
        ([0.1, 0.2], -np.eye(2), 9, "covariance"),
        ([0.1, 0.2], np.eye(2) * np.nan, 9, "covariance"),
        ([0.1, 0.2], np.eye(2), 1, "families"),
        ([0.1, 0.2], np.eye(2), [5], "families"),
    ],
)
def test_bad_arguments_are_named(
    score: list[float], covariance: np.ndarray, families: Any, named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        sets(score, covariance, families=families)
    with pytest.raises(ValueError, match="level"):
        sets([0.1], np.eye(1), level=1.0)
    with pytest.raises(ValueError, match="variance"):
        sets([0.1], np.eye(1), variance=[0.1, 0.1])


@pytest.mark.parametrize("authors", [6, 120])
def test_a_board_has_sets_for_those_who_are_ranked(authors: int) -> None:
    rng = np.random.default_rng(6)
    skill = np.linspace(0, 0.6, authors)
    author, question = np.repeat(np.arange(authors), 40), np.tile(np.arange(40), authors)
    loss = np.clip(0.2 + skill[author] + rng.normal(0, 0.1, len(author)), 0, 1)
    adjusted = adjust_scores(
        loss, group=author, question=question, family=question, weight=np.ones(len(loss)), groups=authors + 1
    )
    effective = np.full(authors + 1, 40.0)
    effective[2] = 5.0  # one too few to be ranked, and one who never took part
    shrunk = shrink_within(adjusted.score, adjusted.se, adjusted.component, families=adjusted.families)
    shared = adjusted.effective
    assert shared.tolist() == [40.0] * authors + [0.0]
    places = rank_groups(shrunk, component=adjusted.component, effective=effective, shared=shared)
    found = place_sets(adjusted, places, rng=rng)
    assert found is not None
    assert adjusted.families.tolist() == [40] * authors + [0]
    ranked = places.place[places.place > 0]
    assert len(found.best) == authors - 1
    assert (found.best <= ranked).all()
    assert (found.worst >= ranked).all()
    assert found.worst[0] < found.best[-1]
    nobody = rank_groups(shrunk, component=adjusted.component, effective=np.zeros(authors + 1), shared=shared)
    assert place_sets(adjusted, nobody, rng=rng) is None
