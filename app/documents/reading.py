"""The front door for one article's bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.documents.decoding import decode, is_json, refuse_binary, sniff
from app.documents.document import MAX_BYTES, MAX_PLAIN_BYTES, Document, refuse_over
from app.documents.pages import read_page
from app.documents.plain import read_plain
from app.domain.errors import InvalidInput


def read_bytes(
    data: bytes,
    *,
    name: str,
    read_on: date,
    media_type: str | None = None,
    charset: str | None = None,
    url: str | None = None,
) -> Document:
    """An article from bytes; `name` is what errors call it, and no later day than `read_on` is believed.

    Raises InvalidInput naming the item for anything that is not an article as plain text or HTML.
    """
    refuse_over(len(data), MAX_BYTES, name=name, what="text")
    refuse_binary(data, name=name)
    decoded = decode(data, name=name, charset=charset)
    kind = sniff(decoded.text, media_type=media_type)
    if kind == "html":
        return read_page(decoded.text, name=name, url=url, read_on=read_on, notes=decoded.notes)
    if kind == "feed":
        raise InvalidInput(
            name, "is a feed, not an article", allowed="plain text or HTML; read feeds as feeds"
        )
    if kind == "xml":
        raise InvalidInput(name, "is XML that is no article", allowed="plain text, HTML, RSS or Atom")
    refuse_over(len(data), MAX_PLAIN_BYTES, name=name, what="plain text")
    if is_json(decoded.text):
        raise InvalidInput(name, "is JSON, not an article", allowed="plain text, HTML, RSS or Atom")
    document = read_plain(decoded.text, name=name, read_on=read_on, notes=decoded.notes)
    return replace(document, url=url)
