"""A record inside other pages."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from tests.api.conftest import Site

ROOMS = ["authors/ada-rowe", "sources/daily-courier", "topics/weather"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_card_may_be_framed_and_carries_what_it_rests_on(site: Site, room: str) -> None:
    answer = site.client.get(f"/embed/{room}?theme=dark")
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    assert f'href="/{room}"' in answer.text
    assert 'data-theme="dark"' in answer.text
    card = site.client.get(f"/{room}.json").json()
    assert f"n = {card['n']}" in answer.text
    assert f"event {card['seq']}" in answer.text


@pytest.mark.parametrize("room", ROOMS)
def test_a_badge_is_a_picture_with_n_and_day(site: Site, room: str) -> None:
    answer = site.client.get(f"/embed/{room}.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    picture = fromstring(answer.content)  # noqa: S314 - our own picture
    card = site.client.get(f"/{room}.json").json()
    label = picture.get("aria-label", "")
    assert f"n = {card['n']}" in label
    assert card["date"] in label
    assert card["name"] in label


def test_a_card_is_pinned_to_a_moment_of_the_record(site: Site) -> None:
    now = site.client.get("/embed/authors/ada-rowe.svg").text
    assert site.client.get("/embed/authors/ada-rowe.svg?as_of=seq:1").status_code in {404, 422}
    head = site.client.get("/authors/ada-rowe.json").json()["seq"]
    assert site.client.get(f"/embed/authors/ada-rowe.svg?as_of=seq:{head}").text == now
    page = site.client.get(f"/embed/authors/ada-rowe?as_of=seq:{head}&theme=light").text
    assert f'href="/authors/ada-rowe?as_of=seq%3A{head}"' in page


def test_other_pages_stay_unframed(site: Site) -> None:
    assert "frame-ancestors 'none'" in site.client.get("/authors").headers["content-security-policy"]


def test_oembed_gives_the_card_of_a_scorecard_of_this_site(site: Site) -> None:
    answer = site.client.get("/oembed", params={"url": "http://testserver/authors/ada-rowe", "maxwidth": 300})
    told = answer.json()
    assert (told["version"], told["type"], told["title"], told["width"]) == ("1.0", "rich", "Ada Rowe", 300)
    assert 'src="http://testserver/embed/authors/ada-rowe"' in told["html"]


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example/authors/ada-rowe",
        "javascript:alert(1)",
        "http://testserver/questions/1",
        "x",
    ],
)
def test_oembed_is_for_scorecards_of_this_site_alone(site: Site, url: str) -> None:
    answer = site.client.get("/oembed", params={"url": url})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "url"
