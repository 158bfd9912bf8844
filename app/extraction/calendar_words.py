"""Words for stretches of the calendar: years, months, weekdays, seasons, quarters and their parts."""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.domain.days import DayBounds
from app.extraction.grammar import CLASSES, MODALS, MONTHS, WEEKDAYS
from app.extraction.periods import (
    PARTS,
    Period,
    bases_of,
    easter,
    month_end,
    part_end,
    part_of_year,
    span_of,
    unit_of,
)
from app.extraction.segments import Sentence

YEAR = re.compile(r"(?:19|20|21)\d\d\Z", re.ASCII)
DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\Z", re.ASCII)
ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "final": 4,
    "last": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
}
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14)}
FEASTS = {"christmas": (12, 25), "halloween": (10, 31)}
MONTHS_A_YEAR = 12
# A bare month is a date only after one of these: "May" may be a name, a modal or a wish.
BEFORE_MONTH = CLASSES["before_month"]
SHORT_MONTHS = frozenset(
    ("may", "march", "mar", "dec", "jan", "sep", "sept", "jun", "jul", "apr", "nov", "oct", "feb", "aug")
)


def read_period(sentence: Sentence, at: int, known: DayBounds, *, introduced: bool) -> Period | None:
    """The period named from this word on, if one is."""
    words = sentence.words
    while at < len(words) and words[at] in {"about", "around", "sometime", "some", "later", "roughly"}:
        at += 1
    if at >= len(words):
        return None
    for reader in (_part, _iso, _slashed, _named_day, _relative, _quarter, _season):
        found = reader(sentence, at, known)
        if found is not None:
            return found
    if introduced or sentence.words[at - 1 : at] == ("of",):
        return _year(words, at)
    return None


def _part(sentence: Sentence, at: int, known: DayBounds) -> Period | None:  # noqa: PLR0911 - one return per rule
    """ "the end of 2027", "late 2026", "mid-March", "year-end"."""
    words = sentence.words
    start = at
    at += words[at] == "the"
    if words[at : at + 3] in {("year", "-", "end"), ("year", "'s", "end")} or words[at : at + 2] == (
        "year",
        "end",
    ):
        whole = _relative_year(at + (2 if words[at + 1] == "end" else 3), known, 0)
        return Period(
            whole.last, whole.latest and whole.latest.replace(month=12, day=1), whole.latest, "year", True
        )
    if at >= len(words) or words[at] not in PARTS:
        return None
    part = words[at]
    at += 1
    if at < len(words) and (
        words[at] in {"of", "-"} or (words[at] == "in" and part in {"early", "mid", "late"})
    ):
        at += 1
    elif part in {"end", "start", "beginning", "middle"}:
        return None
    if at >= len(words) or start == at:
        return None
    whole_or_none = _the_current(words, at, known) or read_period(sentence, at, known, introduced=True)
    if whole_or_none is None:
        return None
    whole = whole_or_none
    if whole.earliest is None or whole.latest is None:
        return Period(whole.last, None, None, whole.precision, True)
    first, final = PARTS[part]
    if whole.precision == "year" and whole.earliest.year == whole.latest.year:
        return part_of_year(whole, part)
    third = (whole.latest - whole.earliest).days / 3
    return Period(
        whole.last,
        whole.earliest + timedelta(days=round(third * first)),
        whole.latest if final == 3 else part_end(whole.earliest, whole.latest, final, part),
        whole.precision,
        part in {"end", "start", "beginning"},
        whole.earliest + (whole.latest - whole.earliest) / 2 if part in {"mid", "middle"} else None,
    )


def _the_current(words: tuple[str, ...], at: int, known: DayBounds) -> Period | None:
    """ "(the end of) the year", "the month"."""
    if (
        words[at : at + 1] == ("the",)
        and at + 1 < len(words)
        and words[at + 1] in {"year", "month", "week", "decade", "century"}
    ):
        return _unit(at + 2, words[at + 1], known, 0)
    return None


