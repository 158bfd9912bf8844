"""The full-text index follows the tables, and can be made anew from them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.services import questions
from app.storage import search, tables
from app.storage.database import Database
from app.storage.migrate import pending, upgrade
from app.storage.search import find_similar, rebuild
from app.storage.verification import verify
from tests.builders import Builder, Sample, sample
from tests.kept import Kept

BEFORE = "ec7b54b00f15"


@pytest.fixture
def filled(database: Database, kept: Kept) -> Sample:
    """One thing of every sort."""
    return kept.fill(database, sample)


def answers(database: Database) -> list[list[int]]:
    with database.read() as connection:
        return [
            find_similar(connection, "search_forecast", ["rain"]),
            find_similar(connection, "search_question", ["rains"]),
            find_similar(connection, "search_question", ["snowing", "hail"]),
            list(connection.execute(sa.select(tables.author_word.c.word).order_by("word")).scalars()),
        ]


def test_words_are_found_in_any_form(database: Database, filled: Sample) -> None:
    claims, rain, snow_or_hail, _ = answers(database)
    assert sorted(claims) == sorted(
        [filled.scored, filled.opposite, filled.open, filled.candidate, filled.rejected, filled.unscorable]
    )
    assert filled.resolved_question in rain
    assert set(snow_or_hail) == {filled.open_question, filled.overdue_question}


def test_the_index_made_anew_answers_as_the_one_that_was_kept(database: Database, filled: Sample) -> None:
    before = answers(database)
    with database.write() as connection:
        rebuild(connection)
    assert answers(database) == before
    assert verify(database).ok


def test_a_record_from_before_the_index_gets_one(database: Database, filled: Sample) -> None:
    before = answers(database)
    with database.write() as connection:
        gone = sa.inspect(connection)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("DROP FUNCTION index_forecast, index_question CASCADE")
        else:
            for name in ("forecast_added", "forecast_claim", "forecast_quote", "question_added"):
                connection.exec_driver_sql(f"DROP TRIGGER search_{name}")
        for name in ("search_forecast", "search_question", "author_word"):
            assert gone.has_table(name)
            connection.exec_driver_sql(f"DROP TABLE {name}")
        # Of later versions.
        for later in ("web_session", "confirmation", "coding_mark", "coding"):
            connection.exec_driver_sql(f"DROP TABLE {later}")
        connection.exec_driver_sql("DROP INDEX ix_forecast_version_listed")
        connection.exec_driver_sql("DROP INDEX ix_remark_answers_id")
        for column in ("said_by", "url", "said_on", "ruling", "changed"):
            connection.exec_driver_sql(f"ALTER TABLE remark DROP COLUMN {column}")
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :before"), {"before": BEFORE})
    assert pending(database)
    upgrade(database)
    assert answers(database) == before
    assert verify(database).ok


def test_a_merged_question_is_not_found_until_it_stands_again(database: Database) -> None:
    build = Builder(database)
    one, other = build.question("Does the comet return?"), build.question("Is the comet back?")
    with build.recording() as record:
        questions.merge_questions(record, other, one)
    with database.read() as connection:
        assert find_similar(connection, "search_question", ["comet"]) == [one]
    with build.recording() as record:
        questions.undo_question(record, other)
    with database.read() as connection:
        assert sorted(find_similar(connection, "search_question", ["comet"])) == [one, other]


@pytest.mark.parametrize("word", ['"', "'", 'a"b', "rain'", "AND", "rain*", "(", ":", "\\", "the", "ß", "雨"])
def test_no_word_is_taken_for_a_command(database: Database, filled: Sample, word: str) -> None:
    del filled
    with database.read() as connection:
        for index in ("search_forecast", "search_question"):
            assert find_similar(connection, index, [word, "zebra"]) in ([], *answers(database)[:2])


def test_common_words_leave_the_ranking_to_rare_ones(
    database: Database, filled: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = Builder(database)
    _, revision = build.article("Another article about rain.")
    rare = build.candidate(revision, quote="Another", authors=("Bo Li",))
    with database.write() as connection:
        version = tables.forecast_version
        connection.execute(
            sa.update(version).where(version.c.forecast_id == rare).values(claim="Rain harms the zebra.")
        )
    monkeypatch.setattr(search, "COMMON", 3)  # "rain" is in seven claims
    with database.read() as connection:
        assert find_similar(connection, "search_forecast", ["rain", "zebra"]) == [rare]
        newest = find_similar(connection, "search_forecast", ["rain", "may"])
    assert newest == [
        filled.unscorable, filled.rejected, filled.candidate, filled.open, filled.opposite, filled.scored,
    ]  # fmt: skip
