"""A record in words: no more than it shows."""

from __future__ import annotations

from typing import Any

import pytest

from app.web.verdicts import in_words


def card(**changes: Any) -> dict[str, Any]:
    return {
        "n": 40,
        "unranked": None,
        "brier_interval": [0.10, 0.20],
        "reliability": [],
        "coverage": {"possibility": []},
        **changes,
    }


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        ([0.10, 0.20], "better than saying 50% every time, beyond what chance explains"),
        ([0.27, 0.40], "worse than saying 50% every time, beyond what chance explains"),
        ([0.20, 0.30], "not told apart from saying 50% every time"),
        (None, "not told apart from saying 50% every time"),
    ],
)
def test_the_verdict_goes_by_the_whole_interval(interval: list[float] | None, words: str) -> None:
    assert in_words(card(brier_interval=interval)) == [f"40 resolved questions: {words}."]


def test_too_few_are_said_to_be_too_few_whatever_they_score() -> None:
    few = card(n=1, unranked="too few to rank: 1 of at least 10 effective clusters")
    assert in_words(few) == [
        "1 resolved question: too few to rank (worth 1 independent event; 10 are needed)."
    ]


def test_nothing_resolved_is_nothing_to_judge() -> None:
    [words] = in_words(card(n=0, unranked="too few to rank: 0 of at least 10 effective clusters"))
    assert words == "No forecast here has been resolved and scored yet: there is nothing to judge."


def test_events_are_counted_on_the_side_the_words_held_likelier() -> None:
    bins = [
        {"low": 0.1, "high": 0.2, "n": 4, "mean_probability": 0.2, "event_rate": 0.25},
        {"low": 0.4, "high": 0.5, "n": 2, "mean_probability": 0.5, "event_rate": 0.5},
        {"low": 0.7, "high": 0.8, "n": 10, "mean_probability": 0.75, "event_rate": 0.6},
        {"low": 0.9, "high": 1.0, "n": 2, "mean_probability": 0.97, "event_rate": 0.5},
    ]
    assert in_words(card(reliability=bins))[1:] == [
        "Of 12 events called more likely than not, 7 happened.",
        "Of 6 events called unlikely, or even odds at best, 2 happened.",
    ]


def test_what_could_happen_is_told_and_not_scored() -> None:
    said = [
        {"cue": "could", "said": 9, "resolved": 4, "happened": 1},
        {"cue": "may", "said": 2, "resolved": 0, "happened": 0},
    ]
    assert in_words(card(coverage={"possibility": said}))[-1] == (
        "Said 4 times that something could or might happen that is settled by now: 1 did happen."
    )