def _iso(sentence: Sentence, at: int, known: DayBounds) -> Period | None:
    """2027-03-31."""
    words = sentence.words
    if not (
        YEAR.match(words[at])
        and words[at + 1 : at + 2] == ("-",)
        and words[at + 3 : at + 4] == ("-",)
        and at + 4 < len(words)
    ):
        return None
    if not (words[at + 2].isdigit() and DAY.match(words[at + 4])):
        return None
    return _day(at + 5, int(words[at]), int(words[at + 2]), int(words[at + 4]))


def _slashed(sentence: Sentence, at: int, known: DayBounds) -> Period | None:
    """12/31/2027 or 31/12/2027; where either reading is a date, only if both are the same."""
    words = sentence.words
    if words[at + 1 : at + 4 : 2] != ("/", "/") or not all(DAY.match(one) for one in words[at : at + 3 : 2]):
        return None
    if at + 4 >= len(words) or not YEAR.match(words[at + 4]):
        return None
    first, second, year = int(words[at]), int(words[at + 2]), int(words[at + 4])
    if first <= MONTHS_A_YEAR and second <= MONTHS_A_YEAR and first != second:
        return None
    month, day = (first, second) if first <= MONTHS_A_YEAR else (second, first)
    return _day(at + 5, year, month, day) if month <= MONTHS_A_YEAR else None


def _day(last: int, year: int, month: int, day: int) -> Period | None:
    try:
        exact = date(year, month, day)
    except ValueError:
        return None
    return Period(last, exact, exact, "day")


def _year(words: tuple[str, ...], at: int) -> Period | None:
    """ "2027", "the 2030s"."""
    at += words[at] == "the"
    at += 2 * (words[at : at + 2] in {("year", "of"), ("course", "of")})
    if at >= len(words) or not YEAR.match(words[at]):
        return None
    year = int(words[at])
    if words[at + 1 : at + 2] == ("s",):
        return Period(at + 2, date(year, 1, 1), date(year + 9, 12, 31), "decade")
    if (
        words[at + 1 : at + 2] in {("-",), ("–",), ("/",)}
        and at + 2 < len(words)
        and YEAR.match(words[at + 2])
    ):
        end = max(year, int(words[at + 2]))
        return Period(at + 3, date(year, 1, 1), date(end, 12, 31), "year")
    if words[at + 1 : at + 2] in {("-",), ("–",), ("/",)} and words[at + 2 : at + 3] == (
        f"{(year + 1) % 100:02}",
    ):
        return Period(at + 3, date(year, 1, 1), date(year + 1, 12, 31), "year")  # 2026/27
    return Period(at + 1, date(year, 1, 1), date(year, 12, 31), "year")


def _named_day(sentence: Sentence, at: int, known: DayBounds) -> Period | None:
    """Months, days of months, weekdays and a few feasts, each written with a capital."""
    words = sentence.words
    word = words[at]
    at_month = at
    day = 0
    if DAY.match(word) and at + 1 < len(words):
        day = int(word)
        at_month = at + 1 + (words[at + 1] in {"th", "st", "nd", "rd"})
        at_month += words[at_month : at_month + 1] == ("of",)
    if at_month < len(words) and words[at_month] in MONTHS and sentence.capital(at_month):
        return _month(sentence, at_month, day, known)
    after = at + (word in {"next", "this", "coming"})
    if after < len(words) and words[after] in WEEKDAYS and sentence.capital(after):
        return _weekday(after + 1, WEEKDAYS[words[after]], known, later=word == "next")
    if word in FEASTS and sentence.capital(at):
        return _next_day(at + 1, known, *FEASTS[word])
    if word == "easter" and sentence.capital(at):
        days = [
            next(day for day in map(easter, (base.year, base.year + 1)) if day >= base)
            for base in bases_of(known)
        ]
        return Period(at + 1, days[0], days[-1], "day") if days else Period(at + 1, None, None, "day")
    return None


