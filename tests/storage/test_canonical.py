"""Canonical bytes: worked out by hand from RFC 8785 and RFC 6962."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest

from app.domain.errors import InvalidInput
from app.storage import canonical


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None, "x"]}, b'{"a":[true,null,"x"],"b":1}'),
        ({"€": 1, "\r": 2, "1": 3, "ö": 4}, '{"\\r":2,"1":3,"ö":4,"€":1}'.encode()),
        ([1e30, 4.5, 0.002, 1e-27, 1.0, -0.0], b"[1e+30,4.5,0.002,1e-27,1,0]"),
        (0.1 + 0.2, b"0.30000000000000004"),
        ("\u20ac$\u000f\nA'\"\\/", b'"\xe2\x82\xac$\\u000f\\nA\'\\"\\\\/"'),
        ({"on": date(2022, 2, 24), "colour": Colour.RED}, b'{"colour":"red","on":"2022-02-24"}'),
        ((1, (2,)), b"[1,[2]]"),
    ],
)
def test_values_have_one_spelling(value: Any, written: bytes) -> None:
    assert canonical.encode(value) == written


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", 2**53, {"a": -(2**53)}])
def test_what_has_no_exact_spelling_is_refused(value: Any) -> None:
    with pytest.raises(InvalidInput, match="body"):
        canonical.encode(value)


def test_the_leaf_is_that_of_rfc_6962() -> None:
    # The first leaf of RFC 6962's published test vectors: the empty entry.
    assert canonical.leaf_of(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_moments_are_utc_and_sort_as_text() -> None:
    east = datetime(2026, 1, 31, 13, 0, 0, 5, tzinfo=timezone(timedelta(hours=1)))
    assert canonical.moment(east) == "2026-01-31T12:00:00.000005Z"
    assert canonical.moment(datetime(2026, 1, 31, 12, tzinfo=UTC)) == "2026-01-31T12:00:00.000000Z"
