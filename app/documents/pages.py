"""HTML pages: text by trafilatura, metadata from what the page declares, a day that is never guessed."""

from __future__ import annotations

import copy
import re
from datetime import date, datetime
from typing import Any

import htmldate
import trafilatura
from lxml.html import tostring
from trafilatura.metadata import extract_author, extract_title

from app.documents.bylines import authors_in
from app.documents.dates import not_after, parse_day, undated
from app.documents.declared import Declared, read_declared
from app.documents.document import Document, canonical, sha256_of, tidy
from app.documents.marked_authors import marked_authors, persons_among
from app.documents.places import article_elements
from app.domain.days import DayBounds
from app.domain.errors import InvalidInput

_SHORTEST = 25
_FIRST_DAY = "1995-01-01"
_LONGEST_DATE_ELEMENT = 120
_DATE_PLACE = re.compile(
    r"\b(?:date|time|publi\w{0,12}|posted|byline|dateline|meta|timestamp|entry-date)\b|date|pubtime|published",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:updated?|modified|corrected|edited|revised|last\s(?:changed|edited))\b", re.IGNORECASE
)
_URL_DAY = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
_XML_DECLARATION = re.compile(r"^\s{0,99}<\?xml[^>]{0,200}\?>")


def read_page(
    html: str, *, name: str, url: str | None, read_on: date, notes: tuple[str, ...] = ()
) -> Document:
    """A document from a page; raises where there is no readable article."""
    tree = _tree(html)
    if tree is None:
        raise InvalidInput(name, "has no readable article text", allowed="a page with an article")
    declared = read_declared(tree, url=url)
    title = declared.title or _heading(tree)
    published, basis, dated = _published(tree, declared, read_on)
    marked = declared.authors or marked_authors(tree)
    byline = extract_author(copy.copy(tree)) if not marked else None
    page = trafilatura.bare_extraction(tree, url=url, include_comments=False)
    text = (page.text or "").strip() if page is not None and not isinstance(page, dict) else ""
    if len(text) < _SHORTEST:
        raise InvalidInput(name, "has no readable article text", allowed="a page with an article")
    text = canonical(text.replace("\0", ""), name=name)
    return Document(
        text=text,
        sha256=sha256_of(text),
        title=title,
        authors=marked or authors_in(text) or persons_among(byline or ""),
        published=published,
        published_basis=basis,
        language=declared.language,
        url=declared.url,
        source_name=declared.source_name,
        media="html",
        notes=notes + dated,
    )


def _tree(html: str) -> Any:
    # lxml refuses text that still declares an encoding, and trafilatura a lone fragment
    html = _XML_DECLARATION.sub("", html, count=1)
    if "<body" not in html[:200_000].lower() and "<html" not in html[:5000].lower():
        html = f"<html><body><article>{html}</article></body></html>"
    return trafilatura.load_html(html)


def _heading(tree: Any) -> str | None:
    title = extract_title(tree)
    return tidy(title)[:500] or None if title else None


def _published(tree: Any, declared: Declared, read_on: date) -> tuple[DayBounds, str, tuple[str, ...]]:
    """The day, where it was read, and what was left aside; a page's last change is only a bound."""
    notes: list[str] = []
    refused: list[tuple[str, str]] = []
    candidates = [*declared.days, *_marked_days(tree), *_url_day(declared.url)]
    for basis, words in candidates:
        if (day := parse_day(words)) is None:
            continue
        if (past := not_after(day, read_on)) is not None:
            return past, basis, tuple(notes)
        refused.append((basis, words))
        notes.append(f"{basis} says {words[:40]}, which was in the future on {read_on}")
    if (found := _by_htmldate(tree, read_on)) is not None:
        return DayBounds.on(found), "htmldate", tuple(notes)
    for basis, words in declared.changed:
        day = parse_day(words)
        if day is not None and (past := not_after(day, read_on)) is not None:
            # a page is published before it is changed: that is all this says
            return DayBounds(None, past.latest), f"{basis} (no later than)", tuple(notes)
    return DayBounds(), undated(*refused[:2], read_on=read_on), tuple(notes)


def _url_day(url: str | None) -> list[tuple[str, str]]:
    found = _URL_DAY.search(url or "")
    return [("url", f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}")] if found else []


def _marked_days(tree: Any) -> list[tuple[str, str]]:
    """Days of itemprop and time elements that belong to the article itself, in page order."""
    found = []
    for element in _date_elements(tree):
        if _CHANGED.search(_surroundings(element)):
            continue
        words = element.get("datetime") or element.get("content") or element.text_content()
        words = " ".join(words.split()).removeprefix("Published").removeprefix("Posted").strip(" :,")
        place = (
            "itemprop datePublished"
            if element.get("itemprop")
            else "time element"
            if element.tag == "time"
            else "date element"
        )
        found.append((place, words[:_LONGEST_DATE_ELEMENT]))
    return found[:3]


def _surroundings(element: Any) -> str:
    parent = element.getparent()
    before = (parent.text or "") if parent is not None and element.getprevious() is None else ""
    previous = element.getprevious()
    before += (previous.tail or "") if previous is not None else ""
    marks = f"{element.get('itemprop') or ''} {element.get('class') or ''}"
    return f"{marks} {before[-60:]} {element.text_content()[:60]}"


def _date_elements(tree: Any) -> list[Any]:
    """Short elements of the article that are marked as dates."""
    return [element for element in article_elements(tree) if _is_date_place(element)]


def _is_date_place(element: Any) -> bool:
    if element.tag == "time" or (element.get("itemprop") or "").lower() == "datepublished":
        return True
    if element.tag not in {"span", "div", "p", "abbr", "small", "li", "em", "strong", "address"}:
        return False
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    return (
        bool(_DATE_PLACE.search(marks[:300]))
        and len(element) <= 3
        and len(element.text_content()) <= _LONGEST_DATE_ELEMENT
    )


def _by_htmldate(tree: Any, read_on: date) -> date | None:
    """What htmldate reads in the places that pages mark as dates, and nowhere else.

    On a whole page it takes any day in running text, image addresses and copyright lines, even with its
    extensive search off; a forecast's deadline would become its publication date. So it sees only marked,
    short elements, wants the original date rather than the latest change, and is told the day of reading.
    """
    for element in _date_elements(tree):
        if _CHANGED.search(_surroundings(element)) or not any(
            char.isdigit() for char in element.text_content()
        ):
            continue
        lone = copy.deepcopy(element)
        lone.tail = None
        page = f"<html><body><article>{tostring(lone, encoding='unicode')}</article></body></html>"
        words = htmldate.find_date(
            page,
            original_date=True,
            extensive_search=False,
            min_date=_FIRST_DAY,
            max_date=read_on.isoformat(),
            url="",
        )
        if words:
            return datetime.fromisoformat(words).date()
    return None
