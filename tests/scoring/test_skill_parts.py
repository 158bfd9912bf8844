"""Murphy's parts of skill, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from app.scoring.skill import brier_skill
from app.scoring.skill_parts import FORECASTS_ALIKE, OUTCOMES_ALIKE, skill_parts, skill_parts_by_group
from app.scoring.tally import canonical_order, tally_sorted

PROBABILITY = [0.2, 0.2, 0.2, 0.2, 0.8, 0.8]
OUTCOME = [0, 0, 0, 1, 1, 0]


def test_by_hand() -> None:
    found = skill_parts(PROBABILITY, OUTCOME)
    # means 0.4 and 1/3, variances 0.08 and 2/9, covariance 1/30: r = 1/4, s_p/s_y = 0.6
    assert found.bias == pytest.approx(1 / 15, abs=1e-12)
    assert found.correlation == pytest.approx(0.25, abs=1e-12)
    assert found.potential == pytest.approx(0.0625, abs=1e-12)
    assert found.conditional_bias == pytest.approx(0.35**2, abs=1e-12)
    assert found.unconditional_bias == pytest.approx(0.02, abs=1e-12)
    # the Brier score is 0.24, that of the base rate 2/9
    assert found.skill == pytest.approx(-0.08, abs=1e-12)
    assert found.skill == pytest.approx(brier_skill(PROBABILITY, OUTCOME), abs=1e-12)
    assert found.reason is None


def test_a_weight_counts_as_often_as_it_says() -> None:
    found = skill_parts([0.2, 0.2, 0.8, 0.8, 0.6], [0, 1, 1, 0, 1], weight=[3, 1, 1, 1, 0])
    assert found.skill == pytest.approx(-0.08, abs=1e-12)
    assert found.potential == pytest.approx(0.0625, abs=1e-12)
    assert found.unconditional_bias == pytest.approx(0.02, abs=1e-12)


def test_calibrated_forecasts_have_their_potential() -> None:
    found = skill_parts([0.25] * 4 + [0.75] * 4, [0, 0, 0, 1, 0, 1, 1, 1])
    assert (found.bias, found.conditional_bias, found.unconditional_bias) == pytest.approx(
        (0, 0, 0), abs=1e-12
    )
    assert found.skill == found.potential == pytest.approx(0.25, abs=1e-12)


def test_where_all_outcomes_are_alike_only_the_bias_is_left() -> None:
    found = skill_parts([0.1, 0.7], [1, 1])
    assert (found.skill, found.potential, found.conditional_bias, found.unconditional_bias) == (None,) * 4
    assert found.bias == pytest.approx(-0.6, abs=1e-12)
    assert found.reason == OUTCOMES_ALIKE


def test_where_all_forecasts_are_alike_there_is_skill_without_parts() -> None:
    found = skill_parts([0.7] * 3, [1, 0, 0])
    assert (found.potential, found.correlation, found.unconditional_bias) == (None, None, None)
    assert found.reason == FORECASTS_ALIKE
    assert found.skill == pytest.approx(1 - (0.09 + 2 * 0.49) / 3 / (2 / 9), abs=1e-12)


def test_a_weightless_row_makes_no_difference_between_forecasts() -> None:
    assert skill_parts([0.7, 0.7, 0.1], [1, 0, 0], weight=[1, 1, 0]).reason == FORECASTS_ALIKE


def test_each_group_has_its_own() -> None:
    p, y = np.array([*PROBABILITY, 0.5, 0.6]), np.array([*OUTCOME, 1, 1], dtype=float)
    group = np.array([2] * 6 + [0] * 2)
    order = canonical_order(group, p, y)
    cells = tally_sorted(group[order], p[order], y[order], np.ones(8), groups=3)
    found = skill_parts_by_group(cells)
    assert found.skill[2] == pytest.approx(-0.08, abs=1e-12)
    assert found.bias[0] == pytest.approx(-0.45, abs=1e-12)
    assert np.isnan(found.skill[:2]).all()
    assert np.isnan(found.bias[1])
