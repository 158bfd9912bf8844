"""What a calibrated forecaster's curve and MCB look like by chance."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from app.scoring.consistency import FRACTIONS, consistency
from app.scoring.corp import decompose


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize(
    ("n", "expected", "error"),
    [(10, 0.08307, 0.0015), (20, 0.05764, 0.0008), (50, 0.03389, 0.0004), (100, 0.02151, 0.0005)],
)
def test_mcb_of_a_calibrated_forecaster(n: int, expected: float, error: float) -> None:
    # mean MCB of calibrated p = round(Beta(1.2, 1.2), 2), from an independent simulation
    source = rng(n)
    found = [
        consistency(np.round(source.beta(1.2, 1.2, n), 2), np.zeros(n), rng=source, draws=50).expected
        for _ in range(300)
    ]
    assert np.mean(np.array(found, dtype=float)) == pytest.approx(expected, abs=error + 3 * 0.009 / 300**0.5)


def test_what_a_family_says_twice_at_one_probability_is_said_once_with_twice_the_weight() -> None:
    family = [7, 3, 7, 9, 3]
    twice = consistency([0.3, 0.6, 0.3, 0.8, 0.2], [1, 0, 1, 1, 0], family, rng=rng(5), draws=200)
    once = consistency(
        [0.3, 0.6, 0.8, 0.2], [1, 0, 1, 0], [7, 3, 9, 3], weight=[2, 1, 1, 1], rng=rng(5), draws=200
    )
    assert twice == once


def test_null_distribution_by_going_through_all_outcomes() -> None:
    p = np.array([0.2, 0.5, 0.5, 0.7])
    chance = {}
    for y in itertools.product((0, 1), repeat=4):
        chance[y] = float(np.prod(np.where(np.array(y) == 1, p, 1 - p)))
    mcb = {y: decompose(p, y).mcb for y in chance}
    observed = (1, 0, 0, 1)
    expected = sum(chance[y] * mcb[y] for y in chance)
    tail = sum(chance[y] for y in chance if mcb[y] >= mcb[observed] - 1e-9)
    found = consistency(p, observed, rng=rng(), draws=20_000)
    assert found.mcb == pytest.approx(mcb[observed], abs=1e-12)
    assert found.expected == pytest.approx(expected, abs=0.004)
    assert found.p == pytest.approx(tail, abs=0.015)


def test_one_probability_gives_the_binomial_band() -> None:
    # 50 forecasts of 0.8: the fit is the event rate, Binomial(50, 0.8)/50, 2.5% and 97.5% at .68 and .90
    found = consistency([0.8] * 50, [1] * 40 + [0] * 10, rng=rng(), draws=20_000, level=0.95)
    assert found.band is not None
    assert [(point.probability, point.low, point.high) for point in found.band] == [(0.8, 0.68, 0.9)]
    # MCB is (rate - 0.8)^2, of mean 0.16/50
    assert found.expected == pytest.approx(0.0032, abs=0.0001)
    assert found.p == 1.0


def test_updates_of_one_question_add_nothing() -> None:
    source = rng(3)
    p = np.round(source.random(40), 2)
    y = (source.random(40) < p).astype(float)
    once = consistency(p, y, np.arange(40), rng=rng(1))
    thrice = consistency(np.repeat(p, 3), np.repeat(y, 3), np.repeat(np.arange(40), 3), rng=rng(1))
    weighted = consistency(
        np.repeat(p, 3),
        np.repeat(y, 3),
        np.repeat(np.arange(40), 3),
        weight=np.tile([0.5, 0.3, 0.2], 40),
        rng=rng(1),
    )
    for other in (thrice, weighted):
        assert other.families == once.families == 40
        assert other.p == once.p
        assert (other.expected, other.high) == pytest.approx((once.expected, once.high), abs=1e-12)
        assert other.band is not None
        assert once.band is not None
        assert [point.high for point in other.band] == pytest.approx([point.high for point in once.band])


def test_rows_of_a_family_happen_together() -> None:
    # two families of 50 forecasts of 0.5 have event rates 0, 1/2 or 1: MCB 1/4 with chance 1/2, else 0
    found = consistency([0.5] * 100, [0] * 100, np.repeat([4, 9], 50), rng=rng(), draws=4_000)
    assert found.expected == pytest.approx(0.125, abs=0.01)
    assert found.p == pytest.approx(0.5, abs=0.03)
    assert found.band is not None
    assert (found.band[0].low, found.band[0].high) == (0, 1)


def test_what_is_certain_never_varies() -> None:
    found = consistency([0.0, 0.0, 1.0], [0, 0, 1], rng=rng(), draws=20)
    assert (found.mcb, found.expected, found.high, found.p) == (0, 0, 0, 1)
    wrong = consistency([0.0, 0.0, 1.0], [0, 0, 0], rng=rng(), draws=19)
    assert wrong.p == 0.05  # one in twenty is the least that 19 draws can show


def test_a_forecaster_far_from_calibrated_stands_out() -> None:
    found = consistency([0.9] * 60 + [0.1] * 60, [0] * 30 + [1] * 30 + [0] * 30 + [1] * 30, rng=rng())
    assert found.p == 0.001
    assert found.high is not None
    assert found.mcb > found.high


def test_fractions_have_no_band() -> None:
    found = consistency([0.2, 0.4], [0.5, 1], rng=rng())
    assert (found.band, found.expected, found.p, found.reason) == (None, None, None, FRACTIONS)
    assert found.mcb > 0


def test_many_probabilities_are_read_on_a_grid() -> None:
    p = np.linspace(0.1, 0.9, 400)
    found = consistency(p, p > 0.5, rng=rng(), draws=20)
    assert found.band is not None
    assert len(found.band) == 101
    assert (found.band[0].probability, found.band[-1].probability) == (0.1, 0.9)


def test_order_of_rows_does_not_matter() -> None:
    source = rng(4)
    p, family = np.round(source.random(60), 1), source.integers(0, 20, 60)
    y, order = source.random(60) < p, source.permutation(60)
    again = consistency(p[order], y[order], family[order], rng=rng(5), draws=50)
    assert again == consistency(p, y, family, rng=rng(5), draws=50)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"probability": [1.2]}, "probability"),
        ({"outcome": [1, 0]}, "outcome"),
        ({"family": [1, 2]}, "family"),
        ({"weight": [-1.0]}, "weight"),
        ({"draws": 0}, "draws"),
        ({"level": 1.0}, "level"),
    ],
)
def test_bad_arguments_are_named(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        consistency(**{"probability": [0.5], "outcome": [1], "rng": rng(), **arguments})  # type: ignore[arg-type]
