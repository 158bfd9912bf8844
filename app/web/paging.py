"""Which rows of a numbered list a page holds."""

from __future__ import annotations

from app.domain.errors import InvalidInput
from app.http.parameters import Parameter
from app.queries.pages import Kind

PAGE = Parameter(name="page", kind=Kind.ID, low=1, high=100_000, default=1, description="Which page.")


def place(page: int, total: int, *, at_once: int) -> dict[str, int]:
    """Where a page stands: rows `first` to `last` of `total`, from 1. Raises InvalidInput past the end."""
    pages = max(1, -(-total // at_once))
    if page > pages:
        raise InvalidInput("page", f"{page} is past the last", allowed=f"1 to {pages}")
    before = (page - 1) * at_once
    return {
        "page": page,
        "pages": pages,
        "first": min(before + 1, total),
        "last": min(before + at_once, total),
        "total": total,
    }
