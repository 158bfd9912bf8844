"""What a person names becomes articles, and whatever is wrong with one is said of that one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.days import DayBounds
from app.domain.errors import InvalidInput
from app.fetch import Fetcher
from app.services.ingestion import Given
from app.services.intake import Came, Intake, Item, expand, expand_bytes, fetch_document, local_path, take
from app.storage.database import Database

TEXT = "Water and its ways\n\nBy Jane Doe\n\nThe town will probably flood before June 2027.\n"
FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Gazette</title>
<item><title>Floods</title><content:encoded>&lt;p&gt;The town will probably flood before June 2027, the
engineers say, and whoever lives below the bridge should move.&lt;/p&gt;</content:encoded></item>
<item><title>Nothing</title></item><item></item></channel></rss>"""


def clock() -> datetime:
    return datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def intake(database: Database) -> Intake:
    return Intake(database, Fetcher(resolver=lambda *_: []), "cli", clock)


def every(intake: Intake, target: str, given: Given | None = None) -> list[Came]:
    return [item if isinstance(item, Came) else take(intake, item, given) for item in expand(intake, target)]


def test_a_feed_in_a_folder_is_read_as_a_feed(intake: Intake, tmp_path: Path) -> None:
    inside = tmp_path / "articles"
    inside.mkdir()
    (inside / "a.txt").write_text(TEXT)
    (inside / "b.xml").write_text(FEED)
    (inside / "c.json").write_text('{"rows": [1]}')
    text, entry, untitled, empty, data = every(intake, str(inside))
    assert (text.item, text.error) == (str(inside / "a.txt"), None)
    assert (entry.item, entry.error) == (f"{inside / 'b.xml'}: Floods", None)
    assert untitled.error == f"{inside / 'b.xml'}: Nothing: has neither a link nor a text"
    assert empty.error == f"{inside / 'b.xml'}: entry 3: has neither a link nor a text"
    assert data.error is not None
    assert data.error.startswith(f"{inside / 'c.json'}: is JSON, not an article")


def test_a_broken_feed_is_one_error(intake: Intake, tmp_path: Path) -> None:
    (tmp_path / "b.xml").write_text('<!DOCTYPE rss [<!ENTITY a "b">]>' + FEED[21:])
    [came] = every(intake, str(tmp_path / "b.xml"))
    assert came.error is not None
    assert came.error.startswith(f"{tmp_path / 'b.xml'}: carries a document type")


def test_an_entry_that_cannot_be_fetched_names_its_feed(intake: Intake, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text("<rss version='2.0'><channel><item><link>http://10.0.0.1/a</link></item></channel></rss>")
    [came] = every(intake, str(path))
    assert came.item == "http://10.0.0.1/a"
    assert came.error is not None
    assert came.error.startswith(f"{path}: http://10.0.0.1/a: ")
    assert came.error.count("http://10.0.0.1/a") == 1


def test_bytes_that_came_in_are_an_article_or_a_feed(intake: Intake) -> None:
    [item] = expand_bytes(intake, TEXT.encode(), name="stdin")
    assert isinstance(item, Item)
    came = take(intake, item)
    assert (came.item, came.error) == ("stdin", None)
    names = [
        item.name if isinstance(item, Item) else item.item
        for item in expand_bytes(intake, FEED.encode(), name="stdin")
    ]
    assert names == ["stdin: Floods", "stdin: Nothing", "stdin: entry 3"]


def test_an_error_names_its_item_once(intake: Intake, tmp_path: Path) -> None:
    path = tmp_path / "c.txt"
    path.write_text("By Jane Doe\n\n1 May 1701\n\nIt will probably rain.\n")
    [came] = every(intake, str(path), Given(published=DayBounds.on(clock().date().replace(year=2031))))
    assert came.error is not None
    assert came.error.startswith(f"{path}: published_on: 2031-11-22 is no day of publication")
    assert came.error.count("c.txt") == 1


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("", "target: is empty (allowed: a file, a folder or an address)"),
        ("  ", "target: is empty"),
        ("file:///tmp/x", "file:///tmp/x: file: addresses are not read (allowed: http:// and https://"),
        ("ftp://example.com/x", "ftp: addresses are not read"),
        ("nowhere.txt", "no file, folder or address nowhere.txt"),
    ],
)
def test_what_is_no_target_is_refused(intake: Intake, target: str, words: str) -> None:
    [came] = every(intake, target)
    assert came.error is not None
    assert words in came.error


def test_an_empty_target_is_not_the_working_folder() -> None:
    with pytest.raises(InvalidInput, match="is empty"):
        local_path("")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://example.com:22/", "port 22 is refused"),
        ("http://10.0.0.1/", "is not, or does not stay, an address of a public website"),
        ("http://user:secret@example.com/", "is not, or does not stay, an address of a public website"),
        ("http://localhost/", "names no public host"),
    ],
)
def test_a_refused_address_says_what_is_allowed(intake: Intake, url: str, why: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        fetch_document(intake.fetcher, url, name=url, read_on=intake.today)
    assert caught.value.detail == why
    assert "on ports 80 and 443" in str(caught.value.allowed)
    assert "secret" not in caught.value.message
    [came] = every(intake, url)
    assert why in str(came.error)
    assert "secret" not in str(came.error)
