"""Codings: blind until finished, final from then on, and whole after a rebuild and an erasure."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import Conflict, InvalidInput, NotFound
from app.extraction.labels import Tier
from app.queries.codings import blinded, list_codings, read_coding
from app.services.coding import CodedOutcome, Mark, finish_coding, save_marks, spans_of, start_coding
from app.services.erasure import erase_all, words_of_article
from app.services.recording import recording
from app.storage.database import Database
from app.storage.verification import verify
from tests.builders import Builder, clock

TEXT = "Rain is likely in May. The mayor slept.\n\n- It will snow. Then it melts.\n\nWho knows?"


def core(unit: int, **said: Any) -> Mark:
    return Mark(unit=unit, tier=Tier.CORE, **said)


@pytest.fixture
def build(database: Database) -> Builder:
    return Builder(database)


def test_sentences_are_the_units_by_which_reading_is_judged() -> None:
    # A list item is one unit; its bullet is in it, and the blank between sentences in none.
    assert [TEXT[start:end] for start, end in spans_of(TEXT)] == [
        "Rain is likely in May.",
        "The mayor slept.",
        "- It will snow. Then it melts.",
        "Who knows?",
    ]
    assert spans_of("") == []


def test_a_coding_is_begun_saved_mended_and_finished(database: Database, build: Builder) -> None:
    article, _ = build.article(TEXT)
    with recording(database, actor="ada", clock=clock) as record:
        number, new = start_coding(record, article)
        assert new
        assert start_coding(record, article) == (number, False)
        save_marks(record, number, [core(0, word="Likely", outcome=CodedOutcome.YES), core(1)])
        save_marks(record, number, [core(2, probability=0.9), Mark(unit=1, tier=None)])
        with pytest.raises(InvalidInput, match="nothing was said of 2 of 4 sentences"):
            finish_coding(record, number)
        finish_coding(record, number, rest=Tier.NONE)
    with database.read() as connection:
        held = read_coding(connection, number, reader="ada")
    assert [one["tier"] for one in held["units"]] == ["core", "none", "core", "none"]
    first = held["units"][0]
    assert (first["word"], first["outcome"], first["text"]) == ("likely", "yes", "Rain is likely in May.")
    assert 0.6 < first["probability"] < 0.8
    assert first["lexicon"].startswith("survey@")
    assert (held["units"][2]["probability"], held["units"][2]["lexicon"]) == (0.9, None)
    with (
        recording(database, actor="ada", clock=clock) as record,
        pytest.raises(Conflict, match="finished, so it stays as it is"),
    ):
        save_marks(record, number, [core(1)])
    found = verify(database)
    assert found.ok, found.problems


def test_nobody_sees_an_unfinished_coding_nor_the_others_while_coding(
    database: Database, build: Builder
) -> None:
    article, _ = build.article(TEXT)
    ada = build.code(article, "ada", core(0), finished=False)
    bo = build.code(article, "bo", core(0), finished=False)
    with database.read() as connection:
        for number, reader in ((ada, "bo"), (bo, "ada")):
            with pytest.raises(Conflict, match="you are coding article"):
                read_coding(connection, number, reader=reader)
        with pytest.raises(Conflict, match="not finished"):
            read_coding(connection, ada, reader="cy")
        assert [one["marked"] for one in list_codings(connection, article)] == [1, 1]
        assert blinded(connection, "ada") == {article}
    build.code(article, "ada")
    with database.read() as connection:
        assert blinded(connection, "ada") == frozenset()
        with pytest.raises(Conflict, match="you are coding"):
            read_coding(connection, ada, reader="bo")  # finished, but its reader is not
        assert read_coding(connection, ada, reader="cy")["finished_at"] is not None


def test_what_was_coded_does_not_stand_in_the_events(database: Database, build: Builder) -> None:
    from app.storage.record import events

    article, _ = build.article(TEXT)
    build.code(article, "ada", core(0, probability=0.625))
    with database.snapshot() as connection:
        bodies = [row.body for row, event in events(connection) if event.kind.startswith("coding.")]
    assert len(bodies) == 4  # begun, said, the rest, finished
    assert not any(b"0.625" in body or b"core" in body or b"tier" in body for body in bodies)


def test_somebody_else_s_coding_is_not_written_to(database: Database, build: Builder) -> None:
    article, _ = build.article(TEXT)
    ada = build.code(article, "ada", finished=False)
    with recording(database, actor="bo", clock=clock) as record:
        with pytest.raises(Conflict, match="somebody else's"):
            save_marks(record, ada, [core(0)])
        with pytest.raises(Conflict, match="somebody else's"):
            finish_coding(record, ada, rest=Tier.NONE)
        with pytest.raises(NotFound):
            save_marks(record, 9_999, [core(0)])


def test_whoever_judged_the_candidates_cannot_code_blind(database: Database, build: Builder) -> None:
    article, revision = build.article()
    build.reject(build.candidate(revision))  # the builder writes as "test"
    with (
        recording(database, actor="test", clock=clock) as record,
        pytest.raises(Conflict, match="you know what was read there"),
    ):
        start_coding(record, article)
    assert build.code(article, "ada")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"tier": Tier.OPEN}, "tier"),
        ({"tier": Tier.NONE, "probability": 0.5}, "probability"),
        ({"tier": Tier.NONE, "word": "likely"}, "word"),
        ({"tier": None, "outcome": CodedOutcome.YES}, "outcome"),
        ({"tier": Tier.CORE, "probability": 1.5}, "probability"),
        ({"tier": Tier.CORE, "probability": 0.5, "word": "likely"}, "word"),
    ],
)
def test_a_mark_that_says_nothing_sensible_is_refused(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Mark(unit=0, **wrong)
    assert caught.value.field == field


def test_sentences_that_are_not_there_and_words_that_are_unknown(database: Database, build: Builder) -> None:
    article, _ = build.article(TEXT)
    with recording(database, actor="ada", clock=clock) as record:
        number, _ = start_coding(record, article)
        for marks, field in (
            ([], "marks"),
            ([core(0), core(0)], "marks"),
            ([core(4)], "unit"),
            ([core(0, word="quite so")], "word"),
        ):
            with pytest.raises(InvalidInput) as caught:
                save_marks(record, number, marks)
            assert caught.value.field == field
        with pytest.raises(InvalidInput, match="rest"):
            finish_coding(record, number, rest=Tier.CORE)


def test_a_text_of_which_only_the_hash_is_known_cannot_be_coded(database: Database) -> None:
    with recording(database, actor="ada", clock=clock) as record, pytest.raises(NotFound):
        start_coding(record, 404)


def test_an_erased_text_leaves_its_codings_without_words(database: Database, build: Builder) -> None:
    article, _ = build.article(TEXT)
    number = build.code(article, "ada", core(0, probability=0.5))
    with recording(database, actor="operator", clock=clock) as record:
        found = words_of_article(record.connection, article)
        erase_all(record, lambda connection: words_of_article(connection, article), found, "asked for")
    with database.read() as connection:
        held = read_coding(connection, number, reader="ada")
    assert [one["text"] for one in held["units"]] == [None] * 4
    assert held["units"][0]["probability"] == 0.5
    checked = verify(database)
    assert checked.ok, checked.problems
