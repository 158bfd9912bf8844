"""What scorecards look like in the API."""

from __future__ import annotations

from datetime import date

from app.api.shapes import Shape


class CalibrationShape(Shape):
    """Whether stated probabilities happened as often as stated; `withheld` says why there are no figures."""

    debiased_l2: float | None
    ece10: float | None
    ecce_p: float | None
    withheld: str | None


class ReliabilityShape(Shape):
    """Forecasts of one decile: how many, what they said on average, how often it happened."""

    low: float
    high: float
    n: int
    mean_probability: float
    event_rate: float


class CurveShape(Shape):
    """One pool of the isotonic fit."""

    low: float
    high: float
    n: int
    event_rate: float


class FrameShape(Shape):
    """How a set of articles was chosen, its size, and how many of them were read."""

    description: str | None
    size: int | None
    articles: int


class StatusesShape(Shape):
    """Forecasts by the state of their curation."""

    candidate: int
    accepted: int
    rejected: int
    unscorable: int


class PossibilityShape(Shape):
    """A word that cannot miss: how often said, how often decided, how often it happened."""

    cue: str
    said: int
    resolved: int
    happened: int


class SharesShape(Shape):
    """What can never be scored, as shares of the forecasts that were taken in; null where there are none."""

    unscorable: float | None
    reported: float | None
    possibility: float | None


class CoverageShape(Shape):
    """What was read, and what became of every forecast: each accepted one is counted once."""

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


class ScorecardShape(Shape):
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
    peer_n: int
    adjusted: float | None
    adjusted_interval: tuple[float, float] | None
    shrunk: float | None
    rank: int | None
    unranked: str | None
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


class BoardShape(Shape):
    """Scorecards overall and by group, with the five things that determine them."""

    method: str
    seq: int
    date: date
    lexicon: str
    parameters: ParametersShape
    overall: DetailedShape
    groups: list[GroupShape]


class OneScorecardShape(DetailedShape):
    """One scorecard, with the five things that determine it."""

    key: str
    name: str | None
    method: str
    seq: int
    date: date
    lexicon: str
    parameters: ParametersShape


class PairParametersShape(Shape):
    """What was asked for."""

    a: str
    b: str
    made_on__gte: date | None
    made_on__lte: date | None
    topic: str | None
    source: str | None
    cue_class: str | None
    role: str | None
    resolved_by: date | None
    updates: str
    fractions: str


class CrowdShape(Shape):
    """One author and the mean of the others' probabilities, as of the day of each forecast."""

    n: int
    effective_clusters: float
    own: float
    crowd: float
    difference: float
    difference_interval: tuple[float, float] | None


class PairedShape(Shape):
    """One of the two, on the shared questions alone."""

    key: str
    name: str | None
    brier: float | None
    crowd: CrowdShape | None


class SaidShape(Shape):
    """What one of the two said of a question, and what it cost."""

    probability: float
    brier: float


class SharedShape(Shape):
    """One question that both answered; `difference` is a's Brier score minus b's."""

    question: int
    text: str
    outcome: float
    a: SaidShape
    b: SaidShape
    difference: float


class CheckShape(Shape):
    """The same comparison made otherwise."""

    check: str
    n: int
    effective_clusters: float
    difference: float | None
    difference_interval: tuple[float, float] | None


class PairShape(Shape):
    """Two authors on the questions they share, with the five things that determine it."""

    method: str
    seq: int
    date: date
    lexicon: str
    parameters: PairParametersShape
    a: PairedShape
    b: PairedShape
    n: int
    clusters: int
    effective_clusters: float
    together: int
    difference: float | None
    difference_se: float | None
    difference_interval: tuple[float, float] | None
    interval_method: str | None
    reason: str | None
    coin_flip: float | None
    verdict: str
    more_accurate: str | None
    checks: list[CheckShape]
    shared: list[SharedShape]
