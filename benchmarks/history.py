"""A made-up history of resolved forecasts, written to the record in bulk."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from app.domain.people import AuthorKind
from app.services.people import ensure_author, ensure_source, ensure_topic
from app.services.recording import recording
from app.storage.database import Database
from app.storage.record import Record

FIRST_DAY = date(2015, 1, 1)
SPAN_DAYS = 3_000
WORDS = (
    ("will", "categorical", 0.95, 0.9, 0.99),
    ("likely", "likelihood", 0.75, 0.67, 0.8),
    ("probably", "likelihood", 0.75, 0.65, 0.8),
    ("unlikely", "likelihood", 0.2, 0.15, 0.25),
    ("expected to", "expectation", 0.8, 0.7, 0.9),
    ("about even", "likelihood", 0.5, 0.45, 0.55),
)


def build_history(
    database: Database,
    *,
    forecasts: int = 100_000,
    authors: int = 1_000,
    questions: int = 5_000,
    articles: int = 200,
    seed: int = 20_260_101,
) -> None:
    """Fill an empty, migrated database: every question resolved, every forecast accepted."""
    dice = np.random.default_rng(seed)
    with recording(database, actor="benchmark") as record:
        people = [ensure_author(record, f"Author {n}", kind=AuthorKind.PERSON) for n in range(authors)]
        outlets = [ensure_source(record, f"Outlet {n}") for n in range(20)]
        topics = [ensure_topic(record, f"Topic {n}") for n in range(10)]
        truth = dice.uniform(size=questions)
        closes = [
            FIRST_DAY + timedelta(days=int(day)) for day in dice.integers(400, SPAN_DAYS, size=questions)
        ]
        happened = dice.uniform(size=questions) < truth
        asked = [
            _ask(record, closes[n], happened=bool(happened[n]), topic=topics[n % 10])
            for n in range(questions)
        ]
        share = forecasts // articles
        for number in range(articles):
            about = dice.integers(0, questions, size=share)
            by = dice.integers(0, authors, size=share)
            early = dice.integers(1, 300, size=share)
            said = dice.integers(0, 2 * len(WORDS), size=share)
            rows = [
                _row(
                    n,
                    author=people[by[n]],
                    question=asked[about[n]],
                    made=closes[about[n]] - timedelta(days=int(early[n])),
                    said=int(said[n]),
                    truth=float(truth[about[n]]),
                )
                for n in range(share)
            ]
            _publish(record, number, source=outlets[number % 20], rows=rows)


def _ask(record: Record, closes_on: date, *, happened: bool, topic: int) -> int:
    number = record.allocate()
    version = {
        "text": f"Event {number} occurs by {closes_on}",
        "criteria": f"Yes if event {number} occurs on or before {closes_on}, as reported by the authority.",
        "proportion": False,
        "closes_on": closes_on,
        "closes_basis": "stated",
        "family": None,
        "condition": None,
        "condition_question_id": None,
        "condition_side": None,
        "group_id": None,
        "group_position": None,
        "topic_ids": [topic],
        "merged_into_id": None,
        "ledger_from": 0,
    }
    decided = {
        "question_id": number,
        "state": "resolved",
        "value": float(happened),
        "void_reason": None,
        "occurred_on": closes_on,
        "resolution_id": None,
    }
    record.append("question.added", {"question_id": number, "version": version, "effects": [decided]})
    return number


def _row(number: int, *, author: int, question: int, made: date, said: int, truth: float) -> dict[str, Any]:
    """One accepted forecast: half of them in words, half in numbers."""
    numeric = said >= len(WORDS)
    cue, cue_class, point, low, high = WORDS[said % len(WORDS)]
    if numeric:
        point = round(truth * 0.8 + 0.1, 2)
        cue, cue_class, low, high = f"{point:.0%}", "numeric", point, point
    return {
        "start": 100 * number,
        "end": 100 * number + 90,
        "quote_sha256": "0" * 64,
        "quoted": True,
        "found_by": "benchmark",
        "author_ids": [author],
        "version": {
            "status": "accepted",
            "reasons": [],
            "role": "byline",
            "stance": None,
            "kind": "event",
            "cue": cue,
            "cue_class": cue_class,
            "probability": point,
            "low": low,
            "high": high,
            "lexicon": "survey 1",
            "negated": False,
            "condition_start": None,
            "condition_end": None,
            "scoreability": "yes",
            "scoreability_reasons": [],
            "made_earliest": made,
            "made_latest": made,
            "question_id": question,
            "polarity": -1 if number % 10 == 0 else 1,
            "excluded": None,
        },
    }


def _publish(record: Record, number: int, *, source: int, rows: list[dict[str, Any]]) -> None:
    words = [
        {
            "quote": f"Sentence {number}-{n} says how sure somebody was of what would come about.",
            "claim": f"What sentence {number}-{n} says comes about",
            "condition": None,
            "deadline": None,
        }
        for n in range(len(rows))
    ]
    batch = {
        "rows": record.keep_json(rows),
        "words": record.keep_json(words),
        "first_id": record.allocate(len(rows)),
        "count": len(rows),
    }
    article, revision = record.allocate(), record.allocate()
    address = f"https://example.org/articles/{number}"
    held = {
        "id": revision,
        "number": 1,
        "sha256": f"{number:064x}",
        "characters": 100 * len(rows),
        "content": None,
        "language": "en",
        "author_ids": [],
        "published": {"earliest": FIRST_DAY, "latest": FIRST_DAY, "basis": "benchmark"},
    }
    record.append(
        "article.added",
        {
            "id": article,
            "key": address,
            "url": address,
            "source_id": source,
            "frame_id": None,
            "revision": held,
            "forecasts": batch,
        },
    )
