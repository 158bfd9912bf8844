"""Days as people and machines write them."""

from __future__ import annotations

from datetime import date

import pytest

from app.documents import parse_day
from app.documents.dates import not_after
from app.domain.days import DayBounds

MARCH_12 = DayBounds.on(date(2024, 3, 12))


@pytest.mark.parametrize(
    "words",
    [
        "2024-03-12",
        "20240312",
        "2024-03-12T10:00:00Z",
        "2024-03-12 23:59",
        "12 March 2024",
        "12 Mar 2024",
        "12th of March, 2024",
        "March 12, 2024",
        "Mar. 12, 2024",
        "March 12th 2024",
        "Tuesday, 12 March 2024",
        "Tue, 12 Mar 2024 10:00:00 GMT",
        "TUESDAY MARCH 12, 2024",
        "March 12, 2024 at 10:30 am EST",
        "12 March 2024, 10:30",
        "12-Mar-2024",
        "2024/03/12",
        "2024/3/12",
        "2024.03.12",
    ],
)
def test_one_day_in_many_spellings(words: str) -> None:
    assert parse_day(words) == MARCH_12


def test_a_moment_is_its_day_in_utc() -> None:
    assert parse_day("2024-03-11T23:30:00-05:00") == DayBounds.on(date(2024, 3, 12))
    assert parse_day("2024-03-13T00:30:00+02:00") == DayBounds.on(date(2024, 3, 12))
    assert parse_day("Mon, 11 Mar 2024 23:30:00 -0500") == DayBounds.on(date(2024, 3, 12))


@pytest.mark.parametrize(
    ("words", "earliest", "latest"),
    [
        ("03/04/2024", date(2024, 3, 4), date(2024, 4, 3)),
        ("13/04/2024", date(2024, 4, 13), date(2024, 4, 13)),
        ("04.13.2024", date(2024, 4, 13), date(2024, 4, 13)),
        ("05/05/2024", date(2024, 5, 5), date(2024, 5, 5)),
        ("March 2024", date(2024, 3, 1), date(2024, 3, 31)),
        ("Feb. 2024", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_what_is_ambiguous_stays_between_bounds(words: str, earliest: date, latest: date) -> None:
    assert parse_day(words) == DayBounds(earliest, latest)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "soon",
        "2024",
        "31 February 2024",
        "12 Marble 2024",
        "99/99/2024",
        "0001-01-01",
        "on 12 March 2024 the war began",
        "12:30",
        "March",
        "may 2024 be better",
        "1" * 200,
        "2024-13-01",
    ],
)
def test_what_is_no_day_is_none(words: str) -> None:
    assert parse_day(words) is None


def test_the_future_is_not_believed() -> None:
    assert not_after(MARCH_12, date(2024, 3, 11)) is None
    assert not_after(MARCH_12, date(2024, 3, 12)) == MARCH_12
    month = DayBounds(date(2024, 3, 1), date(2024, 3, 31))
    assert not_after(month, date(2024, 3, 12)) == DayBounds(date(2024, 3, 1), date(2024, 3, 12))
