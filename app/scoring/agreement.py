"""How far two people who judged the same things agree, beyond what chance would give."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm

from app.scoring.inputs import FloatArray, code_array, unit_array

LEVEL = 0.95
BANDS = 4  # quarters of the scale from 0 to 1

NOTHING = "nothing was judged by both"
ONE_CATEGORY = "both put everything into one category: chance alone would agree as much"
TOO_FEW = "no interval: n is below twice the square of the categories used"
NO_SPREAD = "no interval: the large-sample error is 0 here, which is no sign of certainty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kappa:
    """Cohen's kappa with what it is made of; what is undefined is None, and `reason` says why.

    agreed, expected: the share on which both agree, and that on which chance alone would have them agree; a
    near miss counts in part where the categories are ordered.
    """

    n: int
    agreed: float | None = None
    expected: float | None = None
    kappa: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None


def cohen_kappa(
    first: ArrayLike,
    second: ArrayLike,
    categories: int,
    *,
    ordered: bool = False,
    level: float = LEVEL,
) -> Kappa:
    """Cohen's kappa `(p_o - p_e) / (1 - p_e)` of two judges: 1 is whole agreement, 0 what chance would give.

    With p_ij the share of things that the first put into category i and the second into j, p_i. and p_.j its
    margins, and w_ij the credit for such a pair, `p_o = sum w_ij p_ij` and `p_e = sum w_ij p_i. p_.j`. Credit
    is 1 where i = j and 0 elsewhere; of `ordered` categories it is `1 - |i - j| / (categories - 1)` (linear).

    The standard error is the large-sample one of Fleiss, Cohen and Everitt: with `u_i = sum_j p_.j w_ij` and
    `v_j = sum_i p_i. w_ij`,

        se^2 = (sum p_ij (w_ij (1 - p_e) - (u_i + v_j) (1 - p_o))^2 - (p_o p_e - 2 p_e + p_o)^2)
               / (n (1 - p_e)^4)

    and the interval `kappa +- z se`, its upper end moved down to 1 where it lies above. It takes the things
    as independent: sentences of one text hang together, so it is rather too narrow.

    Arrays of shape (n,) of whole numbers from 0 to categories - 1; no unit. ValueError on other values, on
    unequal lengths and below two categories. kappa is None with the reason where n = 0 or p_e = 1, error
    and interval where n is below 2 k^2, k the categories that either used, or the error is 0. Cohen,
    Educational and Psychological Measurement 20, 1960, and Psychological Bulletin 70, 1968; Fleiss, Cohen and
    Everitt, Psychological Bulletin 72, 1969; Cicchetti, Applied Psychological Measurement 5, 1981, for 2 k^2.
    """
    if categories < 2:
        raise ValueError(f"categories: {categories} leave nothing to agree on")
    if not 0 < level < 1:
        raise ValueError(f"level: {level} is not within 0 to 1")
    n = len(np.asarray(first))
    i, j = code_array("first", first, n), code_array("second", second, n)
    for name, codes in (("first", i), ("second", j)):
        if n and not (codes.min() >= 0 and codes.max() < categories):
            raise ValueError(f"{name}: a category is not within 0 to {categories - 1}")
    if n == 0:
        return Kappa(n=0, reason=NOTHING)
    p = np.bincount(i * categories + j, minlength=categories**2).reshape(categories, categories) / n
    w = _credit(categories, ordered=ordered)
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    agreed, expected = float((w * p).sum()), float(rows @ w @ columns)
    if math.isclose(expected, 1.0, abs_tol=1e-12):
        return Kappa(n=n, agreed=agreed, expected=expected, reason=ONE_CATEGORY)
    kappa = (agreed - expected) / (1 - expected)
    reach = (w @ columns)[:, None] + (rows @ w)[None, :]
    spread = float((p * (w * (1 - expected) - reach * (1 - agreed)) ** 2).sum())
    variance = (spread - (agreed * expected - 2 * expected + agreed) ** 2) / (n * (1 - expected) ** 4)
    used = int(((rows + columns) > 0).sum())
    if variance <= 1e-15 or n < 2 * used**2:
        reason = TOO_FEW if n < 2 * used**2 else NO_SPREAD
        return Kappa(n=n, agreed=agreed, expected=expected, kappa=kappa, reason=reason)
    se = math.sqrt(variance)
    reach_of_level = float(norm.ppf((1 + level) / 2)) * se
    return Kappa(
        n=n,
        agreed=agreed,
        expected=expected,
        kappa=kappa,
        se=se,
        low=kappa - reach_of_level,
        high=min(kappa + reach_of_level, 1.0),
    )


def _credit(categories: int, *, ordered: bool) -> FloatArray:
    if not ordered:
        return np.eye(categories)
    places = np.arange(categories)
    return np.asarray(1 - np.abs(places[:, None] - places[None, :]) / (categories - 1), dtype=np.float64)


def bands_of(probability: ArrayLike) -> list[int]:
    """The quarter of the scale in which each probability lies, 0 to 3; an edge belongs to the one above it.

    Array of shape (n,) in [0, 1]; ValueError elsewhere. 0.25 is in the second quarter, 1 in the fourth.
    """
    p = unit_array("probability", probability)
    return [min(int(BANDS * one), BANDS - 1) for one in p.tolist()]


def mean_absolute_difference(first: ArrayLike, second: ArrayLike) -> float | None:
    """`mean |p - q|` of two judges' probabilities, 0 to 1; None where there are none.

    Arrays of shape (n,) in [0, 1]; ValueError on other values and on unequal lengths.
    """
    p, q = unit_array("first", first), unit_array("second", second)
    if len(p) != len(q):
        raise ValueError(f"second: {len(q)} values for {len(p)} of the first")
    return float(np.abs(p - q).mean()) if len(p) else None
