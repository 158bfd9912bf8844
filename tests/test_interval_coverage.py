"""The study of the intervals' coverage, with few repetitions."""

from __future__ import annotations

import numpy as np
import pytest

from app.scoring.intervals import mean_interval
from benchmarks import interval_coverage as study
from benchmarks.interval_coverage import Design, Found

REPETITIONS = 300
ERROR = (0.93 * 0.07 / REPETITIONS) ** 0.5


@pytest.mark.parametrize(
    "design",
    [Design(20, "lognormal", "0.97, true 0.8", "identical"), Design(60, "equal", "words", "both")],
    ids=lambda design: design.kind,
)
def test_intervals_cover_as_often_as_the_study_promises(design: Design) -> None:
    found = study.measure(design, REPETITIONS)
    assert found.coverage >= study.GOAL - 3 * ERROR
    assert 0 < found.width < 1


def test_the_truth_is_the_mean_loss_to_expect() -> None:
    # said .97, true .8: .8 (.03)^2 + .2 (.97)^2
    rows = study.lay_out(Design(10, "equal", "0.97, true 0.8", "independent"))
    assert rows.target == pytest.approx(0.8 * 0.0009 + 0.2 * 0.9409, abs=1e-12)
    calibrated = study.lay_out(Design(10, "equal", "0.3", "identical"))
    assert calibrated.target == pytest.approx(0.21, abs=1e-12)


def test_one_family_holds_half_the_forecasts() -> None:
    sizes = study.family_sizes(Design(40, "half", "words", "independent"))
    assert (sizes.max(), sizes.sum(), len(sizes)) == (39, 78, 40)


@pytest.mark.parametrize("shared", ["correlated", "both"])
def test_outcomes_happen_as_often_as_is_true_and_move_together(shared: str) -> None:
    design = Design(10, "equal", "0.9, true 0.5", shared)
    rows = study.lay_out(design)
    happened = study.draw(rows, design, 20_000, np.random.default_rng(1)) < 0.5
    assert happened.mean() == pytest.approx(0.5, abs=0.01)
    # both: normal variables correlated by .45 agree in sign as arcsin(.45) / 90 degrees, Sheppard 1899
    expected = 0.8 if shared == "correlated" else 2 / np.pi * np.arcsin(0.45)
    kin = np.corrcoef(happened[:, 0], happened[:, 1])[0, 1]
    strangers = np.flatnonzero((rows.family != rows.family[0]) & (rows.article != rows.article[0]))[0]
    assert rows.family[0] == rows.family[1]
    assert kin == pytest.approx(expected, abs=0.03)
    assert np.corrcoef(happened[:, 0], happened[:, strangers])[0, 1] == pytest.approx(0, abs=0.03)


@pytest.mark.parametrize("shared", ["correlated", "article"])
def test_the_study_measures_what_is_published(shared: str) -> None:
    design = Design(20, "equal", "words", shared)
    rows = study.lay_out(design)
    found = study.measure(design, 1)
    losses = study.draw(rows, design, 1, study.generator(design))[0]
    published = mean_interval(losses, rows.family, article=rows.article if shared == "article" else None)
    assert published.low is not None
    assert published.high is not None
    assert found.width == pytest.approx(published.high - published.low, abs=1e-9)
    assert found.coverage == float(published.low <= rows.target <= published.high)


def test_summary_tells_the_least_the_mean_and_the_width() -> None:
    one = Found(Design(10, "equal", "0.1", "independent"), 0.94, 0.2, 1.0, 2000)
    other = Found(Design(10, "equal", "0.3", "independent"), 0.98, 0.3, 0.5, 2000)
    assert study.summary([one, other]).splitlines() == [
        "| families | families of one size |",
        "|---|---|",
        "| 10 | 94.0% / 96.0%, 0.250 (75%) |",
    ]
    assert one.error == pytest.approx(0.00531, abs=1e-5)
