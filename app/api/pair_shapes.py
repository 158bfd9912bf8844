"""What two authors side by side look like in the API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from app.api.explained import Explained
from app.api.shapes import Shape


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
