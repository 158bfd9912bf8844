"""Articles in other languages: kept whole, with their language, and without candidates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app.documents import read_bytes
from app.domain.days import DayBounds
from app.fetch import Fetcher
from app.services.curation import Named
from app.services.ingestion import Given, Ingested, ingest, prepare, read_candidates
from app.services.intake import Intake, expand_bytes, take
from app.storage import tables as t
from app.storage.database import Database
from app.storage.verification import verify

TODAY = date(2026, 11, 22)
# The mayor "will" (wants to) resign, and the words "die", "war" and "will" are English ones too.
GERMAN = """Der Fluss

Der Bürgermeister will vor dem Sommer zurücktreten, und die Stadt wird nach Ansicht der Fachleute in den
nächsten sechs Monaten wahrscheinlich überflutet. Es war ein nasser Herbst.
"""
ENGLISH = """The river

The mayor will step down before the summer, and the town will, in the view of those who know it, probably be
flooded within the next six months. It was a wet autumn.
"""
SAID = "written in German: only English is read"


def clock() -> datetime:
    return datetime(2026, 11, 22, 12, tzinfo=UTC)


def put(database: Database, text: str, **said: Any) -> Ingested:
    document = read_bytes(text.encode(), name="a.txt", read_on=TODAY)
    return ingest(database, document, Given(**said), actor="cli", clock=clock)


def held(database: Database, revision: int) -> tuple[str | None, int, int]:
    """A revision's language, and how many texts and forecasts the record has of it."""
    r, f = t.revision, t.forecast
    with database.read() as connection:
        language, content = connection.execute(
            sa.select(r.c.language, r.c.content).where(r.c.id == revision)
        ).one()
        found = connection.execute(
            sa.select(sa.func.count()).select_from(f).where(f.c.revision_id == revision)
        ).scalar_one()
    return language, content is not None, found


def test_a_german_article_is_kept_and_not_read(database: Database) -> None:
    taken = put(database, GERMAN)
    assert (taken.status, taken.candidates, taken.note) == ("added", 0, SAID)
    assert held(database, taken.revision_id) == ("de", True, 0)
    assert verify(database).ok


def test_an_english_one_is_read(database: Database) -> None:
    taken = put(database, ENGLISH)
    assert taken.note is None
    assert taken.candidates > 0
    assert held(database, taken.revision_id) == ("en", True, taken.candidates)


def test_it_is_said_again_beside_what_is_held_otherwise(database: Database) -> None:
    put(database, GERMAN, authors=(Named("Jane Doe"),))
    again = put(database, GERMAN, authors=(Named("John Roe"),))
    assert again.status == "unchanged"
    assert again.note == f"{SAID}; the record holds other words for authors; nothing changed there"


def test_a_page_that_becomes_german_is_a_revision_without_candidates(database: Database) -> None:
    url = "https://example.org/river"
    put(database, ENGLISH, url=url)
    revised = put(database, GERMAN, url=url)
    assert (revised.status, revised.candidates, revised.note) == ("revised", 0, SAID)
    assert held(database, revised.revision_id) == ("de", True, 0)


@pytest.mark.parametrize(
    ("declared", "text", "language", "unread"),
    [
        ("en", GERMAN, "de", SAID),  # a template's language
        ("de", ENGLISH, "en", None),
        ("de", "It will rain.", "de", None),  # too short to judge: what is declared is kept, and it is read
    ],
)
def test_the_text_decides_where_there_is_enough_of_it(
    declared: str, text: str, language: str, unread: str | None
) -> None:
    document = read_bytes(text.encode(), name="a.txt", read_on=TODAY)
    article = prepare(
        replace(document, language=declared), Given(published=DayBounds.on(TODAY)), read_on=TODAY
    )
    assert (article.language, article.unread) == (language, unread)
    assert bool(read_candidates(article)) is (unread is None)


def test_an_item_of_an_ingestion_says_so(database: Database) -> None:
    intake = Intake(database, Fetcher(), "cli", clock)
    [item] = expand_bytes(intake, GERMAN.encode(), name="stdin")
    came = take(intake, item)  # type: ignore[arg-type]  # an article's bytes are never an error yet
    assert came.error is None
    assert came.article is not None
    assert came.article.note == SAID
