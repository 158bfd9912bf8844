"""What replies, correction requests and their answers look like."""

from __future__ import annotations

from datetime import date

from app.api.shapes import Shape
from app.domain.remark import RemarkKind, Ruling, Standing


class CorrectionAnswerShape(Shape):
    """How a correction request was answered, why, and what was put right."""

    id: int
    ruling: Ruling
    reason: str | None
    changed: str | None
    curator: str
    curator_name: str | None
    seq: int
    recorded_at: str


class RemarkShape(Shape):
    """What somebody said of a forecast; of the answers to a correction request the last one counts."""

    id: int
    forecast: int
    kind: RemarkKind
    said_by: str | None
    text: str | None
    url: str | None
    said_on: date | None
    state: Standing | None
    answers: list[CorrectionAnswerShape]
    curator: str
    curator_name: str | None
    seq: int
    recorded_at: str


class RemarksShape(Shape):
    """Everything that was said of one forecast, oldest first."""

    items: list[RemarkShape]


class CorrectionPage(Shape):
    """A page of correction requests."""

    items: list[RemarkShape]
    next: str | None
