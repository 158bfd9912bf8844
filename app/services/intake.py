"""From what a person names (a file, a folder, an address, a feed) to articles in the record, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date
from pathlib import Path

from app.documents import (
    Document,
    Entry,
    Feed,
    looks_like_feed,
    parse_untrusted_feed,
    read_bytes,
    read_untrusted,
)
from app.domain.days import DayBounds
from app.domain.errors import ForeseenError, InvalidInput, NotFound
from app.fetch import Fetcher
from app.services.curation import Named
from app.services.ingestion import Given, Ingested, ingest
from app.storage.database import Database
from app.storage.record import Clock, system_clock

MAX_FILE_BYTES = 20 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article to come: a file, an address, or a feed's entry."""

    name: str
    path: Path | None = None
    url: str | None = None
    entry: Entry | None = None
    document: Document | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of one item: an article or an error, never both."""

    item: str
    article: Ingested | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything that taking articles in needs."""

    database: Database
    fetcher: Fetcher
    actor: str
    clock: Clock = system_clock

    @property
    def today(self) -> date:
        """The day nothing can be published after."""
        return self.clock().astimezone(UTC).date()


def expand(intake: Intake, target: str) -> Iterator[Item | Came]:
    """The items a target names; a target that cannot be read is an error among the items."""
    try:
        if target.startswith(("http://", "https://")):
            yield from _expand_url(intake, target)
        else:
            yield from _expand_path(intake, Path(target))
    except ForeseenError as error:
        yield Came(item=target, error=error.message)
    except OSError as error:
        yield Came(item=target, error=f"{target}: {error.strerror or error}")


def _expand_path(intake: Intake, path: Path) -> Iterator[Item | Came]:
    if path.is_dir():
        inside = sorted(found for found in path.rglob("*") if not _hidden(found, path) and found.is_file())
        if not inside:
            raise InvalidInput(str(path), "is an empty folder")
        for found in inside:
            yield Item(name=str(found), path=found)
        return
    if not path.exists():
        raise NotFound("file, folder or address", str(path))
    data = _read_file(path)
    if looks_like_feed(data):
        yield from _entries(parse_untrusted_feed(data, name=str(path), read_on=intake.today))
    else:
        yield Item(name=str(path), path=path)


def _hidden(found: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in found.relative_to(folder).parts)


def _read_file(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        size = path.stat().st_size / 2**20
        raise InvalidInput(str(path), f"is {size:.0f} MiB", allowed=f"up to {MAX_FILE_BYTES // 2**20} MiB")
    return data


def _expand_url(intake: Intake, url: str) -> Iterator[Item | Came]:
    fetched = intake.fetcher.fetch(url)
    if looks_like_feed(fetched.body):
        feed = parse_untrusted_feed(
            fetched.body, name=url, read_on=intake.today, charset=fetched.charset, url=fetched.final_url
        )
        yield from _entries(feed)
        return
    document = read_untrusted(
        fetched.body,
        name=url,
        read_on=intake.today,
        media_type=fetched.media_type,
        charset=fetched.charset,
        url=fetched.final_url,
    )
    yield Item(name=url, url=url, document=document)


def _entries(feed: Feed) -> Iterator[Item | Came]:
    for position, entry in enumerate(feed.entries, start=1):
        name = entry.url or entry.title or f"entry {position}"
        if entry.url is None and entry.content_html is None:
            yield Came(item=name, error=f"{name}: has neither a link nor a text")
        else:
            yield Item(name=name, url=entry.url, entry=entry)


def take(intake: Intake, item: Item, given: Given | None = None) -> Came:
    """Take one item in; whatever is wrong with it is said, and nothing of it stays."""
    try:
        document = item.document or _load(intake, item)
        said = given or Given()
        if item.entry is not None:
            document = _with_entry(document, item.entry)
        if item.url is not None and said.url is None:
            said = replace(said, url=document.url or item.url)
        article = ingest(intake.database, document, said, actor=intake.actor, clock=intake.clock)
    except ForeseenError as error:
        return Came(item=item.name, error=error.message)
    except OSError as error:
        return Came(item=item.name, error=f"{item.name}: {error.strerror or error}")
    return Came(item=item.name, article=article)


def _load(intake: Intake, item: Item) -> Document:
    if item.path is not None:
        return parse(_read_file(item.path), name=item.name, read_on=intake.today)
    if item.url is None:
        return _embedded(intake, item)
    try:
        fetched = intake.fetcher.fetch(item.url)
        return read_untrusted(
            fetched.body,
            name=item.name,
            read_on=intake.today,
            media_type=fetched.media_type,
            charset=fetched.charset,
            url=fetched.final_url,
        )
    except ForeseenError:
        if item.entry is None or item.entry.content_html is None:
            raise
        # The feed carries the whole text: the page itself is not needed.
        return _embedded(intake, item)


def _embedded(intake: Intake, item: Item) -> Document:
    content = item.entry.content_html if item.entry else None
    if content is None:
        raise InvalidInput(item.name, "has neither a link nor a text")
    page = f"<html><body><article>{content}</article></body></html>"
    return read_untrusted(
        page.encode(), name=item.name, read_on=intake.today, media_type="text/html", charset="utf-8"
    )


def parse(data: bytes, *, name: str, read_on: date, media_type: str | None = None) -> Document:
    """An article from a caller's bytes; markup goes through the child process."""
    markup = media_type == "text/html" or data.lstrip()[:1] == b"<"
    reader: Callable[..., Document] = read_untrusted if markup else read_bytes
    return reader(data, name=name, read_on=read_on, media_type=media_type)


def _with_entry(document: Document, entry: Entry) -> Document:
    """What the page does not say, its feed may."""
    dated = document.published != DayBounds()
    return replace(
        document,
        title=document.title or entry.title,
        authors=document.authors or entry.authors,
        published=document.published if dated else entry.published,
        published_basis=document.published_basis if dated else entry.published_basis,
    )


def named(authors: list[str] | tuple[str, ...] | None) -> tuple[Named, ...] | None:
    """Authors as the caller names them."""
    return tuple(Named(name) for name in authors) if authors else None
