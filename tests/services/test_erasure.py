"""Words are erased for good, and the record stays whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from app.domain.errors import Conflict, InvalidInput, NotFound
from app.services import curation, people, resolution
from app.services.curation import Edits, Link, Named
from app.services.erasure import (
    Words,
    erase,
    erase_all,
    words_of_article,
    words_of_author,
    words_of_blob,
    words_of_quote,
)
from app.services.questions import QuestionDraft
from app.storage import tables as t
from app.storage.record import Record
from app.storage.search import find_similar

if TYPE_CHECKING:
    from tests.services.conftest import Desk

RAIN = QuestionDraft(text="Does it rain?", criteria="The gauge shows any water.")
TEXT = "x" * 10 + "It will likely rain" + "x" * 971


def held(desk: Desk, forecast: int) -> dict[str, Any]:
    return desk.now(t.forecast_version, forecast_id=forecast)


def quote(desk: Desk, forecast: int) -> str | None:
    (row,) = desk.rows(t.forecast, id=forecast)
    found: str | None = row["quote"]
    return found


def attach(record: Record, revision: int) -> str:
    """Give a revision known by hash its text, as ingestion does."""
    content = record.keep_json({"text": TEXT, "title": "Weather"})
    record.append("revision.attached", {"revision_id": revision, "content": content})
    return content


def gone(desk: Desk, digest: str) -> bool:
    (row,) = desk.rows(t.blob, digest=digest)
    return row["content"] is None and row["salt"] is None


def test_an_erased_author_keeps_a_number_and_every_forecast(desk: Desk) -> None:
    forecast = desk.accepted(authors=("Ada Lovelace",))
    (author,) = desk.authors(forecast)
    (row,) = desk.rows(t.author)
    desk.do(erase, row["words"], "asked by the person")
    (row,) = desk.rows(t.author)
    assert (row["name"], row["slug"]) == (None, f"erased-{author}")
    assert gone(desk, row["words"])
    assert desk.authors(forecast) == [author]
    assert desk.do(people.find_author, f"erased-{author}") == author
    with pytest.raises(NotFound, match="no author ada-lovelace"):
        desk.do(people.find_author, "ada-lovelace")
    desk.check()
    # The same name later is somebody else.
    assert desk.do(people.ensure_author, "Ada Lovelace") != author


def test_an_erased_reading_loses_quote_and_claim_and_nothing_else(desk: Desk) -> None:
    first, second = desk.candidate(), desk.candidate(claim="It snows.")
    desk.do(erase, held(desk, first)["words"], "a mistaken quote")
    row = held(desk, first)
    assert (quote(desk, first), row["claim"], row["condition"], row["deadline"]) == (None, None, None, None)
    assert (row["probability"], row["status"]) == (0.8, "candidate")
    assert (quote(desk, second), held(desk, second)["claim"]) == ("It will likely rain", "It snows.")


def test_an_erased_claim_stays_erased_through_later_decisions(desk: Desk) -> None:
    forecast = desk.candidate()
    desk.do(erase, held(desk, forecast)["words"], "a mistaken quote")
    question = desk.do(curation.accept, forecast, Link(RAIN))
    assert held(desk, forecast)["claim"] is None
    desk.do(curation.accept, forecast, Link(question), Edits(claim="It pours."))
    desk.do(curation.undo, forecast)
    assert held(desk, forecast)["claim"] is None
    desk.do(curation.undo, forecast)
    assert (held(desk, forecast)["status"], held(desk, forecast)["claim"]) == ("candidate", None)


def test_a_decided_claim_has_words_of_its_own(desk: Desk) -> None:
    forecast = desk.candidate()
    desk.do(curation.accept, forecast, Link(RAIN), Edits(claim="It pours.", authors=(Named("Ben"),)))
    first, second = desk.rows(t.forecast_version, forecast_id=forecast)
    desk.do(erase, second["words"], "a slip")
    first, second = desk.rows(t.forecast_version, forecast_id=forecast)
    assert (first["claim"], second["claim"]) == ("It rains.", None)


def test_an_erased_note_leaves_the_answer(desk: Desk) -> None:
    question = desk.question()
    desk.resolve(question, "yes", "2022-03-01")
    desk.do(resolution.dispute, question, reason="Ben of Elm Street saw it.")
    digest = next(row["words"] for row in desk.rows(t.resolution) if row["action"] == "dispute")
    desk.do(erase, digest, "names a bystander")
    assert [row["note"] for row in desk.rows(t.resolution)] == [None, None]
    assert desk.state(question) == ("disputed", 1.0)


def test_a_text_attached_later_gives_quotes_and_takes_them_away_again(desk: Desk) -> None:
    revision = desk.revision()
    bare, quoted = desk.candidate(quote=None), desk.candidate()
    content = desk.do(attach, revision)
    assert (quote(desk, bare), quote(desk, quoted)) == ("It will likely rain", "It will likely rain")
    desk.do(erase, content, "the publisher asked")
    assert (quote(desk, bare), quote(desk, quoted)) == (None, "It will likely rain")
    assert desk.rows(t.revision)[0]["title"] is None


@pytest.mark.parametrize("erased_first", [True, False])
def test_an_erased_quote_does_not_return_with_the_text(desk: Desk, erased_first: bool) -> None:
    revision = desk.revision()
    forecast = desk.candidate()
    words = held(desk, forecast)["words"]
    if erased_first:
        desk.do(erase, words, "a mistaken quote")
    desk.do(attach, revision)
    if not erased_first:
        desk.do(erase, words, "a mistaken quote")
    assert quote(desk, forecast) is None


def test_what_cannot_be_erased_says_why(desk: Desk) -> None:
    forecast = desk.candidate()
    words = held(desk, forecast)["words"]
    with pytest.raises(NotFound, match="no blob 00"):
        desk.do(erase, "0" * 64, "a slip")
    for reason in ("", " ", "x" * 2001):
        with pytest.raises(InvalidInput, match="reason: is empty or too long"):
            desk.do(erase, words, reason)
    (rows,) = {row["digest"] for row in desk.rows(t.blob)} - {
        words,
        *(row["words"] for row in desk.rows(t.author)),
    }
    with pytest.raises(Conflict, match=f"blob {rows} holds no words"):
        desk.do(erase, rows, "a slip")
    desk.do(erase, words, "a slip")
    with pytest.raises(Conflict, match=f"blob {words} is erased already"):
        desk.do(erase, words, "a slip")


def test_no_copy_of_an_erased_name_is_left_anywhere(desk: Desk) -> None:
    desk.accepted(authors=("Ottoline Quux",))
    (row,) = desk.rows(t.author)
    desk.do(erase, row["words"], "asked by the person")
    with desk.database.snapshot() as connection:
        for table in t.metadata.sorted_tables:
            for found in connection.execute(sa.select(table)):
                for value in found:
                    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    assert "ottoline" not in text.lower(), table.name


def test_erased_words_are_found_by_no_search_and_lie_in_no_file(desk: Desk) -> None:
    kept = desk.candidate(claim="The river floods.")
    forecast = desk.candidate(claim="The quuxotron collapses.")
    (person,) = desk.authors(desk.candidate(authors=("Ottoline Quuxley",)))
    with desk.database.read() as connection:
        assert find_similar(connection, "search_forecast", ["quuxotron", "floods"]) == [kept, forecast]
    desk.do(erase, held(desk, forecast)["words"], "a mistaken quote")
    (row,) = desk.rows(t.author, id=person)
    desk.do(erase, row["words"], "asked by the person")
    with desk.database.read() as connection:
        assert find_similar(connection, "search_forecast", ["quuxotron", "floods"]) == [kept]
    assert desk.rows(t.author_word, author_id=person) == []
    desk.database.settle()
    if desk.database.file is not None:
        assert b"quux" not in desk.database.file.path.read_bytes().lower()


def test_a_claim_reworded_or_restored_is_found_by_its_present_words(desk: Desk) -> None:
    def search(word: str) -> list[int]:
        with desk.database.read() as connection:
            return find_similar(connection, "search_forecast", [word])

    forecast = desk.candidate(claim="It rains.")
    desk.do(curation.accept, forecast, Link(RAIN), Edits(claim="Snow falls."))
    assert (search("rain"), search("snow")) == ([], [forecast])
    desk.do(curation.undo, forecast)
    assert (search("rain"), search("snow")) == ([forecast], [])


def test_a_quote_is_searched_where_no_claim_is_held(desk: Desk) -> None:
    revision = desk.revision()
    bare = desk.candidate(quote=None, claim=None)
    content = desk.do(attach, revision)
    with desk.database.read() as connection:
        assert find_similar(connection, "search_forecast", ["rain"]) == [bare]
    desk.do(erase, content, "the publisher asked")
    with desk.database.read() as connection:
        assert find_similar(connection, "search_forecast", ["rain"]) == []


# What there is to erase, before anybody erases it.


def found(desk: Desk, find: Callable[..., list[Words]], what: str | int) -> list[tuple[str, ...]]:
    with desk.database.read() as connection:
        return [words.held_by for words in find(connection, what)]


def test_a_person_is_found_in_every_spelling_that_was_merged(desk: Desk) -> None:
    desk.accepted(authors=("Ada Lovelace", "A. Lovelace", "Ben"))
    slugs = ("ada-lovelace", "a-lovelace")
    one, other = (desk.do(people.find_author, slug) for slug in slugs)
    desk.do(people.merge_authors, other, one)
    names = [("the name of author ada-lovelace",), ("the name of author a-lovelace",)]
    assert [found(desk, words_of_author, slug) for slug in slugs] == [names, names]
    assert found(desk, words_of_author, "ben") == [("the name of author ben",)]
    with pytest.raises(NotFound, match="no author carl"):
        found(desk, words_of_author, "carl")


def test_a_quote_is_found_with_its_text_and_with_whatever_quotes_the_same_place(desk: Desk) -> None:
    revision = desk.revision()
    forecast, same, elsewhere = desk.candidate(), desk.candidate(), desk.candidate(start=500)
    desk.do(curation.accept, forecast, Link(RAIN), Edits(claim="It pours."))
    desk.do(attach, revision)
    (article,) = (row["article_id"] for row in desk.rows(t.revision))
    assert found(desk, words_of_quote, forecast) == [
        (f"the text of article {article}, revision 1",),
        (f"the quote of forecast {forecast}", f"the claim of forecast {forecast}"),
        (f"the claim of forecast {forecast}",),
        (f"the quote of forecast {same}", f"the claim of forecast {same}"),
    ]
    whole = found(desk, words_of_article, article)
    assert whole[-1] == (f"the quote of forecast {elsewhere}", f"the claim of forecast {elsewhere}")
    assert len(whole) == 5
    for find in (words_of_quote, words_of_article):
        with pytest.raises(NotFound, match="999"):
            found(desk, find, 999)


def test_erasing_all_that_was_shown_leaves_nothing_to_find(desk: Desk) -> None:
    forecast = desk.candidate()
    find = partial(words_of_quote, forecast_id=forecast)
    with desk.database.read() as connection:
        shown = find(connection)
    assert len(desk.do(erase_all, find, shown, "a slip")) == len(shown) == 1
    with pytest.raises(Conflict, match=f"forecast {forecast}: no words are held"):
        found(desk, words_of_quote, forecast)


def test_what_changed_since_it_was_shown_is_not_erased(desk: Desk) -> None:
    forecast = desk.candidate()
    find = partial(words_of_quote, forecast_id=forecast)
    with desk.database.read() as connection:
        shown = find(connection)
    desk.do(curation.accept, forecast, Link(RAIN), Edits(claim="It pours."))
    with pytest.raises(Conflict, match="what this erases has changed since it was shown"):
        desk.do(erase_all, find, shown, "a slip")
    assert quote(desk, forecast) is not None


def test_a_note_is_found_by_its_commitment(desk: Desk) -> None:
    question = desk.question()
    desk.resolve(question, "yes", "2022-03-01")
    desk.do(resolution.dispute, question, reason="Ben of Elm Street saw it.")
    row = next(row for row in desk.rows(t.resolution) if row["action"] == "dispute")
    assert found(desk, words_of_blob, row["words"]) == [
        (f"the note of entry {row['id']} on question {question}",)
    ]
    with pytest.raises(NotFound, match="no blob 12"):
        found(desk, words_of_blob, "12")
