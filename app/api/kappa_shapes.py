"""How far two coders agree, as figures with their entry on the methods page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from app.api.explained import Explained


class KappaShape(Explained):
    """Agreement beyond chance; what is undefined is null, and `reason` says why."""

    entry: ClassVar[str | None] = "kappa"

    n: int
    agreed: float | None
    expected: float | None
    kappa: float | None
    se: float | None
    low: float | None
    high: float | None
    reason: str | None


class ReadingKappaShape(KappaShape):
    """The same of readings, in quarters of the scale, and how far they lie apart."""

    entries: ClassVar[Mapping[str, str]] = {"mean_absolute_difference": "mean_absolute_difference"}

    mean_absolute_difference: float | None
