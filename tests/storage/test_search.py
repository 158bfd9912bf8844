"""The full-text index follows the tables, and can be made anew from them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.services import curation, questions
from app.storage import search, tables
from app.storage.database import Database
from app.storage.migrate import pending, upgrade
from app.storage.search import Found, find_similar, find_words, rebuild
from app.storage.verification import verify
from tests.builders import Builder, Sample, sample
from tests.kept import Kept

BEFORE = "ec7b54b00f15"
LOOKED_UP: tuple[tuple[search.Index, str], ...] = (
    ("search_said", "unlikely"),
    ("search_article", "notes"),
    ("search_evidence", "example.org"),
)
INDEXES = ("search_forecast", "search_question", "search_said", "search_article", "search_evidence")


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
            *(sorted(find_words(connection, index, asked, limit=50).rows) for index, asked in LOOKED_UP),
        ]


def test_words_are_found_in_any_form(database: Database, filled: Sample) -> None:
    claims, rain, snow_or_hail, *_ = answers(database)
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
            for name in ("forecast", "question", "said", "article", "evidence"):
                connection.exec_driver_sql(f"DROP FUNCTION index_{name} CASCADE")
        else:
            made = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'search_%'"
            for name in connection.exec_driver_sql(made).scalars().all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for name in (*INDEXES, "author_word"):
            assert gone.has_table(name)
            connection.exec_driver_sql(f"DROP TABLE {name}")
        # Of later versions.
        for later in ("withdrawal", "web_session", "confirmation", "coding_mark", "coding"):
            connection.exec_driver_sql(f"DROP TABLE {later}")
        connection.exec_driver_sql("DROP INDEX ix_forecast_version_listed")
        connection.exec_driver_sql("DROP INDEX ix_forecast_version_cue")
        connection.exec_driver_sql("DROP INDEX ix_remark_answers_id")
        for column in ("said_by", "url", "said_on", "ruling", "changed"):
            connection.exec_driver_sql(f"ALTER TABLE remark DROP COLUMN {column}")
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :before"), {"before": BEFORE})
    assert pending(database)
    upgrade(database)
    assert answers(database) == before
    assert verify(database).ok


def test_what_anybody_may_read_is_found_and_nothing_else(database: Database, filled: Sample) -> None:
    *_, said, articles, evidence = answers(database)
    public = [filled.scored, filled.opposite, filled.open, filled.unscorable]
    assert said == sorted(public)  # neither the candidate nor what was rejected
    assert articles == [filled.quotable_article]
    with database.read() as connection:
        assert len(evidence) == 1
        # The title of an article whose source may not be quoted is found, its text is not.
        titled = find_words(connection, "search_article", "forecast", limit=9)
        assert sorted(titled.rows) == [filled.article, filled.quotable_article]
        assert find_words(connection, "search_article", "snow", limit=9) == Found()


def test_a_decision_taken_back_takes_the_words_out_of_the_public_index(
    database: Database, filled: Sample
) -> None:
    build = Builder(database)
    with build.recording() as record:
        curation.undo(record, filled.open)
    with database.read() as connection:
        assert find_words(connection, "search_said", "hail", limit=9) == Found()
    build.accept(filled.open, filled.open_question)
    with database.read() as connection:
        assert find_words(connection, "search_said", "hail", limit=9).rows == (filled.open,)


def test_all_words_come_before_any_and_many_are_counted_no_further(
    database: Database, filled: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.read() as connection:
        both = find_words(connection, "search_said", "rain snow", limit=9)
        assert (both.rows, both.count, both.some) == ((filled.opposite,), 1, False)
        some = find_words(connection, "search_said", "snow zebra", limit=9)
        assert (some.rows, some.some) == ((filled.opposite,), True)
        monkeypatch.setattr(search, "COMMON", 2)  # "rain" is in all four
        many = find_words(connection, "search_said", "rain", limit=2, skip=1)
        newest = sorted([filled.scored, filled.opposite, filled.open, filled.unscorable], reverse=True)
        assert many == Found(rows=tuple(newest[1:3]), count=2, more=True)


@pytest.mark.parametrize(
    "asked", ['"', "'", 'a"b', "rain'", "AND", "NEAR(", "rain*", "a:b", "—", "\\", "& | !"]
)
def test_no_search_is_taken_for_a_command(database: Database, filled: Sample, asked: str) -> None:
    del filled
    with database.read() as connection:
        for index in ("search_said", "search_article", "search_evidence", "search_question"):
            assert find_words(connection, index, f"{asked} zebra {asked}", limit=9).count in range(5)


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