def _next_day(last: int, known: DayBounds, month: int, day: int) -> Period:
    """The next such day of the year after publication."""
    ends = [date(base.year + ((base.month, base.day) > (month, day)), month, day) for base in bases_of(known)]
    return Period(last, ends[0], ends[-1], "day") if ends else Period(last, None, None, "day")


def _month(sentence: Sentence, at: int, day: int, known: DayBounds) -> Period | None:
    """ "March", "March 2027", "March 5, 2027", "5 March"."""
    words = sentence.words
    month = MONTHS[words[at]]
    last = (
        at
        + 1
        + (
            words[at + 1 : at + 2] == (".",)
            and words[at] in SHORT_MONTHS
            and len(words[at]) <= 4
            and words[at] != "may"
        )
    )
    if not day and last < len(words) and DAY.match(words[last]):
        day = int(words[last])
        last += 1 + (words[last + 1 : last + 2] in {("th",), ("st",), ("nd",), ("rd",)})
    after = last + (words[last : last + 1] in {(",",), ("of",)})
    if after < len(words) and YEAR.match(words[after]):
        year = int(words[after])
        return _day(after + 1, year, month, day) if day else span_of(after + 1, year, (month, month), "month")
    opens = not at or words[at - 1] in {"“", '"', "«"}
    if not day and not opens and words[at - 1] not in BEFORE_MONTH:
        return None
    if not day and opens and not MODALS & set(words[last : last + 1]):
        return None  # "March will be cold" dates itself, "March on" does not
    if words[at - 1 : at] == ("last",):
        return None
    return _undated_month(last, month, day, known)


def _undated_month(last: int, month: int, day: int, known: DayBounds) -> Period:
    """The next such month, counted from publication."""
    found = [(base.year + (base.month > month), base) for base in bases_of(known)]
    precision = "day" if day else "month"
    if not found:
        return Period(last, None, None, precision)
    first, final = found[0][0], found[-1][0]
    if day:
        early, late = _day(last, first, month, day), _day(last, final, month, day)
        if early is None or late is None:
            return Period(last, None, None, precision)
        return Period(last, early.earliest, late.latest, precision)
    return Period(last, date(first, month, 1), month_end(final, month), precision)


def _weekday(last: int, weekday: int, known: DayBounds, *, later: bool) -> Period:
    """The next such weekday on or after publication; "next Friday" is the week after this one's."""
    days = [base + timedelta(days=(weekday - base.isoweekday()) % 7) for base in bases_of(known)]
    if later:
        days = [
            day + timedelta(days=7) if day.isocalendar()[:2] == base.isocalendar()[:2] else day
            for day, base in zip(days, bases_of(known), strict=True)
        ]
    return Period(last, days[0], days[-1], "day") if days else Period(last, None, None, "day")


def _relative(sentence: Sentence, at: int, known: DayBounds) -> Period | None:
    """ "tomorrow", "this year", "next month", "the coming week"."""
    words = sentence.words
    word = words[at]
    if word in {"tomorrow", "tonight", "overnight"}:
        days = [base + timedelta(days=word != "tonight") for base in bases_of(known)]
        return Period(at + 1, days[0], days[-1], "day") if days else Period(at + 1, None, None, "day")
    at += word == "the"
    if at + 1 >= len(words) or words[at] not in {"this", "next", "coming", "current", "following"}:
        return None
    step = int(words[at] in {"next", "following"} or (words[at] == "coming" and word == "the"))
    unit = words[at + 1]
    if unit in {"morning", "afternoon", "evening"} and words[at] == "this":
        days = bases_of(known)
        return Period(at + 2, days[0], days[-1], "day") if days else Period(at + 2, None, None, "day")
    if unit in SEASONS:
        return _undated_season(at + 2, unit, known, step)
    if unit == "weekend":
        return _weekday(at + 2, 7, known, later=bool(step))
    return _unit(at + 2, unit, known, step)


