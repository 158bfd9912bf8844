"""Horizon phrases to days: "by the end of 2027", "within six months"; the modal "may" is never a month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.domain.days import DayBounds
from app.extraction.calendar_words import YEAR, read_period
from app.extraction.grammar import CLASSES, MODALS, MONTHS, NUMBERS
from app.extraction.periods import Period, shift
from app.extraction.segments import Sentence
from app.extraction.someday import read_unresolved

UNTIL = frozenset(("by", "before", "until", "till"))
DURING = frozenset(
    ("in", "during", "on", "at", "over", "within", "for", "through", "throughout", "come", "around", "later")
)
NOT_AHEAD = frozenset(("since", "after", "from", "of", "between", "back"))
NEXT = frozenset(("next", "coming", "following", "ensuing"))
UNITS = {
    "hour": (1, "day"),
    "day": (1, "day"),
    "week": (7, "week"),
    "fortnight": (14, "week"),
    "month": (0, "month"),
    "quarter": (0, "quarter"),
    "year": (0, "year"),
    "decade": (0, "decade"),
    "century": (0, "century"),
}
# How far "the coming ..." reaches where no number is given; the precision says that it is vague.
VAGUE_REACH = {
    "hours": (1, 0),
    "days": (7, 0),
    "weeks": (42, 0),
    "months": (0, 6),
    "quarters": (0, 9),
    "years": (0, 60),
    "decades": (0, 360),
}
MONTHS_IN = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
LASTING = frozenset(
    ("survive", "survives", "end", "ends", "finish", "finishes", "outlast", "outlasts", "close", "closes")
)
HALVES = frozenset((("1", "/", "2"), ("1", "/", "4"), ("3", "/", "4")))
EVENTS = CLASSES["unresolvable_events"]
# What a year without a preposition follows where it says when.
BEFORE_YEAR = frozenset(
    (
        *("of", "its", "their", "his", "her", "our", "the", "a", "an", "through", "into"),
        *("end", "ends", "finish", "finishes", "start", "starts", "begin", "begins", "predict", "predicts"),
    )
)
PARTS_OF_TIME = frozenset(
    ("much", "most", "all", "rest", "remainder", "part", "prediction", "forecast", "estimate", "course")
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a claim is to come true: the days it allows, how precisely, and the words with their offsets."""

    earliest: date | None
    latest: date | None
    precision: str
    words: str
    start: int
    end: int


def find_deadlines(sentence: Sentence, published: DayBounds | None) -> Iterator[Deadline]:
    """Every horizon phrase that points ahead of the publication."""
    known = published or DayBounds()
    place = 0
    while place < len(sentence.words):
        found = _read_phrase(sentence, place, known)
        if found is None:
            place += 1
            continue
        deadline, last = found
        if deadline is not None:
            yield deadline
        place = last


def find_horizon(sentence: Sentence, published: DayBounds | None) -> Deadline | None:
    """What a heading says by when: its horizon phrase, else the bare year of "2027 predictions"."""
    known = published or DayBounds()
    named = next(find_deadlines(sentence, published), None)
    if named is not None:
        return named
    for place, word in enumerate(sentence.words):
        if YEAR.match(word) and (period := read_period(sentence, place, known, introduced=True)):
            if _behind(period, known):
                return None
            return _deadline(sentence, place, period.last, _window("in", period, known), period.precision)
    return None


def _read_phrase(  # noqa: PLR0911 - one return per kind of phrase
    sentence: Sentence, place: int, known: DayBounds
) -> tuple[Deadline | None, int] | None:
    """A phrase that starts at this word: the deadline (None where it lies behind) and the word after it."""
    words = sentence.words
    word = words[place]
    counted = _read_count(words, place)
    if counted is not None:
        last, days, months, precision = counted
        window = (None, None) if precision == "unresolved" else _ahead(known, days, months)
        return _deadline(sentence, place, last, window, precision), last
    if word == "by" and words[place + 1 : place + 2] == ("-",):
        return None  # a by-election
    if (this_time := _this_time(sentence, place, known)) is not None:
        return this_time
    fixed = _read_fixed(sentence, place, known)
    if fixed is not None:
        return fixed
    if word in {"to", "till"} and words[place + 1 : place + 3] == ("the", "end"):
        word = "until"
    introduced = word in UNTIL or word in DURING or word in NOT_AHEAD
    body = place + 1 if introduced else place
    if word in UNTIL and (event := _read_event(words, body)):
        return _until_event(sentence, place, (body, event), known)
    period = read_period(sentence, body, known, introduced=introduced)
    if period is None:
        return None
    if words[period.last : period.last + 1] == ("or",) and period.latest is not None:
        other = read_period(sentence, period.last + 1, known, introduced=True)
        if other is not None and other.latest is not None and other.precision == period.precision:
            period = replace(other, earliest=period.earliest)  # "by February or March"
    if word == "of" and place and words[place - 1] in PARTS_OF_TIME:
        return _bare_year(sentence, place + 1, known)  # "much of 2027"
    not_before = word in UNTIL and words[place - 1 : place] == ("not",)
    # "From April" says when it begins, unless it has begun.
    begins = word == "from" and not (period.earliest and known.latest and period.earliest <= known.latest)
    if (word in NOT_AHEAD and not begins) or not_before or _behind(period, known):
        return None, period.last
    return _deadline(
        sentence, place, period.last, _window(word, period, known), period.precision
    ), period.last


