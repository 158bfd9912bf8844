"""Forecasts turned to their likelier side, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from app.scoring.folded import folded_by_group, folded_score


def test_by_hand() -> None:
    found = folded_score([0.2, 0.7, 0.5, 0.9], [0, 1, 0, 0])
    # becomes 0.8 and right, 0.7 and right, 0.5 and wrong, 0.9 and wrong
    assert (found.n, found.turned) == (4, 1)
    assert found.confidence == pytest.approx(0.725, abs=1e-12)
    assert found.happened == pytest.approx(0.5, abs=1e-12)
    assert found.overconfidence == pytest.approx(0.225, abs=1e-12)
    # isotonic: 0 for 0.5, 2/3 for the other three; their score 1/6, the base rate's 1/4
    assert found.brier == pytest.approx(0.2975, abs=1e-12)
    assert found.mcb == pytest.approx(0.2975 - 1 / 6, abs=1e-12)
    assert found.dsc == pytest.approx(1 / 12, abs=1e-12)
    assert found.unc == pytest.approx(0.25, abs=1e-12)


def test_asking_the_other_way_round_changes_nothing() -> None:
    p, y = np.array([0.2, 0.7, 0.328, 0.9, 0.672]), np.array([0, 1, 1, 0, 0.25])
    turned = np.array([True, False, True, True, False])
    again = folded_score(np.where(turned, 1 - p, p), np.where(turned, 1 - y, y))
    once = folded_score(p, y)
    assert (again.confidence, again.happened, again.mcb, again.dsc, again.unc) == (
        once.confidence,
        once.happened,
        once.mcb,
        once.dsc,
        once.unc,
    )


def test_one_half_stays() -> None:
    found = folded_score([0.5, 0.5, 0.5], [1, 0, 0])
    assert found.turned == 0
    assert found.happened == pytest.approx(1 / 3, abs=1e-12)


def test_weights_count() -> None:
    found = folded_score([0.2, 0.9, 0.4], [0, 0, 1], weight=[3, 1, 0])
    assert (found.n, found.turned) == (2, 1)
    assert found.confidence == pytest.approx((3 * 0.8 + 0.9) / 4, abs=1e-12)
    assert found.happened == pytest.approx(0.75, abs=1e-12)


def test_each_group_has_its_own() -> None:
    found = folded_by_group(
        np.array([0.9, 0.2, 0.7, 0.3, 0.5]),
        np.array([1.0, 0.0, 1.0, 1.0, 0.0]),
        np.array([0, 2, 2, 2, 0]),
        np.array([1.0, 1.0, 1.0, 2.0, 0.0]),
        groups=3,
    )
    assert found.confidence[[0, 2]].tolist() == pytest.approx([0.9, (0.8 + 0.7 + 2 * 0.7) / 4], abs=1e-12)
    assert found.happened[[0, 2]].tolist() == pytest.approx([1, 0.5], abs=1e-12)
    assert np.isnan(found.overconfidence[1])
    assert found.brier.score[0] == pytest.approx(0.01, abs=1e-12)


def test_nothing_to_turn() -> None:
    with pytest.raises(ValueError, match="probability: no forecasts"):
        folded_score([], [])
