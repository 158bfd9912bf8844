"""What counts: every reason against a score, in the order in which they are given."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.domain.standing import brier_of, was_pre_registered, why_unscored

# "Unlikely", said on 10 January, of something that occurred on 24 February.
COUNTED: dict[str, Any] = {
    "status": "accepted",
    "role": "byline",
    "excluded": None,
    "kind": "event",
    "cue_class": "likelihood",
    "probability": 0.2,
    "state": "resolved",
    "void_reason": None,
    "value": 1.0,
    "closes_on": date(2022, 12, 31),
    "made_latest": date(2022, 1, 10),
    "occurred_on": date(2022, 2, 24),
}
OPEN = {"state": None, "value": None, "occurred_on": None}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"role": "quoted"},
        {"cue_class": "categorical", "probability": 1.0},
        {"value": 0.3},
        {"made_latest": date(2022, 2, 23)},
    ],
)
def test_what_counts(change: dict[str, Any]) -> None:
    assert why_unscored(**COUNTED | change) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "candidate"}, "status candidate"),
        ({"status": "unscorable"}, "status unscorable"),
        ({"role": "reported"}, "a paraphrase: recorded and resolved, outside headline scores"),
        ({"excluded": "out of context"}, "out of context"),
        ({"kind": "plan"}, "kind plan"),
        ({"kind": "promise"}, "kind promise"),
        ({"kind": "policy"}, "kind policy"),
        ({"kind": "generic"}, "kind generic"),
        ({"cue_class": "possibility"}, "a possibility word cannot miss: it has no point score"),
        ({"probability": None}, "no probability"),
        ({"state": "void", "void_reason": "false_condition", "value": None}, "void: false condition"),
        ({"state": "disputed"}, "the outcome is disputed"),
        (OPEN, "the question is open"),
        ({"value": None}, "the question is open"),
        ({"closes_on": None}, "the question has no deadline"),
        ({"made_latest": None}, "date unknown"),
        ({"made_latest": date(2022, 2, 24)}, "not surely before the outcome"),
        ({"occurred_on": None}, "not surely before the outcome"),
        # The first of several is told: what the author can do nothing about comes last.
        ({"excluded": "out of context", "cue_class": "possibility", **OPEN}, "out of context"),
        ({"kind": "plan", **OPEN}, "kind plan"),
        ({"closes_on": None, **OPEN}, "the question is open"),
    ],
)  # fmt: skip
def test_what_does_not_count_says_why(change: dict[str, Any], reason: str) -> None:
    assert why_unscored(**COUNTED | change) == reason


def test_the_score_of_one_forecast_has_no_binary_noise() -> None:
    assert (brier_of(0.2, 1.0), brier_of(0.9, 1.0), brier_of(0.97, 0.3)) == (0.64, 0.01, 0.4489)


def test_pre_registered_is_a_day_before_the_outcome_or_more() -> None:
    assert was_pre_registered("2022-02-23T23:59:59.999999Z", date(2022, 2, 24)) is True
    assert was_pre_registered("2022-02-24T00:00:00.000000Z", date(2022, 2, 24)) is False
    assert was_pre_registered("2022-02-23T12:00:00.000000Z", None) is None
