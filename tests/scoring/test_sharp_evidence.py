"""E-values of forecasts that do not overlap."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.scoring.inputs import NO_DAY
from app.scoring.sharp_evidence import SharpEvidence, sharp_evidence

BETS = [0.9, 0.6, 0.35, 0.2, 0.1, 0.05, 0.02]


def test_two_steps_by_hand() -> None:
    # First .8 against .5, YES twice. For the first: .25 - .04 = .21 gained, where NO would have cost
    # .64 - .25 = .39, so E = 1 + .21/.39 l. For the second: -.21 of the .21 it could lose at worst.
    found = sharp_evidence([0.8, 0.8], [0.5, 0.5], [1, 1], made_on=[[1, 11], [2, 12]], closes_on=[10, 20])
    assert (found.steps, found.left_out, found.reason) == (2, 0, None)
    assert found.log_e_first_better == pytest.approx(np.log(sum((1 + 21 / 39 * b) ** 2 for b in BETS) / 7))
    assert found.log_e_second_better == pytest.approx(np.log(sum((1 - b) ** 2 for b in BETS) / 7))
    assert found.p_second_better == 1.0


def test_overlapping_forecasts_are_left_out() -> None:
    made = np.array([[1, 5, 30, 21], [2, 11, 31, 22]])
    # The second family begins before day 10; the last begins after 10 and is complete before the third.
    found = sharp_evidence([0.6] * 4, [0.5] * 4, [1] * 4, made_on=made, closes_on=[10, 20, 50, 29])
    assert (found.steps, found.left_out) == (3, 1)
    alone = sharp_evidence([0.6] * 2, [0.5] * 2, [1] * 2, made_on=[[1, 10], [1, 10]], closes_on=[10, 20])
    assert alone == SharpEvidence(steps=1, left_out=1)
    none: np.ndarray = np.zeros(0, dtype=int)
    assert sharp_evidence([], [], [], made_on=np.zeros((2, 0), int), closes_on=none).steps == 0


def test_a_family_is_one_step_of_mean_evidence() -> None:
    found = sharp_evidence(
        [0.8, 0.8, 0.5],
        [0.5, 0.5, 0.5],
        [1, 0, 1],
        made_on=[[1, 1, 30]] * 2,
        closes_on=[10, 20, 40],
        family=[7, 7, 8],
    )
    # 21/39 from the one and -1 from the other question; both said the same in the second family: E = 1
    assert found.steps == 2
    mean = (21 / 39 - 1) / 2
    assert found.log_e_first_better == pytest.approx(np.log(1 + mean * sum(BETS) / 7))


def test_under_the_null_evidence_rarely_grows() -> None:
    # Outcomes as the first says; the second is off by up to .2.
    rng = np.random.default_rng(61)
    day = np.arange(200) * 10
    grew, reps = 0, 300
    for _ in range(reps):
        p = rng.uniform(0.2, 0.8, 200)
        q, y = p + rng.uniform(-0.2, 0.2, 200), rng.random(200) < p
        found = sharp_evidence(p, q, y, made_on=[day, day], closes_on=day + 9)
        assert found.p_second_better is not None
        grew += found.p_second_better <= 0.05
        if _ == 0:
            assert found.log_e_first_better is not None
            assert found.log_e_first_better > 0
    assert grew / reps <= 0.05


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"second": [0.1]}, "second"),
        ({"outcome": [0.1, 2]}, "outcome"),
        ({"made_on": [1, 2]}, "made_on"),
        ({"made_on": [[1, 2], [1, NO_DAY]]}, "made_on"),
        ({"closes_on": [NO_DAY, 2]}, "closes_on"),
    ],
)
def test_bad_arguments_are_named(change: dict[str, Any], named: str) -> None:
    arguments: dict[str, Any] = {
        "first": [0.1, 0.2], "second": [0.2, 0.2], "outcome": [0, 1], "made_on": [[1, 20], [1, 20]],
        "closes_on": [10, 30], **change,
    }  # fmt: skip
    with pytest.raises(ValueError, match=named):
        sharp_evidence(**arguments)
