"""How far curators agree who coded the same text blind: pair by pair, and over all texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import combinations, groupby
from typing import Any

import sqlalchemy as sa

from app.queries.codings import coded, finished_codings, list_codings, require_sight
from app.scoring.agreement import BANDS, bands_of, cohen_kappa, mean_absolute_difference
from app.services.coding import TIERS, CodedOutcome

TOO_FEW = "fewer than two curators have finished coding this text"
FORECAST, READING, OUTCOME = "forecast", "reading", "outcome"

Unit = dict[str, Any]
Pair = tuple[Unit, Unit]


def agreement_on(connection: sa.Connection, article_id: int, *, reader: str) -> dict[str, Any]:
    """Each pair of finished codings of an article, with where they disagree."""
    codings = list_codings(connection, article_id)
    require_sight(connection, article_id, reader=reader)
    rows = finished_codings(connection, article_id)
    pairs = [
        _compared(coded(connection, first), coded(connection, second))
        for _, same in groupby(rows, key=lambda row: row.revision_id)
        for first, second in combinations(list(same), 2)
    ]
    return {
        "article": article_id,
        "codings": codings,
        "pairs": pairs,
        "reason": None if pairs else TOO_FEW,
    }


def agreement_overall(connection: sa.Connection) -> dict[str, Any]:
    """The same over all texts: of each the two who finished first, so that none counts twice."""
    articles: list[dict[str, Any]] = []
    sentences: list[Pair] = []
    for _, same in groupby(finished_codings(connection), key=lambda row: row.revision_id):
        both = [coded(connection, row) for row in list(same)[:2]]
        if len(both) == 2:
            first, second = both
            held = _sentences(first, second)
            sentences += held
            articles.append(
                {
                    "article": first["article"],
                    "revision": first["revision"],
                    "first": first["coder"],
                    "first_name": first["coder_name"],
                    "second": second["coder"],
                    "second_name": second["coder_name"],
                    "sentences": len(held),
                    "kappa": _measures(held)[FORECAST]["kappa"],
                }
            )
    return {"articles": articles, **_measures(sentences)}


def _sentences(first: dict[str, Any], second: dict[str, Any]) -> list[Pair]:
    return list(zip(first["units"], second["units"], strict=True))


def _compared(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    held = _sentences(first, second)
    return {
        "first": first["coder"],
        "first_name": first["coder_name"],
        "second": second["coder"],
        "second_name": second["coder_name"],
        "sentences": len(held),
        **_measures(held),
        "disagreements": [
            {
                "unit": one["unit"],
                "start": one["start"],
                "end": one["end"],
                "text": one["text"],
                "on": on,
                "first": _said(one),
                "second": _said(other),
            }
            for one, other in held
            if (on := _differ(one, other))
        ],
    }


def _said(unit: Unit) -> dict[str, Any]:
    return {name: unit[name] for name in ("tier", "probability", "word", "outcome")}


def _differ(one: Unit, other: Unit) -> list[str]:
    """On what two codings of a sentence differ: of a reading only where it lies in another quarter."""
    on = [FORECAST] if one["tier"] != other["tier"] else []
    if (
        _both(one, other, "probability")
        and len(set(bands_of([one["probability"], other["probability"]]))) > 1
    ):
        on.append(READING)
    if _both(one, other, "outcome") and one["outcome"] != other["outcome"]:
        on.append(OUTCOME)
    return on


def _both(one: Unit, other: Unit, name: str) -> bool:
    return one[name] is not None and other[name] is not None


def _measures(sentences: Sequence[Pair]) -> dict[str, Any]:
    """What is a forecast is judged on every sentence; the rest where both call it one and say something."""
    read = [pair for pair in sentences if _both(*pair, "probability")]
    decided = [pair for pair in sentences if _both(*pair, "outcome")]
    tiers, outcomes = [str(one) for one in TIERS], [str(one) for one in CodedOutcome]
    points = [[pair[place]["probability"] for pair in read] for place in (0, 1)]
    return {
        FORECAST: asdict(cohen_kappa(*_codes(sentences, "tier", tiers), len(tiers))),
        OUTCOME: asdict(cohen_kappa(*_codes(decided, "outcome", outcomes), len(outcomes))),
        READING: {
            **asdict(cohen_kappa(bands_of(points[0]), bands_of(points[1]), BANDS, ordered=True)),
            "mean_absolute_difference": mean_absolute_difference(*points),
        },
    }


def _codes(pairs: Sequence[Pair], name: str, categories: Sequence[str]) -> tuple[list[int], list[int]]:
    first, second = ([categories.index(pair[place][name]) for pair in pairs] for place in (0, 1))
    return first, second
