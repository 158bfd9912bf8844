"""Leaderboards taken page by page: nobody is lost or doubled, and every place is that among all."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.web import boards
from tests.api.conftest import Site
from tests.builders import Builder

HTML = {"Accept": "text/html"}
NAMES = ("Bo Lind", "Cy Ørsted", "Di Marsh", "Ed Lindqvist", "Flo Orsted")


@pytest.fixture
def crowd(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Five more authors beside those of the sample, three rows a page."""
    for name in NAMES:
        said(site.build, name, site.sample.resolved_question)
    monkeypatch.setattr(boards, "AT_ONCE", 3)
    return site


def said(build: Builder, name: str, question: int) -> None:
    revision = build.article(f"{name} writes.", source=f"{name}'s Notes", authors=(name,))[1]
    build.accept(build.candidate(revision, quote=name, authors=(name,)), question)


def board(client: TestClient, query: str = "", *, room: str = "authors") -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/{room}.json?{query}").json()
    return found


def keys(client: TestClient, query: str, *, room: str = "authors") -> list[str]:
    """Everybody on all pages, in order."""
    first = board(client, query, room=room)
    found = [card["key"] for card in first["groups"]]
    for number in range(2, first["pages"] + 1):
        rows = board(client, f"{query}&page={number}", room=room)["groups"]
        assert 1 <= len(rows) <= boards.AT_ONCE
        found += [card["key"] for card in rows]
    return found


def table(client: TestClient, query: str, *, room: str = "authors") -> list[str]:
    return [row["key"] for row in csv.DictReader(io.StringIO(client.get(f"/{room}.csv?{query}").text))]


@pytest.mark.parametrize("room", ["authors", "sources"])
@pytest.mark.parametrize("sort", ["rank", "brier", "n", "name"])
def test_pages_hold_every_row_once_in_the_order_of_the_whole_table(
    crowd: Site, room: str, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = f"sort={sort}&minimum=1"
    paged = keys(crowd.client, query, room=room)
    monkeypatch.setattr(boards, "AT_ONCE", 1_000)
    together = [card["key"] for card in board(crowd.client, query, room=room)["groups"]]
    assert paged == together == table(crowd.client, query, room=room)
    assert len(set(paged)) == len(paged)
    theirs = {"bo-lind", "cy-rsted", "di-marsh", "ed-lindqvist", "flo-orsted"}
    assert {key.removesuffix("-s-notes") for key in paged} >= theirs


def test_names_are_sorted_over_all_rows_before_they_are_cut(crowd: Site) -> None:
    first, second = board(crowd.client, "sort=name"), board(crowd.client, "sort=name&page=2")
    names = [card["name"] for card in (*first["groups"], *second["groups"])]
    assert names == sorted(names, key=str.lower)
    assert names[:3] == ["Ada Rowe", "Bo Li", "Bo Lind"]


def test_a_page_says_which_rows_of_how_many_it_holds_and_leads_to_the_others(crowd: Site) -> None:
    total = len(table(crowd.client, ""))
    page = crowd.client.get("/authors?sort=name&page=2", headers=HTML).text
    assert f"Rows 4 to 6 of {total}" in page
    links = {
        name: unescape(where) for name, where in re.findall(r'id="page-(\w+)"[^>]* href="([^"]*)"', page)
    }
    assert links["first"] == links["previous"] == "/authors?sort=name"
    assert links["last"] == f"/authors?sort=name&page={-(-total // 3)}"
    assert 'aria-label="Pages"' not in crowd.client.get("/topics", headers=HTML).text
    first = crowd.client.get("/authors?sort=name", headers=HTML).text
    assert 'id="page-next"' in first
    assert 'id="page-previous"' not in first
    assert 'id="page-first"' not in first


def test_another_order_or_subset_begins_at_the_first_page(crowd: Site) -> None:
    page = unescape(crowd.client.get("/authors?page=2&role=byline", headers=HTML).text)
    assert 'href="/authors?role=byline&sort=brier"' in page
    assert 'name="page"' not in page


def test_the_tables_are_whole_and_named_without_a_page(crowd: Site) -> None:
    assert table(crowd.client, "page=2") == table(crowd.client, "") == keys(crowd.client, "")
    page = unescape(crowd.client.get("/authors?page=2&role=byline", headers=HTML).text)
    assert '"http://testserver/authors.csv?role=byline"' in page
    assert 'href="/authors.json?page=2&role=byline"' in page


@pytest.mark.parametrize(
    ("page", "allowed"), [("99", "1 to 3"), ("0", "1 to 100000"), ("two", "1 to 100000")]
)
def test_a_page_that_is_not_there_says_which_are(crowd: Site, page: str, allowed: str) -> None:
    assert len(table(crowd.client, "")) in {7, 8, 9}  # three pages of three
    answer = crowd.client.get(f"/authors?page={page}", headers=HTML)
    assert answer.status_code == 422
    assert allowed in answer.text


def test_a_name_is_found_whatever_its_case_or_accents(crowd: Site) -> None:
    assert table(crowd.client, "name=LIND") == ["bo-lind", "ed-lindqvist"]
    found = board(crowd.client, "name=orsted")
    assert {card["name"] for card in found["groups"]} == {"Cy Ørsted", "Flo Orsted"}
    page = unescape(crowd.client.get("/authors?name=orsted&sort=n", headers=HTML).text)
    assert "2 rows of" in page
    assert 'href="/authors?sort=n">Show all' in page
    assert '<input type="hidden" name="sort" value="n">' in page
    nobody = crowd.client.get("/authors?name=zzz", headers=HTML)
    assert nobody.status_code == 200
    assert "0 rows of" in nobody.text
    assert "No forecasts yet" not in nobody.text


def test_a_name_narrows_the_rows_and_nothing_that_is_counted(crowd: Site) -> None:
    whole, found = board(crowd.client, "minimum=1"), board(crowd.client, "minimum=1&name=lind")
    assert found["overall"] == whole["overall"]
    assert [card["key"] for card in found["groups"]] == ["bo-lind", "ed-lindqvist"]
    everybody = {
        card["key"]: card
        for number in range(1, whole["pages"] + 1)
        for card in board(crowd.client, f"minimum=1&page={number}")["groups"]
    }
    assert all(card == everybody[card["key"]] for card in found["groups"])


def test_topics_are_not_called_too_few(crowd: Site) -> None:
    page = crowd.client.get("/topics", headers=HTML).text
    assert "Topics are described, never ranked" in page
    assert '<h2 id="too-few">Not ranked</h2>' in page
    assert "so few forecasts" not in page


def test_authors_with_too_few_forecasts_are_called_that(crowd: Site) -> None:
    page = crowd.client.get("/authors", headers=HTML).text
    assert '<h2 id="too-few">Too few to rank</h2>' in page
    assert "The scores of so few forecasts say little." in page
