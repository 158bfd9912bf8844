"""The CORP decomposition."""

from __future__ import annotations

import math

import pytest

from app.scoring.corp import decompose

# Six forecasts, worked by hand: the pools of the isotonic fit are {0.1}, {0.2, 0.3, 0.4, 0.6}, {0.8}
# with outcomes 0 | 1, 0, 1, 0 | 1 and rates 0, 1/2, 1.
PROBABILITY = [0.1, 0.2, 0.3, 0.4, 0.6, 0.8]
OUTCOME = [0, 1, 0, 1, 0, 1]


def test_brier_parts_by_hand() -> None:
    parts = decompose(PROBABILITY, OUTCOME)
    score = (0.01 + 0.64 + 0.09 + 0.36 + 0.36 + 0.04) / 6
    fitted = 4 * 0.25 / 6
    assert parts.score == pytest.approx(score, abs=1e-15)
    assert parts.mcb == pytest.approx(score - fitted, abs=1e-15)
    assert parts.dsc == pytest.approx(0.25 - fitted, abs=1e-15)
    assert parts.unc == pytest.approx(0.25, abs=1e-15)


def test_log_parts_by_hand() -> None:
    parts = decompose(PROBABILITY, OUTCOME, score="log")
    fitted = 4 * math.log(2) / 6
    assert parts.unc == pytest.approx(math.log(2), abs=1e-15)
    assert parts.dsc == pytest.approx(math.log(2) - fitted, abs=1e-15)
    assert parts.score == pytest.approx(parts.mcb - parts.dsc + parts.unc, abs=1e-15)


def test_all_tied_forecasts_tell_nothing_apart() -> None:
    parts = decompose([0.7] * 4, [1, 0, 1, 0])
    assert parts.dsc == 0
    assert parts.mcb == pytest.approx(0.04, abs=1e-15)


def test_one_class_only() -> None:
    parts = decompose([0.7, 0.9], [1, 1])
    assert (parts.dsc, parts.unc) == (0, 0)
    assert parts.mcb == pytest.approx(0.05, abs=1e-15)


def test_a_certain_miss_is_infinite_in_log_and_finite_in_brier() -> None:
    assert decompose([0.0, 0.5], [1, 0], score="log").mcb == math.inf
    assert math.isfinite(decompose([0.0, 0.5], [1, 0]).mcb)


def test_weights_are_repetitions() -> None:
    weighted = decompose([0.2, 0.6, 0.6], [1, 0, 1], weight=[2, 1, 3])
    repeated = decompose([0.2, 0.2, 0.6, 0.6, 0.6, 0.6], [1, 1, 0, 1, 1, 1])
    assert weighted.mcb == pytest.approx(repeated.mcb, abs=1e-15)
    assert weighted.dsc == pytest.approx(repeated.dsc, abs=1e-15)


def test_only_known_scores_decompose() -> None:
    with pytest.raises(ValueError, match="score"):
        decompose([0.5], [1], score="crps")  # type: ignore[arg-type]
