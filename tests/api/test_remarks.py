"""What people say of forecasts that name them, and how it is answered."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.storage.database import Database
from tests.api.desk import Desk, faults
from tests.builders import Builder, Sample

ASKED = {
    "kind": "correction_request",
    "said_by": "Ada Rowe",
    "text": "I said that of April.",
    "url": "https://courier.example/letters/7",
    "said_on": "2026-05-20",
}


@pytest.fixture
def desk(client: TestClient, curator: dict[str, str]) -> Desk:
    return Desk(client, curator)


def test_anybody_reads_what_was_said_and_how_it_was_answered(
    desk: Desk, client: TestClient, sample: Sample
) -> None:
    path = f"/forecasts/{sample.scored}/replies"
    asked = desk.send("POST", path, ASKED)
    assert (asked.status_code, asked.headers["location"]) == (201, f"/api/v1{path}")
    [request] = asked.json()["items"]
    assert {name: request[name] for name in ASKED} == ASKED
    assert client.get("/api/v1/corrections?state=open").json()["items"] == [request]
    answer = {"ruling": "declined", "reason": "The page says May."}
    told = desk.send("POST", f"/corrections/{request['id']}/answer", answer)
    assert (told.status_code, told.json()["state"]) == (200, "declined")
    read = client.get(f"/api/v1{path}")
    assert read.json() == {"items": [told.json()]}
    assert read.headers["etag"] != asked.headers["etag"]
    assert told.json()["answers"][0]["curator_name"] == "a curator"
    assert client.get("/api/v1/corrections?state=open").json()["items"] == []
    # Nobody answers over the head of somebody else.
    assert desk.send("POST", f"/corrections/{request['id']}/answer", answer).status_code == 409


def test_a_reply_of_today_needs_no_day_and_no_address(desk: Desk, sample: Sample) -> None:
    body = {"kind": "reply", "said_by": "Ada Rowe", "text": "Quite so."}
    [reply] = desk.send("POST", f"/forecasts/{sample.scored}/replies", body).json()["items"]
    assert (reply["said_on"], reply["url"], reply["state"]) == ("2026-06-01", None, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "answer"}, "kind"),
        ({"said_by": " "}, "said_by"),
        ({"text": ""}, "text"),
        ({"url": "http://localhost/"}, "url"),
        ({"said_on": "2026-06-02"}, "said_on"),
        ({"said_on": "2026-01-09"}, "said_on"),
    ],
)
def test_what_is_wrong_is_named(desk: Desk, sample: Sample, changes: dict[str, Any], field: str) -> None:
    answer = desk.send("POST", f"/forecasts/{sample.scored}/replies", {**ASKED, **changes})
    assert faults(answer) == [field]


def test_an_accepted_request_says_what_was_changed(desk: Desk, database: Database, sample: Sample) -> None:
    number = Builder(database).ask_correction(sample.scored)
    answer = {"ruling": "accepted", "reason": "The letter shows it."}
    assert faults(desk.send("POST", f"/corrections/{number}/answer", answer)) == ["changed"]


def test_what_was_said_of_a_candidate_is_for_nobody(client: TestClient, desk: Desk, sample: Sample) -> None:
    path = f"/forecasts/{sample.candidate}/replies"
    assert client.get(f"/api/v1{path}").status_code == 404
    assert desk.get(path) == {"items": []}
    assert desk.send("POST", path, ASKED).status_code == 409
