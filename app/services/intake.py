"""From what a person names (a file, a folder, an address, a feed) to articles in the record, one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date
from pathlib import Path
from urllib.parse import urlsplit

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
from app.fetch import AddressRefused, Fetched, Fetcher
from app.model import Model
from app.services.curation import Named
from app.services.ingestion import Article, Given, Ingested, Reader, ingest_article, prepare
from app.storage.database import Database
from app.storage.record import Clock, system_clock

MAX_FILE_BYTES = 20 * 2**20

_HEAD_BYTES = 65_536
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/")
_ADDRESSES = "http:// and https:// addresses of public websites, without a password, on ports 80 and 443"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article to come: a file, bytes, an address, or an entry of the feed of that name."""

    name: str
    feed: str | None = None
    data: bytes | None = None
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
    model: Model | None = None

    @property
    def today(self) -> date:
        """The day nothing can be published after."""
        return self.clock().astimezone(UTC).date()


def is_address(target: str) -> bool:
    """Whether a target is to be fetched."""
    return target.lower().startswith(("http://", "https://"))


def local_path(target: str) -> Path:
    """The path a target names; an empty one would be the whole working folder."""
    if not target.strip():
        raise InvalidInput("target", "is empty", allowed="a file, a folder or an address")
    if scheme := _SCHEME.match(target):
        problem = f"{scheme[1].lower()}: addresses are not read"
        raise InvalidInput(target, problem, allowed="http:// and https:// addresses, or a plain path")
    return Path(target)


def expand(intake: Intake, target: str) -> Iterator[Item | Came]:
    """The items a target names; a target that cannot be read is an error among the items."""
    try:
        if is_address(target):
            yield from _expand_url(intake, target)
        else:
            yield from _expand_path(intake, local_path(target))
    except ForeseenError as error:
        yield Came(item=target, error=_named(target, error))
    except OSError as error:
        yield Came(item=target, error=f"{target}: {error.strerror or error}")


def expand_bytes(intake: Intake, data: bytes, *, name: str) -> Iterator[Item | Came]:
    """The items in bytes that came in by themselves: one article, or a feed's entries."""
    if not looks_like_feed(data):
        yield Item(name=name, data=data)
        return
    try:
        yield from _entries(parse_untrusted_feed(data, name=name, read_on=intake.today), name=name)
    except ForeseenError as error:
        yield Came(item=name, error=_named(name, error))


def _named(name: str, error: ForeseenError, *, feed: str | None = None) -> str:
    """The message with the item in front, once, and with the feed in which it stood."""
    # an address is said as it may be shown, without its password
    says_whose = error.message.startswith(f"{name}:") or is_address(error.message)
    message = (
        error.message if says_whose or error.message.endswith(f" {name}") else f"{name}: {error.message}"
    )
    return message if feed is None or message.startswith(f"{feed}:") else f"{feed}: {message}"


def _expand_path(intake: Intake, path: Path) -> Iterator[Item | Came]:
    if path.is_dir():
        inside = sorted(found for found in path.rglob("*") if not _hidden(found, path) and found.is_file())
        if not inside:
            raise InvalidInput(str(path), "is an empty folder")
        for found in inside:
            yield from _expand_file(intake, found)
        return
    if not path.exists():
        raise NotFound("file, folder or address", str(path))
    yield from _expand_file(intake, path)


def _expand_file(intake: Intake, path: Path) -> Iterator[Item | Came]:
    """One file: an article, or the entries of a feed; of what is no feed only the head is read here."""
    name = str(path)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
        if looks_like_feed(head):
            yield from expand_bytes(intake, read_file(path), name=name)
        else:
            yield Item(name=name, path=path)
    except ForeseenError as error:
        yield Came(item=name, error=_named(name, error))
    except OSError as error:
        yield Came(item=name, error=f"{name}: {error.strerror or error}")


def _hidden(found: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in found.relative_to(folder).parts)


def read_file(path: Path) -> bytes:
    """A file's bytes, unless it is larger than any article."""
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        size = path.stat().st_size / 2**20
        raise InvalidInput(str(path), f"is {size:.0f} MiB", allowed=f"up to {MAX_FILE_BYTES // 2**20} MiB")
    return data


