"""Sampling error of a mean score."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scoring.betting import betting_intervals
from app.scoring.intervals import ALONE, BOUNDED, ROBUST, mean_interval


def test_standard_error_by_hand() -> None:
    # families {0.1, 0.3}, {0.5}, {0.7}: mean 0.4, residual sums -0.4, 0.1, 0.3
    found = mean_interval([0.1, 0.3, 0.5, 0.7], [1, 1, 2, 3])
    assert found.mean == pytest.approx(0.4, abs=1e-15)
    assert found.se == pytest.approx(math.sqrt(3 / 2 * (0.16 + 0.01 + 0.09)) / 4, abs=1e-15)
    assert (found.clusters, found.effective_clusters) == pytest.approx((3, 16 / 6))
    assert found.method == BOUNDED  # three families are few


def test_singletons_give_the_ordinary_standard_error_and_t_interval() -> None:
    losses = np.random.default_rng(3).random(200)
    found = mean_interval(losses)
    se = losses.std(ddof=1) / math.sqrt(200)
    assert found.method == ROBUST
    assert found.se == pytest.approx(se, rel=1e-12)
    assert found.high == pytest.approx(losses.mean() + 1.971956544249395 * se, rel=1e-9)  # t(199), table


def test_one_family_says_nothing_about_its_own_error() -> None:
    found = mean_interval([0.1, 0.3], [5, 5])
    assert (found.se, found.low, found.high, found.method) == (None, None, None, None)
    assert found.reason == ALONE


def test_equal_losses_do_not_pretend_to_certainty() -> None:
    found = mean_interval([0.0009] * 50)
    assert found.se == 0
    assert found.method == BOUNDED
    assert found.low is not None
    assert found.high is not None
    assert found.low <= 0.0009
    assert found.high > 0.05


def test_rare_large_losses_take_the_bounded_interval() -> None:
    losses = [0.0009] * 97 + [0.9409] * 3  # three surprises in a hundred
    found = mean_interval(losses)
    assert found.method == BOUNDED
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low < found.mean < found.high <= 1


def test_mirrored_sides_of_one_game_are_one_cluster() -> None:
    losses = np.repeat(np.random.default_rng(5).random(100), 2)
    games = np.repeat(np.arange(100), 2)
    twice, once = mean_interval(losses, games), mean_interval(losses[::2])
    assert twice.clusters == 100
    assert twice.se == pytest.approx(once.se, rel=1e-12)
    assert (twice.low, twice.high) == pytest.approx((once.low, once.high), rel=1e-12)


def test_order_does_not_matter() -> None:
    rng = np.random.default_rng(8)
    losses, family = rng.random(30), rng.integers(0, 12, 30)
    order = rng.permutation(30)
    one, other = mean_interval(losses, family), mean_interval(losses[order], family[order])
    assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=1e-12)


def test_bets_refute_nothing_that_two_clusters_could_hide() -> None:
    group = np.zeros(2, dtype=np.int64)
    low, high = betting_intervals(group, np.array([0.0, 0.0]), np.ones(2), groups=1)
    # both bets stake the most they may: (1 + 0.95 m/(1 - m))^2 = 40 at m/(1 - m) = (sqrt(40) - 1)/0.95
    odds = (math.sqrt(40) - 1) / 0.95
    assert low[0] == 0
    assert high[0] == pytest.approx(odds / (1 + odds), abs=1e-11)


def test_bets_on_many_clusters_follow_the_claim() -> None:
    # 25 clusters of 0.4 and 25 of 0.6; at the lower end m each bet is c = sqrt(2 ln 40/50 m/(1 - m))/spread
    mean = np.repeat([0.4, 0.6], 25)
    low, high = betting_intervals(np.zeros(50, dtype=np.int64), mean, np.ones(50), groups=1)
    wealth = 0.0
    for spread in (0.8, 0.3):
        bet = min(math.sqrt(2 * math.log(40) / 50 * low[0] / (1 - low[0])) / spread, 0.95)
        wealth += math.prod((1 + bet * (0.4 / low[0] - 1), 1 + bet * (0.6 / low[0] - 1))) ** 25 / 2
    assert wealth == pytest.approx(40, rel=1e-6)
    assert high[0] == pytest.approx(1 - low[0], abs=1e-11)  # the same bets on the other side


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(1, 9)), min_size=2, max_size=12), st.floats(0.001, 0.999)
)
def test_what_one_claim_refutes_every_farther_claim_does(
    clusters: list[tuple[float, int]], claim: float
) -> None:
    # the wealth at any claim below the lower end has reached 40, so that what survives is one interval
    mean = np.array([m for m, _ in clusters])
    weight = np.array([float(w) for _, w in clusters])
    low, high = betting_intervals(np.zeros(len(mean), dtype=np.int64), mean, weight, groups=1)
    share = weight / weight.max()
    claim *= float(low[0])
    if claim > 1e-9:
        wealth = 0.0
        for spread in (0.8, 0.3):
            pull = math.sqrt(2 * math.log(40) / float(share @ share) * claim / (1 - claim))
            wealth += float(np.prod(1 + min(pull / spread, 0.95) * share * (mean / claim - 1))) / 2
        assert wealth >= 40 * (1 - 1e-6)
    centre = np.average(mean, weights=weight)
    assert 0 <= low[0] <= centre + 1e-12
    assert centre - 1e-12 <= high[0] <= 1


def test_each_group_has_the_interval_it_has_alone() -> None:
    rng = np.random.default_rng(4)
    mean, weight, group = rng.random(30), rng.integers(1, 5, 30).astype(float), np.repeat([0, 1, 2], 10)
    low, high = betting_intervals(group, mean, weight, groups=3)
    for g in range(3):
        alone = betting_intervals(
            np.zeros(10, dtype=np.int64), mean[group == g], weight[group == g], groups=1
        )
        assert (low[g], high[g]) == pytest.approx((alone[0][0], alone[1][0]), abs=1e-12)


@pytest.mark.parametrize(("chance", "families"), [(0.97, 10), (0.97, 60), (0.5, 20), (0.03, 150)])
def test_intervals_cover(chance: float, families: int) -> None:
    rng = np.random.default_rng(families)
    truth = chance * (1 - chance)
    covered = 0
    for _ in range(200):
        y = (rng.random(families) < chance).astype(float)
        found = mean_interval(np.square(chance - y))
        covered += found.low <= truth <= found.high  # type: ignore[operator]
    assert covered >= 186


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"losses": []}, "losses"),
        ({"losses": [1.5]}, "losses"),
        ({"losses": [0.5], "cluster": [1, 2]}, "cluster"),
        ({"losses": [0.5], "level": 1.0}, "level"),
    ],
)
def test_bad_arguments_are_named(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        mean_interval(**arguments)  # type: ignore[arg-type]
