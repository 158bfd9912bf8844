"""Peer scores, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.scoring.inputs import Columns
from app.scoring.peer import peer_scores


def test_others_mean_minus_own() -> None:
    columns = Columns(
        probability=np.array([0.9, 0.5, 0.1]),
        outcome=np.array([1.0, 1.0, 1.0]),
        author=np.array([1, 2, 3]),
        question=np.array([1, 1, 1]),
    )
    losses = [0.01, 0.25, 0.81]
    expected = [(0.25 + 0.81) / 2 - 0.01, (0.01 + 0.81) / 2 - 0.25, (0.01 + 0.25) / 2 - 0.81]
    assert peer_scores(columns).tolist() == pytest.approx(expected, abs=1e-12)
    assert sum(losses) == pytest.approx(1.07)


def test_a_lone_forecaster_has_no_peers_however_often_he_speaks() -> None:
    columns = Columns(
        probability=np.array([0.9, 0.5]),
        outcome=np.array([1.0, 1.0]),
        author=np.array([1, 1]),
        question=np.array([1, 1]),
        made_on=np.array([1, 2]),
    )
    assert all(math.isnan(value) for value in peer_scores(columns))


def test_peers_are_those_standing_that_day() -> None:
    # day 1: author 1 at 0.5; day 2: author 2 at 0.9; day 3: author 1 moves to 0.8; day 3: author 3 at 0.6
    columns = Columns(
        probability=np.array([0.8, 0.9, 0.5, 0.6]),
        outcome=np.ones(4),
        author=np.array([1, 2, 1, 3]),
        question=np.full(4, 9),
        made_on=np.array([3, 2, 1, 3]),
    )
    found = peer_scores(columns)
    assert found[0] == pytest.approx((0.01 + 0.16) / 2 - 0.04, abs=1e-12)
    assert found[1] == pytest.approx(0.25 - 0.01, abs=1e-12)
    assert math.isnan(found[2])  # nobody else had spoken
    assert found[3] == pytest.approx((0.04 + 0.01) / 2 - 0.16, abs=1e-12)


def test_without_questions_there_are_no_peers() -> None:
    columns = Columns(probability=np.array([0.5, 0.5]), outcome=np.ones(2), author=np.array([1, 2]))
    assert all(math.isnan(value) for value in peer_scores(columns))
