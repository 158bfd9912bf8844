"""The hand-made gold: for development only; other text is what counts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.days import DayBounds
from app.extraction import FORECAST_KINDS, Candidate, read
from app.extraction.segments import split_sentences

pytestmark = pytest.mark.shared


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _overlap(candidate: Candidate, claim: dict[str, Any]) -> float:
    shared = min(candidate.end, claim["end"]) - max(candidate.start, claim["start"])
    joined = max(candidate.end, claim["end"]) - min(candidate.start, claim["start"])
    return float(max(0, shared) / joined)


@pytest.fixture(scope="module")
def articles(shared: Path) -> list[tuple[str, list[dict[str, Any]], tuple[Candidate, ...]]]:
    claims = [
        json.loads(line) for line in (shared / "gold/seeds.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    found = []
    for name in sorted({claim["seed"] for claim in claims}):
        text = (shared / "articles" / name).read_text(encoding="utf-8")
        own = [claim for claim in claims if claim["seed"] == name]
        published = DayBounds(_day(own[0]["pub_not_before"]), _day(own[0]["pub_not_after"]))
        found.append((text, own, read(text, published=published, byline=("A Writer",))))
    return found


def test_every_offset_is_exact(articles: Any) -> None:
    for text, _, candidates in articles:
        for candidate in candidates:
            assert text[candidate.start : candidate.end] == candidate.quote
            for span in (candidate.condition,):
                assert span is None or text[span.start : span.end] == span.text
            deadline = candidate.deadline
            assert deadline is None or text[deadline.start : deadline.end] == deadline.words


def test_core_sentences_are_found_and_little_else(articles: Any) -> None:
    found = missed = noise = 0
    for text, claims, candidates in articles:
        for sentence in split_sentences(text):
            inside = [one for one in claims if sentence.start <= one["start"] < sentence.end]
            got = any(
                sentence.start <= one.start < sentence.end and one.kind in FORECAST_KINDS
                for one in candidates
            )
            if any(one["tier"] == "core" for one in inside):
                found += got
                missed += not got
            elif not inside:
                noise += got
    assert found + missed == 24
    assert found >= 22
    assert noise <= 3


def test_spans_and_probabilities_lie_near_the_gold(articles: Any) -> None:
    overlaps: list[float] = []
    wrong: list[str] = []
    for _, claims, candidates in articles:
        for claim in claims:
            if claim["tier"] != "core":
                continue
            best = max(candidates, key=lambda candidate: _overlap(candidate, claim))
            overlaps.append(_overlap(best, claim))
            point = best.probability.point if best.probability else None
            near = point == claim["p_point"] or (
                point is not None and claim["p_point"] is not None and abs(point - claim["p_point"]) <= 0.1001
            )
            if not near:
                wrong.append(claim["id"])
    assert sum(overlaps) / len(overlaps) > 0.8
    assert wrong == []
