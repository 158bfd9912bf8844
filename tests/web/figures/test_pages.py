"""Figures at their addresses."""

from __future__ import annotations

import pytest

from app.web.figures.specs import FIGURES
from tests.api.conftest import Site


@pytest.mark.parametrize("room", ["authors/ada-rowe", "sources/daily-courier", "topics/weather"])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_drawn_and_listed(read_only: Site, room: str, name: str) -> None:
    drawn = read_only.client.get(f"/{room}/{name}.svg?theme=dark")
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
    listed = read_only.client.get(f"/{room}/{name}.csv")
    assert listed.text.splitlines()[0] == ",".join(FIGURES[name].columns)


def test_a_lexicon_is_drawn_and_listed(read_only: Site) -> None:
    # The five words of NATO's AJP-2.1.
    listed = read_only.client.get("/lexicons/nato/words.csv").text.splitlines()
    assert [line.split(",")[0] for line in listed] == [
        "cue", "highly unlikely", "unlikely", "even chance", "likely", "highly likely",
    ]  # fmt: skip
    drawn = read_only.client.get("/lexicons/nato/words.svg?theme=dark")
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
    assert "highly unlikely" in drawn.text
    assert read_only.client.get("/lexicons/kent/words.png").content.startswith(b"\x89PNG")
    assert read_only.client.get("/lexicons/none/words.svg").status_code == 422


def test_a_figure_follows_the_record_and_the_filters(read_only: Site) -> None:
    before = read_only.client.get("/authors/ada-rowe/timeline.svg")
    same = read_only.client.get("/authors/ada-rowe/timeline.svg")
    none = read_only.client.get("/authors/ada-rowe/timeline.svg?made_on__gte=2030-01-01")
    assert same.content == before.content
    assert none.content != before.content
    held = read_only.client.get(
        "/authors/ada-rowe/timeline.svg", headers={"If-None-Match": before.headers["etag"]}
    )
    assert held.status_code == 304


def test_a_wrong_theme_is_named(read_only: Site) -> None:
    answer = read_only.client.get("/authors/ada-rowe/history.svg?theme=pink")
    assert answer.status_code == 422
    assert answer.json()["errors"][0] == {
        "parameter": "theme",
        "detail": "does not fit",
        "allowed": "light, dark",
    }


def test_a_simulated_record_says_so_in_what_leaves_it(site: Site) -> None:
    site.build.article("Made up.", source="Simulated panel", authors=("Ada Rowe",))
    for name in FIGURES:
        assert "Simulated data" in site.client.get(f"/authors/ada-rowe/{name}.svg").text
        lines = site.client.get(f"/authors/ada-rowe/{name}.csv").text.splitlines()
        assert lines[0].endswith(",simulated")
        assert all(line.endswith(",true") for line in lines[1:])
    assert "Simulated" not in site.client.get("/lexicons/nato/words.svg").text
    assert "<subtitle>Simulated data" in site.client.get("/authors/ada-rowe/resolutions.atom").text
    told = site.client.get("/oembed", params={"url": "http://testserver/authors/ada-rowe"}).json()
    assert (told["title"], told["simulated"]) == ("Ada Rowe (simulated data)", True)
