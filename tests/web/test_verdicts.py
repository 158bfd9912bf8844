"""A record in words: no more than it shows."""

from __future__ import annotations

from typing import Any

import pytest

from app.web.verdicts import in_words, independent_events, standing, too_small


def card(**changes: Any) -> dict[str, Any]:
    n = changes.get("n", 40)
    return {
        "n": n,
        "forecasts": n,
        "questions": n,
        "effective_clusters": float(n),
        "parameters": {"minimum": 10},
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


def test_enough_that_too_few_others_answered_is_said_to_be_that() -> None:
    alone = card(unranked="too few to rank: 4.2 of at least 10 effective clusters that others answered too")
    assert in_words(alone) == [
        (
            "40 resolved questions: too few to rank "
            "(worth 4.2 independent events that others answered too; 10 are needed)."
        )
    ]


TOPIC = "topics are described, never ranked"


@pytest.mark.parametrize(
    ("effective", "interval", "words"),
    [
        (9.96, [0.1, 0.2], "too few to judge (worth 9.9 independent events; 10 are needed)"),
        (10.0, [0.1, 0.2], "better than saying 50% every time, beyond what chance explains"),
        (1.0, None, "too few to judge (worth 1 independent event; 10 are needed)"),
    ],
)
def test_what_is_never_ranked_is_judged_only_where_there_is_enough(
    effective: float, interval: list[float] | None, words: str
) -> None:
    topic = card(unranked=TOPIC, effective_clusters=effective, brier_interval=interval)
    assert in_words(topic) == [f"40 resolved questions: {words}.", f"Not ranked: {TOPIC}."]


def test_several_people_on_one_question_are_not_several_events() -> None:
    bins = [
        {"low": 0.1, "high": 0.2, "n": 1, "mean_probability": 0.2, "event_rate": 1.0},
        {"low": 0.7, "high": 0.8, "n": 3, "mean_probability": 0.75, "event_rate": 1.0},
    ]
    topic = card(n=4, forecasts=4, questions=1, effective_clusters=1.0, unranked=TOPIC, reliability=bins)
    assert in_words(topic) == [
        (
            "4 scored forecasts on 1 resolved question: "
            "too few to judge (worth 1 independent event; 10 are needed)."
        ),
        f"Not ranked: {TOPIC}.",
        "3 forecasts called an event more likely than not: it happened for 3.",
        "1 forecast called an event unlikely, or even odds at best: it happened for 1.",
    ]


def test_an_update_is_no_event_more() -> None:
    bins = [{"low": 0.7, "high": 0.8, "n": 50, "mean_probability": 0.75, "event_rate": 0.5}]
    assert in_words(card(forecasts=50, reliability=bins))[1:] == [
        "50 forecasts called an event more likely than not: it happened for 25."
    ]


def test_forecasts_that_count_in_part_make_no_counts() -> None:
    bins = [{"low": 0.7, "high": 0.8, "n": 2.5, "mean_probability": 0.75, "event_rate": 0.5}]
    assert len(in_words(card(reliability=bins))) == 1


def test_what_happened_in_part_keeps_its_part_and_thousands_their_comma() -> None:
    bins = [{"low": 0.9, "high": 1.0, "n": 1200, "mean_probability": 0.95, "event_rate": 1000.5 / 1200}]
    assert in_words(card(n=1200, reliability=bins))[1] == (
        "Of 1,200 events called more likely than not, 1,000.5 happened."
    )


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


def small(**changes: Any) -> list[str]:
    held = {"clusters": 40, "calibration": {"withheld": None}, **changes}
    return too_small(card(**held))


def test_a_large_clear_record_hides_nothing() -> None:
    assert small() == []
    assert small(n=0) == []


def test_what_is_too_small_to_show_is_said() -> None:
    (coin,) = small(brier_interval=[0.20, 0.30])
    assert coin == (
        "Whether it is better or worse than saying 50% every time cannot be told: the score may lie anywhere "
        "from 0.20 to 0.30, and 0.25 is among that."
    )
    (few,) = small(calibration={"withheld": "too few to judge: 12.5 of at least 30 effective clusters"})
    assert few == (
        "Whether the numbers were too high or too low cannot be told: it takes 30 independent events, and "
        "this is worth 12.5."
    )
    one, chance = small(n=3, clusters=1, brier_interval=None)
    assert one == (
        "The 3 scored questions all hang on one event: being right or wrong about it once decides them "
        "together."
    )
    assert chance == "How far the score would move by chance alone cannot be told from so little."
    (together,) = small(n=9, clusters=2)
    assert together == (
        "The 9 scored questions hang together: they come from 2 events, and one shock decides all of what "
        "it touches."
    )
    assert small(n=9, clusters=5) == []


@pytest.mark.parametrize(
    ("n", "unranked", "words"),
    [
        (4, "too few to rank: 1 of at least 10 effective clusters", "too few to rank"),
        (40, "topics are described, never ranked", ""),
        (0, None, "too few to rank"),
        (40, None, ""),
    ],
)
def test_a_badge_says_too_few_only_where_that_is_why(n: int, unranked: str | None, words: str) -> None:
    assert standing(card(n=n, unranked=unranked)) == words


SURE = [
    {"low": 0.0, "high": 0.1, "n": 30, "mean_probability": 0.05, "event_rate": 0.2},
    {"low": 0.4, "high": 0.5, "n": 30, "mean_probability": 0.5, "event_rate": 0.5},
    {"low": 0.9, "high": 1.0, "n": 30, "mean_probability": 0.95, "event_rate": 0.7},
]
CURVE = [
    {"low": one["mean_probability"], "high": one["mean_probability"], "event_rate": one["event_rate"]}
    for one in SURE
]
BAND = [
    {"probability": 0.05, "low": 0.0, "high": 0.12},
    {"probability": 0.5, "low": 0.3, "high": 0.7},
    {"probability": 0.95, "low": 0.85, "high": 1.0},
]


def sure(**changes: Any) -> list[str]:
    held = {"band": BAND, "p": 0.001, **changes.pop("consistency", {})}
    told = {
        "reliability": SURE, "curve": CURVE, "calibration": {"withheld": None},
        "detail": {"consistency": held}, **changes,
    }  # fmt: skip
    return [one for one in in_words(card(**told)) if "events bear out" in one]


def test_sounding_surer_than_the_events_is_said_where_it_is_shown() -> None:
    assert sure() == [
        (
            "When they sounded very sure that it would happen (above 90%), it happened 70% of the time "
            "(21 of 30): they sounded surer than the events bear out."
        ),
        (
            "When they sounded very sure that it would not happen (up to 10%), it happened 20% of the time "
            "(6 of 30): they sounded surer than the events bear out."
        ),
    ]


def test_sounding_less_sure_than_the_events_is_said_too() -> None:
    bins = [{"low": 0.6, "high": 0.7, "n": 60, "mean_probability": 0.65, "event_rate": 0.95}]
    curve = [{"low": 0.62, "high": 0.7, "event_rate": 0.95}]
    band = [{"probability": 0.65, "low": 0.5, "high": 0.8}]
    assert sure(reliability=bins, curve=curve, consistency={"band": band}) == [
        (
            "When they called it likely (above 60%, up to 70%), it happened 95% of the time (57 of 60): "
            "they sounded less sure than the events bear out."
        )
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"consistency": {"p": 0.06}},
        {"consistency": {"p": None, "band": None}},
        {"calibration": {"withheld": "too few to judge: 12.5 of at least 30 effective clusters"}},
        {"consistency": {"band": [{**one, "low": 0.0, "high": 1.0} for one in BAND]}},
        {"curve": [{"low": 0.0, "high": 1.0, "event_rate": 0.5}], "consistency": {"band": BAND[1:2]}},
        {"detail": None},
    ],
)
def test_nothing_is_said_of_what_chance_may_explain(changes: dict[str, Any]) -> None:
    assert sure(**changes) == []


@pytest.mark.parametrize(
    ("clusters", "words"),
    [(1, "1 independent event"), (240.0, "240 independent events"), (12.59, "12.5 independent events")],
)
def test_what_the_questions_are_worth_is_cut_and_never_rounded_up(clusters: float, words: str) -> None:
    assert independent_events(clusters) == words
