"""Calibration error and its test."""

from __future__ import annotations

import numpy as np
import pytest

from app.scoring.calibration import debiased_l2, ecce_p, ece10, range_tail
from app.scoring.inputs import Columns
from app.scoring.scorecard import score


def test_ece_by_hand() -> None:
    # bin (0.1, 0.2]: mean 0.175, rate 1/2; bin (0.8, 0.9]: 0.9, rate 1
    assert ece10([0.15, 0.2, 0.9], [0, 1, 1]) == pytest.approx(2 / 3 * 0.325 + 1 / 3 * 0.1, abs=1e-15)


def test_debiased_error_takes_the_noise_of_each_bin_away() -> None:
    # one bin of four at 0.75, three happened: nothing but noise, so the estimate falls below 0
    assert debiased_l2([0.75] * 4, [1, 1, 1, 0]) == pytest.approx(-(3 / 16) / 3, abs=1e-15)
    # a bin of one forecast cannot know its noise and adds nothing
    assert debiased_l2([0.75] * 4 + [0.1], [1, 1, 1, 0, 1]) == pytest.approx(-4 / 5 * (3 / 16) / 3, abs=1e-15)


def test_debiased_error_is_centred_where_ece_is_not() -> None:
    rng = np.random.default_rng(7)
    debiased, binned = [], []
    for _ in range(400):
        p = np.round(rng.random(20), 2)
        y = (rng.random(20) < p).astype(float)
        debiased.append(debiased_l2(p, y))
        binned.append(ece10(p, y))
    assert abs(np.mean(debiased)) < 4 * np.std(debiased) / 20
    assert np.mean(binned) == pytest.approx(0.21, abs=0.02)  # of a perfect forecaster


@pytest.mark.parametrize(
    ("value", "tail"),
    [(0.0, 1.0), (0.4, 1.0), (10.0, 0.0)],
)
def test_range_tail_ends(value: float, tail: float) -> None:
    assert range_tail(np.array([value]))[0] == pytest.approx(tail, abs=1e-10)


def test_range_tail_agrees_with_its_mean() -> None:
    # E(range) = 2 sqrt(2 / pi), which is the integral of the tail
    r = np.linspace(0, 12, 24001)
    tail = range_tail(r)
    assert (np.diff(tail) <= 1e-12).all()
    assert np.trapezoid(tail, r) == pytest.approx(2 * np.sqrt(2 / np.pi), abs=1e-6)


def test_range_tail_agrees_with_its_second_moment() -> None:
    # E(range^2) = 4 ln 2 (Feller 1951)
    r = np.linspace(0, 12, 24001)
    assert np.trapezoid(2 * r * range_tail(r), r) == pytest.approx(4 * np.log(2), abs=1e-6)


def test_the_cumulative_test_keeps_its_level_and_finds_overconfidence() -> None:
    rng = np.random.default_rng(11)
    honest, overconfident = 0, 0
    for _ in range(300):
        p = np.round(rng.random(200), 2)
        draw = rng.random(200)
        honest += ecce_p(p, (draw < p).astype(float)) <= 0.05  # type: ignore[operator]
        truth = 0.5 + 0.5 * (p - 0.5)
        overconfident += ecce_p(p, (draw < truth).astype(float)) <= 0.05  # type: ignore[operator]
    assert honest <= 27  # 15 expected; the limit is conservative for few forecasts
    assert overconfident >= 200


def test_certain_forecasts() -> None:
    assert ecce_p([0.0, 1.0], [0, 1]) is None  # nothing could vary, nothing did
    assert ecce_p([0.0, 1.0], [1, 1]) == 0.0


def test_order_within_a_tie_is_no_evidence() -> None:
    assert ecce_p([0.5] * 4, [0, 0, 1, 1]) == ecce_p([0.5] * 4, [1, 0, 1, 0])


def test_the_cumulative_test_refuses_fractions() -> None:
    with pytest.raises(ValueError, match="outcome"):
        ecce_p([0.5, 0.6], [0.5, 1])


def test_updates_weighted_by_time_are_tested_like_what_they_restate() -> None:
    # saying the same again changes no weight of a question, so it must not change its test either
    rng = np.random.default_rng(78)
    p = rng.choice([0.05, 0.2, 0.5, 0.75, 0.95], 60)
    y = (rng.random(60) < p).astype(float)
    once = Columns(probability=p, outcome=y, question=np.arange(60))
    again = Columns(
        probability=np.repeat(p, 3),
        outcome=np.repeat(y, 3),
        question=np.repeat(np.arange(60), 3),
        made_on=np.tile([0, 80, 97], 60),
        closes_on=np.full(180, 100),
    )
    plain, weighted = score(once), score(again, updates="time_weighted")
    assert plain.calibration.ecce_p is not None
    assert weighted.calibration.ecce_p == pytest.approx(plain.calibration.ecce_p, rel=1e-12)
