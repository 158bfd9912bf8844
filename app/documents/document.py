"""One article as frozen text with what is known about it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field

from app.domain.days import DayBounds
from app.domain.errors import InvalidInput
from app.domain.text import clean_text, has_visible

MAX_PLAIN_BYTES = 5 * 2**20
MAX_BYTES = 20 * 2**20

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article's canonical text and metadata; `published_basis` says where the day was read."""

    text: str
    sha256: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: DayBounds = field(default_factory=DayBounds)
    published_basis: str = "none"
    language: str | None = None
    url: str | None = None
    source_name: str | None = None
    media: str = "plain"
    notes: tuple[str, ...] = ()


def canonical(text: str, *, name: str = "text") -> str:
    """The text in NFC with LF line ends and no byte order mark; nothing else moves, so offsets stay valid."""
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise InvalidInput(name, f"contains a NUL character at position {text.index(chr(0))}", allowed="text")
    if found := _SURROGATE.search(text):
        raise InvalidInput(
            name,
            f"contains half of a surrogate pair at position {found.start()}",
            allowed="well-formed Unicode",
        )
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not has_visible(text):
        raise InvalidInput(name, "is empty", allowed="text with at least one visible character")
    return text


def tidy(words: str) -> str:
    """A title, a name or the like on one line, in NFC, without characters that nobody sees."""
    return clean_text(storable(words))


def storable(words: str) -> str:
    """The words without what no database stores: NUL and half surrogate pairs."""
    return _SURROGATE.sub("", words.replace("\0", ""))


def sha256_of(text: str) -> str:
    """The SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def refuse_over(size: int, limit: int, *, name: str, what: str) -> None:
    """Raise if `size` bytes of `what` are more than `limit`."""
    if size > limit:
        allowed = f"at most {limit // 2**20} MiB of {what}"
        raise InvalidInput(name, f"is {size / 2**20:.1f} MiB", allowed=allowed)
