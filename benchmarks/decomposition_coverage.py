"""`make study`, second part: how often the bootstrap's intervals of MCB and DSC hold the truth.

Probabilities are drawn, and outcomes given them; the truth is `E (p - q)^2` and `Var q` for said p and true
q = E(y | p), over all forecasts that might have been drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np

from app.scoring.bootstrap import bootstrap
from app.scoring.inputs import FloatArray
from benchmarks.interval_coverage import PROCESSES, SEED, WORDS

REPETITIONS = 500
DRAWS = 300
FAMILIES = ((30, 1), (50, 4), (100, 1), (400, 1))  # how many, of how many forecasts with one outcome
# how far from 0.5 the truth lies, as a part of what was said
SLOPES = {"calibrated": 1.0, "overconfident": 0.6, "very overconfident": 0.2}
SAID: dict[str, Callable[[np.random.Generator, int], FloatArray]] = {
    "words": lambda rng, size: rng.choice(WORDS, size),
    "percentages": lambda rng, size: np.round(rng.beta(1.2, 1.2, size), 2),
}


@dataclass(frozen=True, slots=True)
class Design:
    """Families, forecasts in each, and who forecasts."""

    families: int
    size: int
    said: str
    slope: str


def truth(design: Design) -> tuple[float, float]:
    """MCB and DSC of everything that might be drawn."""
    slope = SLOPES[design.slope]
    p = SAID[design.said](np.random.default_rng(SEED), 400_000)
    return float(np.mean(np.square((1 - slope) * (p - 0.5)))), float(slope**2 * np.var(p))


def measure(design: Design, repetitions: int = REPETITIONS) -> tuple[float, float, float, float]:
    """Coverage and mean width for MCB, then for DSC."""
    rng = np.random.default_rng([SEED, *repr(design).encode()])
    covered, width = np.zeros(2), np.zeros(2)
    family = np.repeat(np.arange(design.families), design.size)
    truths = truth(design)
    for _ in range(repetitions):
        p = SAID[design.said](rng, design.families)[family]
        y = rng.random(design.families)[family] < 0.5 + SLOPES[design.slope] * (p - 0.5)
        found = bootstrap(p, y, family, rng=rng, draws=DRAWS)
        assert found.mcb is not None
        assert found.dsc is not None
        for at, (part, true) in enumerate(zip((found.mcb, found.dsc), truths, strict=True)):
            covered[at] += part.low <= true + 1e-12 and true <= part.high + 1e-12
            width[at] += part.high - part.low
    covered, width = covered / repetitions, width / repetitions
    return float(covered[0]), float(width[0]), float(covered[1]), float(width[1])


def main() -> None:
    """A Markdown table on stdout."""
    designs = [Design(n, size, said, slope) for n, size in FAMILIES for said in SAID for slope in SLOPES]
    print("| families | said | truth | MCB: coverage, width | DSC: coverage, width |\n|---|---|---|---|---|")
    with ProcessPoolExecutor(PROCESSES) as pool:
        for one, found in zip(designs, pool.map(measure, designs), strict=True):
            families = f"{one.families}" if one.size == 1 else f"{one.families} of {one.size}"
            figures = f"{found[0]:.1%}, {found[1]:.3f} | {found[2]:.1%}, {found[3]:.3f}"
            print(f"| {families} | {one.said} | {one.slope} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
