"""Addresses given at the desk: fetched by the queue, followed without script, refused with the reason."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from ipaddress import ip_network
from typing import Any

import pytest
import sqlalchemy as sa

from app.fetch import Fetcher, public_policy
from app.services.ingestions import claim, run
from app.storage import tables as t
from app.storage.record import seq_at
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


@pytest.fixture
def reaching(site: Site, port: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of pages that this site may look at, on loopback."""
    loopback = (ip_network("127.0.0.1/32"),)
    policy = replace(public_policy(), allowed_networks=loopback, allowed_ports=frozenset({port}))
    app: Any = site.client.app
    app.state.context = replace(app.state.context, fetcher=Fetcher(policy=policy))
    monkeypatch.setattr("app.web.ingestions.require_web_address", lambda *_: None)
    return f"http://127.0.0.1:{port}"


def test_an_address_is_looked_at_put_right_and_only_then_taken_in(
    site: Site, desk: Curator, reaching: str
) -> None:
    before = head_of(site)
    desk.open("/desk/ingestions")
    status, page = desk.send("/desk/ingestions", url=f"{reaching}/7.html", action="look", source="River News")
    assert status == 200
    assert "1 candidate" in page
    assert re.search("<mark>[^<]*will probably flood the lower town", page)
    assert "as by: not after the day it was read" in page
    assert 'name="source" value="River News"' in page
    assert head_of(site) == before
    with site.database.read() as connection:
        assert connection.execute(sa.select(t.ingestion.c.id)).scalars().all() == [site.sample.ingestion]
    text = unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1])  # type: ignore[index]
    fields = {
        "url": f"{reaching}/7.html", "source": "River News", "article": text, "title": "A flood, put right",
        "authors": "Ada Rowe", "published_on": "",
    }  # fmt: skip
    status, page = desk.send("/desk/articles", action="take", **fields)
    assert status == 200
    assert head_of(site) > before
    listed = site.client.get("/articles.json?sort=-id").json()["items"][0]
    assert (listed["title"], listed["url"]) == ("A flood, put right", f"{reaching}/7.html")
    assert listed["published"] == {
        "earliest": None, "latest": "2026-06-01", "basis": "not after the day it was read",
    }  # fmt: skip
    # Looked at again it is known; by its own queue it is the same text.
    desk.open("/desk/ingestions")
    _, page = desk.send("/desk/ingestions", url=f"{reaching}/7.html", action="look")
    assert f'in the record already:</strong> <a href="/desk/articles/{listed["id"]}">' in page


def test_a_day_that_is_put_right_is_the_curators(site: Site, desk: Curator, reaching: str) -> None:
    desk.open("/desk/ingestions")
    _, page = desk.send("/desk/ingestions", url=f"{reaching}/7.html", action="look")
    text = unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1])  # type: ignore[index]
    desk.send("/desk/articles", action="take", article=text, published_on="2026-02-03", title="T")
    published = site.client.get("/articles.json?sort=-id").json()["items"][0]["published"]
    assert published == {"earliest": "2026-02-03", "latest": "2026-02-03", "basis": "caller"}


@pytest.mark.parametrize(("page", "why"), [("absent", "status 404"), ("feed", "is a feed, not an article")])
def test_a_look_that_fails_says_why_and_keeps_the_address(
    desk: Curator, reaching: str, page: str, why: str
) -> None:
    desk.open("/desk/ingestions")
    status, shown = desk.send("/desk/ingestions", url=f"{reaching}/{page}", action="look", frame="By hand")
    assert status == 422
    assert why in shown
    assert f"<code>url</code> {reaching}/{page}" in shown
    assert f'name="url" value="{reaching}/{page}"' in shown
    assert 'name="frame" value="By hand"' in shown


def test_a_look_from_outside_the_reach_is_refused(site: Site, desk: Curator, reaching: str) -> None:
    desk.open("/desk/ingestions")
    status, shown = desk.send("/desk/ingestions", url="http://127.0.0.2:81/", action="look")
    assert status == 422
    assert "port 81 is refused" in shown


def test_where_nothing_is_fetched_the_page_says_so(desk: Curator) -> None:
    desk.open("/desk/ingestions")
    status, shown = desk.send("/desk/ingestions", url="https://example.org/a", action="look")
    assert status == 503
    assert "this server fetches nothing" in shown


def head_of(site: Site) -> int:
    with site.database.read() as connection:
        return seq_at(connection)
