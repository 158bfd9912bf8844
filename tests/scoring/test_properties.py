"""What must hold for any forecasts whatever."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.scoring.bounds import brier_bounds
from app.scoring.brier import brier_losses, brier_score
from app.scoring.complement import one_side
from app.scoring.corp import decompose
from app.scoring.folded import folded_score
from app.scoring.hits import hits
from app.scoring.inputs import Columns
from app.scoring.intervals import mean_interval
from app.scoring.lexicon_score import lexicon_losses
from app.scoring.logarithmic import log_losses
from app.scoring.murphy import murphy, yates
from app.scoring.options import option_brier_scores, option_log_score, option_spherical_scores
from app.scoring.ranked import ranked_scores
from app.scoring.scorecard import score, score_groups
from app.scoring.skill import brier_skill
from app.scoring.skill_parts import skill_parts
from app.scoring.spherical import spherical_rewards
from app.scoring.updates import Updates, select_updates
from app.scoring.voids import void_ranges

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


@given(
    st.integers(2, 5).flatmap(
        lambda k: st.tuples(*[st.lists(st.integers(1, 20), min_size=k, max_size=k)] * 2)
    )
)
@settings(deadline=None)
def test_no_score_of_several_options_pays_for_saying_what_one_does_not_believe(
    shares: tuple[list[int], list[int]],
) -> None:
    belief, said = (np.array(share) / sum(share) for share in shares)
    options = len(belief)
    happens = np.eye(options)

    def expected(value: np.ndarray) -> list[float]:
        rows = np.tile(value, (options, 1))
        log = [option_log_score(rows[k : k + 1], happens[k : k + 1]).mean for k in range(options)]
        return [
            float(belief @ option_brier_scores(rows, happens)),
            float(belief @ ranked_scores(rows, happens)),
            float(belief @ np.array(log, dtype=float)),
            -float(belief @ option_spherical_scores(rows, happens)),
        ]

    for honest, other in zip(expected(belief), expected(said), strict=True):
        assert honest <= other + 1e-12


@given(st.sets(st.integers(1, 99), max_size=8), st.integers(0, 100))
def test_no_band_pays_but_the_one_that_holds_the_belief(cuts: set[int], belief: int) -> None:
    edges = np.array([0, *sorted(cuts), 100]) / 100
    low, high, q = edges[:-1], edges[1:], belief / 100
    expected = q * lexicon_losses(low, high, np.ones(len(low))) + (1 - q) * lexicon_losses(
        low, high, np.zeros(len(low))
    )
    holds = (low <= q) & (q <= high)  # both neighbours, where it lies on their edge
    assert expected[holds] == pytest.approx(expected.min(), abs=1e-12)
    assert (expected[~holds] > expected.min() + 1e-6).all()


@given(forecasts)
def test_yates_parts_sum(pairs: Pairs) -> None:
    p, y = split(pairs)
    assume(0 < y.sum() < len(y))
    parts = yates(p, y)
    total = parts.outcome_variance + parts.least_forecast_variance + parts.scatter + parts.bias**2
    assert total - parts.twice_covariance == pytest.approx(brier_score(p, y), abs=1e-12)
    assert parts.scatter >= 0


@given(partial)
def test_parts_of_skill_sum(pairs: Pairs) -> None:
    p, y = split(pairs)
    parts = skill_parts(p, y)
    assert parts.bias == pytest.approx(p.mean() - y.mean(), abs=1e-12)
    if parts.skill is not None:
        assert parts.skill == pytest.approx(brier_skill(p, y), rel=1e-9, abs=1e-9)
    if parts.potential is None:
        assert len(set(p.round(12))) == 1 or len(set(y)) == 1
        return
    assert parts.conditional_bias is not None
    assert parts.unconditional_bias is not None
    total = parts.potential - parts.conditional_bias - parts.unconditional_bias
    assert total == pytest.approx(parts.skill, rel=1e-9, abs=1e-9)
    assert parts.potential >= 0
    if p.std() > 1e-6:  # below it the offsets themselves are mostly rounding
        assert parts.potential <= 1 + 1e-9


@given(partial, st.data())
@settings(deadline=None)
def test_wording_does_not_change_the_turned_set(pairs: Pairs, data: st.DataObject) -> None:
    p, y = split(pairs)
    p = p.round(6)  # at the 12th place, turning makes and breaks ties
    assume((p != 0.5).all())
    turned = np.array(data.draw(st.lists(st.booleans(), min_size=len(p), max_size=len(p))))
    once, again = (
        folded_score(p, y),
        folded_score(np.where(turned, 1 - p, p), np.where(turned, 1 - y, y)),
    )
    assert again.overconfidence == pytest.approx(once.overconfidence, abs=1e-11)
    assert again.mcb == pytest.approx(once.mcb, abs=1e-11)
    assert once.mcb - once.dsc + once.unc == pytest.approx(once.brier, abs=1e-12)
    assert once.brier == pytest.approx(brier_score(p, y), abs=1e-11)
    assert once.mcb >= 0
    assert once.dsc >= 0
    assert 0.5 <= once.confidence <= 1


@st.composite
def columns(draw: st.DrawFn) -> Columns:
    """Forecasts of up to four authors on up to six questions, each pair of them on days of its own."""
    answers = draw(st.lists(st.sampled_from([0.0, 0.25, 1.0]), min_size=1, max_size=6))
    families = draw(st.lists(st.integers(0, 2), min_size=len(answers), max_size=len(answers)))
    row = st.tuples(st.integers(0, 3), st.integers(0, len(answers) - 1), st.integers(0, 9))
    keys = np.array(sorted(draw(st.sets(row, min_size=1, max_size=25))))
    p = np.array(draw(st.lists(probabilities, min_size=len(keys), max_size=len(keys))))
    reach = draw(st.sampled_from([0.0, 0.1, 0.3]))
    return Columns(
        probability=p,
        outcome=np.array(answers)[keys[:, 1]],
        author=keys[:, 0],
        question=keys[:, 1],
        family=np.array(families)[keys[:, 1]],
        made_on=keys[:, 2],
        closes_on=np.full(len(keys), 9),
        low=np.maximum(p - reach, 0),
        high=np.minimum(p + reach, 1),
        phrase=keys[:, 2] % 3,
    )


@given(columns(), st.sampled_from(list(Updates)), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_the_order_of_rows_changes_no_scorecard(held: Columns, updates: str, random: object) -> None:
    order = list(range(len(held)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = held.take(np.array(order))
    cards = [
        [card.to_json() for _, card in score_groups(rows, rows.forecaster, updates=updates)]
        for rows in (held, shuffled)
    ]
    once, again = dict(flat(cards[0])), dict(flat(cards[1]))
    numbers = [way for way, value in once.items() if isinstance(value, float)]
    assert [again.pop(way) for way in numbers] == pytest.approx(
        [once.pop(way) for way in numbers], rel=1e-7, abs=1e-9
    )
    assert again == once


def flat(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every single figure, with the way to it."""
    if isinstance(value, (dict, list)):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in inside:
            yield from flat(item, f"{path}/{key}")
    else:
        yield path, value


