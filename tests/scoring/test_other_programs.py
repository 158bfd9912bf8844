"""The same numbers as scikit-learn's on random forecasts."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, log_loss

from app.scoring.brier import brier_score
from app.scoring.corp import decompose
from app.scoring.logarithmic import log_score


@pytest.mark.parametrize("seed", range(5))
def test_scikit_learn_agrees(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = np.round(np.clip(rng.beta(0.8, 0.8, 400), 0.01, 0.99), 2)
    y = (rng.random(400) < p).astype(int)
    w = rng.integers(1, 5, 400).astype(float)
    assert brier_score(p, y, weight=w) == pytest.approx(brier_score_loss(y, p, sample_weight=w), abs=1e-12)
    assert log_score(p, y, weight=w).mean == pytest.approx(log_loss(y, p, sample_weight=w), abs=1e-12)
    fitted = IsotonicRegression(y_min=0, y_max=1).fit_transform(p, y, sample_weight=w)
    parts = decompose(p, y, weight=w)
    best = brier_score_loss(y, fitted, sample_weight=w)
    assert parts.score - parts.mcb == pytest.approx(best, abs=1e-12)
    assert parts.unc - parts.dsc == pytest.approx(best, abs=1e-12)
