"""The scorecard: names, nulls with reasons, and what changes n."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from app.scoring.inputs import Columns
from app.scoring.intervals import mean_interval
from app.scoring.peer import peer_scores
from app.scoring.scorecard import Scorecard, score, score_groups

CONTRACT = {
    "n",
    "questions",
    "clusters",
    "base_rate",
    "brier",
    "brier_se",
    "brier_interval",
    "brier_bounds",
    "log",
    "log_clipped",
    "spherical",
    "mcb",
    "dsc",
    "unc",
    "skill",
    "calibration",
    "peer",
    "adjusted",
    "adjusted_interval",
    "shrunk",
    "rank",
    "unranked",
}


def columns(**arrays: Any) -> Columns:
    return Columns(**{name: np.asarray(values) for name, values in arrays.items()})


def many(n: int = 120, seed: int = 2) -> Columns:
    rng = np.random.default_rng(seed)
    p = np.round(rng.random(n), 2)
    return columns(
        probability=p,
        outcome=(rng.random(n) < p).astype(float),
        author=rng.integers(0, 5, n),
        family=rng.integers(0, n // 2, n),
    )


def test_json_has_the_contract_and_no_nan() -> None:
    for card in (
        score(many()),
        score(columns(probability=[], outcome=[])),
        score(columns(probability=[1.0], outcome=[0])),
    ):
        plain = card.to_json()
        assert set(plain) >= CONTRACT
        assert set(plain["calibration"]) == {"debiased_l2", "ece10", "ecce_p", "withheld"}
        json.dumps(plain, allow_nan=False)


@pytest.mark.parametrize(
    "card",
    [
        score(columns(probability=[], outcome=[])),
        score(columns(probability=[0.0], outcome=[1])),
        score(columns(probability=[0.4, 0.6], outcome=[0.5, 1])),
        score(many()),
    ],
)
def test_every_null_has_its_reason(card: Scorecard) -> None:
    plain = card.to_json()
    nulls = {name for name, value in plain.items() if value is None}
    explained = set(plain["reasons"]) | {"interval_method", "unranked"}
    assert nulls <= explained
    assert all(reason for reason in plain["reasons"].values())


def test_who_shares_one_family_has_an_adjusted_score_but_nothing_that_rests_on_its_error() -> None:
    # 0 meets 1 on one question alone; 1 and 2 meet on twelve
    author = np.concatenate([[0], np.ones(13), np.full(12, 2)]).astype(np.int64)
    question = np.concatenate([[0], np.arange(13), np.arange(1, 13)])
    p = np.random.default_rng(44).random(26).round(2)
    cards = score_groups(
        Columns(probability=p, outcome=(question % 2).astype(np.float64), author=author, question=question),
        author,
    )
    first = cards[0][1]
    assert first.adjusted is not None
    assert (first.shrunk, first.adjusted_interval) == (None, None)
    for name in ("shrunk", "adjusted_interval"):
        assert "too few shared families" in first.reasons[name]


def test_all_together_are_not_said_to_have_answered_alone() -> None:
    # two authors on the same twelve questions: each was compared, and the sum of both with nobody
    author, question = np.repeat([0, 1], 12), np.tile(np.arange(12), 2)
    p = np.random.default_rng(45).random(24).round(2)
    card = score(
        Columns(probability=p, outcome=(question % 2).astype(np.float64), author=author, question=question)
    )
    together = "all forecasts together are compared with nobody"
    assert card.unranked == together
    for name in ("adjusted", "adjusted_interval", "shrunk", "rank", "rank_set", "better_than"):
        assert card.reasons[name] == together, name


def test_nobody_gets_a_score_from_nothing() -> None:
    card = score(columns(probability=[], outcome=[]))
    assert (card.n, card.brier, card.log, card.brier_interval) == (0, None, None, None)
    assert card.reasons["brier"] == "no scored forecasts"
    assert score_groups(columns(probability=[], outcome=[]), np.zeros(0, dtype=np.int64)) == []


def test_one_unlikely_event_that_happened() -> None:
    card = score(columns(probability=[0.2], outcome=[1], low=[0.1], high=[0.3]))
    assert card.brier == pytest.approx(0.64)
    assert card.brier_bounds == pytest.approx((0.49, 0.81))
    assert card.brier_interval is None
    assert card.unranked == "too few to rank: 1 of at least 10 effective clusters"
    assert card.calibration.withheld == "too few to judge: 1 of at least 30 effective clusters"
    assert card.skill is None


def test_the_shock_that_decides_eight_of_sixteen_counts_as_one() -> None:
    families = [0] * 8 + list(range(1, 9))
    card = score(columns(probability=[0.5] * 16, outcome=[0, 1] * 8, family=families))
    assert (card.n, card.clusters) == (16, 9)
    assert card.effective_clusters == pytest.approx(256 / 72)
    assert card.unranked == "too few to rank: 3.5 of at least 10 effective clusters"


def test_just_below_a_minimum_never_reads_as_the_minimum() -> None:
    families = [*range(10), 0]
    card = score(columns(probability=[0.5] * 11, outcome=[0] * 11, family=families))
    assert card.unranked == "too few to rank: 9.3 of at least 10 effective clusters"  # 121 / 13 = 9.307


def test_restating_adds_no_n() -> None:
    said = {"author": [1, 1, 1], "question": [4, 4, 4], "made_on": [1, 2, 3]}
    for rule in ("first", "standing", "all"):
        card = score(columns(probability=[0.6, 0.6, 0.6], outcome=[1, 1, 1], **said), updates=rule)
        assert (card.n, card.questions, card.clusters) == (1, 1, 1)
        assert card.brier == pytest.approx(0.16)
        assert card.brier_interval is None  # restating narrows nothing


def test_superseded_forecasts_are_not_averaged_in() -> None:
    said = columns(
        probability=[0.1, 0.9],
        outcome=[1, 1],
        author=[1, 1],
        question=[4, 4],
        made_on=[1, 2],
        closes_on=[5, 5],
    )
    assert score(said).brier == pytest.approx(0.81)
    assert score(said, updates="standing").brier == pytest.approx(0.01)
    assert score(said, updates="all").brier == pytest.approx(0.41)
    assert score(said, updates="time_weighted").brier == pytest.approx(0.25 * 0.81 + 0.75 * 0.01)


def test_co_forecasters_on_one_question_are_one_cluster() -> None:
    card = score(columns(probability=[0.6, 0.7], outcome=[1, 1], author=[1, 2], question=[4, 4]))
    assert (card.n, card.questions, card.clusters) == (2, 1, 1)


def test_mirrored_sides_of_games_do_not_double_the_evidence() -> None:
    rng = np.random.default_rng(6)
    p = np.round(rng.random(60), 2)
    y = (rng.random(60) < p).astype(float)
    game = np.arange(60)
    once = score(columns(probability=p, outcome=y, family=game))
    twice = score(
        columns(probability=np.append(p, 1 - p), outcome=np.append(y, 1 - y), family=np.append(game, game))
    )
    assert twice.clusters == once.clusters == 60
    assert twice.brier_se == pytest.approx(once.brier_se, rel=1e-9)


def test_after_the_close_is_too_late() -> None:
    card = score(columns(probability=[0.5, 0.9], outcome=[0, 1], made_on=[1, 9], closes_on=[5, 5]))
    assert (card.n, card.after_close) == (1, 1)
    assert card.brier == pytest.approx(0.25)


def test_fractions_kept_and_dropped() -> None:
    said = columns(probability=[0.4, 0.6], outcome=[0.5, 1])
    kept, dropped = score(said), score(said, fractions="drop")
    assert kept.brier == pytest.approx((0.01 + 0.16) / 2)
    assert kept.spherical is None
    assert kept.reasons["spherical"] == "not defined for outcomes between 0 and 1"
    assert dropped.brier == pytest.approx(0.16)
    assert (dropped.n, dropped.fractions_dropped) == (1, 1)


def test_certain_and_wrong() -> None:
    card = score(columns(probability=[0.0, 0.5], outcome=[1, 1]))
    assert card.log is None
    assert card.log_infinite == 1
    assert card.log_clipped == pytest.approx((math.log(1000) + math.log(2)) / 2)
    assert "certain and wrong 1 times" in card.reasons["log"]


def test_groups_score_as_they_would_alone() -> None:
    said = many(600)
    assert said.author is not None
    for code, card in score_groups(said, said.author):
        alone = score(said.take(said.author == code))
        for name, value in alone.to_json().items():
            if isinstance(value, float):
                assert card.to_json()[name] == pytest.approx(value, abs=1e-12), name
        assert card.reliability == alone.reliability
        assert card.curve == alone.curve


def test_order_of_rows_changes_no_byte() -> None:
    said = many(300)
    shuffled = said.take(np.random.default_rng(1).permutation(300))
    assert json.dumps(score(said).to_json()) == json.dumps(score(shuffled).to_json())


def test_raw_counts_in_every_bin_add_up() -> None:
    card = score(many(300))
    assert sum(point.n for point in card.reliability) == card.n == 300
    assert sum(point.n for point in card.curve) == 300


def test_families_that_move_together_make_the_calibration_test_milder() -> None:
    rng = np.random.default_rng(9)
    p = rng.choice([0.2, 0.4, 0.6, 0.8], 60)
    y = (rng.random(60) < p * 0.72).astype(float)
    apart = score(columns(probability=np.tile(p, 5), outcome=np.tile(y, 5)))
    together = score(
        columns(probability=np.tile(p, 5), outcome=np.tile(y, 5), family=np.tile(np.arange(60), 5))
    )
    once = score(columns(probability=p, outcome=y))
    assert apart.calibration.ecce_p is not None
    assert together.calibration.ecce_p == pytest.approx(once.calibration.ecce_p, rel=1e-6)
    assert once.calibration.ecce_p is not None
    assert apart.calibration.ecce_p < once.calibration.ecce_p / 100
    assert together.calibration.debiased_l2 == pytest.approx(once.calibration.debiased_l2, abs=1e-12)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"updates": "last"}, "updates"), ({"fractions": "half"}, "fractions")],
)
def test_unknown_options_are_named(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        score(columns(probability=[0.5], outcome=[1]), **options)


def test_the_lead_over_peers_has_the_interval_of_a_bounded_mean() -> None:
    dice = np.random.default_rng(3)
    author, question = np.repeat(np.arange(3), 60), np.tile(np.arange(60), 3)
    held = Columns(
        probability=np.round(dice.random(180), 2),
        outcome=np.tile((dice.random(60) < 0.5) * 1.0, 3),
        author=author,
        question=question,
        family=question // 2,
    )
    card = dict(score_groups(held, author))[1]
    own = author == 1
    alone = mean_interval((peer_scores(held)[own] + 1) / 2, question[own] // 2)
    assert alone.low is not None
    assert alone.high is not None
    assert card.peer_interval == pytest.approx((2 * alone.low - 1, 2 * alone.high - 1), abs=1e-9)
    lone = dict(score_groups(held.take(own), author[own]))[1]
    assert lone.peer_interval is None
    assert lone.reasons["peer_interval"] == "nobody else forecast these questions by then"
