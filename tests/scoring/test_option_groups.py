"""Yes-or-no questions put together as the options of one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.scoring.option_groups import assemble_options, score_options

# Who wins: Ann, Bea or Cy (group 0)? What will prices do: fall, stay or rise (group 1, in that order)?
# Forecaster 7 answers both in full, 8 leaves Cy out and gives prices 0.9 in all; row 0 belongs to no group.
ROWS: dict[str, Any] = {
    "forecaster": [7, 7, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8],
    "group": [-1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1],
    "position": [0, 0, 1, 2, 0, 1, 2, 0, 1, 0, 1, 2],
    "probability": [0.9, 0.8, 0.1, 0.1, 0.2, 0.5, 0.3, 0.5, 0.5, 0.3, 0.3, 0.3],
    "outcome": [0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1],
    "sizes": [3, 3],
    "ordered": [False, True],
}


def test_full_answers_are_scored_and_the_rest_counted() -> None:
    found = score_options(assemble_options(**ROWS))
    # Ann: 0.04 + 0.01 + 0.01; prices: 0.04 + 0.25 + 0.49, ranked (0.04 + 0.49)/2
    assert found.brier_sum == pytest.approx((0.06 + 0.78) / 2, abs=1e-12)
    assert found.rps == pytest.approx(0.265, abs=1e-12)
    assert (found.complete, found.ordered, found.inexact) == (2, 1, 0)
    assert (found.incomplete, found.not_one, found.no_answer) == (1, 1, 0)
    assert found.reasons == {}


def test_a_forecaster_without_full_answers_has_no_score() -> None:
    found = score_options(assemble_options(**ROWS).of(8))
    assert (found.brier_sum, found.rps, found.complete) == (None, None, 0)
    assert (found.incomplete, found.not_one) == (1, 1)
    assert set(found.reasons) == {"brier_sum", "rps"}


def test_without_an_order_there_is_no_ranked_score() -> None:
    found = score_options(assemble_options(**(ROWS | {"ordered": None})).of(7))
    assert found.brier_sum == pytest.approx(0.42, abs=1e-12)
    assert found.rps is None
    assert found.reasons == {"rps": "no question with options in an order was answered in full"}


def one_question(probability: list[float], outcome: list[float]) -> Any:
    size = len(probability)
    return score_options(
        assemble_options(
            forecaster=[1] * size,
            group=[0] * size,
            position=list(range(size)),
            probability=probability,
            outcome=outcome,
            sizes=[size],
        )
    )


def test_whole_per_cents_that_miss_one_by_little_are_scored_as_said_and_counted() -> None:
    found = one_question([0.33, 0.33, 0.33], [1, 0, 0])
    assert (found.complete, found.inexact) == (1, 1)
    assert found.brier_sum == pytest.approx(0.67**2 + 2 * 0.33**2, abs=1e-12)  # nothing was rescaled


@pytest.mark.parametrize(("probability", "scored"), [([0.5, 0.48], 1), ([0.5, 0.52], 1), ([0.5, 0.47], 0)])
def test_the_tolerance(probability: list[float], scored: int) -> None:
    found = one_question(probability, [1, 0])
    assert (found.complete, found.not_one) == (scored, 1 - scored)


def test_three_thirds_are_one() -> None:
    found = one_question([1 / 3] * 3, [1 / 3] * 3)
    assert (found.complete, found.inexact, found.no_answer) == (1, 0, 0)


@pytest.mark.parametrize("outcome", [[0, 0], [1, 1]])
def test_options_of_which_none_or_two_happened_are_no_options(outcome: list[float]) -> None:
    found = one_question([0.5, 0.5], outcome)
    assert (found.complete, found.no_answer) == (0, 1)


def test_a_void_option_leaves_the_question_incomplete() -> None:
    rows = {name: values[:-1] if len(values) == 12 else values for name, values in ROWS.items()}
    found = score_options(assemble_options(**rows).of(8))
    assert (found.incomplete, found.not_one) == (2, 0)


def test_the_order_of_rows_changes_nothing() -> None:
    order = np.random.default_rng(1).permutation(12)
    rows = {name: np.asarray(values)[order] if len(values) == 12 else values for name, values in ROWS.items()}
    assert score_options(assemble_options(**rows)) == score_options(assemble_options(**ROWS))


def test_no_rows_at_all() -> None:
    none: list[int] = []
    found = score_options(
        assemble_options(
            forecaster=none, group=none, position=none, probability=none, outcome=none, sizes=[2]
        )
    )
    assert (found.brier_sum, found.complete, found.incomplete) == (None, 0, 0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"group": [2] * 12}, "group: code 2 has no entry in sizes"),
        ({"position": [3] * 12}, "position: expected places from 0"),
        ({"position": [-1] * 12}, "position: expected places from 0"),
        ({"position": [1] * 12}, "position: forecaster 7 answers place 1 of group 0 twice"),
        ({"sizes": [1, 3]}, "sizes: a group has at least two options"),
        ({"ordered": [True]}, "ordered: expected 2 values"),
        ({"outcome": [0]}, "outcome: 1 values for 12"),
        ({"probability": [1.5] * 12}, "probability: 1.5 at index 0"),
    ],
)
def test_bad_input_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        assemble_options(**(ROWS | change))
