"""Who wrote a page, by the elements it marks as its byline; names follow the rules of plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from app.documents.names import names_in, organisation_in, person_name
from app.documents.places import article_elements

_LONGEST = 240
_BYLINE = re.compile(r"(?<![a-z])by-?line(?![a-z])", re.IGNORECASE)
_AUTHOR = re.compile(r"(?<![\w-])(?:authors?|author[-_]{1,2}names?|p-author|fn)(?![\w-])", re.IGNORECASE)
_BY = re.compile(r"^(?:(?:written|story|words|text|posted)\s)?by\b[\s:,|]*", re.IGNORECASE)
_BLOCKS = frozenset(
    {"address", "br", "dd", "div", "dt", "h2", "h3", "h4", "h5", "h6", "li", "p", "time", "ul"}
)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg"})
_BLANKS = re.compile(r"\s+")
_COMMAS = re.compile(r"(?:\s?,)+\s?")
_AND = re.compile(r",?\s?\band\b,?\s", re.IGNORECASE)
# how far from the first marked name its co-authors may stand
_NEAR = 2


def marked_authors(tree: Any) -> tuple[str, ...]:
    """The authors that the article's byline elements name; empty where they name none surely."""
    marked = [(element, said) for element in article_elements(tree) if (said := _said_by(element))]
    if not marked:
        return ()
    first, _ = marked[0]
    near = {id(first), *(id(one) for up in _nearby(first) for one in up.iter())}
    names = [name for element, said in marked if id(element) in near for name in said]
    people = [name for name in names if organisation_in(name) is None]
    return tuple(dict.fromkeys(people or names))


def persons_among(joined: str) -> tuple[str, ...]:
    """Those of several names joined by semicolons that are surely a person's, or else an organisation's."""
    parts = [part.strip() for part in joined.split(";")]
    people = [name for part in parts if (name := person_name(part)) is not None]
    houses = [name for part in parts if (name := organisation_in(part)) is not None]
    return tuple(dict.fromkeys(people or houses))


def _said_by(element: Any) -> tuple[str, ...]:
    """The names in an element, if it is marked as a byline or an author."""
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
    author = (
        "author" in f"{element.get('rel') or ''} {element.get('itemprop') or ''}".lower().split()
        or _AUTHOR.search(marks) is not None
    )
    if not author and _BYLINE.search(marks) is None:
        return ()
    words = _words(element)
    return names_in(_BY.sub("", words), labelled=author) if len(words) <= _LONGEST else ()


def _words(element: Any) -> str:
    """The element's text, with a comma where two pieces touch or stand in blocks of their own."""
    words = ""
    for raw in _pieces(element):
        piece = _BLANKS.sub(" ", raw)
        words += ", " if words[-1:].isalpha() and piece[:1].isalpha() else ""
        words += piece
        if len(words) > 2 * _LONGEST:
            break
    return _AND.sub(" and ", _COMMAS.sub(", ", words)).strip(" ,")


def _pieces(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        block = child.tag in _BLOCKS
        if block:
            yield ", "
        if isinstance(child.tag, str) and child.tag not in _UNSEEN:
            yield from _pieces(child)
        if block:
            yield ", "
        yield child.tail or ""


def _nearby(element: Any) -> Iterator[Any]:
    for _, up in zip(range(_NEAR), element.iterancestors(), strict=False):
        if up.tag in {"article", "main", "body", "html"}:
            return
        yield up
