"""Both sides of one event, counted as one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.scoring.complement import one_side
from app.scoring.inputs import Columns
from app.scoring.peer import peer_scores
from app.scoring.scorecard import score

# three games, home (1, 2, 3) and away (11, 12, 13), both sides published by one author
HOME = [0.62, 0.4, 0.328]
WON = [1, 1, 0]
BOTH: dict[str, Any] = {
    "probability": [*HOME, *(1 - p for p in HOME)],
    "outcome": [*WON, *(1 - y for y in WON)],
    "question": [1, 2, 3, 11, 12, 13],
}


def columns(**changes: Any) -> Columns:
    return Columns(**{name: np.asarray(values) for name, values in (BOTH | changes).items()})


def test_both_sides_of_a_game_add_one() -> None:
    games = columns()
    one = one_side(games, first=[1, 2, 3], second=[11, 12, 13])
    before, after = score(games), score(one)
    assert (before.n, before.questions, before.clusters) == (6, 6, 6)
    assert (after.n, after.questions, after.clusters) == (3, 3, 3)
    expected = ((1 - 0.62) ** 2 + 0.36 + 0.328**2) / 3
    assert before.brier == pytest.approx(expected, abs=1e-12)
    assert after.brier == pytest.approx(expected, abs=1e-12)
    assert before.base_rate == 0.5
    assert after.base_rate == pytest.approx(2 / 3)
    # what was said twice is one number
    assert one.probability[3:].tolist() == one.probability[:3].tolist()


def test_sides_that_do_not_mirror_each_other_are_an_update() -> None:
    two = columns(probability=[0.6, 0.3], outcome=[1, 0], question=[5, 6], made_on=[1, 2])
    one = one_side(two, first=[5], second=[6])
    assert one.probability.tolist() == [0.6, 0.7]
    assert score(one).brier == pytest.approx(0.16, abs=1e-12)
    assert score(one, updates="standing").brier == pytest.approx(0.09, abs=1e-12)


def test_nobody_is_a_peer_of_the_mirrored_self() -> None:
    said = columns(
        probability=[0.8, 0.2, 0.5, 0.1],
        outcome=[1, 0, 1, 0],
        question=[1, 2, 1, 2],
        author=[1, 1, 2, 3],
    )
    found = peer_scores(one_side(said, first=[1], second=[2]))
    # author 1 against 2 at 0.5 and 3 at 0.9, whichever side the row was on
    assert found[:2].tolist() == pytest.approx([(0.25 + 0.01) / 2 - 0.04] * 2, abs=1e-12)
    assert found[2] == pytest.approx((0.04 + 0.01) / 2 - 0.25, abs=1e-12)
    alone = one_side(
        columns(probability=[0.8, 0.2], outcome=[1, 0], question=[1, 2], author=[1, 1]), first=[1], second=[2]
    )
    assert np.isnan(peer_scores(alone)).all()


def test_ranges_are_turned_and_families_shared() -> None:
    said = columns(
        probability=[0.7, 0.7, 0.4],
        outcome=[1, 0, 1],
        question=[1, 2, 3],
        low=[0.6, 0.6, np.nan],
        high=[0.9, 0.9, np.nan],
        family=[20, 21, 22],
        phrase=[4, 4, -1],
    )
    one = one_side(said, first=[1], second=[2])
    assert one.low is not None
    assert one.high is not None
    assert one.family is not None
    assert one.phrase is not None
    assert one.question is not None
    assert one.probability.tolist() == [0.7, 0.3, 0.4]
    assert one.low.tolist() == [0.6, 0.1, 0.4]
    assert one.high.tolist() == [0.9, 0.4, 0.4]
    assert one.family.tolist() == [20, 20, 22]
    assert one.question.tolist() == [1, 1, 3]
    assert one.phrase.tolist() == [4, 4, -1]


def test_a_side_said_alone_is_turned_and_keeps_its_family() -> None:
    said = columns(probability=[0.7, 0.2], outcome=[0, 0.25], question=[12, 9], family=[5, 6])
    one = one_side(said, first=[2, 3], second=[12, 13])
    assert one.family is not None
    assert one.question is not None
    assert (one.question.tolist(), one.family.tolist()) == ([2, 9], [5, 6])
    assert (one.probability.tolist(), one.outcome.tolist()) == ([0.3, 0.2], [1, 0.25])


def test_without_pairs_everything_stays() -> None:
    one = one_side(columns(), first=[], second=[])
    assert one.question is not None
    assert one.question.tolist() == BOTH["question"]
    assert one.probability.tolist() == columns().probability.tolist()


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ([1], [2], "outcome: questions 1 and 2 do not add up to 1"),
        ([1, 1], [11, 12], "second: question 1 is in two pairs"),
        ([1, 11], [11, 2], "second: question 11 is in two pairs"),
        ([1, 2], [11, 2], "second: pair 1 names question 2 twice"),
        ([1, 2], [11], "second: expected 2"),
        ([1.5], [11], "first: expected whole numbers"),
    ],
)
def test_bad_pairs_are_refused(first: list[Any], second: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        one_side(columns(), first=first, second=second)


def test_forecasts_need_their_questions() -> None:
    with pytest.raises(ValueError, match="question: complements need"):
        one_side(Columns(probability=np.array([0.5]), outcome=np.array([1.0])), first=[1], second=[2])


def test_what_a_row_says_besides_stays_as_it_was() -> None:
    held = Columns(
        probability=np.array([0.7, 0.3]),
        outcome=np.array([1.0, 0.0]),
        question=np.array([1, 2]),
        author=np.array([5, 6]),
        source=np.array([7, 8]),
        article=np.array([9, 10]),
        made_on=np.array([11, 12]),
        closes_on=np.array([13, 14]),
        phrase=np.array([15, 16]),
    )
    joined = one_side(held, first=[1], second=[2])
    for name in ("author", "source", "article", "made_on", "closes_on", "phrase"):
        assert getattr(joined, name).tolist() == getattr(held, name).tolist()
    assert joined.low is None
    assert joined.question is not None
    assert joined.question.tolist() == [1, 1]
