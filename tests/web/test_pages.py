"""Every page answers, has its twins, and lets nothing of what others wrote act as markup."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date
from functools import partial
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.services import curation
from app.services.curation import Reading
from app.web.install import DECLARING
from app.web.pages import POLICY, Page, Table, write_csv
from app.web.templates import days, plainly
from tests.api.conftest import Site

HTML = {"Accept": "text/html"}
HOSTILE = "<script>alert(1)</script> \"quoted\" & 'single' {{ 7 * 7 }}"
PAGES = [page for declaring in DECLARING for page in declaring.PAGES]


def address(page: Page, site: Site) -> str:
    """The page's address with something of the sample in it."""
    slugs = {"authors": "ada-rowe", "sources": "daily-courier", "topics": "weather", "lexicons": "survey"}
    numbers = {
        "questions": site.sample.resolved_question,
        "forecasts": site.sample.scored,
        "articles": site.sample.quotable_article,
    }
    room = page.address.split("/")[1]
    return page.address.format(slug=slugs.get(room, ""), id=numbers.get(room, 0))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.address)
def test_every_page_is_html_under_a_strict_policy(read_only: Site, page: Page) -> None:
    answer = read_only.client.get(address(page, read_only), headers=HTML)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.text.count("<h1") == 1
    # Lists load the two files that swap them; nothing else holds a script, and none stands in a page.
    lists = {"/authors", "/sources", "/topics", "/questions", "/forecasts", "/articles", "/search"}
    scripts = re.findall(r"<script[^>]*>[^<]*", answer.text)
    assert len(scripts) == (2 if page.address in lists else 0)
    assert all(re.fullmatch(r'<script src="/static/[0-9a-f]{16}/[a-z/.]+" defer>', one) for one in scripts)
    assert not re.search(r"\s(style|on[a-z]+)=", answer.text)


@pytest.mark.parametrize("page", [page for page in PAGES if page.twins], ids=lambda page: page.address)
def test_every_page_has_its_json_and_csv(read_only: Site, page: Page) -> None:
    where = "/index" if page.address == "/" else address(page, read_only)
    assert isinstance(read_only.client.get(where + ".json").json(), dict)
    rows = list(csv.reader(io.StringIO(read_only.client.get(where + ".csv").text)))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in rows[0])
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("page", [page for page in PAGES if page.twins], ids=lambda page: page.address)
def test_every_table_can_be_kept_with_what_it_is(read_only: Site, page: Page) -> None:
    where = "/index" if page.address == "/" else address(page, read_only)
    answer = read_only.client.get(where + ".zip")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as held:
        assert held.namelist() == ["data.csv", "README.txt"]
        assert held.read("data.csv") == read_only.client.get(where + ".csv").content
        about = held.read("README.txt").decode()
    assert f"http://testserver{where}.csv" in about
    assert "record up to event" in about
    assert read_only.client.get(where + ".zip").content == answer.content


def test_a_readme_says_by_which_rules_and_how_to_cite(read_only: Site) -> None:
    query = "role=byline&updates=all"
    answer = read_only.client.get(f"/authors.zip?{query}")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as held:
        about = held.read("README.txt").decode()
    seq, where = read_only.client.get("/authors.json").json()["seq"], f"http://testserver/authors.csv?{query}"
    for line in (
        "Method:   foreseen-2 (explained at /methods)",
        "  role = byline",
        "  updates = all",
        "  brier_low",
        f"Cite as:  Foreseen, Authors, record up to event {seq}, method foreseen-2, 2026-06-01. {where}",
    ):
        assert line in about.splitlines()


def test_the_methods_name_their_versions_and_rules(client: TestClient) -> None:
    model = client.get("/methods.json").json()
    rows = list(csv.DictReader(io.StringIO(client.get("/methods.csv").text)))
    held = {(row["kind"], row["name"]): row["value"] for row in rows}
    assert held["rule", "updates"] == model["rules"]["updates"] == "first"
    assert held["method", "method"] == client.get("/authors.json").json()["method"]
    survey = client.get("/lexicons/survey.json").json()["read_by"]
    assert f"survey {held['lexicon', 'survey']}" == survey
    assert client.get("/developers.json").status_code == 404  # the API describes itself at /openapi.json


