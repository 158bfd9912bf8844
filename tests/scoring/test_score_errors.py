"""Errors of adjusted scores: those of a dense regression, and close to them in large fields."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from app.scoring import score_errors
from app.scoring.difficulty import Adjusted, adjust_scores
from app.scoring.inputs import FloatArray, IntArray


def adjust(loss: FloatArray, author: IntArray, question: IntArray, groups: int) -> Adjusted:
    return adjust_scores(
        loss, group=author, question=question, family=question, weight=np.ones(len(loss)), groups=groups
    )


def random_field(seed: int, authors: int, questions: int, rows: int) -> tuple[IntArray, IntArray, FloatArray]:
    """Author, question and loss of distinct pairs."""
    rng = np.random.default_rng(seed)
    pair = np.unique(rng.integers(0, authors * questions, rows))
    author, question = pair // questions, pair % questions
    hard, skill = 0.4 * rng.random(questions), 0.2 * rng.random(authors)
    return author, question, hard[question] + skill[author] + 0.2 * rng.random(len(pair))


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


def test_strangers_whose_numbers_alternate_have_each_their_own_error() -> None:
    # Ann and Cy share eight questions, Bea and Dee six others; no chain links the pairs
    rng = np.random.default_rng(41)
    one, other = rng.random((2, 8)), rng.random((2, 6))
    author = np.concatenate([np.repeat([0, 2], 8), np.repeat([1, 3], 6)])
    question = np.concatenate([np.tile(np.arange(8), 2), np.tile(np.arange(8, 14), 2)])
    found = adjust(np.concatenate([one.ravel(), other.ravel()]), author, question, 4)
    first = (one[0] - one[1]).std(ddof=1) / np.sqrt(8)
    second = (other[0] - other[1]).std(ddof=1) / np.sqrt(6)
    assert found.se == pytest.approx(np.array([first, second, first, second]) / 2, rel=1e-9)


def test_a_few_who_are_linked_to_nobody_else_do_not_spoil_the_errors_of_the_rest() -> None:
    # the strangers stand between the others, with weights so unlike theirs that a mix-up cannot be solved
    author, question, loss = random_field(42, 40, 60, 150)
    pair = np.repeat([3, 20], 5)
    kept = ~np.isin(author, pair) & (np.bincount(question)[question] > 1)
    rng = np.random.default_rng(43)
    authors = np.concatenate([author[kept], pair])
    questions = np.concatenate([question[kept], np.tile(np.arange(60, 65), 2)])
    losses = np.concatenate([loss[kept], rng.random(10)])
    alone = adjust(loss[kept], author[kept], question[kept], 40)
    both = adjust(losses, authors, questions, 40)
    others = np.setdiff1d(np.unique(author[kept]), pair)
    assert both.se[others] == pytest.approx(alone.se[others], rel=1e-9, nan_ok=True)


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


def test_who_writes_in_teams_has_the_errors_of_his_share_in_each(monkeypatch: pytest.MonkeyPatch) -> None:
    # Forecasters 0 to 5 are authors, 6 is authors 0 and 1 together, 7 is 1 to 3.
    members = {6: (0, 1), 7: (1, 2, 3), **{who: (who,) for who in range(6)}}
    team, question, loss = random_field(40, 8, 50, 330)
    shared = np.bincount(question)[question] > 1
    team, question, loss = team[shared], question[shared], loss[shared]
    listed = [(row, who) for row, code in enumerate(team) for who in members[int(code)]]
    row, group = (np.array(column) for column in zip(*listed, strict=True))
    expected = dense_covariance(team, question, loss, question)
    share = np.zeros((6, 8))
    np.add.at(share, (group, team[row]), 1.0)
    share /= share.sum(axis=1)[:, None]
    told = [len(np.unique(question[row[group == who]])) for who in range(6)]
    for limit in (1500, 5):
        monkeypatch.setattr(score_errors, "EXACT_UP_TO", limit)
        found = adjust_scores(
            loss[row],
            group=group,
            question=question[row],
            family=question[row],
            weight=np.ones(len(row)),
            groups=6,
            team=team[row],
            forecast=row,
        )
        assert found.families.tolist() == told
        close = 1e-9 if limit > 8 else 0.25
        assert found.covariance(np.array([1, 4]), np.arange(6)) == pytest.approx(
            (share @ expected @ share.T)[[1, 4]], rel=close, abs=1e-4 * (close > 1e-3)
        )
        assert found.se == pytest.approx(np.sqrt(np.diag(share @ expected @ share.T)), rel=close)
