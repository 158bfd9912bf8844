"""Sums and ratios by group."""

from __future__ import annotations

import numpy as np

from app.scoring.inputs import BoolArray, FloatArray, IntArray


def sum_by(code: IntArray, values: FloatArray | IntArray | BoolArray, size: int) -> FloatArray:
    """Sum of `values` for each code from 0 to size - 1."""
    return np.asarray(np.bincount(code, weights=values, minlength=size), dtype=np.float64)


def count_by(code: IntArray, size: int) -> IntArray:
    """How often each code from 0 to size - 1 occurs."""
    return np.bincount(code, minlength=size).astype(np.int64)


def ratio(numerator: FloatArray, denominator: FloatArray, *, missing: float = np.nan) -> FloatArray:
    """Quotients, `missing` where the denominator is not positive."""
    out = np.full(np.shape(denominator), missing)
    return np.asarray(np.divide(numerator, denominator, out=out, where=denominator > 0), dtype=np.float64)
