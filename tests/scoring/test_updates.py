"""Which forecast of an author on a question counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.scoring.inputs import NO_DAY, Columns
from app.scoring.updates import in_time, select_updates

# author 1 on question 1: days 0, 6 and 8 of a question closing on day 10; author 2 once
ROWS: dict[str, Any] = {
    "probability": [0.5, 0.6, 0.9, 0.3],
    "outcome": [1, 1, 1, 1],
    "author": [1, 1, 1, 2],
    "question": [1, 1, 1, 1],
    "made_on": [6, 0, 8, 3],
    "closes_on": [10, 10, 10, 10],
}


def columns(**changes: Any) -> Columns:
    arrays = {name: np.asarray(values) for name, values in (ROWS | changes).items() if values is not None}
    return Columns(**arrays)


@pytest.mark.parametrize(
    ("rule", "weight", "n"),
    [
        ("first", [0, 1, 0, 1], 2),
        ("standing", [0, 0, 1, 1], 2),
        ("all", [1, 1, 1, 1], 2),
        ("time_weighted", [0.2, 0.6, 0.2, 1], 2),
        ("event_weighted", [1 / 3, 1 / 3, 1 / 3, 1], 2),
    ],
)
def test_the_rules(rule: str, weight: list[float], n: int) -> None:
    chosen = select_updates(columns(), updates=rule)
    assert chosen.weight.tolist() == pytest.approx(weight, abs=1e-15)
    assert chosen.counted.sum() == n
    assert (chosen.weight[chosen.counted] > 0).all()


def test_days_before_the_first_forecast_do_not_count() -> None:
    # said on day 8 and 9 of ten: half each, whatever the question's earlier days
    chosen = select_updates(columns(made_on=[8, 9, 9, 3]), updates="time_weighted")
    assert chosen.weight.tolist() == pytest.approx(
        [0.5, 0.0, 0.5, 1]
    )  # of two on one day the later row stands


def test_all_said_on_the_closing_day() -> None:
    chosen = select_updates(columns(made_on=[10, 10, 10, 3]), updates="time_weighted")
    assert chosen.weight.tolist() == [0, 0, 1, 1]


def test_each_group_has_its_own_first() -> None:
    chosen = select_updates(columns(), updates="first", within=np.array([1, 2, 1, 1]))
    assert chosen.weight.tolist() == [1, 1, 0, 1]


def test_sharing_by_number_is_done_in_each_group_and_needs_no_days() -> None:
    undated = columns(made_on=[NO_DAY, NO_DAY, 8, 3], closes_on=None)
    chosen = select_updates(undated, updates="event_weighted", within=np.array([1, 2, 1, 1]))
    assert chosen.weight.tolist() == [0.5, 1, 0.5, 1]
    assert chosen.counted.tolist() == [False, True, True, True]


def test_without_days_the_rows_order_decides() -> None:
    assert select_updates(columns(made_on=None), updates="first").weight.tolist() == [1, 0, 0, 1]
    assert select_updates(columns(made_on=None), updates="standing").weight.tolist() == [0, 0, 1, 1]


def test_an_undated_row_yields_to_dated_ones() -> None:
    undated = columns(made_on=[NO_DAY, 5, 7, 3])
    assert select_updates(undated, updates="first").weight.tolist() == [0, 1, 0, 1]
    assert select_updates(undated, updates="standing").weight.tolist() == [0, 0, 1, 1]


def test_without_authors_the_source_and_then_everybody_is_one_author() -> None:
    assert select_updates(columns(author=None, source=[1, 2, 2, 1])).weight.tolist() == [0, 1, 0, 1]
    assert select_updates(columns(author=None)).weight.tolist() == [0, 1, 0, 0]


def test_without_questions_every_row_counts() -> None:
    assert select_updates(columns(question=None)).weight.tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize("missing", ["made_on", "closes_on"])
def test_time_weighting_needs_days_where_there_were_updates(missing: str) -> None:
    with pytest.raises(ValueError, match=missing):
        select_updates(columns(**{missing: None}), updates="time_weighted")


def test_unknown_rules_are_refused() -> None:
    allowed = "first, standing, all, time_weighted, event_weighted"
    with pytest.raises(ValueError, match=f"updates: 'latest' is not one of {allowed}$"):
        select_updates(columns(), updates="latest")


def test_a_forecast_made_after_the_close_is_none() -> None:
    late = columns(made_on=[10, 11, NO_DAY, 3], closes_on=[10, 10, 10, NO_DAY])
    assert in_time(late).tolist() == [True, False, True, True]
