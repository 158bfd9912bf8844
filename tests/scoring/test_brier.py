"""The Brier score against numbers worked by hand and published ones."""

from __future__ import annotations

import pytest

from app.scoring.brier import brier_score


@pytest.mark.parametrize(
    ("probability", "outcome", "expected"),
    [
        ([0.2], [1], 0.64),  # "unlikely", and it happened
        ([0.5, 0.5], [0, 1], 0.25),
        ([1.0, 0.0], [1, 0], 0.0),
        ([1.0, 0.0], [0, 1], 1.0),
        ([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0], 0.0375),  # scikit-learn's documented example
        ([0.7], [0.4], 0.09),  # a question resolved in part
    ],
)
def test_worked_examples(probability: list[float], outcome: list[float], expected: float) -> None:
    assert brier_score(probability, outcome) == pytest.approx(expected, abs=1e-15)


def test_weights_shift_the_mean() -> None:
    assert brier_score([0.0, 1.0], [1, 1], weight=[3, 1]) == 0.75


@pytest.mark.parametrize("weight", [[1.0], [-1.0, 2.0], [0.0, 0.0], [float("nan"), 1.0]])
def test_bad_weights_are_refused(weight: list[float]) -> None:
    with pytest.raises(ValueError, match="weight"):
        brier_score([0.5, 0.5], [0, 1], weight=weight)
