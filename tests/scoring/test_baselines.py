"""Baselines: what was known when, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scoring.baselines import KnownOutcomes, base_rates, compare_with_baselines, known_days
from app.scoring.inputs import NO_DAY, Columns


def known(value: list[float], day: list[int], topic: list[int] | None = None) -> KnownOutcomes:
    return KnownOutcomes(
        value=np.array(value), known_on=np.array(day), topic=None if topic is None else np.array(topic)
    )


def test_an_outcome_counts_from_the_day_after_it_was_known() -> None:
    outcomes = known([1, 1, 0, 0.5], [20, 10, 10, 30])
    found = base_rates([9, 10, 11, 20, 21, 31], outcomes)
    # nothing known twice; a YES and a NO; then two of three; then 2.5 of four
    assert found.tolist() == pytest.approx([1 / 2, 1 / 2, 2 / 4, 2 / 4, 3 / 5, 3.5 / 6])


def test_topics_are_counted_apart() -> None:
    outcomes = known([1, 1, 0, 0], [1, 2, 1, 2], [7, 7, 3, 9])
    found = base_rates([5, 2, 5, 5, 5], outcomes, topic=[7, 7, 3, 4, 100])
    assert found.tolist() == pytest.approx([3 / 4, 2 / 3, 1 / 3, 1 / 2, 1 / 2])
    with pytest.raises(ValueError, match="topic"):
        base_rates([5], outcomes)
    with pytest.raises(ValueError, match="topic"):
        base_rates([5], known([1], [1]), topic=[7])


def test_what_was_never_known_counts_for_nothing() -> None:
    assert base_rates([5], known([1, 1], [NO_DAY, 1])).tolist() == pytest.approx([2 / 3])
    assert base_rates([5, 6], known([], [])).tolist() == [0.5, 0.5]


def test_an_early_event_waits_until_time_is_up() -> None:
    # Two questions close on day 100; one event occurs on day 3. Until day 100 neither counts.
    days = known_days([3, 100, NO_DAY], [100, 100, 100])
    assert days.tolist() == [100, 100, NO_DAY]
    outcomes = KnownOutcomes(value=np.array([1.0, 0.0, 1.0]), known_on=days)
    assert base_rates([50, 101], outcomes).tolist() == [0.5, 0.5]


days = st.integers(-5, 15)


@given(
    st.lists(st.tuples(st.integers(0, 1), days, st.integers(0, 3)), max_size=30),
    st.lists(st.tuples(days, st.integers(0, 4)), min_size=1, max_size=10),
)
def test_counting_one_by_one_gives_the_same(
    outcomes: list[tuple[int, int, int]], forecasts: list[tuple[int, int]]
) -> None:
    columns = [list(column) for column in zip(*outcomes, strict=True)] or [[], [], []]
    found = base_rates(
        [day for day, _ in forecasts], known(*columns), topic=[topic for _, topic in forecasts]
    )
    for rate, (day, topic) in zip(found, forecasts, strict=True):
        seen = [value for value, when, about in outcomes if when < day and about == topic]
        assert rate == pytest.approx((sum(seen) + 1) / (len(seen) + 2))


def forecasts() -> Columns:
    """Author 4 on three questions, one undated; author 5 on one of them."""
    return Columns(
        probability=np.array([0.9, 0.2, 0.6, 0.7]),
        outcome=np.array([1.0, 0.0, 1.0, 1.0]),
        author=np.array([4, 4, 4, 5]),
        question=np.array([1, 2, 3, 1]),
        made_on=np.array([10, 50, NO_DAY, 5]),
    )


def test_an_author_against_all_baselines_by_hand() -> None:
    found = compare_with_baselines(forecasts(), known([1, 1, 0], [8, 9, 40]), author=4)
    assert (found.coin_flip.n, found.base_rate.n, found.crowd.n, found.undated) == (3, 2, 1, 1)
    assert found.coin_flip.first == pytest.approx((0.01 + 0.04 + 0.16) / 3)
    assert found.coin_flip.second == pytest.approx(0.25)
    # On day 10 two of two were YES: 3/4; on day 50 two of three: 3/5
    assert found.base_rate.first == pytest.approx((0.01 + 0.04) / 2)
    assert found.base_rate.second == pytest.approx((0.0625 + 0.36) / 2)
    assert found.base_rate.difference == pytest.approx(0.025 - 0.21125)
    assert found.crowd.second == pytest.approx(0.09)


def test_topics_of_the_forecasts_choose_the_outcomes() -> None:
    found = compare_with_baselines(
        forecasts(), known([1, 1, 0], [8, 9, 40], [1, 2, 2]), author=4, topic=[1, 2, 2, 1]
    )
    # Topic 1 on day 10: one YES, 2/3. Topic 2 on day 50: one of two, 1/2.
    assert found.base_rate.second == pytest.approx((1 / 9 + 1 / 4) / 2)


def test_the_last_word_meets_the_base_rate_of_its_own_day() -> None:
    rows = Columns(
        probability=np.array([0.5, 0.8]),
        outcome=np.array([1.0, 1.0]),
        author=np.array([4, 4]),
        question=np.array([1, 1]),
        made_on=np.array([1, 20]),
    )
    outcomes = known([1, 1], [10, 10])
    first = compare_with_baselines(rows, outcomes, author=4)
    assert (first.base_rate.first, first.base_rate.second) == (0.25, 0.25)
    last = compare_with_baselines(rows, outcomes, author=4, updates="standing")
    assert last.base_rate.second == pytest.approx(1 / 16)
    both = compare_with_baselines(rows, outcomes, author=4, updates="all")
    assert both.base_rate.second == pytest.approx((1 / 4 + 1 / 16) / 2)
    assert both.base_rate.n == 1


def test_a_stranger_has_no_comparison() -> None:
    found = compare_with_baselines(forecasts(), known([], []), author=9)
    assert [part.n for part in (found.coin_flip, found.base_rate, found.crowd)] == [0, 0, 0]
    assert found.coin_flip.reason == "no shared questions"


@pytest.mark.parametrize(
    ("act", "named"),
    [
        (lambda: known([1.5], [1]), "value"),
        (lambda: known([1], [1, 2]), "known_on"),
        (lambda: known([1], [1], [1, 2]), "topic"),
        (lambda: base_rates([NO_DAY], known([1], [1])), "made_on"),
        (lambda: base_rates([1.5], known([1], [1])), "made_on"),
        (lambda: known_days([1], [1, 2]), "closes_on"),
    ],
)
def test_bad_arguments_are_named(act: Any, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        act()
