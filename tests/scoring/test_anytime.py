"""Comparisons that may be looked at every day: by hand, and by looking every day."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scoring.anytime import closing_steps, compare_anytime, confidence_sequence, log_evidence
from app.scoring.inputs import NO_DAY


def test_steps_follow_closing_days_whatever_happened_when() -> None:
    # Question 0 closes last; 1 and 2 close on one day; 3 and 4 are one family, which closes with 4.
    steps = closing_steps(
        [0.5, 0.3, 0.1, 0.2, 0.6],
        [0.1, 0.1, 0.2, 0.0, 0.0],
        closes_on=[90, 20, 20, 5, 40],
        family=[0, 1, 2, 3, 3],
    )
    assert steps.day.tolist() == [20, 40, 90]
    assert steps.difference.tolist() == pytest.approx([0.05, 0.4, 0.4])
    assert (steps.questions, steps.waiting) == (5, 0)


def test_an_early_outcome_waits_for_its_closing_day() -> None:
    steps = closing_steps([0.5, 0.3, 0.2], [0.1, 0.1, 0.1], closes_on=[9, 20, 5], family=[0, 1, 1], as_of=19)
    assert steps.day.tolist() == [9]
    assert (steps.questions, steps.waiting) == (1, 2)


def test_one_step_by_hand() -> None:
    # d = -1/2: bets on the first grow to 1 + l/2; .9, .6, .35, .2, .1, .05 and .02 sum to 2.22
    better, worse = log_evidence([-0.5])
    assert np.exp(better[0]) == pytest.approx(1 + 2.22 / 14)
    assert np.exp(worse[0]) == pytest.approx(1 - 2.22 / 14)


def test_two_steps_by_hand() -> None:
    bets = [0.9, 0.6, 0.35, 0.2, 0.1, 0.05, 0.02]
    found = compare_anytime([0.1, 0.4], [0.5, 0.2], closes_on=[1, 2])
    assert found.difference == pytest.approx(-0.1)
    assert found.log_e_first_better == pytest.approx(
        np.log(sum((1 + 0.4 * b) * (1 - 0.2 * b) for b in bets) / 7)
    )
    # the most it ever was: after the first step
    assert found.p_first_better == pytest.approx(1 / (1 + 0.4 * sum(bets) / 7))
    assert found.p_second_better == 1.0
    assert (found.steps, found.questions, found.reason) == (2, 2, None)


def test_a_single_step_is_nothing_to_follow() -> None:
    found = compare_anytime([0.1, 0.4], [0.5, 0.2], closes_on=[3, 3])
    assert (found.steps, found.interval, found.difference) == (1, None, None)
    assert found.reason == "fewer than two steps: nothing to follow over time"
    assert compare_anytime([], [], closes_on=np.zeros(0, int)).steps == 0


def test_the_interval_and_the_evidence_say_the_same() -> None:
    rng = np.random.default_rng(51)
    d = np.clip(rng.normal(0.15, 0.4, 300), -1, 1)
    low, high = confidence_sequence(d)
    better, worse = log_evidence(d)
    assert ((low > 0) == (worse >= np.log(40))).all()
    assert ((high < 0) == (better >= np.log(40))).all()
    assert (low > 0).any()
    assert (low[0], high[0]) == (-1.0, pytest.approx(1.0))


def null(kind: str, rng: np.random.Generator, steps: int) -> np.ndarray:
    """Differences whose running mean expectation is never above 0, and 0 again and again."""
    if kind == "rare and large":
        return np.where(rng.random(steps) < 0.05, 0.95, -0.05)
    if kind == "turns":
        return np.tile([-0.3, 0.3], steps // 2) + rng.uniform(-0.6, 0.6, steps)
    noise = rng.choice([-1.0, 1.0], steps)
    if kind == "bold after losses":  # how much is at stake depends on what came before
        d = np.zeros(steps)
        for t in range(steps):
            d[t] = noise[t] * (0.9 if t and d[t - 1] < 0 else 0.1)
        return d
    return noise * 0.2


@pytest.mark.parametrize("kind", ["even", "rare and large", "turns", "bold after losses"])
def test_looking_every_day_refutes_a_true_null_no_oftener_than_promised(kind: str) -> None:
    rng = np.random.default_rng(52)
    reps, ever, either = 300, 0, 0
    for _ in range(reps):
        better, worse = log_evidence(null(kind, rng, 500))
        ever += worse.max() >= np.log(20)
        either += max(worse.max(), better.max()) >= np.log(40)
    assert ever / reps <= 0.05
    if kind != "turns":  # its running mean is below 0 half of the time, so only one side is a null
        assert either / reps <= 0.05


def test_the_sequence_never_loses_a_moving_mean() -> None:
    rng = np.random.default_rng(53)
    missed, reps = 0, 200
    for _ in range(reps):
        expected = 0.4 * np.sin(np.arange(400) / 40)
        d = expected + rng.uniform(-0.5, 0.5, 400)
        low, high = confidence_sequence(d)
        mean = np.cumsum(expected) / np.arange(1, 401)
        missed += bool(((mean < low) | (mean > high)).any())
    assert missed / reps <= 0.05


def test_a_real_difference_is_found_in_the_end() -> None:
    rng = np.random.default_rng(54)
    found = 0
    for _ in range(50):
        first = np.clip(0.15 + 0.1 * rng.normal(size=300), 0, 1)
        second = np.clip(0.25 + 0.15 * rng.normal(size=300), 0, 1)
        one = compare_anytime(first, second, closes_on=np.arange(300))
        assert one.interval is not None
        found += one.interval[1] < 0
    assert found == 50


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=60), st.floats(0.5, 0.99))
def test_bounds_are_never_absurd(d: list[float], level: float) -> None:
    low, high = confidence_sequence(d, level=level)
    better, worse = log_evidence(d)
    mean = np.cumsum(d) / np.arange(1, len(d) + 1)
    assert ((low >= -1) & (low <= mean + 1e-12) & (mean <= high + 1e-12) & (high <= 1)).all()
    assert np.isfinite(better).all()
    assert np.isfinite(worse).all()


def test_certainty_over_thousands_of_steps_stays_a_number() -> None:
    found = compare_anytime(np.zeros(3000), np.ones(3000), closes_on=np.arange(3000))
    assert found.log_e_first_better == pytest.approx(3000 * np.log(1.9) - np.log(7))
    assert found.p_first_better == 0.0
    assert found.interval is not None
    assert -1 <= found.interval[0] <= found.interval[1] < -0.9


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"second": [0.1]}, "second"),
        ({"first": [1.1, 0.1]}, "first"),
        ({"closes_on": [1, NO_DAY]}, "closes_on"),
        ({"closes_on": [1.5, 2]}, "closes_on"),
        ({"family": [1]}, "family"),
        ({"level": 1.0}, "level"),
    ],
)
def test_bad_arguments_are_named(change: dict[str, object], named: str) -> None:
    arguments: dict[str, object] = {"first": [0.1, 0.2], "second": [0.1, 0.2], "closes_on": [1, 2], **change}
    with pytest.raises(ValueError, match=named):
        compare_anytime(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("d", [[1.5], [float("nan")], [[0.1]]])
def test_bad_differences(d: list[float]) -> None:
    with pytest.raises(ValueError, match="difference"):
        log_evidence(d)
