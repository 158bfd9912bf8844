"""The desk for programs: what its pages show, to curators alone, and no more than they show."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from app.extraction.labels import Tier
from app.services import coding
from app.services.recording import recording
from app.web import queues
from tests.api.conftest import Site
from tests.builders import clock
from tests.web.test_desk import Curator

LISTS = (
    *("/desk/candidates", "/desk/due", "/desk/questions", "/desk/corrections", "/desk/authors"),
    *("/desk/articles", "/desk/ingestions", "/desk/agreement"),
)


@pytest.fixture
def desk(site: Site) -> Curator:
    return Curator(site)


def rows_of(desk: Curator, address: str) -> list[dict[str, str]]:
    answer = desk.client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["cache-control"] == "no-store"
    return list(csv.DictReader(io.StringIO(answer.text)))


def json_of(desk: Curator, address: str) -> Any:
    answer = desk.client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    return answer.json()


def test_every_list_has_its_twins_and_links_to_them(site: Site, desk: Curator) -> None:
    for page, twin in (("/desk", "/desk/index"), *((name, name) for name in LISTS)):
        shown = desk.open(page)
        for suffix in (".json", ".csv"):
            assert f'<a href="{twin}{suffix}">This page as' in shown
            assert site.client.get(twin + suffix).status_code == 401
        assert isinstance(json_of(desk, f"{twin}.json"), dict)
        rows_of(desk, f"{twin}.csv")
        assert desk.token not in desk.client.get(f"{twin}.json").text


def test_every_thing_has_its_json(site: Site, desk: Curator) -> None:
    sample = site.sample
    for where, name, number in (
        (f"/desk/questions/{sample.resolved_question}", "question", sample.resolved_question),
        (f"/desk/forecasts/{sample.scored}", "forecast", sample.scored),
        (f"/desk/articles/{sample.article}", "article", sample.article),
        (f"/desk/ingestions/{sample.ingestion}", "ingestion", sample.ingestion),
        (f"/desk/articles/{sample.article}/coding", "article", sample.article),
        (f"/desk/articles/{sample.article}/agreement", "article", sample.article),
    ):
        assert json_of(desk, f"{where}.json")[name]["id"] == number
        assert f'href="{where}.json"' in desk.open(where)
    missing = desk.client.get("/desk/questions/999999.json")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")


def test_who_is_not_signed_in_is_told_so_as_a_problem(site: Site) -> None:
    answer = site.client.get("/desk/candidates.json")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert "/desk/sign-in" in answer.json()["detail"]


def test_the_board_counts_what_is_left(site: Site, desk: Curator) -> None:
    assert json_of(desk, "/desk/index.json") == {"waiting": {"candidates": 1, "due": 0, "corrections": 0}}
    assert [(row["queue"], row["waiting"]) for row in rows_of(desk, "/desk/index.csv")] == [
        ("candidates", "1"), ("due", "0"), ("corrections", "0"),
    ]  # fmt: skip


def test_the_candidates_are_listed_in_their_order(site: Site, desk: Curator) -> None:
    _, revision = site.build.article("It is unlikely to rain in May. Another.")
    later = site.build.candidate(revision)
    model = json_of(desk, "/desk/candidates.json")
    assert model["forecast"]["id"] == site.sample.candidate
    assert [one["id"] for one in model["queue"]["items"]] == [site.sample.candidate, later]
    ids = [row["id"] for row in rows_of(desk, "/desk/candidates.csv")]
    assert ids == [str(site.sample.candidate), str(later)]
    assert rows_of(desk, "/desk/candidates.csv?page=2") == []
    assert (model["queue"]["pages"], model["queue"]["total"]) == (1, 2)
    assert "link" not in desk.client.get("/desk/candidates.csv").headers
    assert desk.client.get("/desk/candidates.json?page=0").status_code == 422


def test_a_queue_that_goes_on_says_so(site: Site, desk: Curator, monkeypatch: pytest.MonkeyPatch) -> None:
    _, revision = site.build.article("It is unlikely to rain in May. Another.")
    later = site.build.candidate(revision)
    monkeypatch.setattr(queues, "MAX_LIMIT", 1)
    first = desk.client.get("/desk/candidates.csv")
    assert first.headers["link"] == '</desk/candidates.csv?page=2>; rel="next"'
    last = "/desk/candidates.csv?page=2"
    assert [row["id"] for row in rows_of(desk, last)] == [str(later)]
    assert "link" not in desk.client.get(last).headers


def test_due_questions_come_without_authors_and_probabilities_until_decided(
    site: Site, desk: Curator
) -> None:
    _, revision = site.build.article("Ottoline says 0.7777 of the zebra.")
    number = site.build.candidate(
        revision, quote="Ottoline says", authors=("Ottoline Quux",), probability=0.7777
    )
    question = site.sample.overdue_question
    site.build.accept(number, question)
    assert [row["id"] for row in rows_of(desk, "/desk/due.csv")] == [str(question)]
    model = json_of(desk, "/desk/due.json")
    assert [one["id"] for one in model["queue"]["items"]] == [question]
    # Not even by asking for it as for one that was decided just before.
    for asked in (".json", ".csv", f".json?done={question}", f".json?at={question}", f"?done={question}"):
        text = desk.client.get(f"/desk/due{asked}").text.lower()
        assert "ottoline" not in text
        assert "0.7777" not in text
        assert "78%" not in text
    desk.open("/desk/due")
    desk.send(
        f"/desk/due/{question}", outcome="yes", occurred_on="2026-05-03", url="https://example.org/", note=""
    )
    done = json_of(desk, f"/desk/due.json?done={question}")["done"]
    assert done["forecasts"][0]["probability"] == 0.7777


def test_who_codes_an_article_gets_nothing_of_it(site: Site, desk: Curator) -> None:
    article = site.sample.article
    other = Curator(site, "Bo Other")
    other.open(f"/desk/articles/{article}/coding")
    other.send(f"/desk/articles/{article}/coding", action="start")
    with recording(site.database, actor="somebody else", clock=clock) as record:
        number, _ = coding.start_coding(record, article)
        coding.save_marks(record, number, [coding.Mark(unit=0, tier=Tier.CORE, probability=0.4321)])
    assert "0.4321" not in other.client.get(f"/desk/articles/{article}/coding.json").text
    assert rows_of(other, "/desk/candidates.csv") == []
    for where in (f"/desk/articles/{article}.json", f"/desk/articles/{article}/agreement.json"):
        assert other.client.get(where).status_code == 409
    seen = [row["id"] for row in rows_of(other, "/desk/questions.csv")]
    assert str(site.sample.resolved_question) not in seen
    assert str(site.sample.resolved_question) in [row["id"] for row in rows_of(desk, "/desk/questions.csv")]