def _until_event(
    sentence: Sentence, place: int, event: tuple[int, int], known: DayBounds
) -> tuple[Deadline, int]:
    """ "by the election in November": its day within the period is unknown, so the period's end bounds it."""
    body, last = event
    dated = _date_of_event(sentence, body, last, known)
    if dated is None or _behind(dated, known):
        return _deadline(sentence, place, last, (None, None), "unresolved"), last
    last = max(last, dated.last)
    window = (known.earliest if dated.latest else None, dated.latest)
    return _deadline(sentence, place, last, window, dated.precision), last


def _this_time(sentence: Sentence, place: int, known: DayBounds) -> tuple[Deadline, int] | None:
    """ "by this time next year": the same day a year, month or week later."""
    words = sentence.words
    at = place + (words[place] in {"by", "around", "about", "at"})
    if words[at : at + 3] != ("this", "time", "next") or words[at + 3 : at + 4] == ():
        return None
    if words[at + 3] not in MONTHS_IN and words[at + 3] != "week":
        return None
    window = _ahead(known, 7 * (words[at + 3] == "week"), MONTHS_IN.get(words[at + 3], 0))
    return _deadline(sentence, place, at + 4, window, "day"), at + 4


def _read_fixed(sentence: Sentence, place: int, known: DayBounds) -> tuple[Deadline, int] | None:
    """ "before then", which no calendar resolves, and "(survive) the year"."""
    words = sentence.words
    if (last := read_unresolved(words, place)) is not None:
        return _deadline(sentence, place, last, (None, None), "unresolved"), last
    if place == 0 and YEAR.match(words[0]) and MODALS & set(words[1:3]):
        period = read_period(sentence, 0, known, introduced=True)  # "2027 will be a leap in the dark"
        if period is not None and not _behind(period, known):
            return _deadline(sentence, 0, period.last, _window("in", period, known), "year"), period.last
    if (bare := _bare_year(sentence, place, known)) is not None:
        return bare
    if words[place] in LASTING and words[place + 1 : place + 3] == ("the", "year"):
        year = _the_year(place + 3, known)
        return _deadline(sentence, place + 1, place + 3, (year.earliest, year.latest), "year"), place + 3
    return None


def _bare_year(sentence: Sentence, place: int, known: DayBounds) -> tuple[Deadline, int] | None:
    """ "much of 2027", "to end 2027 larger", "its 2027 growth": a year still to come."""
    words = sentence.words
    if not place or not YEAR.match(words[place]) or words[place - 1] not in BEFORE_YEAR:
        return None
    if words[place + 1 : place + 2] in {("-",), ("/",), ("%",), ("percent",)}:
        return None
    period = read_period(sentence, place, known, introduced=True)
    if period is None or known.earliest is None or _behind(period, known):
        return None
    return _deadline(
        sentence, place, period.last, _window("in", period, known), period.precision
    ), period.last


def _deadline(
    sentence: Sentence, first: int, last: int, window: tuple[date | None, date | None], precision: str
) -> Deadline:
    span = sentence.span(first, last)
    return Deadline(window[0], window[1], precision, span.text, span.start, span.end)


def _behind(period: Period, known: DayBounds) -> bool:
    """Whether the period was over before the article appeared."""
    return period.latest is not None and known.earliest is not None and period.latest < known.earliest


def _the_year(last: int, known: DayBounds) -> Period:
    """ "to survive the year": the one of publication."""
    early = date(known.earliest.year, 1, 1) if known.earliest else None
    late = date(known.latest.year, 12, 31) if known.latest else None
    return Period(last, early, late, "year")


