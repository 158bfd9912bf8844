"""RSS and Atom bytes to entries; nothing is fetched, and no document type is tolerated."""

from __future__ import annotations

import calendar
import html
import re
import xml.sax
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

import defusedxml.sax
import feedparser
from defusedxml import DefusedXmlException

from app.documents.dates import not_after, parse_day, undated
from app.documents.decoding import decode, is_feed_markup, refuse_binary
from app.documents.document import MAX_BYTES, refuse_over, storable, tidy
from app.documents.names import declared_names
from app.domain.days import DayBounds
from app.domain.errors import InvalidInput

MAX_ENTRIES = 10_000

_DECLARATION = re.compile(r"^\s{0,99}<\?xml[^>]{0,300}\?>")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_REFERENCE = re.compile(r"&#(x[0-9a-f]{1,4000}|[0-9]{1,4000});?", re.IGNORECASE)
_ROOT = re.compile(r"<[a-z]", re.IGNORECASE)
_TEXTUAL = frozenset({"text/html", "application/xhtml+xml", "text/plain"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed; `content_html` is its whole text where the feed carries it."""

    url: str | None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: DayBounds = field(default_factory=DayBounds)
    published_basis: str = "none"
    summary: str | None = None
    content_html: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed's title, language and entries, in the feed's order."""

    title: str | None
    entries: tuple[Entry, ...]
    language: str | None = None


def looks_like_feed(data: bytes) -> bool:
    """Whether the bytes begin like RSS or Atom, in any common encoding."""
    head = data[:65536].lstrip(b"\xef\xbb\xbf\xfe\xff").replace(b"\0", b"")
    return is_feed_markup(head.decode("latin-1").lstrip())


def parse_feed(
    data: bytes, *, name: str, read_on: date, charset: str | None = None, url: str | None = None
) -> Feed:
    """The entries of an RSS or Atom feed; links are completed against `url`, days after `read_on` dropped.

    Raises InvalidInput for anything else, for a document type or entities, and for over MAX_ENTRIES entries.
    """
    refuse_over(len(data), MAX_BYTES, name=name, what="feed")
    refuse_binary(data, name=name)
    text = _DECLARATION.sub(
        "", decode(data, name=name, charset=charset).text.lstrip("\ufeff"), count=1
    ).lstrip()
    # checked and parsed are the same bytes in the same encoding, so no label can make the two disagree
    plain = _REFERENCE.sub(_sound, text).encode("utf-8", "replace")
    _refuse_dtd(plain, text, name=name)
    if not looks_like_feed(plain):
        raise InvalidInput(name, "is not a feed", allowed="RSS or Atom")
    parsed = _parsed(plain, name=name)
    if len(parsed.entries) > MAX_ENTRIES:
        raise InvalidInput(name, f"has {len(parsed.entries)} entries", allowed=f"at most {MAX_ENTRIES}")
    return Feed(
        title=_words(parsed.feed.get("title")),
        entries=tuple(_entry(entry, base=url, read_on=read_on) for entry in parsed.entries),
        language=(parsed.feed.get("language") or "").partition("-")[0].lower() or None,
    )


def _parsed(data: bytes, *, name: str) -> Any:
    """What feedparser makes of the bytes, as a stream: it would open a string as a path or an address."""
    refusal = InvalidInput(name, "is not a feed that can be read", allowed="RSS or Atom")
    try:
        parsed = feedparser.parse(
            BytesIO(data), response_headers={"content-type": "application/xml; charset=utf-8"}
        )
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError) as error:
        raise refusal from error  # its lenient parser trips over some malformed markup
    if not parsed.get("version"):
        raise refusal
    return parsed


def _sound(reference: re.Match[str]) -> str:
    """A character reference as it stands, or nothing where there is no such character."""
    digits = reference[1].lower()
    code = int(digits[1:], 16) if digits.startswith("x") else int(digits)
    return reference[0] if 0 < code < 0xD800 or 0xE000 <= code <= 0x10FFFF else ""


def _refuse_dtd(data: bytes, text: str, *, name: str) -> None:
    refusal = InvalidInput(name, "carries a document type or entities", allowed="a feed without a DTD")
    try:
        defusedxml.sax.parse(BytesIO(data), xml.sax.ContentHandler(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise refusal from error
    except xml.sax.SAXException:
        # feeds are often malformed and read all the same; then a DTD is refused by its look
        root = _ROOT.search(text)
        prolog = text[: root.start()] if root else text
        if "<!doctype" in prolog.lower() or "<!entity" in text.lower():
            raise refusal from None


def _entry(entry: Any, *, base: str | None, read_on: date) -> Entry:
    published, basis = _published(entry, read_on)
    content = next(
        (
            part.get("value")
            for part in entry.get("content", ())
            if part.get("type") in _TEXTUAL and part.get("value")
        ),
        None,
    )
    return Entry(
        url=_link(entry, base),
        title=_words(entry.get("title")),
        authors=_authors(entry),
        published=published,
        published_basis=basis,
        summary=_words(entry.get("summary")),
        content_html=storable(content) if content else None,
        id=tidy(entry.get("id") or "") or None,
    )


def _link(entry: Any, base: str | None) -> str | None:
    try:
        link = urljoin(base or "", tidy(entry.get("link") or ""))
        parts = urlsplit(link)
    except ValueError:
        return None
    return link if parts.scheme in {"http", "https"} and parts.hostname else None


def _authors(entry: Any) -> tuple[str, ...]:
    listed = [person.get("name") or "" for person in entry.get("authors", ())]
    named = [
        name
        for value in listed or [entry.get("author") or ""]
        for name in declared_names(_words(value) or "")
    ]
    return tuple(dict.fromkeys(named))


def _published(entry: Any, read_on: date) -> tuple[DayBounds, str]:
    refused: list[tuple[str, str]] = []
    day = _day(entry, "published")
    if day is not None and (past := not_after(day, read_on)) is not None:
        return past, "feed entry"
    if day is not None:
        refused.append(("feed entry", tidy(entry.get("published") or str(day.earliest))))
    day = _day(entry, "updated") if "updated" in entry else None
    if day is not None and (past := not_after(day, read_on)) is not None:
        return DayBounds(None, past.latest), "feed entry updated (no later than)"
    return DayBounds(), undated(*refused, read_on=read_on)


def _day(entry: Any, key: str) -> DayBounds | None:
    if (words := entry.get(key)) and (day := parse_day(words)) is not None:
        return day
    if (moment := entry.get(f"{key}_parsed")) is None:
        return None
    try:
        return DayBounds.on(datetime.fromtimestamp(calendar.timegm(moment), UTC).date())
    except (ValueError, OverflowError, OSError):
        return None


def _words(value: str | None) -> str | None:
    """A title or summary without its markup."""
    return tidy(html.unescape(_TAG.sub(" ", value or ""))) or None
