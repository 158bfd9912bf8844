"""Numbers that stand apart from their claim: below it, behind it, or in answer to a question."""

from __future__ import annotations

from app.extraction import Candidate, read


def points(candidates: tuple[Candidate, ...]) -> list[float | None]:
    return [one.probability.point if one.probability else None for one in candidates]


def told(text: str) -> list[tuple[str, float | None]]:
    return list(zip((one.claim for one in read(text)), points(read(text)), strict=True))


def test_a_number_below_its_claim() -> None:
    (candidate,) = read("The treaty is signed in Selmark\nProbability: 12%")
    assert candidate.quote == "The treaty is signed in Selmark\nProbability: 12%"
    assert candidate.claim == "The treaty is signed in Selmark"
    assert candidate.probability is not None
    assert candidate.probability.point == 0.12


def test_two_numbers_below_one_question_both_answer_it() -> None:
    text = "Will the truce hold until May?\nMetaculus: 45%\nMy forecast: 38%"
    assert told(text) == [("Will the truce hold until May?", 0.45), ("Will the truce hold until May?", 0.38)]
    assert [one.quote for one in read(text)] == ["Metaculus: 45%", "My forecast: 38%"]


def test_a_number_behind_its_claim_in_a_list_item() -> None:
    assert told("1. The mayor keeps her seat. 90% confidence.") == [("The mayor keeps her seat", 0.9)]


def test_an_answer_that_tells_more_than_the_number() -> None:
    text = "Will the mayor lose the vote? I'm at 57%, down from 60% last week."
    assert told(text) == [("Will the mayor lose the vote?", 0.57)]


def test_a_blank_line_parts_a_number_from_what_stands_above() -> None:
    (candidate,) = read("The treaty is signed in Selmark.\n\nProbability: 12%")
    assert candidate.quote == "Probability: 12%"


def test_a_list_labelled_with_decimals() -> None:
    text = (
        "My predictions\n\n"
        "The rate is cut before June: 0.85\n"
        "A coalition is formed in Selmark (0.65)\n"
        "0.9 The bridge stays open\n"
        "Oil trades above 100 dollars - 0.15\n"
    )
    assert points(read(text)) == [0.85, 0.65, 0.9, 0.15]


def test_a_single_decimal_is_no_label() -> None:
    assert read("The index closed at 0.85") == ()


def test_an_item_that_goes_on_from_the_one_above() -> None:
    text = "The index is above 3000: 80%\n...4000: 50%\n...5000: 5%\n"
    assert points(read(text)) == [0.8, 0.5, 0.05]
