"""Agreement of two judges, against published tables and other programs."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from app.scoring.agreement import bands_of, cohen_kappa, mean_absolute_difference

# Cohen 1960: 200 patients, the diagnoses of two psychiatrists.
COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
# 19 things in three ordered grades, with SAS's printout of the simple and the weighted kappa (statsmodels).
SAS = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]
# Anxiety of 20 persons as rated from 1 to 6 by the second and third of three raters (R's package irr).
RATED = (
    [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
    [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
)


def judged(table: list[list[int]]) -> tuple[list[int], list[int]]:
    """Two judges' categories, one thing at a time."""
    pairs = [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]
    return [i for i, _ in pairs], [j for _, j in pairs]


def test_cohen_s_own_example() -> None:
    found = cohen_kappa(*judged(COHEN), 3)
    assert found.n == 200
    assert found.agreed == pytest.approx(0.70)
    assert found.expected == pytest.approx(0.41)
    assert found.kappa == pytest.approx(0.492, abs=5e-4)


@pytest.mark.parametrize(
    ("ordered", "wanted"),
    [(False, (0.4842, 0.1380, 0.2137, 0.7547)), (True, (0.4701, 0.1457, 0.1845, 0.7558))],
)
def test_kappa_its_error_and_interval_as_sas_prints_them(ordered: bool, wanted: tuple[float, ...]) -> None:
    found = cohen_kappa(*judged(SAS), 3, ordered=ordered)
    assert (found.kappa, found.se, found.low, found.high) == pytest.approx(wanted, abs=5e-5)


@pytest.mark.parametrize(("ordered", "wanted"), [(False, -0.006289308), (True, 0.1459075)])
def test_kappa_as_r_has_it(ordered: bool, wanted: float) -> None:
    # irr drops the grade that nobody gave: 1, 2, 3, 4 and 6 are five steps.
    steps = {1: 0, 2: 1, 3: 2, 4: 3, 6: 4}
    first, second = ([steps[grade] for grade in grades] for grades in RATED)
    assert cohen_kappa(first, second, 5, ordered=ordered).kappa == pytest.approx(wanted, abs=1e-7)


@pytest.mark.parametrize("ordered", [False, True])
def test_kappa_as_scikit_learn_has_it(ordered: bool) -> None:
    dice = np.random.default_rng(3)
    first = dice.integers(0, 4, 500)
    second = np.where(dice.random(500) < 0.6, first, dice.integers(0, 4, 500))
    other = cohen_kappa_score(first, second, weights="linear" if ordered else None)
    assert cohen_kappa(first, second, 4, ordered=ordered).kappa == pytest.approx(other, abs=1e-12)


def test_the_error_is_how_far_kappa_moves_from_sample_to_sample() -> None:
    dice = np.random.default_rng(5)
    p = np.array(COHEN).ravel() / 200
    drawn = dice.multinomial(400, p, size=4000).reshape(-1, 3, 3)
    kappas = [cohen_kappa(*judged(table.tolist()), 3).kappa for table in drawn[:1500]]
    expected = cohen_kappa(*judged((2 * np.array(COHEN)).tolist()), 3).se
    assert np.std(np.array(kappas, dtype=float)) == pytest.approx(expected, rel=0.06)


def test_chance_alone_and_less_than_chance() -> None:
    assert cohen_kappa([0, 0, 1, 1], [0, 1, 0, 1], 2).kappa == 0.0
    # Always the opposite: p_o = 0, p_e = 1/2.
    assert cohen_kappa([0, 1, 0, 1], [1, 0, 1, 0], 2).kappa == -1.0


def test_what_is_undefined_has_no_figure_and_says_why() -> None:
    nothing = cohen_kappa([], [], 2)
    assert (nothing.n, nothing.kappa, nothing.reason) == (0, None, "nothing was judged by both")
    one = cohen_kappa([2, 2, 2], [2, 2, 2], 3)
    assert (one.agreed, one.kappa, one.low) == (1.0, None, None)
    assert one.reason is not None
    assert "one category" in one.reason
    whole = cohen_kappa([0, 1] * 4, [0, 1] * 4, 2)
    assert (whole.kappa, whole.se, whole.low, whole.high) == (1.0, None, None, None)
    assert whole.reason is not None
    assert "error is 0" in whole.reason
    # Two categories used: an interval from eight things on.
    few = cohen_kappa([0, 0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1, 0], 4)
    assert few.kappa == pytest.approx((5 / 7 - 25 / 49) / (1 - 25 / 49))
    assert few.se is None
    assert few.reason is not None
    assert "twice the square" in few.reason
    assert cohen_kappa([0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 1, 1, 1, 0, 1], 4).se is not None


def test_the_interval_does_not_pass_whole_agreement() -> None:
    first = [0] * 10 + [1] * 10
    second = [0] * 10 + [1] * 9 + [0]
    found = cohen_kappa(first, second, 2)
    assert found.kappa == pytest.approx(0.9)
    assert found.high == 1.0


def test_a_narrower_level_has_a_narrower_interval() -> None:
    found = cohen_kappa(*judged(COHEN), 3, level=0.9)
    assert found.kappa is not None
    assert found.se is not None
    assert found.low is not None
    # The normal distribution's 95th percentile.
    assert found.kappa - found.low == pytest.approx(1.644854 * found.se, rel=1e-6)


def test_bad_input_is_named() -> None:
    with pytest.raises(ValueError, match="second: expected 2 values"):
        cohen_kappa([0, 1], [0], 2)
    with pytest.raises(ValueError, match="second: a category is not within 0 to 1"):
        cohen_kappa([0, 1], [0, 2], 2)
    with pytest.raises(ValueError, match="first: expected whole numbers"):
        cohen_kappa([0.5], [0], 2)
    with pytest.raises(ValueError, match="categories"):
        cohen_kappa([0], [0], 1)
    with pytest.raises(ValueError, match="level"):
        cohen_kappa([0], [0], 2, level=1.0)


def test_quarters_hold_their_lower_edge() -> None:
    assert bands_of([0, 0.2499, 0.25, 0.5, 0.7499, 0.75, 1]) == [0, 0, 1, 2, 2, 3, 3]
    with pytest.raises(ValueError, match="probability"):
        bands_of([1.5])


def test_the_mean_difference_of_two_readings() -> None:
    assert mean_absolute_difference([0.1, 0.9, 0.5], [0.2, 0.6, 0.5]) == pytest.approx(0.4 / 3)
    assert mean_absolute_difference([], []) is None
    with pytest.raises(ValueError, match="second"):
        mean_absolute_difference([0.1], [])
