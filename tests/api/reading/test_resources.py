"""Questions, articles, people, events and ingestions as readers get them."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.domain.days import DayBounds
from app.domain.resolution import Outcome
from tests.api.conftest import Site
from tests.builders import TEXT, Sample


def get(client: TestClient, path: str, **options: Any) -> Any:
    answer = client.get(f"/api/v1{path}", **options)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(client: TestClient, path: str) -> list[int]:
    return [item["id"] for item in get(client, path)["items"]]


def test_a_question_shows_its_ledger_and_no_forecast(client: TestClient, sample: Sample) -> None:
    answer = client.get(f"/api/v1/questions/{sample.resolved_question}")
    shown = answer.json()
    assert (shown["state"], shown["outcome"], shown["value"]) == ("resolved", "yes", 1.0)
    assert shown["topics"] == [{"slug": "weather", "name": "Weather"}]
    (entry,) = shown["resolutions"]
    assert entry["id"] == shown["decided_by"]
    assert (entry["action"], entry["outcome"], entry["note"]) == ("resolve", "yes", "As the station says.")
    assert entry["evidence"] == [
        {"url": "https://example.org/station", "citation": None, "retrieved_on": "2026-05-31"}
    ]
    # Whoever resolves must not see who said it, nor how sure they were.
    assert "Ada" not in answer.text
    assert "0.2" not in answer.text


def test_the_state_of_a_question_depends_on_the_day(client: TestClient, sample: Sample) -> None:
    # The tests' day is 1 June 2026.
    states = {
        sample.resolved_question: "resolved",
        sample.open_question: "open",
        sample.overdue_question: "overdue",
    }
    for number, state in states.items():
        assert get(client, f"/questions/{number}")["state"] == state
        assert ids(client, f"/questions?state={state}") == [number]
    assert ids(client, "/questions?state__in=open,overdue&sort=closes_on") == [
        sample.overdue_question,
        sample.open_question,
    ]
    assert ids(client, "/questions?family=storm") == [sample.overdue_question]
    assert ids(client, "/questions?topic=ice") == [sample.open_question]
    assert ids(client, "/questions?closes_on__gte=2026-06-01") == [sample.open_question]


def test_a_no_counts_from_the_deadline(site: Site) -> None:
    client, sample = site.client, site.sample
    site.build.resolve(sample.overdue_question, Outcome.NO, on=date(2026, 5, 20))
    shown = get(client, f"/questions/{sample.overdue_question}")
    assert (shown["outcome"], shown["value"], shown["occurred_on"]) == ("no", 0.0, "2026-05-31")
    assert shown["resolutions"][0]["occurred_on"] == "2026-05-20"


def test_an_article_shows_its_text_to_those_who_may_read_it(
    client: TestClient, sample: Sample, curator: dict[str, str]
) -> None:
    path = f"/articles/{sample.article}"
    shown = get(client, path)
    assert shown["text"] is None
    assert shown["text_held"] is True
    assert get(client, path, headers=curator)["text"] == TEXT
    assert get(client, f"/articles/{sample.quotable_article}")["text"] == "Open notes."
    assert shown["frame"]["description"] == "whole feed of 2026"
    assert shown["published"] == {"earliest": "2026-01-10", "latest": "2026-01-10", "basis": "test"}
    assert [revision["number"] for revision in shown["revisions"]] == [1]
    assert shown["revisions"][0]["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("source=daily-courier", ["article"]),
        ("author=ada-rowe", ["article", "quotable_article"]),
        ("author=bo-li", ["quotable_article"]),
        ("url=https://courier.example/rain", ["article"]),
        ("published_on__lte=2026-01-09", []),
        ("sort=-published_on,-id", ["quotable_article", "article"]),
    ],
)
def test_articles_are_found(client: TestClient, sample: Sample, query: str, expected: list[str]) -> None:
    assert ids(client, f"/articles?{query}") == [getattr(sample, name) for name in expected]


def test_an_undated_article_says_so(site: Site) -> None:
    number, _ = site.build.article("Undated.", published=DayBounds(None, date(2026, 2, 1)))
    shown = get(site.client, f"/articles/{number}")
    assert shown["published"] == {"earliest": None, "latest": "2026-02-01", "basis": "test"}


def test_a_merged_author_has_moved(client: TestClient, sample: Sample) -> None:
    del sample
    answer = client.get("/api/v1/authors/ada-r", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == "/api/v1/authors/ada-rowe"
    shown = get(client, "/authors/ada-rowe")
    assert (shown["name"], shown["kind"], shown["rankable"]) == ("Ada Rowe", "person", True)
    assert [other["slug"] for other in shown["also"]] == ["ada-r"]
    listed = [item["slug"] for item in get(client, "/authors?sort=slug")["items"]]
    assert listed == ["ada-rowe", "bo-li"]
    assert client.get("/api/v1/authors/nobody").status_code == 404


def test_sources_and_topics(client: TestClient, sample: Sample) -> None:
    del sample
    assert [item["slug"] for item in get(client, "/sources?sort=slug")["items"]] == [
        "daily-courier",
        "open-notes",
    ]
    assert get(client, "/sources/open-notes")["quotable"] is True
    assert [item["slug"] for item in get(client, "/topics?sort=-slug")["items"]] == ["weather", "ice"]
    assert get(client, "/topics/ice")["name"] == "Ice"
    assert client.get("/api/v1/sources/none").status_code == 404


def test_an_event_can_be_checked_from_its_bytes(client: TestClient, sample: Sample) -> None:
    del sample
    answer = client.get("/api/v1/events/1")
    event = answer.json()
    raw = answer.content
    body = raw[raw.index(b'"body":') + len(b'"body":') : -1]
    assert json.loads(body) == event["body"]
    assert hashlib.sha256(b"\x00" + body).hexdigest() == event["leaf"]
    page = get(client, "/events?after_seq=3&limit=2")
    assert [item["seq"] for item in page["items"]] == [4, 5]
    assert get(client, "/events?kind=author.merged")["items"][0]["body"]["kind"] == "author.merged"
    assert client.get("/api/v1/events/0").status_code == 404


def test_ingestions_are_for_curators(client: TestClient, sample: Sample, curator: dict[str, str]) -> None:
    path = f"/api/v1/ingestions/{sample.ingestion}"
    assert client.get(path).status_code == 401
    shown = client.get(path, headers=curator).json()
    assert (shown["status"], shown["target"], shown["items"]) == ("queued", "https://example.org/feed", [])
    listed = client.get("/api/v1/ingestions?status=queued", headers=curator).json()["items"]
    assert [item["id"] for item in listed] == [sample.ingestion]


def test_an_unchanged_thing_answers_304(site: Site) -> None:
    client, sample = site.client, site.sample
    for path in (f"/questions/{sample.open_question}", "/questions", f"/forecasts/{sample.open}", "/events"):
        first = client.get(f"/api/v1{path}")
        tag = first.headers["etag"]
        assert first.headers["cache-control"] == "no-cache"
        for given in (tag, f'"other", W/{tag}', "*"):
            again = client.get(f"/api/v1{path}", headers={"If-None-Match": given})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        for given in ('"other"', "garbage", "", "\x80"):
            header = {b"If-None-Match": given.encode("latin-1")}
            assert client.get(f"/api/v1{path}", headers=header).status_code == 200
    tag = client.get(f"/api/v1/questions/{sample.overdue_question}").headers["etag"]
    site.build.resolve(sample.overdue_question)
    changed = client.get(f"/api/v1/questions/{sample.overdue_question}", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_a_head_has_the_headers_of_its_get_and_no_body(client: TestClient, sample: Sample) -> None:
    path = f"/api/v1/forecasts/{sample.scored}"
    head, whole = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]
