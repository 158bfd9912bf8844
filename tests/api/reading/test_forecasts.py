"""Forecasts as readers get them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.domain.days import DayBounds
from app.domain.forecast import CueClass, Role
from tests.api.conftest import Site
from tests.builders import TEXT, Sample


def get(client: TestClient, path: str, **options: Any) -> Any:
    answer = client.get(f"/api/v1{path}", **options)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(client: TestClient, query: str, **options: Any) -> list[int]:
    return [item["id"] for item in get(client, f"/forecasts?{query}", **options)["items"]]


def test_a_resolved_forecast_shows_its_score(client: TestClient, sample: Sample) -> None:
    shown = get(client, f"/forecasts/{sample.scored}")
    assert (shown["probability"], shown["low"], shown["high"]) == (0.2, 0.1, 0.3)
    # 0.8 away from what happened, squared, and shown as such.
    assert shown["brier"] == 0.64
    assert (shown["not_scored"], shown["excluded"]) == (None, None)
    assert shown["question"] == {
        "id": sample.resolved_question,
        "text": "Does it rain in May 2026?",
        "closes_on": "2026-05-31",
        "state": "resolved",
        "outcome": "yes",
        "value": 1.0,
        "occurred_on": "2026-05-03",
    }
    # It was recorded on 1 June, after the outcome.
    assert shown["pre_registered"] is False
    assert shown["source"] == {"slug": "daily-courier", "name": "Daily Courier"}
    assert shown["quote"] == "It is unlikely to rain in May."
    assert shown["made_on"] == {"earliest": "2026-01-10", "latest": "2026-01-10"}


def test_a_negative_polarity_turns_the_probability_to_the_questions_yes(
    client: TestClient, sample: Sample
) -> None:
    shown = get(client, f"/forecasts/{sample.opposite}")
    assert (shown["probability"], shown["low"], shown["high"]) == (0.1, 0.0, 0.2)
    assert shown["as_worded"] == {
        "probability": 0.9,
        "low": 0.8,
        "high": 1.0,
        "polarity": -1,
        "negated": False,
    }
    assert shown["brier"] == pytest.approx(0.81, abs=1e-12)


def test_merged_authors_are_shown_under_their_present_name(client: TestClient, sample: Sample) -> None:
    shown = get(client, f"/forecasts/{sample.opposite}")
    assert [person["slug"] for person in shown["authors"]] == ["ada-rowe", "bo-li"]


def test_a_chain_of_merges_ends_at_the_last_name(site: Site) -> None:
    client, sample = site.client, site.sample
    site.build.merge("ada-rowe", "bo-li")
    shown = get(client, f"/forecasts/{sample.opposite}")
    assert [person["slug"] for person in shown["authors"]] == ["bo-li"]
    assert ids(client, "author=ada-r") == [sample.scored, sample.opposite, sample.open, sample.unscorable]


def test_an_open_question_leaves_score_and_registration_open(client: TestClient, sample: Sample) -> None:
    shown = get(client, f"/forecasts/{sample.open}")
    assert (shown["brier"], shown["pre_registered"], shown["excluded"]) == (None, None, None)
    assert shown["not_scored"] == "a paraphrase: recorded and resolved, outside headline scores"
    assert shown["question"]["state"] == "open"
    assert shown["question"]["outcome"] is None


def test_undecided_and_rejected_ones_are_for_curators(
    client: TestClient, sample: Sample, curator: dict[str, str]
) -> None:
    for number in (sample.candidate, sample.rejected):
        assert client.get(f"/api/v1/forecasts/{number}").status_code == 404
        assert client.get(f"/api/v1/forecasts/{number}", headers=curator).status_code == 200
    public = [sample.scored, sample.opposite, sample.open, sample.unscorable]
    assert ids(client, "") == public
    assert ids(client, "status=candidate") == []
    assert ids(client, "status=candidate", headers=curator) == [sample.candidate]
    assert len(ids(client, "", headers=curator)) == 6


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=accepted", ["scored", "opposite", "open"]),
        ("status__in=unscorable,rejected", ["unscorable"]),
        ("author=ada-rowe", ["scored", "opposite", "open", "unscorable"]),
        ("author=ada-r", ["scored", "opposite", "open", "unscorable"]),
        ("author=bo-li", ["opposite"]),
        ("author__in=bo-li,ada-r", ["scored", "opposite", "open", "unscorable"]),
        ("source=daily-courier&role=reported", ["open"]),
        ("source=open-notes", []),
        ("topic=ice", ["open"]),
        ("topic=weather", ["scored", "opposite", "open"]),
        ("probability=0.1", ["opposite"]),
        ("probability__gte=0.2", ["scored", "open", "unscorable"]),
        ("probability__lte=0.1", ["opposite"]),
        ("made_on__gte=2026-01-11", []),
        ("made_on=2026-01-10&kind=event&cue_class=likelihood&scoreability=yes&limit=1", ["scored"]),
        ("sort=-id&limit=2", ["unscorable", "open"]),
        ("sort=-made_on,id&limit=1", ["scored"]),
    ],
)
def test_filters(client: TestClient, sample: Sample, query: str, expected: list[str]) -> None:
    assert ids(client, query) == [getattr(sample, name) for name in expected]


def test_filters_by_id(client: TestClient, sample: Sample) -> None:
    assert ids(client, f"question={sample.open_question}") == [sample.open]
    assert ids(client, f"article={sample.quotable_article}") == []
    assert ids(client, f"id__in={sample.open},{sample.scored}") == [sample.scored, sample.open]


def test_an_unknown_author_is_named(client: TestClient, sample: Sample) -> None:
    answer = client.get("/api/v1/forecasts?author=nobody")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "author"
    del sample


@pytest.mark.parametrize(
    ("cue_class", "made", "reason"),
    [
        (CueClass.POSSIBILITY, date(2026, 1, 10), "a possibility word cannot miss: it has no point score"),
        (CueClass.LIKELIHOOD, date(2026, 5, 3), "not surely before the outcome"),
    ],
)
def test_a_rule_that_keeps_it_out_of_scores_is_named(
    site: Site, cue_class: CueClass, made: date, reason: str
) -> None:
    build = site.build
    _, revision = build.article(TEXT + " Really.")
    number = build.candidate(revision, cue_class=cue_class, made=DayBounds(date(2026, 1, 1), made))
    question = build.question()
    build.accept(number, question)
    build.resolve(question)
    shown = get(site.client, f"/forecasts/{number}")
    assert (shown["not_scored"], shown["excluded"], shown["brier"]) == (reason, None, None)


def test_a_curators_reason_keeps_it_out_of_scores(site: Site) -> None:
    build = site.build
    number = build.candidate(build.article(TEXT + " Really.")[1])
    build.accept(number, build.question(), excluded="quoted out of context")
    shown = get(site.client, f"/forecasts/{number}")
    assert (shown["excluded"], shown["brier"]) == ("quoted out of context", None)
    assert shown["not_scored"] == "quoted out of context"


def test_a_paraphrase_is_resolved_and_has_no_score_of_its_own(site: Site) -> None:
    build = site.build
    number = build.candidate(build.article(TEXT + " Really.")[1], role=Role.REPORTED)
    question = build.question()
    build.accept(number, question)
    build.resolve(question)
    shown = get(site.client, f"/forecasts/{number}")
    assert (shown["question"]["outcome"], shown["brier"]) == ("yes", None)
    assert shown["not_scored"].startswith("a paraphrase")
