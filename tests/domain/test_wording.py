"""What a sentence is about, read by hand."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.wording import read_wording, stem_of


def test_how_sure_it_sounds_and_grammar_say_nothing_of_what_happens() -> None:
    read = read_wording("It will almost certainly not rain again, they think.")
    assert (read.words, read.negated, read.spelt) == (frozenset({"rain"}), True, ("rain",))


@pytest.mark.parametrize(
    ("forms", "stem"),
    [
        ("raise raises raised raising", "rais"),
        ("plan plans planned planning", "plan"),
        ("carry carries carried", "carri"),
        ("win wins won winning", "win"),
        ("fall falls fell fallen falling", "fall"),
        ("crisis", "crisis"),
        ("tax taxes taxed", "tax"),
        ("bill's bill’s bills", "bill"),
    ],
)
def test_forms_of_a_word_share_its_stem(forms: str, stem: str) -> None:
    assert {stem_of(form) for form in forms.split()} == {stem}


def test_numbers_are_told_from_years_and_days() -> None:
    read = read_wording("Prices of 1,200 goods rise 2.5% by 31 December 2024, or two by 2025-06-30.")
    assert read.numbers == {"1200", "2.5", "2"}
    assert (read.years, read.months, read.days) == (
        frozenset({2024, 2025}),
        frozenset({12, 6}),
        frozenset({31, 30}),
    )


def test_a_month_is_written_as_a_name() -> None:
    assert read_wording("Troops may march in May.").months == {5}
    assert read_wording("Troops may march in May.").words == {"troop", "march"}
    assert read_wording("It rains on June 3rd.").days == {3}


def test_a_contraction_denies_and_is_no_word() -> None:
    read = read_wording("Labour won't win.")
    assert (read.words, read.negated) == (frozenset({"labour", "win"}), True)
    assert not read_wording("Labour will not fail to win.").negated


def test_accents_are_no_difference() -> None:
    assert read_wording("Łódź erhöht Zölle") == read_wording("lodz erhoht zolle")


def test_a_deadline_says_only_what_the_words_leave_out() -> None:
    read = read_wording("It rains in May.").by(date(2026, 6, 30))
    assert (read.years, read.months, read.days) == (frozenset({2026}), frozenset({5}), frozenset())
    assert read_wording("It rains.").by(None) == read_wording("It rains.")


@pytest.mark.parametrize("text", ["", "It will.", "…", "?!", "ʼ ͺ ²½"])
def test_a_text_may_say_nothing(text: str) -> None:
    assert read_wording(text).words == frozenset()
