"""Strong ETags over the bytes sent: reads answer 304, writes refuse what is stale."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from app.domain.errors import StaleVersion
from app.http.errors import Fault, Refusal

# Room for a hundred tags; whoever sends more is answered in full.
HEADER_LIMIT = 8_192

_STRONG = re.compile(r'"[\x21\x23-\x7e]{0,200}"', re.ASCII)


def encode(value: Any) -> bytes:
    """The bytes every route answers with: the ETag is over these."""
    return orjson.dumps(value)


def etag_of(content: bytes) -> str:
    """A strong ETag: the same bytes, the same tag."""
    return f'"{blake2b(content, digest_size=16).hexdigest()}"'


def reply(request: Request, content: bytes, *, headers: dict[str, str] | None = None) -> Response:
    """The bytes with their ETag, or 304 where the client holds them already."""
    tag = etag_of(content)
    # What a key's holder sees, the public may not: caches must keep them apart.
    common = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Authorization", **(headers or {})}
    if is_held(request, tag):
        return Response(status_code=304, headers=common)
    return Response(content, headers=common, media_type="application/json")


def is_held(request: Request, tag: str) -> bool:
    """Whether the client says that it holds what the tag names."""
    given = ",".join(request.headers.getlist("if-none-match"))
    if len(given) > HEADER_LIMIT:
        return False
    # Parted by hand, since a pattern for a whole list takes time that grows with its square. None of our tags
    # holds a comma, so a part of somebody else's is never taken for one of them.
    parts = [part.strip(" \t") for part in given.split(",")]
    return parts == ["*"] or tag in (part.removeprefix("W/") for part in parts)


def given_match(request: Request) -> str:
    """The strong tag of If-Match; 428 without one, 412 where it can never match."""
    given = request.headers.get("if-match")
    if given is None:
        detail = "send the ETag of what you read, so that nobody's change is overwritten"
        raise Refusal(428, detail, faults=[Fault("If-Match", "is missing", "the ETag of the thing changed")])
    tag = given.strip(" \t")
    if _STRONG.fullmatch(tag) is None:
        # `*` and lists would say "whatever it is by now", which is what this guards against.
        fault = Fault("If-Match", "is not one strong ETag", "the ETag of the thing changed")
        raise Refusal(412, "If-Match must hold exactly the ETag that was read", faults=[fault])
    return tag


def require_match(request: Request, current: bytes) -> None:
    """Refuse a write to something that changed since it was read; call it inside the write transaction."""
    if given_match(request) != etag_of(current):
        raise StaleVersion("it changed since you read it: read it again and decide anew")
