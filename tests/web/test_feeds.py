"""Feeds that a reader can subscribe to."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from tests.api.conftest import Site

ATOM = "{http://www.w3.org/2005/Atom}"
EVERY = [
    f"{room}/{what}.atom"
    for room in ("", "/authors/ada-rowe", "/sources/daily-courier", "/topics/weather")
    for what in ("resolutions", "forecasts")
]


@pytest.mark.parametrize("address", EVERY)
def test_a_feed_is_atom_with_what_came_last_first(read_only: Site, address: str) -> None:
    answer = read_only.client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (
        200,
        "application/atom+xml; charset=utf-8",
    )
    feed = fromstring(answer.content)  # noqa: S314 - our own words
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    moments = [entry.findtext(f"{ATOM}updated", "") for entry in entries]
    assert feed.findtext(f"{ATOM}updated") == max(moments)
    assert moments == sorted(moments, reverse=True)
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    for entry in entries:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        where = link.get("href", "")
        assert where.startswith("http://testserver/")
        assert read_only.client.get(where).status_code == 200
    own = {link.get("rel"): link.get("href", "") for link in feed.findall(f"{ATOM}link")}
    assert own["self"] == f"http://testserver{address}"
    assert read_only.client.get(own["alternate"]).status_code == 200


def test_a_feed_holds_public_forecasts_alone(read_only: Site) -> None:
    told = read_only.client.get("/forecasts.atom").text
    assert f"urn:foreseen:forecast:{read_only.sample.scored}<" in told
    assert f"urn:foreseen:forecast:{read_only.sample.candidate}<" not in told
    assert f"urn:foreseen:forecast:{read_only.sample.rejected}<" not in told


def test_a_merged_spelling_leads_to_its_author(read_only: Site) -> None:
    answer = read_only.client.get("/authors/ada-r/forecasts.atom", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/authors/ada-rowe/forecasts.atom")


def test_words_are_told_as_words(site: Site) -> None:
    _, revision = site.build.article("<b>Odd</b> & \x0b words", authors=("Odd One",))
    number = site.build.candidate(revision, start=0, quote="<b>Odd</b>", authors=("Odd One",))
    site.build.accept(number, site.sample.open_question)
    fromstring(site.client.get("/authors/odd-one/forecasts.atom").content)  # noqa: S314 - our own words
