"""What a scorecard shows besides its headline: each part as its own function has it."""

from __future__ import annotations

import numpy as np
import pytest

from app.scoring.bootstrap import bootstrap
from app.scoring.consistency import consistency
from app.scoring.detail import describe
from app.scoring.inputs import Columns


def columns(size: int, *, families: int, seed: int = 5) -> Columns:
    dice = np.random.default_rng(seed)
    p = np.round(dice.beta(1.2, 1.2, size), 2)
    return Columns(
        probability=p,
        outcome=(dice.random(size) < p).astype(np.float64),
        question=np.arange(size),
        family=dice.integers(0, families, size),
    )


def test_draws_begin_with_the_consistency_band_and_go_on_with_the_bootstrap() -> None:
    held = columns(200, families=80)
    found = describe(held, np.ones(200), rng=np.random.default_rng(3))
    order = np.lexsort((held.outcome, held.probability))
    rows = held.take(order)
    rng = np.random.default_rng(3)
    assert found.consistency == consistency(rows.probability, rows.outcome, rows.family, rng=rng)
    assert found.resampled == bootstrap(rows.probability, rows.outcome, rows.family, rng=rng)
    assert found.reasons == {"brier_bounds_per_forecast": "no ranges of probability were given"}


def test_the_order_of_rows_and_rows_without_weight_change_nothing() -> None:
    held = columns(120, families=60)
    weight = (np.arange(120) % 3 > 0).astype(np.float64)
    shuffled = np.random.default_rng(9).permutation(120)
    one = describe(held, weight, rng=np.random.default_rng(1))
    other = describe(held.take(shuffled), weight[shuffled], rng=np.random.default_rng(1))
    kept = np.flatnonzero(weight)
    alone = describe(held.take(kept), weight[kept], rng=np.random.default_rng(1))
    assert one == other == alone


def test_few_families_are_not_resampled() -> None:
    found = describe(columns(200, families=10), np.ones(200), rng=np.random.default_rng(3))
    assert found.resampled is None
    assert found.reasons["resampled"].startswith("too few to judge: ")


@pytest.mark.parametrize(
    ("outcome", "nulls"),
    [([1.0, 1.0], {"yates", "resampled"}), ([0.5, 1.0], {"murphy", "yates", "resampled"})],
)
def test_what_has_no_meaning_is_null_with_its_reason(outcome: list[float], nulls: set[str]) -> None:
    held = Columns(
        probability=np.array([0.3, 0.6]),
        outcome=np.array(outcome),
        low=np.array([0.2, 0.5]),
        high=np.array([0.4, 0.7]),
    )
    found = describe(held, np.ones(2), rng=np.random.default_rng(3))
    assert {
        name
        for name in ("murphy", "yates", "skill_parts", "folded", "consistency", "resampled")
        if getattr(found, name) is None
    } == nulls
    assert set(found.reasons) == nulls


def test_nothing_says_so_of_everything() -> None:
    held = Columns(probability=np.zeros(0), outcome=np.zeros(0))
    found = describe(held, np.zeros(0), rng=np.random.default_rng(3))
    assert set(found.reasons.values()) == {"no scored forecasts"}
