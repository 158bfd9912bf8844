"""The pages over a record that is large enough to rank somebody."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.main import create_app
from app.services import panel
from app.settings import Settings
from app.storage.database import Database
from app.web import boards
from tests.builders import Builder, clock
from tests.kept import Kept

HTML = {"Accept": "text/html"}


def _simulate(database: Database) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(panel, "MONTHS", 12)
        panel.load_panel(database, clock=clock)


@pytest.fixture(scope="module")
def reader(module_database_url: str, kept: Kept) -> Iterator[TestClient]:
    """All tests but those that write read one record."""
    database = Database(module_database_url)
    kept.fill(database, _simulate)
    database.close()
    app: FastAPI = create_app(Settings(database_url=module_database_url), clock=clock)
    with TestClient(app) as opened:
        yield opened


def test_a_full_record_has_places_bins_and_says_that_it_is_made_up(reader: TestClient) -> None:
    board = reader.get("/authors", headers=HTML).text
    assert "Simulated data." in board
    assert board.index("Conrad Vane") > board.index("Cora Even")
    assert "Saying 50% every time" in board
    for who in ("cora-even", "oscar-bold", "hedda-maybe", "conrad-vane"):
        card = reader.get(f"/authors/{who}.json").json()
        page = reader.get(f"/authors/{who}", headers=HTML)
        assert page.status_code == 200
        assert card["sentences"][0] in page.text
        for held in card["reliability"]:
            behind = reader.get(f"/authors/{who}/scored.json?decile={round(held['high'] * 10)}").json()
            assert behind["total"] == held["n"]
    for where in ("/", "/topics/sport", "/sources/simulated-panel", "/compare?a=cora-even&b=conrad-vane"):
        assert reader.get(where, headers=HTML).status_code == 200


def test_places_are_those_among_all_on_every_page(
    database: Database, database_url: str, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.fill(database, _simulate)
    build = Builder(database)
    revision = build.article("Once.", authors=("Zoe Once",))[1]
    build.accept(build.candidate(revision, quote="Once.", authors=("Zoe Once",)), build.question())
    with TestClient(create_app(Settings(database_url=database_url), clock=clock)) as reader:
        whole = reader.get("/authors.json").json()
        assert [card["rank"] for card in whole["ranked"]] == [1, 2, 3, 4]
        assert [card["key"] for card in whole["too_few"]] == ["zoe-once"]
        monkeypatch.setattr(boards, "AT_ONCE", 3)
        pages = [reader.get(f"/authors.json?page={number}").json() for number in (1, 2)]
        assert [len(page["ranked"]) for page in pages] == [3, 1]
        assert [len(page["too_few"]) for page in pages] == [0, 1]
        assert [card for page in pages for card in page["ranked"]] == whole["ranked"]
        assert all(page["counts"] == {"ranked": 4, "too_few": 1, "known": 5} for page in pages)
        first = reader.get("/authors", headers=HTML).text
        assert '<a href="/authors?page=2#too-few">1 with too few to rank</a>' in first
        assert 'id="too-few"' not in first
        assert 'id="too-few"' in reader.get("/authors?page=2", headers=HTML).text
        last = reader.get("/authors.json?name=even").json()
        assert [(card["key"], card["rank_set"]) for card in last["ranked"]] == [
            (card["key"], card["rank_set"]) for card in whole["ranked"] if card["key"] == "cora-even"
        ]


def test_what_is_past_the_last_page_is_named(reader: TestClient) -> None:
    answer = reader.get("/authors/cora-even/scored?page=9", headers=HTML)
    assert answer.status_code == 422
    assert "Allowed: 1 to 1" in answer.text


def test_the_front_page_names_places_that_the_board_names(reader: TestClient) -> None:
    page = reader.get("/", headers=HTML).text
    first = next(card for card in reader.get("/authors.json").json()["ranked"] if card["key"] == "cora-even")
    low, high = first["rank_set"]
    place = f"Place {low}" if low == high else f"Place {low} to {high}"
    assert f'{place}: <a href="/authors/cora-even">Cora Even</a>' in page


@pytest.mark.parametrize(
    ("where", "query", "column", "total"),
    [
        ("/authors/oscar-bold/scored", "updates=all", "forecast", 48),
        ("/scored", "updates=all", "forecast", 192),
        ("/questions", "limit=20&topic=sport", "id", 12),
        ("/forecasts", "limit=80&author=cora-even", "id", 48),
        ("/forecasts", "limit=80", "id", 192),
    ],
)
def test_a_table_that_is_one_page_of_a_list_leads_to_the_rest(
    reader: TestClient, where: str, query: str, column: str, total: int
) -> None:
    """Four forecasters answer the 48 questions of twelve months, a quarter of them about sport."""
    address, seen, tables = f"{where}.csv?{query}", [], []
    while address:
        answer = reader.get(address)
        seen += [row[column] for row in csv.DictReader(io.StringIO(answer.text))]
        tables.append(address)
        address = answer.headers.get("Link", "").removesuffix('>; rel="next"').removeprefix("<")
    assert (len(seen), len(set(seen))) == (total, total)
    for table in tables:
        goes_on = table != tables[-1]
        page = reader.get(table.replace(".csv", "", 1), headers=HTML).text
        assert ("the list goes on" in page) is goes_on
        with zipfile.ZipFile(io.BytesIO(reader.get(table.replace(".csv", ".zip", 1)).content)) as held:
            about = held.read("README.txt").decode()
        following = tables[tables.index(table) + 1] if goes_on else None
        assert (f"the next are at http://testserver{following}" in about) is goes_on
