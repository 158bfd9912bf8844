"""Hostile pages in a child process: they are killed in time, leak nothing, and the next page is read."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from app.documents import parse_feed, parse_untrusted_feed, read_bytes, read_untrusted
from app.documents.sandbox import Sandbox
from app.domain.days import DayBounds
from app.domain.errors import InvalidInput, Unavailable

READ_ON = date(2026, 11, 22)
PAGE = (
    "<html lang='en'><head>"
    "<meta name='author' content='Jane Doe and John Roe'>"
    "<meta property='article:modified_time' content='2024-03-12'>"
    "</head><body><article><h1>Water and its ways</h1>"
    + "<p>The river will probably flood the lower town before June, the engineers say.</p>" * 3
    + "</article></body></html>"
).encode()
# a single tag of very many attributes: the tree builder compares each new one with all before
SLOW = ("<html><body><p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">words</p></body></html>").encode()
NESTED = ("<html><body>" + "<div>" * 60_000 + "words " * 50).encode()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(seconds=1.0, children=2)
    yield made
    made.close()


def children() -> set[int]:
    """Live processes whose parent is this one."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == os.getpid() and fields[0] != "Z":
            found.add(int(stat.parent.name))
    return found


def test_a_document_comes_back_as_it_was_read(sandbox: Sandbox) -> None:
    url = "https://gazette.example/a"
    there = sandbox.read(PAGE, name="a page", read_on=READ_ON, url=url)
    here = read_bytes(PAGE, name="a page", read_on=READ_ON, url=url)
    assert there == here
    assert there.authors == ("Jane Doe", "John Roe")
    assert there.published == DayBounds(None, date(2024, 3, 12))


def test_a_feed_comes_back_as_it_was_read() -> None:
    feed = (
        b"<rss version='2.0'><channel><title>T</title><item><title>One</title><link>https://a.example/1</link>"
        b"<pubDate>Tue, 12 Mar 2024 10:00:00 GMT</pubDate></item>"
        b"<item><title>Two</title></item></channel></rss>"
    )
    assert parse_untrusted_feed(feed, name="f", read_on=READ_ON) == parse_feed(
        feed, name="f", read_on=READ_ON
    )


def test_a_refusal_comes_back_with_its_name_and_what_is_allowed() -> None:
    with pytest.raises(InvalidInput, match="a PDF file") as caught:
        read_untrusted(b"%PDF-1.7", name="report.html", read_on=READ_ON)
    assert (caught.value.field, caught.value.allowed) == ("report.html", "plain text, HTML, RSS or Atom")


def test_a_page_that_holds_its_parser_is_stopped_and_the_next_is_read(sandbox: Sandbox) -> None:
    before = time.monotonic()
    with pytest.raises(InvalidInput, match=r"trap\.html: took longer than 1 s to parse"):
        sandbox.read(SLOW, name="trap.html", read_on=READ_ON)
    assert time.monotonic() - before < 5
    assert sandbox.read(PAGE, name="a page", read_on=READ_ON).authors == ("Jane Doe", "John Roe")


@pytest.mark.parametrize(
    "data", [NESTED, b"<p>" * 100_000, b"<table>" * 50_000, b"<a href=" * 50_000, b"<!--" * 50_000]
)
def test_pages_built_to_exhaust_end_in_a_refusal_or_a_text(sandbox: Sandbox, data: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        assert sandbox.read(b"<html><body>words " + data, name="trap", read_on=READ_ON).text
    assert sandbox.read(b"Plain words.", name="next", read_on=READ_ON).text == "Plain words."


def test_a_page_that_needs_too_much_memory_is_refused() -> None:
    small = Sandbox(seconds=10, memory=220 * 2**20, children=1)
    try:
        with pytest.raises(InvalidInput, match=r"^big: "):
            small.read(b"<html><body>" + b"<p>words and words</p>" * 800_000, name="big", read_on=READ_ON)
        assert small.read(b"Plain words.", name="next", read_on=READ_ON).text == "Plain words."
    finally:
        small.close()


def test_many_threads_share_few_children(sandbox: Sandbox) -> None:
    def read(number: int) -> str:
        return sandbox.read(f"Text number {number}.".encode(), name=str(number), read_on=READ_ON).text

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, range(40))) == [f"Text number {number}." for number in range(40)]


def test_no_process_outlives_its_sandbox() -> None:
    before = children()
    own = Sandbox(seconds=0.5, children=2)
    own.read(b"Plain words.", name="a", read_on=READ_ON)
    assert len(children() - before) == 1
    with pytest.raises(InvalidInput):
        own.read(SLOW, name="b", read_on=READ_ON)
    assert children() - before == set()
    own.read(b"Plain words.", name="c", read_on=READ_ON)
    own.close()
    assert children() - before == set()
    with pytest.raises(Unavailable):
        own.read(b"Plain words.", name="d", read_on=READ_ON)


def test_a_child_that_was_killed_is_replaced() -> None:
    before = children()
    own = Sandbox(children=1)
    try:
        own.read(b"Plain words.", name="a", read_on=READ_ON)
        (child,) = children() - before
        os.kill(child, 9)
        assert own.read(b"Plain words.", name="b", read_on=READ_ON).text == "Plain words."
    finally:
        own.close()


def test_a_child_sees_no_secret_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    before = children()
    own = Sandbox(children=1)
    try:
        own.read(b"Plain words.", name="a", read_on=READ_ON)
        (child,) = children() - before
        assert b"secret" not in Path(f"/proc/{child}/environ").read_bytes()
    finally:
        own.close()


def test_names_and_texts_of_any_script_pass_the_pipes(sandbox: Sandbox) -> None:
    text = "水は低きに流れる。 “Żółć” 🌊"
    assert sandbox.read(text.encode(), name='né "1"\n', read_on=READ_ON).text == text


def test_the_child_carries_no_numbers_library() -> None:
    own = Sandbox(seconds=5, children=1)
    before = children()
    own.read(PAGE, name="a page", read_on=READ_ON)
    [child] = children() - before
    mapped = Path(f"/proc/{child}/maps").read_text()
    own.close()
    assert "lxml" in mapped
    assert "numpy" not in mapped
