"""Accuracy as readers get it; on the sample, "unlikely" (0.2) was said of rain that came on 3 May 2026."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api.accuracy_shapes import BoardShape, OneScorecardShape

ACCURACY = "/api/v1/accuracy"


def get(client: TestClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("by", ["author", "source", "topic", None])
def test_a_leaderboard_has_exactly_the_documented_shape(client: TestClient, by: str | None) -> None:
    board = get(client, ACCURACY + ("" if by is None else f"?by={by}"))
    BoardShape.model_validate(board)
    assert board["parameters"]["by"] == by
    assert bool(board["groups"]) is (by is not None)
    assert board["overall"]["n"] == 2


def test_each_author_is_scored_and_nobody_has_enough_to_be_ranked(client: TestClient) -> None:
    groups = {group["key"]: group for group in get(client, f"{ACCURACY}?by=author")["groups"]}
    # Ada Rowe said 0.2 first and, as "Ada R." with Bo Li, 0.9 for the opposite: 0.1 for the event.
    assert groups["ada-rowe"]["n"] == 1
    assert groups["ada-rowe"]["brier"] == pytest.approx(0.64)
    assert groups["bo-li"]["brier"] == pytest.approx(0.81)
    assert {group["rank"] for group in groups.values()} == {None}
    assert all(group["unranked"].startswith("too few to rank") for group in groups.values())


@pytest.mark.parametrize("address", ["authors/ada-rowe", "sources/daily-courier", "topics/weather"])
def test_one_scorecard_is_that_of_the_leaderboard(client: TestClient, address: str) -> None:
    room, slug = address.split("/")
    one = get(client, f"/api/v1/{address}/accuracy")
    OneScorecardShape.model_validate(one)
    groups = get(client, f"{ACCURACY}?by={room[:-1]}")["groups"]
    (listed,) = [group for group in groups if group["key"] == slug]
    assert {name: one[name] for name in listed} == listed
    assert one["reliability"]


def test_a_merged_spelling_leads_to_the_author(client: TestClient) -> None:
    answer = client.get("/api/v1/authors/ada-r/accuracy?updates=all", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == "/api/v1/authors/ada-rowe/accuracy?updates=all"
    assert get(client, "/api/v1/authors/ada-r/accuracy?updates=all")["forecasts"] == 2


def test_an_unchanged_scorecard_need_not_be_sent_again(client: TestClient) -> None:
    first = client.get(f"{ACCURACY}?by=author")
    again = client.get(f"{ACCURACY}?by=author", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{ACCURACY}?by=author").content == first.content


def test_as_of_the_beginning_there_is_no_score(client: TestClient) -> None:
    board = get(client, f"{ACCURACY}?by=author&as_of=seq:0&date=2026-06-01")
    assert (board["seq"], board["overall"]["n"], board["groups"]) == (0, 0, [])
    assert client.get("/api/v1/authors/ada-rowe/accuracy?as_of=seq:0").status_code == 404


def test_filters_narrow_the_scorecard(client: TestClient) -> None:
    assert get(client, f"{ACCURACY}?author=bo-li")["overall"]["n"] == 1
    assert get(client, f"{ACCURACY}?made_on__gte=2026-02-01")["overall"]["n"] == 0
    assert get(client, f"{ACCURACY}?resolved_by=2026-05-30")["overall"]["coverage"]["closing_later"] == 3
    nato = get(client, f"{ACCURACY}?lexicon=nato")
    assert nato["lexicon"].startswith("nato")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("by=cue", "by"),
        ("updates=last", "updates"),
        ("fractions=round", "fractions"),
        ("lexicon=astrology", "lexicon"),
        ("minimum=0", "minimum"),
        ("as_of=yesterday", "as_of"),
        ("as_of=2026-06-02", "as_of"),
        ("as_of=9999-12-31", "as_of"),
        ("as_of=2026-06-01T12:00:01Z", "as_of"),
        ("as_of=seq:99999999", "as_of"),
        ("as_of=2026-06-01T12:00", "as_of"),
        ("date=tomorrow", "date"),
        ("resolved_by=2026-02-30", "resolved_by"),
        ("cue_class=loud", "cue_class"),
        ("role=editor", "role"),
        ("made_on__gte=2026-02-02&made_on__lte=2026-02-01", "made_on__gte"),
        ("limit=5", "limit"),
    ],
)
def test_what_is_not_allowed_is_named(client: TestClient, query: str, parameter: str) -> None:
    answer = client.get(f"{ACCURACY}?{query}")
    assert answer.status_code == 422, answer.text
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]
    assert answer.json()["errors"][0]["allowed"]


@pytest.mark.parametrize(
    "address",
    [
        "authors/nobody/accuracy",
        "sources/nowhere/accuracy",
        "topics/nothing/accuracy",
        "authors/nobody/accuracy?topic=weather",
    ],
)
def test_nobody_is_not_found(client: TestClient, address: str) -> None:
    assert client.get(f"/api/v1/{address}").status_code == 404


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("accuracy?author=nobody", "author"),
        ("accuracy?source=nowhere", "source"),
        ("accuracy?topic=nothing", "topic"),
        ("accuracy?by=author&topic=nothing", "topic"),
        ("accuracy?author=ada-rowe&as_of=seq:0", "author"),
        ("accuracy/compare?a=nobody&b=bo-li", "a"),
        ("accuracy/compare?a=ada-rowe&b=nobody", "b"),
        ("accuracy/compare?a=ada-rowe&b=bo-li&topic=nothing", "topic"),
        ("authors/ada-rowe/accuracy?topic=nothing", "topic"),
        ("sources/daily-courier/accuracy?author=nobody", "author"),
        ("forecasts?author=nobody", "author"),
        ("forecasts?author__in=ada-rowe,nobody", "author__in"),
        ("forecasts?source=nowhere", "source"),
        ("forecasts?topic=nothing", "topic"),
        ("forecasts?topic__in=weather,nothing", "topic__in"),
        ("articles?source=nowhere", "source"),
        ("articles?author=nobody", "author"),
        ("questions?topic=nothing", "topic"),
    ],
)
def test_whoever_a_query_names_and_is_not_there_is_that_parameters_fault(
    client: TestClient, address: str, parameter: str
) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 422, answer.text
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]
    assert answer.json()["errors"][0]["allowed"]
