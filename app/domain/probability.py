"""A probability with the range readers gave it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.domain.errors import InvalidInput

# Scores round here, so that 1 - 0.328 and 0.672 stay one value.
DECIMALS = 12


def checked(field: str, value: object) -> float:
    """`value` as a probability rounded to 12 places, or an error naming `field`."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidInput(field, f"{value!r} is not a number", allowed="0 to 1")
    if isinstance(value, float) and not math.isfinite(value):  # an int may be too long to ask
        raise InvalidInput(field, f"{value!r} is not a finite number", allowed="0 to 1")
    if not 0 <= value <= 1:
        raise InvalidInput(field, f"{value!r} is not a probability", allowed="0 to 1")
    return round(float(value), DECIMALS) + 0.0


@dataclass(frozen=True, slots=True)
class Probability:
    """A point and the range around it, low <= point <= high."""

    point: float
    low: float
    high: float

    def __post_init__(self) -> None:
        for name in ("point", "low", "high"):
            object.__setattr__(self, name, checked(name, getattr(self, name)))
        if not self.low <= self.point <= self.high:
            raise InvalidInput(
                "point",
                f"{self.point} lies outside its range {self.low} to {self.high}",
                allowed="low to high",
            )

    def flipped(self) -> Probability:
        """The same belief about the opposite event."""
        return Probability(1 - self.point, 1 - self.high, 1 - self.low)
