"""Authors are found, added, merged and split."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.errors import Conflict, InvalidInput, NotFound
from app.services import people
from app.storage import tables as t

if TYPE_CHECKING:
    from tests.services.conftest import Desk


def present(desk: Desk, author: int) -> int:
    return desk.do(people.present_author, author)


def test_the_same_name_in_other_capitals_and_spacing_is_one_author(desk: Desk) -> None:
    first = desk.do(people.ensure_author, "Ada  Lovelace")
    assert desk.do(people.ensure_author, " ada LOVELACE\n") == first
    assert desk.do(people.ensure_author, "ada-lovelace") == first
    (row,) = desk.rows(t.author)
    assert (row["name"], row["slug"], row["kind"]) == ("Ada Lovelace", "ada-lovelace", "person")


def test_letters_beyond_the_alphabet_fold_alike_on_every_database(desk: Desk) -> None:
    assert desk.do(people.ensure_author, "Émile") != desk.do(people.ensure_author, "éMILE")


def test_two_names_that_make_one_slug_get_two(desk: Desk) -> None:
    desk.do(people.ensure_author, "Ada Lovelace")
    desk.do(people.ensure_author, "Ada_Lovelace")
    desk.do(people.ensure_author, "Adá Lovelace")
    assert [row["slug"] for row in desk.rows(t.author)] == [
        "ada-lovelace",
        "ada-lovelace-2",
        "ada-lovelace-3",
    ]


def test_a_name_without_latin_letters_gets_its_number(desk: Desk) -> None:
    author = desk.do(people.ensure_author, "Леся Українка")
    assert desk.now_slug("author", author) == f"author-{author}"


def test_a_name_cannot_take_the_address_of_an_erased_author(desk: Desk) -> None:
    author = desk.do(people.ensure_author, "Erased 7")
    assert desk.now_slug("author", author) == f"author-{author}"


@pytest.mark.parametrize("name", ["", " \t\n", "x" * 301])
def test_an_empty_or_endless_name_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(InvalidInput, match=r"authors: (is empty|has 301 characters)"):
        desk.do(people.ensure_author, name)


@pytest.mark.parametrize("name", ["Ada\x00", "A\x07da", "Ada \ud800"])
def test_a_name_that_no_database_can_hold_is_refused(desk: Desk, name: str) -> None:
    for ensure in (people.ensure_author, people.ensure_source, people.ensure_topic, people.ensure_frame):
        with pytest.raises(InvalidInput, match="control character or half a surrogate pair"):
            desk.do(ensure, name)
    with pytest.raises(NotFound, match="no author"):
        desk.do(people.find_author, name)


def test_sources_topics_and_frames_are_added_once(desk: Desk) -> None:
    for ensure in (people.ensure_source, people.ensure_topic, people.ensure_frame):
        assert desk.do(ensure, "Whole feed") == desk.do(ensure, "Whole feed")
    assert [len(desk.rows(table)) for table in (t.source, t.topic, t.frame)] == [1, 1, 1]


def test_an_unknown_author_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound, match="no author nobody"):
        desk.do(people.find_author, "nobody")
    with pytest.raises(NotFound, match="no author 99"):
        desk.do(people.split_author, 99)
    ada = desk.do(people.ensure_author, "Ada")
    for pair in ((ada, 99), (99, ada)):
        with pytest.raises(NotFound, match="no author 99"):
            desk.do(people.merge_authors, *pair)


def test_a_merge_makes_two_spellings_one_and_a_split_takes_it_back(desk: Desk) -> None:
    full, short = desk.do(people.ensure_author, "Ada Lovelace"), desk.do(people.ensure_author, "A. Lovelace")
    desk.do(people.merge_authors, short, full)
    assert (present(desk, short), present(desk, full)) == (full, full)
    assert desk.do(people.find_author, "a-lovelace") == short  # its address still leads somewhere
    desk.do(people.split_author, short)
    assert present(desk, short) == short
    with pytest.raises(Conflict, match="author a-lovelace is not merged into another"):
        desk.do(people.split_author, short)


def test_a_chain_of_merges_ends_at_its_last_author_whatever_the_order(desk: Desk) -> None:
    a, b, c, d = (desk.do(people.ensure_author, name) for name in "ABCD")
    desk.do(people.merge_authors, a, b)
    desk.do(people.merge_authors, c, a)  # lands on b, where a is already
    desk.do(people.merge_authors, b, d)
    assert [present(desk, each) for each in (a, b, c, d)] == [d, d, d, d]
    desk.do(people.split_author, b)
    assert [present(desk, each) for each in (a, b, c, d)] == [b, b, b, d]
    desk.do(people.split_author, a)
    assert [present(desk, each) for each in (a, b, c)] == [a, b, b]


@pytest.mark.parametrize("pair", [(0, 0), (1, 0), (2, 0), (2, 2)])
def test_a_merge_that_would_make_a_circle_is_refused(desk: Desk, pair: tuple[int, int]) -> None:
    people_ids = [desk.do(people.ensure_author, name) for name in "ABC"]
    desk.do(people.merge_authors, people_ids[0], people_ids[1])
    desk.do(people.merge_authors, people_ids[1], people_ids[2])
    with pytest.raises(Conflict, match=r"one already|known as|into itself"):
        desk.do(people.merge_authors, people_ids[pair[0]], people_ids[pair[1]])


def test_merging_the_same_pair_again_is_refused(desk: Desk) -> None:
    a, b = desk.do(people.ensure_author, "A"), desk.do(people.ensure_author, "B")
    desk.do(people.merge_authors, a, b)
    with pytest.raises(Conflict, match="author a is known as b already"):
        desk.do(people.merge_authors, a, b)


def test_a_merged_author_can_be_given_to_another_instead(desk: Desk) -> None:
    a, b, c = (desk.do(people.ensure_author, name) for name in "ABC")
    desk.do(people.merge_authors, a, b)
    desk.do(people.merge_authors, b, c)
    desk.do(people.split_author, b)
    desk.do(people.merge_authors, a, c)
    assert [present(desk, each) for each in (a, b, c)] == [c, b, c]
    spans = [(row["into_id"], row["to_seq"] is None) for row in desk.rows(t.author_alias, author_id=a)]
    assert spans == [(b, False), (c, True)]
