"""Who may be ranked, and where they come."""

from __future__ import annotations

import math

import numpy as np

from app.scoring.difficulty import largest_component
from app.scoring.inputs import FloatArray, IntArray

RANKED_FROM = 10


def rank_groups(shrunk: FloatArray, *, component: IntArray, effective: FloatArray, minimum: int) -> IntArray:
    """Places from 1 (least loss) by shrunk score, equals sharing the better place; 0 for the unranked.

    Ranked are those of the largest component, where all can be compared, with enough effective clusters.
    """
    place = np.zeros(len(shrunk), dtype=np.int64)
    chosen = np.isfinite(shrunk) & (component == largest_component(component)) & (effective >= minimum)
    values = shrunk[chosen]
    place[chosen] = np.searchsorted(np.sort(values), values) + 1
    return place


def why_unranked(*, effective: float, minimum: int, comparable: bool, uncertain: bool) -> str:
    """The reason somebody has no place, the first that applies."""
    if effective < minimum:
        return f"too few to rank: {shown(effective)} of at least {minimum} effective clusters"
    if not comparable:
        return "not comparable: no chain of shared questions leads to those who are ranked"
    if uncertain:
        return "not ranked: the adjusted score has no standard error to shrink it by"
    return "not ranked: nobody was compared"


def shown(effective: float) -> str:
    """One decimal, rounded down, so that a number below a threshold never reads as the threshold."""
    return f"{math.floor(effective * 10 + 1e-9) / 10:g}"
