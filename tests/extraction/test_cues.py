from __future__ import annotations

import pytest

from app.extraction import read


@pytest.mark.parametrize(
    ("text", "cue", "point", "negated"),
    [
        ("The bank is likely to fail.", "likely", 0.75, False),
        ("The bank is unlikely to fail.", "unlikely", 0.2, False),
        ("The bank is very unlikely to fail.", "very unlikely", 0.05, False),
        ("The bank would likely fail after that.", "likely", 0.75, False),
        ("The bank is not likely to fail.", "not likely", 0.2, False),
        ("It is not unlikely that the bank fails.", "not unlikely", 0.7, False),
        ("The bank will fail.", "will", 0.97, False),
        ("The bank will not fail.", "will", 0.03, True),
        ("The bank won't fail.", "won't", 0.03, True),
        ("The bank will never fail.", "will", 0.03, True),
        ("No bank will fail.", "will", 0.03, True),
        ("The bank will probably fail.", "probably", 0.75, False),
        ("The bank will probably not fail.", "probably not", 0.25, True),
        ("The bank probably won't fail.", "probably", 0.25, True),
        ("The bank may not fail.", "may", 0.6, True),
        ("The bank is almost certain to fail.", "almost certain", 0.95, False),
        ("The bank is expected to fail.", "expected to", 0.8, False),
        ("The bank is not expected to fail.", "expected to", 0.2, True),
        ("The bank is more likely than not to fail.", "more likely than not", 0.6, False),
        ("There is little chance that the bank fails.", "little chance", 0.1, False),
        ("There is no real risk of a bank failure.", "no real risk", 0.02, True),
        ("I doubt that the bank will fail.", "doubt", 0.2, False),
        ("The bank is going to fail.", "going to", 0.97, False),
        ("A bank failure would hurt the city.", "would", 0.9, False),
        ("The law will not only pass but take effect in June.", "will", 0.97, False),
        ("The bank will not merely survive.", "will", 0.97, False),
        ("The bank will not just survive but grow.", "will", 0.97, False),
        ("The problem will not just go away.", "will", 0.03, True),
        ("The queue will not simply vanish.", "will", 0.03, True),
        ("Not until June will the bridge open.", "will", 0.97, False),
        ("Never will the bridge open.", "will", 0.03, True),
        ("The bank will do nothing but shrink.", "will", 0.97, False),
        ("The owner will neither sell nor lend the boat.", "will", 0.03, True),
        ("The bank will by no means fail.", "will", 0.03, True),
        ("The bank will under no circumstances fail.", "will", 0.03, True),
        ("Nor will the bank fail.", "will", 0.03, True),
        ("The bank is not certain to fail.", "certain to", 0.45, False),
        ("The bank is far from certain to fail.", "certain to", 0.45, False),
        ("It is not impossible that the bank will fail.", "impossible", 0.45, False),
        ("The bank will no doubt fail.", "no doubt", 0.97, False),
        ("The bank will certainly not fail.", "certainly", 0.03, True),
        ("Prices cannot but rise.", "cannot but", 0.97, False),
        ("The party cannot help but lose.", "cannot help but", 0.97, False),
        ("No doubt the bank will fail.", "no doubt", 0.97, False),
        ("There is no doubt that the bank will fail.", "no doubt", 0.97, False),
        ("Nobody doubts that the bank will fail.", "doubts", 0.97, False),
        ("Few doubt that the bank will fail.", "doubt", 0.97, False),
        ("Hardly anyone expects the truce to hold.", "expects", 0.2, True),
        ("Neither the bank nor the fund will fail.", "will", 0.03, True),
        ("Not a single bank in the city will fail.", "will", 0.03, True),
        ("This might bring war by June.", "might", 0.4, False),
        ("Kicking the can down the road will cost the bank its name.", "will", 0.97, False),
        ("The bank is probably going to fail.", "probably", 0.75, False),
        ("She expects the bank will fail.", "will", 0.75, False),
        ("We would imagine the bank will fail.", "will", 0.75, False),
        ("The fund believes the bank will fail.", "will", 0.97, False),
        ("The airline stands to benefit from the ban.", "stands to benefit", 0.8, False),
    ],
)
def test_cue_reading_and_negation(text: str, cue: str, point: float, negated: bool) -> None:
    (candidate,) = read(text)
    assert candidate.cue == cue
    assert candidate.probability is not None
    assert candidate.probability.point == pytest.approx(point)
    assert candidate.negated is negated


def test_neither_nor_denies_two_claims() -> None:
    found = read("The bank is neither likely to fail nor likely to grow.")
    assert [(one.probability.point, one.negated) for one in found if one.probability] == [(0.2, True)] * 2


@pytest.mark.parametrize(
    "text",
    [
        "War is more likely than peace.",
        "Defeat is far less likely than stalemate.",
    ],
)
def test_comparatives_have_no_probability(text: str) -> None:
    (candidate,) = read(text)
    assert candidate.kind == "comparative"
    assert candidate.probability is None
    assert candidate.scoreability == "no"


@pytest.mark.parametrize(
    "text",
    [
        "His political will is strong.",
        "Will Smith said so.",
        "The museum opened in May.",
        "May was cold.",
        "The aim is to win by Friday.",
        "The rent is due on Friday.",
        "The delay is due in part to rain.",
        "My view is that the bank is weak.",
        "My bet: it was the butler.",
        "They showed their military might.",
        "She drank from a can of soda.",
        "The likely cause was an electrical fault.",
        "It is likely that the fire began in the kitchen.",
        "Prices have likely fallen.",
        "He was set to music.",
        "She is going to school.",
        "It stands to reason that he left.",
        "We are looking for a new office.",
    ],
)
def test_homonyms_and_explanations_are_no_cues(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The agency predicts a sharp fall in prices.",
        "Scientists warned of a second wave.",
        "The firm is on track to miss its target.",
        "The party is headed for defeat.",
        "The currency looks set to fall.",
        "The law threatens to split the coalition.",
        "Expect a long winter.",
        "Collapse is inevitable.",
        "It is only a matter of time before the dam breaks.",
        "The IMF projects growth of 3 percent in 2027.",
        "Heavy rain is expected tomorrow.",
        "I would be surprised if the truce held.",
        "A recession is coming.",
        "Civil war cannot be excluded.",
        "Economists see prices rising to a new peak.",
        "The krona is seen falling by December.",
        "My view is that the line closes before 2030.",
        "My bet: Rovers go down.",
        "A ruling is due on Friday.",
        "The new coach is to be named on Friday.",
        "The leaders are to meet in Rome next week.",
        "We look for some softness in the spring.",
        "Look for the market to be busy.",
        "Cheaper oil should bolster the economy.",
        "The forecast ignores the losses that will inevitably follow.",
    ],
)
def test_forecasts_without_a_modal(text: str) -> None:
    assert len(read(text)) == 1
