from __future__ import annotations

from datetime import date

import pytest

from app.domain.days import DayBounds
from app.domain.forecast import Scoreability
from app.extraction import FOUND_BY, read


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (
            "For many reasons, the bank is unlikely to fail because it is rich.",
            "the bank is unlikely to fail",
        ),
        ("Everybody knows that the bank will fail, but nobody cares.", "the bank will fail"),
        ("The bank, in turn, will fail.", "The bank, in turn, will fail"),
        ("If rates rise, the bank will fail, which is sad.", "If rates rise, the bank will fail"),
        ("Not until June will the bridge open.", "Not until June will the bridge open"),
        ("The bank will not only lend but borrow by June.", "The bank will not only lend but borrow by June"),
        ("The bank will open at 10:30 on Monday.", "The bank will open at 10:30 on Monday"),
        ("The bank will fail, analysts said.", "The bank will fail"),
    ],
)
def test_the_quote_is_the_claims_own_clause(text: str, quote: str) -> None:
    (candidate,) = read(text)
    assert candidate.quote == quote
    assert text[candidate.start : candidate.end] == quote


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("The bank is unlikely to fail.", "The bank fails"),
        ("The banks will not fail.", "The banks fail"),
        ("The bank will be sold.", "The bank is sold"),
        ("There is a 60% chance that the bank fails.", "the bank fails"),
        ("- The bank fails: 60%", "The bank fails"),
        ("It is likely that the bank will fail.", "the bank fails"),
        ("No bank will fail.", "a bank fails"),
        ("No banks will fail.", "banks fail"),
        ("The chance that the strike ends soon is 85%.", "the strike ends soon"),
        ("The probability of a default fell from 20% to 10%.", "a default"),
        ("The odds against a default are 3 to 1.", "a default"),
        ("The bank, however, will fail.", "The bank fails"),
        ("The bank will fail, however.", "The bank fails"),
        ("A win is more likely than a loss.", "A win is more likely than a loss"),
        ("They have no chance of winning.", "They win"),
        ("Analysts give her a 30% chance of making the cut.", "she makes the cut"),
        ("The vote in May will be close.", "The vote in May is close"),
        ("The law will not only pass but become popular.", "The law passes and becomes popular"),
        ("The bank is old and will fail.", "The bank fails"),
        ("The bank will soon recover.", "The bank soon recovers"),
        ("I am likely to lose.", "I lose"),
        ("Prices are likely to jump.", "Prices jump"),
        ("A ruling is due on Friday.", "A ruling is due on Friday"),
    ],
)
def test_the_claim_is_worded_in_the_indicative(text: str, claim: str) -> None:
    (candidate,) = read(text)
    assert candidate.claim == claim


def test_each_of_neither_and_nor_keeps_the_subject() -> None:
    found = read("The bank is neither likely to fail nor likely to grow.")
    assert [one.claim for one in found] == ["The bank fails", "The bank grows"]


def test_coordinated_claims_are_two_candidates() -> None:
    found = read("The bank will fail, and the currency could collapse.")
    assert [one.cue for one in found] == ["will", "could"]


def test_an_elliptical_answer_takes_its_claim_from_the_question() -> None:
    (candidate,) = read("Will the bank fail? Probably not.")
    assert candidate.quote == "Probably not"
    assert candidate.claim == "Will the bank fail?"
    assert candidate.probability is not None
    assert candidate.probability.point == 0.25


@pytest.mark.parametrize(
    ("text", "scoreability", "reason"),
    [
        ("Selmark Bank will default by June.", Scoreability.YES, None),
        ("Everything will change.", Scoreability.VAGUE, "no observable event"),
        ("The banks will fail.", Scoreability.VAGUE, "no deadline"),
        ("We will rebuild the bank.", Scoreability.NO, "a speaker's own plan"),
        (
            "Default is more likely than recovery.",
            Scoreability.NO,
            "compares likelihoods: one outcome cannot refute it",
        ),
    ],
)
def test_scoreability_with_reasons(text: str, scoreability: Scoreability, reason: str | None) -> None:
    (candidate,) = read(text, published=DayBounds.on(date(2026, 2, 10)))
    assert candidate.scoreability is scoreability
    assert reason is None or reason in candidate.reasons


def test_a_candidate_says_which_stage_and_table_made_it() -> None:
    (candidate,) = read("The bank will fail.", parsing=False)
    assert candidate.found_by == FOUND_BY
    assert candidate.lexicon == "survey"
    assert candidate.lexicon_version.startswith("1-")


def test_the_same_text_reads_the_same_twice() -> None:
    text = "If rates rise, the bank will fail by 2030. There is a 40% chance of rain."
    assert read(text) == read(text)


def test_empty_text_holds_nothing() -> None:
    assert read("") == ()


@pytest.mark.parametrize(("answer", "point"), [("Yes.", 0.97), ("No.", 0.03)])
def test_a_plain_answer_to_a_question_about_the_future_counts(answer: str, point: float) -> None:
    (candidate,) = read(f"Will the bank fail?\n{answer}")
    assert candidate.claim == "Will the bank fail?"
    assert candidate.probability is not None
    assert candidate.probability.point == point


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("It'll rain in May.", "'ll"),
        ("If it rained, they'd lose.", "'d"),
        ("You’d expect landslides.", "’d expect"),
    ],
)
def test_contractions_are_cues(text: str, cue: str) -> None:
    (candidate,) = read(text)
    assert candidate.cue == cue


def test_a_dateline_is_no_part_of_the_claim() -> None:
    (candidate,) = read("PORT ELLERY, Feb 9 (Agency) — The bank will fail.")
    assert candidate.quote == "The bank will fail"


def test_what_the_author_only_thinks_is_less_than_sure() -> None:
    points = [
        read(text)[0].probability.point  # type: ignore[union-attr]
        for text in ("It will rain.", "I think it will rain.", "I don't think it will rain.")
    ]
    assert points == [0.97, 0.75, 0.2]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Should the court, as it may, refuse, all that changes: banks would pay.", "Should the court"),
        ("Win both games and the title will follow.", "Win both games"),
        ("Doing so any faster would flood the fields.", "Doing so any faster"),
        ("If the rains fail again the dam will be empty.", "If the rains fail"),
        ("Without a subsidy the ferry will stop.", "Without a subsidy"),
    ],
)
def test_conditions_by_their_grammar(text: str, condition: str) -> None:
    candidate = read(text)[-1]
    assert candidate.condition is not None
    assert candidate.condition.text.startswith(condition)


def test_a_joined_clause_with_a_subject_of_its_own_is_another_claim() -> None:
    first, second = read("Should that happen, the work stops, and whoever takes over will want new terms.")
    assert (first.cue, second.cue) == ("stops", "will")
    assert first.quote == "Should that happen, the work stops"
