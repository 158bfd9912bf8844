"""Everybody on one board against everybody else, by the rules that its scorecards follow."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from app.scoring.brier import brier_losses
from app.scoring.comparisons import Comparisons, compare_everybody
from app.scoring.selection import Chosen


def compare_board(chosen: Chosen, *, barred: Collection[int] = ()) -> Comparisons:
    """`compare_everybody` among the groups of chosen rows, each row weighed as the groups' scorecards do.

    `chosen.columns.author` is who spoke in each row, an author or the team that holds the author: two are
    not compared on what they said together. barred: groups that take no part (collectives, say).
    """
    rows = chosen.columns
    kept = (chosen.selection.weight > 0) & ~np.isin(chosen.group, list(barred))
    if rows.question is None:
        kept[:] = False
    at = np.flatnonzero(kept)
    rows = rows.take(at)
    return compare_everybody(
        brier_losses(rows.probability, rows.outcome),
        author=chosen.group[at],
        question=at if rows.question is None else rows.question,
        family=rows.family,
        weight=chosen.selection.weight[at],
        together=rows.author,
    )
