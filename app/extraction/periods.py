"""Stretches of the calendar: a period with its days, and the arithmetic of days, months and units."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from app.domain.days import DayBounds

PARTS = {
    "early": (0, 1),
    "mid": (1, 2),
    "middle": (1, 2),
    "late": (2, 3),
    "start": (0, 1),
    "beginning": (0, 1),
    "end": (2, 3),
}


@dataclass(frozen=True, slots=True)
class Period:
    """Words up to `last` - 1 naming the days earliest to latest; `edge` for "the end of ..."."""

    last: int
    earliest: date | None
    latest: date | None
    precision: str
    edge: bool = False
    half: date | None = None  # the middle of "mid-April"


def shift(day: date, *, days: int = 0, months: int = 0) -> date:
    """A day so many days and calendar months later, held within the calendar."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year > MAXYEAR - 100:
        return date(MAXYEAR - 100, 12, 31)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) + timedelta(
        days=min(days, 36500)
    )


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def span_of(last: int, year: int, months: tuple[int, int], precision: str) -> Period:
    """Months first to last of a year; 13 and 14 are the next year's."""
    first, final = months
    return Period(last, date(year, first, 1), month_end(year + (final > 12), (final - 1) % 12 + 1), precision)


def easter(year: int) -> date:
    """Easter Sunday of the western church, by Gauss's rule with its two exceptions."""
    century = year // 100
    moon = (15 - (13 + 8 * century) // 25 + century - century // 4) % 30
    age = (19 * (year % 19) + moon) % 30
    week = (2 * (year % 4) + 4 * (year % 7) + 6 * age + (4 + century - century // 4) % 7) % 7
    if (age == 29 and week == 6) or (age == 28 and week == 6 and (11 * moon + 11) % 30 < 19):
        week -= 7
    return date(year, 3, 22) + timedelta(days=age + week)


def bases_of(known: DayBounds) -> list[date]:
    """Both ends of the publication, where both are known."""
    return [known.earliest, known.latest] if known.earliest and known.latest else []


def unit_of(base: date, unit: str, step: int) -> tuple[date, date]:
    """First and last day of the unit that holds the day, or of a later one."""
    if unit == "week":
        monday = base - timedelta(days=base.isoweekday() - 1) + timedelta(days=7 * step)
        return monday, monday + timedelta(days=6)
    if unit == "month":
        first = shift(base.replace(day=1), months=step)
        return first, month_end(first.year, first.month)
    if unit == "quarter":
        first = shift(date(base.year, (base.month - 1) // 3 * 3 + 1, 1), months=3 * step)
        return first, shift(first, months=3) - timedelta(days=1)
    size = 10 if unit == "decade" else 100
    start = max(1, base.year // size * size + step * size)
    return date(start, 1, 1), date(start + size - 1, 12, 31)


def part_of_year(whole: Period, part: str) -> Period:
    """ "Early 2027" ends with April, "late 2027" starts with September; the middle is June."""
    first, final = PARTS[part]
    year = whole.earliest.year if whole.earliest else 0
    latest = date(year, 6, 30) if part == "middle" else month_end(year, 4 * final)
    half = date(year, 7, 2) if part in {"mid", "middle"} else None
    edge = part in {"end", "start", "beginning"}
    return Period(whole.last, date(year, 4 * first + 1, 1), latest, whole.precision, edge, half)


def part_end(first: date, last: date, third: int, part: str) -> date:
    """The last day of a part: the middle of a year ends with June, other thirds where they fall."""
    if part == "middle" and (last - first).days > 300:
        return date(first.year, 6, 30)
    return first + timedelta(days=round((last - first).days / 3 * third))
