"""A forecast that a curator finds by reading: where its words stand, and how its cue reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.days import DayBounds
from app.domain.errors import Conflict, InvalidInput
from app.domain.forecast import CueClass
from app.services.by_hand import Found, Span, add_forecast, read_worded
from app.services.curation import Named
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


def test_words_are_found_with_other_white_space_and_in_quotation_marks() -> None:
    text = 'He said: "It will\n  rain\tsoon." Or "snow".'
    for quote, span in (
        ("It will rain soon.", (10, 30)),
        ("It  will rain\nsoon.", (10, 30)),
        ("\u201cIt will rain soon.\u201d", (10, 30)),
        ('"It will rain soon."', (9, 31)),
    ):
        assert Span(quote=quote).within(text) == span
    # Marks that are in the text stay in the quote; others are none of its words.
    assert Span(quote='"snow"').within(text) == (35, 41)
    assert Span(quote="\u00absnow\u00bb").within(text) == (36, 40)
    for quote in ("It will rainsoon.", '""', "It will .* soon."):
        with pytest.raises(InvalidInput, match="is not in the text"):
            Span(quote=quote).within(text)


def test_a_deadline_before_the_article_is_refused(database: Database) -> None:
    build = Builder(database)
    article, _ = build.article(TEXT)  # published on 2026-01-10
    found = Found(span=Span(quote="It will snow."), cue_class=CueClass.CATEGORICAL)
    with build.recording() as record:
        with pytest.raises(InvalidInput, match=r"deadline: 2026-01-09 is before .*from 2026-01-10"):
            add_forecast(record, article, replace(found, deadline=DayBounds.on(date(2026, 1, 9))))
        add_forecast(record, article, replace(found, deadline=DayBounds.on(date(2026, 1, 10))))


def test_the_same_words_claim_and_people_are_one_forecast(database: Database) -> None:
    build = Builder(database)
    article, _ = build.article(TEXT)
    found = Found(
        span=Span(quote="It will snow."), cue_class=CueClass.CATEGORICAL, claim="It snows.", cue="will"
    )
    with build.recording() as record:
        first = add_forecast(record, article, found)
    same = (found, replace(found, authors=(Named("Ada Rowe"),)), replace(found, span=Span(47, 60), cue=None))
    for again in same:
        with build.recording() as record, pytest.raises(Conflict, match=f"as forecast {first}$"):
            add_forecast(record, article, again)
    with build.recording() as record:
        for other in (
            replace(found, claim="It snows a lot."),
            replace(found, authors=(Named("Bo Li"),)),
            replace(found, claim=None),
            replace(found, claim=None, cue="will snow"),
            replace(found, span=Span(33, 46)),
        ):
            assert add_forecast(record, article, other) > first
