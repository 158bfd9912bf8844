"""Murphy's and Yates' decompositions."""

from __future__ import annotations

import pytest

from app.scoring.murphy import murphy, yates

PROBABILITY = [0.2, 0.2, 0.2, 0.2, 0.8, 0.8]
OUTCOME = [0, 0, 0, 1, 1, 0]


def test_murphy_by_hand() -> None:
    parts = murphy(PROBABILITY, OUTCOME)
    # rates 1/4 of four and 1/2 of two; base 1/3
    rel = 4 / 6 * 0.05**2 + 2 / 6 * 0.3**2
    res = 4 / 6 * (1 / 12) ** 2 + 2 / 6 * (1 / 6) ** 2
    unc = 2 / 9
    assert parts.reliability == pytest.approx(rel, abs=1e-15)
    assert parts.resolution == pytest.approx(res, abs=1e-15)
    assert parts.uncertainty == pytest.approx(unc, abs=1e-15)
    assert parts.within == pytest.approx(0, abs=1e-15)
    # The full correction would make resolution negative, so less of it is used.
    noise = 4 / 6 * (3 / 16) / 3 + 2 / 6 * (1 / 4) / 1
    share = min(rel / noise, res / (noise - unc / 5), (0.25 - unc) / (unc / 5))
    assert parts.correction == pytest.approx(share, abs=1e-15)
    assert parts.resolution_corrected == pytest.approx(res - share * (noise - unc / 5), abs=1e-15)
    assert parts.reliability_corrected == pytest.approx(rel - share * noise, abs=1e-15)
    assert parts.uncertainty_corrected == pytest.approx(unc + share * unc / 5, abs=1e-15)


def test_binning_leaves_something_over() -> None:
    parts = murphy([0.1, 0.3, 0.6], [0, 1, 1], bins=2)
    assert parts.bins == 2
    total = parts.reliability - parts.resolution + parts.uncertainty + parts.within
    assert total == pytest.approx((0.01 + 0.49 + 0.16) / 3, abs=1e-15)


def test_one_forecast_has_no_correction() -> None:
    parts = murphy([0.3], [1])
    assert parts.reliability_corrected == parts.reliability == pytest.approx(0.49)


def test_yates_by_hand() -> None:
    parts = yates(PROBABILITY, OUTCOME)
    # before YES: 0.2, 0.8; before NO: 0.2, 0.2, 0.2, 0.8
    slope = 0.5 - 0.35
    assert parts.slope == pytest.approx(slope, abs=1e-15)
    assert parts.bias == pytest.approx(0.4 - 1 / 3, abs=1e-15)
    assert parts.scatter == pytest.approx((2 * 0.09 + 4 * 0.0675) / 6, abs=1e-15)
    assert parts.outcome_variance == pytest.approx(2 / 9, abs=1e-15)
    assert parts.twice_covariance == pytest.approx(2 * slope * 2 / 9, abs=1e-15)
    score = (3 * 0.04 + 0.64 + 0.04 + 0.64) / 6
    total = parts.outcome_variance + parts.least_forecast_variance + parts.scatter + parts.bias**2
    assert total - parts.twice_covariance == pytest.approx(score, abs=1e-15)


@pytest.mark.parametrize("outcome", [[0.5, 1], [1, 1], [0, 0]])
def test_yates_needs_both_outcomes_and_no_fractions(outcome: list[float]) -> None:
    with pytest.raises(ValueError, match="outcome"):
        yates([0.5, 0.6], outcome)


def test_murphy_refuses_fractions() -> None:
    with pytest.raises(ValueError, match="outcome"):
        murphy([0.5, 0.6], [0.5, 1])


# (0.2, no) twice over, (0.6, yes) once: what weights 2 and 1 mean, said with rows instead
ROWS = ([0.2, 0.2, 0.6, 0.6, 0.6], [0, 0, 1, 0, 1])
WEIGHED = ([0.2, 0.6, 0.6], [0, 1, 0], [2, 2, 1])


def test_a_weight_of_two_is_two_rows() -> None:
    p, y, weight = WEIGHED
    rows, weighed = murphy(*ROWS), murphy(p, y, weight=weight)
    for part in ("reliability", "resolution", "uncertainty", "within", "bins"):
        assert getattr(weighed, part) == pytest.approx(getattr(rows, part), abs=1e-15)
    # REL = 2/5 (.2 - 0)^2 + 3/5 (.6 - 2/3)^2, RES = 2/5 (0 - .4)^2 + 3/5 (2/3 - .4)^2
    assert weighed.reliability == pytest.approx(0.016 + 0.6 * (1 / 15) ** 2)
    assert weighed.resolution == pytest.approx(0.064 + 0.6 * (4 / 15) ** 2)
    assert (weighed.reliability_corrected, weighed.correction) == (None, None)
    assert yates(p, y, weight=weight) == yates(*ROWS)
