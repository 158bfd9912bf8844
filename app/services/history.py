"""How an author, a source or a topic has done over time: the Brier score over rolling windows of months."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from app.domain.errors import InvalidInput
from app.queries.scored import Flags, Whole
from app.scoring.brier import brier_losses
from app.scoring.history import Window, rolling_means
from app.services.scope import day_number
from app.services.subject import Subject, open_subject
from app.services.view import View
from app.storage.database import Database

MONTHS = 12
MONTHS_UP_TO = 120


def score_history(
    database: Database,
    by: str,
    slug: str,
    *,
    months: int = MONTHS,
    **options: Any,
) -> dict[str, Any]:
    """The Brier score of the questions that closed in each window of `months` months, month by month.

    A question belongs to the month in which it closes, whenever it was answered: by the day of the answer an
    early YES would come before its late NO. What closes after the day of the request is counted as
    `closing_later` and waits. The options are those of `accuracy`. Raises InvalidInput and NotFound.
    """
    if not 1 <= months <= MONTHS_UP_TO:
        raise InvalidInput("months", f"{months} is no window", allowed=f"1 to {MONTHS_UP_TO}")
    view, subject = open_subject(database, by, slug, **options)
    parameters = {"by": by, "months": months, **asdict(view.filters), **view.rules.shown()}
    found = view.cards.find(("history", by, months, view.context), lambda: _windows(view, subject, months))
    return {**view.heading(parameters), "key": subject.key, "name": subject.name, **found}


def _windows(view: View, subject: Subject, months: int) -> dict[str, Any]:
    columns = subject.chosen.columns
    weight, counted = subject.chosen.selection.weight, subject.chosen.selection.counted
    over = closed_by(view, subject)
    kept = over & (weight > 0)
    windows = rolling_means(
        brier_losses(columns.probability, columns.outcome)[kept],
        months_of(view, subject)[kept],
        months=months,
        family=None if columns.family is None else columns.family[kept],
        article=None if columns.article is None else columns.article[kept],
        weight=weight[kept],
        counted=counted[kept],
    )
    return {"closing_later": int((counted & ~over).sum()), "windows": [_shown(w) for w in windows]}


def closed_by(view: View, subject: Subject) -> Flags:
    """Which of the subject's rows are about questions that closed up to the view's day."""
    return np.asarray(_closing(view, subject) <= day_number(view.day), dtype=np.bool_)


def months_of(view: View, subject: Subject) -> Whole:
    """The month in which the question of each row closes, since January 1970."""
    return _closing(view, subject).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _closing(view: View, subject: Subject) -> Whole:
    """The closing days; a question without a deadline is never scored."""
    return view.held.questions.closes_on[view.held.forecasts.question[subject.rows]]


def _shown(window: Window) -> dict[str, Any]:
    return {
        "month": str(np.datetime64(window.month, "M")),
        "n": window.n,
        "clusters": window.clusters,
        "effective_clusters": window.effective_clusters,
        "brier": window.mean,
        "brier_interval": None if window.interval is None else list(window.interval),
        "interval_method": window.method,
        "reason": window.reason,
    }
