"""Answers with evidence, their undoing, disputes, and what follows for other questions and for scores."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.storage.database import Database
from tests.api.desk import Desk, read_first
from tests.builders import Builder, Sample

STATION = {"url": "https://example.org/station"}
YES = {"outcome": "yes", "occurred_on": "2026-05-10", "evidence": [STATION], "note": "The station says so."}
NO = {"outcome": "no", "occurred_on": "2026-05-31", "evidence": [STATION]}


@pytest.fixture
def desk(client: TestClient, curator: dict[str, str]) -> Desk:
    return Desk(client, curator)


@pytest.fixture
def path(database: Database) -> str:
    """The address of a question that closed yesterday, with one forecast of 0.2."""
    build = Builder(database)
    _, revision = build.article()
    question = build.question()
    build.accept(build.candidate(revision), question)
    return f"/questions/{question}"


def brier(desk: Desk, path: str) -> Any:
    number = path.rsplit("/", maxsplit=1)[-1]
    return desk.get(f"/forecasts?question={number}")["items"][0]["brier"]


def test_an_answer_counts_when_the_call_returns(desk: Desk, path: str) -> None:
    assert brier(desk, path) is None
    answer = desk.decide(f"{path}/resolutions", YES)
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1{path}"
    shown = answer.json()
    question = shown["question"]
    assert (question["state"], question["outcome"], question["occurred_on"]) == (
        "resolved",
        "yes",
        "2026-05-10",
    )
    assert shown["changed"] == [question["id"]]
    assert question["decided_by"] == shown["resolution_id"]
    assert question == desk.get(path)
    # 0.2 for what occurred: 0.8 squared
    assert brier(desk, path) == pytest.approx(0.64, abs=1e-12)


def test_an_entry_keeps_who_said_what_and_where_they_read_it(desk: Desk, path: str) -> None:
    evidence = [STATION, {"citation": "Yearbook, p. 3", "retrieved_on": "2026-05-12"}]
    entry = desk.done(f"{path}/resolutions", {**YES, "evidence": evidence}, status=201)["question"][
        "resolutions"
    ][0]
    assert entry["evidence"] == [
        # Read on the day of the call unless something else is said.
        {"url": STATION["url"], "citation": None, "retrieved_on": "2026-06-01"},
        {"url": None, "citation": "Yearbook, p. 3", "retrieved_on": "2026-05-12"},
    ]
    assert (entry["note"], entry["action"]) == ("The station says so.", "resolve")
    assert entry["curator"].startswith("key:")


def test_the_etag_of_the_reply_is_that_of_the_question(desk: Desk, path: str) -> None:
    first = desk.decide(f"{path}/resolutions", YES)
    assert first.headers["etag"] == desk.etag(path)
    second = desk.send("POST", f"{path}/resolutions", NO, match=first.headers["etag"])
    assert second.status_code == 201
    assert second.json()["question"]["outcome"] == "no"
    stale = desk.send("POST", f"{path}/resolutions", YES, match=first.headers["etag"])
    assert stale.status_code == 412


def test_a_no_occurs_at_the_deadline(desk: Desk, path: str) -> None:
    shown = desk.done(f"{path}/resolutions", {**NO, "occurred_on": "2026-05-20"}, status=201)["question"]
    assert (shown["outcome"], shown["occurred_on"]) == ("no", "2026-05-31")
    assert shown["resolutions"][0]["occurred_on"] == "2026-05-20"
    # 0.2 for what did not occur: 0.2 squared
    assert brier(desk, path) == pytest.approx(0.04, abs=1e-12)


@pytest.mark.parametrize("said", [{"outcome": 0.25}, {"outcome": "fraction", "value": 0.25}])
def test_a_fraction_is_the_share_that_occurred(desk: Desk, path: str, said: dict[str, Any]) -> None:
    desk.done(path, {"proportion": True}, method="PATCH")
    shown = desk.done(f"{path}/resolutions", {**NO, **said}, status=201)["question"]
    assert (shown["outcome"], shown["value"]) == ("fraction", 0.25)
    # 0.2 for a quarter: 0.05 squared
    assert brier(desk, path) == pytest.approx(0.0025, abs=1e-12)


def test_a_void_question_scores_nobody(desk: Desk, path: str) -> None:
    body = {"outcome": "void", "void_reason": "unverifiable", "evidence": [STATION]}
    shown = desk.done(f"{path}/resolutions", body, status=201)["question"]
    assert (shown["state"], shown["outcome"], shown["void_reason"]) == ("void", "void", "unverifiable")
    assert brier(desk, path) is None


def test_refusals_name_the_field(desk: Desk, path: str) -> None:
    table: list[tuple[dict[str, Any], str]] = [
        ({"outcome": "right"}, "outcome"),
        ({"outcome": True}, "outcome"),
        ({"outcome": 1}, "outcome"),
        ({"outcome": 0}, "outcome"),
        ({"outcome": 1.5}, "outcome"),
        ({"outcome": 1e-320}, "outcome"),
        ({"outcome": 1 - 1e-9}, "outcome"),
        ({"outcome": "fraction", "value": 1e-320}, "value"),
        ({"occurred_on": "1399-12-31"}, "occurred_on"),
        ({"outcome": None}, "outcome"),
        ({"outcome": 0.5}, "outcome"),
        ({"outcome": "fraction", "value": 0.5}, "outcome"),
        ({"outcome": 0.5, "value": 0.5}, "value"),
        ({"value": 0.5}, "value"),
        ({"value": 0}, "value"),
        ({"void_reason": "other"}, "void_reason"),
        ({"outcome": "void"}, "void_reason"),
        ({"outcome": "void", "void_reason": "boredom"}, "void_reason"),
        ({"occurred_on": "2026-06-02"}, "occurred_on"),
        ({"occurred_on": "2026-06-01"}, "occurred_on"),  # after the deadline
        ({"occurred_on": "2026-01-09"}, "occurred_on"),  # before anybody forecast it
        ({"occurred_on": None}, "occurred_on"),
        ({"occurred_on": "yesterday"}, "occurred_on"),
        ({"evidence": []}, "evidence"),
        ({"evidence": None}, "evidence"),
        ({"evidence": [{}]}, "evidence"),
        ({"evidence": [{"citation": "  "}]}, "evidence.0.citation"),
        ({"evidence": ["https://example.org"]}, "evidence.0"),
        ({"evidence": [{"url": ""}]}, "evidence.0.url"),
        ({"evidence": [{"url": "javascript:alert(1)"}]}, "evidence.url"),
        ({"evidence": [{"url": "https://exa mple.org"}]}, "evidence.url"),
        ({"evidence": [{**STATION, "retrieved_on": "2026-06-02"}]}, "evidence.retrieved_on"),
        ({"evidence": [{**STATION, "retrieved_on": "2026-05-09"}]}, "evidence.retrieved_on"),
        ({"evidence": [{"url": "https://ada:secret@example.org/"}]}, "evidence.url"),
        ({"evidence": [{"url": "http://[::1]/"}]}, "evidence.url"),
        ({"evidence": [{"citation": "\u2800"}]}, "evidence.0.citation"),
        ({"evidence": [STATION] * 51}, "evidence"),
        ({"note": "n" * 10_001}, "note"),
        ({"note": None}, "note"),
    ]
    for change, field in table:
        body = {**YES, **change}
        answer = desk.decide(f"{path}/resolutions", body)
        if len(answer.request.content) > 4096:
            assert answer.status_code == 413  # the tests' limit of a body
            continue
        assert answer.status_code == 422, (change, answer.text)
        assert [fault["parameter"] for fault in answer.json()["errors"]] == [field], change
    missing = {name: YES[name] for name in ("occurred_on", "note")}
    assert desk.refused(f"{path}/resolutions", missing) == ["outcome", "evidence"]
    assert desk.get(path)["resolutions"] == []


def test_a_no_waits_for_the_deadline(desk: Desk, sample: Sample) -> None:
    path = f"/questions/{sample.open_question}/resolutions"
    assert desk.refused(path, NO) == ["outcome"]
    assert desk.done(path, YES, status=201)["question"]["state"] == "resolved"


def test_without_a_deadline_there_is_no_no(desk: Desk, database: Database) -> None:
    path = f"/questions/{Builder(database).question(closes_on=None)}/resolutions"
    assert desk.refused(path, NO) == ["outcome"]


def test_undoing_brings_the_answer_before_back(desk: Desk, path: str) -> None:
    desk.done(f"{path}/resolutions", YES, status=201)
    desk.done(f"{path}/resolutions", NO, status=201)
    shown = desk.done(f"{path}/resolutions/undo", {"note": "another city"})
    assert shown["question"]["outcome"] == "yes"
    assert desk.done(f"{path}/resolutions/undo", {})["question"]["state"] == "overdue"
    assert brier(desk, path) is None
    entries = desk.get(path)["resolutions"]
    assert [entry["action"] for entry in entries] == ["resolve", "resolve", "undo", "undo"]
    assert entries[2]["note"] == "another city"
    assert desk.refused(f"{path}/resolutions/undo", {}, status=409) == []


def test_a_disputed_answer_leaves_the_scores_until_it_is_settled(desk: Desk, path: str) -> None:
    assert desk.refused(f"{path}/dispute", {"note": "two reports"}, status=409) == []
    desk.done(f"{path}/resolutions", YES, status=201)
    body = {"note": "Two reports contradict each other.", "evidence": [{"citation": "the other report"}]}
    shown = desk.done(f"{path}/dispute", body)
    assert (shown["question"]["state"], shown["question"]["outcome"]) == ("disputed", "yes")
    assert shown["question"]["resolutions"][1]["evidence"][0]["citation"] == "the other report"
    assert brier(desk, path) is None
    settled = desk.done(f"{path}/settle", {"note": "The second report was withdrawn."})
    assert settled["question"]["state"] == "resolved"
    assert brier(desk, path) == pytest.approx(0.64, abs=1e-12)
    assert desk.refused(f"{path}/settle", {"note": "again"}, status=409) == []


@pytest.mark.parametrize("call", ["dispute", "settle"])
@pytest.mark.parametrize("body", [{}, {"note": ""}, {"note": " "}])
def test_a_dispute_and_its_end_need_their_reason(
    desk: Desk, sample: Sample, call: str, body: dict[str, Any]
) -> None:
    assert desk.refused(f"/questions/{sample.resolved_question}/{call}", body) == ["note"]


def test_a_condition_that_fails_voids_what_depends_on_it(desk: Desk, path: str) -> None:
    number = desk.get(path)["id"]
    on = {"condition": "if it rains", "condition_question_id": number, "condition_side": "yes"}
    text = {"text": "Does the river rise?", "criteria": "YES at two metres.", "closes_on": "2026-05-31"}
    dependant = desk.send("POST", "/questions", {**text, **on}).json()["id"]
    shown = desk.done(f"{path}/resolutions", NO, status=201)
    assert shown["changed"] == [number, dependant]
    assert desk.get(f"/questions/{dependant}")["void_reason"] == "false_condition"
    # The condition held after all: what hung on it is open again.
    assert desk.done(f"{path}/resolutions", YES, status=201)["changed"] == [number, dependant]
    assert desk.get(f"/questions/{dependant}")["state"] == "overdue"


def test_a_kept_answer_says_what_it_waits_for(desk: Desk, path: str) -> None:
    number = desk.get(path)["id"]
    on = {"condition": "if it rains", "condition_question_id": number, "condition_side": "yes"}
    text = {"text": "Does the river rise?", "criteria": "YES at two metres.", "closes_on": "2026-05-31"}
    river = f"/questions/{desk.send('POST', '/questions', {**text, **on}).json()['id']}"
    shown = desk.done(f"{river}/resolutions", YES, status=201)
    assert (shown["changed"], shown["question"]["state"], shown["question"]["waits_for"]) == (
        [],
        "overdue",
        number,
    )
    assert "an answer given before is kept" in shown["question"]["because"]
    desk.done(f"{path}/resolutions", NO, status=201)
    voided = desk.get(river)
    cause = f"its condition, question {number}, was resolved no, not yes"
    assert (voided["state"], voided["waits_for"], voided["because"]) == ("void", None, cause)
    (listed,) = desk.get(f"/questions?condition_question={number}")["items"]
    assert (listed["waits_for"], listed["because"]) == (None, cause)
    assert (desk.get(path)["waits_for"], desk.get(path)["because"]) == (None, None)


def test_an_entry_shows_whose_key_made_it(desk: Desk, path: str, sample: Sample) -> None:
    entry = desk.done(f"{path}/resolutions", YES, status=201)["question"]["resolutions"][0]
    assert entry["curator"].startswith("key:")
    assert entry["curator_name"] == "a curator"
    (seeded,) = desk.get(f"/questions/{sample.resolved_question}")["resolutions"]
    assert (seeded["curator"], seeded["curator_name"]) == ("test", None)


def test_resolving_by_forecast_answers_with_its_score(desk: Desk, sample: Sample) -> None:
    path = f"/forecasts/{sample.scored}/resolution"
    answer = desk.decide(path, NO)
    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["forecast"]["brier"], shown["forecast"]["not_scored"]) == (0.04, None)
    assert shown["question"]["id"] == sample.resolved_question
    assert answer.headers["location"] == f"/api/v1/questions/{sample.resolved_question}"
    assert answer.headers["etag"] == desk.etag(read_first(path))
    assert shown["forecast"] == desk.get(read_first(path))


def test_a_paraphrase_is_resolved_and_says_why_it_has_no_score(desk: Desk, sample: Sample) -> None:
    shown = desk.done(f"/forecasts/{sample.open}/resolution", YES, status=201)
    assert (shown["question"]["outcome"], shown["forecast"]["brier"]) == ("yes", None)
    assert shown["forecast"]["not_scored"].startswith("a paraphrase")


def test_only_an_accepted_forecast_can_be_resolved(desk: Desk, sample: Sample) -> None:
    for number in (sample.candidate, sample.rejected, sample.unscorable):
        answer = desk.decide(f"/forecasts/{number}/resolution", YES)
        assert answer.status_code == 409
        assert "accept it first" in answer.json()["detail"]


def test_a_merged_question_is_resolved_where_it_went(desk: Desk, sample: Sample) -> None:
    gone = f"/questions/{sample.overdue_question}"
    desk.done(f"{gone}/merge", {"into": sample.open_question})
    answer = desk.decide(f"{gone}/resolutions", YES)
    assert answer.status_code == 409
    assert f"question {sample.open_question}" in answer.json()["detail"]


def test_a_second_curator_confirms_and_the_list_can_be_asked_for_it(
    desk: Desk, client: TestClient, admin: dict[str, str], path: str
) -> None:
    number = int(path.rsplit("/", maxsplit=1)[-1])
    assert desk.decide(f"{path}/confirm", {}).status_code == 409  # nothing to confirm
    given = desk.done(f"{path}/resolutions", NO, status=201)
    assert given["question"]["confirmed"] is False
    own = desk.decide(f"{path}/confirm", {})
    assert (own.status_code, "another curator" in own.json()["detail"]) == (409, True)
    second = Desk(client, admin)
    shown = second.done(f"{path}/confirm", {"note": "The almanac agrees."})
    assert (shown["resolution_id"], shown["changed"]) == (given["resolution_id"], [])
    [yes] = shown["question"]["resolutions"][0]["confirmations"]
    assert (yes["curator_name"], yes["note"], yes["seq"]) == ("an admin", "The almanac agrees.", shown["seq"])
    listed = client.get("/api/v1/questions?confirmed=true").json()["items"]
    assert [one["id"] for one in listed] == [number]
    assert client.get("/api/v1/questions?confirmed=false").json()["items"] == []
    # Answered anew, it waits for a second look again.
    assert desk.done(f"{path}/resolutions", YES, status=201)["question"]["confirmed"] is False
