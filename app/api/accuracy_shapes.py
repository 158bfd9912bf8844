"""What scorecards look like in the API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

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


class MurphyShape(Explained):
    """Murphy's decomposition over distinct probabilities."""

    entry: ClassVar[str | None] = "murphy"

    reliability: float
    resolution: float
    uncertainty: float
    within: float
    reliability_corrected: float | None
    resolution_corrected: float | None
    uncertainty_corrected: float | None
    correction: float | None
    bins: int


class YatesShape(Explained):
    """Yates' covariance decomposition."""

    entry: ClassVar[str | None] = "yates"

    outcome_variance: float
    least_forecast_variance: float
    scatter: float
    bias: float
    twice_covariance: float
    slope: float


class SkillPartsShape(Explained):
    """What skill is made of; null where `reason` says why."""

    entry: ClassVar[str | None] = "skill_parts"

    bias: float
    skill: float | None
    correlation: float | None
    potential: float | None
    conditional_bias: float | None
    unconditional_bias: float | None
    reason: str | None


class FoldedShape(Explained):
    """The forecasts turned to the side they held likelier."""

    entry: ClassVar[str | None] = "folded"

    n: int
    turned: int
    confidence: float
    happened: float
    overconfidence: float
    brier: float
    mcb: float
    dsc: float
    unc: float


class BandPointShape(Explained):
    """Between which event rates the curve lay at one probability."""

    entry: ClassVar[str | None] = "reliability"

    probability: float
    low: float
    high: float


class ConsistencyShape(Explained):
    """The observed MCB beside its distribution were the forecasts calibrated, and the curve's band."""

    entry: ClassVar[str | None] = "consistency"

    mcb: float
    families: int
    level: float
    draws: int | None
    band: list[BandPointShape] | None
    expected: float | None
    high: float | None
    p: float | None
    reason: str | None


class ResampledFigureShape(Explained):
    """A figure, its mean over the draws, and its interval."""

    entry: ClassVar[str | None] = "resampled"

    estimate: float
    mean: float
    low: float
    high: float


class ResampledShape(Explained):
    """MCB, DSC and the reliability curve with other families drawn."""

    entry: ClassVar[str | None] = "resampled"

    families: int
    level: float
    draws: int | None
    mcb: ResampledFigureShape | None
    dsc: ResampledFigureShape | None
    curve: list[BandPointShape] | None
    reason: str | None


class PhraseShape(Explained):
    """One wording: how often said, how often it then happened, and how sure that rate is."""

    entry: ClassVar[str | None] = "phrases"

    cue: str
    cue_class: str
    said: int
    happened: float
    rate: float
    families: int
    effective_families: float
    n_effective: float | None
    interval: tuple[float, float] | None
    reason: str | None


class OptionsScoreShape(Explained):
    """Questions with three options or more that were answered in full."""

    entry: ClassVar[str | None] = "options"

    brier_sum: float | None
    rps: float | None
    complete: int
    ordered: int
    inexact: int
    incomplete: int
    not_one: int
    no_answer: int
    reasons: dict[str, str]


class LexiconScoreShape(Explained):
    """The proper score of words as bands of the lexicon that was asked for."""

    entry: ClassVar[str | None] = "lexicon_score"

    lexicon: str
    mean: float | None
    n: int
    reason: str | None


class VoidRangeShape(Explained):
    """The least and greatest Brier score were the voids of judgement resolved after all."""

    entry: ClassVar[str | None] = "voids"

    best: float | None
    worst: float | None
    questions: int
    reason: str | None


class DetailShape(Explained):
    """What a scorecard shows that is asked for by itself; a figure is null where `reasons` says why."""

    murphy: MurphyShape | None
    yates: YatesShape | None
    skill_parts: SkillPartsShape | None
    folded: FoldedShape | None
    consistency: ConsistencyShape | None
    resampled: ResampledShape | None
    brier_bounds_per_forecast: tuple[float, float] | None
    phrases: list[PhraseShape]
    options: OptionsScoreShape
    lexicon_score: LexiconScoreShape
    voids: VoidRangeShape
    reasons: dict[str, str]


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


class CrowdShape(Explained):
    """One author and the mean of the others' probabilities that day; `reason`: why no interval."""

    entry: ClassVar[str | None] = "crowd"

    n: int
    effective_clusters: float
    own: float
    crowd: float
    difference: float
    difference_interval: tuple[float, float] | None
    reason: str | None


class BaselineShape(Explained):
    """One author and what anybody could have said; `reason` says why there is no comparison."""

    entry: ClassVar[str | None] = "baseline"

    n: int
    effective_clusters: float
    own: float | None
    baseline: float | None
    difference: float | None
    difference_interval: tuple[float, float] | None
    reason: str | None


class PairedShape(Explained):
    """One of the two, on the shared questions alone."""

    entries: ClassVar[Mapping[str, str]] = {"base_rate": "baseline"}

    key: str
    name: str | None
    brier: float | None
    coin_flip: BaselineShape
    base_rate: BaselineShape
    crowd: CrowdShape | None
    undated: int


class SaidShape(Explained):
    """What one of the two said of a question, and what it cost."""

    entry: ClassVar[str | None] = "shared"

    probability: float
    brier: float


class SharedShape(Explained):
    """One question that both answered; `difference` is a's Brier score minus b's."""

    entry: ClassVar[str | None] = "shared"

    question: int
    text: str
    outcome: float
    a: SaidShape
    b: SaidShape
    difference: float


class CheckShape(Explained):
    """The same comparison made otherwise; `reason` says why there is no difference, or no interval."""

    entry: ClassVar[str | None] = "checks"

    check: str
    n: int
    effective_clusters: float
    difference: float | None
    difference_interval: tuple[float, float] | None
    reason: str | None


class SignFlipShape(Explained):
    """The difference against what flipping signs family by family gives."""

    entry: ClassVar[str | None] = "sign_flip"

    difference: float
    families: int
    p: float | None
    least_p: float | None
    draws: int | None
    reason: str | None


class AnytimeShape(Explained):
    """What may be said today without regard to how often one has looked."""

    entry: ClassVar[str | None] = "anytime"

    steps: int
    questions: int
    waiting: int
    difference: float | None
    interval: tuple[float, float] | None
    log_e_first_better: float | None
    log_e_second_better: float | None
    p_first_better: float | None
    p_second_better: float | None
    level: float
    method: str | None
    reason: str | None


class SharpShape(Explained):
    """Evidence that one beat the other whenever both spoke, from forecasts that do not overlap."""

    entry: ClassVar[str | None] = "sharp"

    steps: int
    left_out: int
    log_e_first_better: float | None
    log_e_second_better: float | None
    p_first_better: float | None
    p_second_better: float | None
    reason: str | None


class EverybodyShape(Explained):
    """The pair among all pairs of the board, which are judged together."""

    entry: ClassVar[str | None] = "everybody"

    pairs: int
    p: float | None
    adjusted_p: float | None
    reason: str | None


class PairShape(Explained):
    """Two authors on the questions they share, with the five things that determine it."""

    entries: ClassVar[Mapping[str, str]] = {"reason": "difference_interval"}

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
    sign_flip: SignFlipShape | None
    anytime: AnytimeShape | None
    sharp: SharpShape | None
    everybody: EverybodyShape
    verdict: str
    more_accurate: str | None
    checks: list[CheckShape]
    shared: list[SharedShape]
