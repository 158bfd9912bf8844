"""Scores worked out by hand: shared weight over all; 1 for a stem, 2 for a number or a part of a date."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.likeness import compare, compare_asked
from app.domain.wording import read_wording

OPPOSITE = "one of them denies: perhaps the opposite side"
PAIRS = [
    # rain, May | rain, May; the year counts for nothing, since one side leaves it out: 3 / 3
    ("It rains in May.", "Does it rain in May 2026?", 1.0, "1 word in common, 0 in one alone; the same May"),
    # kyiv fall russian forc | 72 hour start invasion: 4 / (4 + 2 + 3)
    (
        "Kyiv falls to Russian forces.",
        "Does Kyiv fall to Russian forces within 72 hours of the start of an invasion?",
        4 / 9,
        "4 words in common, 3 in one alone",
    ),
    # labour win seat 2024 | 400, 450, election: (3 + 2) / (3 + 2 + 2 + 2 + 1)
    (
        "Labour wins 400 seats in 2024.",
        "Labour won 450 seats in the 2024 election.",
        5 / 10,
        "3 words in common, 1 in one alone; the same 2024; another number",
    ),
    # inflation fall 3 | two years: (2 + 2) / (2 + 2 + 4)
    (
        "Inflation falls below 3% in 2024.",
        "Inflation won't fall under 3 percent in 2025.",
        4 / 8,
        f"2 words in common, 0 in one alone; the same 3; another year; {OPPOSITE}",
    ),
    ("It rains in May 2026.", "It snows in May 2026.", 0.0, "no word in common"),
    ("", "", 0.0, "no word in common"),
]


@pytest.mark.parametrize(("one", "other", "score", "reason"), PAIRS)
def test_scores_by_hand(one: str, other: str, score: float, reason: str) -> None:
    found = compare(read_wording(one), read_wording(other))
    assert found.score == pytest.approx(score, abs=5e-7)
    assert found.reason == reason


def test_criteria_explain_and_never_count_against() -> None:
    claim = read_wording("The central bank cuts its rate.")  # central bank cut rate
    question = read_wording("Does the ECB cut rates?")  # ecb cut rate
    criteria = read_wording("The ECB is the central bank of the euro area: see its key interest rates page.")
    assert compare(claim, question).score == pytest.approx(2 / 5)
    assert compare_asked(claim, question, criteria).score == pytest.approx(4 / 5)
    assert compare_asked(claim, read_wording("Does it rain?"), criteria).score == 0.0


WORDS = st.lists(
    st.sampled_from(
        [
            "rain",
            "snow",
            "May",
            "2026",
            "2027",
            "3%",
            "5",
            "not",
            "June",
            "falls",
            "fell",
            "12",
            "June",
            "bank",
            "the",
            "will",
        ]
    ),
    max_size=9,
).map(" ".join)


@given(WORDS, WORDS)
def test_the_score_is_symmetric_and_a_share(one: str, other: str) -> None:
    a, b = read_wording(one), read_wording(other)
    assert compare(a, b) == compare(b, a)
    assert 0.0 <= compare(a, b).score <= 1.0
    assert compare(a, a).score == (1.0 if a.words else 0.0)
