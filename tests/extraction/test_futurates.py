"""Claims in the present tense: dated, supposed or conditional; habits and schedules are none."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.days import DayBounds
from app.domain.forecast import CueClass
from app.extraction import Candidate, read


def found(text: str) -> tuple[Candidate, ...]:
    return read(text, published=DayBounds.on(date(2026, 2, 10)), byline=("A Writer",))


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Imported gas becomes dearer within weeks.", "Imported gas becomes dearer within weeks"),
        ("By 2030, half of the fleet is electric.", "half of the fleet is electric"),
        ("Unless it rains before June, the harvest fails.", "Unless it rains before June, the harvest fails"),
        ("If the truce collapses, the army moves north.", "If the truce collapses, the army moves north"),
        ("Should that happen, the work stops.", "Should that happen, the work stops"),
        ("In 2027 the deficit doubles.", "In 2027 the deficit doubles"),
        ("At some point the music stops.", "At some point the music stops"),
    ],
)
def test_a_dated_present_is_a_forecast(text: str, quote: str) -> None:
    (candidate,) = found(text)
    assert candidate.quote == quote
    assert candidate.cue_class is CueClass.CATEGORICAL
    assert candidate.probability is not None
    assert candidate.probability.point == 0.97


def test_what_follows_a_supposition_hangs_on_it() -> None:
    (candidate,) = found("Suppose the lira falls by a tenth. The central bank raises rates.")
    assert candidate.claim == "The central bank raises rates"
    assert candidate.condition is not None
    assert candidate.condition.text == "Suppose the lira falls by a tenth"


@pytest.mark.parametrize(
    "text",
    [
        "The law requires firms to report by March 2027.",
        "The company aims to halve its debt by 2028.",
        "Ministers want a deal before the summit.",
        "We leave before June.",
        "The parade starts before noon on 3 March.",
        "If you heat water, it boils.",
        "If you press the button, the door opens.",
        "The election is in November.",
        "The model seems sound, even if the first test was easy.",
        "Who wins before June?",
    ],
)
def test_aims_schedules_and_habits_are_none(text: str) -> None:
    assert found(text) == ()


def test_the_items_of_a_list_of_predictions_may_be_told_in_the_present() -> None:
    text = (
        "My predictions for 2027:\n\n"
        "1. The grid operator becomes a public company.\n"
        "2. Selmark enters the first division.\n\n"
        "Things I learnt:\n\n"
        "1. The grid operator becomes nervous in storms.\n"
    )
    quotes = [one.quote for one in read(text)]
    assert quotes == ["The grid operator becomes a public company", "Selmark enters the first division"]


def test_a_heading_that_is_a_horizon_makes_the_items_below_it_forecasts() -> None:
    text = (
        "Some guesses follow.\n\nBy 2031\n\n- The old mayor is dead.\n- At least one merger of two banks.\n\n"
        "What I learnt\n\n- The old mayor is kind.\n"
    )
    found = read(text, published=DayBounds.on(date(2026, 1, 1)))
    assert [one.quote for one in found] == ["The old mayor is dead", "At least one merger of two banks"]
    assert {str(one.deadline.latest) for one in found if one.deadline} == {"2031-12-31"}
