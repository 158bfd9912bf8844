"""Resampling families: intervals for MCB and DSC, and a band for the reliability curve."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from app.scoring.bootstrap import bootstrap
from app.scoring.clusters import ONE_FAMILY
from app.scoring.corp import decompose


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_mean_of_the_draws_equals_that_over_all_resamples() -> None:
    p, y, family = np.array([0.2, 0.6, 0.6, 0.9]), np.array([0.0, 1.0, 0.0, 1.0]), np.array([0, 0, 1, 2])
    exact = []
    for taken in itertools.product(range(3), repeat=3):
        rows = np.concatenate([np.flatnonzero(family == one) for one in taken])
        exact.append(decompose(p[rows], y[rows]))
    found = bootstrap(p, y, family, rng=rng(), draws=20_000)
    assert found.mcb is not None
    assert found.dsc is not None
    assert found.mcb.mean == pytest.approx(np.mean([one.mcb for one in exact]), abs=0.002)
    assert found.dsc.mean == pytest.approx(np.mean([one.dsc for one in exact]), abs=0.002)
    assert found.mcb.estimate == pytest.approx(decompose(p, y).mcb, abs=1e-15)


def test_interval_by_hand_from_one_probability() -> None:
    # MCB is (rate - 1/2)^2, DSC nought; drawn rates are Binomial(50, 0.8)/50: 2.5% and 97.5% at .68 and .90
    found = bootstrap([0.5] * 50, [1] * 40 + [0] * 10, rng=rng(), draws=20_000)
    assert found.mcb is not None
    assert found.dsc is not None
    assert found.mcb.estimate == pytest.approx(0.09)
    assert found.mcb.mean == pytest.approx(0.09 + 0.16 / 50, abs=8e-4)
    # moved down by twice .0032: .0324 - .0064 and .16 - .0064; basic: .18 - .16 and .18 - .0324
    assert (found.mcb.low, found.mcb.high) == pytest.approx((0.02, 0.1536), abs=2e-3)
    assert (found.dsc.estimate, found.dsc.low, found.dsc.high) == pytest.approx((0, 0, 0), abs=1e-12)
    assert found.curve is not None
    assert [(point.probability, point.low, point.high) for point in found.curve] == [(0.5, 0.68, 0.9)]


def test_resampling_adds_the_upward_bias_of_mcb_once_more() -> None:
    source, estimates, means = rng(1), [], []
    for _ in range(40):
        p = np.round(source.beta(1.2, 1.2, 100), 2)
        found = bootstrap(p, source.random(100) < p, rng=source, draws=100).mcb
        assert found is not None
        estimates.append(found.estimate)
        means.append(found.mean)
        assert found.mean > found.estimate
    assert np.mean(estimates) == pytest.approx(0.0215, abs=0.003)  # the true MCB is nought
    assert np.mean(means) > 1.4 * np.mean(estimates)


@pytest.mark.parametrize(("slope", "true"), [(1.0, 0.0), (0.6, 0.0158545)])
def test_interval_covers_the_true_mcb(slope: float, true: float) -> None:
    # MCB is the mean of (1 - slope)^2 (p - 1/2)^2, and the words' (p - 1/2)^2 add up to 1.09
    words = np.array([0.05, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.75, 0.85, 0.9, 0.95])
    source, covered = rng(2), 0
    for _ in range(150):
        p = source.choice(words, 150)
        y = source.random(150) < 0.5 + slope * (p - 0.5)
        found = bootstrap(p, y, rng=source, draws=150).mcb
        assert found is not None
        covered += found.low <= true <= found.high
    assert covered >= 135


def test_mirrored_sides_of_one_game_are_one_family() -> None:
    source = rng(3)
    p, family = np.repeat(np.round(source.random(50), 1), 2), np.repeat(np.arange(50), 2)
    y = np.repeat(source.random(50) < p[::2], 2)
    both, once = bootstrap(p, y, family, rng=rng(4)), bootstrap(p[::2], y[::2], rng=rng(4))
    assert both.families == 50
    assert both.mcb is not None
    assert once.mcb is not None
    assert (both.mcb.low, both.mcb.high) == pytest.approx((once.mcb.low, once.mcb.high), abs=1e-12)


def test_one_family_has_no_interval() -> None:
    found = bootstrap([0.2, 0.3], [0, 1], [5, 5], rng=rng())
    assert (found.mcb, found.dsc, found.curve, found.reason) == (None, None, None, ONE_FAMILY)


def test_curve_rises_and_holds_the_fit() -> None:
    source = rng(5)
    p = source.choice([0.1, 0.3, 0.5, 0.8], 400)
    found = bootstrap(p, source.random(400) < p, rng=rng(6))
    assert found.curve is not None
    assert [point.probability for point in found.curve] == [0.1, 0.3, 0.5, 0.8]
    for ends in ([point.low for point in found.curve], [point.high for point in found.curve]):
        assert ends == sorted(ends)
    assert all(point.low < point.probability < point.high for point in found.curve)


def test_same_seed_and_another_order_give_the_same() -> None:
    source = rng(7)
    p, family = np.round(source.random(60), 1), source.integers(0, 20, 60)
    y, order = source.random(60) < p, source.permutation(60)
    again = bootstrap(p[order], y[order], family[order], rng=rng(8), draws=50)
    assert again == bootstrap(p, y, family, rng=rng(8), draws=50)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"probability": [1.2]}, "probability"),
        ({"outcome": [1, 0]}, "outcome"),
        ({"family": [1, 2]}, "family"),
        ({"weight": [0.0]}, "weight"),
        ({"draws": 0}, "draws"),
        ({"level": 0.0}, "level"),
    ],
)
def test_bad_arguments_are_named(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bootstrap(**{"probability": [0.5], "outcome": [1], "rng": rng(), **arguments})  # type: ignore[arg-type]
