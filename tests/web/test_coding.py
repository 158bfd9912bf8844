"""An article coded blind by two curators at the desk, without script."""

from __future__ import annotations

import pytest

from app.extraction.labels import Tier
from app.services.coding import CodedOutcome, Mark
from tests.api.conftest import Site
from tests.web.test_desk import Curator


@pytest.fixture
def desk(site: Site) -> Curator:
    return Curator(site)


def test_two_curators_code_an_article_and_their_agreement_is_shown(site: Site, desk: Curator) -> None:
    article, other = site.sample.article, Curator(site)
    here = f"/desk/articles/{article}/coding"
    for curator, sure in ((desk, "unlikely"), (other, "40")):
        curator.open(here)
        _, page = curator.send(here, action="start")
        assert "4 of 4 sentences left." in page
        assert "It is unlikely to rain in May." in page
        assert "20%" not in page  # what the reading found
        _, page = curator.send(here, action="core", unit="0", reading=sure, outcome="yes")
        # Onwards to the first that nothing was said of.
        assert '<h1 id="fields">Sentence 1</h1>' in page
        assert f"core, {sure if curator is desk else '40%'}, yes" in page
        curator.send(here, action="none", unit="1")
        status, page = curator.send(here, action="finish")
        assert (status, "<code>rest</code>" in page) == (422, True)
        _, page = curator.send(here, action="finish", rest="none")
        assert "Agreement: A forecast" in page
    assert "Ada Lens" in page
    assert "20% (unlikely), yes" in page
    assert "40%, yes" in page
    assert "20.0 points apart on average" in page
    assert "Where Ada Lens and Ada Lens disagree" in page
    overall = desk.open("/desk/agreement")
    assert "Over 1 text that two have coded, 4 sentences" in overall
    assert f'href="/desk/articles/{article}/agreement"' in overall
    assert "You finished coding it" in desk.open(here)


def test_what_was_read_in_an_article_is_kept_from_whoever_codes_it(site: Site, desk: Curator) -> None:
    number, article = site.sample.candidate, site.sample.article
    site.build.code(article, "ada", Mark(unit=0, tier=Tier.CORE, outcome=CodedOutcome.NO))
    here = f"/desk/articles/{article}/coding"
    assert f"Candidate {number}" in desk.open("/desk/candidates")
    token = desk.page
    desk.open(here)
    page = desk.send(here, action="start")[1]
    assert "no</small>" not in page  # what ada said
    for address in (
        f"/desk/candidates?at={number}",
        f"/desk/articles/{article}",
        f"/desk/articles/{article}/agreement",
    ):
        answer = desk.client.get(address)
        assert (answer.status_code, f"You are coding article {article}" in answer.text) == (409, True), (
            address
        )
    assert "No candidate waits" in desk.open("/desk/candidates")
    desk.page = token  # a page that was open before
    assert desk.send(f"/desk/candidates/{number}", action="reject")[0] == 409
    held = site.client.get(f"/api/v1/forecasts/{number}", headers=site.curator).json()
    assert held["status"] == "candidate"


def test_no_other_page_of_the_desk_tells_what_was_read_in_it(site: Site, desk: Curator) -> None:
    sample, article = site.sample, site.sample.article
    _, elsewhere = site.build.article("It is unlikely to rain in May, they say.")
    other = site.build.candidate(elsewhere)
    answered = f"/desk/questions/{sample.resolved_question}"
    suggested = f'<a href="/desk/candidates?at={sample.scored}">'
    last = f"/desk/candidates?at={other}&last={sample.candidate}"
    done = f"/desk/due?at={sample.overdue_question}&done={sample.resolved_question}"
    assert suggested in desk.open(f"/desk/candidates?at={other}")
    assert f"Candidate {sample.candidate} is" in desk.open(last)
    assert "Does it rain in May 2026?" in desk.open(done)
    assert answered in desk.open("/desk/questions")
    before = desk.open(f"/desk/forecasts/{sample.scored}")
    here = f"/desk/articles/{article}/coding"
    desk.open(here)
    desk.send(here, action="start")
    assert "Perhaps said elsewhere" not in desk.open(f"/desk/candidates?at={other}")
    assert f"Candidate {sample.candidate} is" not in desk.open(last)
    assert "Does it rain in May 2026?" not in desk.open(done)
    assert answered not in desk.open("/desk/questions")
    for address in (f"/desk/forecasts/{sample.scored}", answered, f"/desk/due?at={sample.resolved_question}"):
        assert desk.client.get(address).status_code == 409, address
    desk.page = before
    said = {"kind": "reply", "said_by": "Ada", "text": "No.", "said_on": "2026-05-20"}
    assert desk.send(f"/desk/forecasts/{sample.scored}", **said)[0] == 409
    assert site.client.get(f"/forecasts/{sample.scored}.json").json()["remarks"] == []


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"action": "core", "reading": "120"}, "reading"),
        ({"action": "core", "reading": "quite so"}, "reading"),
        ({"action": "core", "outcome": "perhaps"}, "outcome"),
        ({"action": "open"}, "action"),
        ({"action": "none", "unit": "7"}, "at"),
    ],
)
def test_what_cannot_be_said_is_named_and_stays_typed(
    site: Site, desk: Curator, sent: dict[str, str], field: str
) -> None:
    here = f"/desk/articles/{site.sample.article}/coding"
    desk.open(here)
    desk.send(here, action="start")
    status, page = desk.send(here, **{"unit": "1", "reading": "35", **sent})
    assert (status, f"<code>{field}</code>" in page) == (422, True)
    if field != "at":
        assert f'name="reading" value="{sent.get("reading", "35")}"' in page
        assert '<h1 id="fields">Sentence 1</h1>' in page


def test_what_was_said_is_taken_back(site: Site, desk: Curator) -> None:
    here = f"/desk/articles/{site.sample.article}/coding"
    desk.open(here)
    desk.send(here, action="start")
    desk.send(here, action="borderline", unit="0")
    desk.open(f"{here}?at=0")
    assert "Take it back" in desk.page
    _, page = desk.send(here, action="clear", unit="0")
    assert "4 of 4 sentences left." in page


def test_coding_is_begun_before_anything_is_said(site: Site, desk: Curator) -> None:
    here = f"/desk/articles/{site.sample.article}/coding"
    desk.open(here)
    status, page = desk.send(here, action="core", unit="0")
    assert (status, "comes before the coding was begun" in page) == (422, True)
    assert desk.client.get("/desk/articles/98765/coding").status_code == 404
    assert desk.client.get("/desk/articles/98765/agreement").status_code == 404


def test_the_agreement_of_nobody_says_so(site: Site, desk: Curator) -> None:
    page = desk.open(f"/desk/articles/{site.sample.article}/agreement")
    assert "Fewer than two curators have finished coding this text." in page
    assert "No text has been coded by two yet." in desk.open("/desk/agreement")
