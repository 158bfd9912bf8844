"""Probabilities as they are taken in."""

from __future__ import annotations

import math

import pytest

from app.domain.errors import InvalidInput
from app.domain.probability import Probability, checked


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (0, 0.0),
        (1, 1.0),
        (0.5, 0.5),
        (1 - 0.328, 0.672),  # 0.6719999999999999 in binary
        (0.1 + 0.2, 0.3),
        (1e-13, 0.0),
        (1e-12, 1e-12),
    ],
)
def test_a_probability_is_held_to_twelve_places(value: float, held: float) -> None:
    assert checked("p", value) == held
    assert isinstance(checked("p", value), float)


def test_minus_zero_is_zero() -> None:
    assert math.copysign(1, checked("p", -0.0)) == 1


@pytest.mark.parametrize("value", [True, False, None, "0.5", [0.5], 1j])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(InvalidInput) as error:
        checked("low", value)
    assert error.value.message == f"low: {value!r} is not a number (allowed: 0 to 1)"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(InvalidInput) as error:
        checked("low", value)
    assert error.value.message == f"low: {value!r} is not a finite number (allowed: 0 to 1)"


@pytest.mark.parametrize("value", [-1e-9, 1.0000001, 2, -1, 10**400, -(10**400)])
def test_what_lies_outside_nought_to_one_is_refused_never_clipped(value: float) -> None:
    with pytest.raises(InvalidInput) as error:
        checked("high", value)
    assert error.value.message == f"high: {value!r} is not a probability (allowed: 0 to 1)"


def test_a_point_may_touch_either_end_of_its_range() -> None:
    assert Probability(0.2, 0.2, 0.9).point == Probability(0.2, 0.1, 0.2).point == 0.2


@pytest.mark.parametrize(("low", "high"), [(0.51, 0.9), (0.1, 0.49), (0.9, 0.1)])
def test_a_point_outside_its_range_is_refused(low: float, high: float) -> None:
    with pytest.raises(InvalidInput) as error:
        Probability(0.5, low, high)
    assert error.value.message == f"point: 0.5 lies outside its range {low} to {high} (allowed: low to high)"


@pytest.mark.parametrize("name", ["point", "low", "high"])
def test_each_of_the_three_is_checked_under_its_own_name(name: str) -> None:
    values = {"point": 0.5, "low": 0.4, "high": 0.6, name: math.nan}
    with pytest.raises(InvalidInput) as error:
        Probability(**values)
    assert error.value.field == name


def test_the_opposite_event_turns_the_range_round() -> None:
    assert Probability(0.672, 0.6, 0.9).flipped() == Probability(0.328, 0.1, 0.4)


def test_flipping_twice_changes_nothing() -> None:
    p = Probability(0.672, 0.1, 0.7)
    assert p.flipped().flipped() == p
