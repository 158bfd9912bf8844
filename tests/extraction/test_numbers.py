from __future__ import annotations

import pytest

from app.extraction import read


@pytest.mark.parametrize(
    ("text", "point", "low", "high"),
    [
        ("90%: the incumbent wins Selmark.", 0.9, 0.9, 0.9),
        ("- The incumbent wins Selmark: 80%", 0.8, 0.8, 0.8),
        ("- The incumbent wins Selmark (35%)", 0.35, 0.35, 0.35),
        ("I put the odds of a recession at 40%, up from 25%.", 0.4, 0.4, 0.4),
        ("There is a 60 to 70 percent chance of rain.", 0.65, 0.6, 0.7),
        ("There is a 60-70% chance of rain.", 0.65, 0.6, 0.7),
        ("There is a 1 in 5 chance of rain.", 0.2, 0.2, 0.2),
        ("There is a one-in-four chance of rain.", 0.25, 0.25, 0.25),
        ("There is a two-thirds chance of rain.", 2 / 3, 2 / 3, 2 / 3),
        ("The odds are 3 to 1 that it rains.", 0.75, 0.75, 0.75),
        ("Bookmakers offer 3 to 1 against a second term.", 0.25, 0.25, 0.25),
        ("I would lay three to one against a second term.", 0.25, 0.25, 0.25),
        ("The odds against a second term are 3 to 1.", 0.25, 0.25, 0.25),
        ("The odds of a second term are 3 to 1 against.", 0.25, 0.25, 0.25),
        ("Five-to-one against a snap poll is generous.", 1 / 6, 1 / 6, 1 / 6),
        ("It is three to one that the mayor wins.", 0.75, 0.75, 0.75),
        ("The odds are nine to one against the dam holding.", 0.1, 0.1, 0.1),
        ("Ten to one they lose the cup.", 10 / 11, 10 / 11, 10 / 11),
        ("Bookmakers make them 4/1 to win the cup.", 0.2, 0.2, 0.2),
        ("Bookmakers offer 4 to 1 on a hung council.", 0.2, 0.2, 0.2),
        ("The mayor is the 4 to 1 on favourite.", 0.8, 0.8, 0.8),
        ("The grey is a hundred to one outsider.", 1 / 101, 1 / 101, 1 / 101),
        ("The probability of default is 0.7.", 0.7, 0.7, 0.7),
        ("There is less than a 10% chance of rain.", 0.1, 0.0, 0.1),
        ("The chance of rain is less than 10%.", 0.1, 0.0, 0.1),
        ("There is a 50-50 chance of rain.", 0.5, 0.5, 0.5),
        ("It is 85% likely to rain.", 0.85, 0.85, 0.85),
        ("I raised my probability from 30% to 45%.", 0.45, 0.45, 0.45),
        ("My own guess is one in five.", 0.2, 0.2, 0.2),
        ("The market gives 16% to the minister leaving by June.", 0.16, 0.16, 0.16),
        ("- The bay is closed beyond June 15 — 70%", 0.7, 0.7, 0.7),
        ("1. More than 15 states test above >10% — 70%", 0.7, 0.7, 0.7),
        ("3. [60%] The mayor stays in office", 0.6, 0.6, 0.6),
        ("There is a 10% (range 4% to 20%) chance of a strike.", 0.1, 0.04, 0.2),
        ("In the model the mayor wins 94% of the time.", 0.94, 0.94, 0.94),
        ("Selmark are 4/1 to win the league.", 0.2, 0.2, 0.2),
        ("That gives the mayor 16:1 odds for winning.", 16 / 17, 16 / 17, 16 / 17),
        ("2. The index ends the year higher than it began. 70%.", 0.7, 0.7, 0.7),
    ],
)
def test_a_number_beats_the_words(text: str, point: float, low: float, high: float) -> None:
    (candidate,) = read(text)
    assert candidate.cue_class == "numeric"
    assert candidate.probability is not None
    read_as = (candidate.probability.point, candidate.probability.low, candidate.probability.high)
    assert read_as == pytest.approx((point, low, high), abs=1e-9)


@pytest.mark.parametrize(
    "text",
    [
        "About 30% of exports go by sea.",
        "Shares rose 5% on Monday.",
        "Inflation was 3.4% in May.",
        "- Inflation: 3.4%",
        "She won 52% of the vote.",
        "Turnout stood at 61%.",
        "The home side won 3 to 1.",
        "The committee voted 7 to 2.",
        "The committee split three to two against the plan.",
        "They lost three to one against Rovers.",
        "Women outnumber men three to one in the choir.",
        "The ratio of staff to pupils is one to nine.",
        "The shop is open 24/7 on weekdays.",
        "She left at ten to one on Friday.",
        "The poll put them at 43%.",
        "A 20% tariff took effect.",
        "Sales fell 130%.",
    ],
)
def test_numbers_that_measure_something_else(text: str) -> None:
    assert read(text) == ()


def test_a_number_answers_the_question_before_it() -> None:
    text = "Will the treaty be ratified by December? Our aggregate is 12%."
    (candidate,) = read(text)
    assert candidate.quote == "Our aggregate is 12%"
    assert candidate.probability is not None
    assert candidate.probability.point == 0.12


def test_growth_in_percent_is_expected_not_a_probability() -> None:
    (candidate,) = read("The bank expects growth of 5% next year.")
    assert candidate.cue_class == "expectation"
    assert candidate.probability is not None
    assert candidate.probability.point == 0.8


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("I'd say there's a ten percent chance of a flood.", 0.10),
        ("I make it 55 to 60 percent that the bill passes.", 0.575),
        ("There is a twenty-five percent chance of a strike.", 0.25),
        ("We have this at 1 in 5.", 0.2),
        ("- Labour leads the next poll: 3 in 4", 0.75),
        ("- Will the line open in 2027? 3%", 0.03),
        ("Prediction markets have the incumbent at 58%.", 0.58),
    ],
)
def test_numbers_in_words_and_numbers_somebody_puts_on_a_claim(text: str, point: float) -> None:
    (candidate,) = read(text)
    assert candidate.probability is not None
    assert candidate.probability.point == pytest.approx(point)


def test_an_item_takes_the_number_of_its_second_sentence() -> None:
    (candidate,) = read("- Somebody beats the record. I have this at 1 in 5, mostly out of spite.")
    assert candidate.claim == "Somebody beats the record"
    assert candidate.quote.startswith("Somebody beats")


@pytest.mark.parametrize("text", ["The S&P 500 fell 0.1% on Friday.", "The S&P 500 closed 0.3 points lower."])
def test_an_index_with_a_p_in_its_name_is_no_probability(text: str) -> None:
    assert read(text) == ()
