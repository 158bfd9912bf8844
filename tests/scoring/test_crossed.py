"""Standard errors by family and by article at once."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.scoring.clusters import membership, sum_clusters
from app.scoring.crossed import ONE_ARTICLE, cross, pair_numbers, two_way_error
from app.scoring.intervals import BOTH_WAYS, BOUNDED, ROBUST, cluster_intervals, mean_interval

# families {0.1, 0.3}, {0.5}, {0.7}; articles {0.1}, {0.3, 0.5}, {0.7}; mean 0.4, residuals -.3 -.1 .1 .3
LOSSES, FAMILY, ARTICLE = [0.1, 0.3, 0.5, 0.7], [1, 1, 2, 3], [7, 8, 8, 9]


def test_variances_by_hand() -> None:
    found = two_way_error(LOSSES, FAMILY, ARTICLE)
    assert found.by_family == pytest.approx(3 / 2 * (0.16 + 0.01 + 0.09) / 16, abs=1e-15)
    assert found.by_article == pytest.approx(3 / 2 * (0.09 + 0.0 + 0.09) / 16, abs=1e-15)
    assert found.by_both == pytest.approx(4 / 3 * (0.09 + 0.01 + 0.01 + 0.09) / 16, abs=1e-15)
    assert found.se == pytest.approx(math.sqrt((0.39 + 0.27 - 4 / 15) / 16), abs=1e-15)
    assert found.mean == pytest.approx(0.4, abs=1e-15)
    assert (found.families, found.articles, found.freedom) == (3, 3, 2)


def dense_variance(
    losses: NDArray[np.float64], weight: NDArray[np.float64], *ways: NDArray[np.int64]
) -> float:
    """Every pair of rows written out: `sum_ij w_i w_j e_i e_j 1{i and j in one cluster}` for each way."""
    pull = weight * (losses - np.average(losses, weights=weight)) / weight.sum()
    family, article = ways
    same_family = family[:, None] == family[None, :]
    same_article = article[:, None] == article[None, :]
    total = 0.0
    for sign, same in ((1, same_family), (1, same_article), (-1, same_family & same_article)):
        blocks = len({tuple(row) for row in same.tolist()})
        total += sign * blocks / (blocks - 1) * float(pull @ same @ pull)
    return total


@pytest.mark.parametrize("seed", range(6))
def test_equals_the_sum_over_all_pairs_of_rows(seed: int) -> None:
    rng = np.random.default_rng(seed)
    family, article = rng.integers(0, 9, 60), rng.integers(0, 7, 60)
    shock = 0.4 * rng.random(9)[family] + 0.4 * rng.random(7)[article]
    losses, weight = shock + 0.2 * rng.random(60), rng.integers(1, 4, 60).astype(float)
    found = two_way_error(losses, family, article, weight=weight)
    expected = dense_variance(np.round(losses, 12), weight, family, article)
    assert found.by_family is not None
    assert expected > found.by_family
    assert found.se == pytest.approx(math.sqrt(expected), rel=1e-10)


def test_articles_that_take_variance_away_leave_the_family_error() -> None:
    # each article holds one high and one low loss, so its sums vanish
    losses, family, article = [0.1, 0.9, 0.1, 0.9], [1, 2, 3, 4], [1, 1, 2, 2]
    found = two_way_error(losses, family, article)
    assert found.by_article == 0
    assert found.se == pytest.approx(math.sqrt(4 / 3 * 4 * 0.16) / 4, abs=1e-15)


@pytest.mark.parametrize("rows", [12, 300])
def test_articles_of_one_row_each_change_nothing(rows: int) -> None:
    rng = np.random.default_rng(rows)
    losses, family = rng.random(rows), rng.integers(0, rows // 2, rows)
    plain, both = mean_interval(losses, family), mean_interval(losses, family, article=np.arange(rows))
    assert both == plain


def test_articles_within_families_change_nothing() -> None:
    rng = np.random.default_rng(5)
    article = rng.integers(0, 100, 300)
    losses, family = rng.random(300), article // 2
    assert mean_interval(losses, family, article=article) == mean_interval(losses, family)


@pytest.mark.parametrize(("families", "method"), [(5, BOUNDED), (100, ROBUST)])
def test_one_article_leaves_the_family_interval_and_says_so(families: int, method: str) -> None:
    losses = np.random.default_rng(6).random(families)
    plain, both = mean_interval(losses), mean_interval(losses, article=np.zeros(families, dtype=int))
    assert both.method == f"{method}; {ONE_ARTICLE}"
    assert (both.se, both.low, both.high) == (plain.se, plain.low, plain.high)
    found = two_way_error(losses, np.arange(families), np.zeros(families, dtype=int))
    assert (found.by_article, found.reason) == (None, ONE_ARTICLE)
    assert found.se == pytest.approx(plain.se, rel=1e-12)


def test_one_family_in_several_articles_has_no_error() -> None:
    assert mean_interval([0.1, 0.3], [1, 1], article=[1, 2]).se is None
    found = two_way_error([0.1, 0.3], [1, 1], [1, 2])
    assert (found.se, found.freedom) == (None, None)
    assert found.reason is not None


def test_many_both_ways_take_the_wider_error_and_the_fewer_degrees_of_freedom() -> None:
    rng = np.random.default_rng(9)
    article = np.repeat(np.arange(60), 5)
    losses = np.clip(0.3 * rng.random(60)[article] + 0.4 * rng.random(300), 0, 1)
    found = mean_interval(losses, article=article)
    alone = mean_interval(losses, article)
    assert found.method == f"{ROBUST}; {BOTH_WAYS}"
    assert found.se == pytest.approx(alone.se, rel=1e-12)  # questions lie within articles: by article alone
    assert found.high == pytest.approx(
        found.mean + 2.000995378089 * (found.se or 0), rel=1e-9
    )  # t(59), table
    assert found.clusters == 300


def test_few_articles_take_the_hull_of_both_betting_intervals() -> None:
    rng = np.random.default_rng(10)
    article = np.repeat(np.arange(6), 20)
    losses = np.clip(0.5 * rng.random(6)[article] + 0.4 * rng.random(120), 0, 1)
    found, by_family, by_article = (
        mean_interval(losses, article=article),
        mean_interval(losses),
        mean_interval(losses, article),
    )
    assert found.method == f"{BOUNDED}; {BOTH_WAYS}"
    assert by_family.method == ROBUST  # six articles decide the switch, not 120 questions
    assert found.low is not None
    assert found.high is not None
    assert by_article.low is not None
    assert by_article.high is not None
    assert found.low <= by_article.low
    assert found.high >= by_article.high


def test_rows_without_weight_bring_no_article() -> None:
    found = mean_interval(LOSSES, FAMILY, article=[7, 7, 7, 9], weight=[1, 1, 1, 0])
    assert found.method == f"{BOUNDED}; {ONE_ARTICLE}"


def test_each_group_has_the_interval_it_has_alone() -> None:
    rng = np.random.default_rng(11)
    group = np.sort(rng.integers(0, 5, 400))
    family, article = rng.integers(0, 60, 400), rng.integers(0, 25, 400)
    article[group == 3] = 1
    losses, weight = rng.random(400), rng.integers(1, 3, 400).astype(float)
    member = membership(group, family, losses)
    clusters = sum_clusters(member, group, weight, loss=losses, surprise=losses, groups=5)
    found = cluster_intervals(clusters, crossed=cross(member, group, article, weight, loss=losses, groups=5))
    for g in range(5):
        own = group == g
        alone = mean_interval(losses[own], family[own], article=article[own], weight=weight[own])
        assert (found.se[g], found.low[g], found.high[g]) == pytest.approx(
            (alone.se, alone.low, alone.high), abs=1e-11
        )
        assert found.method(g) == alone.method


@given(st.lists(st.tuples(st.integers(-3, 4), st.integers(-2, 9)), max_size=40))
def test_pair_numbers_name_each_pair_once_without_gaps(pairs: list[tuple[int, int]]) -> None:
    first = np.array([a for a, _ in pairs], dtype=np.int64)
    second = np.array([b for _, b in pairs], dtype=np.int64)
    found = pair_numbers(first, second).tolist()
    assert len(set(zip(found, pairs, strict=True))) == len(set(found)) == len(set(pairs))
    assert set(found) == set(range(len(set(pairs))))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([], [], []), "losses"),
        (([0.5], [1, 2], [1]), "cluster"),
        (([0.5], [1], [1, 2]), "article"),
        (([1.5], [1], [1]), "losses"),
    ],
)
def test_bad_arguments_are_named(arguments: tuple[list[float], list[int], list[int]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        two_way_error(*arguments)
    if message == "article":
        with pytest.raises(ValueError, match=message):
            mean_interval(arguments[0], arguments[1], article=arguments[2])
