"""The parts of a scorecard that diagrams are drawn from, by themselves."""

from __future__ import annotations

from typing import Any

from app.services.accuracy import accuracy_of
from app.storage.database import Database

_HEADING = ("method", "seq", "date", "lexicon", "parameters", "key", "name")
_RELIABILITY = (
    "n", "forecasts", "effective_clusters", "base_rate", "reliability", "curve", "calibration", "mcb",
)  # fmt: skip
_DECOMPOSITION = (
    "n", "forecasts", "effective_clusters", "base_rate", "brier", "mcb", "dsc", "unc", "skill",
    "skill_reference", "log", "log_mcb", "log_dsc", "log_unc",
)  # fmt: skip


def reliability_diagram(database: Database, by: str, slug: str, **options: Any) -> dict[str, Any]:
    """How often it happened against what was said: bins, isotonic curve, and the band chance alone gives.

    The options are those of `accuracy`. Raises InvalidInput and NotFound.
    """
    card = accuracy_of(database, by, slug, **options)
    detail = card["detail"]
    return {
        **_part(card, _RELIABILITY),
        "consistency": detail["consistency"],
        "resampled": detail["resampled"],
        "reasons": {**card["reasons"], **detail["reasons"]},
    }


def decomposition(database: Database, by: str, slug: str, **options: Any) -> dict[str, Any]:
    """What the score is made of, each part beside what chance alone gives.

    The options are those of `accuracy`. Raises InvalidInput and NotFound.
    """
    card = accuracy_of(database, by, slug, **options)
    parts = ("murphy", "yates", "skill_parts", "folded", "consistency", "resampled")
    return {
        **_part(card, _DECOMPOSITION),
        **{name: card["detail"][name] for name in parts},
        "reasons": {**card["reasons"], **card["detail"]["reasons"]},
    }


def _part(card: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: card[name] for name in (*_HEADING, *names)}
