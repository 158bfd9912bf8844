"""Days as people and machines write them; what is ambiguous stays between bounds."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from app.domain.days import DayBounds

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: number for name, number in list(_MONTHS.items())} | {"sept": 9}
_FIRST_YEAR = 1700
_LONGEST = 80

_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_CLOCK = (
    r"(?:[\s,|·–-]{1,3}(?:at\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?(?:\s?\(?[a-z]{2,5}\)?)?)?"
)
_WORDED = (
    re.compile(
        rf"{_WEEKDAY}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>[a-z]{{3,9}})\.?,?\s+(?P<y>\d{{4}}){_CLOCK}"
    ),
    re.compile(
        rf"{_WEEKDAY}(?P<m>[a-z]{{3,9}})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}){_CLOCK}"
    ),
    re.compile(r"(?P<d>\d{1,2})-(?P<m>[a-z]{3,9})-(?P<y>\d{4})"),
)
_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})[./-](?P<m>\d{{1,2}})[./-](?P<d>\d{{1,2}}){_CLOCK}")
_YEAR_LAST = re.compile(rf"(?P<a>\d{{1,2}})(?P<s>[./-])(?P<b>\d{{1,2}})(?P=s)(?P<y>\d{{4}}){_CLOCK}")
_MONTH_ONLY = re.compile(r"(?P<m>[a-z]{3,9})\.?,?\s+(?P<y>\d{4})")


def parse_day(words: str) -> DayBounds | None:
    """The day that `words` name and nothing else, or None; "03/04/2024" and "March 2024" give bounds."""
    words = " ".join(words.split())
    if not words or len(words) > _LONGEST:
        return None
    return _machine(words) or _worded(words.lower().rstrip(".")) or _numeric(words.lower())


def _machine(words: str) -> DayBounds | None:
    """ISO 8601 and RFC 5322; a stated offset turns the moment into its UTC day."""
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        try:
            moment = parsedate_to_datetime(words)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    if moment.year < _FIRST_YEAR:
        return None
    try:
        return DayBounds.on((moment.astimezone(UTC) if moment.tzinfo else moment).date())
    except OverflowError:
        return None


def _worded(words: str) -> DayBounds | None:
    for pattern in _WORDED:
        if (found := pattern.fullmatch(words)) and (month := _MONTHS.get(found["m"])):
            day = _day(int(found["y"]), month, int(found["d"]))
            return DayBounds.on(day) if day else None
    if (found := _MONTH_ONLY.fullmatch(words)) and (month := _MONTHS.get(found["m"])):
        first = _day(int(found["y"]), month, 1)
        if first:
            return DayBounds(first, first.replace(day=calendar.monthrange(first.year, month)[1]))
    return None


def _numeric(words: str) -> DayBounds | None:
    if found := _YEAR_FIRST.fullmatch(words):
        day = _day(int(found["y"]), int(found["m"]), int(found["d"]))
        return DayBounds.on(day) if day else None
    if found := _YEAR_LAST.fullmatch(words):
        year, a, b = int(found["y"]), int(found["a"]), int(found["b"])
        readings = sorted(day for day in {_day(year, b, a), _day(year, a, b)} if day)
        return DayBounds(readings[0], readings[-1]) if readings else None
    return None


def _day(year: int, month: int, day: int) -> date | None:
    if year < _FIRST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def not_after(published: DayBounds, read_on: date) -> DayBounds | None:
    """The bounds cut at the day of reading, or None where all of them lie in its future."""
    if published.earliest is not None and published.earliest > read_on:
        return None
    if published.latest is not None and published.latest > read_on:
        return DayBounds(published.earliest, read_on)
    return published


def undated(*refused: tuple[str, str], read_on: date) -> str:
    """The basis of a text without a day, with the days in the future that it states and nobody believed."""
    said = "; ".join(f"{place} says {words[:40]}" for place, words in refused)
    return f"none: {said}, which was in the future on {read_on}" if said else "none"
