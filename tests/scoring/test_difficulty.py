"""Adjusting for the choice of questions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse, stats
from scipy.sparse.linalg import lsqr

from app.scoring import score_errors
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


def random_field(seed: int, authors: int, questions: int, rows: int) -> tuple[IntArray, IntArray, FloatArray]:
    """Author, question and loss of distinct pairs."""
    rng = np.random.default_rng(seed)
    pair = np.unique(rng.integers(0, authors * questions, rows))
    author, question = pair // questions, pair % questions
    hard, skill = 0.4 * rng.random(questions), 0.2 * rng.random(authors)
    return author, question, hard[question] + skill[author] + 0.2 * rng.random(len(pair))


def test_weighted_effects_are_those_of_a_dense_fit_to_the_last_digits() -> None:
    author, question, loss = random_field(31, 12, 40, 250)
    weight = np.random.default_rng(32).random(len(author)) + 0.1
    found = adjust_scores(loss, group=author, question=question, family=question, weight=weight, groups=12)
    root = np.sqrt(weight)
    dummies = np.hstack([np.eye(12)[author], np.eye(40)[question]]) * root[:, None]
    effect = np.linalg.lstsq(dummies, loss * root, rcond=None)[0][:12]
    assert np.ptp(found.score - effect) < 1e-13


def test_effects_are_those_of_lsqr_pushed_to_its_end() -> None:
    author, question, loss = random_field(33, 400, 1500, 9000)
    rows = np.arange(len(author))
    both = sparse.csr_array((np.ones(len(rows)), (rows, author)), shape=(len(rows), 400))
    easy = sparse.csr_array((np.ones(len(rows)), (rows, question)), shape=(len(rows), 1500))
    exact = lsqr(sparse.hstack([both, easy]), loss, atol=1e-16, btol=1e-16, conlim=0, iter_lim=5000)[0]
    found = adjust(loss, author, question, 400)
    assert np.unique(found.component).tolist() == [0]
    assert np.ptp(found.score - exact[:400]) < 1e-12


def test_a_long_chain_keeps_its_digits() -> None:
    # Each shares one question with the next: the errors of a careless solver would add up along the way.
    size = 600
    skill = np.random.default_rng(34).random(size)
    author = np.repeat(np.arange(size), 2)[1:-1]
    question = np.repeat(np.arange(size - 1), 2)
    found = adjust(skill[author] + 0.01 * question, author, question, size)
    assert np.ptp(found.score - skill) < 1e-9


def dense_covariance(author: IntArray, question: IntArray, loss: FloatArray, family: IntArray) -> FloatArray:
    """CR1 of all effects from one regression on all dummies, less the mean by number of forecasts."""
    authors = int(author.max()) + 1
    dummies = np.hstack([np.eye(authors)[author], np.eye(int(question.max()) + 1)[question]])
    inverse = np.linalg.pinv(dummies)
    residual = loss - dummies @ (inverse @ loss)
    families = np.unique(family)
    parts = np.array([inverse[:, family == f] @ residual[family == f] for f in families])[:, :authors]
    mean = np.bincount(author) / len(author)
    parts = parts - (parts @ mean)[:, None]
    return np.asarray(len(families) / (len(families) - 1) * parts.T @ parts)


def test_errors_are_those_of_a_regression_on_all_dummies() -> None:
    author, question, loss = random_field(35, 9, 30, 200)
    shared = np.bincount(question)[question] > 1  # the others inform nothing
    author, question, loss = author[shared], question[shared], loss[shared]
    for family in (question, question % 7, np.arange(len(question)) % 11):
        found = adjust_scores(
            loss, group=author, question=question, family=family, weight=np.ones(len(loss)), groups=9
        )
        expected = dense_covariance(author, question, loss, family)
        assert found.covariance(np.arange(9)) == pytest.approx(expected, rel=1e-9, abs=1e-14)
        assert found.se == pytest.approx(np.sqrt(np.diag(expected)), rel=1e-9)


def test_the_error_of_a_difference_is_that_of_a_paired_t_test() -> None:
    rng = np.random.default_rng(36)
    one, other = rng.random(25), rng.random(25)
    found = adjust(np.append(one, other), np.repeat([0, 1], 25), np.tile(np.arange(25), 2), 2)
    c = found.covariance(np.array([1, 0]))
    error = np.sqrt(c[0, 0] + c[1, 1] - 2 * c[0, 1])
    t = stats.ttest_rel(one, other).statistic
    assert (found.score[0] - found.score[1]) / error == pytest.approx(t, rel=1e-9)


def test_many_pairs_of_strangers_have_each_their_own_error() -> None:
    # 300 pairs, more than are worked off at once; each on three questions of its own
    rng = np.random.default_rng(37)
    loss = rng.random((300, 2, 3))
    author = np.broadcast_to(np.arange(600).reshape(300, 2, 1), loss.shape).ravel()
    question = np.broadcast_to(np.arange(900).reshape(300, 1, 3), loss.shape).ravel()
    found = adjust(loss.ravel(), author, question, 600)
    paired = (loss[:, 0] - loss[:, 1]).std(axis=1, ddof=1) / np.sqrt(3)
    assert found.se == pytest.approx(np.repeat(paired / 2, 2), rel=1e-9)
    with pytest.raises(ValueError, match="only within one component"):
        found.covariance(np.array([0, 2]))


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


@pytest.mark.parametrize(("camps", "least", "close"), [(False, 1.0, 0.02), (True, 0.75, 0.1)])
def test_the_errors_of_a_large_field_are_close_to_the_exact_ones(
    camps: bool, least: float, close: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    author, question, loss = random_field(38, 200, 1000, 12_000)
    if camps:  # two worlds that one author links: nobody's neighbours know how far they are apart
        kept = ((author < 100) == (question < 500)) | ((author == 3) & (question < 600))
        author, question, loss = author[kept], question[kept], loss[kept]
    exact = adjust(loss, author, question, 200)
    monkeypatch.setattr(score_errors, "EXACT_UP_TO", 100)
    found, again = adjust(loss, author, question, 200), adjust(loss, author, question, 200)
    np.testing.assert_array_equal(found.se, again.se)
    told = ~np.isnan(found.se)
    assert told.mean() >= least
    off = found.se[told] / exact.se[told] - 1
    assert np.sqrt(np.mean(off**2)) < close
    everybody = np.arange(40)
    one, other = exact.covariance(everybody), found.covariance(everybody)
    error = [np.sqrt(np.diag(c)[:, None] + np.diag(c) - 2 * c)[np.triu_indices(40, 1)] for c in (one, other)]
    assert np.sqrt(np.mean((error[1] / error[0] - 1) ** 2)) < close


def test_where_probes_scatter_too_much_there_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    # Along a chain almost everything about an end depends on everybody between.
    size = 60
    author = np.repeat(np.repeat(np.arange(size), 2)[1:-1], 3)
    question = np.repeat(np.repeat(np.arange(size - 1), 2), 3) * 3 + np.tile([0, 1, 2], 2 * size - 2)
    loss = np.random.default_rng(39).random(len(author))
    monkeypatch.setattr(score_errors, "EXACT_UP_TO", 10)
    found = adjust(loss, author, question, size)
    assert np.isnan(found.se).mean() > 0.5
    assert not np.isnan(found.score).any()
