from __future__ import annotations

import pytest

from app.domain.forecast import Role, Stance
from app.extraction import read


@pytest.mark.parametrize(
    ("text", "authors", "role"),
    [
        ("The bank will fail.", ("A Writer",), Role.BYLINE),
        ("I think the bank will fail.", ("A Writer",), Role.BYLINE),
        ("“The bank will fail,” said Tom Harrow.", ("Tom Harrow",), Role.QUOTED),
        ('"The bank will fail," Tom Harrow said on Monday.', ("Tom Harrow",), Role.QUOTED),
        ("“The bank will fail,” said Tom Harrow, an economist at Selm.", ("Tom Harrow",), Role.QUOTED),
        ("Analysts expect the bank to fail.", ("Analysts",), Role.REPORTED),
        ("Tom Harrow believes that the bank will fail.", ("Tom Harrow",), Role.REPORTED),
        ("Tom Harrow, an economist, said the bank would fail.", ("Tom Harrow",), Role.REPORTED),
        ("According to Tom Harrow, the bank will fail.", ("Tom Harrow",), Role.REPORTED),
        ("“The bank will fail.” — Tom Harrow, economist", ("Tom Harrow",), Role.QUOTED),
        ('Tom Harrow (2023): "The bank will fail by the summer."', ("Tom Harrow",), Role.QUOTED),
        ("Tom Harrow\n\n- “The bank will fail by the summer.”", ("Tom Harrow",), Role.QUOTED),
        ("The Ledger's report claims the bank will fail.", ("The Ledger",), Role.REPORTED),
        ("That means the bank will fail.", ("A Writer",), Role.BYLINE),
        ("1. Credit: the bank will fail.", ("A Writer",), Role.BYLINE),
        ("The bank will fail, traders said.", ("traders",), Role.REPORTED),
        ("``The bank will fail,'' Tom Harrow was quoted as saying.", ("Tom Harrow",), Role.QUOTED),
        ("Tom Harrow was quoted as saying the bank will fail.", ("Tom Harrow",), Role.REPORTED),
        (
            '"The bank will fail," said retired Gen. David L. Harrow, a banker.',
            ("David L. Harrow",),
            Role.QUOTED,
        ),
        ("Don't worry, the bank will fail.", ("A Writer",), Role.BYLINE),
        ("If all goes according to plan, the bank will fail.", ("A Writer",), Role.BYLINE),
        ("The bookmakers have it at 4 to 7 to fail.", ("The bookmakers",), Role.REPORTED),
        ("The club have the best odds at 62 percent.", ("A Writer",), Role.BYLINE),
        ("1. Reds maintain control of the house: 80%", ("A Writer",), Role.BYLINE),
        ("There were warnings that the bank may fail.", (), Role.REPORTED),
        ("Sources who claimed that the bank would fail were ignored.", ("Sources",), Role.REPORTED),
        ("Traders see no real risk of a run on the bank.", ("Traders",), Role.REPORTED),
        ("Metaculus puts the chance of a bank failure at 3%.", ("Metaculus",), Role.REPORTED),
        ("Selm Sachs puts the odds of a bank failure at 35%.", ("Selm Sachs",), Role.REPORTED),
        ("Pundit Tom Harrow puts the chance at 30%.", ("Tom Harrow",), Role.REPORTED),
        ("Bookmakers make them 4/1 to win.", ("Bookmakers",), Role.REPORTED),
        ("Our model puts the chance of a bank failure at 3%.", ("A Writer",), Role.BYLINE),
        ("That gives the bank a 60% chance of failing.", ("A Writer",), Role.BYLINE),
        ("Nobody on the islands expects the bank to fail.", ("A Writer",), Role.BYLINE),
        ("They wait for a rescue, which nobody now expects before June.", ("A Writer",), Role.BYLINE),
        ("Hardly anyone in town expects the bank to fail.", ("A Writer",), Role.BYLINE),
        ("Lowe's own tip: the bank fails.", ("Lowe",), Role.REPORTED),
        ("My tip: the bank fails.", ("A Writer",), Role.BYLINE),
        ("Tom Harrow is convinced that the bank will fail.", ("Tom Harrow",), Role.REPORTED),
        ("I am convinced that the bank will fail.", ("A Writer",), Role.BYLINE),
        ("It is certain that the bank will fail.", ("A Writer",), Role.BYLINE),
        ("Few expect the bank to fail.", ("A Writer",), Role.BYLINE),
        ("Coach Tom Harrow believes the bank will fail.", ("Tom Harrow",), Role.REPORTED),
        ("The firm sees itself as strong and believes the bank will fail.", ("The firm",), Role.REPORTED),
        (
            "From the same Danish sources came claims that the bank will fail.",
            ("Danish sources",),
            Role.REPORTED,
        ),
        ("Everyone is aware that the bank will fail.", ("A Writer",), Role.BYLINE),
        ("TOM HARROW: The bank will fail.", ("TOM HARROW",), Role.QUOTED),
    ],
)
def test_who_asserts(text: str, authors: tuple[str, ...], role: Role) -> None:
    (candidate,) = read(text, byline=("A Writer",))
    assert candidate.role is role
    if role is not Role.REPORTED or authors != ():
        assert candidate.authors == authors


def test_a_quotation_over_two_sentences_keeps_its_speaker() -> None:
    text = "“It is bad,” said Mira Lund. “The bank will fail. The city will follow.”"
    assert [one.authors for one in read(text)] == [("Mira Lund",), ("Mira Lund",)]


def test_a_pronoun_stands_for_the_speaker_named_before() -> None:
    text = "Mira Lund said the bank was weak. She expects it to fail by spring."
    (candidate,) = read(text)
    assert candidate.authors == ("Mira Lund",)


def test_a_false_claim_is_doubted_and_a_belief_is_passed_on() -> None:
    (doubted,) = read("Officials wrongly believed that the bank would fail.")
    (neutral,) = read("Officials believe that the bank will fail.")
    (own,) = read("The bank will fail.")
    assert (doubted.stance, neutral.stance, own.stance) == (Stance.DOUBTED, Stance.NEUTRAL, None)


def test_a_pronoun_means_whom_the_paragraph_turned_to_last() -> None:
    text = "Ada Rowe said the plan was sound. Her deputy Tom Vane disagreed. He said the bill would fail."
    assert [one.authors for one in read(text)] == [("Tom Vane",)]


def test_a_pronoun_after_a_quotation_finds_its_name_in_a_sentence_that_says_nothing() -> None:
    text = 'The committee met on Monday. Ada Rowe, who chairs it, arrived late. "Prices will fall," she said.'
    assert [one.authors for one in read(text)] == [("Ada Rowe",)]


def test_a_quotation_ends_with_its_closing_mark() -> None:
    text = '"There will be no strike," the union\'s leader, Olga Brandt, told reporters.'
    [found] = read(text)
    assert (found.quote, found.authors) == ("There will be no strike", ("Olga Brandt",))


def test_a_description_with_two_houses_stays_one_speaker() -> None:
    [found] = read("Economists at Fairbank and Selmark Bank expect inflation to ease.")
    assert found.authors == ("Economists at Fairbank and Selmark Bank",)
