"""Addresses given at the desk: fetched by the queue, followed without script, refused with the reason."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest

from app.fetch import Fetcher, public_policy
from app.services.ingestions import claim, run
from tests.api.conftest import Site
from tests.builders import clock
from tests.services.test_ingestions import port
from tests.web.test_desk import Curator

__all__ = ["port"]


@pytest.fixture
def desk(site: Site) -> Curator:
    return Curator(site)


def work_off(site: Site, *ports: int, at: Any = None) -> None:
    """What the worker does with the oldest that waits; loopback is in reach where ports are given."""
    policy = public_policy()
    if ports:
        loopback = (ip_network("127.0.0.1/32"),)
        policy = replace(policy, allowed_networks=loopback, allowed_ports=frozenset(ports))
    while (row := claim(site.database, clock=clock)) is not None:
        if at is None or row.target == at:
            run(site.database, row, Fetcher(policy=policy), clock=clock)


def test_an_address_is_asked_for_followed_and_leads_to_its_candidates(
    site: Site, desk: Curator, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "app.web.ingestions.require_web_address", lambda *_: None
    )  # loopback, as in no setting
    desk.open("/desk/ingestions")
    status, page = desk.send("/desk/ingestions", url=f"http://127.0.0.1:{port}/7.html", source="River News")
    assert status == 200
    assert "It waits to be fetched." in page
    assert 'http-equiv="refresh"' not in page  # only where somebody asks for it
    here = next(part for part in page.split('"') if part.endswith("?every=5"))
    assert '<meta http-equiv="refresh" content="5">' in desk.open(here)
    work_off(site, port, at=f"http://127.0.0.1:{port}/7.html")
    page = desk.open(here)
    assert 'http-equiv="refresh"' not in page
    assert "1 article, 1 candidate." in page
    assert "River News" in page
    assert "as by: not after the day it was read" in page
    assert "will probably flood the lower town" in page
    assert "Judge the candidates" in page


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "is missing"),
        ("ftp://example.org/a", "is not a web address"),
        ("file:///etc/passwd", "is not a web address"),
        ("http://127.0.0.1/a", "leads to 127.0.0.1"),
        ("http://[::1]/a", "leads to ::1"),
        ("http://10.0.0.8/a", "leads to 10.0.0.8"),
        ("http://me:secret@example.org/", "holds a user name or password"),
    ],
)
def test_what_is_no_public_address_is_refused_at_once_and_stays_typed(
    desk: Curator, url: str, why: str
) -> None:
    desk.open("/desk/ingestions")
    status, page = desk.send("/desk/ingestions", url=url, source="The <Post>")
    assert status == 422
    assert f"<code>url</code> {why}" in page
    assert 'value="The &lt;Post&gt;"' in page
    assert f'name="url" value="{url}"' in page


def test_what_the_fetcher_refuses_says_why(site: Site, desk: Curator) -> None:
    desk.open("/desk/ingestions")
    _, page = desk.send("/desk/ingestions", url="http://example.org:8080/a")
    here = next(part for part in page.split('"') if part.endswith("?every=5"))
    work_off(site, at="http://example.org:8080/a")
    page = desk.open(here)
    assert "Nothing was taken in." in page
    assert "port 8080 is refused" in page
    assert "on ports 80 and 443" in page


def test_an_address_that_waits_is_stopped(site: Site, desk: Curator) -> None:
    number = site.sample.ingestion
    desk.open(f"/desk/ingestions/{number}")
    status, page = desk.send(f"/desk/ingestions/{number}/cancel")
    assert (status, "Stopped; what was taken in before stays." in page) == (200, True)
    # Again from a page that was open meanwhile.
    status = desk.client.post(
        f"/desk/ingestions/{number}/cancel", data={"form_token": desk.token}
    ).status_code
    assert status == 409


def test_other_seconds_and_other_numbers_are_refused(desk: Curator, site: Site) -> None:
    assert desk.client.get(f"/desk/ingestions/{site.sample.ingestion}?every=1").status_code == 422
    assert desk.client.get("/desk/ingestions/424242").status_code == 404
