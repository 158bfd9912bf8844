"""What was asked for is kept behind every number, and every number leads to as many forecasts as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from app.domain.forecast import Role
from app.scoring.updates import Updates
from tests.api.conftest import Applications, Site, serving
from tests.kept import Kept

HTML = {"Accept": "text/html"}
LINK = re.compile(r'<a href="([^"]*/(?:scored|forecasts)(?:\?[^"]*)?)">([\d,]+)</a>')
QUERY = (
    "topic=weather&role=byline&cue_class=likelihood&made_on__gte=2020-01-01&as_of=2026-06-01&date=2026-06-01"
    "&resolved_by=2026-05-31&updates=all&lexicon=survey&fractions=drop&minimum=2"
)


def numbers(page: str) -> Iterator[tuple[str, int]]:
    """Each number that is a link to forecasts, with where it leads."""
    for where, number in LINK.findall(page):
        yield unescape(where), int(number.replace(",", ""))


def twin(where: str) -> str:
    parts = urlsplit(where)
    return f"{parts.path}.json" + (f"?{parts.query}" if parts.query else "")


@pytest.fixture(scope="module")
def full(module_database_url: str, kept: Kept, applications: Applications) -> Iterator[Site]:
    """Ada says it again, twice, and is quoted; all tests read that one record."""
    with serving(module_database_url, kept, applications) as site:
        revision = site.build.article("Again.", source="Odd Notes", authors=("Ada Rowe",))[1]
        for start, role in ((0, Role.BYLINE), (2, Role.BYLINE), (4, Role.QUOTED)):
            number = site.build.candidate(revision, start=start, quote="A", role=role, authors=("Ada Rowe",))
            site.build.accept(number, site.sample.resolved_question)
        yield site


@pytest.mark.parametrize("query", ["", *(f"updates={one}" for one in Updates), "role=quoted", QUERY])
@pytest.mark.parametrize(
    "where",
    ["/authors", "/sources", "/topics", "/authors/ada-rowe", "/sources/daily-courier", "/topics/weather"],
)
def test_a_number_leads_to_as_many_forecasts_made_by_the_same_filters(
    full: Site, where: str, query: str
) -> None:
    if where.startswith("/topics/"):
        query = query.replace("topic=weather&", "")
    answer = full.client.get(f"{where}?{query}", headers=HTML)
    assert answer.status_code == 200
    found = list(numbers(answer.text))
    assert found
    for link, number in found:
        kept = parse_qs(urlsplit(link).query)
        for name, value in parse_qs(query).items():
            if not (name == "topic" and link.startswith("/topics/")):  # there it is the address itself
                assert kept.get(name) == value, (link, name)
        behind = full.client.get(twin(link)).json()
        assert number in {behind["total"], behind["n"]}, link


def test_there_are_more_forecasts_than_questions_where_updates_count(full: Site) -> None:
    card = full.client.get("/authors/ada-rowe.json?updates=all").json()
    behind = full.client.get("/authors/ada-rowe/scored.json?updates=all").json()
    assert (behind["total"], behind["n"]) == (card["forecasts"], card["n"])
    assert behind["total"] > behind["n"]
    assert sum(held["n"] for held in card["reliability"]) == behind["total"]


@pytest.mark.parametrize(
    "where", ["/authors", "/sources", "/topics", "/authors/ada-rowe/forecasts", "/forecasts"]
)
@pytest.mark.parametrize("query", ["", "role=byline", "topic=weather", "cue_class=likelihood&role=quoted"])
def test_a_facet_leaves_as_many_as_it_says(full: Site, where: str, query: str) -> None:
    page = full.client.get(f"{where}.json?{query}").json()
    assert {facet["name"] for facet in page["facets"]} <= {"topic", "year", "cue_class", "role"}
    shown = full.client.get(f"{where}?{query}", headers=HTML).text
    for facet in page["facets"]:
        assert facet["values"]
        for value in facet["values"]:
            assert value["address"].replace("&", "&amp;") in shown
            if value["chosen"]:
                continue
            left = full.client.get(twin(value["address"])).json()
            if where == "/forecasts":
                assert (left["next"], len(left["items"])) == (None, value["n"]), value
            elif where.endswith("forecasts"):
                assert left["total"] == value["n"], value
            else:
                assert left["overall"]["coverage"]["scored"] == value["n"], value


def test_what_was_chosen_is_said_and_can_be_dropped(full: Site) -> None:
    where = "/authors?role=byline&topic=weather&made_on__gte=2026-01-01&made_on__lte=2026-12-31&updates=all"
    chosen = full.client.get(where.replace("?", ".json?")).json()["subset"]
    assert [one["words"] for one in chosen] == [
        "made in 2026",
        "who speaks: the article’s author",
        "topic: Weather",
        "updates: all",
    ]
    assert chosen[0]["without"] == "/authors?role=byline&topic=weather&updates=all"
    assert chosen[2]["without"] == (
        "/authors?role=byline&made_on__gte=2026-01-01&made_on__lte=2026-12-31&updates=all"
    )


def test_a_leaderboard_of_bylines_scores_bylines_alone(full: Site) -> None:
    def ada(query: str) -> int:
        board = full.client.get(f"/authors.json?updates=all&{query}").json()
        return next(int(card["forecasts"]) for card in board["groups"] if card["key"] == "ada-rowe")

    assert ada("role=quoted") >= 1
    assert ada("role=byline") + ada("role=quoted") == ada("")


def test_names_stand_where_people_and_sources_are_shown(full: Site) -> None:
    for where in ("/", "/authors/ada-rowe", "/authors/ada-rowe/scored", "/sources/daily-courier"):
        page = full.client.get(where, headers=HTML).text
        assert ">ada-rowe<" not in page
        assert ">daily-courier<" not in page
    calls = full.client.get("/authors/ada-rowe/scored", headers=HTML).text
    assert ">Ada Rowe</a> said" in calls
    assert ">Daily Courier</a>" in calls or ">Odd Notes</a>" in calls


def test_the_filter_form_loses_nothing_that_it_does_not_show(full: Site) -> None:
    page = full.client.get("/authors?minimum=2&fractions=drop&sort=n", headers=HTML).text
    for name, value in (("minimum", "2"), ("fractions", "drop"), ("sort", "n")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