def test_the_lines_for_researchers_read_that_very_table(read_only: Site) -> None:
    page = unescape(read_only.client.get("/authors?role=byline&updates=all", headers=HTML).text)
    read = re.findall(r'(?:read.csv\(|address = )"([^"]*)"', page)
    assert read == ["http://testserver/authors.csv?role=byline&updates=all"] * 2
    assert read_only.client.get(read[0]).text.startswith("key,name,rank")
    seq = read_only.client.get("/authors.json").json()["seq"]
    pinned = f'href="/authors?role=byline&updates=all&as_of=seq%3A{seq}&date=2026-06-01"'
    assert pinned in page


def test_the_lines_of_python_run(read_only: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    page = unescape(read_only.client.get("/authors?role=byline", headers=HTML).text)
    found = re.search(r"<code>(from urllib.*?)</code>", page, re.DOTALL)
    assert found is not None
    monkeypatch.setattr(
        "urllib.request.urlopen", lambda where: io.BytesIO(read_only.client.get(where).content)
    )
    held: dict[str, Any] = {}
    exec(found[1], held)  # noqa: S102 - what the page tells its readers to run
    listed = read_only.client.get("/authors.json?role=byline").json()["groups"]
    assert held["table"]["key"].to_list() == [card["key"] for card in listed]


def test_an_address_cannot_end_the_line_of_code_it_stands_in(read_only: Site) -> None:
    page = unescape(read_only.client.get('/search?q=a"%2Bb\\', headers=HTML).text)
    assert 'read.csv("http://testserver/search.csv?q=a%22%2Bb%5C")' in page


def test_the_links_to_the_twins_keep_the_query(read_only: Site) -> None:
    page = read_only.client.get("/authors?updates=standing", headers=HTML).text
    assert 'href="/authors.json?updates=standing"' in page
    assert (
        read_only.client.get("/authors.json?updates=standing").json()["parameters"]["updates"] == "standing"
    )


def test_words_of_others_are_shown_and_never_act(site: Site) -> None:
    with site.build.recording():
        pass
    article, revision = site.build.article(HOSTILE, source="Odd Notes", quotable=True, authors=(HOSTILE,))
    number = site.build.candidate(revision, start=0, quote=HOSTILE[:25], authors=(HOSTILE,))
    site.build.accept(number, site.sample.resolved_question)
    for where in (
        f"/articles/{article}",
        f"/forecasts/{number}",
        "/forecasts",
        "/authors",
        "/search?q=script",
    ):
        page = site.client.get(where, headers=HTML).text
        assert "<script>" not in page
        assert "49" not in re.findall(r"\{\{ 7 \* 7 \}\}|\b49\b", page)
    assert "&lt;script&gt;" in site.client.get(f"/articles/{article}", headers=HTML).text


def test_a_wrong_query_is_told_on_a_page_that_names_it(read_only: Site) -> None:
    answer = read_only.client.get("/authors?updates=sometimes", headers=HTML)
    assert answer.status_code == 422
    assert "<code>updates</code>" in answer.text
    assert "first, standing, all, time_weighted" in answer.text


def test_a_wrong_query_of_a_twin_is_a_problem(read_only: Site) -> None:
    answer = read_only.client.get("/authors.json?updates=sometimes")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_fields_that_a_form_sends_empty_ask_for_nothing(read_only: Site) -> None:
    assert read_only.client.get("/authors?topic=&role=&updates=", headers=HTML).status_code == 200
    assert read_only.client.get("/search.json?q=a%3D&cursor=").json()["q"] == "a="
    assert read_only.client.get("/search.json?q=a=").json()["q"] == "a="


def test_whoever_takes_json_alone_is_led_from_the_front_page_to_the_api(read_only: Site) -> None:
    led = read_only.client.get("/", headers={"Accept": "application/json"}, follow_redirects=False)
    assert (led.status_code, led.headers["location"], led.headers["vary"]) == (307, "/api/v1", "Accept")
    for accept in ("text/html,application/xhtml+xml,*/*;q=0.8", "*/*", "application/json, text/html"):
        shown = read_only.client.get("/", headers={"Accept": accept}, follow_redirects=False)
        assert (shown.status_code, shown.headers["vary"]) == (200, "Accept, Accept-Encoding")


@pytest.mark.parametrize("where", ["/", "/authors", "/authors/ada-rowe.json", "/methods"])
def test_head_is_the_page_without_its_body(read_only: Site, where: str) -> None:
    whole, head = read_only.client.get(where, headers=HTML), read_only.client.head(where, headers=HTML)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]