def _expand_url(intake: Intake, url: str) -> Iterator[Item | Came]:
    fetched = _fetch(intake.fetcher, url)
    if looks_like_feed(fetched.body):
        feed = parse_untrusted_feed(
            fetched.body, name=url, read_on=intake.today, charset=fetched.charset, url=fetched.final_url
        )
        yield from _entries(feed, name=url)
        return
    yield Item(name=url, url=url, document=_page(fetched, name=url, read_on=intake.today))


def fetch_document(fetcher: Fetcher, url: str, *, name: str, read_on: date) -> Document:
    """The article at an address."""
    return _page(_fetch(fetcher, url), name=name, read_on=read_on)


def _fetch(fetcher: Fetcher, url: str) -> Fetched:
    """The page at an address; a refusal says what would be allowed."""
    try:
        return fetcher.fetch(url)
    except AddressRefused as error:
        why = _port_refused(url) or error.why
        raise InvalidInput(error.url, why, allowed=_ADDRESSES) from error


def _port_refused(url: str) -> str | None:
    try:
        port = urlsplit(url).port
    except ValueError:
        return "its port is no port"
    return f"port {port} is refused" if port not in {None, 80, 443} else None


def _page(fetched: Fetched, *, name: str, read_on: date) -> Document:
    return read_untrusted(
        fetched.body,
        name=name,
        read_on=read_on,
        media_type=fetched.media_type,
        charset=fetched.charset,
        url=fetched.final_url,
    )


def _entries(feed: Feed, *, name: str) -> Iterator[Item | Came]:
    for position, entry in enumerate(feed.entries, start=1):
        known_as = entry.url or f"{name}: {entry.title or f'entry {position}'}"
        if entry.url is None and entry.content_html is None:
            yield Came(item=known_as, error=f"{known_as}: has neither a link nor a text")
        else:
            yield Item(name=known_as, feed=name, url=entry.url, entry=entry)


def take(intake: Intake, item: Item, given: Given | None = None) -> Came:
    """Take one item in; whatever is wrong with it is said, and nothing of it stays."""
    opened = open_item(intake, item, given)
    return opened if isinstance(opened, Came) else write_down(intake, opened)


@dataclass(frozen=True, slots=True)
class Opened:
    """An item whose article is prepared, and what its caller said of it."""

    item: Item
    article: Article
    said: Given


def open_item(intake: Intake, item: Item, given: Given | None = None) -> Opened | Came:
    """The article of an item, before it is read for forecasts."""
    try:
        document = item.document or _load(intake, item)
        said = given or Given()
        if item.entry is not None:
            document = _with_entry(document, item.entry)
        if item.url is not None and said.url is None:
            said = replace(said, url=document.url or item.url)
        return Opened(item, prepare(document, said, read_on=intake.today), said)
    except (ForeseenError, OSError) as error:
        return _failed(item, error)


def write_down(intake: Intake, opened: Opened, reader: Reader | None = None) -> Came:
    """Read an opened item for forecasts and take it into the record."""
    try:
        article = ingest_article(
            intake.database,
            opened.article,
            opened.said,
            actor=intake.actor,
            clock=intake.clock,
            model=intake.model,
            reader=reader,
        )
    except (ForeseenError, OSError) as error:
        return _failed(opened.item, error)
    return Came(item=opened.item.name, article=article)


def _failed(item: Item, error: ForeseenError | OSError) -> Came:
    if isinstance(error, ForeseenError):
        return Came(item=item.name, error=_named(item.name, error, feed=item.feed))
    return Came(item=item.name, error=f"{item.name}: {error.strerror or error}")


def _load(intake: Intake, item: Item) -> Document:
    if item.data is not None:
        return parse(item.data, name=item.name, read_on=intake.today)
    if item.path is not None:
        return parse(read_file(item.path), name=item.name, read_on=intake.today)
    if item.url is None:
        return _embedded(intake, item)
    try:
        return fetch_document(intake.fetcher, item.url, name=item.name, read_on=intake.today)
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
    dated = document.published != DayBounds() or entry.published_basis == "none"
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
