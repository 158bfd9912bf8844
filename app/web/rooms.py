"""The rooms that hold scorecards, each with what its cards are about."""

from __future__ import annotations

from starlette.requests import Request

from app.http.parameters import read_path, slug_in_path

ROOMS = {"authors": "author", "sources": "source", "topics": "topic"}
SLUG = (slug_in_path("ada-rowe"),)


def slug_of(request: Request) -> str:
    """The slug in a room's address, checked."""
    slug: str = read_path(SLUG, request.scope["path_params"])["slug"]
    return slug