@pytest.mark.parametrize("where", ["/authors/nobody", "/questions/999999", "/nothing-here"])
def test_what_is_not_there_is_a_page_that_says_so(client: TestClient, where: str) -> None:
    answer = client.get(where, headers=HTML)
    assert answer.status_code == 404
    assert "<h1>Not found</h1>" in answer.text


def test_an_unknown_address_of_the_api_stays_a_problem(client: TestClient) -> None:
    answer = client.get("/api/v1/nothing", headers=HTML)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("suffix", ["", ".json", ".csv"])
def test_a_merged_spelling_leads_to_its_author(read_only: Site, suffix: str) -> None:
    answer = read_only.client.get(f"/authors/ada-r{suffix}?updates=all", headers=HTML, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"/authors/ada-rowe{suffix}?updates=all")


def test_the_public_sees_no_candidate_and_no_text_that_may_not_be_quoted(read_only: Site) -> None:
    assert read_only.client.get(f"/forecasts/{read_only.sample.candidate}", headers=HTML).status_code == 404
    page = read_only.client.get(f"/articles/{read_only.sample.article}", headers=HTML).text
    assert "The whole text is not shown" in page
    assert (
        "Open notes."
        in read_only.client.get(f"/articles/{read_only.sample.quotable_article}", headers=HTML).text
    )


