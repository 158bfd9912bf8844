"""What shows in a text, and what hides."""

from __future__ import annotations

import pytest

from app.domain.text import clean_text, find_hidden, has_visible


@pytest.mark.parametrize("text", ["a", " 7 ", "?", "\u200bx", "中", "😀", "é", "€"])
def test_text_with_one_character_that_shows_is_visible(text: str) -> None:
    assert has_visible(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\t",
        "\u00a0\u3000",
        "\u200b",
        "\u202e\u202c",
        "\ufeff",
        "\u2800",
        "\u3164",
        "\u0301",
        "\u00ad",
    ],
)
def test_text_that_shows_nothing_is_not(text: str) -> None:
    assert not has_visible(text)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Ari B", None),
        ("می\u200cخواهم", None),  # Persian needs its joiner
        ("abc\u202etxt", "U+202E"),
        ("a\u200bb", "U+200B"),
        ("a\u2066b", "U+2066"),
        ("a\x00b", "U+0000"),
        ("a\u2028b", "U+2028"),
        ("a\U000e0041b", "U+E0041"),
        ("a\u3164b", "U+3164"),
        ("क्\u200dष", None),  # Hindi: a joiner within a cluster
        ("മോഹന്\u200d", None),  # Malayalam: a word may end with virama and joiner
        ("葛\U000e0100城", None),  # the variant of a character that a family writes
        ("\U0001f468\u200d\U0001f4bb", None),  # one picture of two
        ("\u0601 123", None),  # a sign over a number, which is drawn
        ("Ada\u200dRowe", "U+200D"),  # Latin has no use for a joiner
        ("Ле\u200cся", "U+200C"),
        ("\u200dक", "U+200D"),
        ("क\u200d", "U+200D"),
        ("\ufeffAda", "U+FEFF"),
        ("Ada\u200f", "U+200F"),
        ("Ada\u00adRowe", "U+00AD"),
        ("Ada\ufe0f", "U+FE0F"),
    ],
)
def test_a_hidden_character_is_named(text: str, hidden: str | None) -> None:
    assert find_hidden(text) == hidden
    assert find_hidden(clean_text(text)) is None


def test_where_no_joiner_may_stand_none_does() -> None:
    assert find_hidden("می\u200cخواهم", joiners=False) == "U+200C"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  Ari \n\t B ", "Ari B"),
        ("A\u202eri\u200b B", "Ari B"),
        ("Zoe\u0308", "Zoë"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u200b", ""),
        ("A \u200b B", "A B"),
        ("Ada\u200d می\u200cخواهم", "Ada می\u200cخواهم"),
    ],
)
def test_cleaning_leaves_what_shows(text: str, clean: str) -> None:
    assert clean_text(text) == clean
