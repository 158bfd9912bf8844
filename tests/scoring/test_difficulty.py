"""Adjusting for the choice of questions."""

from __future__ import annotations

import numpy as np
import pytest

from app.scoring.difficulty import Adjusted, adjust_scores, largest_component
from app.scoring.inputs import FloatArray, IntArray


def adjust(
    loss: list[float] | FloatArray, group: list[int] | IntArray, question: list[int] | IntArray, groups: int
) -> Adjusted:
    return adjust_scores(
        np.asarray(loss, dtype=float),
        group=np.asarray(group),
        question=np.asarray(question),
        family=np.asarray(question),
        weight=np.ones(len(loss)),
        groups=groups,
    )


def test_additive_losses_are_taken_apart_exactly() -> None:
    # author 0 skipped the hard question, author 2 the easy one
    author, question = [0, 0, 1, 1, 1, 2, 2], [0, 1, 0, 1, 2, 1, 2]
    effects, levels = np.array([0, 0.1, 0.3]), np.array([0.1, 0.2, 0.5])
    found = adjust(effects[author] + levels[question], author, question, 3)
    assert np.diff(found.score).tolist() == pytest.approx([0.1, 0.2], abs=1e-10)
    mix = levels[question].mean()  # everybody on the mix of questions that were asked
    assert found.score.tolist() == pytest.approx((effects + mix).tolist(), abs=1e-10)
    assert found.component.tolist() == [0, 0, 0]


def test_two_authors_on_the_same_questions_are_compared_in_pairs() -> None:
    rng = np.random.default_rng(12)
    one, other = rng.random(40), rng.random(40)
    found = adjust(np.append(one, other), np.repeat([0, 1], 40), np.tile(np.arange(40), 2), 2)
    assert found.score.tolist() == pytest.approx([one.mean(), other.mean()], abs=1e-10)
    paired = (one - other).std(ddof=1) / np.sqrt(40)  # of the difference; each is half of it from the mean
    assert found.se.tolist() == pytest.approx([paired / 2, paired / 2], rel=1e-9)


def test_a_question_with_one_forecaster_informs_nothing() -> None:
    without = adjust([0.1, 0.3], [0, 1], [0, 0], 2)
    with_one = adjust([0.1, 0.3, 0.9], [0, 1, 0], [0, 0, 1], 2)
    assert with_one.score.tolist() == pytest.approx(without.score.tolist(), abs=1e-12)
    nobody = adjust([0.1, 0.3], [0, 1], [0, 1], 3)
    assert np.isnan(nobody.score).all()
    assert nobody.component.tolist() == [-1, -1, -1]


def test_strangers_are_in_different_components() -> None:
    found = adjust([0.1, 0.2, 0.8, 0.9, 0.5], [0, 1, 2, 3, 4], [0, 0, 1, 1, 2], 5)
    assert found.component.tolist() == [0, 0, 1, 1, -1]
    assert found.score[:4].tolist() == pytest.approx([0.1, 0.2, 0.8, 0.9], abs=1e-12)
    assert np.isnan(found.score[4])


def test_effects_are_those_of_a_dense_least_squares_fit() -> None:
    rng = np.random.default_rng(3)
    author, question = rng.integers(0, 8, 200), rng.integers(0, 25, 200)
    loss = rng.random(200)
    found = adjust(loss, author, question, 8)
    dummies = np.hstack([np.eye(8)[author], np.eye(25)[question]])
    effect = np.linalg.lstsq(dummies, loss, rcond=None)[0][:8]
    assert (found.score - found.score[0]).tolist() == pytest.approx((effect - effect[0]).tolist(), abs=1e-9)


@pytest.mark.parametrize(("component", "expected"), [([-1, -1], -1), ([0, 1, 1, -1], 1), ([], -1)])
def test_the_largest_component(component: list[int], expected: int) -> None:
    assert largest_component(np.asarray(component, dtype=np.int64)) == expected


def adjust_teams(rows: list[tuple[int, int, int, int, float]], groups: int) -> Adjusted:
    """Rows of author, team, forecast, question and loss."""
    group, team, forecast, question = (np.array(column) for column in list(zip(*rows, strict=True))[:4])
    return adjust_scores(
        np.array([row[4] for row in rows]),
        group=group,
        question=question,
        family=question,
        weight=np.ones(len(rows)),
        groups=groups,
        team=team,
        forecast=forecast,
    )