def test_an_unchanged_page_is_an_empty_304(read_only: Site) -> None:
    first = read_only.client.get("/authors", headers=HTML)
    again = read_only.client.get("/authors", headers={**HTML, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_is_sent_smaller_to_whoever_takes_gzip(read_only: Site) -> None:
    small = read_only.client.get("/authors", headers={**HTML, "Accept-Encoding": "gzip"})
    plain = read_only.client.get("/authors", headers={**HTML, "Accept-Encoding": "identity"})
    assert (small.headers.get("content-encoding"), small.text) == ("gzip", plain.text)
    assert "content-encoding" not in plain.headers
    refused = read_only.client.get("/authors", headers={**HTML, "Accept-Encoding": "gzip;q=0, br"})
    assert "content-encoding" not in refused.headers
    assert int(small.headers["content-length"]) < len(plain.content)


def test_a_table_is_written_for_programs_and_starts_no_formula() -> None:
    rows: list[list[object]] = [
        [None, True, 0.25, date(2026, 2, 1), "=1+1"],
        ["a,b", False, -1, "-x", 'say "no"'],
    ]
    assert write_csv(Table(("a", "b", "c", "d", "e"), rows)).decode() == (
        'a,b,c,d,e\n,true,0.25,2026-02-01,\'=1+1\n"a,b",false,-1,\'-x,"say ""no"""\n'
    )


def test_a_page_about_everybody_names_feeds_that_are_there(read_only: Site) -> None:
    for where in ("/scored", "/authors/ada-rowe/scored", "/authors"):
        page = read_only.client.get(where, headers=HTML).text
        feeds = re.findall(r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]*)"', page)
        assert feeds
        assert [read_only.client.get(feed).status_code for feed in feeds] == [200] * len(feeds)


@pytest.mark.parametrize(
    "where",
    [
        "/authors", "/authors/ada-rowe", "/authors/ada-rowe.json", "/authors/ada-rowe/history.csv",
        "/embed/authors/ada-rowe", "/forecasts.atom", "/lexicons/nato/words.csv",
    ],
)  # fmt: skip
def test_what_others_hang_on_a_link_is_passed_over(read_only: Site, where: str) -> None:
    hung = "utm_source=news&utm_medium=x&fbclid=1&gclid=2&ref=here&mc_cid=3"
    answer = read_only.client.get(f"{where}?{hung}", headers=HTML)
    assert answer.status_code == 200
    assert answer.text == read_only.client.get(where, headers=HTML).text  # and no link carries it on
    assert read_only.client.get(f"{where}?{hung}&utm=1", headers=HTML).status_code == 422


def test_the_api_passes_over_nothing(read_only: Site) -> None:
    assert read_only.client.get("/api/v1/authors?utm_source=news").status_code == 422


def test_a_board_says_what_is_not_settled_and_leads_to_it(read_only: Site) -> None:
    page = read_only.client.get("/sources", headers=HTML).text
    for fate in ("open", "overdue", "disputed", "void"):
        found = re.search(rf'href="(/sources/daily-courier/forecasts\?fate={fate})">(\d+)<', page)
        assert found is not None
        assert read_only.client.get(found[1].replace("?", ".json?")).json()["total"] == int(found[2])


def test_a_decision_and_a_status_are_told_in_words(read_only: Site) -> None:
    page = read_only.client.get(f"/questions/{read_only.sample.resolved_question}", headers=HTML).text
    assert "Resolved: it happened" in page
    assert "resolve: yes" not in page


def test_the_scale_of_a_forecast_is_numbered_and_its_table_has_a_page(read_only: Site) -> None:
    page = read_only.client.get(f"/forecasts/{read_only.sample.scored}", headers=HTML).text
    assert re.findall(r'<text x="[0-9]+" y="40">(\d+)</text>', page) == ["0", "25", "50", "75", "100"]
    # "likely" by the survey
    recorded = read_only.client.get(f"/forecasts/{read_only.sample.scored}.json").json()["lexicon"]
    name, _, version = recorded.partition("@")
    assert f'by the table <a href="/lexicons/{name}">{name}</a> <small>{version}</small>' in page


def test_the_front_page_counts_what_it_says(read_only: Site) -> None:
    page = read_only.client.get("/", headers=HTML).text
    assert "Forecasts in them" not in page
    assert "Forecasts that can be judged" in page
    assert "without seeing who said what" not in page


def test_what_a_curator_ended_with_a_full_stop_gets_no_second_one(site: Site) -> None:
    _, revision = site.build.article("It is unlikely to rain in May.")
    forecast = site.build.candidate(revision)
    with site.build.recording() as record:
        curation.mark_unscorable(record, forecast, ["Nobody says where.", "Nor how much."])
    page = site.client.get(f"/forecasts/{forecast}", headers=HTML).text
    assert "No question asks for it: Nobody says where; Nor how much.</p>" in page


def test_a_table_of_words_without_a_version_leaves_no_gap_before_the_full_stop(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.builders.Reading", partial(_read_by, "survey"))
    _, revision = site.build.article("It is unlikely to rain in May.")
    forecast = site.build.candidate(revision)
    site.build.mark_unscorable(forecast)
    page = site.client.get(f"/forecasts/{forecast}", headers=HTML).text
    assert 'by the table <a href="/lexicons/survey">survey</a>.' in page


def _read_by(table: str, **given: Any) -> Reading:
    return Reading(**{**given, "lexicon": table})


def test_a_question_says_to_the_minute_when_it_was_answered(read_only: Site) -> None:
    page = read_only.client.get(f"/questions/{read_only.sample.resolved_question}", headers=HTML).text
    assert re.search(r"Entered \d{4}-\d\d-\d\d \d\d:\d\d UTC by ", page)


def test_a_reason_is_told_without_the_terms_of_the_field() -> None:
    assert plainly("too few to judge: 4 of at least 30 effective clusters") == (
        "too few to judge: 4 of at least 30 independent events"
    )
    assert plainly("one family of questions says nothing about its own sampling error").startswith("none: ")


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"earliest": "2025-02-01", "latest": None}, "not before 2025-02-01"),
        ({"earliest": None, "latest": "2025-02-01"}, "by 2025-02-01"),
        ({"earliest": "2025-02-01", "latest": "2025-02-03"}, "2025-02-01 to 2025-02-03"),
    ],
)
def test_a_day_known_from_one_side_says_from_which(bounds: dict[str, Any], words: str) -> None:
    assert days(bounds) == words
