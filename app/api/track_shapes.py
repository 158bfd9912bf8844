"""What the track record of one author, source or topic looks like in the API, figure by figure."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from app.api.accuracy_shapes import CalibrationShape, CurveShape, ParametersShape, ReliabilityShape
from app.api.detail_shapes import (
    ConsistencyShape,
    FoldedShape,
    MurphyShape,
    ResampledShape,
    SkillPartsShape,
    YatesShape,
)
from app.api.explained import Explained
from app.api.shapes import Shape


class TrackShape(Explained):
    """Whose record it is, with the five things that determine it."""

    method: str
    seq: int
    date: date
    lexicon: str
    key: str
    name: str | None


class HistoryParametersShape(ParametersShape):
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


class CallsParametersShape(ParametersShape):
    """What was asked for."""

    limit: int


class SaidByShape(Shape):
    """Who said it; a name may have been erased."""

    slug: str
    name: str | None


class CallShape(Explained):
    """One forecast that counts: what was said, what happened, what it cost."""

    entry: ClassVar[str | None] = "misses"

    forecast: int
    quote: str | None
    authors: list[str]
    people: list[SaidByShape]
    role: str
    source: str
    source_name: str | None
    made_earliest: date | None
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
    weight: float


class CallsShape(TrackShape):
    """The forecasts that cost most and least."""

    parameters: CallsParametersShape
    misses: list[CallShape]
    best: list[CallShape]


class ReliabilityDiagramShape(TrackShape):
    """How often it happened against what was said."""

    parameters: ParametersShape
    n: int
    forecasts: int
    effective_clusters: float
    base_rate: float | None
    reliability: list[ReliabilityShape]
    curve: list[CurveShape]
    calibration: CalibrationShape
    mcb: float | None
    consistency: ConsistencyShape | None
    resampled: ResampledShape | None
    reasons: dict[str, str]


class DecompositionShape(TrackShape):
    """What a score is made of."""

    parameters: ParametersShape
    n: int
    forecasts: int
    effective_clusters: float
    base_rate: float | None
    brier: float | None
    mcb: float | None
    dsc: float | None
    unc: float | None
    skill: float | None
    skill_reference: str
    log: float | None
    log_mcb: float | None
    log_dsc: float | None
    log_unc: float | None
    murphy: MurphyShape | None
    yates: YatesShape | None
    skill_parts: SkillPartsShape | None
    folded: FoldedShape | None
    consistency: ConsistencyShape | None
    resampled: ResampledShape | None
    reasons: dict[str, str]
