"""Speakers by the parse: across conjunctions, asides, pronouns and the turns of an interview."""

from __future__ import annotations

import pytest

from app.domain.forecast import Role
from app.extraction import read


def says(text: str) -> list[tuple[tuple[str, ...], Role]]:
    return [(one.authors, one.role) for one in read(text, byline=("A Writer",))]


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Ana Sol, a surveyor in Brest, said the wall was old and would probably crack.", ("Ana Sol",)),
        ("Its head, Ruth Adler, said floods should be expected.", ("Ruth Adler",)),
        ("Teresa Moll said she feared that the ward would be shut.", ("Teresa Moll",)),
        ("Meteorologists warned of a storm that could flood the port.", ("Meteorologists",)),
        ("The river is expected to crest on Monday.", ()),
        ("The plan, aides say, is unlikely to pass.", ("aides",)),
        ("Growth is forecast to slow in 2027, according to the OECD.", ("the OECD",)),
        ("The coast guard put the likelihood of a spill at 70 percent.", ("The coast guard",)),
    ],
)
def test_a_paraphrase_has_its_speaker(text: str, authors: tuple[str, ...]) -> None:
    assert says(text)[-1] == (authors, Role.REPORTED)


def test_a_pronoun_is_the_last_person_of_the_paragraph() -> None:
    text = "Her deputy, Karl Beck, is calmer: he reckons that prices will fall."
    assert says(text) == [(("Karl Beck",), Role.REPORTED)]


def test_a_quote_goes_on_with_the_speaker_of_the_paragraph_above() -> None:
    text = '"It was a bad year," said Ida Holm, a farmer.\n\n"The next one will be worse for all of us."'
    assert says(text) == [(("Ida Holm",), Role.QUOTED)]


def test_he_is_the_office_of_the_sentence_above() -> None:
    text = "The mayor sees it differently. He believes the wind park will bring jobs."
    assert says(text) == [(("The mayor",), Role.REPORTED)]


def test_the_name_beside_an_office_is_whom_the_quotation_means() -> None:
    text = (
        "By Ada Rowe\n\nThe plan is dead, and the superintendent, Ida Holm, as good as told us so. "
        '"We will be merging with Selm by 2028," she said on Tuesday.'
    )
    assert says(text) == [(("Ida Holm",), Role.QUOTED)]


def test_he_is_no_group() -> None:
    text = "Two officials expect a strike.\n\nHe said it would be short."
    assert says(text)[-1] == (("He",), Role.REPORTED)


@pytest.mark.parametrize(
    ("asks", "answers"), [("Courier", "Lund"), ("The Courier", "VL"), ("Q", "A"), ("C", "LUND")]
)
def test_labels_that_come_back_stand_for_the_person_introduced(asks: str, answers: str) -> None:
    text = (
        "Our man met Vera Lund, who runs the port.\n\n"
        f"{asks}: Will the crane be ready?\n\n{answers}: It will be late.\n\n"
        f"{asks}: And the pier?\n\n{answers}: I am sure of one thing. The pier will sink."
    )
    assert says(text) == [(("Vera Lund",), Role.QUOTED)] * 2


def test_the_answers_of_an_interview_are_those_of_the_person_introduced() -> None:
    text = (
        "Vera Lund has run the port since 2021.\n\n"
        "Q: Will the crane be ready by June?\n\n"
        "A: It will be late. I'd say there's a ten percent chance of June.\n\n"
        "Q: Why?\n\n"
        "A: Cranes are like that."
    )
    assert says(text) == [(("Vera Lund",), Role.QUOTED)] * 2


def test_the_author_who_says_so_is_no_reported_speaker() -> None:
    assert says("I said last week that the bank will fail.") == [(("A Writer",), Role.BYLINE)]
