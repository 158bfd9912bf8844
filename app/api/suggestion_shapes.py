"""What suggestions look like in the API: each with a score and a reason, for a person to decide on."""

from __future__ import annotations

from datetime import date

from app.api.shapes import PersonShape, Shape
from app.domain.forecast import Status


class SuggestedQuestionShape(Shape):
    """A question that may ask what the forecast says; `score` from 0.25 to 1."""

    id: int
    text: str
    closes_on: date | None
    score: float
    reason: str


class SuggestedForecastShape(Shape):
    """A forecast that may say the same; `words` is its claim, or else its quote; `score` from 0.4 to 1."""

    id: int
    article: int
    status: Status
    words: str
    authors: list[PersonShape]
    question: int | None
    score: float
    reason: str


class ForecastSuggestionsShape(Shape):
    """The best 20 of each, the most alike first; no score is a probability."""

    forecast: int
    questions: list[SuggestedQuestionShape]
    duplicates: list[SuggestedForecastShape]


class SuggestedAuthorShape(PersonShape):
    """An author who may be the same; `score` from 0.5 to 1."""

    score: float
    reason: str


class AuthorSuggestionsShape(Shape):
    """The best 20, the most alike first; nobody is merged by it."""

    author: str
    authors: list[SuggestedAuthorShape]
