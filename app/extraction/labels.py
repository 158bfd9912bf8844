"""Labelled articles: what an annotator or a curator says a text forecasts, checked against the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from app.domain.days import DayBounds
from app.domain.errors import InvalidInput
from app.domain.forecast import Kind, Role

DAYS = 'YYYY-MM-DD, null, or {"earliest": ..., "latest": ...}'

_Choice = TypeVar("_Choice", bound=StrEnum)


class Tier(StrEnum):
    """Whether the words are a forecast; `open` is a candidate that nobody has decided on."""

    CORE = "core"
    BORDERLINE = "borderline"
    NONE = "none"
    OPEN = "open"


class Scope(StrEnum):
    """How far from the claim its condition or deadline stands."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Part:
    """A labelled condition or deadline; without offsets where only its words or its day are known."""

    start: int | None
    end: int | None
    scope: Scope | None

    @property
    def inherited(self) -> bool:
        """Whether it stands in another sentence than the claim."""
        return self.scope in {Scope.PARAGRAPH, Scope.ARTICLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One labelled claim; text[start:end] is its quote.

    kind, role, speaker, negated: None where not labelled, then not judged; an empty speaker is nobody named.
    probability, condition, deadline: None where the words have none.
    """

    start: int
    end: int
    tier: Tier
    kind: Kind | None
    role: Role | None
    speaker: tuple[str, ...] | None
    negated: bool | None
    probability: float | None
    condition: Part | None
    deadline: Part | None
    deadline_latest: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledArticle:
    """A text with its labels; where not `complete`, sentences without a label say nothing."""

    name: str
    style: str | None
    text: str
    published: DayBounds
    authors: tuple[str, ...]
    complete: bool
    labels: tuple[Label, ...]


def read_labels(value: object, *, name: str) -> LabelledArticle:
    """A labelled article from its JSON value; InvalidInput names the article and the field that is wrong."""
    held = _Fields(value, f"{name}: ")
    text = held.text("text")
    entries = held.get("forecasts", list, [])
    return LabelledArticle(
        name=held.text("id", name),
        style=held.text("style", "") or None,
        text=text,
        published=_published(held),
        authors=held.names("authors") or (),
        complete=held.get("complete", bool, True),
        labels=tuple(
            _label(_Fields(entry, f"{name}: forecasts[{place}]."), text)
            for place, entry in enumerate(entries)
        ),
    )


class _Fields:
    """A JSON object whose fields are read with their types; `where` is how errors name it."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, Mapping):
            raise InvalidInput(where.rstrip(":. "), "is no object", allowed="a JSON object")
        self.value = value
        self.where = where

    def wrong(self, field: str, problem: str, *, allowed: str | None = None) -> InvalidInput:
        return InvalidInput(self.where + field, problem, allowed=allowed)

    def get(self, field: str, kind: type[Any], default: Any = None) -> Any:
        """The field, or the default where it is missing or null."""
        value = self.value.get(field)
        if value is None:
            return default
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(field, f"{str(value)[:40]!r} is no {_WORDS[kind]}", allowed=_WORDS[kind])
        return value

    def text(self, field: str, default: str | None = None) -> str:
        value = self.get(field, str, default)
        if value is None:
            raise self.wrong(field, "is missing")
        return str(value)

    def names(self, field: str) -> tuple[str, ...] | None:
        values = self.get(field, list)
        if values is not None and not all(isinstance(value, str) for value in values):
            raise self.wrong(field, "holds something that is no name", allowed="a list of texts")
        return None if values is None else tuple(values)

    def choice(self, field: str, choices: type[_Choice]) -> _Choice | None:
        value = self.get(field, str)
        if value is not None and value not in list(choices):
            raise self.wrong(field, f"{value!r} is none of them", allowed=", ".join(choices))
        return None if value is None else choices(value)

    def day(self, field: str) -> date | None:
        value = self.get(field, str)
        try:
            return None if value is None else date.fromisoformat(value)
        except ValueError:
            raise self.wrong(field, f"{value!r} is no day", allowed="YYYY-MM-DD or null") from None

    def span(self, start: str, end: str, text: str) -> tuple[int, int] | None:
        """Two offsets into the text, or None where both are missing."""
        first, last = self.get(start, int), self.get(end, int)
        if first is None and last is None:
            return None
        if first is None or last is None or not 0 <= first < last <= len(text):
            problem = f"{first} to {last} is no span of the text"
            raise self.wrong(start, problem, allowed=f"0 to {len(text)}, in code points")
        return first, last

    def words(self, field: str, span: tuple[int, int] | None, text: str) -> str | None:
        """The words of a span, which must be those that stand there."""
        words = self.get(field, str)
        if words is not None and span is not None and text[span[0] : span[1]] != words:
            there = text[span[0] : span[1]][:60]
            raise self.wrong(field, f"{words[:60]!r} is not what stands at {span[0]} to {span[1]}: {there!r}")
        return None if words is None else str(words)


_WORDS: dict[type[Any], str] = {
    str: "text", int: "whole number", bool: "true or false", list: "list"
}  # fmt: skip


def _published(held: _Fields) -> DayBounds:
    """An exact day, bounds, or nothing known."""
    value = held.value.get("published_on")
    if value is None or isinstance(value, str):
        day = held.day("published_on")
        return DayBounds(day, day)
    if not isinstance(value, Mapping):
        raise held.wrong("published_on", f"{value!r} is no day", allowed=DAYS)
    bounds = _Fields(value, f"{held.where}published_on.")
    earliest, latest = bounds.day("earliest"), bounds.day("latest")
    if earliest and latest and earliest > latest:
        raise held.wrong("published_on", f"{earliest} is after {latest}", allowed=DAYS)
    return DayBounds(earliest, latest)


def _label(held: _Fields, text: str) -> Label:
    span = held.span("start", "end", text)
    if span is None:
        raise held.wrong("start", "is missing")
    held.words("quote", span, text)
    tier = held.choice("tier", Tier)
    if tier is None:
        raise held.wrong("tier", "is missing", allowed=", ".join(Tier))
    latest = held.day("deadline_latest")
    return Label(
        start=span[0],
        end=span[1],
        tier=tier,
        kind=held.choice("kind", Kind),
        role=held.choice("role", Role),
        speaker=held.names("speaker"),
        negated=held.get("negated", bool),
        probability=_probability(held),
        condition=_part(held, "condition", text),
        deadline=_part(held, "deadline", text, dated=latest is not None),
        deadline_latest=latest,
    )


def _probability(held: _Fields) -> float | None:
    value = held.value.get("probability")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise held.wrong("probability", f"{str(value)[:40]!r} is no number", allowed="0 to 1, or null")
    if not 0 <= value <= 1:
        raise held.wrong("probability", f"{value} is no probability", allowed="0 to 1, or null")
    return float(value)


def _part(held: _Fields, field: str, text: str, *, dated: bool = False) -> Part | None:
    span = held.span(f"{field}_start", f"{field}_end", text)
    words = held.words(field, span, text)
    if span is None and words is None and not dated:
        return None
    start, end = span or (None, None)
    return Part(start, end, held.choice(f"{field}_scope", Scope))
