"""Pages: every item exactly once, whatever the order; cursors that cannot be bent."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.domain.days import DayBounds
from tests.api.conftest import Site
from tests.builders import TEXT, Builder


def dated(build: Builder) -> list[int]:
    """Nine accepted forecasts: three undated, the others on three days."""
    _, revision = build.article(TEXT + " Dated.")
    question = build.question()
    made = []
    for number in range(9):
        days = DayBounds() if number % 3 == 0 else DayBounds.on(date(2026, 1, 1 + number % 4))
        forecast = build.candidate(revision, made=days)
        build.accept(forecast, question)
        made.append(forecast)
    return made


def walk(client: TestClient, path: str) -> list[dict[str, Any]]:
    """Every item, by following the links."""
    items: list[dict[str, Any]] = []
    while True:
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        items += body["items"]
        link = answer.headers.get("link")
        assert (link is None) is (body["next"] is None)
        if link is None:
            return items
        assert link.endswith('>; rel="next"')
        path = link[1 : link.index(">")]


SORTS = ["id", "-id", "made_on", "-made_on", "made_on,-id", "-made_on,id"]


def test_following_the_links_gives_every_item_once_in_order(site: Site) -> None:
    numbers = dated(site.build)
    wanted = ",".join(map(str, numbers))
    for sort in SORTS:
        for limit in (1, 2, 4, 9, 200):
            items = walk(site.client, f"/api/v1/forecasts?sort={sort}&limit={limit}&id__in={wanted}")
            found = [(item["made_on"]["latest"] or "", item["id"]) for item in items]
            assert found == in_order(found, sort), (sort, limit)
            assert sorted(number for _, number in found) == numbers


def in_order(found: list[tuple[str, int]], sort: str) -> list[tuple[str, int]]:
    """Ids fall where the sort says so, or where its only key falls; an unknown day is below every day."""
    by_id = sorted(found, key=lambda pair: pair[1], reverse=sort in {"-id", "-made_on", "made_on,-id"})
    if sort.endswith("id") and "," not in sort:
        return by_id
    return sorted(by_id, key=lambda pair: pair[0], reverse=sort.startswith("-"))


def test_a_cursor_serves_its_own_list_alone(client: TestClient) -> None:
    first = client.get("/api/v1/forecasts?sort=-made_on&limit=1&status=accepted").json()
    cursor = quote(first["next"])
    good = f"/api/v1/forecasts?sort=-made_on&limit=3&status=accepted&cursor={cursor}"
    assert client.get(good).status_code == 200  # the page's size may change on the way
    for bent in (
        f"/api/v1/forecasts?sort=made_on&status=accepted&cursor={cursor}",
        f"/api/v1/forecasts?sort=-made_on&cursor={cursor}",
        f"/api/v1/forecasts?sort=-made_on&status=unscorable&cursor={cursor}",
        f"/api/v1/questions?cursor={cursor}",
        f"/api/v1/forecasts?sort=-made_on&status=accepted&cursor={cursor[:-1]}",
        f"/api/v1/forecasts?sort=-made_on&status=accepted&cursor=x{cursor}",
        "/api/v1/forecasts?cursor=%C3%A9",
        "/api/v1/forecasts?cursor=" + base64.urlsafe_b64encode(b'abcd["x",1]').decode().rstrip("="),
    ):
        answer = client.get(bent)
        assert answer.status_code == 422, bent
        assert answer.json()["errors"][0]["parameter"] == "cursor"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=5.0", "limit"),
        ("limit=", "limit"),
        ("limit=%D9%A3", "limit"),
        ("limit=1&limit=2", "limit"),
        ("sort=probability", "sort"),
        ("sort=id,id", "sort"),
        ("sort=id,-id", "sort"),
        ("sort=", "sort"),
        ("sort=--id", "sort"),
        ("colour=red", "colour"),
        ("status=Accepted", "status"),
        ("status__gte=accepted", "status__gte"),
        ("role__in=byline,", "role__in"),
        ("made_on__gte=2026-02-30", "made_on__gte"),
        ("made_on__gte=20260201", "made_on__gte"),
        ("made_on__lte=0000-01-01", "made_on__lte"),
        ("probability__gte=nan", "probability__gte"),
        ("probability__gte=1e999", "probability__gte"),
        ("probability__gte=0x1", "probability__gte"),
        ("question=9223372036854775808", "question"),
        ("question=-1", "question"),
        ("source=%00", "source"),
        ("source=%ff", "source"),
        ("source=%ed%a0%80", "source"),
        ("source=%zz", "source"),
        ("%ff=1", "query"),
        ("author=" + "x" * 1001, "author"),
        ("x=" + "y" * 9000, "query"),
    ],
)
def test_bad_parameters_are_named(client: TestClient, query: str, parameter: str) -> None:
    answer = client.get(f"/api/v1/forecasts?{query}")
    assert answer.status_code == 422, answer.text
    fault = answer.json()["errors"][0]
    assert fault["parameter"] == parameter
    assert fault["allowed"]


def test_an_unknown_parameter_lists_those_allowed(client: TestClient) -> None:
    fault = client.get("/api/v1/topics?colour=red").json()["errors"][0]
    assert fault["allowed"] == "id, id__in, slug, slug__in, sort, limit, cursor"


def test_a_page_costs_the_same_number_of_queries_whatever_its_size(site: Site) -> None:
    client, sample, build = site.client, site.sample, site.build
    # Merged authors among those shown cost one query, however many they are.
    expected = {
        "forecasts": 4,
        "questions": 2,
        "articles": 3,
        "authors": 1,
        "sources": 1,
        "topics": 1,
        "events": 1,
        f"forecasts/{sample.scored}": 2,
        f"questions/{sample.resolved_question}": 5,
    }
    assert {path: count_queries(client, path) for path in expected} == expected
    for number in range(4):
        _, revision = build.article(f"{TEXT} {number}", authors=("Ada R.", f"Writer {number}"))
        build.accept(build.candidate(revision, authors=("Ada R.",)), build.question())
    assert {path: count_queries(client, path) for path in expected} == expected


def count_queries(client: TestClient, path: str) -> int:
    """How many statements a GET sends to the database."""
    statements: list[str] = []

    def note(*arguments: Any) -> None:
        statements.append(arguments[2])

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        assert client.get(f"/api/v1/{path}").status_code == 200
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    return len(statements)
