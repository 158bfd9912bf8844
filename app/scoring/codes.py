"""Sorting and numbering rows by whole-number codes: by counting, which takes a fraction of comparing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_Codes: TypeAlias = NDArray[np.int64]

_FEW = 2_000  # rows below which comparing is as fast
_ROOM = 4  # counters for each row: more of them no longer stay near the processor
_WIDEST = 2**62


def order_by(*codes: _Codes) -> _Codes:
    """Row numbers sorted by the first code, then by the next; equal rows keep their order."""
    order: _Codes | None = None
    for code in reversed(codes):
        for digit in _digits(code):
            found = _counted(digit if order is None else digit[order])
            order = found if order is None else order[found]
    return np.arange(len(codes[0])) if order is None else order


def number(code: _Codes) -> tuple[_Codes, _Codes]:
    """The distinct codes in rising order, and for each row the place of its own among them."""
    low, high = _range(code)
    if high - low < _room(len(code)):
        shifted = code - low if low else code
        present = np.bincount(shifted) > 0
        place = shifted if present.all() else (np.cumsum(present) - 1)[shifted]
        return np.flatnonzero(present) + low, place
    order = order_by(code)
    in_order = code[order]
    new = starts(in_order)
    place = np.empty(len(code), dtype=np.int64)
    place[order] = np.cumsum(new) - 1
    return in_order[new], place


def compact(code: _Codes) -> _Codes:
    """The same grouping by codes from 0 up, in the same order, small enough to index arrays with."""
    low, high = _range(code)
    return code if low >= 0 and high < _room(len(code)) else number(code)[1]


def combine(first: _Codes, second: _Codes) -> _Codes:
    """One code per pair of codes, none negative, ordered by the first, then by the second."""
    (low, high), (least, most) = _range(first), _range(second)
    width = most - least + 1
    if (high - low + 1) * width >= _WIDEST:
        first, second = number(first)[1], number(second)[1]
        low, least, width = 0, 0, _range(second)[1] + 1
    pair = first - low
    pair *= width
    pair += second
    pair -= least
    return pair


def starts(*codes: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.bool_]:
    """Rows where any of the codes differs from the row before; the first row always starts."""
    new = np.ones(len(codes[0]), dtype=np.bool_)
    if len(new):
        np.not_equal(codes[0][1:], codes[0][:-1], out=new[1:])
    for code in codes[1:]:
        new[1:] |= code[1:] != code[:-1]
    return new


def all_differ(code: _Codes) -> bool:
    """Whether no two rows have the same code."""
    if not len(code):
        return True
    low, high = _range(code)
    if high - low < _room(len(code)):
        return int(np.bincount(code - low).max()) == 1
    return bool(starts(np.sort(code)).all())


def _range(code: _Codes) -> tuple[int, int]:
    return (int(code.min()), int(code.max())) if len(code) else (0, -1)


def _room(rows: int) -> int:
    return _ROOM * rows + 1024


def _digits(code: _Codes) -> list[_Codes]:
    """The code in parts small enough to count, the least significant first."""
    low, high = _range(code)
    if high - low < _room(len(code)):
        return [] if high == low else [code - low if low < 0 or low > len(code) else code]
    bits = _room(len(code)).bit_length() - 1
    if high - low >= _WIDEST or len(code) < _FEW:
        return [np.unique(code, return_inverse=True)[1].astype(np.int64)]
    shifted = code - low
    return [(shifted >> shift) & (2**bits - 1) for shift in range(0, (high - low).bit_length(), bits)]


def rows_of_each(code: NDArray[np.integer], size: int) -> Iterator[_Codes]:
    """The rows of each code from 0 to size - 1, rising."""
    table = _by_code(code, size)
    for start, stop in pairwise(table.indptr.tolist()):
        yield table.indices[start:stop].astype(np.int64)


def _counted(code: _Codes) -> _Codes:
    """Row numbers sorted by a small code."""
    if len(code) < _FEW:
        return np.argsort(code, kind="stable")
    return _by_code(code, int(code.max()) + 1).indices.astype(np.int64)


def _by_code(code: NDArray[np.integer], size: int) -> sparse.csr_array:
    """A matrix with one entry at (code, row) for each row: the format lists those of a code rising."""
    rows = len(code)
    places: tuple[NDArray[np.integer], NDArray[np.integer]] = code, np.arange(rows)
    if max(rows, size) < 2**31:  # half the memory
        places = code.astype(np.int32, copy=False), np.arange(rows, dtype=np.int32)
    return sparse.coo_array((np.ones(rows, dtype=np.int8), places), shape=(size, rows)).tocsr()
