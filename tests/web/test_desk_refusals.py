"""What the desk does not write: decisions overtaken by another's, Enter in a field, what cannot be taken."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from tests.api.conftest import Site
from tests.web.test_desk import Curator

NEW = {"text": "Does it hail in June 2026?", "criteria": "YES if the station reports hail.", "no_day": "yes"}


@pytest.fixture
def desk(site: Site) -> Curator:
    return Curator(site)


def candidate(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = site.client.get(
        f"/api/v1/forecasts/{site.sample.candidate}", headers=site.curator
    ).json()
    return found


def words_of(page: str) -> str:
    """The box that says what was refused."""
    box = page[page.index('id="not-written"') :]
    return unescape(box[: box.index("</div>")])


def test_a_resolution_overtaken_by_another_stays_refused_and_says_whose_stands(
    site: Site, desk: Curator
) -> None:
    number, other = site.sample.overdue_question, Curator(site, "Bo Glass")
    where = f"/desk/due/{number}"
    for curator in (desk, other):
        curator.open(f"/desk/due?at={number}")
    assert desk.send(where, outcome="void", void_reason="unverifiable", citation="The almanac")[0] == 200
    for _ in range(2):  # what comes back is no fresh form: sent again, it is refused again
        status, page = other.send(where, outcome="no", citation="The station")
        assert status == 412
        told = words_of(page)
        assert "<strong>answered void</strong>, by Ada Lens, 20" in told
        assert f'href="/desk/due?at={number}"' in told
        assert 'value="The station"' in page
    held = site.client.get(f"/api/v1/questions/{number}").json()
    assert (held["state"], len(held["resolutions"])) == ("void", 1)
    # Whoever looks at it anew sees that it is decided, and may decide otherwise.
    assert "<strong>answered void</strong>, by Ada Lens" in other.open(f"/desk/due?at={number}")
    assert other.send(where, outcome="no", citation="The station")[0] == 200


def test_an_acceptance_overtaken_by_a_rejection_stays_refused(site: Site, desk: Curator) -> None:
    number, other = site.sample.candidate, Curator(site, "Bo Glass")
    where = f"/desk/candidates/{number}"
    for curator in (desk, other):
        curator.open(f"/desk/candidates?at={number}")
    desk.send(where, action="reject")
    for _ in range(2):
        status, page = other.send(where, action="accept", **NEW, probability="30")
        assert status == 412
        assert "<strong>rejected</strong>, by Ada Lens, 20" in words_of(page)
        assert f'href="/desk/candidates?at={number}"' in words_of(page)
        assert f'value="{NEW["text"]}"' in page
    assert candidate(site)["status"] == "rejected"


def test_a_second_look_overtaken_by_another_stays_refused(site: Site, desk: Curator) -> None:
    number, other = site.sample.resolved_question, Curator(site, "Bo Glass")
    where = f"/desk/questions/{number}"
    for curator in (desk, other):
        curator.open(where)
    desk.send(where, action="confirm", note="The almanac agrees.")
    for _ in range(2):
        status, page = other.send(where, action="dispute", note="The station was closed.")
        assert status == 412
        assert "<strong>confirmed</strong>, by Ada Lens, 20" in words_of(page)
        assert "(The almanac agrees.)" in words_of(page)
        assert f'href="{where}"' in words_of(page)
    assert site.client.get(f"/api/v1/questions/{number}").json()["state"] == "resolved"


def first_button(page: str, address: str) -> dict[str, str]:
    """What Enter in a field of the form sends along: its first submit button."""
    form = page[page.index(f'action="{address}"') :]
    button = form[form.index('<button type="submit"') :]
    button = button[: button.index(">")]
    assert 'tabindex="-1"' in button
    name, value = (button.partition(f'{what}="')[2].partition('"')[0] for what in ("name", "value"))
    return {name: value}


def test_enter_in_a_field_decides_nothing(site: Site, desk: Curator) -> None:
    of = site.sample
    question, coding = f"/desk/questions/{of.resolved_question}", f"/desk/articles/{of.article}/coding"
    for page, where, typed in (
        (f"/desk/due?at={of.overdue_question}", f"/desk/due/{of.overdue_question}", {"citation": "Seen"}),
        (f"/desk/candidates?at={of.candidate}", f"/desk/candidates/{of.candidate}", {"claim": "Seen"}),
        (question, question, {"note": "Seen"}),
        (coding, coding, {"reading": "35"}),
    ):
        if page == coding:  # from here on it is coded blind, and its candidates are out of sight
            desk.open(coding)
            desk.send(coding, action="start")
        status, back = desk.send(where, **typed, **first_button(desk.open(page), where))
        assert (status, "choose what is decided" in words_of(back)) == (422, True)
        assert f'value="{next(iter(typed.values()))}"' in back
    assert candidate(site)["status"] == "candidate"
    assert site.client.get(f"/api/v1/questions/{of.overdue_question}").json()["state"] == "overdue"
    assert site.client.get(f"/api/v1/questions/{of.resolved_question}").json()["confirmed"] is False


def accepted(site: Site, desk: Curator) -> str:
    """Where the candidate stands, taken as 30% with a range of 20 to 40."""
    number = site.sample.candidate
    desk.open(f"/desk/candidates?at={number}")
    desk.send(f"/desk/candidates/{number}", action="accept", **NEW, probability="30", low="20", high="40")
    desk.open(f"/desk/candidates?at={number}")
    return f"/desk/candidates/{number}"


@pytest.mark.parametrize(
    ("low", "high", "taken"),
    [("10", "40", (0.1, 0.4)), ("20", "45.5", (0.2, 0.455)), ("", "40", (0.3, 0.4)), ("20", "", (0.2, 0.3))],
)
def test_a_range_alone_is_edited_and_an_empty_end_is_the_percent(
    site: Site, desk: Curator, low: str, high: str, taken: tuple[float, float]
) -> None:
    where = accepted(site, desk)
    status, _ = desk.send(where, action="accept", **NEW, probability="30", low=low, high=high)
    after = candidate(site)
    assert (status, after["probability"], after["low"], after["high"]) == (200, 0.3, *taken)


def test_a_reading_is_not_emptied(site: Site, desk: Curator) -> None:
    where = accepted(site, desk)
    status, page = desk.send(where, action="accept", **NEW, probability="", low="20", high="40")
    assert (status, "<code>probability</code> is empty" in words_of(page)) == (422, True)
    assert candidate(site)["probability"] == 0.3


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"probability": "50", "low": "60", "high": "70"}, "low"),
        ({"probability": "50", "low": "30", "high": "40"}, "high"),
        ({"low": "much"}, "low"),
        ({"probability": " ", "low": "20"}, "probability"),
        ({"claim": ""}, "claim"),
        ({"authors": ""}, "authors"),
        ({"authors": ";;"}, "authors"),
        ({"closes_basis": "zzz", "closes_on": "2026-06-30"}, "closes_basis"),
        ({"topic": "\u200b", "probability": "30"}, "topic"),
    ],
)
def test_a_field_that_cannot_be_taken_is_blamed_where_it_stands(
    site: Site, desk: Curator, sent: dict[str, str], field: str
) -> None:
    number = site.sample.candidate
    desk.open(f"/desk/candidates?at={number}")
    status, page = desk.send(f"/desk/candidates/{number}", action="accept", **{**NEW, **sent})
    assert (status, f"<code>{field}</code>" in words_of(page)) == (422, True)
    start = page.index(f'name="{field}"')
    assert 'aria-invalid="true"' in page[start : page.index(">", start)]
    assert candidate(site)["status"] == "candidate"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"outcome": "void", "void_reason": "zzz", "citation": "Seen"}, "void_reason"),
        ({"outcome": "no"}, "url"),
        ({"outcome": "no", "url": "nowhere"}, "url"),
        ({"outcome": "no", "citation": "\u200b"}, "citation"),
        ({"outcome": "no", "citation": "Seen", "retrieved_on": "2999-01-01"}, "retrieved_on"),
    ],
)
def test_a_field_of_an_answer_is_blamed_where_it_stands(
    site: Site, desk: Curator, sent: dict[str, str], field: str
) -> None:
    number = site.sample.overdue_question
    desk.open(f"/desk/due?at={number}")
    status, page = desk.send(f"/desk/due/{number}", **sent)
    assert (status, f"<code>{field}</code>" in words_of(page)) == (422, True)
    start = page.index(f'name="{field}"')
    assert 'aria-invalid="true"' in page[start : page.index(">", start)]
