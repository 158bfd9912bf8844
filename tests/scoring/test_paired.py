"""Two forecasters on what they share: figures by hand, and verdicts that never outrun them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from app.scoring.inputs import Columns
from app.scoring.paired import (
    Paired,
    compare_losses,
    compare_shared,
    compare_with_crowd,
    judge,
    on_the_same_day,
    shared_questions,
)


def columns(rows: list[tuple[int, int, float, int]], outcomes: dict[int, float], **more: Any) -> Columns:
    """Rows of author, question, probability and day."""
    author, question, p, day = (np.array(column) for column in zip(*rows, strict=True))
    return Columns(
        probability=p,
        outcome=np.array([outcomes[int(q)] for q in question]),
        author=author,
        question=question,
        made_on=day,
        closes_on=np.full(len(rows), 100),
        **more,
    )


ROWS = [
    (0, 7, 0.2, 1),
    (0, 7, 0.6, 50),
    (1, 7, 0.5, 30),
    (0, 8, 0.9, 1),
    (1, 9, 0.9, 1),
    (0, 3, 0.3, 5),
    (1, 3, 0.1, 9),
]
HAPPENED = {7: 1.0, 8: 1.0, 9: 1.0, 3: 0.0}


def test_only_shared_questions_are_paired() -> None:
    found = shared_questions(columns(ROWS, HAPPENED))
    assert found.question.tolist() == [3, 7]
    assert found.outcome.tolist() == [0, 1]
    assert found.probability.tolist() == [[0.3, 0.2], [0.1, 0.5]]
    assert found.loss == pytest.approx(np.array([[0.09, 0.64], [0.01, 0.25]]))
    paired = compare_shared(found)
    assert (paired.n, paired.clusters) == (2, 2)
    # half of .09 and .64, half of .01 and .25
    assert [paired.first, paired.second] == pytest.approx([0.365, 0.13])
    assert paired.difference == pytest.approx(0.235)
    # differences .08 and .39: their standard deviation over the root of two
    assert paired.se == pytest.approx(0.155)


@pytest.mark.parametrize(
    ("updates", "p", "loss"),
    [
        ("first", 0.2, 0.64),
        ("standing", 0.6, 0.16),
        ("all", 0.4, 0.4),
        ("time_weighted", (49 * 0.2 + 50 * 0.6) / 99, (49 * 0.64 + 50 * 0.16) / 99),
    ],
)
def test_restating_makes_no_second_pair(updates: str, p: float, loss: float) -> None:
    found = shared_questions(columns(ROWS, HAPPENED), updates=updates)
    assert found.probability.shape == (2, 2)
    assert (found.probability[0, 1], found.loss[0, 1]) == (pytest.approx(p), pytest.approx(loss))


def test_as_of_the_same_day_nobody_gains_by_having_waited() -> None:
    # Author 0 spoke on days 1, 10 and 50, author 1 on day 30: on day 30 the word of day 10 stood.
    rows = [(0, 1, 0.2, 1), (0, 1, 0.4, 10), (0, 1, 0.9, 50), (1, 1, 0.5, 30), (1, 1, 0.1, 31)]
    found = shared_questions(on_the_same_day(columns(rows, {1: 1.0})), updates="standing")
    assert found.probability.tolist() == [[0.4], [0.5]]


def test_nothing_shared_is_no_difference() -> None:
    found = compare_shared(shared_questions(columns([(0, 1, 0.2, 1), (1, 2, 0.2, 1)], {1: 1.0, 2: 0.0})))
    assert found == Paired(n=0, clusters=0, effective_clusters=0.0, reason="no shared questions")


def test_one_family_says_nothing_about_its_error() -> None:
    found = compare_losses([0.1, 0.2], [0.3, 0.3], [5, 5])
    assert found.difference == pytest.approx(-0.15)
    assert (found.se, found.interval, found.clusters) == (None, None, 1)
    assert found.reason is not None


def test_with_many_questions_the_interval_is_that_of_a_paired_t_test() -> None:
    rng = np.random.default_rng(5)
    one, other = rng.random(200), rng.random(200)
    found = compare_losses(one, other)
    assert found.interval is not None
    # SciPy's, on the same pairs
    expected = stats.ttest_rel(one, other).confidence_interval(0.95)
    assert found.interval == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert found.method == "CR1 cluster-robust, t"


def test_families_are_what_is_counted() -> None:
    rng = np.random.default_rng(6)
    family = np.repeat(np.arange(60), 4)
    difference = np.repeat(rng.random(60) - 0.5, 4)
    found = compare_losses(0.5 + difference / 2, 0.5 - difference / 2, family)
    # four copies of one difference are one difference
    assert found.se == pytest.approx(difference[::4].std(ddof=1) / np.sqrt(60), rel=1e-9)
    assert (found.n, found.clusters) == (240, 60)


def test_with_few_the_interval_is_the_wide_one_and_turns_with_the_pair() -> None:
    one, other = [0.04, 0.09, 0.01, 0.25, 0.16], [0.36, 0.49, 0.64, 0.25, 0.81]
    found, turned = compare_losses(one, other), compare_losses(other, one)
    assert found.method == "bounded mean, by betting"
    assert found.interval is not None
    assert turned.interval == pytest.approx((-found.interval[1], -found.interval[0]), abs=1e-9)
    assert found.interval[0] < found.difference < found.interval[1]  # type: ignore[operator]  # there is one


@pytest.mark.parametrize(
    ("first", "second", "named"),
    [([0.1], [0.1, 0.2], "second"), ([1.2], [0.1], "first"), ([0.1], [np.nan], "second")],
)
def test_bad_losses_are_named(first: list[float], second: list[float], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        compare_losses(first, second)


def test_a_third_author_does_not_belong_in_a_pair() -> None:
    with pytest.raises(ValueError, match="author"):
        shared_questions(columns([(0, 1, 0.2, 1), (2, 1, 0.2, 1)], {1: 1.0}))


def test_the_crowd_is_the_mean_of_what_the_others_stood_by_that_day() -> None:
    rows = [
        (5, 1, 0.2, 10),  # the author
        (5, 1, 0.9, 90),
        (6, 1, 0.1, 1),  # replaced before that day
        (6, 1, 0.5, 9),
        (7, 1, 0.7, 10),
        (8, 1, 1.0, 11),  # too late
        (5, 2, 0.3, 10),  # nobody else by then
        (6, 2, 0.0, 11),
    ]  # fmt: skip
    found = compare_with_crowd(columns(rows, {1: 1.0, 2: 0.0}), author=5)
    assert found.n == 1
    assert found.first == pytest.approx(0.64)
    assert found.second == pytest.approx(0.16)  # (.5 + .7) / 2 is .6
    # With the last word, the crowd of day 90 counts: (.5 + .7 + 1) / 3, and (0.) on the other question's day.
    last = compare_with_crowd(columns(rows, {1: 1.0, 2: 0.0}), author=5, updates="standing")
    assert last.n == 1
    assert last.first == pytest.approx(0.01)
    assert last.second == pytest.approx((1 - 2.2 / 3) ** 2)


def test_a_first_word_without_a_crowd_is_not_replaced_by_a_later_one() -> None:
    rows = [(5, 1, 0.2, 1), (5, 1, 0.9, 20), (6, 1, 0.5, 10)]
    assert compare_with_crowd(columns(rows, {1: 1.0}), author=5).n == 0


def paired(effective: float, interval: tuple[float, float] | None, difference: float | None = None) -> Paired:
    if difference is None and interval is not None:
        difference = sum(interval) / 2
    return Paired(n=30, clusters=30, effective_clusters=effective, difference=difference, interval=interval)


WORSE, BETTER, EITHER = (0.01, 0.2), (-0.2, -0.01), (-0.1, 0.2)


@pytest.mark.parametrize(
    ("headline", "check", "words"),
    [
        (
            paired(9.99, BETTER),
            None,
            "too few shared questions to tell: 9.9 of at least 10 effective clusters",
        ),
        (paired(0, None), None, "too few shared questions to tell: 0 of at least 10 effective clusters"),
        (paired(10, EITHER), None, "no difference shown"),
        (paired(10, (0.0, 0.2)), None, "no difference shown"),
        (paired(10, BETTER), None, "Ada was more accurate on the questions they share"),
        (paired(10, WORSE), None, "Bo was more accurate on the questions they share"),
        (paired(10, BETTER), paired(12, EITHER), "no difference shown: it does not hold then"),
        (paired(10, BETTER), paired(12, WORSE), "no difference shown: it does not hold then"),
        (paired(10, BETTER), paired(12, BETTER), "Ada was more accurate on the questions they share"),
        # A check that is too small to show anything must only not contradict.
        (paired(10, BETTER), paired(3, EITHER, -0.01), "Ada was more accurate on the questions they share"),
        (paired(10, BETTER), paired(3, EITHER, 0.01), "no difference shown: it does not hold then"),
        (paired(10, WORSE), paired(3, EITHER, -0.01), "no difference shown: it does not hold then"),
        (paired(10, WORSE), paired(0, None), "Bo was more accurate on the questions they share"),
    ],
)
def test_the_verdict_never_outruns_the_evidence(headline: Paired, check: Paired | None, words: str) -> None:
    found = judge(headline, {} if check is None else {"then": check}, ("Ada", "Bo"))
    assert found.words == words
    assert (found.better is not None) is ("more accurate" in words)


def test_whoever_looks_at_all_pairs_is_told_only_what_holds_among_them() -> None:
    headline = compare_losses(np.full(60, 0.04), np.tile([0.25, 0.3], 30))
    assert judge(headline, {}, ("Ada", "Bo"), adjusted_p=0.05).better == 0
    verdict = judge(headline, {}, ("Ada", "Bo"), adjusted_p=0.051)
    assert verdict.better is None
    assert verdict.words == "no difference shown: it does not hold among all pairs of the board"
    unjudged = judge(headline, {}, ("Ada", "Bo"), unjudged=True)
    assert unjudged.better is None
    assert unjudged.words == "no difference shown: it was not judged among all pairs of the board"
