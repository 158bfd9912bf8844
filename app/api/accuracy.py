"""Accuracy: leaderboards, the scorecard of one author, source or topic, and two authors side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from app.api.accuracy_shapes import BoardShape, OneScorecardShape
from app.api.pair_shapes import PairShape
from app.api.routes import PREFIX, Call, Example, Routes
from app.http.etags import encode
from app.http.parameters import Parameter, slug_in_path
from app.http.scoring import ONE_OF, WHO
from app.queries.pages import Kind
from app.services.accuracy import (
    accuracy,
    author_accuracy,
    source_accuracy,
    topic_accuracy,
)
from app.services.grouping import GROUPINGS
from app.services.pairing import compare_authors

routes = Routes("accuracy")

_BY = Parameter(
    name="by",
    kind=Kind.CHOICE,
    choices=GROUPINGS,
    description="What to list beside the overall scorecard; without it nothing.",
)
_PAIR = tuple(
    Parameter(name=name, kind=Kind.TEXT, description="The slug of an author.", required=True)
    for name in ("a", "b")
)


@routes.read(
    "/accuracy",
    query=(_BY, *WHO.values(), *ONE_OF),
    response=BoardShape,
    example=Example(query={"by": "author", "resolved_by": "2026-05-31"}),
)
def get_accuracy(call: Call[None]) -> Response:
    """Score all forecasts, and each author, source or topic."""
    result = accuracy(call.database, by=call.query.get("by"), **call.scoring)
    return call.reply(encode(result))


@routes.read(
    "/accuracy/compare",
    query=(*_PAIR, WHO["source"], WHO["topic"], *(held for held in ONE_OF if held.name != "minimum")),
    response=PairShape,
    example=Example(query={"a": "ada-rowe", "b": "bo-li"}),
)
def get_comparison(call: Call[None]) -> Response:
    """Compare two authors on the questions they share; says no more than was shown."""
    result = compare_authors(call.database, call.query["a"], call.query["b"], **call.scoring)
    return call.reply(encode(result))


@routes.read(
    "/authors/{slug}/accuracy",
    path=(slug_in_path("ada-rowe"),),
    query=(WHO["source"], WHO["topic"], *ONE_OF),
    response=OneScorecardShape,
    example=Example(path={"slug": "ada-rowe"}, query={"updates": "standing"}),
)
def get_author_accuracy(call: Call[None]) -> Response:
    """Score one author; the slug of a merged spelling answers 308."""
    return _one(call, "authors", author_accuracy)


@routes.read(
    "/sources/{slug}/accuracy",
    path=(slug_in_path("daily-courier"),),
    query=(WHO["author"], WHO["topic"], *ONE_OF),
    response=OneScorecardShape,
    example=Example(path={"slug": "daily-courier"}),
)
def get_source_accuracy(call: Call[None]) -> Response:
    """Score what the writers of one source said."""
    return _one(call, "sources", source_accuracy)


@routes.read(
    "/topics/{slug}/accuracy",
    path=(slug_in_path("weather"),),
    query=(WHO["author"], WHO["source"], *ONE_OF),
    response=OneScorecardShape,
    example=Example(path={"slug": "weather"}),
)
def get_topic_accuracy(call: Call[None]) -> Response:
    """Score the forecasts on one topic."""
    return _one(call, "topics", topic_accuracy)


def _one(call: Call[None], room: str, read: Callable[..., dict[str, Any]]) -> Response:
    result = read(call.database, call.path["slug"], **call.scoring)
    return reply_or_move(call, room, "accuracy", result)


def reply_or_move(call: Call[None], room: str, figure: str, result: dict[str, Any]) -> Response:
    """The result, or 308 to the author whom a merged spelling leads to."""
    if result["key"] != call.path["slug"]:
        query = call.request.scope["query_string"].decode("ascii")
        address = f"{PREFIX}/{room}/{result['key']}/{figure}" + (f"?{query}" if query else "")
        return Response(status_code=308, headers={"Location": address})
    return call.reply(encode(result))