@given(columns())
def test_an_author_and_a_question_weigh_one_however_often_they_meet(held: Columns) -> None:
    chosen = select_updates(held, updates="event_weighted")
    assert held.question is not None
    pair = held.forecaster * 100 + held.question
    weights = [chosen.weight[pair == code].sum() for code in set(pair.tolist())]
    assert weights == pytest.approx([1.0] * len(weights), abs=1e-12)
    assert chosen.counted.sum() == len(weights)


@given(columns())
@settings(deadline=None)
def test_the_other_side_costs_the_same(held: Columns) -> None:
    one = one_side(held, first=[100, 101], second=[0, 1])
    expected = brier_losses(held.probability, held.outcome)
    assert brier_losses(one.probability, one.outcome) == pytest.approx(expected, abs=1e-11)
    back = one_side(one, first=[0, 1], second=[100, 101])
    assert back.probability == pytest.approx(held.probability, abs=1e-12)


@given(forecasts, st.integers(0, 60), st.sampled_from([float("nan"), -1.0, 2.0]))
def test_no_outcome_is_no_outcome(pairs: Pairs, place: int, void: float) -> None:
    p, y = split([*pairs[:place], (0.5, void), *pairs[place:]])
    with pytest.raises(ValueError, match="outcome"):
        Columns(probability=p, outcome=y)


@given(forecasts, st.lists(st.tuples(probabilities, st.integers(0, 3)), min_size=1, max_size=12), st.data())
@settings(deadline=None)
def test_however_voids_are_resolved_the_score_lies_in_their_range(
    pairs: Pairs, voids: list[tuple[float, int]], data: st.DataObject
) -> None:
    p, y = split(pairs)
    said, question = np.array([v[0] for v in voids]), np.array([v[1] for v in voids])
    answers = np.array(data.draw(st.lists(st.integers(0, 1), min_size=4, max_size=4)))
    (found,) = void_ranges(
        brier_losses(p, y),
        group=np.zeros(len(p), dtype=np.int64),
        void_probability=said,
        void_question=question,
        void_group=np.zeros(len(said), dtype=np.int64),
        groups=1,
    )
    resolved = brier_score(np.append(p, said), np.append(y, answers[question]))
    assert found.best is not None
    assert found.worst is not None
    assert found.best - 1e-9 <= resolved <= found.worst + 1e-9
    assert found.questions == len(set(question.tolist()))


@given(partial, st.data())
@settings(deadline=None)
def test_the_interval_of_hits_contains_their_rate(pairs: Pairs, data: st.DataObject) -> None:
    _, y = split(pairs)
    families = data.draw(st.lists(st.integers(0, 8), min_size=len(y), max_size=len(y)))
    (found,) = hits([1] * len(y), y, family=families)
    if found.interval is None or found.n_effective is None:
        assert found.families == 1
    else:
        assert 0 <= found.interval[0] <= found.rate + 1e-9
        assert found.rate - 1e-9 <= found.interval[1] <= 1
        assert 0 < found.n_effective <= found.said + 1e-9


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
    low, high = np.maximum(p - below, 0), np.minimum(p + above, 1)
    least, greatest = brier_bounds(p, y, low=low, high=high)
    assert least - 1e-9 <= brier_score(p, y) <= greatest + 1e-9
    outer = brier_bounds(p, y, low=low, high=high, meaning="per_forecast")
    assert outer[0] - 1e-9 <= least
    assert greatest <= outer[1] + 1e-9


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
