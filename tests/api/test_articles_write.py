"""Articles taken in: a text at once, an address by the queue."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.fetch import Fetcher, public_policy
from app.main import create_app
from app.settings import Settings
from tests.api.desk import Desk, faults
from tests.builders import Sample, clock

TEXT = "By Ada Rowe\n\nIt will probably rain in Hamburg before July 2026. Nothing else is known."


@pytest.fixture
def desk(client: TestClient, curator: dict[str, str]) -> Desk:
    return Desk(client, curator)


def take(desk: Desk, *, status: int = 201, **body: Any) -> Any:
    answer = desk.send("POST", "/articles", body)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_text_is_read_at_once(desk: Desk) -> None:
    answer = desk.send("POST", "/articles", {"text": TEXT, "published_on": "2026-02-01", "source": "Gazette"})
    assert answer.status_code == 201
    shown = answer.json()
    article = shown["article"]
    assert answer.headers["location"] == f"/api/v1/articles/{article['id']}"
    assert answer.headers["etag"] == desk.etag(f"/articles/{article['id']}")
    assert (shown["status"], shown["found"]) == ("added", len(shown["candidates"]))
    assert article["text"] == TEXT
    assert article["source"]["slug"] == "gazette"
    assert [author["name"] for author in article["authors"]] == ["Ada Rowe"]
    assert article["published"] == {"earliest": "2026-02-01", "latest": "2026-02-01", "basis": "caller"}
    [candidate] = shown["candidates"]
    assert candidate["quote"].startswith("It will probably rain in Hamburg")
    assert TEXT[candidate["start"] : candidate["end"]] == candidate["quote"]
    assert candidate["status"] == "candidate"


def test_what_is_said_otherwise_of_a_known_text_is_not_ignored_in_silence(desk: Desk) -> None:
    first = take(desk, text=TEXT, published_on="2026-02-01")
    again = take(desk, text=TEXT, published_on="2026-02-02", status=200)
    assert again["note"] == "the record holds other words for date; nothing changed there"
    assert (first["note"], again["article"]) == (None, first["article"])


def test_the_same_text_again_changes_nothing(desk: Desk) -> None:
    first = take(desk, text=TEXT)
    again = take(desk, text=TEXT.replace("\n", "\r\n"), status=200)
    assert (again["status"], again["found"], again["note"]) == ("unchanged", 0, None)
    assert again["article"] == first["article"]
    assert again["candidates"] == first["candidates"]


def test_a_changed_page_is_a_revision_of_the_same_article(desk: Desk) -> None:
    url = "https://gazette.example/rain"
    first = take(desk, text=TEXT, url=url)
    second = take(desk, text=TEXT + " It will certainly hail in August 2026.", url=url + "#top")
    assert second["status"] == "revised"
    assert second["article"]["id"] == first["article"]["id"]
    assert (second["article"]["revision"], second["found"]) == (2, 1)
    assert len(second["candidates"]) == 2


def test_what_the_caller_says_wins_over_the_page(desk: Desk) -> None:
    page = (
        "<html><head><title>Rain</title><meta name='author' content='Page Author'></head>"
        "<body><article><h1>Rain</h1><p>It will probably rain in Hamburg before July 2026, as every spring, "
        "and nobody in the city will be surprised by that at all.</p></article></body></html>"
    )
    shown = take(
        desk,
        html=page,
        title="Said",
        authors=["Bo Li", {"name": "The Board", "kind": "organisation"}],
        published_on={"earliest": "2026-01-01", "latest": "2026-01-31"},
        frame="hand-picked",
    )["article"]
    assert shown["title"] == "Said"
    assert [(a["name"], a["kind"]) for a in shown["authors"]] == [
        ("Bo Li", "person"),
        ("The Board", "organisation"),
    ]
    assert shown["published"] == {"earliest": "2026-01-01", "latest": "2026-01-31", "basis": "caller"}
    assert shown["frame"]["description"] == "hand-picked"
    assert "<p>" not in shown["text"]


def test_an_article_without_a_date_has_bounds_alone(desk: Desk) -> None:
    published = take(desk, text="It will probably rain in Hamburg.")["article"]["published"]
    assert published == {
        "earliest": None,
        "latest": clock().date().isoformat(),
        "basis": "not after the day it was read",
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": "  \n "}, "text"),
        ({"text": 3}, "text"),
        ({"text": "\ufeff"}, "text"),
        ({"text": "\u200b\u2060 \u202e"}, "text"),
        ({"html": "\ufeff"}, "html"),
        ({"text": "a", "title": "\u2066\u2069"}, "title"),
        ({"text": "a", "title": "Ra\u202enia"}, "title"),
        ({"text": "a", "source": "Ga\u200bzette"}, "source"),
        ({"text": "a", "authors": ["Ada\u200b"]}, "authors.0.name"),
        ({"text": "a", "frame": "whole\ufefffeed"}, "frame"),
        ({"url": "https://example.org", "source": "Ga\u200bzette"}, "source"),
        ({"html": ""}, "html"),
        ({"html": "<p>a</p>", "text": "a"}, "html"),
        ({"text": "a", "url": "ftp://example.org/a"}, "url"),
        ({"text": "a", "url": "example.org"}, "url"),
        ({"text": "a", "published_on": "2026-06-02"}, "published_on"),
        ({"text": "a", "published_on": "0900-01-01"}, "published_on"),
        ({"text": "a", "published_on": {"latest": "2030-01-01"}}, "published_on.latest"),
        ({"text": "a", "published_on": {"from": "2026-01-01"}}, "published_on.from"),
        ({"text": "a", "published_on": "1 May 2026"}, "published_on"),
        ({"text": "a", "authors": []}, "authors"),
        ({"text": "a", "authors": "Ada"}, "authors"),
        ({"text": "a", "authors": [{"kind": "person"}]}, "authors.0.name"),
        ({"text": "a", "source": " "}, "source"),
        ({"text": "a", "frame": ""}, "frame"),
        ({"url": "https://example.org", "title": "Said"}, "title"),
        ({"url": "https://example.org", "published_on": "2027-01-01"}, "published_on"),
        ({"url": "http://"}, "url"),
        ({"url": 7}, "url"),
    ],
)
def test_refusals_name_the_field(desk: Desk, body: dict[str, Any], field: str) -> None:
    assert faults(desk.send("POST", "/articles", body)) == [field]
    assert desk.get("/articles")["items"] == []
    assert desk.get("/ingestions")["items"] == []


def test_a_page_cannot_hide_anything_in_its_names(desk: Desk) -> None:
    page = (
        "<html><head><title>Ra\u200bin</title>"
        "<meta property='og:site_name' content='\u202eGa\u200bzette'></head><body><article>"
        "<h1>Ra\u200bin</h1><p>It will probably rain in Hamburg before July 2026, as every spring, and "
        "nobody in the city will be surprised by that at all.</p></article></body></html>"
    )
    article = take(desk, html=page)["article"]
    assert (article["title"], article["source"]["name"]) == ("Rain", "Gazette")


def test_an_address_alone_waits_in_the_queue(desk: Desk) -> None:
    body = {
        "url": "https://gazette.example/feed#latest",
        "source": "Gazette",
        "authors": ["Ada Rowe"],
        "published_on": "2026-02-01",
        "frame": "whole feed of 2026",
    }
    answer = desk.send("POST", "/articles", body)
    assert answer.status_code == 202
    shown = answer.json()
    assert answer.headers["location"] == f"/api/v1/ingestions/{shown['id']}"
    assert (shown["target"], shown["status"]) == ("https://gazette.example/feed", "queued")
    assert shown == desk.get(f"/ingestions/{shown['id']}")
    other = desk.send("POST", "/ingestions", body)
    assert other.status_code == 202
    assert other.json()["options"] == shown["options"]


def test_cancelling_what_waits(desk: Desk, sample: Sample) -> None:
    path = f"/ingestions/{sample.ingestion}/cancel"
    shown = desk.send("POST", path)
    assert (shown.status_code, shown.json()["status"]) == (200, "cancelled")
    again = desk.send("POST", path)
    assert again.status_code == 409
    assert "cancelled already" in again.json()["detail"]


class Pages(BaseHTTPRequestHandler):
    """One page, that answers only when the test lets it."""

    let = threading.Event()

    def do_GET(self) -> None:
        """Answer."""
        self.let.wait(20)
        if self.path == "/gone":
            self.send_error(404)
            return
        page = (
            f"<html><head><title>Rain {self.path}</title></head><body><article><h1>Rain</h1>"
            f"<p>It will probably rain in Hamburg before July 2026, says page {self.path}, and nobody there "
            "will be surprised by that, as it rains there every spring.</p></article></body></html>"
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002  # the base class names it so
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """A server on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Pages.let.set()
    yield f"http://127.0.0.1:{server.server_port}"
    Pages.let.set()
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def working(database_url: str, address: str, curator: dict[str, str]) -> Iterator[Desk]:
    """A desk of an application that works its queue off and may reach the test's server alone."""
    port = int(address.rsplit(":", maxsplit=1)[-1])
    policy = replace(
        public_policy(),
        allowed_networks=(ip_network("127.0.0.1/32"),),
        allowed_ports=frozenset({port}),
    )
    app = create_app(Settings(database_url=database_url), clock=clock, fetcher=Fetcher(policy=policy))
    with TestClient(app) as client:
        yield Desk(client, curator)


