"""Articles into the record: what is known of their day, and what a caller says too late."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app.documents import Document, read_bytes
from app.domain.days import DayBounds
from app.services.curation import Named
from app.services.ingestion import Given, Ingested, ingest, prepare, read_candidates
from app.storage.database import Database
from app.storage.tables import forecast_version, revision

TODAY = date(2026, 11, 22)
TEXT = "Water and its ways\n\nBy Jane Doe\n\nThe town will probably flood within six months.\n"


def clock() -> datetime:
    return datetime(2026, 11, 22, 12, tzinfo=UTC)


def document(text: str = TEXT) -> Document:
    return read_bytes(text.encode(), name="water.txt", read_on=TODAY)


def take(database: Database, text: str = TEXT, **said: Any) -> Ingested:
    return ingest(database, document(text), Given(**said), actor="cli", clock=clock)


def test_what_has_no_date_is_not_after_the_day_it_was_read(database: Database) -> None:
    taken = take(database)
    r, v = revision.c, forecast_version.c
    with database.read() as connection:
        held = connection.execute(
            sa.select(r.published_earliest, r.published_latest, r.published_basis).where(
                r.id == taken.revision_id
            )
        ).one()
        made = connection.execute(sa.select(v.made_earliest, v.made_latest)).one()
    assert tuple(held) == (None, TODAY, "not after the day it was read")
    assert tuple(made) == (None, TODAY)


def test_a_refused_day_is_in_the_basis() -> None:
    article = prepare(document("Published: 12 March 2031\n\n" + TEXT), read_on=TODAY)
    assert article.published == DayBounds(None, TODAY)
    assert article.published_basis == (
        "not after the day it was read: text line says 12 March 2031, which was in the future on 2026-11-22"
    )


def test_a_deadline_is_never_counted_from_the_day_of_reading() -> None:
    [undated] = read_candidates(prepare(document(), read_on=TODAY))
    assert undated.deadline is not None
    assert undated.deadline.latest is None
    said = Given(published=DayBounds.on(date(2024, 1, 10)))
    [dated] = read_candidates(prepare(document(), said, read_on=TODAY))
    assert dated.deadline is not None
    assert dated.deadline.latest == date(2024, 7, 10)


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ({}, None),
        ({"source": "gazette"}, None),
        ({"authors": (Named("jane-doe"),)}, None),
        ({"frame": "hand-picked"}, None),
        ({"published": DayBounds.on(date(2024, 1, 10))}, None),
        ({"published": DayBounds.on(date(2024, 1, 11))}, "date"),
        ({"authors": (Named("John Roe"),)}, "authors"),
        ({"authors": ()}, "authors"),
        ({"source": "Courier"}, "source"),
        ({"frame": "whole feed"}, "frame"),
        ({"source": "Courier", "authors": (Named("John Roe"),)}, "authors and source"),
    ],
)
def test_other_words_on_a_known_text_are_said_to_be_kept_out(
    database: Database, said: dict[str, Any], note: str | None
) -> None:
    first: dict[str, Any] = {
        "published": DayBounds.on(date(2024, 1, 10)),
        "source": "Gazette",
        "frame": "hand-picked",
    }
    assert take(database, **first).note is None
    again = take(database, **said)
    assert again.status == "unchanged"
    assert again.note == (note and f"the record holds other words for {note}; nothing changed there")


def test_a_revision_takes_the_new_day_and_keeps_the_source(database: Database) -> None:
    url = "https://gazette.example/water"
    take(database, url=url, source="Gazette")
    again = take(
        database, TEXT + "More.\n", url=url, source="Courier", published=DayBounds.on(date(2024, 1, 10))
    )
    assert again.status == "revised"
    assert again.note == "the record holds other words for source; nothing changed there"
