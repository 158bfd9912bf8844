"""From bytes of unknown make to text: what kind of file it is, and in which encoding."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from typing import Literal

from charset_normalizer import from_bytes

from app.domain.errors import InvalidInput

_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF media file"),
    (b"PK\x03\x04", "a ZIP archive (or an Office document or e-book, which are ZIP archives)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "a Rich Text file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"%!PS", "a PostScript file"),
    (b"ID3", "an MP3 file"),
    (b"OggS", "an Ogg media file"),
)
# UTF-32 first: its little-endian mark begins with UTF-16's
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = re.compile(
    rb"""<meta\s[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""", re.IGNORECASE
)
_XML_ENCODING = re.compile(rb"""^\s{0,99}<\?xml[^>]{0,99}encoding=["']([\w.:-]{1,40})""")
# browsers read these labels as Windows-1252, and so do the people who use them
_WINDOWS_1252 = {"iso8859-1", "ascii"}
_UTF8_FAMILY = {"utf-8", "utf-8-sig"}
_WESTERN = frozenset("ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸÑÁÍÓÚßÆŒØÅÃÕàâäçéèêëîïôöùûüÿñáíóúæœøåãõ‘’“”„‚…–—•€£¥§©®°«»¿¡·†™\xa0½¼×")
_LEAST_COHERENCE = 0.4

_HTML_START = re.compile(
    r"\A(?:<\?xml[^>]{0,200}>|<!--.{0,2000}?-->|\s++){0,40}+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_BLOCK = re.compile(
    r"<(?:html|head|body|article|main|section|div|p|h[1-6]|br|table|ul|ol|blockquote)\b[^<>]*>", re.IGNORECASE
)
_ANY_TAG = re.compile(r"</?[a-z][a-z0-9]{0,15}\b[^<>]*>", re.IGNORECASE)

Kind = Literal["plain", "html", "feed", "xml"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding that gave it, and what a reader should know about that choice."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def refuse_binary(data: bytes, *, name: str) -> None:
    """Raise if the bytes are empty or carry the signature of something that is no text."""
    if not data.strip(b" \t\r\n\0"):
        raise InvalidInput(name, "is empty", allowed="an article as plain text or HTML")
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise InvalidInput(name, f"is {what}", allowed="plain text, HTML, RSS or Atom")
    if data[4:8] == b"ftyp":
        raise InvalidInput(name, "is a video or image file", allowed="plain text, HTML, RSS or Atom")


def decode(data: bytes, *, name: str, charset: str | None) -> Decoded:
    """The text of `data`: by its byte order mark, its declared encoding, UTF-8, and only then by a guess."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_strict(data[len(mark) :], encoding, name=name), name=name)
    declared = _declared(data, charset)
    utf8 = _try(data, "utf-8")
    if declared is not None:
        label, codec = declared
        if codec is None:
            if utf8 is None:
                raise InvalidInput(
                    name, f"declares the encoding {label!r}, which nobody knows", allowed="UTF-8"
                )
            return _checked(
                Decoded(utf8, "utf-8", (f"declared {label!r} is no encoding, read as UTF-8",)), name=name
            )
        # valid UTF-8 beyond ASCII is never an accident, while a wrong label is common
        if (
            utf8 is not None
            and codec not in _UTF8_FAMILY
            and not data.isascii()
            and not codec.startswith("utf-")
        ):
            return _checked(Decoded(utf8, "utf-8", (f"declared as {label!r} but is UTF-8",)), name=name)
        if codec not in _UTF8_FAMILY:
            return _checked(_strict(data, codec, name=name), name=name)
    if utf8 is not None:
        return _checked(Decoded(utf8, "utf-8"), name=name)
    if declared is not None and charset is not None:
        _strict(data, "utf-8", name=name)
    return _checked(_guess(data, name=name), name=name)


def _declared(data: bytes, charset: str | None) -> tuple[str, str | None] | None:
    label = charset
    if label is None and (found := _META_CHARSET.search(data[:4096]) or _XML_ENCODING.match(data[:400])):
        label = found[1].decode("ascii", "replace")
        # a meta element that could be read at all is not UTF-16, whatever it says (as browsers have it)
        label = "utf-8" if label.lower().startswith("utf-16") else label
    if label is None:
        return None
    try:
        info = codecs.lookup(label.strip().strip("\"'"))
    except (LookupError, ValueError):
        return label, None
    # Python counts base64, rot13 and the like as codecs; they are no encodings of text
    if not info._is_text_encoding or info.name in {
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
    }:
        return label, None
    return label, "cp1252" if info.name in _WINDOWS_1252 else info.name


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _strict(data: bytes, encoding: str, *, name: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeError as error:
        where = f" at byte {error.start}" if isinstance(error, UnicodeDecodeError) else ""
        raise InvalidInput(
            name, f"is not valid {encoding}{where}", allowed="UTF-8, or the encoding it declares"
        ) from error


def _guess(data: bytes, *, name: str) -> Decoded:
    """Guess an undeclared encoding; strange text is refused, since a wrong guess changes the record."""
    western = _try(data, "cp1252")
    if western is not None and "\0" not in western:
        beyond = [char for char in western if char > "\x7f"]
        if all(char in _WESTERN for char in beyond) and len(beyond) < len(western) / 4:
            return Decoded(western, "cp1252", ("encoding guessed: cp1252",))
    best = from_bytes(data[: 2**18]).best()
    if (
        best is not None
        and best.coherence >= _LEAST_COHERENCE
        and (text := _try(data, best.encoding)) is not None
    ):
        return Decoded(text, best.encoding, (f"encoding guessed: {best.encoding}",))
    wrong = next(position for position in range(len(data)) if data[position] > 0x7F)
    raise InvalidInput(
        name,
        f"is not valid UTF-8 (from byte {wrong} on or later), and its encoding cannot be told from its bytes",
        allowed="UTF-8, or another encoding that is declared",
    )


def _checked(decoded: Decoded, *, name: str) -> Decoded:
    """Refuse text that is a binary file in disguise."""
    sample = decoded.text[:65536]
    if "\0" in decoded.text:
        raise InvalidInput(
            name, "contains NUL bytes, so it is a binary file", allowed="plain text, HTML, RSS or Atom"
        )
    controls = sum(char < " " and char not in "\t\n\r\f\v\x1b" for char in sample)
    if controls > max(8, len(sample) // 50):
        raise InvalidInput(
            name, "is full of control characters, so it is a binary file", allowed="plain text or HTML"
        )
    return decoded


def sniff(text: str, *, media_type: str | None) -> Kind:
    """What the text is by its own look; a media type only tips the balance where the look is unclear."""
    head = text[:4096].lstrip("\ufeff \t\r\n")
    kind = (media_type or "").partition(";")[0].strip().lower()
    if is_feed_markup(head):
        return "feed"
    if _HTML_START.match(head):
        return "html"
    if head.startswith("<?xml"):
        return "xml"
    if kind in {"text/html", "application/xhtml+xml"}:
        return "html" if _ANY_TAG.search(text) else "plain"
    if kind == "text/plain":
        return "plain"
    return "html" if head.startswith("<") and _HTML_BLOCK.match(head) else "plain"


def is_json(text: str) -> bool:
    """Whether the text is a JSON object or array, or lines of objects: data, and no article."""
    whole = text.strip("\ufeff \t\r\n")
    if whole[:1] not in {"{", "["}:
        return False
    first = whole.partition("\n")[0]
    return _is_json(whole) or (first.startswith("{") and _is_json(first))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


# possessive repeats: blanks and comments before the root cannot be tried in two ways
_FEED_ROOT = re.compile(
    r"\A(?:\s++|<\?[^>]{0,500}+>|<!--.{0,4000}?-->|<!DOCTYPE[^>\[]{0,400}+(?:\[.{0,3000}?\])?\s{0,9}+>){0,40}+"
    r"<(?:rss\b|(?:[a-z]{1,10}:)?feed\b[^>]{0,2000}atom|rdf:RDF\b[^>]{0,2000}rss)",
    re.IGNORECASE | re.DOTALL,
)


def is_feed_markup(head: str) -> bool:
    """Whether the root element is that of RSS or Atom."""
    return _FEED_ROOT.match(head) is not None
