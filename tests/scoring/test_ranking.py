"""Who is ranked, where, and why not."""

from __future__ import annotations

import numpy as np
import pytest

from app.scoring.inputs import Columns
from app.scoring.ranking import rank_groups, shown
from app.scoring.scorecard import score_groups


def test_places_in_the_largest_component_with_enough_clusters() -> None:
    place = rank_groups(
        np.array([0.3, 0.1, 0.1, 0.05, 0.2, np.nan]),
        component=np.array([0, 0, 0, 1, 0, 0]),
        effective=np.array([12.0, 10.0, 30.0, 50.0, 9.9, 40.0]),
        shared=np.array([12.0, 10.0, 30.0, 50.0, 9.9, 40.0]),
        minimum=10,
    )
    assert place.place.tolist() == [3, 1, 1, 0, 0, 0]
    assert place.unranked == (
        None,
        None,
        None,
        "not comparable: no chain of shared questions leads to those who are ranked",
        "too few to rank: 9.9 of at least 10 effective clusters",
        "not ranked: the adjusted score has no standard error to shrink it by",
    )


@pytest.mark.parametrize(("effective", "text"), [(4.0, "4"), (9.99, "9.9"), (10.0, "10"), (3.5555, "3.5")])
def test_numbers_round_down(effective: float, text: str) -> None:
    assert shown(effective) == text


def test_a_collective_is_never_ranked_and_leaves_no_gap() -> None:
    found = rank_groups(
        np.array([0.1, 0.2, 0.3]),
        component=np.zeros(3, dtype=np.int64),
        effective=np.full(3, 20.0),
        shared=np.full(3, 20.0),
        barred=["never ranked: a collective", None, None],
    )
    assert found.place.tolist() == [0, 1, 2]
    assert found.unranked == ("never ranked: a collective", None, None)


def test_choosing_easy_questions_wins_no_rank() -> None:
    # author 0 is better on the shared questions; author 1 adds easy ones that nobody else answered
    rng = np.random.default_rng(21)
    questions, y = np.arange(60), (rng.random(60) < 0.5).astype(float)
    sure = np.where(y == 1, 0.7, 0.3)
    vague = np.clip(np.where(y == 1, 0.6, 0.4) + rng.normal(0, 0.05, 60), 0, 1)
    easy = np.arange(60, 160)
    columns = Columns(
        probability=np.concatenate([sure, vague, np.full(100, 0.99)]),
        outcome=np.concatenate([y, y, np.ones(100)]),
        author=np.repeat([0, 1, 1], [60, 60, 100]),
        question=np.concatenate([questions, questions, easy]),
    )
    assert columns.author is not None
    (_, better), (_, choosy) = score_groups(columns, columns.author)
    assert better.brier is not None
    assert choosy.brier is not None
    assert better.brier > choosy.brier  # the raw score is misled
    assert better.adjusted == pytest.approx(0.09)
    assert (better.rank, choosy.rank) == (1, 2)
    assert better.unranked is None
    assert better.peer is not None
    assert better.peer > 0 > choosy.peer  # type: ignore[operator]
    assert better.adjusted_interval is not None
    assert better.adjusted_interval[0] < 0.09 < better.adjusted_interval[1]


def test_without_shared_questions_nobody_is_adjusted() -> None:
    columns = Columns(
        probability=np.full(40, 0.5), outcome=np.tile([0.0, 1.0], 20), author=np.repeat([0, 1], 20)
    )
    assert columns.author is not None
    for _, card in score_groups(columns, columns.author):
        assert (card.adjusted, card.shrunk, card.rank) == (None, None, None)
        assert card.reasons["adjusted"] == "no question was answered by anybody else here"
        assert card.unranked == "not ranked: no two of these were compared on shared questions"
    (_, barred), _ = score_groups(columns, columns.author, never_ranked={0: "never ranked: a collective"})
    assert barred.unranked == "never ranked: a collective"


def test_a_place_needs_enough_questions_that_others_answered_too() -> None:
    # author 0 answered 15 questions, of which others answered one, two or three
    alone = np.arange(100, 112)
    for shared, seen in ((1, "1"), (2, "2"), (3, "3")):
        board = [(who, n) for n in range(30) for who in (1, 2, 3) if who != 3 or n not in (5, 6, 7)]
        rows = np.array(board + [(0, n) for n in (*alone, *range(5, 5 + shared))])
        y = (np.random.default_rng(1).random(200) < 0.5).astype(float)[rows[:, 1]]
        p = np.random.default_rng(3).random(len(rows)).round(2)
        columns = Columns(probability=p, outcome=y, author=rows[:, 0], question=rows[:, 1])
        cards = dict(score_groups(columns, rows[:, 0], rng=np.random.default_rng(1)))
        assert cards[0].effective_clusters == 12 + shared
        assert cards[0].rank is None
        assert cards[0].unranked == (
            f"too few to rank: {seen} of at least 10 effective clusters of questions that others answered too"
        )
        assert (cards[0].adjusted_interval is None) == (cards[0].shrunk is None) == (shared == 1)
        assert {cards[who].rank for who in (1, 2, 3)} <= {1, 2, 3}
