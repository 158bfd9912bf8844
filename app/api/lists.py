"""Pages of a list as JSON, with their links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.responses import Response

from app.api.routes import Call
from app.http.etags import encode
from app.queries.pages import Page


def reply_page(call: Call[Any], items: Sequence[dict[str, Any]], page: Page) -> Response:
    """A page as JSON, with a link to the next one where there is one."""
    headers = {}
    if page.next is not None:
        # Read strictly before, so it parses.
        asked = parse_qsl(
            call.request.scope["query_string"].decode("ascii", "replace"), keep_blank_values=True
        )
        pairs = [(name, value) for name, value in asked if name != "cursor"]
        query = urlencode([*pairs, ("cursor", page.next)])
        headers["Link"] = f'<{call.route_path}?{query}>; rel="next"'
    return call.reply(encode({"items": items, "next": page.next}), headers=headers)
