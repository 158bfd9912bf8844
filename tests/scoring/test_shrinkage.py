"""Empirical Bayes, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from app.scoring.shrinkage import between_variance, shrink, shrink_within


def test_two_scores_by_hand() -> None:
    # w = 10 each, mean 1/2, Q = 5, sum w - sum w^2 / sum w = 10: t2 = (5 - 1) / 10
    assert between_variance([0.0, 1.0], [0.1, 0.1]) == pytest.approx(0.4)
    assert shrink([0.0, 1.0], [0.1, 0.1]).tolist() == pytest.approx([0.1, 0.9])


def test_scores_that_differ_by_less_than_chance_are_all_the_mean() -> None:
    assert between_variance([0.2, 0.21], [0.1, 0.3]) == 0
    assert shrink([0.2, 0.21], [0.1, 0.3]).tolist() == pytest.approx([0.2025, 0.2025])


def test_scores_that_only_rounding_would_tell_apart_are_equal_to_the_last_digit() -> None:
    variance = [0.0017, 0.0093, 0.0031, 0.0049, 0.0071, 0.0023]  # a place must not hang on such a digit
    assert between_variance([0.31, 0.33, 0.3, 0.36, 0.29, 0.32], variance) == 0
    assert len(set(shrink([0.31, 0.33, 0.3, 0.36, 0.29, 0.32], variance).tolist())) == 1


def test_a_score_that_rests_on_one_family_is_not_shrunk_and_pulls_nobody() -> None:
    score, se = np.array([0.1, 0.3, 0.9]), np.array([0.1, 0.1, 0.001])
    shrunk = shrink_within(score, se, np.zeros(3, dtype=np.int64), families=np.array([20, 20, 1]))
    # Q = 2 * 0.1^2 / 0.1^2 = 2, t2 = (2 - 1) / (200 - 100) = 0.01, so each moves half the way to 0.2
    assert shrunk[:2].tolist() == pytest.approx([0.15, 0.25])
    assert np.isnan(shrunk[2])


def test_the_less_certain_moves_farther() -> None:
    shrunk = shrink([0.1, 0.2, 0.6], [0.001, 0.001, 0.05])
    assert shrunk[0] == pytest.approx(0.1, abs=0.03)
    assert 0.2 < shrunk[2] < 0.5


def test_components_are_shrunk_apart_and_the_uncertain_left_out() -> None:
    shrunk = shrink_within(
        np.array([0.0, 1.0, 0.5, 0.4, 0.3]),
        np.array([0.1**0.5, 0.1**0.5, np.nan, 0.2, 0.0]),
        np.array([0, 0, 0, 1, 1]),
        families=np.full(5, 10),
    )
    assert shrunk[:2].tolist() == pytest.approx([0.1, 0.9])
    assert np.isnan(shrunk[[2, 4]]).all()
    assert shrunk[3] == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("score", "variance"), [([], []), ([0.1], [0.0]), ([0.1, 0.2], [0.1]), ([float("nan")], [0.1])]
)
def test_bad_arguments(score: list[float], variance: list[float]) -> None:
    with pytest.raises(ValueError, match="variance"):
        shrink(score, variance)
