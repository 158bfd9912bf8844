"""Excerpts show where a text holds what is looked for."""

from __future__ import annotations

import pytest

from app.domain.passage import holds, passage, words_asked


def shown(text: str, asked: str) -> str:
    return "".join(f"[{words}]" if hit else words for words, hit in passage(text, words_asked(asked)))


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("It rains. It rained in rainy Spain.", "rain", "It [rains]. It [rained] in rainy Spain."),
        ("Berries and a berry.", "berry", "[Berries] and a [berry]."),
        ("Prices fell; they will fall.", "fell", "Prices [fell]; they will [fall]."),
        ("Bahrain", "rain", "Bahrain"),
        ("Very likely so.", "LIKELY", "Very [likely] so."),
        ("A+B (C) and a.b", "c", "A+B ([C]) and a.b"),
        ("no words", "?!", "no words"),
        ("", "rain", ""),
    ],
)
def test_every_form_of_a_word_is_marked(text: str, asked: str, expected: str) -> None:
    assert shown(text, asked) == expected


def test_a_long_text_is_cut_at_spaces_around_the_first_word_found() -> None:
    text = "before " * 100 + "zebra" + " after" * 100
    found = shown(text, "zebra")
    assert found.startswith("… before ")
    assert found.endswith("after …")
    assert found.count("[zebra]") == 1
    assert len(found) < 380
    assert shown(text, "absent").startswith("before before ")


def test_a_text_without_spaces_is_cut_too() -> None:
    assert 200 < len(shown("x" * 5_000, "zebra")) < 260


def test_a_wording_holds_words_in_any_form_and_order() -> None:
    assert holds("almost certainly", words_asked("certainly almost"))
    assert holds("chances are slight", words_asked("chance"))
    assert not holds("almost certainly", words_asked("certainly not"))
