"""What If-None-Match and If-Match are taken for, and what reading them costs."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from starlette.requests import Request

from app.http.errors import Refusal
from app.http.etags import HEADER_LIMIT, given_match, is_held

TAG = '"csv-12"'


def request(name: str, *values: str) -> Request:
    raw = [(name.lower().encode(), value.encode("latin-1")) for value in values]
    return Request({"type": "http", "headers": raw})


@pytest.mark.parametrize(
    ("values", "held"),
    [
        ([TAG], True),
        ([f"W/{TAG}"], True),
        ([f'"other",\t{TAG} , W/"third"'], True),
        (['"other"', TAG], True),
        ([" * "], True),
        ([], False),
        ([""], False),
        (["csv-12"], False),
        (['"csv-1"'], False),
        (['"csv-12'], False),
        ([f"w/{TAG}"], False),
        ([f'"a", *, {TAG[:-1]}'], False),
        ([f"{TAG},{' ' * HEADER_LIMIT}"], False),
    ],
)
def test_a_copy_is_held_where_its_tag_is_named(values: list[str], held: bool) -> None:
    assert is_held(request("If-None-Match", *values), TAG) is held


@pytest.mark.parametrize(
    "value", ['W/"a"', "*", "a", '"a', '"a" "b"', '"a", "b"', '"\x7f"', f'"{"a" * 9000}"']
)
def test_what_is_no_strong_tag_never_matches(value: str) -> None:
    with pytest.raises(Refusal) as refused:
        given_match(request("If-Match", value))
    assert refused.value.status == 412


def test_a_strong_tag_is_read_without_its_blanks() -> None:
    assert given_match(request("If-Match", f" {TAG}\t")) == TAG


def _cpu(read: Callable[[], object]) -> float:
    """The least processor time of a few dozen readings."""
    spent = []
    for _ in range(5):
        began = time.process_time()
        for _ in range(20):
            read()
        spent.append(time.process_time() - began)
    return min(spent)


@pytest.mark.parametrize("filling", [" ", "\t", ' "', '"', "W/", ",", ", "])
def test_eight_times_the_header_costs_about_eight_times_as_much(filling: str) -> None:
    def reading(size: int) -> Callable[[], object]:
        value = '"a"' + filling * (size // len(filling)) + "x"

        def read() -> None:
            is_held(request("If-None-Match", value), TAG)
            with pytest.raises(Refusal):
                given_match(request("If-Match", value))

        return read

    # Time that grows with the square would be 64 times as much.
    assert _cpu(reading(8_000)) < 24 * _cpu(reading(1_000)) + 0.001
