"""The same numbers as other programs' on random forecasts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
import xarray as xr
from model_diagnostics.scoring import LogLoss, SquaredError
from model_diagnostics.scoring import decompose as decompose_elsewhere
from scores.probability import brier_score as brier_elsewhere
from scores.probability import isotonic_fit
from scores.stats.statistical_tests import diebold_mariano
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, log_loss

from app.scoring.brier import brier_score
from app.scoring.corp import ScoreName, decompose, recalibrated
from app.scoring.inputs import FloatArray
from app.scoring.intervals import ROBUST
from app.scoring.logarithmic import log_score
from app.scoring.options import option_brier_scores, option_log_score
from app.scoring.paired import compare_losses
from app.scoring.tally import tally

CLOSE = 1e-12


@dataclass(frozen=True)
class Said:
    """Forecasts in steps of a hundredth, so that many are tied, with outcomes and weights."""

    p: FloatArray
    y: FloatArray
    w: FloatArray


@pytest.fixture(params=range(5))
def said(request: pytest.FixtureRequest) -> Said:
    rng = np.random.default_rng(request.param)
    p = np.clip(rng.beta(0.8, 0.8, 400), 0.01, 0.99).round(2)
    return Said(p, (rng.random(400) < p).astype(float), rng.integers(1, 5, 400).astype(float))


def test_scikit_learn_agrees(said: Said) -> None:
    p, y, w = said.p, said.y, said.w
    assert brier_score(p, y, weight=w) == pytest.approx(brier_score_loss(y, p, sample_weight=w), abs=CLOSE)
    assert log_score(p, y, weight=w).mean == pytest.approx(log_loss(y, p, sample_weight=w), abs=CLOSE)
    fitted = IsotonicRegression(y_min=0, y_max=1).fit_transform(p, y, sample_weight=w)
    parts = decompose(p, y, weight=w)
    best = brier_score_loss(y, fitted, sample_weight=w)
    assert parts.score - parts.mcb == pytest.approx(best, abs=CLOSE)
    assert parts.unc - parts.dsc == pytest.approx(best, abs=CLOSE)


def test_scikit_learn_agrees_on_several_options(said: Said) -> None:
    rng = np.random.default_rng(len(said.p) + int(said.w.sum()))
    p = rng.dirichlet([1, 2, 0.5, 1], 200)
    answer = rng.integers(0, 4, 200)
    o = np.eye(4)[answer]
    expected = brier_score_loss(answer, p, labels=range(4), scale_by_half=False)
    assert option_brier_scores(p, o).mean() == pytest.approx(expected, abs=CLOSE)
    assert option_log_score(p, o).mean == pytest.approx(log_loss(answer, p, labels=range(4)), abs=CLOSE)


def test_scores_agrees_on_the_brier_score(said: Said) -> None:
    p, y, w = (xr.DataArray(values, dims="row") for values in (said.p, said.y, said.w))
    assert brier_score(said.p, said.y) == pytest.approx(float(brier_elsewhere(p, y)), abs=CLOSE)
    weighted = brier_score(said.p, said.y, weight=said.w)
    assert weighted == pytest.approx(float(brier_elsewhere(p, y, weights=w)), abs=CLOSE)


@pytest.mark.parametrize("weighted", [False, True])
def test_scores_agrees_on_the_isotonic_fit(said: Said, weighted: bool) -> None:
    w = said.w if weighted else None
    found = isotonic_fit(said.p, said.y, weight=w)
    cells = tally(said.p, said.y, weight=w)
    ours = dict(zip(cells.probability.tolist(), recalibrated(cells).tolist(), strict=True))
    theirs = dict(zip(found["fcst_sorted"].tolist(), found["regression_values"].tolist(), strict=True))
    assert ours == pytest.approx(theirs, abs=CLOSE)


def test_scores_agrees_on_the_difference_of_two_authors(said: Said) -> None:
    # for forecasts of one step the test of Diebold and Mariano, as corrected by Harvey, Leybourne and
    # Newbold, is the t test of the mean difference
    other = np.clip(said.p + 0.15, 0, 1)
    first, second = np.square(said.p - said.y), np.square(other - said.y)
    series = xr.DataArray([first - second], dims=["pair", "row"], coords={"pair": [0], "h": ("pair", [1])})
    theirs = diebold_mariano(series, "pair", "h", method="HLN", statistic_distribution="t")
    ours = compare_losses(first, second)
    assert ours.method == ROBUST
    assert ours.difference == pytest.approx(float(theirs["mean"][0]), abs=CLOSE)
    assert ours.difference is not None
    assert ours.se is not None
    assert ours.difference / ours.se == pytest.approx(float(theirs["dm_test_stat"][0]), abs=1e-9)
    assert ours.interval == pytest.approx(
        (float(theirs["ci_lower"][0]), float(theirs["ci_upper"][0])), abs=CLOSE
    )


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize(("name", "loss"), [("brier", SquaredError()), ("log", LogLoss())])
def test_model_diagnostics_agrees_on_the_decomposition(
    said: Said, name: ScoreName, loss: SquaredError | LogLoss, weighted: bool
) -> None:
    w = said.w if weighted else None
    parts = decompose(said.p, said.y, score=name, weight=w)
    theirs = decompose_elsewhere(said.y, said.p, weights=w, scoring_function=loss).row(0, named=True)
    assert theirs == pytest.approx(
        {
            "miscalibration": parts.mcb,
            "discrimination": parts.dsc,
            "uncertainty": parts.unc,
            "score": parts.score,
        },
        abs=CLOSE,
    )


def test_model_diagnostics_agrees_on_fractions(said: Said) -> None:
    y = np.round((said.y + said.p) / 2, 1)
    parts = decompose(said.p, y, weight=said.w)
    theirs = decompose_elsewhere(y, said.p, weights=said.w, scoring_function=SquaredError()).row(0)
    assert theirs == pytest.approx((parts.mcb, parts.dsc, parts.unc, parts.score), abs=CLOSE)
