"""Codings over the API: kept apart until both have finished, then compared."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.extraction.labels import Tier
from app.services.coding import Mark
from app.storage.database import Database
from tests.api.desk import Desk, faults
from tests.builders import Builder, Sample


@pytest.fixture
def desk(client: TestClient, curator: dict[str, str]) -> Desk:
    return Desk(client, curator)


@pytest.fixture
def second(client: TestClient, admin: dict[str, str]) -> Desk:
    return Desk(client, admin)


def test_two_code_an_article_and_see_each_other_s_work_only_then(
    desk: Desk, second: Desk, sample: Sample
) -> None:
    path = f"/articles/{sample.article}/codings"
    began = [one.send("POST", path) for one in (desk, second)]
    assert [answer.status_code for answer in began] == [201, 201]
    first, other = (answer.json()["id"] for answer in began)
    assert began[0].headers["location"] == f"/api/v1/codings/{first}"
    assert desk.send("POST", path).status_code == 200
    said = {"marks": [{"unit": 0, "tier": "core", "word": "unlikely"}, {"unit": 1, "tier": "core"}]}
    assert desk.send("POST", f"/codings/{first}/marks", said).json()["marked"] == 2
    for address in (f"/codings/{other}", f"/articles/{sample.article}/agreement"):
        assert faults(desk.send("GET", address), status=409) == []
    assert faults(second.send("POST", f"/codings/{first}/marks", said), status=409) == []
    assert faults(desk.send("POST", f"/codings/{first}/finish", {})) == ["rest"]
    assert desk.send("POST", f"/codings/{first}/finish", {"rest": "none"}).status_code == 200
    assert faults(second.send("GET", f"/codings/{first}"), status=409) == []  # still coding
    second.send(
        "POST", f"/codings/{other}/marks", {"marks": [{"unit": 0, "tier": "core", "probability": 0.4}]}
    )
    assert second.send("POST", f"/codings/{other}/finish", {"rest": "none"}).status_code == 200
    assert second.get(f"/codings/{first}")["units"][0]["word"] == "unlikely"
    [pair] = desk.get(f"/articles/{sample.article}/agreement")["pairs"]
    assert [one["on"] for one in pair["disagreements"]] == [["reading"], ["forecast"]]
    # Both on 3 of 4; the first calls 2 forecasts, the second 1: chance agrees on 2/4 * 1/4 + 2/4 * 3/4.
    assert (pair["forecast"]["agreed"], pair["forecast"]["expected"]) == (0.75, 0.5)
    assert desk.get("/agreement")["articles"][0]["kappa"] == 0.5
    assert faults(desk.send("POST", f"/codings/{first}/marks", said), status=409) == []


def test_what_was_read_in_an_article_is_kept_from_whoever_codes_it(
    desk: Desk, second: Desk, sample: Sample
) -> None:
    listed = f"/forecasts?article={sample.article}&limit=200"
    before = {one["id"] for one in second.get(listed)["items"]}
    number = desk.send("POST", f"/articles/{sample.article}/codings").json()["id"]
    for address in (f"/forecasts/{sample.candidate}", f"/forecasts/{sample.candidate}/suggestions"):
        assert faults(desk.send("GET", address), status=409) == []
    # What the public sees stays visible.
    assert desk.get(f"/forecasts/{sample.scored}")["status"] == "accepted"
    seen = {one["id"] for one in desk.get(listed)["items"]}
    assert before - seen == {sample.candidate, sample.rejected}
    assert {one["id"] for one in second.get(listed)["items"]} == before
    desk.send("POST", f"/codings/{number}/finish", {"rest": "none"})
    assert {one["id"] for one in desk.get(listed)["items"]} == before


def test_nothing_of_a_coding_is_public(client: TestClient, database: Database, sample: Sample) -> None:
    number = Builder(database).code(sample.article, "ada", Mark(unit=0, tier=Tier.BORDERLINE))
    for address in (
        f"codings/{number}", "agreement", f"articles/{sample.article}/codings",
        f"articles/{sample.article}/agreement",
    ):  # fmt: skip
        assert client.get(f"/api/v1/{address}").status_code == 401, address
    shown = client.get("/api/v1/events?kind=coding.saved").json()["items"]
    assert len(shown) == 2
    assert "borderline" not in str(shown)


def test_bad_marks_name_their_field(desk: Desk, sample: Sample) -> None:
    number = desk.send("POST", f"/articles/{sample.article}/codings").json()["id"]
    for mark, field in (
        ({"unit": 4, "tier": "core"}, "unit"),
        ({"unit": -1, "tier": "core"}, "marks.0.unit"),
        ({"unit": 0, "tier": "open"}, "marks.0.tier"),
        ({"unit": 0}, "marks.0.tier"),
        ({"unit": 0, "tier": "none", "outcome": "yes"}, "outcome"),
        ({"unit": 0, "tier": "core", "probability": 2}, "marks.0.probability"),
        ({"unit": 0, "tier": "core", "word": "quite so"}, "word"),
    ):
        assert faults(desk.send("POST", f"/codings/{number}/marks", {"marks": [mark]})) == [field], mark
    assert faults(desk.send("POST", f"/codings/{number}/marks", {"marks": []})) == ["marks"]
    assert (
        faults(desk.send("POST", "/codings/4/marks", {"marks": [{"unit": 0, "tier": None}]}), status=404)
        == []
    )


def test_a_forecast_by_hand_says_which_place_and_by_when(desk: Desk, database: Database) -> None:
    article, _ = Builder(database).article("It may rain. Or so they say: It may rain.")
    path = f"/articles/{article}/forecasts"
    body = {"quote": "It may rain.", "cue_class": "possibility", "deadline": "2026-09-30"}
    assert desk.refused(path, body) == ["quote"]
    assert desk.refused(path, {**body, "occurrence": 3}) == ["occurrence"]
    assert desk.refused(path, {**body, "occurrence": 0}) == ["occurrence"]
    assert desk.refused(path, {**body, "occurrence": 1, "deadline": "1203-01-01"}) == ["deadline"]
    shown = desk.done(path, {**body, "occurrence": 2}, status=201)
    assert (shown["start"], shown["end"]) == (29, 41)
    assert (shown["deadline"]["earliest"], shown["deadline"]["latest"]) == ("2026-09-30", "2026-09-30")
