"""What the scoring room refuses, and what it rounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.scoring.brier import brier_score
from app.scoring.calibration import debiased_l2, ecce_p, ece10
from app.scoring.corp import decompose
from app.scoring.inputs import Columns
from app.scoring.logarithmic import log_score
from app.scoring.murphy import murphy, yates
from app.scoring.options import option_brier_scores
from app.scoring.reliability import reliability_bins, reliability_curve
from app.scoring.spherical import spherical_score

MEASURES = (
    brier_score,
    log_score,
    spherical_score,
    decompose,
    murphy,
    yates,
    ece10,
    debiased_l2,
    ecce_p,
    reliability_bins,
    reliability_curve,
)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    ("probability", "outcome", "message"),
    [
        ([1.2], [1], r"^probability: 1\.2 at index 0 is not within 0 to 1"),
        ([0.5, -0.1], [1, 0], r"^probability: -0\.1 at index 1"),
        ([float("nan")], [1], r"^probability: nan at index 0"),
        ([float("inf")], [1], r"^probability: inf"),
        ([0.5], [float("nan")], r"^outcome: nan at index 0"),
        ([0.5], [2], r"^outcome: 2"),
        ([0.5, 0.5], [1], r"^outcome: 1 values for 2 probabilities"),
        ([], [], r"^probability: no forecasts"),
        ([[0.5]], [1], r"^probability: expected one dimension"),
        (["likely"], [1], r"^probability: expected an array of numbers"),
        ([0.5], [None], r"^outcome: expected an array of numbers"),
    ],
)
def test_every_measure_names_the_bad_argument(
    measure: Any, probability: list[Any], outcome: list[Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        measure(probability, outcome)


def test_complements_tie_after_rounding() -> None:
    assert 1 - 0.328 != 0.672  # the reason for rounding
    assert decompose([1 - 0.328, 0.672], [0, 1]).dsc == 0  # one tie, so nothing is told apart


def test_an_outcome_gone_back_to_unknown_is_an_error_not_a_score() -> None:
    with pytest.raises(ValueError, match="outcome"):
        Columns(probability=np.array([0.5, 0.5]), outcome=np.array([1.0, np.nan]))


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({"author": [1]}, "author: expected 2 values"),
        ({"author": [0.5, 1.0]}, "author: expected whole numbers"),
        ({"low": [0.1, 0.1]}, "high: low and high come together"),
        ({"low": [0.1, 0.9], "high": [0.9, 0.9]}, "low: at index 1 the probability lies outside"),
        ({"low": [0.1, 0.1], "high": [0.2, 0.9]}, "high: at index 0"),
        ({"low": [0.1, np.nan], "high": [0.9, 0.9]}, "low: each row has both ends"),
        ({"question": [7, 7]}, "outcome: the question at index 0 has another outcome elsewhere"),
    ],
)
def test_columns_that_contradict_each_other(extra: dict[str, Any], message: str) -> None:
    arrays = {name: np.asarray(values) for name, values in extra.items()}
    with pytest.raises(ValueError, match=message):
        Columns(probability=np.array([0.5, 0.5]), outcome=np.array([0, 1]), **arrays)


def test_columns_cannot_be_changed_afterwards() -> None:
    columns = Columns(probability=np.array([0.5]), outcome=np.array([1.0]))
    with pytest.raises(ValueError, match="read-only"):
        columns.probability[0] = 0.9


@pytest.mark.parametrize(
    ("probabilities", "outcomes", "message"),
    [
        ([[0.5, 0.4]], [[1, 0]], "probabilities: the options of a question must sum to 1"),
        ([[0.5, 0.5]], [[1, 1]], "outcomes: the options"),
        ([[1.5, -0.5]], [[1, 0]], "probabilities: every number"),
        ([0.5], [1], "probabilities: expected a matrix"),
        ([[0.5, 0.5]], [[1, 0], [0, 1]], "outcomes: shape"),
    ],
)
def test_options_must_be_distributions(probabilities: Any, outcomes: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        option_brier_scores(probabilities, outcomes)