def wait(desk: Desk, number: int, fits: Callable[[Any], bool]) -> Any:
    """The ingestion as soon as it fits."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        shown = desk.get(f"/ingestions/{number}")
        if fits(shown):
            return shown
        time.sleep(0.05)
    raise AssertionError(shown)


def ended(shown: Any) -> bool:
    return shown["status"] in {"done", "failed", "cancelled"}


def enqueue(desk: Desk, url: str, **options: Any) -> int:
    answer = desk.send("POST", "/articles", {"url": url, **options})
    assert answer.status_code == 202, answer.text
    return int(answer.json()["id"])


def test_a_page_is_fetched_and_taken_in(working: Desk, address: str) -> None:
    said = {
        "source": "Gazette",
        "authors": [{"name": "Rain Board", "kind": "organisation"}],
        "published_on": {"earliest": "2026-02-01", "latest": None},
    }
    shown = wait(working, enqueue(working, f"{address}/rain", **said), ended)
    assert (shown["status"], shown["done"], shown["failed"], shown["error"]) == ("done", 1, 0, None)
    article = working.get(f"/articles/{shown['items'][0]['article']['article_id']}")
    assert article["url"] == f"{address}/rain"
    assert article["source"]["slug"] == "gazette"
    assert article["authors"] == [{"slug": "rain-board", "name": "Rain Board", "kind": "organisation"}]
    assert article["published"] == {"earliest": "2026-02-01", "latest": None, "basis": "caller"}


def test_what_cannot_be_fetched_says_why(working: Desk, address: str) -> None:
    shown = wait(working, enqueue(working, f"{address}/gone"), ended)
    assert shown["status"] == "failed"
    assert "404" in shown["error"]
    shown = wait(working, enqueue(working, "http://127.0.0.2/private"), ended)
    assert shown["status"] == "failed"
    assert working.get("/articles")["items"] == []


def test_cancelling_what_runs_stops_it(working: Desk, address: str) -> None:
    Pages.let.clear()
    number = enqueue(working, f"{address}/slow")
    wait(working, number, lambda shown: bool(shown["status"] == "running"))
    answer = working.send("POST", f"/ingestions/{number}/cancel")
    assert (answer.status_code, answer.json()["cancel_requested"]) == (200, True)
    Pages.let.set()
    assert wait(working, number, ended)["status"] == "cancelled"
    assert working.get("/articles")["items"] == []


def test_an_article_in_another_language_is_kept_and_said_not_to_be_read(desk: Desk) -> None:
    text = (
        "Die Regierung wird wahrscheinlich vor dem Sommer stürzen, sagte die Ministerin am Montag. Nach dem "
        "Streit um den Haushalt ist kaum noch jemand bereit, mit ihr zu verhandeln."
    )
    shown = take(desk, text=text, published_on="2026-02-01")
    assert (shown["status"], shown["found"], shown["candidates"]) == ("added", 0, [])
    assert shown["note"] == "written in German: only English is read"
    assert (shown["article"]["language"], shown["article"]["text"]) == ("de", text)
