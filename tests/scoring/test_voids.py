"""What void questions could have made of a score."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.scoring.voids import NO_VOIDS, VoidRange, void_ranges


def ranges(**changes: Any) -> list[VoidRange]:
    rows: dict[str, Any] = {
        "loss": [0.01, 0.09],
        "group": [0, 0],
        "void_probability": [0.8],
        "void_question": [7],
        "void_group": [0],
        "groups": 1,
    }
    return void_ranges(**(rows | changes))


def test_one_void_resolved_either_way() -> None:
    (found,) = ranges()
    assert found.best == pytest.approx((0.01 + 0.09 + 0.04) / 3, abs=1e-12)
    assert found.worst == pytest.approx((0.01 + 0.09 + 0.64) / 3, abs=1e-12)
    assert (found.questions, found.reason) == (1, None)


def test_rows_on_one_question_share_its_outcome() -> None:
    # YES costs 0.04 + 0.49, NO costs 0.64 + 0.09: never 0.04 + 0.09
    (found,) = ranges(void_probability=[0.8, 0.3], void_question=[7, 7], void_group=[0, 0])
    assert found.best == pytest.approx((0.1 + 0.53) / 4, abs=1e-12)
    assert found.worst == pytest.approx((0.1 + 0.73) / 4, abs=1e-12)
    assert found.questions == 1
    (found,) = ranges(void_probability=[0.8, 0.3], void_question=[7, 8], void_group=[0, 0])
    assert found.best == pytest.approx((0.1 + 0.13) / 4, abs=1e-12)
    assert found.worst == pytest.approx((0.1 + 1.13) / 4, abs=1e-12)
    assert found.questions == 2


def test_each_group_resolves_anew() -> None:
    found = ranges(
        group=[0, 2], void_probability=[0.8, 0.1], void_question=[7, 7], void_group=[0, 1], groups=4
    )
    assert found[0].best == pytest.approx((0.01 + 0.04) / 2, abs=1e-12)
    assert (found[1].best, found[1].worst) == pytest.approx((0.01, 0.81), abs=1e-12)  # voids alone
    assert found[2] == found[3] == VoidRange(None, None, 0, NO_VOIDS)


def test_weights_count_and_weightless_voids_do_not() -> None:
    (found,) = ranges(
        weight=[1, 0.5],
        void_probability=[0.8, 0.3],
        void_question=[7, 8],
        void_group=[0, 0],
        void_weight=[2, 0],
    )
    assert found.best == pytest.approx((0.01 + 0.045 + 2 * 0.04) / 3.5, abs=1e-12)
    assert found.questions == 1


def test_without_voids_there_is_nothing_to_say() -> None:
    none: list[float] = []
    codes = np.zeros(0, dtype=np.int64)
    (found,) = ranges(void_probability=none, void_question=codes, void_group=codes)
    assert found == VoidRange(None, None, 0, "no discretionary voids")


def test_with_voids_alone_there_still_is_a_range() -> None:
    (found,) = ranges(loss=[], group=np.zeros(0, dtype=np.int64))
    assert (found.best, found.worst) == pytest.approx((0.04, 0.64), abs=1e-12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"loss": [2.0, 0.0]}, "loss: 2.0"),
        ({"group": [0, 1]}, "group: expected codes from 0 to 0"),
        ({"void_group": [-1]}, "void_group: expected codes from 0 to 0"),
        ({"void_question": [1, 2]}, "void_question: expected 1"),
        ({"void_probability": [float("nan")]}, "void_probability: nan"),
        ({"void_weight": [-1.0]}, "void_weight: expected finite"),
        ({"weight": [1.0]}, "weight: expected 2"),
    ],
)
def test_bad_input_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ranges(**change)
