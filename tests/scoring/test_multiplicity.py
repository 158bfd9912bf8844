"""Adjusted p-values, by hand and as SciPy has them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, norm

from app.scoring.multiplicity import adjusted_p_values


def test_three_comparisons_by_hand() -> None:
    # c(3) = 11/6, times 3 is 5.5: .055/1, .11/2 and .88/3 in order, and none above those after it
    found = adjusted_p_values([0.02, 0.01, 0.16])
    assert found.tolist() == pytest.approx([0.055, 0.055, 0.88 / 3])
    assert adjusted_p_values([0.04]).tolist() == [0.04]
    assert adjusted_p_values([0.9, 0.8]).tolist() == [1.0, 1.0]
    assert adjusted_p_values([]).tolist() == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=200))
def test_scipy_agrees(p: list[float]) -> None:
    assert adjusted_p_values(p) == pytest.approx(false_discovery_control(p, method="by"), rel=1e-12)


def test_false_ones_among_those_called_different_stay_rare() -> None:
    # 40 comparisons by one shared shock, 8 of them of a real difference
    rng = np.random.default_rng(7)
    truth = np.repeat([4.0, 0.0], [8, 32])
    shares, reps = 0.0, 400
    for _ in range(reps):
        z = truth + 0.7 * rng.normal() + np.sqrt(1 - 0.49) * rng.normal(size=40)
        called = adjusted_p_values(2 * norm.sf(np.abs(z))) <= 0.05
        shares += called[8:].sum() / max(called.sum(), 1)
    assert shares / reps <= 0.05


@pytest.mark.parametrize("p", [[1.1], [-0.1], [float("nan")], [[0.1]]])
def test_bad_p_values(p: list[float]) -> None:
    with pytest.raises(ValueError, match="p:"):
        adjusted_p_values(p)
