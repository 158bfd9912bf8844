"""What the track record of one author, source or topic looks like in the API, figure by figure."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from app.api.explained import Explained
from app.api.shapes import Shape


class TrackParametersShape(Shape):
    """What was asked for."""

    made_on__gte: date | None
    made_on__lte: date | None
    topic: str | None
    source: str | None
    author: str | None
    cue_class: str | None
    role: str | None
    resolved_by: date | None
    updates: str
    fractions: str
    minimum: int


class TrackShape(Explained):
    """Whose record it is, with the five things that determine it."""

    method: str
    seq: int
    date: date
    lexicon: str
    by: str
    key: str
    name: str | None


class HistoryParametersShape(TrackParametersShape):
    """What was asked for."""

    months: int


class WindowShape(Explained):
    """The questions that closed in the months up to `month`; `reason` says why there is no interval."""

    entry: ClassVar[str | None] = "windows"

    month: str
    n: int
    clusters: int
    effective_clusters: float
    brier: float | None
    brier_interval: tuple[float, float] | None
    interval_method: str | None
    reason: str | None


class HistoryShape(TrackShape):
    """The Brier score over time; what closes after the day of the request is counted and waits."""

    parameters: HistoryParametersShape
    closing_later: int
    windows: list[WindowShape]


class CallsParametersShape(TrackParametersShape):
    """What was asked for."""

    limit: int


class CallShape(Explained):
    """One forecast that counts: what was said, what happened, what it cost."""

    entry: ClassVar[str | None] = "misses"

    forecast: int
    quote: str | None
    authors: list[str]
    source: str
    made_on: date
    cue: str | None
    question: int
    text: str
    probability: float
    low: float
    high: float
    outcome: float
    occurred_on: date
    brier: float


class CallsShape(TrackShape):
    """The forecasts that cost most and least."""

    parameters: CallsParametersShape
    misses: list[CallShape]
    best: list[CallShape]
