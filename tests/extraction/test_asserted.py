"""Clauses that nobody asserts of the future, told by what they hang on."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.days import DayBounds
from app.extraction import FORECAST_KINDS, read


def found(text: str) -> list[str]:
    candidates = read(text, published=DayBounds.on(date(2026, 2, 10)), byline=("A Writer",))
    return [one.quote for one in candidates if one.kind in FORECAST_KINDS]


@pytest.mark.parametrize(
    "text",
    [
        "The prosecutor has not shown that customers would pay more.",
        "In 2022 I wrote that the boom would be over by spring.",
        "The surveyors had a letter that said the bridge would last another century.",
        "When my aunt came here she was told that the mill would feed her.",
        "People said the village would die.",
        "It depends on whether he believes it will help him.",
        "I do not believe there should be dismissals.",
        "The money is going to charity.",
        "It wouldn't be the first time that a bank failed.",
        "Twenty years ago a stranger told us that we would change the town.",
        "The club set an improbable target.",
        "The vote is not the foregone conclusion that the paper makes of it.",
        "I would have bet the house against it.",
        "You could be right.",
        "That would mean that the drought has ended.",
        "The treasurer won't comment on the figures.",
        "He signed a decree under which governors may seize boats.",
        "You'll notice the smell at once, same as I will.",
        "Nobody expected the dike to hold.",
        "She gave the usual warning that she has been wrong.",
        "If we had let the mills close, the town might be half its size.",
        "Awkward as it may be, the council has to meet.",
        "It is tempting to think that the club was always destined to go down.",
        "We found a hospital on the verge of closure.",
        "The board cut projected spending again.",
        "The harbour faces no imminent threat.",
        "I would not be here today without my teachers.",
        "The note names paths along which the ferry may sail.",
        "Any farmer there will tell you: the soil is tired.",
        "The ministry should help the farms.",
        "Most of the grain likely is not in the silos.",
        "They can afford the repairs if they can afford the party.",
    ],
)
def test_nothing_is_claimed_of_the_future(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "I do not think that the treaty will last.",
        "The ministry said that the bridge would open in May.",
        "By 2040 half of them will have had to move; that is not a guess, it is arithmetic.",
        "The IMF projects growth of 3 percent in 2027.",
        "The treasurer won't win.",
        "The toll would pay for every nurse.",
        "Some of them will have to move.",
        "Falk forecast a loss of 90 million crowns for 2027.",
        "But without a loan we would be out of cash by 2028.",
        "The crews are not resting as heavy rain is forecast to return.",
        "It does not seem impossible that the coalition will hold.",
        "The minister warned that the mood was growing tense and any small quarrel could end the truce.",
        "When the press turns on him his days are numbered.",
        "We might be looking at two metres of snow.",
        "All of these guesses will be wrong.",
        "A number of factors should help support the recovery in 2027.",
        "Dearer grain should partially unwind in spring.",
        "Most farms should be better off with the new canal.",
        "There should be gains for the coast, too.",
        "Wage pressures should remain contained.",
        "We will not understand it until it is too late.",
        "The party is on target to win 78 seats.",
        "The water was being pushed ahead of the storm, and a swath of towns could be flooded.",
        "That is a reason to expect wages to be weak.",
    ],
)
def test_what_only_looks_like_it_is_kept(text: str) -> None:
    assert len(found(text)) == 1
