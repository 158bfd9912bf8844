"""A forecast that a curator finds by reading: where its words stand, and how its cue reads."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.days import DayBounds
from app.domain.errors import InvalidInput
from app.domain.forecast import CueClass
from app.services.by_hand import Found, Span, add_forecast, read_worded
from app.storage import tables as t
from app.storage.database import Database
from app.storage.verification import verify
from tests.builders import Builder

TEXT = "It will rain. She said it again: It will rain. It will snow."


def test_words_that_stand_once_need_no_offsets() -> None:
    assert Span(quote="It will snow.").within(TEXT) == (47, 60)


def test_words_that_stand_twice_need_to_say_which() -> None:
    with pytest.raises(InvalidInput) as caught:
        Span(quote="It will rain.").within(TEXT)
    assert (caught.value.field, caught.value.detail) == ("quote", "is in the text 2 times")
    assert Span(quote="It will rain.", occurrence=1).within(TEXT) == (0, 13)
    assert Span(quote="It will rain.", occurrence=2).within(TEXT) == (33, 46)
    with pytest.raises(InvalidInput, match=r"there is no place 3 \(allowed: 1 to 2\)"):
        Span(quote="It will rain.", occurrence=3).within(TEXT)


def test_places_that_overlap_are_places_too() -> None:
    with pytest.raises(InvalidInput, match="2 times"):
        Span(quote="aa").within("aaa")


def test_an_occurrence_goes_with_words_alone() -> None:
    with pytest.raises(InvalidInput, match="occurrence"):
        Span(start=0, end=5, occurrence=1)


@pytest.mark.parametrize(
    ("cue", "cue_class"),
    [
        ("Likely", CueClass.LIKELIHOOD),
        ("could", CueClass.POSSIBILITY),
        ("is expected to", None),
        ("expected to", CueClass.EXPECTATION),
        ("so it seems", None),
        ("", None),
    ],
)
def test_a_cue_is_worded_as_the_table_lists_it(cue: str, cue_class: CueClass | None) -> None:
    read = read_worded(cue)
    assert (None if read is None else read.cue_class) == cue_class


def test_what_a_curator_adds_can_be_rebuilt_with_its_deadline(database: Database) -> None:
    build = Builder(database)
    article, _ = build.article(TEXT)
    found = Found(
        span=Span(quote="It will rain.", occurrence=2),
        cue_class=CueClass.CATEGORICAL,
        condition="if the wind turns",
        deadline=DayBounds.on(date(2026, 5, 1)),
    )
    with build.recording() as record:
        number = add_forecast(record, article, found)
    with database.read() as connection:
        v = t.forecast_version
        row = connection.execute(v.select().where(v.c.forecast_id == number)).one()
    assert row.deadline["latest"] == "2026-05-01"
    assert row.condition == "if the wind turns"
    found_wrong = verify(database)
    assert found_wrong.ok, found_wrong.problems
