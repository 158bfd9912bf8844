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
    ],
)
def test_a_hidden_character_is_named(text: str, hidden: str | None) -> None:
    assert find_hidden(text) == hidden


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  Ari \n\t B ", "Ari B"),
        ("A\u202eri\u200b B", "Ari B"),
        ("Zoe\u0308", "Zoë"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u200b", ""),
    ],
)
def test_cleaning_leaves_what_shows(text: str, clean: str) -> None:
    assert clean_text(text) == clean
