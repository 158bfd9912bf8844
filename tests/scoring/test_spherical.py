"""The spherical score."""

from __future__ import annotations

import math

import pytest

from app.scoring.spherical import spherical_score


@pytest.mark.parametrize(
    ("probability", "outcome", "expected"),
    [
        ([0.5], [1], 1 / math.sqrt(2)),
        ([0.6], [0], 0.4 / math.sqrt(0.52)),
        ([1.0], [1], 1.0),
        ([0.0], [1], 0.0),
    ],
)
def test_worked_examples(probability: list[float], outcome: list[float], expected: float) -> None:
    assert spherical_score(probability, outcome) == pytest.approx(expected, abs=1e-15)


def test_fractions_have_no_spherical_score() -> None:
    with pytest.raises(ValueError, match="fractions"):
        spherical_score([0.5], [0.5])
