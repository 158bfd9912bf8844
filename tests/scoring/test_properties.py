"""What must hold for any forecasts whatever."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.scoring.bounds import brier_bounds
from app.scoring.brier import brier_losses, brier_score
from app.scoring.corp import decompose
from app.scoring.inputs import Columns
from app.scoring.intervals import mean_interval
from app.scoring.logarithmic import log_losses
from app.scoring.murphy import murphy
from app.scoring.scorecard import score
from app.scoring.spherical import spherical_rewards

probabilities = st.one_of(st.integers(0, 20).map(lambda k: k / 20), st.floats(0, 1))
forecasts = st.lists(st.tuples(probabilities, st.integers(0, 1)), min_size=1, max_size=60)
partial = st.lists(st.tuples(probabilities, st.sampled_from([0, 0.25, 0.5, 1])), min_size=1, max_size=60)

Pairs = list[tuple[float, float]]


def split(pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
    array = np.asarray(pairs, dtype=float)
    return array[:, 0], array[:, 1]


@given(partial)
def test_corp_parts_are_not_negative_and_sum(pairs: Pairs) -> None:
    p, y = split(pairs)
    parts = decompose(p, y)
    assert parts.mcb >= 0
    assert parts.dsc >= 0
    assert parts.mcb - parts.dsc + parts.unc == pytest.approx(parts.score, abs=1e-12)
    assert parts.score == pytest.approx(brier_score(p, y), abs=1e-12)


@given(partial)
def test_log_parts_are_not_negative_and_sum(pairs: Pairs) -> None:
    p, y = split(pairs)
    parts = decompose(np.clip(p, 0.01, 0.99), y, score="log")
    assert parts.mcb >= 0
    assert parts.dsc >= 0
    assert parts.mcb - parts.dsc + parts.unc == pytest.approx(parts.score, abs=1e-12)


@given(forecasts, st.sampled_from([None, 1, 3, 10, 20]))
def test_murphy_parts_sum_and_corrections_stay_in_range(pairs: Pairs, bins: int | None) -> None:
    p, y = split(pairs)
    parts = murphy(p, y, bins=bins)
    total = parts.reliability - parts.resolution + parts.uncertainty + parts.within
    assert total == pytest.approx(brier_score(p, y), abs=1e-12)
    rel, res, unc = parts.reliability_corrected, parts.resolution_corrected, parts.uncertainty_corrected
    assert rel is not None
    assert res is not None
    assert unc is not None
    assert rel - res + unc + parts.within == pytest.approx(total, abs=1e-12)
    assert rel >= -1e-12
    assert -1e-12 <= res <= 1 + 1e-12
    assert unc <= 0.25 + 1e-12


@given(st.integers(0, 100), st.integers(0, 100))
def test_no_score_pays_for_saying_what_one_does_not_believe(belief: int, said: int) -> None:
    b = belief / 100

    def expected(losses: object, value: float) -> float:
        pair = losses(np.array([value, value]), np.array([1.0, 0.0]))  # type: ignore[operator]
        return (
            float(np.where([b == 0, b == 1], 0.0, pair) @ [b, 1 - b])
            if b in (0, 1)
            else float(pair @ [b, 1 - b])
        )

    honest, other = b, said / 100
    assert expected(brier_losses, honest) <= expected(brier_losses, other) + 1e-15
    assert expected(spherical_rewards, honest) >= expected(spherical_rewards, other) - 1e-15
    assume(0 < said < 100 and 0 < belief < 100)
    assert expected(log_losses, honest) <= expected(log_losses, other) + 1e-15


@given(partial, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=50)
def test_order_changes_nothing(pairs: Pairs, random: object) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    cards = []
    for rows in (pairs, shuffled):
        p, y = split(rows)
        cards.append(score(Columns(probability=p, outcome=y)).to_json())
    assert cards[0] == cards[1]


@given(forecasts, st.floats(0, 0.3), st.floats(0, 0.3))
def test_bounds_contain_the_point(pairs: Pairs, below: float, above: float) -> None:
    p, y = split(pairs)
    least, greatest = brier_bounds(p, y, low=np.maximum(p - below, 0), high=np.minimum(p + above, 1))
    assert least - 1e-9 <= brier_score(p, y) <= greatest + 1e-9


@given(forecasts, st.data())
def test_intervals_contain_the_point_and_stay_in_range(pairs: Pairs, data: st.DataObject) -> None:
    p, y = split(pairs)
    families = data.draw(st.lists(st.integers(0, 8), min_size=len(p), max_size=len(p)))
    found = mean_interval(np.square(p - y), families)
    if found.low is None or found.high is None:
        assert len(set(families)) == 1
    else:
        assert -1e-12 <= found.low <= found.mean + 1e-9
        assert found.mean - 1e-9 <= found.high <= 1 + 1e-12


@given(forecasts)
@settings(deadline=None, max_examples=50)
def test_turning_every_question_round_keeps_the_brier_score(pairs: Pairs) -> None:
    p, y = split(pairs)
    assert brier_score(1 - p, 1 - y) == pytest.approx(brier_score(p, y), abs=1e-11)
