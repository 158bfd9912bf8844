from __future__ import annotations

import pytest

from app.extraction import read


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("If the talks fail, prices will rise.", "If the talks fail"),
        ("Prices will rise if the talks fail.", "if the talks fail"),
        ("Unless Congress acts, the fund will run dry.", "Unless Congress acts"),
        ("Should the truce collapse, prices will spike.", "Should the truce collapse"),
        ("Prices will spike should the truce collapse.", "should the truce collapse"),
        ("Without aid, the city would fall.", "Without aid"),
        ("An invasion would expand the sanctions.", "An invasion"),
        ("Any breach of the border will trigger a response.", "Any breach of the border"),
        ("Leaving the union would cost jobs.", "Leaving the union"),
        ("Were fuel to be rationed, prices would rise.", "Were fuel to be rationed"),
        ("Only if the Liberals abstain will the motion pass in 2027.", "Only if the Liberals abstain"),
        ("Only when rates fall will housing recover.", "Only when rates fall"),
        ("The party will lose, even if turnout is high.", None),
        ("The party will lose.", None),
        ("A recession will be avoided.", None),
        ("Closing the mill will hurt the town.", None),
        ("A rival proposal from Selm will fail.", None),
        ("As long as rates stay low, prices will rise.", "As long as rates stay low"),
        ("On current trends, the lake will dry up.", "On current trends"),
        ("If elected, he would raise taxes.", "If elected"),
        ("A win is possible, if unlikely, and prices will rise.", None),
        ("A spokesman will speak to the press on Monday.", None),
        ("The party will lose, especially if turnout is high.", None),
    ],
)
def test_conditions_of_one_sentence(text: str, condition: str | None) -> None:
    (candidate,) = read(text)
    assert (candidate.condition.text if candidate.condition else None) == condition


def test_a_cue_within_the_condition_claims_nothing() -> None:
    (candidate,) = read("If the bank is likely to fail, savers will flee.")
    assert candidate.cue == "will"


def test_a_scenario_governs_until_the_next_heading() -> None:
    text = "Suppose the talks reach a dead end. The army will march. The border will close."
    text += "\nOutlook\nPrices will rise.\n"
    conditions = [one.condition.text if one.condition else None for one in read(text)]
    supposed = "Suppose the talks reach a dead end"
    assert conditions == [supposed, supposed, None]


def test_the_second_of_two_claims_shares_the_condition() -> None:
    first, second = read("An invasion would expand the sanctions, and would likely end the pipeline.")
    assert first.condition is not None
    assert first.condition == second.condition


def test_what_would_follow_from_a_claim_hangs_on_it() -> None:
    first, second = read("The dam may burst this spring. That would drown the valley.")
    assert first.condition is None
    assert second.condition is not None
    assert second.condition.text == "The dam may burst this spring"


def test_that_case_is_the_condition_before() -> None:
    _, second = read("If the talks fail, prices will rise. In that case, the bank will cut rates.")
    assert second.condition is not None
    assert second.condition.text == "If the talks fail"


def test_a_pronoun_carries_the_condition_on() -> None:
    _, second = read("A merger won't save the firm. Instead, it could sink both.")
    assert second.condition is not None
    assert second.condition.text == "A merger"


@pytest.mark.parametrize(
    ("sentence", "governed"),
    [
        ("It is certain that the lake will rise.", False),
        ("The bank has a chance of recovering.", False),
        ("Clashes are likely.", True),
        ("The lake would rise.", True),
        ("Then it is likely that the lake will rise.", True),
    ],
)
def test_a_scenario_ends_where_the_text_turns_to_how_things_are(sentence: str, governed: bool) -> None:
    *_, last = read(f"Suppose the talks fail. The army will march. {sentence}")
    assert (last.condition is not None) is governed


def test_a_reported_condition_without_a_comma_gives_way_to_its_claim() -> None:
    text = "The chief says if the wind turns hundreds of cabins in the valley will burn."
    [found] = read(text)
    assert found.condition is not None
    assert found.condition.text == "if the wind turns"
