from __future__ import annotations

import pytest

from app.extraction import read
from app.extraction.segments import LONGEST, split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Mr. Smith met Gen. Jones. They left.", ["Mr. Smith met Gen. Jones.", "They left."]),
        ("The U.S. economy grew. The U.K. did not.", ["The U.S. economy grew.", "The U.K. did not."]),
        ("He moved to the U.S. The move paid.", ["He moved to the U.S.", "The move paid."]),
        ("It rose 3.5 percent to $1.20. Then it fell.", ["It rose 3.5 percent to $1.20.", "Then it fell."]),
        ("“It will rain.” She left.", ["“It will rain.”", "She left."]),
        ("“Will it rain?” he asked. No.", ["“Will it rain?” he asked.", "No."]),
        ("First line\nSecond line", ["First line", "Second line"]),
        ("- Prices rise: 60%\n2. War ends (10%)", ["Prices rise: 60%", "War ends (10%)"]),
        ("J. K. Rowling wrote. A. B. said no.", ["J. K. Rowling wrote.", "A. B. said no."]),
        ("It may be dying. but still lives.", ["It may be dying. but still lives."]),
        ("Wait... What? Yes.", ["Wait...", "What?", "Yes."]),
        ("", []),
        (" \n \n", []),
    ],
)
def test_sentences_and_offsets(text: str, sentences: list[str]) -> None:
    found = list(split_sentences(text))
    assert [one.text for one in found] == sentences
    assert all(text[one.start : one.end] == one.text for one in found)


def test_words_keep_their_places_and_clitics_stand_apart() -> None:
    text = "Russia’s plan won't work; it'll fail in Q3."
    (sentence,) = split_sentences(text)
    assert sentence.words == (
        "russia",
        "'s",
        "plan",
        "won't",
        "work",
        ";",
        "it",
        "'ll",
        "fail",
        "in",
        "q",
        "3",
        ".",
    )
    written = [text[start:end] for start, end in zip(sentence.starts, sentence.ends, strict=True)]
    assert written[:2] == ["Russia", "’s"]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("Possible Scenario", True),
        ("What is going on?", True),
        ("## Outlook", True),
        ("It will rain.", False),
        ("- War: 5%", False),
    ],
)
def test_headings(line: str, heading: bool) -> None:
    (sentence,) = split_sentences(line)
    assert sentence.heading is heading


def test_an_endless_sentence_is_cut_at_spaces() -> None:
    text = "word " * 1000
    found = list(split_sentences(text))
    assert len(found) > 1
    assert all(len(one.text) <= LONGEST and one.text.startswith("word") for one in found)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The Harbour Will Reopen\n\nThe council met on Monday.", ["generic"]),
        ("The council met on Monday.\n\nPrices Will Fall Next Year\n\nThe bank is calm.", ["generic"]),
        ("The harbour will reopen\n\nThe council met on Monday.", ["generic"]),
        ("The harbour will reopen\nThe mayor will resign", ["event", "event"]),
        ("The harbour will reopen.\n\nThe council met on Monday.", ["event"]),
        ("# My list\n\n- The harbour will reopen\n- The mayor will resign", ["event", "event"]),
    ],
)
def test_a_headline_is_no_event_of_its_own(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in read(text)] == kinds
