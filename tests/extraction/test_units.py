"""Sentences to judge by, and what stands in which."""

from __future__ import annotations

from app.extraction.units import split_units

TEXT = "Rain is near. It will pour!\n\n1. Will it flood? 30%\n- The dam holds. It is new. 90%\n\nLast words"


def test_a_list_item_is_one_unit_and_other_lines_are_split() -> None:
    assert split_units(TEXT).texts == (
        "Rain is near.",
        "It will pour!",
        "Will it flood? 30%",
        "The dam holds. It is new. 90%",
        "Last words",
    )


def test_a_place_is_in_the_sentence_that_began_last_and_a_bullet_in_its_item() -> None:
    units = split_units(TEXT)
    places = [TEXT.index(words) for words in ("Rain", "near", "It will", "1. Will", "30%", "- The", "90%")]
    assert [units.place(place) for place in places] == [0, 0, 1, 2, 2, 3, 3]
    assert units.place(TEXT.index("words")) == 4


def test_what_precedes_every_sentence_is_in_the_first() -> None:
    assert split_units("\n\n  Rain.").place(0) == 0
    assert split_units("").place(0) == 0
