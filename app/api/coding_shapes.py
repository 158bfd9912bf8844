"""What codings and the agreement of their coders look like."""

from __future__ import annotations

from typing import Literal

from app.api.kappa_shapes import KappaShape, ReadingKappaShape
from app.api.shapes import Shape
from app.services.coding import CodedOutcome

TierShown = Literal["core", "borderline", "none"]


class CodingSummaryShape(Shape):
    """Who codes an article, and how far they are."""

    id: int
    article: int
    revision: int
    coder: str
    coder_name: str | None
    sentences: int
    marked: int
    started_at: str
    finished_at: str | None


class CodedUnitShape(Shape):
    """One sentence and what its coder says of it; a word stands beside the number that was read in it."""

    unit: int
    start: int
    end: int
    text: str | None
    tier: TierShown | None
    probability: float | None
    word: str | None
    lexicon: str | None
    outcome: CodedOutcome | None


class CodingShape(CodingSummaryShape):
    """A coding, sentence by sentence."""

    units: list[CodedUnitShape]


class CodingsShape(Shape):
    """The codings of an article, without what they say."""

    items: list[CodingSummaryShape]


class CodedShape(Shape):
    """What one coder said."""

    tier: TierShown
    probability: float | None
    word: str | None
    outcome: CodedOutcome | None


class DisagreementShape(Shape):
    """A sentence that two coders judged differently."""

    unit: int
    start: int
    end: int
    text: str | None
    on: list[Literal["forecast", "reading", "outcome"]]
    first: CodedShape
    second: CodedShape


class CodedPairShape(Shape):
    """Two codings of one text, side by side."""

    first: str
    first_name: str | None
    second: str
    second_name: str | None
    sentences: int
    forecast: KappaShape
    outcome: KappaShape
    reading: ReadingKappaShape
    disagreements: list[DisagreementShape]


class AgreementShape(Shape):
    """How far those agree who coded an article."""

    article: int
    codings: list[CodingSummaryShape]
    pairs: list[CodedPairShape]
    reason: str | None


class CodedArticleShape(Shape):
    """A text that two have coded; kappa is that on what is a forecast."""

    article: int
    revision: int
    first: str
    first_name: str | None
    second: str
    second_name: str | None
    sentences: int
    kappa: float | None


class OverallAgreementShape(Shape):
    """How far curators agree over all texts that two have coded."""

    articles: list[CodedArticleShape]
    forecast: KappaShape
    outcome: KappaShape
    reading: ReadingKappaShape