def _window(word: str, period: Period, known: DayBounds) -> tuple[date | None, date | None]:
    """The days allowed: from publication on for "by", the period itself for "in" and "from"."""
    if word in UNTIL:
        latest = period.latest
        if period.half is not None:
            latest = period.half
        if word == "by" and period.precision == "season" and not period.edge:
            latest = period.earliest  # "by the summer": when it begins
        if word == "before" and period.earliest is not None and not period.edge:
            latest = period.earliest - timedelta(days=1)
        return (known.earliest if latest else None), latest
    earliest = period.earliest
    if earliest and known.earliest:
        earliest = max(earliest, known.earliest)
    return earliest, period.latest


def _ahead(known: DayBounds, days: int, months: int) -> tuple[date | None, date | None]:
    """From publication to so many days and months after it; unknown where publication is."""
    latest = known.latest and shift(known.latest, days=days, months=months)
    return (known.earliest if latest else None), latest


def _read_count(words: tuple[str, ...], place: int) -> tuple[int, int, int, str] | None:  # noqa: PLR0911 - one return per rule
    """ "within six months", "in the next two years", "in the coming weeks", "a year from now", "in hours"."""
    at = place
    if place and words[place - 1] in {"time", "times", "once", "twice"}:
        return None
    introduced = words[at] in {"in", "within", "over", "during", "for"}
    if introduced:
        at += 1
        for skipped in ("the", "course", "of", "less", "than", "as", "little", "about", "the"):
            at += at < len(words) and words[at] == skipped
    named = at < len(words) and words[at] in NEXT
    at += named
    at += at < len(words) and words[at] in {"few", "couple", "several"}
    at += at < len(words) and words[at] == "of"
    number, at = _read_number(words, at)
    unit = words[at] if at < len(words) else ""
    if number is None:
        if unit in VAGUE_REACH and words[place] == "within" and at == place + 1:
            return at + 1, 0, 0, "unresolved"  # "within weeks": soon, and no day
        if (
            unit in VAGUE_REACH
            and introduced
            and (named or words[at - 1] in {"in", "within", "few", "several", "of"})
        ):
            return at + 1, *VAGUE_REACH[unit], "vague"
        return None
    single = unit.removesuffix("s")
    if single not in UNITS:
        return None
    at += 1
    tail = words[at : at + 3]
    from_now = tail[:2] == ("from", "now") or tail[:2] in {("'", "time"), ("’", "time")}
    if not introduced and not from_now:
        return None
    if words[place] in {"for", "over"} and not named:
        return None
    if words[place] == "in" and not named and tail[:1] in {("ago",), ("of",)}:
        return None
    days, precision = UNITS[single]
    if single == "hour":
        return at + 2 * from_now, -(-number // 24), 0, precision
    return at + 2 * from_now, days * number, MONTHS_IN.get(single, 0) * number, precision


def _read_number(words: tuple[str, ...], at: int) -> tuple[int | None, int]:
    """A count in figures or words, with "to" ranges read at their far end."""
    if at >= len(words):
        return None, at
    word = words[at]
    number = int(word) if word.isascii() and word.isdigit() and len(word) <= 3 else NUMBERS.get(word)
    if number is None:
        return None, at
    if at + 2 < len(words) and words[at + 1] in {"to", "or", "-", "–"}:
        far = words[at + 2]
        further = int(far) if far.isascii() and far.isdigit() and len(far) <= 3 else NUMBERS.get(far)
        if further is not None:
            return further, at + 3
    if words[at + 1 : at + 4] in HALVES:
        at += 3  # "8 1/2 years": whole ones are counted
    return number, at + 1 + (words[at + 1 : at + 2] == ("-",))


def _date_of_event(sentence: Sentence, first: int, last: int, known: DayBounds) -> Period | None:
    """ "the election in November", "the November election", "the 2027 election"."""
    words = sentence.words
    if words[last : last + 1] in {("in",), ("on",), ("of",), ("this",), ("next",)}:
        after = last if words[last] in NEXT or words[last] == "this" else last + 1
        return read_period(sentence, after, known, introduced=True)
    for place in range(first, last):
        if (
            YEAR.match(words[place])
            or (words[place] in MONTHS and sentence.capital(place))
            or words[place] == "next"
        ):
            return read_period(sentence, place, known, introduced=True)
    return None


def _read_event(words: tuple[str, ...], at: int) -> int | None:
    """ "by the end of his term", "before the election": kept in words, since no calendar resolves it."""
    for last in range(at, min(len(words), at + 7)):
        if words[last] in EVENTS and last > at:
            return last + 1
        if words[last] in {",", ".", ";", "it", "will", "that"}:
            return None
    return None
