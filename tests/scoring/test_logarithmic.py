"""The logarithmic score."""

from __future__ import annotations

import math

import pytest

from app.scoring.logarithmic import log_score


@pytest.mark.parametrize(
    ("probability", "outcome", "expected"),
    [
        ([0.5], [1], math.log(2)),
        ([0.2], [1], math.log(5)),
        ([0.2], [0], -math.log(0.8)),
        ([1.0, 0.0], [1, 0], 0.0),
        ([0.25], [0.5], 0.5 * math.log(4) + 0.5 * math.log(4 / 3)),  # a fraction: cross-entropy
    ],
)
def test_worked_examples_in_nats(probability: list[float], outcome: list[float], expected: float) -> None:
    found = log_score(probability, outcome)
    assert found.mean == pytest.approx(expected, abs=1e-15)
    assert found.infinite == 0


def test_certain_and_wrong_is_counted_not_hidden() -> None:
    found = log_score([0.0, 1.0, 0.5], [1, 0, 1])
    assert found.mean is None
    assert found.infinite == 2
    assert found.clip == 0.001
    assert found.clipped == pytest.approx((2 * math.log(1000) + math.log(2)) / 3, abs=1e-12)


def test_the_clip_can_be_declared() -> None:
    assert log_score([0.0], [1], clip=0.01).clipped == pytest.approx(math.log(100))
    with pytest.raises(ValueError, match="clip"):
        log_score([0.0], [1], clip=0.5)