ADA, BO, CY, TOGETHER = 0, 1, 2, 9


def test_what_two_said_together_does_not_compare_them() -> None:
    found = adjust_teams([(ADA, TOGETHER, 0, 0, 0.1), (BO, TOGETHER, 0, 0, 0.1)], 2)
    assert np.isnan(found.score).all()
    assert found.component.tolist() == [-1, -1]


def test_a_team_weighs_as_one_author() -> None:
    found = adjust_teams(
        [(ADA, TOGETHER, 0, 0, 0.1), (BO, TOGETHER, 0, 0, 0.1), (CY, CY, 1, 0, 0.3),
         (ADA, TOGETHER, 2, 1, 0.3), (BO, TOGETHER, 2, 1, 0.3), (CY, CY, 3, 1, 0.4)], 3,
    )  # fmt: skip
    # A team of mean .2 against one of .35; were both members counted, the mix would be easier for all.
    assert found.score.tolist() == pytest.approx([0.2, 0.2, 0.35], abs=1e-10)
    alone = adjust([0.1, 0.3, 0.3, 0.4], [0, 1, 0, 1], [0, 0, 1, 1], 2)
    assert found.se.tolist() == pytest.approx([alone.se[0], alone.se[0], alone.se[1]], abs=1e-12)


def test_an_author_answers_for_the_teams_by_how_often_he_wrote_in_each() -> None:
    # Effects: Ada alone 0, with Bo .2, Cy .1; questions 0, 1, 2 of difficulty .1, .3 and .5.
    ease = (0.1, 0.3, 0.5)
    rows = [
        (ADA, ADA, 0, 0, ease[0]),
        (ADA, TOGETHER, 1, 1, ease[1] + 0.2),
        (BO, TOGETHER, 1, 1, ease[1] + 0.2),
        (ADA, TOGETHER, 2, 2, ease[2] + 0.2),
        (BO, TOGETHER, 2, 2, ease[2] + 0.2),
        *((CY, CY, 3 + j, j, ease[j] + 0.1) for j in range(3)),
    ]
    found = adjust_teams(rows, 3)
    mix = 2 * sum(ease) / 6  # each question was answered twice
    assert found.score.tolist() == pytest.approx([mix + 0.4 / 3, mix + 0.2, mix + 0.1], abs=1e-10)


def test_an_author_belongs_where_most_of_his_forecasts_are() -> None:
    # Ada alone meets Cy on question 0; with Bo she meets a stranger on questions 1 and 2.
    stranger = 3
    rows = [
        (ADA, ADA, 0, 0, 0.9),
        (CY, CY, 1, 0, 0.8),
        *((who, TOGETHER, 2 + j, j, 0.1) for j in (1, 2) for who in (ADA, BO)),
        *((stranger, stranger, 5 + j, j, 0.3) for j in (1, 2)),
    ]
    found = adjust_teams(rows, 4)
    assert found.component[ADA] == found.component[BO] == found.component[stranger] != found.component[CY]
    assert found.score.tolist() == pytest.approx([0.1, 0.1, 0.8, 0.3], abs=1e-10)


def test_a_component_of_one_family_has_no_error() -> None:
    found = adjust_scores(
        np.array([0.1, 0.3, 0.2, 0.5, 0.1, 0.2, 0.4, 0.1]),
        group=np.array([0, 1, 0, 1, 2, 3, 2, 3]),
        question=np.array([0, 0, 1, 1, 2, 2, 3, 3]),
        family=np.array([0, 0, 0, 0, 1, 1, 2, 2]),
        weight=np.ones(8),
        groups=4,
    )
    assert np.isnan(found.se).tolist() == [True, True, False, False]
    assert found.score[:2].tolist() == pytest.approx([0.15, 0.4])


def test_nobody_compared_has_no_covariance() -> None:
    with pytest.raises(ValueError, match="nobody was compared"):
        adjust([0.1, 0.2], [0, 1], [0, 1], 2).covariance(np.array([0]))
