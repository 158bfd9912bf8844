"""The track record of one author, source or topic, figure by figure: what diagrams are drawn from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from starlette.responses import Response

from app.api.accuracy import reply_or_move
from app.api.routes import Call, Endpoint, Example, Routes
from app.api.track_shapes import CallsShape, DecompositionShape, HistoryShape, ReliabilityDiagramShape
from app.http.parameters import Parameter, slug_in_path
from app.http.scoring import ONE_OF, WHO
from app.queries.pages import Kind
from app.services.calls import SHOWN, SHOWN_UP_TO, notable_calls
from app.services.diagrams import decomposition, reliability_diagram
from app.services.history import MONTHS, MONTHS_UP_TO, score_history

routes = Routes("accuracy")

_SUBJECTS = (
    ("authors", "author", "ada-rowe"),
    ("sources", "source", "daily-courier"),
    ("topics", "topic", "weather"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a track record, read alike for authors, sources and topics."""

    name: str
    read: Callable[..., dict[str, Any]]
    response: type[BaseModel]
    summary: str
    query: tuple[Parameter, ...] = ()


_FIGURES = (
    Figure(
        name="reliability",
        read=reliability_diagram,
        response=ReliabilityDiagramShape,
        summary="Read the reliability diagram of one {by}",
    ),
    Figure(
        name="decomposition",
        read=decomposition,
        response=DecompositionShape,
        summary="Read what the score of one {by} is made of",
    ),
    Figure(
        name="history",
        read=score_history,
        response=HistoryShape,
        summary="Read the Brier score of one {by} over time",
        query=(
            Parameter(
                name="months",
                kind=Kind.ID,
                low=1,
                high=MONTHS_UP_TO,
                default=MONTHS,
                description="How many months of closing questions each window holds.",
            ),
        ),
    ),
    Figure(
        name="calls",
        read=notable_calls,
        response=CallsShape,
        summary="List the biggest misses and the best calls of one {by}",
        query=(
            Parameter(
                name="limit",
                kind=Kind.ID,
                low=1,
                high=SHOWN_UP_TO,
                default=SHOWN,
                description="How many of each at the most.",
            ),
        ),
    ),
)


def _endpoint(figure: Figure, room: str, by: str) -> Endpoint:
    def read(call: Call[None]) -> Response:
        own = {held.name: call.query[held.name] for held in figure.query}
        result = figure.read(call.database, by, call.path["slug"], **own, **call.scoring)
        return reply_or_move(call, room, figure.name, result)

    read.__name__ = f"get_{by}_{figure.name}"
    read.__doc__ = figure.summary.format(by=by) + "."
    return read


for _room, _by, _example in _SUBJECTS:
    for _figure in _FIGURES:
        routes.read(
            f"/{_room}/{{slug}}/{_figure.name}",
            path=(slug_in_path(_example),),
            query=(*_figure.query, *(held for name, held in WHO.items() if name != _by), *ONE_OF),
            response=_figure.response,
            example=Example(path={"slug": _example}),
        )(_endpoint(_figure, _room, _by))
