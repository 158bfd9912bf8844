"""Two authors side by side, as readers get them."""

from __future__ import annotations

from datetime import date

import pytest
from starlette.testclient import TestClient

from app.api.pair_shapes import PairShape
from app.domain.days import DayBounds
from tests.api.conftest import Site

COMPARE = "/api/v1/accuracy/compare"


def test_who_spoke_together_is_not_compared(client: TestClient) -> None:
    answer = client.get(f"{COMPARE}?a=ada-r&b=bo-li")  # a merged spelling
    assert answer.status_code == 200, answer.text
    found = PairShape.model_validate_json(answer.content)
    assert (found.a.key, found.b.key, found.n, found.together) == ("ada-rowe", "bo-li", 0, 1)
    assert found.reason == "no shared questions"
    again = client.get(f"{COMPARE}?a=ada-r&b=bo-li", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_pair_has_exactly_the_documented_shape(site: Site) -> None:
    build = site.build
    _, revision = build.article(
        "Rain is likely, says Cy Dahl. So says Di Berg.", url="https://notes.example/2"
    )
    for author, p, made in (("Cy Dahl", 0.7, 11), ("Di Berg", 0.4, 9)):
        number = build.candidate(
            revision, authors=(author,), probability=p, made=DayBounds.on(date(2026, 1, made))
        )
        build.accept(number, site.sample.resolved_question)
    answer = site.client.get(f"{COMPARE}?a=ada-rowe&b=cy-dahl")
    # The crowd of Ada's day is Di alone; Ada said .2 on the tenth, Cy .7 on the eleventh.
    found = PairShape.model_validate_json(answer.content)
    assert found.n == 1
    assert [found.a.brier, found.b.brier] == pytest.approx([0.64, 0.09])
    assert found.difference == pytest.approx(0.55)
    assert found.a.crowd is not None
    assert found.a.crowd.crowd == pytest.approx(0.36)
    assert (found.coin_flip, found.more_accurate) == (0.25, None)
    assert found.verdict == "too few shared questions to tell: 1 of at least 10 effective clusters"
    assert [said.text for said in found.shared] == ["Does it rain in May 2026?"]
    assert [check.check for check in found.checks][:2] == ["as of the same day", "survey"]


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("a=ada-rowe", 422, "b"),
        ("b=ada-rowe", 422, "a"),
        ("", 422, "a"),
        ("a=ada-rowe&b=ada-rowe", 422, "b"),
        ("a=ada-rowe&b=ada-r", 422, "b"),
        ("a=ada-rowe&b=bo-li&minimum=3", 422, "minimum"),
        ("a=ada-rowe&b=bo-li&author=x", 422, "author"),
        ("a=ada-rowe&b=bo-li&updates=last", 422, "updates"),
        ("a=ada-rowe&b=nobody", 422, "b"),
        ("a=nobody&b=bo-li", 422, "a"),
        ("a=ada-rowe&b=bo-li&topic=nothing", 422, "topic"),
    ],
)
def test_what_is_not_allowed_is_named(
    client: TestClient, query: str, status: int, parameter: str | None
) -> None:
    answer = client.get(f"{COMPARE}?{query}")
    assert answer.status_code == status, answer.text
    if parameter is not None:
        assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]
