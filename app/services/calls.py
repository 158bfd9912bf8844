"""The forecasts that cost most and least: the biggest misses and the best calls behind a score."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np

from app.domain.errors import InvalidInput
from app.domain.probability import DECIMALS
from app.queries.scored import Whole
from app.scoring.brier import brier_losses
from app.services.forecast_rows import show_rows
from app.services.held_records import AsOf
from app.services.scope import Filters
from app.services.subject import Subject, open_subject, whole_record
from app.services.view import Rules, View
from app.storage.database import Database
from app.storage.record import Clock, system_clock

SHOWN = 10
SHOWN_UP_TO = 100


def notable_calls(
    database: Database,
    by: str,
    slug: str,
    *,
    limit: int = SHOWN,
    **options: Any,
) -> dict[str, Any]:
    """The scored forecasts with the greatest and the least Brier score, at most `limit` of each.

    Only forecasts that add to n stand here, so that nobody's restatements fill a list, and none in both
    lists; of equals the earlier id comes first. A miss is a forecast farther from what happened than 50%
    would have been, a call one that was nearer. The options are those of `accuracy`. Raises InvalidInput and
    NotFound.
    """
    if not 1 <= limit <= SHOWN_UP_TO:
        raise InvalidInput("limit", f"{limit} is no number of forecasts", allowed=f"1 to {SHOWN_UP_TO}")
    view, subject = open_subject(database, by, slug, **options)
    parameters = {"by": by, "limit": limit, **asdict(view.filters), **view.rules.shown()}
    found = view.cards.find(("calls", by, limit, view.context), lambda: _shown(view, subject, limit))
    return {**view.heading(parameters), "key": subject.key, "name": subject.name, **found}


def overall_calls(
    database: Database,
    *,
    limit: int = SHOWN,
    filters: Filters | None = None,
    rules: Rules | None = None,
    as_of: AsOf = None,
    day: date | None = None,
    clock: Clock = system_clock,
) -> dict[str, Any]:
    """The same over everybody's forecasts."""
    view = View(database, filters or Filters(), rules or Rules(), as_of=as_of, day=day, clock=clock)
    most = max(limit, SHOWN)
    found = view.memo.find(
        ("calls", None, most, view.context), lambda: _shown(view, whole_record(view), most)
    )
    return {name: calls[:limit] for name, calls in found.items()}


def _shown(view: View, subject: Subject, limit: int) -> dict[str, Any]:
    misses, best = _ordered(subject, limit)
    return {"misses": show_rows(view, subject, misses), "best": show_rows(view, subject, best)}


def _ordered(subject: Subject, limit: int) -> tuple[Whole, Whole]:
    """Numbers of the subject's counted rows, worst first and best first."""
    columns = subject.chosen.columns
    counted = np.flatnonzero(subject.chosen.selection.counted)
    loss = brier_losses(columns.probability, columns.outcome)[counted]
    coin = np.square(0.5 - columns.outcome)[counted]
    order = np.lexsort((counted, np.round(loss, DECIMALS)))
    worst = np.lexsort((counted, -np.round(loss, DECIMALS)))
    return (
        counted[worst[loss[worst] > coin[worst]][:limit]],
        counted[order[loss[order] < coin[order]][:limit]],
    )
