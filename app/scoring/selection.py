"""Which rows are scored, and for how much: made in time, one for each author and question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.scoring.inputs import BoolArray, Columns, IntArray
from app.scoring.updates import Selection, Updates, in_time, select_updates

Fractions = Literal["keep", "drop"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Chosen:
    """Rows that could be scored with their groups and weights, and which were left out and why."""

    rows: IntArray  # their numbers in the columns that were given
    columns: Columns
    group: IntArray
    selection: Selection
    late: BoolArray  # of all rows: made after the question closed
    partial: BoolArray  # of all rows: resolved in part, and fractions are dropped


def choose_rows(
    columns: Columns, group: IntArray, *, updates: str = Updates.FIRST, fractions: Fractions = "keep"
) -> Chosen:
    """Apply the rules of what counts, within each group. ValueError naming a bad argument."""
    if fractions not in ("keep", "drop"):
        raise ValueError(f"fractions: {fractions!r} is not one of keep, drop")
    if np.shape(group) != (len(columns),):
        raise ValueError(f"keys: expected {len(columns)} values, got shape {np.shape(group)}")
    late = ~in_time(columns)
    partial = (columns.outcome > 0) & (columns.outcome < 1) & (fractions == "drop") & ~late
    kept = np.flatnonzero(~(late | partial))
    if len(kept) == len(columns):
        left, group_left = columns, group
    else:
        left, group_left = columns.take(kept), group[kept]
    selection = select_updates(left.without_lone_questions(), updates=updates, within=group_left)
    return Chosen(
        rows=kept,
        columns=left,
        group=group_left,
        selection=selection,
        late=late,
        partial=partial,
    )
