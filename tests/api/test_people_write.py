"""Sources and topics added, spellings of authors merged and split."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.api.desk import Desk, faults
from tests.builders import Sample


@pytest.fixture
def desk(client: TestClient, curator: dict[str, str]) -> Desk:
    return Desk(client, curator)


@pytest.mark.parametrize("place", ["sources", "topics"])
def test_a_name_is_added_once(desk: Desk, place: str) -> None:
    first = desk.send("POST", f"/{place}", {"name": "Sea  Trade"})
    assert first.status_code == 201
    assert (first.json()["slug"], first.json()["name"]) == ("sea-trade", "Sea Trade")
    assert first.headers["location"] == f"/api/v1/{place}/sea-trade"
    for spelling in ("sea trade", "sea-trade", "SEA TRADE"):
        again = desk.send("POST", f"/{place}", {"name": spelling})
        assert (again.status_code, again.json()) == (200, first.json())
    assert len(desk.get(f"/{place}")["items"]) == 1


@pytest.mark.parametrize("place", ["sources", "topics"])
@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        None,
        3,
        "n" * 301,
        "\u200b\u200b",
        "\u202e\u202c",
        "\ufeff",
        "Sea\u200bTrade",
        "Sea \u202eedarT",
        "Sea\u200dTrade",
    ],
)
def test_a_name_is_a_name(desk: Desk, place: str, name: object) -> None:
    assert faults(desk.send("POST", f"/{place}", {"name": name})) == ["name"]


def test_a_name_is_written_as_its_script_writes_it(desk: Desk) -> None:
    for name in ("می\u200cخواهم", "മോഹന്\u200d"):
        added = desk.send("POST", "/sources", {"name": name})
        assert (added.status_code, added.json()["name"]) == (201, name)


def test_merging_two_spellings_and_splitting_them_again(desk: Desk, sample: Sample) -> None:
    merged = desk.send("POST", "/authors/bo-li/merge", {"into": "ada-rowe"})
    assert merged.status_code == 200
    assert merged.json()["slug"] == "ada-rowe"
    assert [author["slug"] for author in merged.json()["also"]] == ["bo-li", "ada-r"]
    authors = desk.get(f"/forecasts/{sample.opposite}")["authors"]
    assert [author["slug"] for author in authors] == ["ada-rowe"]
    split = desk.send("POST", "/authors/bo-li/split")
    assert (split.status_code, split.json()["slug"], split.json()["also"]) == (200, "bo-li", [])
    authors = desk.get(f"/forecasts/{sample.opposite}")["authors"]
    assert [author["slug"] for author in authors] == ["ada-rowe", "bo-li"]


def test_merges_that_are_refused(desk: Desk, sample: Sample) -> None:
    assert faults(desk.send("POST", "/authors/bo-li/merge", {"into": "nobody"})) == ["into"]
    assert desk.send("POST", "/authors/nobody/merge", {"into": "bo-li"}).status_code == 404
    assert desk.send("POST", "/authors/nobody/split").status_code == 404
    for body in ({"into": "bo-li"}, {"into": "bo-li"}):
        assert desk.send("POST", "/authors/bo-li/merge", body).status_code == 409
    # A spelling that is merged already, and the author it is merged into.
    assert desk.send("POST", "/authors/ada-r/merge", {"into": "ada-rowe"}).status_code == 409
    assert desk.send("POST", "/authors/ada-rowe/merge", {"into": "ada-r"}).status_code == 409
    assert desk.send("POST", "/authors/ada-rowe/split").status_code == 409
    del sample
