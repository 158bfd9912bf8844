"""Bins lose nobody, and the curve is the isotonic fit."""

from __future__ import annotations

import numpy as np
import pytest

from app.scoring.bins import bin_numbers
from app.scoring.reliability import reliability_bins, reliability_curve


@pytest.mark.parametrize(
    ("probability", "bins", "expected"),
    [
        (0.0, 10, 0),
        (0.1, 10, 0),
        (0.15, 10, 1),
        (0.15, 20, 2),
        (0.3, 10, 2),
        (0.35, 10, 3),
        (0.35, 20, 6),
        (0.55, 20, 10),  # 0.55 * 20 is 11.000000000000002 in floating point
        (0.7, 10, 6),
        (0.700000000001, 10, 7),
        (1.0, 10, 9),
        (1.0, 3, 2),
    ],
)
def test_edges_belong_to_the_bin_below(probability: float, bins: int, expected: int) -> None:
    assert bin_numbers(np.array([probability]), bins).tolist() == [expected]


def test_every_hundredth_falls_in_exactly_one_bin() -> None:
    points = reliability_bins(np.arange(101) / 100, [0] * 101)
    assert [point.n for point in points] == [11, 10, 10, 10, 10, 10, 10, 10, 10, 10]
    assert [point.high for point in points] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]


def test_bins_show_raw_counts_means_and_rates() -> None:
    (low, high) = reliability_bins([0.15, 0.2, 0.9], [0, 1, 1])
    assert (low.low, low.high, low.n, low.mean_probability, low.event_rate) == (0.1, 0.2, 2, 0.175, 0.5)
    assert (high.n, high.mean_probability, high.event_rate) == (1, 0.9, 1.0)


def test_curve_pools_what_falls() -> None:
    points = reliability_curve([0.1, 0.2, 0.3, 0.4, 0.6, 0.8], [0, 1, 0, 1, 0, 1])
    assert [(point.low, point.high, point.n, point.event_rate) for point in points] == [
        (0.1, 0.1, 1, 0.0),
        (0.2, 0.6, 4, 0.5),
        (0.8, 0.8, 1, 1.0),
    ]


def test_a_bin_needs_a_width() -> None:
    with pytest.raises(ValueError, match="bins"):
        bin_numbers(np.array([0.5]), 0)
