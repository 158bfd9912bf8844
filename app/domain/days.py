"""Days of the world, known exactly or only between bounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.errors import InvalidInput

FIRST_DAY = date(1400, 1, 1)  # before print there was nothing to ingest, and nothing foreseen in it


@dataclass(frozen=True, slots=True)
class DayBounds:
    """A UTC day known to lie in [earliest, latest]; a missing end is unknown, equal ends are an exact day."""

    earliest: date | None = None
    latest: date | None = None

    def __post_init__(self) -> None:
        if self.earliest and self.latest and self.earliest > self.latest:
            raise InvalidInput("date", f"the earliest day {self.earliest} is after the latest {self.latest}")

    @classmethod
    def on(cls, day: date) -> DayBounds:
        """One exact day."""
        return cls(day, day)

    @property
    def exact(self) -> date | None:
        """The day, where the bounds leave no choice."""
        return self.earliest if self.earliest is not None and self.earliest == self.latest else None

    def surely_before(self, day: date) -> bool:
        """Whether every day the bounds allow precedes `day`."""
        return self.latest is not None and self.latest < day
