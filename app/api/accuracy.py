"""Accuracy: leaderboards, the scorecard of one author, source or topic, and two authors side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from app.api.accuracy_shapes import BoardShape, OneScorecardShape
from app.api.errors import Fault, invalid
from app.api.etags import encode
from app.api.pair_shapes import PairShape
from app.api.parameters import Parameter, slug_in_path
from app.api.routes import PREFIX, Call, Example, Routes
from app.domain.forecast import CueClass, Role
from app.extraction.lexicon import NAMES
from app.queries.pages import Kind
from app.scoring.ranking import RANKED_FROM
from app.scoring.updates import Updates
from app.services.accuracy import (
    accuracy,
    author_accuracy,
    source_accuracy,
    topic_accuracy,
)
from app.services.grouping import GROUPINGS
from app.services.pairing import compare_authors
from app.services.scope import Filters
from app.services.view import MINIMUM_LIMIT, Rules

routes = Routes("accuracy")

_BY = Parameter(
    name="by",
    kind=Kind.CHOICE,
    choices=GROUPINGS,
    description="What to list beside the overall scorecard; without it nothing.",
)
WHO = {
    name: Parameter(name=name, kind=Kind.TEXT, description=f"The slug of one {name}.") for name in GROUPINGS
}
ONE_OF = (
    Parameter(name="made_on__gte", kind=Kind.DAY, description="Surely made on this day or later."),
    Parameter(name="made_on__lte", kind=Kind.DAY, description="Surely made on this day or before."),
    Parameter(name="cue_class", kind=Kind.CHOICE, choices=tuple(CueClass), description="How it is worded."),
    Parameter(name="role", kind=Kind.CHOICE, choices=tuple(Role), description="Who asserts it."),
    Parameter(
        name="as_of",
        kind=Kind.TEXT,
        description="What the record held by then: a UTC day (today: so far), a moment with offset, `seq:N`.",
    ),
    Parameter(
        name="date",
        kind=Kind.DAY,
        description="The day that tells open from overdue; by default that of `as_of`, else today.",
    ),
    Parameter(name="resolved_by", kind=Kind.DAY, description="Only questions that close up to this day."),
    Parameter(
        name="updates",
        kind=Kind.CHOICE,
        choices=tuple(Updates),
        default=str(Updates.FIRST),
        description="Which of an author's forecasts on one question count.",
    ),
    Parameter(
        name="fractions",
        kind=Kind.CHOICE,
        choices=("keep", "drop"),
        default="keep",
        description="Whether questions resolved in part count.",
    ),
    Parameter(
        name="lexicon",
        kind=Kind.CHOICE,
        choices=NAMES,
        description="Read every worded probability by this table; without it, as recorded.",
    ),
    Parameter(
        name="minimum",
        kind=Kind.ID,
        low=1,
        high=MINIMUM_LIMIT,
        default=RANKED_FROM,
        description="Effective clusters below which nobody is ranked.",
    ),
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
    result = accuracy(call.database, by=call.query.get("by"), **options_of(call))
    return call.reply(encode(result))


@routes.read(
    "/accuracy/compare",
    query=(*_PAIR, WHO["source"], WHO["topic"], *(held for held in ONE_OF if held.name != "minimum")),
    response=PairShape,
    example=Example(query={"a": "ada-rowe", "b": "bo-li"}),
)
def get_comparison(call: Call[None]) -> Response:
    """Compare two authors on the questions they share; says no more than was shown."""
    result = compare_authors(call.database, call.query["a"], call.query["b"], **options_of(call))
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
    result = read(call.database, call.path["slug"], **options_of(call))
    return reply_or_move(call, room, "accuracy", result)


def reply_or_move(call: Call[None], room: str, figure: str, result: dict[str, Any]) -> Response:
    """The result, or 308 to the author whom a merged spelling leads to."""
    if result["key"] != call.path["slug"]:
        query = call.request.scope["query_string"].decode("ascii")
        address = f"{PREFIX}/{room}/{result['key']}/{figure}" + (f"?{query}" if query else "")
        return Response(status_code=308, headers={"Location": address})
    return call.reply(encode(result))


def options_of(call: Call[None]) -> dict[str, Any]:
    """The parameters as the service takes them."""
    asked = call.query
    made_from, made_to = asked.get("made_on__gte"), asked.get("made_on__lte")
    if made_from is not None and made_to is not None and made_from > made_to:
        raise invalid(Fault("made_on__gte", f"is after made_on__lte {made_to}", "a day up to made_on__lte"))
    return {
        "filters": Filters(
            made_on__gte=made_from,
            made_on__lte=made_to,
            topic=asked.get("topic"),
            source=asked.get("source"),
            author=asked.get("author"),
            cue_class=asked.get("cue_class"),
            role=asked.get("role"),
        ),
        "rules": Rules(
            resolved_by=asked.get("resolved_by"),
            updates=asked["updates"],
            fractions=asked["fractions"],
            lexicon=asked.get("lexicon"),
            minimum=asked.get("minimum", RANKED_FROM),
        ),
        "as_of": asked.get("as_of"),
        "day": asked.get("date"),
        "clock": call.clock,
    }
