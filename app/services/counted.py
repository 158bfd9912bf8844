"""The forecasts behind a figure: those that count in a score, all of them or one bin of the diagram."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from app.domain.errors import InvalidInput
from app.scoring.bins import DECILES, bin_numbers
from app.services.calls import show_rows
from app.services.subject import open_subject
from app.storage.database import Database

AT_ONCE = 50
AT_ONCE_UP_TO = 200


def counted_forecasts(
    database: Database,
    by: str,
    slug: str,
    *,
    decile: int | None = None,
    page: int = 1,
    limit: int = AT_ONCE,
    **options: Any,
) -> dict[str, Any]:
    """The scored forecasts of one author, source or topic that count, the latest first.

    decile: only those in that bin of the reliability diagram, 1 (up to 10%) to 10 (above 90%): as many as the
    diagram counts there. The options are those of `accuracy`. Raises InvalidInput and NotFound.
    """
    if decile is not None and not 1 <= decile <= DECILES:
        raise InvalidInput("decile", f"{decile} is no bin", allowed=f"1 to {DECILES}")
    view, subject = open_subject(database, by, slug, **options)
    columns = subject.chosen.columns
    counted = np.flatnonzero(subject.chosen.selection.counted)
    if decile is not None:
        counted = counted[bin_numbers(columns.probability[counted], DECILES) == decile - 1]
    made = view.held.forecasts.made_latest[subject.rows[counted]]
    ordered = counted[np.lexsort((-view.held.forecasts.id[subject.rows[counted]], -made))]
    first = (page - 1) * limit
    parameters = {"by": by, "decile": decile, "page": page, "limit": limit}
    return {
        **view.heading({**parameters, **asdict(view.filters), **view.rules.shown()}),
        "key": subject.key,
        "name": subject.name,
        "total": len(ordered),
        "items": show_rows(view, subject, ordered[first : first + limit]),
    }
