"""The state of a question on a day."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.question import State, state_on

EVE, DAY, MORROW = date(2022, 12, 30), date(2022, 12, 31), date(2023, 1, 1)


@pytest.mark.parametrize("settled", [None, State.OPEN])
@pytest.mark.parametrize(
    ("day", "closes_on", "state"),
    [
        (EVE, DAY, State.OPEN),
        (DAY, DAY, State.OPEN),
        (MORROW, DAY, State.OVERDUE),
        (MORROW, None, State.OPEN),
    ],
)
def test_an_unanswered_question_is_overdue_once_its_last_day_is_over(
    settled: State | None, day: date, closes_on: date | None, state: State
) -> None:
    assert state_on(day, settled=settled, closes_on=closes_on) is state


@pytest.mark.parametrize("settled", [State.RESOLVED, State.VOID, State.DISPUTED])
@pytest.mark.parametrize("day", [EVE, MORROW])
def test_a_decided_question_stays_decided_on_any_day(settled: State, day: date) -> None:
    assert state_on(day, settled=settled, closes_on=DAY) is settled
