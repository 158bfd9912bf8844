"""Scores of questions with several options, by hand and against published examples."""

from __future__ import annotations

import math

import pytest

from app.scoring.brier import brier_score
from app.scoring.logarithmic import log_score
from app.scoring.options import option_brier_scores, option_log_score, option_spherical_scores
from app.scoring.spherical import spherical_score

# scikit-learn's documented example of three options: mean Brier 0.146666...
SAID = [[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.2, 0.2, 0.6]]
HAPPENED = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_several_options_are_summed() -> None:
    assert option_brier_scores(SAID, HAPPENED).tolist() == pytest.approx([0.06, 0.14, 0.24], abs=1e-15)


def test_two_options_are_twice_the_brier_score() -> None:
    assert option_brier_scores([[0.3, 0.7]], [[1, 0]])[0] == pytest.approx(2 * brier_score([0.3], [1]))


def test_the_log_score_looks_at_what_happened_alone() -> None:
    found = option_log_score(SAID, HAPPENED)
    # -ln 0.8 = 0.2231435513, -ln 0.7 = 0.3566749439, -ln 0.6 = 0.5108256238
    assert found.mean == pytest.approx(0.3635480397, abs=1e-10)
    assert (found.infinite, found.clip) == (0, 0.001)
    assert found.clipped == pytest.approx(0.3635480397, abs=1e-10)


def test_giving_no_probability_to_what_happened_is_infinite_and_counted() -> None:
    found = option_log_score([[0.0, 0.5, 0.5], [1.0, 0.0, 0.0]], [[1, 0, 0], [1, 0, 0]])
    assert (found.mean, found.infinite) == (None, 1)
    # -ln 0.001 = 6.907755279, -ln 0.999 = 0.001000500334
    assert found.clipped == pytest.approx((6.907755279 + 0.001000500334) / 2, abs=1e-9)


def test_a_shared_outcome_is_a_cross_entropy() -> None:
    assert option_log_score([[0.5, 0.25, 0.25]], [[0.5, 0.5, 0.0]]).mean == pytest.approx(1.5 * math.log(2))


@pytest.mark.parametrize("clip", [0.0, 0.5, -1.0])
def test_a_clip_that_clips_nothing_or_all_is_refused(clip: float) -> None:
    with pytest.raises(ValueError, match="clip"):
        option_log_score(SAID, HAPPENED, clip=clip)


def test_the_spherical_score_by_hand() -> None:
    # the length of (0.5, 0.3, 0.2) is sqrt(0.38), that of (0.6, 0, 0.8) is 1
    scores = option_spherical_scores([[0.5, 0.3, 0.2], [0.2, 0.0, 0.8]], [[1, 0, 0], [0, 1, 0]])
    assert scores.tolist() == pytest.approx([0.8111071057, 0.0], abs=1e-10)
    with pytest.raises(ValueError, match="fractions"):
        option_spherical_scores([[0.5, 0.5]], [[0.5, 0.5]])


def test_two_options_score_like_yes_and_no() -> None:
    p, y = [0.3, 0.9, 0.6], [1, 1, 0]
    said, happened = [[x, 1 - x] for x in p], [[x, 1 - x] for x in y]
    assert option_log_score(said, happened).mean == pytest.approx(log_score(p, y).mean, abs=1e-12)
    assert option_log_score(said, happened).clipped == pytest.approx(log_score(p, y).clipped, abs=1e-12)
    assert option_spherical_scores(said, happened).mean() == pytest.approx(spherical_score(p, y), abs=1e-12)
