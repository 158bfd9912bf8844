"""What becomes of a form whose session has ended."""

from __future__ import annotations

import pytest

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
