"""Candidates accepted, edited, rejected, marked unscorable, added by hand, and each decision undone."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.storage.database import Database
from tests.api.desk import Desk, faults
from tests.builders import Builder, Sample

HAIL = {
    "text": "Does it hail in June 2026?",
    "criteria": "YES if the station of the city reports any hail.",
    "closes_on": "2026-06-30",
    "topics": ["Weather"],
}


@pytest.fixture
def desk(client: TestClient, curator: dict[str, str]) -> Desk:
    return Desk(client, curator)


@pytest.fixture
def candidate(database: Database) -> str:
    """The address of a candidate that was read as 0.2, between 0.1 and 0.3."""
    build = Builder(database)
    _, revision = build.article()
    return f"/forecasts/{build.candidate(revision)}"


def range_of(shown: Any) -> tuple[Any, Any, Any]:
    return shown["probability"], shown["low"], shown["high"]


def test_accepting_makes_the_question_that_the_curator_words(desk: Desk, candidate: str) -> None:
    shown = desk.done(f"{candidate}/accept", {"question": HAIL})
    assert shown["status"] == "accepted"
    assert range_of(shown) == (0.2, 0.1, 0.3)
    question = desk.get(f"/questions/{shown['question']['id']}")
    assert (question["text"], question["closes_on"]) == (HAIL["text"], "2026-06-30")
    # Nobody says that the text states this deadline.
    assert question["closes_basis"] == "curator"
    assert [topic["slug"] for topic in question["topics"]] == ["weather"]


def test_accepting_links_a_question_on_the_opposite_side(
    desk: Desk, candidate: str, database: Database
) -> None:
    question = Builder(database).question()
    shown = desk.done(f"{candidate}/accept", {"question_id": question, "polarity": -1})
    assert range_of(shown) == (0.8, 0.7, 0.9)
    assert shown["as_worded"]["probability"] == 0.2
    assert shown["question"]["id"] == question


def test_the_public_sees_a_forecast_once_it_is_accepted(
    desk: Desk, client: TestClient, candidate: str
) -> None:
    assert client.get(f"/api/v1{candidate}").status_code == 404
    desk.done(f"{candidate}/accept", {"question": HAIL})
    assert client.get(f"/api/v1{candidate}").status_code == 200


def test_every_edit_is_taken(desk: Desk, candidate: str) -> None:
    edits = {
        "question": HAIL,
        "authors": ["Bo Li", {"name": "Rain Board", "kind": "organisation"}],
        "role": "reported",
        "stance": "doubted",
        "claim": "It hails before July.",
        "kind": "plan",
        "cue": "is set to",
        "cue_class": "expectation",
        "probability": 0.7,
        "made_on": {"earliest": "2026-01-01", "latest": "2026-01-08"},
        "excluded": "a translation of another article",
    }
    shown = desk.done(f"{candidate}/accept", edits)
    for name in ("role", "stance", "claim", "kind", "cue", "cue_class", "excluded", "made_on"):
        assert shown[name] == edits[name]
    assert [(a["name"], a["kind"]) for a in shown["authors"]] == [
        ("Bo Li", "person"),
        ("Rain Board", "organisation"),
    ]
    assert range_of(shown) == (0.7, 0.7, 0.7)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, (0.2, 0.1, 0.3)),
        ({"probability": 0.2}, (0.2, 0.1, 0.3)),
        ({"probability": 0.25}, (0.25, 0.25, 0.25)),
        ({"probability": 0.25, "low": 0.2, "high": 0.4}, (0.25, 0.2, 0.4)),
        ({"probability": 0.25, "high": 0.4}, (0.25, 0.25, 0.4)),
        ({"low": 0.15}, (0.2, 0.15, 0.3)),
        ({"probability": 1}, (1.0, 1.0, 1.0)),
        ({"made_on": "2026-01-09"}, (0.2, 0.1, 0.3)),
    ],
)
def test_a_new_point_has_no_range_but_the_one_given(
    desk: Desk, candidate: str, given: dict[str, Any], expected: tuple[float, float, float]
) -> None:
    assert range_of(desk.done(f"{candidate}/accept", {"question": HAIL, **given})) == expected


def test_an_accepted_forecast_is_edited_on_its_own_question(desk: Desk, candidate: str) -> None:
    first = desk.done(f"{candidate}/accept", {"question": HAIL, "polarity": -1})
    second = desk.done(f"{candidate}/accept", {"probability": 0.4})
    assert second["question"]["id"] == first["question"]["id"]
    assert range_of(second) == (0.6, 0.6, 0.6)
    assert second["as_worded"]["polarity"] == -1


def test_refusals_name_the_field(desk: Desk, candidate: str, database: Database) -> None:
    question = Builder(database).question()
    path = f"{candidate}/accept"
    table: list[tuple[dict[str, Any], str]] = [
        ({}, "question"),
        ({"question": HAIL, "question_id": question}, "question"),
        ({"question_id": 999_999}, "question_id"),
        ({"question_id": -1}, "question_id"),
        ({"question_id": True}, "question_id"),
        ({"question": {**HAIL, "text": ""}}, "question.text"),
        ({"question": {**HAIL, "text": "  "}}, "question.text"),
        ({"question": {"text": "Does it?"}}, "question.criteria"),
        ({"question": {**HAIL, "closes_on": None, "closes_basis": "stated"}}, "closes_basis"),
        ({"question": {**HAIL, "closes_on": "1782777600"}}, "question.closes_on"),
        ({"question": {**HAIL, "family": "f" * 81}}, "question.family"),
        ({"question": {**HAIL, "condition_question_id": question}}, "condition_side"),
        ({"question": HAIL, "polarity": 2}, "polarity"),
        ({"question": HAIL, "polarity": True}, "polarity"),
        ({"question": HAIL, "polarity": 1.0}, "polarity"),
        ({"question": HAIL, "polarity": "1"}, "polarity"),
        ({"question": HAIL, "probability": 1.1}, "probability"),
        ({"question": HAIL, "probability": "0.5"}, "probability"),
        ({"question": HAIL, "probability": True}, "probability"),
        ({"question": HAIL, "probability": 0.2, "low": 0.3}, "probability"),
        ({"question": HAIL, "high": 0.1}, "probability"),
        ({"question": HAIL, "made_on": "2026-06-02"}, "made_on"),
        ({"question": HAIL, "made_on": {"earliest": None, "latest": "2026-06-02"}}, "made_on.latest"),
        ({"question": HAIL, "made_on": {"earliest": "2026-01-02", "latest": "2026-01-01"}}, "made_on"),
        ({"question": HAIL, "made_on": "2026-02-30"}, "made_on"),
        ({"question": HAIL, "made_on": 20260101}, "made_on"),
        ({"question": HAIL, "role": "guest"}, "role"),
        ({"question": HAIL, "kind": "comparative"}, "kind"),
        ({"question": HAIL, "authors": []}, "authors"),
        ({"question": HAIL, "authors": ["Bo", 3]}, "authors.1"),
        ({"question": HAIL, "authors": [{"name": "Bo", "kind": "dog"}]}, "authors.0.kind"),
        ({"question": HAIL, "authors": ["  "]}, "authors.0"),
        ({"question": HAIL, "authors": ["Bo\u200b"]}, "authors.0.name"),
        ({"question": HAIL, "claim": ""}, "claim"),
    ]
    for body, field in table:
        assert desk.refused(path, body) == [field], body
    assert desk.get(candidate)["status"] == "candidate"


def test_a_claim_without_probability_is_not_accepted(desk: Desk, database: Database) -> None:
    build = Builder(database)
    _, revision = build.article()
    path = f"/forecasts/{build.candidate(revision, probability=None)}/accept"
    assert desk.refused(path, {"question": HAIL}) == ["probability"]
    assert desk.refused(path, {"question": HAIL, "low": 0.1}) == ["probability"]
    assert desk.done(path, {"question": HAIL, "probability": 0.5})["probability"] == 0.5


def test_a_merged_question_takes_no_more_forecasts(desk: Desk, candidate: str, database: Database) -> None:
    build = Builder(database)
    gone, stays = build.question("Does it rain?"), build.question("Will it rain?")
    desk.done(f"/questions/{gone}/merge", {"into": stays})
    answer = desk.decide(f"{candidate}/accept", {"question_id": gone})
    assert answer.status_code == 409
    assert f"question {stays}" in answer.json()["detail"]


def test_rejecting_and_undoing(desk: Desk, candidate: str) -> None:
    assert desk.refused(f"{candidate}/undo", status=409) == []
    shown = desk.done(f"{candidate}/reject", {"reason": "It describes the past."})
    assert (shown["status"], shown["reasons"]) == ("rejected", ["It describes the past."])
    assert desk.refused(f"{candidate}/reject", {"reason": "Again."}, status=409) == []
    assert desk.done(f"{candidate}/undo")["status"] == "candidate"


def test_marking_unscorable_takes_a_forecast_off_its_question(desk: Desk, candidate: str) -> None:
    desk.done(f"{candidate}/accept", {"question": HAIL})
    reasons = ["no deadline", "no criteria that two people would share"]
    said = [*reasons, " no deadline\n"]
    shown = desk.done(f"{candidate}/unscorable", {"reasons": said})
    assert (shown["status"], shown["reasons"], shown["question"]) == ("unscorable", reasons, None)
    restored = desk.done(f"{candidate}/undo")
    assert (restored["status"], restored["question"]["text"]) == ("accepted", HAIL["text"])


@pytest.mark.parametrize(
    ("call", "body", "field"),
    [
        ("reject", {}, "reason"),
        ("reject", {"reason": ""}, "reason"),
        ("reject", {"reason": " "}, "reason"),
        ("unscorable", {"reasons": []}, "reasons"),
        ("unscorable", {"reasons": "no deadline"}, "reasons"),
        ("unscorable", {"reasons": ["no deadline", ""]}, "reasons.1"),
        ("unscorable", {"reasons": [" "]}, "reasons.0"),
        ("unscorable", {"reasons": ["\u200b"]}, "reasons.0"),
    ],
)
def test_a_decision_needs_its_reason(
    desk: Desk, candidate: str, call: str, body: dict[str, Any], field: str
) -> None:
    assert desk.refused(f"{candidate}/{call}", body) == [field]


def test_a_decision_makes_what_was_read_before_stale(desk: Desk, candidate: str) -> None:
    read = desk.etag(candidate)
    answer = desk.send("POST", f"{candidate}/reject", {"reason": "no forecast"}, match=read)
    assert answer.status_code == 200
    assert desk.send("POST", f"{candidate}/undo", match=read).status_code == 412
    # The answer carries the ETag that the next decision needs.
    assert desk.send("POST", f"{candidate}/undo", match=answer.headers["etag"]).status_code == 200


def test_a_forecast_by_hand_stands_where_its_words_do(desk: Desk, sample: Sample) -> None:
    body = {
        "quote": "It will surely snow in June.",
        "claim": "It snows in June 2026.",
        "cue": "surely",
        "cue_class": "categorical",
        "probability": 0.95,
        "low": 0.9,
        "high": 1,
    }
    answer = desk.decide(f"/articles/{sample.article}/forecasts", body)
    assert answer.status_code == 201
    shown = answer.json()
    assert answer.headers["location"] == f"/api/v1/forecasts/{shown['id']}"
    assert (shown["start"], shown["end"], shown["quote"]) == (31, 59, body["quote"])
    assert (shown["status"], shown["found_by"], shown["role"]) == ("candidate", "hand", "byline")
    assert range_of(shown) == (0.95, 0.9, 1.0)
    # What is left out is the article's.
    assert [author["slug"] for author in shown["authors"]] == ["ada-rowe"]
    assert shown["made_on"] == {"earliest": "2026-01-10", "latest": "2026-01-10"}


def test_offsets_and_quote_check_each_other(desk: Desk, sample: Sample) -> None:
    path = f"/articles/{sample.article}/forecasts"
    cue = {"cue_class": "likelihood", "probability": 0.5}
    found = desk.done(path, {"start": 31, "end": 38, "quote": "It will", **cue}, status=201)
    assert found["quote"] == "It will"
    table: list[tuple[dict[str, Any], str]] = [
        ({}, "quote"),
        ({"quote": "It never rains."}, "quote"),
        ({"quote": "It "}, "quote"),
        ({"quote": "It will", "start": 30, "end": 37}, "quote"),
        ({"start": 5}, "end"),
        ({"start": 5, "end": 5}, "start"),
        ({"start": 5, "end": 100_000}, "start"),
        ({"start": -1, "end": 5}, "start"),
        ({"quote": "It will", "made_on": "2030-01-01"}, "made_on"),
        ({"quote": "It will", "low": 0.9}, "probability"),
    ]
    for body, field in table:
        assert desk.refused(path, {**cue, **body}) == [field], body


def test_an_article_known_by_its_hash_alone_has_no_text_to_point_into(desk: Desk, database: Database) -> None:
    build = Builder(database)
    with build.recording() as record:
        source = record.allocate()
        record.append("source.added", {"id": source, "slug": "a", "name": "A", "quotable": False})
        number = record.allocate(2)
        revision = {
            "id": number + 1, "number": 1, "sha256": "0" * 64, "characters": 10, "content": None,
            "language": None, "published": {"earliest": None, "latest": None, "basis": "none"},
            "author_ids": [],
        }  # fmt: skip
        record.append(
            "article.added",
            {
                "id": number, "key": "sha256:" + "0" * 64, "url": None, "source_id": source,
                "frame_id": None, "revision": revision, "forecasts": None,
            },
        )  # fmt: skip
    answer = desk.decide(f"/articles/{number}/forecasts", {"quote": "It", "cue_class": "likelihood"})
    assert faults(answer, status=409) == []
    assert "ingest it first" in answer.json()["detail"]
