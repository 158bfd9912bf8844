"""RSS and Atom: entries, days, and what no feed may carry."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.documents import Feed, looks_like_feed, parse_feed
from app.domain.days import DayBounds
from app.domain.errors import InvalidInput

READ_ON = date(2026, 11, 22)

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>The &amp; Gazette</title><link>https://gazette.example/</link><language>en-gb</language>
<item><title>Water &lt;b&gt;rises&lt;/b&gt;</title><link>https://gazette.example/a</link><guid>tag:a</guid>
<dc:creator>Jane Doe and John Roe</dc:creator><pubDate>Mon, 11 Mar 2024 23:30:00 -0500</pubDate>
<description>Short &lt;i&gt;words&lt;/i&gt;</description>
<content:encoded><![CDATA[<!DOCTYPE html><p>Long words.</p>]]></content:encoded></item>
<item><title>No day</title><link>/b</link></item>
<item><title>Tomorrow</title><link>javascript:alert(1)</link>
<pubDate>Mon, 11 Mar 2047 10:00:00 GMT</pubDate></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Notes</title>
<entry><title>One</title><id>urn:1</id><link href="https://notes.example/1"/>
<author><name>Jane Doe</name></author>
<author><name>John Roe</name></author>
<published>2024-03-12T10:00:00Z</published><updated>2024-05-01T00:00:00Z</updated>
<content type="html">&lt;p&gt;All of it.&lt;/p&gt;</content></entry>
<entry><title>Two</title><id>urn:2</id><link href="https://notes.example/2"/>
<updated>2024-05-01T00:00:00Z</updated></entry></feed>"""


def read(text: str | bytes, *, url: str | None = None) -> Feed:
    return parse_feed(
        text.encode() if isinstance(text, str) else text, name="the feed", read_on=READ_ON, url=url
    )


def test_rss_entries_with_their_authors_days_and_texts() -> None:
    feed = read(RSS, url="https://gazette.example/feed.xml")
    assert (feed.title, feed.language) == ("The & Gazette", "en")
    first, second, third = feed.entries
    assert (first.url, first.title, first.id) == ("https://gazette.example/a", "Water rises", "tag:a")
    assert first.authors == ("Jane Doe", "John Roe")
    assert (first.published, first.published_basis) == (DayBounds.on(date(2024, 3, 12)), "feed entry")
    assert first.summary == "Short words"
    assert first.content_html is not None
    assert "Long words." in first.content_html
    assert (second.url, second.published, second.published_basis) == (
        "https://gazette.example/b",
        DayBounds(),
        "none",
    )
    assert (third.url, third.published) == (None, DayBounds())


def test_atom_entries_where_an_update_is_only_a_bound() -> None:
    first, second = read(ATOM).entries
    assert (first.url, first.authors, first.content_html) == (
        "https://notes.example/1",
        ("Jane Doe", "John Roe"),
        "<p>All of it.</p>",
    )
    assert first.published == DayBounds.on(date(2024, 3, 12))
    assert second.published == DayBounds(None, date(2024, 5, 1))
    assert second.published_basis == "feed entry updated (no later than)"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_feeds_in_several_encodings(encoding: str) -> None:
    data = RSS.replace("Gazette", "Gazétte").encode(encoding)
    assert looks_like_feed(data)
    assert read(data).title == "The & Gazétte"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (RSS.encode(), True),
        (ATOM.encode(), True),
        (b"\n" + b" " * 200 + b"<!-- hello --><rss version='0.91'>", True),
        (b"<rdf:RDF xmlns:rdf='x' xmlns='http://purl.org/rss/1.0/'>", True),
        (b"<html><body>rss feed atom</body></html>", False),
        (b"The rss feed", False),
        (b"", False),
        (b" " * 100_000, False),
        (b"<!--" * 20_000, False),
    ],
)
def test_what_looks_like_a_feed(data: bytes, expected: bool) -> None:
    assert looks_like_feed(data) is expected


ENTITY = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (RSS.replace("<rss", f"{ENTITY}<rss", 1).encode(), "document type or entities"),
        (RSS.replace("<rss", f"{ENTITY}<rss", 1).encode("utf-16"), "document type or entities"),
        (
            RSS.replace("<rss", '<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss', 1).encode(),
            "document type or entities",
        ),
        (
            RSS.replace("<rss", f"{ENTITY}<rss", 1).replace("</channel>", "<broken").encode(),
            "document type or entities",
        ),
        (b"<html><body>words</body></html>", "is not a feed"),
        (b"words", "is not a feed"),
        (b"", "is empty"),
        (b"%PDF-1.7", "a PDF file"),
        (b"<rss>" + b" " * (20 * 2**20), "at most 20 MiB of feed"),
    ],
)
def test_what_is_refused_and_why(data: bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as caught:
        read(data)
    assert caught.value.field == "the feed"


def test_a_document_type_behind_another_encoding_is_refused() -> None:
    hidden = (
        "<?xml version='1.0' encoding='utf-7'?>"
        + RSS.split("?>", 1)[1].replace("<rss", f"{ENTITY}<rss", 1).encode("utf-7").decode()
    )
    with pytest.raises(InvalidInput):
        read(hidden)


def test_a_malformed_feed_is_read_as_far_as_it_goes() -> None:
    feed = read(RSS.replace("</channel></rss>", "").replace("&amp;", "&"))
    assert len(feed.entries) == 3


def test_a_feed_of_too_many_entries_is_refused() -> None:
    items = "<item><title>x</title></item>" * 10_001
    with pytest.raises(InvalidInput, match=r"10001 entries \(allowed: at most 10000\)"):
        read(f"<rss version='2.0'><channel>{items}</channel></rss>")


def test_a_feed_never_reads_files_or_addresses(tmp_path: Path) -> None:
    place = tmp_path / "feed.xml"
    place.write_text(RSS, encoding="utf-8")
    for words in (str(place), f"file://{place}", "https://gazette.example/feed"):
        with pytest.raises(InvalidInput, match="is not a feed"):
            read(words)


def test_half_a_surrogate_pair_in_a_title_is_dropped() -> None:
    assert read(RSS.replace("No day", "No&#xD800; day")).entries[1].title == "No day"
