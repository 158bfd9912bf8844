"""The ranked probability score, by hand."""

from __future__ import annotations

import pytest

from app.scoring.brier import brier_score
from app.scoring.ranked import ranked_scores, ranked_sums


@pytest.mark.parametrize(
    ("said", "happened", "total", "score"),
    [
        # cumulated 0.2, 0.7 against 0, 0: 0.04 + 0.49
        ([0.2, 0.5, 0.3], [0, 0, 1], 0.53, 0.265),
        # against 0, 1: 0.04 + 0.09
        ([0.2, 0.5, 0.3], [0, 1, 0], 0.13, 0.065),
        ([1, 0, 0, 0], [0, 0, 0, 1], 3, 1),  # certain of the wrong end
        ([0, 0, 1, 0], [0, 0, 1, 0], 0, 0),
        ([0, 1, 0, 0], [0, 0, 1, 0], 1, 1 / 3),  # next door
    ],
)
def test_worked_examples(said: list[float], happened: list[float], total: float, score: float) -> None:
    assert ranked_sums([said], [happened]).tolist() == pytest.approx([total], abs=1e-12)
    assert ranked_scores([said], [happened]).tolist() == pytest.approx([score], abs=1e-12)


def test_two_options_give_the_brier_score() -> None:
    assert ranked_scores([[0.3, 0.7]], [[1, 0]])[0] == pytest.approx(brier_score([0.3], [1]), abs=1e-12)


def test_reading_the_order_backwards_changes_nothing() -> None:
    forth = ranked_scores([[0.2, 0.5, 0.3]], [[0, 0, 1]])
    back = ranked_scores([[0.3, 0.5, 0.2]], [[1, 0, 0]])
    assert forth.tolist() == pytest.approx(back.tolist(), abs=1e-12)


def test_one_option_has_no_order() -> None:
    with pytest.raises(ValueError, match="probabilities: an order needs at least two options"):
        ranked_scores([[1.0]], [[1.0]])


def test_probabilities_must_sum_to_one() -> None:
    with pytest.raises(ValueError, match="probabilities: the options of a question must sum to 1"):
        ranked_scores([[0.5, 0.4]], [[1, 0]])
