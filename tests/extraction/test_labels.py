"""Labels are taken as they are meant or refused with the field's name."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.days import DayBounds
from app.domain.errors import InvalidInput
from app.domain.forecast import Kind, Role
from app.extraction.labels import Scope, Tier, read_labels
from tests.extraction.judged import article, entry

TEXT = "If it rains, the river will rise by June. Nobody knows."
QUOTE = "the river will rise by June"
ARTICLES = Path(__file__).parent / "articles"


def test_what_was_labelled_is_read_and_what_was_not_is_none() -> None:
    held = article(
        TEXT,
        entry(
            TEXT, QUOTE, condition="If it rains", condition_scope="sentence", deadline="by June",
            deadline_latest="2026-06-30",
        ),
        {"start": 42, "end": 48, "tier": "none"},
        published_on="2026-02-01",
        style="wire",
    )  # fmt: skip
    claim, bare = held.labels
    assert (held.published, held.style, held.complete) == (DayBounds.on(date(2026, 2, 1)), "wire", True)
    assert (claim.tier, claim.kind, claim.role, claim.probability) == (
        Tier.CORE,
        Kind.EVENT,
        Role.BYLINE,
        0.8,
    )
    assert claim.condition is not None
    assert (claim.condition.start, claim.condition.end, claim.condition.scope) == (0, 11, Scope.SENTENCE)
    assert claim.deadline_latest == date(2026, 6, 30)
    assert (bare.kind, bare.role, bare.speaker, bare.negated, bare.probability) == (None,) * 5


def test_a_day_may_be_known_only_between_bounds() -> None:
    assert article(TEXT).published == DayBounds()
    bounds = {"earliest": None, "latest": "2026-02-03"}
    assert article(TEXT, published_on=bounds).published == DayBounds(None, date(2026, 2, 3))


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"end": 99}, "forecasts[0].start", "no span of the text"),
        ({"start": None}, "forecasts[0].start", "no span"),
        ({"start": None, "end": None}, "forecasts[0].start", "missing"),
        ({"start": True}, "forecasts[0].start", "no whole number"),
        ({"start": 14}, "forecasts[0].quote", "is not what stands at 14"),
        ({"tier": "sure"}, "forecasts[0].tier", "'sure' is none of them (allowed: core"),
        ({"tier": None}, "forecasts[0].tier", "missing"),
        ({"kind": "guess"}, "forecasts[0].kind", "'guess' is none of them (allowed: event"),
        ({"role": "author"}, "forecasts[0].role", "byline, quoted, reported"),
        ({"speaker": "Ann"}, "forecasts[0].speaker", "no list"),
        ({"speaker": [1]}, "forecasts[0].speaker", "no name"),
        ({"negated": "no"}, "forecasts[0].negated", "no true or false"),
        ({"probability": 80}, "forecasts[0].probability", "80 is no probability"),
        ({"probability": True}, "forecasts[0].probability", "no number"),
        ({"deadline_latest": "June"}, "forecasts[0].deadline_latest", "'June' is no day"),
        ({"condition_start": 3}, "forecasts[0].condition_start", "no span"),
        ({"condition_start": 0, "condition_end": 2, "condition": "When"}, "forecasts[0].condition", "'If'"),
        ({"deadline": "by June", "deadline_scope": "far"}, "forecasts[0].deadline_scope", "paragraph"),
    ],
)
def test_a_wrong_label_is_named_with_its_file_and_field(
    changes: dict[str, Any], field: str, says: str
) -> None:
    wrong = {**entry(TEXT, QUOTE), **changes}
    with pytest.raises(InvalidInput) as caught:
        read_labels({"text": TEXT, "forecasts": [wrong]}, name="x.json")
    assert caught.value.field == f"x.json: {field}"
    assert says in caught.value.message


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ([], "x.json"),
        ({}, "x.json: text"),
        ({"text": TEXT, "forecasts": {}}, "x.json: forecasts"),
        ({"text": TEXT, "forecasts": [3]}, "x.json: forecasts[0]"),
        ({"text": TEXT, "published_on": "soon"}, "x.json: published_on"),
        ({"text": TEXT, "published_on": 2026}, "x.json: published_on"),
        (
            {"text": TEXT, "published_on": {"earliest": "2026-02-02", "latest": "2026-02-01"}},
            "x.json: published_on",
        ),
        ({"text": TEXT, "complete": "yes"}, "x.json: complete"),
    ],
)
def test_a_wrong_article_is_named_with_its_file_and_field(value: object, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_labels(value, name="x.json")
    assert caught.value.field == field


@pytest.mark.parametrize("path", sorted(ARTICLES.glob("*/*.json")), ids=lambda path: path.stem)
def test_the_articles_that_ship_are_labelled_without_a_mistake(path: Path) -> None:
    held = read_labels(json.loads(path.read_text(encoding="utf-8")), name=path.name)
    # What is judged as positive: the same kinds that make a candidate a forecast.
    assert {label.kind for label in held.labels if label.tier is Tier.CORE} <= {Kind.EVENT, Kind.COMPARATIVE}
