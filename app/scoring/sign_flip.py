"""Could chance alone have decided which of two forecasters did better: signs flipped family by family."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.scoring.inputs import FloatArray, code_array, unit_array
from app.scoring.sums import sum_by

EXACT_FAMILIES = 16  # 2^16 assignments of signs
DRAWS = 9_999
ALONE = "one family of questions cannot be told from chance"
_CELLS = 4_000_000  # signs held at once
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class SignFlip:
    """Two-sided p of a mean difference, and the least p that so few families could give; None and why.

    `families` differ (their summed difference is not nought): only they can be flipped. `draws` is how many
    assignments of signs were drawn, None where all were gone through.
    """

    difference: float
    families: int
    p: float | None = None
    least_p: float | None = None
    draws: int | None = None
    reason: str | None = None


def sign_flip_test(
    first: ArrayLike,
    second: ArrayLike,
    cluster: ArrayLike | None = None,
    *,
    rng: np.random.Generator | None = None,
    draws: int = DRAWS,
) -> SignFlip:
    """Randomisation test of a mean difference of paired losses, by family.

    With `D_g = sum_(i in g) (first_i - second_i)` and signs s_g = +-1 equally likely, `p = P(|sum s_g D_g|
    >= |sum D_g|)`: over all 2^G assignments up to 16 families with D_g other than 0, beyond that over `draws`
    of `rng`, the one observed counted with them, `(1 + hits)/(1 + draws)`. It assumes that, were there no
    difference, each family's summed difference would be symmetric about 0, families independent; it asks
    nothing of their sizes or number. It is no test of equal means for lopsided families: one who gains a
    little often and loses much rarely is not symmetric. `least_p`, 2/2^G (1/(1 + draws) if that is more), is
    the least that G families could show.

    first, second: losses in [0, 1] of shape (n,), of the same questions; cluster: their families, by default
    each its own. p is None with its reason below two families. ValueError on bad or unequal arrays, and
    where `rng` is needed and lacking. Fisher, The Design of Experiments, 1935, section 21; Phipson and Smyth,
    SAGMB 9, 2010, for the one counted.
    """
    one, other = unit_array("first", first), unit_array("second", second)
    if len(one) != len(other):
        raise ValueError(f"second: {len(other)} values for {len(one)} of first")
    if not len(one):
        raise ValueError("first: no losses, so there is no difference")
    if draws < 1:
        raise ValueError(f"draws: {draws} is not at least 1")
    codes = np.arange(len(one)) if cluster is None else code_array("cluster", cluster, len(one))
    names, at = np.unique(codes, return_inverse=True)
    sums = sum_by(at, one - other, len(names))
    size = float(np.abs(one - other).sum())
    sums = sums[np.abs(sums) > _ROUNDING * size]  # flipping nought changes nothing
    difference, families = float((one - other).mean()), len(sums)
    if len(names) < 2:
        return SignFlip(difference=difference, families=families, reason=ALONE)
    limit = abs(float(sums.sum())) - _ROUNDING * size
    least = min(2.0 ** (1 - families), 1.0)
    if families <= EXACT_FAMILIES:
        p = float(np.mean(np.abs(_all_sums(sums)) >= limit))
        return SignFlip(difference=difference, families=families, p=p, least_p=least)
    if rng is None:
        raise ValueError(f"rng: beyond {EXACT_FAMILIES} families signs are drawn, and no generator was given")
    p = (1 + _hits(sums, limit, rng, draws)) / (1 + draws)
    least = max(least, 1 / (1 + draws))
    return SignFlip(difference=difference, families=families, p=p, least_p=least, draws=draws)


def _all_sums(sums: FloatArray) -> FloatArray:
    """Signed sums with the first sign kept: flipping all of them changes no distance from nought."""
    reached = sums[:1] if len(sums) else np.zeros(1)
    for value in sums[1:]:
        reached = np.concatenate((reached + value, reached - value))
    return reached


def _hits(sums: FloatArray, limit: float, rng: np.random.Generator, draws: int) -> int:
    hits, step = 0, max(_CELLS // len(sums), 1)
    for start in range(0, draws, step):
        signs = rng.integers(0, 2, size=(min(step, draws - start), len(sums)), dtype=np.int8) * 2.0 - 1.0
        hits += int(np.sum(np.abs(signs @ sums) >= limit))
    return hits
