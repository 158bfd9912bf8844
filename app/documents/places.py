"""Where on a page its article stands, and what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_ASIDE_PLACE = re.compile(
    r"comment|related|recommend|sidebar|teaser|promo|newsletter|trending|most-?read|footer|masthead|current-?date|cookie|widget",
    re.IGNORECASE,
)
_ASIDE_TAGS = frozenset({"aside", "footer", "nav", "form", "script", "style", "template"})


def article_elements(tree: Any) -> Iterator[Any]:
    """The elements in the article or after its heading, outside asides and comments, in page order."""
    heading = next(tree.iter("h1"), None)
    home = (
        next((up for up in heading.iterancestors("article", "main")), None) if heading is not None else None
    )
    if home is None and heading is None:
        home = next(tree.iter("article", "main"), None)
    started = home is not None or heading is None
    for element in (home if home is not None else tree).iter():
        started = started or element is heading
        if started and isinstance(element.tag, str) and not _stands_aside(element):
            yield element


def _stands_aside(element: Any) -> bool:
    for up in (element, *element.iterancestors()):
        if up.tag in _ASIDE_TAGS:
            return True
        if up.tag not in {"html", "body"} and _ASIDE_PLACE.search(
            f"{up.get('class') or ''} {up.get('id') or ''}"[:300]
        ):
            return True
    return False