def _relative_year(last: int, known: DayBounds, step: int) -> Period:
    years = [base.year + step for base in bases_of(known)]
    return (
        Period(last, date(years[0], 1, 1), date(years[-1], 12, 31), "year")
        if years
        else Period(last, None, None, "year")
    )


def _unit(last: int, unit: str, known: DayBounds, step: int) -> Period | None:
    """This (0) or the next (1) week, month, quarter, year, decade or century."""
    if unit not in {"week", "month", "quarter", "year", "decade", "century"}:
        return None
    if unit == "year":
        return _relative_year(last, known, step)
    bounds = [unit_of(base, unit, step) for base in bases_of(known)]
    return Period(last, bounds[0][0], bounds[-1][1], unit) if bounds else Period(last, None, None, unit)


def _quarter(sentence: Sentence, at: int, known: DayBounds) -> Period | None:
    """ "Q3 2026", "the second quarter", "the first half of next year"."""
    words = sentence.words
    at += words[at] == "the"
    if at + 1 >= len(words):
        return None
    size, number = 0, 0
    if (
        words[at] in {"q", "h"}
        and words[at + 1] in {"1", "2", "3", "4"}
        and sentence.ends[at] == sentence.starts[at + 1]
    ):
        size, number = (3, int(words[at + 1])) if words[at] == "q" else (6, min(2, int(words[at + 1])))
    elif words[at] in ORDINALS and words[at + 1] in {"quarter", "half"}:
        size, number = (
            (3, ORDINALS[words[at]]) if words[at + 1] == "quarter" else (6, min(2, ORDINALS[words[at]]))
        )
    if not size:
        return None
    last = at + 2
    after = last + (words[last : last + 1] == ("of",))
    whole = None
    if after < len(words):
        whole = _year(words, after) or _the_current(words, after, known) or _relative(sentence, after, known)
    months = (size * (number - 1) + 1, size * number)
    if whole is not None and whole.precision == "year":
        if whole.earliest is None or whole.latest is None:
            return Period(whole.last, None, None, "quarter")
        return Period(
            whole.last,
            date(whole.earliest.year, months[0], 1),
            month_end(whole.latest.year, months[1]),
            "quarter",
        )
    years = [base.year + (base.month > months[1]) for base in bases_of(known)]
    if not years:
        return Period(last, None, None, "quarter")
    return Period(last, date(years[0], months[0], 1), month_end(years[-1], months[1]), "quarter")


def _season(sentence: Sentence, at: int, known: DayBounds) -> Period | None:
    """ "summer 2027", "the spring" after a preposition."""
    words = sentence.words
    start = at
    at += words[at] == "the"
    if at >= len(words) or words[at] not in SEASONS:
        return None
    after = at + 1 + (words[at + 1 : at + 2] == ("of",))
    if after < len(words) and YEAR.match(words[after]):
        return span_of(after + 1, int(words[after]), SEASONS[words[at]], "season")
    if start and words[start - 1] in {
        "by",
        "in",
        "before",
        "until",
        "of",
        "during",
        "over",
        "late",
        "early",
        "mid",
        "-",
    }:
        if words[at] == "fall" and (at == start or words[at + 1 : at + 2] == ("in",)):
            return None  # "by the fall in arrivals"
        return _undated_season(at + 1, words[at], known, 0)
    return None


def _undated_season(last: int, name: str, known: DayBounds, step: int) -> Period:
    """The next such season (of the northern year) whose end is still ahead."""
    first, final = SEASONS[name]
    spans = []
    for base in bases_of(known):
        year = base.year
        if name == "winter" and base.month <= 2:
            year -= 1
        elif final <= 12 and base.month > final:
            year += 1
        spans.append(span_of(last, year + step, (first, final), "season"))
    return (
        Period(last, spans[0].earliest, spans[-1].latest, "season")
        if spans
        else Period(last, None, None, "season")
    )
