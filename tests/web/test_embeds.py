"""A record inside other pages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from app.domain.resolution import Outcome
from app.web.embeds import height_of
from app.web.figures.drawing import draw_picture
from app.web.picture import picture_svg, wrapped
from tests.api.conftest import Site

ROOMS = ["authors/ada-rowe", "sources/daily-courier", "topics/weather"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_card_may_be_framed_and_carries_what_it_rests_on(read_only: Site, room: str) -> None:
    answer = read_only.client.get(f"/embed/{room}?theme=dark")
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    assert f'href="/{room}"' in answer.text
    assert 'data-theme="dark"' in answer.text
    card = read_only.client.get(f"/{room}.json").json()
    assert f"n = {card['n']}" in answer.text
    assert f"event {card['seq']}" in answer.text


@pytest.mark.parametrize("room", ROOMS)
def test_a_badge_is_a_picture_with_n_and_day(read_only: Site, room: str) -> None:
    answer = read_only.client.get(f"/embed/{room}.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    picture = fromstring(answer.content)  # noqa: S314 - our own picture
    card = read_only.client.get(f"/{room}.json").json()
    label = picture.get("aria-label", "")
    assert f"n = {card['n']}" in label
    assert card["date"] in label
    assert card["name"] in label


def test_a_card_is_pinned_to_a_moment_of_the_record(read_only: Site) -> None:
    now = read_only.client.get("/embed/authors/ada-rowe.svg").text
    assert read_only.client.get("/embed/authors/ada-rowe.svg?as_of=seq:1").status_code in {404, 422}
    head = read_only.client.get("/authors/ada-rowe.json").json()["seq"]
    pinned = read_only.client.get(f"/embed/authors/ada-rowe.svg?as_of=seq:{head}").text
    label = fromstring(now).get("aria-label")  # noqa: S314 - our own picture
    assert fromstring(pinned).get("aria-label") == label  # noqa: S314 - our own picture
    assert f'<a href="http://testserver/authors/ada-rowe?as_of=seq%3A{head}"' in pinned
    page = read_only.client.get(f"/embed/authors/ada-rowe?as_of=seq:{head}&theme=light").text
    assert f'href="/authors/ada-rowe?as_of=seq%3A{head}"' in page


@pytest.mark.parametrize("room", ROOMS)
def test_what_was_pinned_says_that_the_record_was_corrected_since(site: Site, room: str) -> None:
    head = site.client.get(f"/{room}.json").json()["seq"]
    pinned = f"as_of=seq:{head}&role=byline"
    addresses = (f"/embed/{room}?{pinned}&theme=dark", f"/embed/{room}.svg?{pinned}", f"/{room}?{pinned}")
    assert ["orrected since" in site.client.get(address).text for address in addresses] == [False] * 3
    site.build.resolve(site.sample.resolved_question, Outcome.NO, on=date(2026, 5, 31))
    card, badge, page = (site.client.get(address).text for address in addresses)
    assert "Corrected since:" in card
    assert f'href="/{room}?role=byline"' in card  # the same card as it is now
    assert "corrected since" in fromstring(badge).get("aria-label", "")  # noqa: S314 - our own picture
    assert "Corrected since." in page
    assert f'href="/{room}?role=byline"' in page
    counted = {"authors/ada-rowe": 2, "sources/daily-courier": 2, "topics/weather": 2}
    assert site.client.get(f"/{room}.json?{pinned}").json()["corrected_since"] == counted[room]
    # What nobody pinned shows the record as it is.
    assert "orrected since" not in site.client.get(f"/embed/{room}").text
    assert site.client.get(f"/{room}.json").json()["corrected_since"] == 0


def test_other_pages_stay_unframed(read_only: Site) -> None:
    assert "frame-ancestors 'none'" in read_only.client.get("/authors").headers["content-security-policy"]


def test_oembed_gives_the_card_of_a_scorecard_of_this_site(read_only: Site) -> None:
    answer = read_only.client.get(
        "/oembed", params={"url": "http://testserver/authors/ada-rowe", "maxwidth": 300}
    )
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
def test_oembed_is_for_scorecards_of_this_site_alone(read_only: Site, url: str) -> None:
    answer = read_only.client.get("/oembed", params={"url": url})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "url"


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height, as the header of every PNG has them."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert png[12:16] == b"IHDR"
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_is_of_the_size_that_cards_have(read_only: Site, room: str, theme: str) -> None:
    answer = read_only.client.get(f"/embed/{room}.png?theme={theme}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert size_of(answer.content) == (1200, 630)
    assert "set-cookie" not in answer.headers
    assert "frame-ancestors *" in answer.headers["content-security-policy"]


def test_a_picture_is_pinned_to_a_moment_of_the_record(site: Site) -> None:
    where = "/embed/authors/ada-rowe.png?as_of=seq:{}&date=2026-06-01".format(
        site.client.get("/authors/ada-rowe.json").json()["seq"]
    )
    before = site.client.get(where).content
    number = site.build.candidate(
        site.build.article("More.", source="Odd Notes", authors=("Ada Rowe",))[1],
        start=0,
        quote="More.",
        authors=("Ada Rowe",),
    )
    site.build.accept(number, site.sample.resolved_question)
    assert site.client.get(where).content == before
    assert site.client.get("/embed/authors/ada-rowe.png?updates=all").content != before


def test_a_picture_names_nothing_to_load_and_words_in_it_stay_words() -> None:
    held: dict[str, Any] = {
        "key": "x", "name": "<image href='http://elsewhere/x.png'/> & \x07" + "long " * 80,
        "n": 12, "brier": 0.7,
        "brier_interval": [0.1, 0.9], "unranked": None, "date": "2026-06-01", "seq": 9,
        "corrected": 0,
    }  # fmt: skip
    svg = picture_svg(held, "12 resolved questions: so. " * 20, where="here/x", theme="dark", simulated=True)
    tree = fromstring(svg)  # noqa: S314 - ours
    assert {one.tag.partition("}")[2] for one in tree.iter()} == {"svg", "rect", "text", "line", "circle"}
    told = [one.text or "" for one in tree.iter() if one.tag.endswith("text")]
    assert "Brier 0.700 (0.100 to 0.900)" in told
    assert "n = 12 · 2026-06-01 · event 9" in told
    assert "Foreseen · here/x" in told
    assert any(line.endswith(" …") for line in told)
    assert told.count("Simulated data: forecasters and outcomes are made up") == 1
    # What lies beyond the scale is drawn at its end.
    assert all(float(one.get("cx") or 0) <= 1130 for one in tree.iter() if one.tag.endswith("circle"))
    assert size_of(draw_picture(svg)) == (1200, 630)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("one two", ["one two"]),
        ("aaaa bbbb cccc", ["aaaa bbbb", "cccc"]),
        ("aaaa bbbb cccc dddd eeee", ["aaaa bbbb", "cccc …"]),
        ("abcdefghijklmnopqrst", ["abcdefghij", "klmnopqrst"]),
        ("", [""]),
    ],
)
def test_words_are_wrapped_to_the_room_there_is(words: str, lines: list[str]) -> None:
    # 1060 wide at a size of 189 is room for ten letters
    assert wrapped(words, 189, lines=2) == lines


def test_a_scorecard_names_its_picture_with_the_same_filters(read_only: Site) -> None:
    page = read_only.client.get("/authors/ada-rowe?role=byline", headers={"Accept": "text/html"}).text
    found = re.search(r'<meta property="og:image" content="([^"]*)">', page)
    assert found is not None
    assert found[1] == "http://testserver/embed/authors/ada-rowe.png?role=byline"
    assert size_of(read_only.client.get(found[1]).content) == (1200, 630)


def test_a_badge_leads_to_its_scorecard(read_only: Site) -> None:
    picture = read_only.client.get("/embed/authors/ada-rowe.svg?role=byline&theme=dark").text
    assert '<a href="http://testserver/authors/ada-rowe?role=byline"' in picture
    assert ">testserver/authors/ada-rowe?role=byline</text>" in picture


def test_a_missing_interval_is_said_to_be_missing(read_only: Site) -> None:
    card = read_only.client.get("/authors/ada-rowe.json").json()
    assert card["brier_interval"] is None
    assert "(no interval: too few)" in read_only.client.get("/embed/authors/ada-rowe.svg").text
    assert "(no interval: too few)" in read_only.client.get("/embed/authors/ada-rowe").text


def test_oembed_of_a_merged_author_is_that_of_whom_it_was_merged_into(read_only: Site) -> None:
    told = read_only.client.get(
        "/oembed", params={"url": "http://testserver/authors/ada-r?utm_source=x"}
    ).json()
    assert told["title"] == "Ada Rowe"
    assert 'src="http://testserver/embed/authors/ada-rowe"' in told["html"]


def test_a_scorecard_names_its_oembed_and_holds_lines_to_copy(read_only: Site) -> None:
    page = read_only.client.get("/authors/ada-rowe?role=byline", headers={"Accept": "text/html"}).text
    found = re.search(r'<link rel="alternate" type="application/json\+oembed"[^>]* href="([^"]*)"', page)
    assert found is not None
    told = read_only.client.get(found[1]).json()
    assert 'src="http://testserver/embed/authors/ada-rowe?role=byline"' in told["html"]
    assert '&lt;iframe src="http://testserver/embed/authors/ada-rowe?role=byline"' in page
    assert '&lt;img src="http://testserver/embed/authors/ada-rowe.svg?role=byline"' in page


def test_a_frame_is_as_high_as_its_words_need() -> None:
    # Measured in a browser: this card takes 273 pixels at a width of 420, and 321 at 300.
    held: dict[str, Any] = {
        "key": "oscar-bold", "name": "Oscar Bold", "n": 240, "questions": 240, "forecasts": 240,
        "brier": 0.212, "brier_interval": [0.171, 0.253], "unranked": None, "effective_clusters": 240.0,
        "parameters": {"minimum": 10}, "coverage": {"possibility": []}, "reliability": [],
    }  # fmt: skip
    assert 273 <= height_of(held, made_up=True) <= 310
    assert 321 <= height_of(held, made_up=True, width=300) <= 380
