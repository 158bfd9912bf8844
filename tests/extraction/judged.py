"""Candidates and labelled articles made by hand, for tests of the judge."""

from __future__ import annotations

from typing import Any

from app.domain.forecast import CueClass, Kind, Role, Scoreability
from app.domain.probability import Probability
from app.extraction import Candidate, Deadline, Span
from app.extraction.labels import LabelledArticle, read_labels


def candidate(text: str, quote: str, **changes: Any) -> Candidate:
    """A candidate over these words of the text; `condition` and `deadline` are words of it too."""
    start = text.index(quote)
    p = changes.pop("probability", 0.8)
    condition, words = changes.pop("condition", None), changes.pop("deadline", None)
    latest = changes.pop("latest", None)
    held: dict[str, Any] = {
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "authors": ("Ann Roe",),
        "role": Role.BYLINE,
        "stance": None,
        "claim": quote,
        "kind": Kind.EVENT,
        "cue": "will",
        "cue_class": CueClass.CATEGORICAL,
        "probability": None if p is None else Probability(p, p, p),
        "lexicon": "survey",
        "lexicon_version": "1",
        "negated": False,
        "condition": None if condition is None else span(text, condition),
        "deadline": None if words is None else horizon(text, words, latest),
        "scoreability": Scoreability.YES,
        "reasons": (),
        "found_by": "hand",
        **changes,
    }
    return Candidate(**held)


def span(text: str, words: str) -> Span:
    """These words with their place."""
    start = text.index(words)
    return Span(start, start + len(words), words)


def horizon(text: str, words: str, latest: Any) -> Deadline:
    """A deadline over these words."""
    found = span(text, words)
    return Deadline(None, latest, "day", words, found.start, found.end)


def entry(text: str, quote: str, **changes: Any) -> dict[str, Any]:
    """A label as its file has it; words given as `condition` or `deadline` get their offsets."""
    start = text.index(quote)
    held: dict[str, Any] = {
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "tier": "core",
        "kind": "event",
        "role": "byline",
        "speaker": ["Ann Roe"],
        "negated": False,
        "probability": 0.8,
        **changes,
    }
    for name in ("condition", "deadline"):
        if held.get(name) is not None:
            first = text.index(held[name])
            held |= {f"{name}_start": first, f"{name}_end": first + len(held[name])}
    return held


def article(text: str, *entries: dict[str, Any], **changes: Any) -> LabelledArticle:
    """A labelled article."""
    return read_labels({"text": text, "forecasts": list(entries), **changes}, name="a")
