"""What people say of forecasts that name them: recorded and answered at the desk, read by anybody."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest

from tests.api.conftest import Site
from tests.web.test_desk import Curator

SAID = {
    "kind": "correction_request",
    "said_by": "Ada Rowe",
    "text": "I said that of April.",
    "url": "https://courier.example/letters/7",
    "said_on": "2026-05-20",
}


@pytest.fixture
def desk(site: Site) -> Curator:
    return Curator(site)


@pytest.fixture
def where(site: Site, desk: Curator) -> str:
    """The forecast's address at the desk, opened."""
    address = f"/desk/forecasts/{site.sample.scored}"
    desk.open(address)
    return address


def plain(page: str) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def public(site: Site) -> str:
    return unescape(site.client.get(f"/forecasts/{site.sample.scored}").text)


def test_a_request_is_recorded_answered_and_public_all_the_way(site: Site, desk: Curator, where: str) -> None:
    assert "None so far." in public(site)
    assert desk.send(where, **SAID)[0] == 200
    page = public(site)
    assert "A correction was asked for and is not answered yet" in page
    assert "I said that of April." in page
    assert 'href="https://courier.example/letters/7"' in page
    assert '<dd><a href="/desk/corrections">1</a></dd>' in desk.open("/desk")
    assert "Answer it" in desk.open("/desk/corrections")
    [asked] = site.client.get(f"/forecasts/{site.sample.scored}.json").json()["remarks"]
    desk.open(where)
    answer = {"ruling": "accepted", "reason": "The letter shows it.", "changed": "It is off that question."}
    assert desk.send(f"/desk/corrections/{asked['id']}", **answer)[0] == 200
    page = public(site)
    assert "not answered yet" not in page
    assert "Accepted by Ada Lens" in plain(page)
    assert "What was changed: It is off that question." in plain(page)
    assert '<dd><a href="/desk/corrections">0</a></dd>' in desk.open("/desk")
    [now] = site.client.get("/corrections.json?state=accepted").json()["items"]
    assert now["answers"][0]["changed"] == "It is off that question."


def test_the_same_form_sent_twice_is_recorded_once(site: Site, desk: Curator, where: str) -> None:
    opened = desk.page
    desk.send(where, **SAID)
    desk.page = opened
    status, page = desk.send(where, **SAID)
    assert (status, "already recorded" in page, SAID["text"] in page) == (409, True, True)
    assert len(site.client.get(f"/forecasts/{site.sample.scored}.json").json()["remarks"]) == 1


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("said_by", " "), ("text", ""), ("url", "http://localhost/"), ("said_on", "2026-06-02")],
)
def test_a_wrong_field_is_named_and_nothing_typed_is_lost(
    site: Site, desk: Curator, where: str, field: str, wrong: str
) -> None:
    status, page = desk.send(where, **{**SAID, field: wrong})
    page = unescape(page)
    assert (status, f"<code>{field}</code>" in page) == (422, True)
    assert 'aria-invalid="true"' in page[page.index(f'name="{field}"') :].split(">")[0]
    kept = [value for name, value in SAID.items() if name not in {field, "kind"}]
    assert [value for value in kept if value not in page] == []
    assert '<option value="correction_request" selected>' in page
    assert "None so far." in public(site)
    assert desk.send(where, **SAID)[0] == 200  # the same page, put right


def test_a_wrong_answer_keeps_what_was_typed_and_a_late_one_is_refused(
    site: Site, desk: Curator, where: str
) -> None:
    number = site.build.ask_correction(site.sample.scored)
    address = f"/desk/corrections/{number}"
    late = Curator(site, "Bo Glass")
    late.open(where)
    desk.open(where)
    status, page = desk.send(address, ruling="accepted", reason="The letter shows it.")
    assert (status, "<code>changed</code> is empty" in page) == (422, True)
    assert "The letter shows it.</textarea>" in page
    assert desk.send(address, ruling="declined", reason="It shows nothing.")[0] == 200
    status, page = late.send(address, ruling="declined", reason="So I think.")
    assert (status, "was answered by" in page, "So I think.</textarea>" in page) == (409, True, True)
    late.open(where)
    assert late.send(address, ruling="accepted", reason="It does.", changed="The day.")[0] == 200
    told = plain(public(site))
    first, second = told.index("Declined by Ada Lens"), told.index("Accepted by Bo Glass")
    assert "replaced by the next answer" in told[first:second]
    assert "replaced by the next answer" not in told[second:]


def test_the_words_of_a_stranger_are_escaped(site: Site, desk: Curator, where: str) -> None:
    desk.send(where, **{**SAID, "said_by": "<b>Ada</b>", "text": "<script>alert(1)</script>"})
    for address in (f"/forecasts/{site.sample.scored}", "/corrections"):
        page = site.client.get(address).text
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>" not in page
        assert "<b>Ada" not in page


def test_the_list_of_requests_has_its_filters_and_twins(site: Site, desk: Curator, where: str) -> None:
    del where
    number = site.build.ask_correction(site.sample.scored)
    assert "I said that of April, not of May." in site.client.get("/corrections").text
    [row] = csv.DictReader(io.StringIO(site.client.get("/corrections.csv?state=open").text))
    assert (row["id"], row["state"], row["said_by"], row["said_on"], row["reason"]) == (
        str(number), "open", "Ada Rowe", "2026-05-20", "",
    )  # fmt: skip
    assert site.client.get("/corrections.json?state=declined").json()["items"] == []
    assert "None." in desk.open("/desk/corrections?state=declined")
    assert desk.client.get("/desk/corrections?state=perhaps").status_code == 422


def test_a_request_outlives_the_forecast_it_removed(site: Site, desk: Curator, where: str) -> None:
    number = site.build.ask_correction(site.sample.scored)
    site.build.reject(site.sample.scored)
    desk.open(where)
    assert (
        desk.send(f"/desk/corrections/{number}", ruling="accepted", reason="True.", changed="Out.")[0] == 200
    )
    assert site.client.get(f"/forecasts/{site.sample.scored}").status_code == 404
    assert "I said that of April, not of May." in site.client.get("/corrections").text
