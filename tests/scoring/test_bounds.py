"""Limits of the Brier score over readers' ranges."""

from __future__ import annotations

import numpy as np
import pytest

from app.scoring.bounds import bounds_by_group, brier_bounds
from app.scoring.inputs import Columns


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


def test_a_value_for_each_forecast_is_looser() -> None:
    # "likely" nine of twelve: 0.8 where it came true and 0.67 where not, or the other way about
    least, greatest = brier_bounds(
        [0.7] * 12, [1] * 9 + [0] * 3, low=[0.67] * 12, high=[0.8] * 12, meaning="per_forecast"
    )
    assert least == pytest.approx((9 * 0.2**2 + 3 * 0.67**2) / 12, abs=1e-12)
    assert greatest == pytest.approx((9 * 0.33**2 + 3 * 0.8**2) / 12, abs=1e-12)
    assert (round(least, 3), round(greatest, 3)) == (0.142, 0.242)


def test_a_fraction_within_its_range_can_be_met() -> None:
    bounds = brier_bounds([0.5, 0.5], [0.45, 0.9], low=[0.4] * 2, high=[0.6] * 2, meaning="per_forecast")
    assert bounds == pytest.approx(((0 + 0.3**2) / 2, (0.15**2 + 0.5**2) / 2), abs=1e-12)


def test_groups_and_weights_bound_each_forecast_too() -> None:
    columns = Columns(
        probability=np.array([0.7, 0.7, 0.2]),
        outcome=np.array([1.0, 0.0, 0.0]),
        low=np.array([0.6, 0.6, np.nan]),
        high=np.array([0.8, 0.8, np.nan]),
    )
    least, greatest = bounds_by_group(
        columns, np.array([1, 1, 0]), np.array([3.0, 1.0, 2.0]), groups=2, meaning="per_forecast"
    )
    assert least.tolist() == pytest.approx([0.04, (3 * 0.04 + 0.36) / 4], abs=1e-12)
    assert greatest.tolist() == pytest.approx([0.04, (3 * 0.16 + 0.64) / 4], abs=1e-12)


def test_an_unknown_meaning_is_refused() -> None:
    with pytest.raises(ValueError, match="meaning: 'own' is not one of per_phrase, per_forecast"):
        brier_bounds([0.7], [1], low=[0.6], high=[0.8], meaning="own")  # type: ignore[arg-type]
