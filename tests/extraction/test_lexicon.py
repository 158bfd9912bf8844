from __future__ import annotations

import csv
import hashlib
from importlib.resources import files

import pytest

from app.domain.errors import InvalidInput
from app.domain.forecast import CueClass
from app.extraction import LEXICONS, load_lexicon, read
from app.extraction.frames import FRAMES
from app.extraction.lexicon import load_forms, read_cue


@pytest.mark.parametrize("name", LEXICONS)
def test_each_table_says_where_it_comes_from_and_what_its_rows_hash_to(name: str) -> None:
    text = files("app.extraction").joinpath("lexicons", f"{name}.csv").read_text(encoding="utf-8")
    head, body = text[: text.index("cue,")], text[text.index("cue,") :]
    assert hashlib.sha256(body.encode()).hexdigest() in head
    table = load_lexicon(name)
    assert table.source
    assert table.version.startswith("1-")
    assert len(table.readings) == len(body.splitlines()) - 1


def test_every_wording_has_a_frame_a_class_and_a_reading() -> None:
    survey = load_lexicon()
    for forms in load_forms().values():
        for form in forms:
            assert form.frame in FRAMES
            assert CueClass(form.cue_class)
            assert read_cue(form.cue, False, survey) is not None


@pytest.mark.parametrize(
    ("lexicon", "point", "low", "high"),
    [
        ("survey", 0.75, 0.67, 0.8),
        ("icd203", 0.675, 0.55, 0.8),
        ("phia", 0.65, 0.55, 0.75),
        ("nato", 0.75, 0.6, 0.9),
        ("ipcc", 0.83, 0.66, 1.0),
        ("efsa", 0.78, 0.66, 0.9),
    ],
)
def test_the_same_word_by_each_yardstick(lexicon: str, point: float, low: float, high: float) -> None:
    (candidate,) = read("Rain is likely on Monday.", lexicon=load_lexicon(lexicon))
    assert candidate.probability is not None
    assert (candidate.probability.point, candidate.probability.low, candidate.probability.high) == (
        point,
        low,
        high,
    )
    assert candidate.lexicon == lexicon


def test_a_yardstick_without_the_word_falls_back_and_says_so() -> None:
    (candidate,) = read("It will rain on Monday.", lexicon=load_lexicon("kent"))
    assert candidate.lexicon == "survey"
    assert candidate.probability is not None
    assert candidate.probability.point == 0.97


def test_an_unknown_lexicon_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="survey"):
        load_lexicon("guess")


def test_no_word_stands_twice_in_a_class() -> None:
    text = files("app.extraction").joinpath("words.csv").read_text(encoding="utf-8")
    rows = [tuple(row) for row in csv.reader(text.splitlines()[3:])]
    assert len(rows) == len(set(rows))
