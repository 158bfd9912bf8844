"""A score over time: windows worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from app.scoring.history import rolling_means
from app.scoring.intervals import mean_interval

# month 0: losses .04 and .64; month 1: nothing; month 2: .09; month 3: .25 twice in one family
LOSSES = np.array([0.04, 0.64, 0.09, 0.25, 0.25])
MONTH = np.array([100, 100, 102, 103, 103])
FAMILY = np.array([1, 2, 3, 4, 4])


def test_each_window_holds_the_months_up_to_its_own() -> None:
    windows = rolling_means(LOSSES, MONTH, months=2, family=FAMILY)
    assert [window.month for window in windows] == [100, 101, 102, 103]
    assert [window.n for window in windows] == [2, 2, 1, 3]
    assert [window.mean for window in windows] == pytest.approx([0.34, 0.34, 0.09, 0.59 / 3])
    assert [window.clusters for window in windows] == [2, 2, 1, 2]
    assert windows[2].interval is None
    assert windows[2].reason == "one family of questions says nothing about its own sampling error"


def test_a_window_without_closings_says_so() -> None:
    quiet = rolling_means(LOSSES, MONTH, months=1, family=FAMILY)[1]
    assert (quiet.n, quiet.mean, quiet.interval) == (0, None, None)
    assert quiet.reason == "no question closed in this window"


def test_the_interval_is_the_one_of_its_rows_alone() -> None:
    dice = np.random.default_rng(7)
    losses, month = dice.uniform(0, 1, 300), dice.integers(0, 6, 300)
    family = dice.integers(0, 90, 300)
    last = rolling_means(losses, month, months=3, family=family)[-1]
    rows = month >= 3
    alone = mean_interval(losses[rows], family[rows])
    assert last.interval == pytest.approx((alone.low, alone.high), abs=1e-12)
    assert (last.method, last.clusters) == (alone.method, alone.clusters)


def test_updates_weigh_without_adding_to_n() -> None:
    (window,) = rolling_means(
        np.array([0.0, 1.0]),
        np.array([5, 5]),
        months=12,
        family=np.array([1, 1]),
        weight=np.array([0.75, 0.25]),
        counted=np.array([False, True]),
    )
    assert window.n == 1
    assert window.mean == pytest.approx(0.25)


def test_nothing_has_no_history() -> None:
    assert rolling_means(np.zeros(0), np.zeros(0, dtype=np.int64), months=12) == ()


@pytest.mark.parametrize(
    ("losses", "month", "months", "message"),
    [
        ([0.1, np.nan], [1, 2], 12, "losses: nan at index 1"),
        ([0.1], [1, 2], 12, "month: expected 1 values"),
        ([0.1], [1], 0, "months: 0 is not at least 1"),
        ([0.1, 0.2], [0, 2400], 12, "month: 2401 months from first to last"),
    ],
)
def test_bad_input_is_named(losses: list[float], month: list[int], months: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rolling_means(np.array(losses), np.array(month), months=months)


def test_forecasts_that_share_an_article_widen_the_window() -> None:
    # forty families, each seen from four articles; whoever wrote in an even one was wrong throughout
    article = np.tile(np.arange(4), 40)
    losses = np.where(article % 2, 0.04, 0.64)
    family, month = np.repeat(np.arange(40), 4), np.zeros(160, dtype=np.int64)
    alone = rolling_means(losses, month, months=1, family=family)[0]
    both = rolling_means(losses, month, months=1, family=family, article=article)[0]
    assert alone.mean == both.mean == pytest.approx(0.34)
    assert alone.interval is not None
    assert both.interval is not None
    assert alone.interval[0] > 0.3  # every family has the same mean
    assert both.interval[0] < 0.1  # two of four articles were nearly right
    assert both.method == "bounded mean, by betting; by family and article"
    expected = mean_interval(losses, family, article=article)
    assert both.interval == pytest.approx((expected.low, expected.high))
