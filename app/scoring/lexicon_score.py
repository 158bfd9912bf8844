"""The proper score for words of a fixed lexicon whose bands divide [0, 1] among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.inputs import SCALE, FloatArray, checked_weights, in_units, unit_array

Band = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LexiconScore:
    """Mean score of `n` phrases, 0 to 1 and lower is better; None where `reason` says why."""

    mean: float | None
    n: int
    reason: str | None = None


def partition_fault(bands: Iterable[Band]) -> str | None:
    """Why these bands (low, high) do not divide [0, 1]; None where they do.

    They must start at 0, end at 1 and touch without gap or overlap; several words for one and the same band
    are one band. ValueError for ends outside [0, 1].
    """
    pairs = sorted({(low, high) for low, high in _units(list(bands)).tolist()})
    if not pairs:
        return "there are no bands"
    reached = 0
    for low, high in pairs:
        if high <= low:
            return f"the band from {low / SCALE:g} to {high / SCALE:g} has no width"
        if low != reached:
            fault = "no band holds" if low > reached else "more than one band holds"
            one, other = sorted((low, reached))
            return f"{fault} {one / SCALE:g} to {min(other, high) / SCALE:g}"
        reached = high
    return None if reached == SCALE else f"no band holds {reached / SCALE:g} to 1"


def partitions(bands: Iterable[Band]) -> bool:
    """Whether the bands divide [0, 1] without gaps or overlaps; touching ends are allowed."""
    return partition_fault(bands) is None


def lexicon_losses(low: FloatArray, high: FloatArray, outcome: FloatArray) -> FloatArray:
    """`low * high` where it did not happen, `(1 - low)(1 - high)` where it did; outcomes of 0 and 1 alone."""
    return np.where(outcome == 1, (1 - low) * (1 - high), low * high)


def lexicon_score(
    low: ArrayLike,
    high: ArrayLike,
    outcome: ArrayLike,
    *,
    bands: Iterable[Band],
    weight: ArrayLike | None = None,
) -> LexiconScore:
    """Mean proper score of phrases that name a band [a, b] of a lexicon: `S([a, b], 0) = ab`,
    `S([a, b], 1) = (1 - a)(1 - b)`.

    0 is perfect; whoever believes q does best to choose the band that holds q. That is true only where the
    bands divide [0, 1] among them, so `bands` are those of one version of one lexicon, never widths that an
    author chose: [0, 1] would always score 0. Without such a division the score is None with the reason.
    Scores under different lexicons are not to be compared: the coarser its bands, the lower they come out.
    A word that was denied is passed as itself with the opposite outcome, which costs the same.
    Arrays of shape (n,); outcomes 0 or 1 alone. ValueError for fractions, a row whose band is not among
    `bands`, and bad input. Mitchell and Ferro, QJRMS 143, 2017.
    """
    a, b, y = unit_array("low", low), unit_array("high", high), unit_array("outcome", outcome)
    for name, array in (("high", b), ("outcome", y)):
        if len(array) != len(a):
            raise ValueError(f"{name}: {len(array)} values for {len(a)} of low")
    if not len(a):
        raise ValueError("low: no phrases, so there is no score")
    if ((y > 0) & (y < 1)).any():
        raise ValueError("outcome: the score by bands is not defined for fractions")
    known = list(bands)
    fault = partition_fault(known)
    if fault is not None:
        return LexiconScore(None, len(a), f"the lexicon does not divide 0 to 1: {fault}")
    allowed = {(first, last) for first, last in _units(known).tolist()}
    for row, band in enumerate(zip(in_units(a).tolist(), in_units(b).tolist(), strict=True)):
        if band not in allowed:
            raise ValueError(f"low: the band {a[row]:g} to {b[row]:g} at index {row} is not the lexicon's")
    mean = np.average(lexicon_losses(a, b, y), weights=checked_weights(weight, len(a)))
    return LexiconScore(float(mean), len(a))


def _units(bands: list[Band]) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    low = unit_array("bands", [first for first, _ in bands])
    high = unit_array("bands", [last for _, last in bands])
    return np.stack([in_units(low), in_units(high)], axis=1)
