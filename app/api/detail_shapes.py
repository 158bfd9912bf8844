"""What a scorecard that is asked for by itself shows besides its headline figures."""

from __future__ import annotations

from typing import ClassVar

from app.api.explained import Explained


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
