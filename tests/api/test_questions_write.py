"""Questions added, edited, merged, split, and each decision undone."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.domain.forecast import Role
from app.storage.database import Database
from tests.api.desk import Desk, faults
from tests.builders import Builder, Sample

SNOW = {"text": "Does it snow in July 2026?", "criteria": "YES if any station of the city reports snow."}


@pytest.fixture
def desk(client: TestClient, curator: dict[str, str]) -> Desk:
    return Desk(client, curator)


def add(desk: Desk, **fields: Any) -> Any:
    answer = desk.send("POST", "/questions", {**SNOW, **fields})
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/api/v1/questions/{answer.json()['id']}"
    # What it answers with is what a reader gets, so its ETag can be used at once.
    assert answer.headers["etag"] == desk.etag(f"/questions/{answer.json()['id']}")
    return answer.json()


def test_a_question_is_added_open(desk: Desk) -> None:
    shown = add(desk)
    assert (shown["text"], shown["state"], shown["closes_on"]) == (SNOW["text"], "open", None)
    assert (shown["topics"], shown["resolutions"], shown["proportion"]) == ([], [], False)


def test_everything_a_question_can_say(desk: Desk) -> None:
    condition = add(desk, text="Does the north wind come in June 2026?")
    fields = {
        "closes_on": "2026-07-31",
        "closes_basis": "stated",
        "family": "winter",
        "proportion": True,
        "condition": "if the north wind comes",
        "condition_question_id": condition["id"],
        "condition_side": "yes",
    }
    shown = add(desk, topics=["Weather", "Deep Snow", "weather"], **fields)
    for name in ("closes_on", "closes_basis", "family", "proportion"):
        assert shown[name] == fields[name]
    assert shown["condition"] == {
        "text": "if the north wind comes",
        "question": condition["id"],
        "side": "yes",
    }
    assert [topic["slug"] for topic in shown["topics"]] == ["weather", "deep-snow"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"criteria": None}, "criteria"),
        ({"closes_on": "soon"}, "closes_on"),
        ({"closes_on": "2026-13-01"}, "closes_on"),
        ({"closes_on": 1}, "closes_on"),
        ({"closes_basis": "guess"}, "closes_basis"),
        ({"closes_basis": "rule"}, "closes_basis"),
        ({"condition": ""}, "condition"),
        ({"condition_question_id": 1, "condition_side": "yes"}, "condition"),
        ({"condition": "if", "condition_question_id": 1, "condition_side": "void"}, "condition_side"),
        (
            {"condition": "if", "condition_question_id": 999, "condition_side": "no"},
            "condition_question_id",
        ),
        ({"topics": [""]}, "topics.0"),
        ({"topics": "weather"}, "topics"),
        ({"proportion": 1}, "proportion"),
        ({"family": ""}, "family"),
        ({"author": "ada-rowe"}, "author"),
    ],
)
def test_a_question_is_refused_by_the_field_that_is_wrong(
    desk: Desk, fields: dict[str, Any], field: str
) -> None:
    assert faults(desk.send("POST", "/questions", {**SNOW, **fields})) == [field]


def test_what_is_given_replaces_and_what_is_omitted_stays(desk: Desk) -> None:
    before = add(desk, closes_on="2026-07-31", closes_basis="stated", family="winter", topics=["Weather"])
    path = f"/questions/{before['id']}"
    after = desk.done(path, {"family": "summer"}, method="PATCH")
    assert after == {**before, "family": "summer"}
    # A deadline that a curator moves is the curator's.
    after = desk.done(path, {"closes_on": "2026-08-31"}, method="PATCH")
    assert (after["closes_on"], after["closes_basis"]) == ("2026-08-31", "curator")
    after = desk.done(path, {"closes_on": None, "family": None, "topics": []}, method="PATCH")
    assert (after["closes_on"], after["closes_basis"], after["family"]) == (None, None, None)
    assert after["topics"] == []


def test_a_condition_can_be_taken_away(desk: Desk) -> None:
    condition = add(desk, text="Does the north wind come?")
    on = {"condition": "if it comes", "condition_question_id": condition["id"], "condition_side": "yes"}
    path = f"/questions/{add(desk, **on)['id']}"
    shown = desk.done(path, {"condition_question_id": None}, method="PATCH")
    assert shown["condition"] == {"text": "if it comes", "question": None, "side": None}
    assert desk.done(path, {"condition": None}, method="PATCH")["condition"] is None


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, ["body"]),
        ({"text": None}, 422, ["text"]),
        ({"topics": None}, 422, ["topics"]),
        ({"closes_basis": "rule"}, 422, ["closes_basis"]),
        ({"text": SNOW["text"]}, 409, []),
        ({"state": "resolved"}, 422, ["state"]),
    ],
)
def test_edits_that_are_refused(desk: Desk, body: dict[str, Any], status: int, field: list[str]) -> None:
    path = f"/questions/{add(desk)['id']}"
    assert desk.refused(path, body, method="PATCH", status=status) == field


def test_a_circle_of_conditions_is_refused(desk: Desk) -> None:
    first = add(desk)
    second = add(desk, condition="if", condition_question_id=first["id"], condition_side="yes")
    body = {"condition": "if", "condition_question_id": second["id"], "condition_side": "yes"}
    assert desk.refused(f"/questions/{first['id']}", body, method="PATCH") == ["condition_question_id"]


def test_editing_what_is_asked_opens_the_question_again(desk: Desk, sample: Sample) -> None:
    path = f"/questions/{sample.resolved_question}"
    assert desk.done(path, {"family": "rain"}, method="PATCH")["state"] == "resolved"
    shown = desk.done(path, {"criteria": "YES if two stations report rain."}, method="PATCH")
    assert (shown["state"], shown["outcome"]) == ("overdue", None)
    # The entry stays in sight although it answered another wording.
    assert len(shown["resolutions"]) == 1
    assert desk.done(f"{path}/undo")["state"] == "resolved"


def test_a_question_without_an_edit_has_nothing_to_undo(desk: Desk) -> None:
    assert desk.refused(f"/questions/{add(desk)['id']}/undo", status=409) == []


def test_merging_moves_the_forecasts_and_undoing_brings_them_back(desk: Desk, sample: Sample) -> None:
    into = add(desk, closes_on="2026-05-31")["id"]
    path = f"/questions/{sample.resolved_question}"
    answer = desk.decide(f"{path}/merge", {"into": into, "flip": True})
    assert answer.headers["location"] == f"/api/v1/questions/{into}"
    assert answer.json()["id"] == into
    assert desk.get(path)["merged_into"] == into
    moved = desk.get(f"/forecasts/{sample.scored}")
    assert (moved["question"]["id"], moved["probability"], moved["brier"]) == (into, 0.8, None)
    desk.done(f"{path}/undo")
    back = desk.get(f"/forecasts/{sample.scored}")
    # 0.2 for what occurred: 0.8 squared
    assert (back["question"]["id"], back["probability"]) == (sample.resolved_question, 0.2)
    assert back["brier"] == pytest.approx(0.64, abs=1e-12)


def test_merges_that_are_refused(desk: Desk, sample: Sample) -> None:
    path = f"/questions/{sample.open_question}/merge"
    assert desk.refused(path, {"into": 999_999}) == ["into"]
    assert desk.refused(path, {}) == ["into"]
    assert desk.refused(path, {"into": sample.open_question}, status=409) == []
    desk.done(path, {"into": sample.overdue_question})
    assert desk.refused(path, {"into": sample.overdue_question}, status=409) == []


def test_splitting_moves_the_named_forecasts(desk: Desk, sample: Sample) -> None:
    path = f"/questions/{sample.resolved_question}/split"
    body = {"question": {**SNOW, "closes_on": "2026-06-30"}, "forecast_ids": [sample.opposite]}
    answer = desk.decide(path, body)
    assert answer.status_code == 201
    new = answer.json()["id"]
    assert answer.headers["location"] == f"/api/v1/questions/{new}"
    assert desk.get(f"/forecasts/{sample.opposite}")["question"]["id"] == new
    assert desk.get(f"/forecasts/{sample.scored}")["question"]["id"] == sample.resolved_question


def test_splits_that_are_refused(desk: Desk, sample: Sample) -> None:
    path = f"/questions/{sample.resolved_question}/split"
    assert desk.refused(path, {"question": SNOW, "forecast_ids": []}) == ["forecast_ids"]
    assert desk.refused(path, {"question": SNOW, "forecast_ids": [sample.open]}) == ["forecast_ids"]
    assert desk.refused(path, {"question": SNOW, "forecast_ids": ["1"]}) == ["forecast_ids.0"]
    assert desk.refused(path, {"forecast_ids": [sample.scored]}) == ["question"]


def test_whoever_reads_a_question_sees_no_author_and_no_probability(desk: Desk, database: Database) -> None:
    build = Builder(database)
    _, revision = build.article(authors=("Zebedee Quill",))
    question = build.question()
    forecast = build.candidate(revision, authors=("Zebedee Quill",), probability=0.7654321, role=Role.QUOTED)
    build.accept(forecast, question)
    for path in (f"/questions/{question}", "/questions"):
        text = desk.client.get(f"/api/v1{path}", headers=desk.key).text
        assert "uill" not in text
        assert "765432" not in text
        assert "probability" not in text
