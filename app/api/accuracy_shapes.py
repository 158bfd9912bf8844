"""What scorecards look like in the API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from app.api.detail_shapes import DetailShape
from app.api.explained import Explained
from app.api.shapes import Shape


class CalibrationShape(Explained):
    """Whether stated probabilities happened as often as stated; `withheld` says why there are no figures."""

    entries: ClassVar[Mapping[str, str]] = {"withheld": "calibration"}

    debiased_l2: float | None
    ece10: float | None
    ecce_p: float | None
    withheld: str | None


class ReliabilityShape(Explained):
    """Forecasts of one decile: how many, what they said on average, how often it happened."""

    entry: ClassVar[str | None] = "reliability"

    low: float
    high: float
    n: int
    mean_probability: float
    event_rate: float


class CurveShape(Explained):
    """One pool of the isotonic fit."""

    entry: ClassVar[str | None] = "curve"

    low: float
    high: float
    n: int
    event_rate: float


class FrameShape(Explained):
    """How a set of articles was chosen, its size, and how many of them were read."""

    entry: ClassVar[str | None] = "coverage"

    description: str | None
    size: int | None
    articles: int


class StatusesShape(Explained):
    """Forecasts by the state of their curation."""

    entry: ClassVar[str | None] = "coverage"

    candidate: int
    accepted: int
    rejected: int
    unscorable: int


class PossibilityShape(Explained):
    """A word that cannot miss: how often said, how often decided, how often it happened."""

    entry: ClassVar[str | None] = "possibility"

    cue: str
    said: int
    resolved: int
    happened: int


class SharesShape(Explained):
    """What can never be scored, as shares of the forecasts that were taken in; null where there are none."""

    entry: ClassVar[str | None] = "shares"

    unscorable: float | None
    reported: float | None
    possibility: float | None


class CoverageShape(Explained):
    """What was read, and what became of every forecast: each accepted one is counted once."""

    entry: ClassVar[str | None] = "coverage"

    frames: list[FrameShape]
    articles: int
    forecasts: StatusesShape
    scored: int
    open: int
    overdue: int
    disputed: int
    reported: int
    quoted: int
    closing_later: int
    void: dict[str, int]
    excluded: dict[str, int]
    possibility: list[PossibilityShape]
    shares: SharesShape
    pre_registered: int


class ScorecardShape(Explained):
    """Every figure of one author, source or topic; a figure is null where `reasons` says why."""

    n: int
    forecasts: int
    questions: int
    clusters: int
    effective_clusters: float
    base_rate: float | None
    brier: float | None
    brier_se: float | None
    brier_interval: tuple[float, float] | None
    interval_method: str | None
    interval_level: float
    brier_bounds: tuple[float, float] | None
    log: float | None
    log_clipped: float | None
    log_clip: float
    log_infinite: int
    log_mcb: float | None
    log_dsc: float | None
    log_unc: float | None
    spherical: float | None
    mcb: float | None
    dsc: float | None
    unc: float | None
    skill: float | None
    skill_reference: str
    calibration: CalibrationShape
    peer: float | None
    peer_interval: tuple[float, float] | None
    peer_n: int
    adjusted: float | None
    adjusted_interval: tuple[float, float] | None
    shrunk: float | None
    rank: int | None
    rank_set: tuple[int, int] | None
    unranked: str | None
    compared_with: int | None
    better_than: int | None
    worse_than: int | None
    after_close: int
    fractions_dropped: int
    reasons: dict[str, str]
    computed_at_seq: int
    coverage: CoverageShape


class GroupShape(ScorecardShape):
    """The scorecard of one line of a leaderboard."""

    key: str
    name: str | None


class DetailedShape(ScorecardShape):
    """A scorecard with the points of its reliability diagram."""

    reliability: list[ReliabilityShape]
    curve: list[CurveShape]


class ParametersShape(Shape):
    """What was asked for."""

    by: str | None
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


class OverallShape(DetailedShape):
    """All forecasts that were asked for; `detail` is null beside a list of groups."""

    detail: DetailShape | None


class BoardShape(Explained):
    """Scorecards overall and by group, with the five things that determine them."""

    method: str
    seq: int
    date: date
    lexicon: str
    parameters: ParametersShape
    overall: OverallShape
    groups: list[GroupShape]


class OneScorecardShape(DetailedShape):
    """One scorecard, with the five things that determine it."""

    detail: DetailShape
    key: str
    name: str | None
    method: str
    seq: int
    date: date
    lexicon: str
    parameters: ParametersShape
