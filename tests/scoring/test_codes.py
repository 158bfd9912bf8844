"""Sorting and numbering by counting must do what comparing does, at any width of code and number of rows."""

from __future__ import annotations

import numpy as np
import pytest

from app.scoring.codes import all_differ, combine, compact, number, order_by, rows_of_each, starts

WIDE = np.array([2**61, -(2**61), 0, 2**61])


def test_rows_sort_by_the_first_code_then_by_the_next() -> None:
    assert order_by(np.array([1, 0, 1, 0]), np.array([5, 9, 4, 2])).tolist() == [3, 1, 2, 0]


def test_equal_rows_keep_their_order() -> None:
    assert order_by(np.array([7, 7, 7])).tolist() == [0, 1, 2]


def test_negative_and_enormous_codes_sort_too() -> None:
    assert order_by(WIDE).tolist() == [1, 2, 0, 3]
    assert order_by(np.array([-1, -3, -2])).tolist() == [1, 2, 0]


@pytest.mark.parametrize("widest", [1, 300, 50_000, 10**9, 10**15, 2**62])
@pytest.mark.parametrize("least", [0, -5])
def test_many_rows_are_counted_into_the_order_that_comparing_gives(widest: int, least: int) -> None:
    rng = np.random.default_rng(3)
    first, second = rng.integers(0, 4, 5_000), rng.integers(least, least + widest, 5_000)
    expected = sorted(range(5_000), key=lambda row: (first[row], second[row], row))
    assert order_by(first, second).tolist() == expected


@pytest.mark.parametrize("widest", [10, 10**9, 2**62])
def test_numbering_many_rows_gives_back_their_codes(widest: int) -> None:
    code = np.random.default_rng(4).integers(-3, widest, 5_000)
    values, place = number(code)
    assert values.tolist() == sorted(set(code.tolist()))
    assert values[place].tolist() == code.tolist()


def test_numbers_leave_no_gap() -> None:
    values, place = number(np.array([30, 10, 30, 20]))
    assert values.tolist() == [10, 20, 30]
    assert place.tolist() == [2, 0, 2, 1]


def test_no_rows_have_no_numbers_and_no_order() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert [part.tolist() for part in number(nothing)] == [[], []]
    assert order_by(nothing, nothing).tolist() == []
    assert combine(nothing, nothing).tolist() == []
    assert starts(nothing).tolist() == []
    assert all_differ(nothing)


def test_compact_codes_are_small_and_in_the_same_order() -> None:
    assert compact(np.array([3, 0, 5])).tolist() == [3, 0, 5]
    assert compact(WIDE).tolist() == [2, 0, 1, 2]
    assert compact(np.array([-1, 4])).tolist() == [0, 1]


def test_a_pair_of_codes_is_ordered_by_the_first_then_by_the_second() -> None:
    pair = combine(np.array([2, 1, 2, 1]), np.array([-1, 9, 3, 9]))
    assert order_by(pair).tolist() == [1, 3, 0, 2]
    assert pair[1] == pair[3]
    assert len(set(pair.tolist())) == 3
    assert pair.min() >= 0


def test_pairs_too_wide_to_multiply_are_numbered_first() -> None:
    assert order_by(combine(WIDE, np.array([2**61, 0, 0, -(2**61)]))).tolist() == [1, 2, 3, 0]


def test_a_row_starts_where_any_code_changes() -> None:
    assert starts(np.array([1, 1, 1, 2]), np.array([0.5, 0.5, 0.6, 0.6])).tolist() == [
        True,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("code", [[1, 2, 3], [2**61, -(2**61), 0]])
def test_codes_that_all_differ(code: list[int]) -> None:
    assert all_differ(np.array(code))
    assert not all_differ(np.array([*code, code[0]]))


def test_rows_of_each_code_rise() -> None:
    rows = rows_of_each(np.array([2, 0, 2, 0, 2]), 4)
    assert [part.tolist() for part in rows] == [[1, 3], [], [0, 2, 4], []]
