"""A forecast added by hand at the desk."""

from __future__ import annotations

import pytest

from tests.api.conftest import Site
from tests.web.test_desk import Curator

TWICE = "It will probably rain. So they say again: It will probably rain. <b>Then</b> it snows."


@pytest.fixture
def desk(site: Site) -> Curator:
    return Curator(site)


def test_a_forecast_is_added_by_its_words_and_waits_in_the_queue(site: Site, desk: Curator) -> None:
    article = site.sample.article
    desk.open(f"/desk/articles/{article}")
    status, page = desk.send(
        f"/desk/articles/{article}/forecasts",
        quote="It will surely snow in June.",
        claim="It snows in June 2026.",
        cue="very likely",
        role="quoted",
        authors="Bo Li; Cy Roe",
        kind="event",
        condition="if it stays cold",
        deadline="2026-06-30",
    )
    assert status == 200
    newest = site.client.get("/api/v1/forecasts?sort=-id&limit=1&status=candidate", headers=site.curator)
    [added] = newest.json()["items"]
    assert f"Candidate {added['id']}" in page
    assert (added["start"], added["end"], added["found_by"], added["role"]) == (31, 59, "hand", "quoted")
    assert [one["name"] for one in added["authors"]] == ["Bo Li", "Cy Roe"]
    assert (added["cue_class"], added["condition"]) == ("likelihood", "if it stays cold")
    assert added["deadline"]["latest"] == "2026-06-30"
    # Read by the lexicon of surveys, as the same words would have been in the text.
    assert added["lexicon"].startswith("survey@")
    assert 0.8 < added["probability"] < 1


def test_words_that_stand_twice_are_asked_for_and_nothing_typed_is_lost(site: Site, desk: Curator) -> None:
    article, _ = site.build.article(TWICE)
    where = f"/desk/articles/{article}/forecasts"
    desk.open(f"/desk/articles/{article}")
    status, page = desk.send(where, quote="It will probably rain.", claim="A <claim>", cue="probably")
    assert status == 422
    assert "<code>quote</code> is in the text 2 times" in page
    assert "It stands there 2 times: which one?" in page
    assert 'value="A &lt;claim&gt;"' in page
    assert '<option value="event" selected>' in page
    status, _ = desk.send(where, quote="It will probably rain.", occurrence="2", claim="A", cue="probably")
    assert status == 200
    [added] = site.client.get(
        f"/api/v1/forecasts?article={article}&status=candidate", headers=site.curator
    ).json()["items"]
    assert (added["start"], added["end"]) == (42, 64)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"quote": "It never rains."}, "quote"),
        ({"quote": ""}, "quote"),
        ({"start": "5"}, "end"),
        ({"probability": "130"}, "probability"),
        ({"low": "20"}, "probability"),
        ({"probability": "20", "low": "30"}, "probability"),
        ({"cue": "as the crow flies"}, "cue_class"),
        ({"cue_class": "loud"}, "cue_class"),
        ({"role": "chorus"}, "role"),
        ({"deadline": "soon"}, "deadline"),
        ({"deadline": "2026-01-09"}, "deadline"),  # the article is of the tenth
        ({"claim": "x" * 2001}, "claim"),
        ({"occurrence": "2"}, "occurrence"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_comes_back(
    site: Site, desk: Curator, wrong: dict[str, str], field: str
) -> None:
    article = site.sample.article
    desk.open(f"/desk/articles/{article}")
    sent = {"quote": "It will surely snow in June.", "cue": "surely", "condition": "if it is cold", **wrong}
    status, page = desk.send(f"/desk/articles/{article}/forecasts", **sent)
    assert status == 422
    assert f"<code>{field}</code>" in page
    assert 'value="if it is cold"' in page
    held = site.client.get("/api/v1/forecasts?limit=200", headers=site.curator).json()["items"]
    assert all(one["found_by"] != "hand" for one in held)


def test_the_same_form_sent_twice_adds_one_forecast(site: Site, desk: Curator) -> None:
    article = site.sample.article
    page = desk.open(f"/desk/articles/{article}")
    sent = {"quote": "It will surely snow in June.", "cue": "surely", "claim": "It snows in June 2026."}
    assert desk.send(f"/desk/articles/{article}/forecasts", **sent)[0] == 200
    desk.page = page
    status, told = desk.send(f"/desk/articles/{article}/forecasts", **sent)
    held = site.client.get("/api/v1/forecasts?limit=200", headers=site.curator).json()["items"]
    [added] = [one["id"] for one in held if one["found_by"] == "hand"]
    assert (status, f"recorded already, as forecast {added}" in told) == (409, True)


def test_an_article_that_is_not_there_is_no_page(desk: Curator) -> None:
    assert desk.client.get("/desk/articles/987654").status_code == 404
    assert desk.client.get("/desk/articles/none").status_code == 422
