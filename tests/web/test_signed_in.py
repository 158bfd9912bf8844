"""What becomes of a form whose session has ended."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import Site
from tests.web.test_desk import Curator, hidden_in

SWAPPED = {"HX-Request": "true"}


def status_of(site: Site) -> str:
    found = site.client.get(f"/api/v1/forecasts/{site.sample.candidate}", headers=site.curator).json()
    return str(found["status"])


def test_a_form_that_outlived_its_session_stays_and_can_still_be_sent(site: Site) -> None:
    desk, number = Curator(site), site.sample.candidate
    where = f"/desk/candidates/{number}"
    sent = {**hidden_in(desk.open(f"/desk/candidates?at={number}")), "action": "reject"}
    desk.client.cookies.clear()
    answer = desk.client.post(where, data=sent, headers=SWAPPED, follow_redirects=False)
    assert (answer.status_code, answer.headers["hx-retarget"]) == (401, "#refused")
    assert "your session has ended" in answer.text
    assert 'href="/desk/sign-in" target="_blank"' in answer.text
    assert 'name="key"' not in answer.text
    assert status_of(site) == "candidate"
    desk.client.post("/desk/sign-in", data={"key": desk.key})  # in another tab
    assert desk.client.post(where, data=sent, headers=SWAPPED).status_code == 200
    assert status_of(site) == "rejected"


def test_every_session_has_a_token_of_its_own(site: Site) -> None:
    desk = Curator(site)
    again = TestClient(site.client.app)
    page = again.post("/desk/sign-in", data={"key": desk.key}).text
    assert hidden_in(page)["form_token"] != desk.token


def test_a_form_that_was_signed_out_of_is_sent_no_more(site: Site) -> None:
    desk, number = Curator(site), site.sample.candidate
    sent = {**hidden_in(desk.open(f"/desk/candidates?at={number}")), "action": "reject"}
    desk.client.post("/desk/sign-out", data={"form_token": desk.token})
    desk.client.post("/desk/sign-in", data={"key": desk.key})  # then the back button
    assert desk.client.post(f"/desk/candidates/{number}", data=sent).status_code == 403
    assert status_of(site) == "candidate"


def test_another_browser_of_the_key_that_signs_out_leaves_ones_forms_alone(site: Site) -> None:
    desk, number = Curator(site), site.sample.candidate
    sent = {**hidden_in(desk.open(f"/desk/candidates?at={number}")), "action": "reject"}
    other = TestClient(site.client.app)
    page = other.post("/desk/sign-in", data={"key": desk.key}).text
    other.post("/desk/sign-out", data={"form_token": hidden_in(page)["form_token"]})
    assert desk.client.post(f"/desk/candidates/{number}", data=sent).status_code == 200
    assert status_of(site) == "rejected"


def test_a_form_of_another_curator_is_nobodys_but_theirs(site: Site) -> None:
    desk, other = Curator(site), Curator(site, "Bo Other")
    sent = {**hidden_in(desk.open(f"/desk/candidates?at={site.sample.candidate}")), "action": "reject"}
    where = f"/desk/candidates/{site.sample.candidate}"
    assert other.client.post(where, data=sent).status_code == 403
    assert other.client.post(where, data={**sent, "form_token": "é"}).status_code == 403
    assert status_of(site) == "candidate"


def test_no_other_site_signs_anybody_in(site: Site) -> None:
    key = Curator(site).key
    answer = site.client.post(
        "/desk/sign-in", data={"key": key}, headers={"Origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    same = {"Origin": "http://testserver"}
    assert site.client.post("/desk/sign-in", data={"key": key}, headers=same).status_code == 200


@pytest.mark.parametrize(
    ("page", "leads_to"),
    [
        ("http://testserver/desk/due?at=4", "/desk/due%3Fat%3D4"),
        ("http://testserver/desk/due/4", "/desk"),  # takes forms alone
        ("http://elsewhere.example/desk/due?at=4", "/desk"),
        ("http://testserver/authors", "/desk"),
        ("http://[", "/desk"),
    ],
)
def test_signing_in_anew_leads_back_to_the_page_of_the_form(site: Site, page: str, leads_to: str) -> None:
    answer = site.client.post(
        "/desk/due/4", data={"outcome": "no"}, headers={"Referer": page}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/sign-in?next={leads_to}")


def test_signing_in_leads_to_the_page_with_its_query(site: Site) -> None:
    answer = site.client.get("/desk/candidates?at=7", follow_redirects=False)
    assert answer.headers["location"] == "/desk/sign-in?next=/desk/candidates%3Fat%3D7"
