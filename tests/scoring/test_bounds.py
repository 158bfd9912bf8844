"""Limits of the Brier score over readers' ranges."""

from __future__ import annotations

import pytest

from app.scoring.bounds import brier_bounds


def test_likely_nine_times_of_twelve() -> None:
    # one meaning for all twelve: 0.1875 + (v - 0.75)^2 for v in [0.67, 0.80]
    least, greatest = brier_bounds([0.7] * 12, [1] * 9 + [0] * 3, low=[0.67] * 12, high=[0.8] * 12)
    assert least == pytest.approx(0.1875, abs=1e-12)
    assert greatest == pytest.approx(0.1875 + 0.08**2, abs=1e-12)


def test_an_outcome_rate_outside_the_range_is_met_at_its_end() -> None:
    least, greatest = brier_bounds([0.7], [0], low=[0.6], high=[0.9])
    assert (least, greatest) == pytest.approx((0.36, 0.81))


def test_two_phrases_move_on_their_own() -> None:
    least, greatest = brier_bounds([0.7, 0.2], [1, 0], low=[0.6, 0.1], high=[0.8, 0.3], phrase=[1, 2])
    assert least == pytest.approx((0.04 + 0.01) / 2)
    assert greatest == pytest.approx((0.16 + 0.09) / 2)


def test_a_phrase_and_its_denial_keep_one_meaning() -> None:
    # "likely" happened, "not likely" did not: 0.8 is best for both
    least, _ = brier_bounds([0.7, 0.3], [1, 0], low=[0.6, 0.2], high=[0.8, 0.4], phrase=[1, 1])
    assert least == pytest.approx(0.04)
    # where they disagree, one value must serve both: rate 1/2, nearest 0.6
    least, _ = brier_bounds([0.7, 0.3], [1, 1], low=[0.6, 0.2], high=[0.8, 0.4], phrase=[1, 1])
    assert least == pytest.approx((0.16 + 0.36) / 2)


def test_a_number_has_no_range() -> None:
    nowhere = [float("nan")]
    assert brier_bounds([0.7], [1], low=nowhere, high=nowhere) == pytest.approx((0.09, 0.09))


def test_fractions_keep_their_scatter() -> None:
    least, _ = brier_bounds([0.5, 0.5], [0.25, 0.75], low=[0.4] * 2, high=[0.6] * 2)
    assert least == pytest.approx(0.0625)


def test_nothing_to_bound() -> None:
    with pytest.raises(ValueError, match="no forecasts"):
        brier_bounds([], [], low=[], high=[])
