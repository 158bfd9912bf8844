"""Sign-flip test of paired losses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import permutation_test

from app.scoring.sign_flip import ALONE, sign_flip_test


def test_three_families_that_agree_give_two_in_eight() -> None:
    found = sign_flip_test([0.5, 0.6, 0.7], [0.1, 0.2, 0.3])
    assert (found.p, found.least_p, found.families) == (0.25, 0.25, 3)
    assert found.difference == pytest.approx(0.4)


def test_sums_of_families_by_hand() -> None:
    # families sum to 0.3, 0.2, -0.1: |+-.3 +-.2 +-.1| >= 0.4 for .6, .4 and their mirrors: 4 of 8
    found = sign_flip_test([0.4, 0.3, 0.5, 0.0], [0.2, 0.2, 0.3, 0.1], [1, 1, 2, 3])
    assert (found.p, found.least_p, found.draws) == (0.5, 0.25, None)


def test_one_sum_that_dwarfs_the_rest_decides_nothing() -> None:
    # |sum| is at least 0.8 - 0.1 - 0.1, and 0.8 + 0.1 - 0.1 was seen: 6 of 8 reach 0.8
    assert sign_flip_test([0.8, 0.1, 0.0], [0.0, 0.0, 0.1]).p == 0.75


def test_families_that_do_not_differ_leave_the_rest() -> None:
    # the second family sums to nought
    with_them = sign_flip_test([0.5, 0.3, 0.4, 0.6, 0.7], [0.1, 0.4, 0.3, 0.2, 0.3], [1, 2, 2, 3, 4])
    assert (with_them.p, with_them.least_p, with_them.families) == (0.25, 0.25, 3)


def test_no_difference_at_all() -> None:
    found = sign_flip_test([0.1, 0.2], [0.1, 0.2])
    assert (found.p, found.least_p, found.families) == (1.0, 1.0, 0)


def test_one_family_has_no_p() -> None:
    found = sign_flip_test([0.1, 0.2], [0.3, 0.2], [4, 4])
    assert (found.p, found.least_p, found.reason) == (None, None, ALONE)
    assert found.difference == pytest.approx(-0.1)


@pytest.mark.parametrize("seed", range(3))
def test_equals_scipy_on_single_questions(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = np.round(rng.random((2, 10)), 2)

    def mean_difference(a: Any, b: Any, axis: int = -1) -> Any:
        return np.mean(a - b, axis=axis)

    expected = permutation_test(
        [first, second],
        mean_difference,
        permutation_type="samples",
        vectorized=True,
        n_resamples=2000,  # more than there are: all are gone through
    )
    assert sign_flip_test(first, second).p == pytest.approx(expected.pvalue, abs=1e-12)


def test_draws_come_near_the_exact_p_and_never_reach_nought() -> None:
    # 17 equal differences, 13 of one sign: P(|S| >= 9) = 2 P(Binomial(17, 1/2) >= 13) = 0.04904
    first = np.array([0.6] * 13 + [0.4] * 4)
    found = sign_flip_test(first, np.full(17, 0.5), rng=np.random.default_rng(1))
    assert found.p == pytest.approx(0.04904, abs=4 * (0.049 * 0.951 / 9999) ** 0.5)
    assert found.draws == 9999
    sure = sign_flip_test(np.ones(40), np.zeros(40), rng=np.random.default_rng(2))
    assert (sure.p, sure.least_p) == (1e-4, 1e-4)


def test_order_and_names_of_families_do_not_matter() -> None:
    rng = np.random.default_rng(3)
    first, second, family = rng.random(30), rng.random(30), rng.integers(0, 9, 30)
    order = rng.permutation(30)
    again = sign_flip_test(first[order], second[order], 50 - 3 * family[order])
    assert again.p == sign_flip_test(first, second, family).p


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([], []), "first"),
        (([0.5], [0.5, 0.5]), "second"),
        (([0.5], [2.0]), "second"),
        (([0.5], [0.5], [1, 2]), "cluster"),
        ((np.ones(17), np.zeros(17)), "rng"),
    ],
)
def test_bad_arguments_are_named(arguments: tuple[list[float], ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sign_flip_test(*arguments)


def test_at_least_one_draw() -> None:
    with pytest.raises(ValueError, match="draws"):
        sign_flip_test([0.5], [0.5], draws=0)
