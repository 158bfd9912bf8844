"""Whether an answer may be sent smaller."""

from __future__ import annotations

import re

from starlette.requests import Request


def takes_gzip(request: Request) -> bool:
    """Whether the client names gzip and does not refuse it by a weight of 0."""
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";")
        if name == "gzip":
            return re.fullmatch(r"q=0(\.0*)?", weight) is None
    return False
