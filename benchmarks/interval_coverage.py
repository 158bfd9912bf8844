"""`make study`: how often the published 95% interval of a mean score holds the truth, and how wide it is.

Each design fixes families (and articles), their sizes, what was said and how likely each event truly was;
only the outcomes are drawn. The truth is the mean loss to expect given all that, `mean of p^2 + (1 - 2p) q`
for said p and true q. Every repetition is one group of one call of `cluster_intervals`, so what is measured
is what `mean_interval` publishes, its choice between CR1 with t and betting included.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from app.scoring.clusters import Clusters
from app.scoring.crossed import Crossed, pair_numbers
from app.scoring.inputs import FloatArray, IntArray
from app.scoring.intervals import cluster_intervals
from benchmarks.figures import say

SEED = 2026
REPETITIONS = 2_000
PROCESSES = 2
GOAL = 0.93
CELLS = 1_500_000  # forecasts held at once
COUNTS = (10, 20, 30, 40, 60, 100, 200, 500)
WORDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.75, 0.85, 0.9, 0.95)
SIZES = ("equal", "lognormal", "half")
SHARED = {"independent": 0.0, "correlated": 0.8, "identical": 1.0}
SHOCKS = {"article": (0.0, 0.8), "both": (0.45, 0.45)}
# What was said, and how likely it truly was: calibrated, then not. Several values take turns.
FORECASTERS = {
    **{f"{p:g}": ((p,), (p,)) for p in (0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97)},
    "words": (WORDS, WORDS),
    "0.97, true 0.8": ((0.97,), (0.8,)),
    "0.9, true 0.5": ((0.9,), (0.5,)),
    "0.1, true 0.3": ((0.1,), (0.3,)),
    "words, true half as far from 0.5": (WORDS, tuple(0.25 + p / 2 for p in WORDS)),
    "0.6 and 0.98, true 0.6 and 0.93": ((0.6, 0.98), (0.6, 0.93)),
}
MIRRORED = ("0.7", "0.9", "0.97")  # their losses are distributed as those of 0.3, 0.1, 0.03


@dataclass(frozen=True, slots=True)
class Design:
    """One way in which forecasts and outcomes come about."""

    clusters: int
    sizes: str
    forecaster: str
    shared: str

    @property
    def kind(self) -> str:
        """Under which heading the summary counts it."""
        if self.shared in SHOCKS:
            return "by family and article"
        return "families of one size" if self.sizes == "equal" else "families of very unequal size"


@dataclass(frozen=True, slots=True)
class Found:
    """What the published interval did in one design."""

    design: Design
    coverage: float
    width: float
    bounded: float
    repetitions: int

    @property
    def error(self) -> float:
        """Monte Carlo standard error of the coverage, never below what it would be at 99.9%."""
        rate = min(max(self.coverage, 0.001), 0.999)
        return float(np.sqrt(rate * (1 - rate) / self.repetitions))


@dataclass(frozen=True, slots=True)
class Rows:
    """The forecasts of one repetition, sorted by family: the same in all of them."""

    family: IntArray
    article: IntArray
    said: FloatArray
    true: FloatArray

    @property
    def target(self) -> float:
        """The mean loss to expect."""
        return float(np.mean(self.said**2 + (1 - 2 * self.said) * self.true))


def designs(counts: Iterable[int] = COUNTS) -> Iterator[Design]:
    """Every design of the study."""
    one_way = itertools.product(SIZES, FORECASTERS, SHARED)
    two_way = itertools.product(("equal", "half"), FORECASTERS, SHOCKS)
    ways = [
        (sizes, forecaster, shared)
        for sizes, forecaster, shared in (*one_way, *two_way)
        if forecaster not in MIRRORED or (sizes == "equal" and shared in SHARED)
    ]
    for count in counts:
        for way in ways:
            yield Design(count, *way)


def family_sizes(design: Design) -> IntArray:
    """Forecasts in each family."""
    count = design.clusters
    if design.sizes == "equal":
        return np.full(count, 4)
    if design.sizes == "half":
        return np.append(count - 1, np.ones(count - 1, dtype=np.int64))
    spread = np.exp(1.5 * ndtri((np.arange(count) + 0.5) / count))
    return np.maximum(np.rint(1.5 * spread), 1).astype(np.int64)


def lay_out(design: Design) -> Rows:
    """The forecasts of a design: as many articles as families, one of them with half where a family has."""
    sizes = family_sizes(design)
    family = np.repeat(np.arange(design.clusters), sizes)
    size = len(family)
    dealt = np.random.default_rng([SEED, design.clusters]).permutation(size)
    article = np.repeat(np.arange(design.clusters), sizes)[dealt]
    said, true = FORECASTERS[design.forecaster]
    return Rows(family, article, np.resize(said, size), np.resize(true, size))


def draw(rows: Rows, design: Design, repetitions: int, rng: np.random.Generator) -> FloatArray:
    """Losses, shape (repetitions, forecasts)."""
    families, shape = int(rows.family[-1]) + 1, (repetitions, len(rows.said))
    if design.shared in SHOCKS:
        by_family, by_article = SHOCKS[design.shared]
        own = np.sqrt(1 - by_family - by_article)
        z = own * rng.standard_normal(shape)
        z += np.sqrt(by_family) * rng.standard_normal((repetitions, families))[:, rows.family]
        z += np.sqrt(by_article) * rng.standard_normal((repetitions, families))[:, rows.article]
        u = ndtr(z)
    else:
        # Each forecast follows its family's shock with chance sqrt(rho): outcomes correlate by rho.
        rho = SHARED[design.shared]
        u = rng.random((repetitions, families))[:, rows.family] if rho else rng.random(shape)
        if 0 < rho < 1:
            u = np.where(rng.random(shape) < np.sqrt(rho), u, rng.random(shape))
    return np.asarray(np.square(rows.said - (u < rows.true)), dtype=np.float64)


def clusters_of(code: IntArray, losses: FloatArray) -> Clusters:
    """Sums by `code` in each repetition."""
    repetitions = len(losses)
    order = np.argsort(code, kind="stable")
    starts = np.flatnonzero(np.diff(code[order], prepend=-1))
    loss = np.add.reduceat(losses[:, order], starts, axis=1).ravel()
    weight = np.tile(np.bincount(code).astype(np.float64), repetitions)
    return Clusters(repetitions, np.repeat(np.arange(repetitions), len(starts)), weight, loss, loss)


def generator(design: Design) -> np.random.Generator:
    """The same random numbers for a design, whatever else is measured."""
    return np.random.default_rng([SEED, *repr(design).encode()])


def measure(design: Design, repetitions: int = REPETITIONS) -> Found:
    """Draw a design's outcomes again and again."""
    rows = lay_out(design)
    rng = generator(design)
    both = pair_numbers(rows.article, rows.family)
    covered = width = bounded = 0.0
    step = max(CELLS // len(rows.said), 1)
    for start in range(0, repetitions, step):
        losses = draw(rows, design, min(step, repetitions - start), rng)
        crossed = None
        if design.shared in SHOCKS:
            crossed = Crossed(clusters_of(rows.article, losses), clusters_of(both, losses))
        found = cluster_intervals(clusters_of(rows.family, losses), crossed=crossed)
        # rounding alone: equal losses have an interval without width
        held = (found.low <= rows.target + 1e-9) & (rows.target - 1e-9 <= found.high)
        covered += float(held.sum())
        width += float((found.high - found.low).sum())
        bounded += float(found.bounded.sum())
    return Found(design, covered / repetitions, width / repetitions, bounded / repetitions, repetitions)


def line(found: Found) -> str:
    """One design in one line of tab-separated values."""
    one = found.design
    figures = f"{found.coverage:.4f}\t{found.error:.4f}\t{found.width:.4f}\t{found.bounded:.3f}"
    return f"{one.clusters}\t{one.sizes}\t{one.forecaster}\t{one.shared}\t{figures}"


def summary(results: list[Found]) -> str:
    """Markdown: least and mean coverage, mean width, and how often betting was used, by families and kind."""
    kinds = list(dict.fromkeys(found.design.kind for found in results))
    lines = ["| families | " + " | ".join(kinds) + " |", "|---" * (len(kinds) + 1) + "|"]
    for count in dict.fromkeys(found.design.clusters for found in results):
        cells = []
        for kind in kinds:
            some = [one for one in results if one.design.clusters == count and one.design.kind == kind]
            least, mean, width, bounded = (
                min(one.coverage for one in some),
                *(np.mean([getattr(one, name) for one in some]) for name in ("coverage", "width", "bounded")),
            )
            cells.append(f"{least:.1%} / {mean:.1%}, {width:.3f} ({bounded:.0%})")
        lines.append(f"| {count} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Measure every design; per-design lines and the summary on stdout."""
    print("families\tsizes\tforecaster\tshared\tcoverage\terror\twidth\tbounded")
    everything = list(designs())
    results = []
    with ProcessPoolExecutor(PROCESSES) as pool:
        for found in pool.map(measure, everything, chunksize=4):
            results.append(found)
            print(line(found), flush=True)
    print("\n" + summary(results))
    short = [found for found in results if found.coverage < GOAL]
    say(f"{len(results)} designs, {len(short)} below {GOAL:.0%}")
    for found in short:
        say(line(found))


if __name__ == "__main__":
    main()
