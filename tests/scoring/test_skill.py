"""Skill against a reference."""

from __future__ import annotations

import pytest

from app.scoring.skill import brier_skill


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (None, 1 - 0.0375 / 0.25),  # the base rate of these outcomes, a half
        (0.25, 1 - 0.0375 / 0.3125),
        ([0.1, 0.9, 0.8, 0.3], 0.0),
    ],
)
def test_worked_examples(reference: list[float] | float | None, expected: float) -> None:
    found = brier_skill([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0], reference=reference)
    assert found == pytest.approx(expected, abs=1e-14)


def test_nothing_can_be_saved_from_a_perfect_reference() -> None:
    assert brier_skill([0.9, 0.8], [1, 1]) is None
