"""What a proposal provides, told from what will come of it."""

from __future__ import annotations

import pytest

from app.domain.forecast import Kind
from app.extraction import read
from app.extraction.parsing import missing_stage

pytestmark = pytest.mark.skipif(missing_stage() is not None, reason="provisions are told by the parse")


def kinds(text: str) -> list[Kind]:
    return [one.kind for one in read(text, byline=("A Writer",))]


@pytest.mark.parametrize(
    "text",
    [
        "We are launching a programme that will help small firms export.",
        "The council should pass a bill that will transform the schools.",
        "The act will require every employer to publish wages.",
        "Lead in paint will be prohibited under the new rules.",
        "Drivers will be required to carry a permit.",
        "The President shall report to the assembly each spring.",
        "Our plan will open three hundred schools.",
        "Raising the level will not be easy.",
    ],
)
def test_the_design_of_a_proposal_is_no_forecast(text: str) -> None:
    assert set(kinds(text)) <= {Kind.POLICY, Kind.GENERIC}


@pytest.mark.parametrize(
    "text",
    [
        "The bill would raise unemployment by two points.",
        "The act will cost a billion crowns by 2030.",
        "This plan will fail.",
        "The treaty will not survive the winter.",
    ],
)
def test_what_comes_of_a_proposal_is_a_forecast(text: str) -> None:
    assert kinds(text) == [Kind.EVENT]


def test_a_pronoun_means_the_proposal_of_the_sentence_before() -> None:
    text = "The bill goes to the senate today. It will require insurers to cover dentists."
    assert kinds(text)[-1] is Kind.POLICY


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('"We\'ll be picking the best eleven for the match," Roe said.', Kind.PLAN),
        ("Roe said she will not be standing for mayor.", Kind.PLAN),
        ("I will get it built.", Kind.PROMISE),
        ("We will be facing a hard winter.", Kind.EVENT),
    ],
)
def test_what_one_will_be_doing_is_a_plan_unless_it_befalls_one(text: str, kind: Kind) -> None:
    assert kinds(text) in ([kind], [Kind.PLAN if kind is Kind.PROMISE else kind])
