"""Plain text: the file's own characters are the article; title, byline and day are read, never removed."""

from __future__ import annotations

import re
from datetime import date

from app.documents.bylines import authors_in
from app.documents.dates import not_after, parse_day, undated
from app.documents.document import Document, canonical, sha256_of
from app.domain.days import DayBounds

_HEAD_LINES = 10
_BARE_LINES = 5
_TAIL_LINES = 3
_LONGEST_TITLE = 120

_DATED = re.compile(
    r"^(?:(?:first\s)?published|posted|publication\sdate|date\sof\spublication|published\sdate|date)(?:\son)?\s{0,3}:?\s{1,5}(?P<day>\S.{3,60})$",
    re.IGNORECASE,
)
_BESIDE_NAME = re.compile(r"^by\s.{3,90}?(?:[|•·–—,]|\s-)\s{0,3}(?P<day>[^|•·–—]{6,40})$", re.IGNORECASE)


def read_plain(text: str, *, name: str, read_on: date, notes: tuple[str, ...] = ()) -> Document:
    """A document from plain text, whose offsets are the file's own up to NFC and line ends."""
    text = canonical(text, name=name)
    published, basis = _published(text, read_on)
    return Document(
        text=text,
        sha256=sha256_of(text),
        title=_title(text),
        authors=authors_in(text),
        published=published,
        published_basis=basis,
        media="plain",
        notes=notes,
    )


def _title(text: str) -> str | None:
    """A short first line that ends like a title and stands alone above more text."""
    first, _, rest = text.lstrip().partition("\n")
    first = first.strip()
    if first.startswith("# "):
        return first[2:].strip(" #") or None
    if not rest.startswith("\n") or not rest.strip() or len(first) > _LONGEST_TITLE or len(first.split()) < 2:
        return None
    if first[-1] in ".,;:!…" or not (first[0].isupper() or first[0].isdigit() or first[0] in "\"'“‘"):
        return None
    if authors_in(first) or parse_day(first) or _DATED.match(first):
        return None
    return first


def _published(text: str, read_on: date) -> tuple[DayBounds, str]:
    """The day a line of its own states near the top or, with a label, at the end."""
    lines = [line for line in (raw.strip() for raw in text.split("\n")) if line]
    refused: list[tuple[str, str]] = []
    for line in lines[:_HEAD_LINES] + lines[-_TAIL_LINES:]:
        for pattern, basis in ((_DATED, "text line"), (_BESIDE_NAME, "byline")):
            match = pattern.match(line[:200])
            if match is None or (stated := _stated(match["day"])) is None:
                continue
            if (day := not_after(stated, read_on)) is not None:
                return day, basis
            refused.append((basis, match["day"]))
    # two different bare days are a chronology, not a publication date
    bare = {day: line for line in lines[:_BARE_LINES] if (day := _stated(line))}
    past = {known for day in bare if (known := not_after(day, read_on))}
    if len(past) == 1:
        return past.pop(), "text line"
    refused += [("text line", line) for day, line in bare.items() if not_after(day, read_on) is None]
    return DayBounds(), undated(*dict.fromkeys(refused), read_on=read_on)


def _stated(words: str) -> DayBounds | None:
    return parse_day(words.strip(" .()"))
