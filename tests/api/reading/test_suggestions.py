"""Suggestions over HTTP: for curators, by the present address, and changing nothing."""

from __future__ import annotations

from app.api.routes import PREFIX
from tests.api.conftest import Site


def test_a_curator_sees_what_may_be_the_same_and_nothing_happens(site: Site) -> None:
    where = f"{PREFIX}/forecasts/{site.sample.candidate}/suggestions"
    before = site.client.get(f"{PREFIX}/events?sort=-seq&limit=1").json()
    found = site.client.get(where, headers=site.curator).json()
    assert [(item["id"], item["score"]) for item in found["questions"]] == [
        (site.sample.resolved_question, 1.0)
    ]
    assert site.sample.scored in [item["id"] for item in found["duplicates"]]
    assert site.client.get(where).status_code == 401
    assert site.client.get(f"{PREFIX}/events?sort=-seq&limit=1").json() == before


def test_a_merged_spelling_leads_to_the_suggestions_of_whom_it_is_known_as(site: Site) -> None:
    answer = site.client.get(
        f"{PREFIX}/authors/ada-r/suggestions", headers=site.curator, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (308, f"{PREFIX}/authors/ada-rowe/suggestions")
    site.build.article("Another.", authors=("A. Rowe",))
    found = site.client.get(f"{PREFIX}/authors/ada-rowe/suggestions", headers=site.curator).json()
    assert found == {
        "author": "ada-rowe",
        "authors": [
            {
                "slug": "a-rowe",
                "name": "A. Rowe",
                "kind": "person",
                "score": 0.8,
                "reason": "an initial stands for a name",
            }
        ],
    }
