"""The search over everything that anybody may read."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
import sqlalchemy as sa

from app.services import erasure
from app.storage import tables as t
from tests.api.conftest import Site

HTML = {"Accept": "text/html"}
HOSTILE = '<script>alert("zebra")</script> <mark>zebra</mark> <img src=x onerror=zebra> zebras & "zebra"'


def found(site: Site, asked: str, **more: str) -> Any:
    return site.client.get("/search.json", params={"q": asked, **more}).json()["found"]


def counts(site: Site, asked: str) -> dict[str, int]:
    return {kind: one["count"] for kind, one in found(site, asked)["counts"].items() if one["count"]}


def marked(one: Any, name: str = "marked") -> str:
    return "".join(f"[{words}]" if hit else words for words, hit in one[name])


def test_each_kind_is_found_by_its_words_and_leads_to_its_page(site: Site) -> None:
    assert counts(site, "unlikely") == {"forecasts": 4, "cues": 1, "lexicons": 19}
    station = found(site, "example station")["evidence"]
    (one,) = station
    assert one["question"] == site.sample.resolved_question
    assert marked(one) == "As the [station] says."
    assert marked(found(site, "example.org")["evidence"][0]) == "https://[example].[org]/station"
    (asked,) = found(site, "reports snow")["questions"]
    assert marked(asked) == "Does it [snow] in July 2026?"
    assert marked(asked, "excerpt") == "YES if the station of the city [reports] any rain."
    assert counts(site, "courier") == {"sources": 1}
    page = site.client.get("/search?q=example+station", headers=HTML).text
    where = f"/questions/{one['question']}#entry-{one['id']}"
    assert f'href="{where}"' in page
    assert f'id="entry-{one["id"]}"' in site.client.get(where, headers=HTML).text


def test_every_link_of_the_table_is_there(site: Site) -> None:
    for asked in ("unlikely", "rain", "station", "notes", "ada", "weather", "courier"):
        rows = list(csv.DictReader(io.StringIO(site.client.get(f"/search.csv?q={asked}").text)))
        assert rows
        assert [site.client.get(row["address"], headers=HTML).status_code for row in rows] == [200] * len(
            rows
        )


def test_a_wording_leads_to_the_forecasts_that_used_it(site: Site) -> None:
    (cue,) = found(site, "unlikely")["cues"]
    assert (cue["cue"], cue["forecasts"]) == ("unlikely", 4)
    listed = site.client.get("/forecasts.json?cue=unlikely").json()["items"]
    assert len(listed) == 4
    assert site.client.get("/forecasts.json?cue=likely").json()["items"] == []


def test_a_text_is_found_only_where_its_source_may_be_quoted(site: Site) -> None:
    site.build.article("The zebra will surely return.", source="Open Notes 2", quotable=True)
    site.build.article("The zebra will surely stay away.", source="Closed Notes")
    (one,) = found(site, "zebras")["articles"]
    assert one["source"]["slug"] == "open-notes-2"
    assert marked(one, "excerpt") == "The [zebra] will surely return."
    assert counts(site, "away") == {}


def test_neither_candidates_nor_what_was_rejected_are_found(site: Site) -> None:
    _, revision = site.build.article("It is unlikely that the zebra returns.")
    number = site.build.candidate(revision, quote="It is unlikely that the zebra returns.")
    assert counts(site, "zebra") == {}
    site.build.accept(number, site.sample.open_question)
    assert counts(site, "zebra") == {"forecasts": 1}


def test_what_is_erased_is_found_no_more(site: Site) -> None:
    article, revision = site.build.article(
        "It is unlikely that the zebra returns.", source="Open Notes 2", quotable=True
    )
    number = site.build.candidate(revision, quote="It is unlikely that the zebra returns.")
    site.build.accept(number, site.sample.resolved_question)
    assert counts(site, "zebra") == {"forecasts": 1, "articles": 1}
    with site.build.recording() as record:
        shown = erasure.words_of_article(record.connection, article)
        erasure.erase_all(record, lambda _: shown, shown, "the publisher asked")
    assert counts(site, "zebra") == {}
    assert counts(site, "station says")["evidence"] == 1
    with site.build.recording() as record:
        note = record.connection.execute(sa.select(t.resolution.c.words)).scalar_one()
        erasure.erase(record, note, "it names somebody")
    assert marked(found(site, "station")["evidence"][0]) == "https://example.org/[station]"
    assert found(site, "says")["evidence"] == []


def test_hostile_words_stay_words(site: Site) -> None:
    site.build.article(HOSTILE, source="Odd Notes", quotable=True, authors=("<b>zebra</b>",))
    page = site.client.get("/search", params={"q": '"><b>zebra'}, headers=HTML).text
    main = page[page.index("<main") : page.index("</main>")]
    assert "&lt;script&gt;alert(&#34;<mark>zebra</mark>&#34;)" in main
    assert "&lt;mark&gt;<mark>zebra</mark>&lt;/mark&gt;" in main
    assert "&lt;img src=x onerror=<mark>zebra</mark>&gt; <mark>zebras</mark>" in main
    assert not re.search("<script|<img|<b>", main)
    assert 'value="&#34;&gt;&lt;b&gt;zebra"' in main


def test_one_kind_alone_is_paged_by_its_address(site: Site) -> None:
    for number in range(53):
        site.build.question(f"Does zebra {number} return?")
    first = found(site, "zebra")
    assert len(first["questions"]) == 8
    assert first["counts"]["questions"] == {"count": 53, "more": False, "some": False}
    page = site.client.get("/search?q=zebra", headers=HTML).text
    assert 'href="/search?q=zebra&amp;in=questions">All 53' in page
    alone = [found(site, "zebra", **{"in": "questions", "page": page})["questions"] for page in ("1", "2")]
    assert [len(items) for items in alone] == [50, 3]
    assert len({one["id"] for items in alone for one in items}) == 53
    assert site.client.get("/search.csv?q=zebra&in=questions&page=2").text.count("\n") == 4
    onward = site.client.get("/search.csv?q=zebra&in=questions").headers["Link"]
    assert onward == '</search.csv?q=zebra&in=questions&page=2>; rel="next"'
    assert "Link" not in site.client.get("/search.csv?q=zebra&in=questions&page=2").headers
    beyond = site.client.get("/search.json?q=zebra&in=questions&page=3")
    assert (beyond.status_code, beyond.json()["errors"][0]["allowed"]) == (422, "1 to 2")


def test_where_nothing_holds_every_word_the_page_says_so(site: Site) -> None:
    page = site.client.get("/search?q=snow+zebra", headers=HTML).text
    assert "None holds all of the words; these hold some." in page
    assert "Nothing holds these words." in site.client.get("/search?q=zebra", headers=HTML).text


@pytest.mark.parametrize("asked", ["?", "—", '"', "%", "_", "\\", "AND", "ß", "雨"])
def test_signs_alone_are_no_error(site: Site, asked: str) -> None:
    answer = site.client.get("/search", params={"q": asked}, headers=HTML)
    assert answer.status_code == 200
