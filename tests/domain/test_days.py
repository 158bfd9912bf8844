"""Days known exactly, between bounds, or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.days import DayBounds
from app.domain.errors import InvalidInput

FIRST, SECOND, THIRD = date(2022, 2, 23), date(2022, 2, 24), date(2022, 2, 25)


def test_bounds_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(InvalidInput) as error:
        DayBounds(SECOND, FIRST)
    assert error.value.message == "date: the earliest day 2022-02-24 is after the latest 2022-02-23"


@pytest.mark.parametrize(
    ("bounds", "exact"),
    [
        (DayBounds(), None),
        (DayBounds(FIRST, None), None),
        (DayBounds(None, FIRST), None),
        (DayBounds(FIRST, SECOND), None),
        (DayBounds(FIRST, FIRST), FIRST),
        (DayBounds.on(THIRD), THIRD),
    ],
)
def test_a_day_is_exact_only_where_the_bounds_leave_no_choice(bounds: DayBounds, exact: date | None) -> None:
    assert bounds.exact == exact


@pytest.mark.parametrize(
    ("bounds", "before"),
    [
        (DayBounds(), False),
        (DayBounds(FIRST, None), False),
        (DayBounds(None, FIRST), True),
        (DayBounds.on(FIRST), True),
        (DayBounds.on(SECOND), False),
        (DayBounds(FIRST, SECOND), False),
        (DayBounds(FIRST, THIRD), False),
    ],
)
def test_surely_before_means_every_possible_day_is(bounds: DayBounds, before: bool) -> None:
    assert bounds.surely_before(SECOND) is before
