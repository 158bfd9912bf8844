"""Who may be ranked, and where they come."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.scoring.difficulty import largest_component
from app.scoring.inputs import FloatArray, IntArray

RANKED_FROM = 10

SHARED = "of questions that others answered too"
STRANGER = "not comparable: no chain of shared questions leads to those who are ranked"
NOBODY = "not ranked: no two of these were compared on shared questions"
UNCERTAIN = "not ranked: the adjusted score has no standard error to shrink it by"


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """For each group its place from 1, or 0 and why it has none."""

    place: IntArray
    unranked: tuple[str | None, ...]


def rank_groups(
    shrunk: FloatArray,
    *,
    component: IntArray,
    effective: FloatArray,
    shared: FloatArray,
    minimum: int = RANKED_FROM,
    barred: Sequence[str | None] | None = None,
) -> Places:
    """Places by shrunk score, least loss first, equals sharing the better place.

    Ranked are those of the largest component, where all can be compared, with `minimum` effective clusters of
    questions that others answered too: a place rests on these alone. effective: of all that a group
    answered; shared: of those. barred: for each group a reason never to rank it (a collective, say), or None.
    """
    size = len(shrunk)
    reasons = [None] * size if barred is None else list(barred)
    largest = largest_component(component)
    why = [
        reasons[g]
        or _why_too_few(float(effective[g]), float(shared[g]), minimum, int(component[g]) == largest >= 0)
        or _why_unranked(int(component[g]), largest, float(shrunk[g]))
        for g in range(size)
    ]
    chosen = np.array([reason is None for reason in why], dtype=np.bool_)
    place = np.zeros(size, dtype=np.int64)
    values = shrunk[chosen]
    place[chosen] = np.searchsorted(np.sort(values), values) + 1
    return Places(place, tuple(why))


def _why_too_few(effective: float, shared: float, minimum: int, comparable: bool) -> str | None:
    """Too little to judge by, or too little of it shared with others."""
    # Kish's number is computed by division: ten equal families must count as ten.
    least = minimum - 1e-9
    if effective < least:
        return too_few(effective, minimum)
    return f"{too_few(shared, minimum)} {SHARED}" if comparable and shared < least else None


def _why_unranked(component: int, largest: int, shrunk: float) -> str | None:
    """The first reason that applies to who has enough."""
    if largest < 0:
        return NOBODY
    if component != largest:
        return STRANGER
    return UNCERTAIN if math.isnan(shrunk) else None


def too_few(effective: float, minimum: int) -> str:
    """What is said below the published minimum."""
    return f"too few to rank: {shown(effective)} of at least {minimum} effective clusters"


def shown(effective: float) -> str:
    """One decimal, rounded down, so that a number below a threshold never reads as the threshold."""
    return f"{math.floor(effective * 10 + 1e-9) / 10:g}"
