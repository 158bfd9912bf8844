"""Scoring alone: processor time and memory of all figures of every source, and of the adjusted scores.

Each measurement is a process of its own that loads its columns from files, so that no memory left over from
making them hides what scoring takes. Its peak is the kernel's (VmHWM), reset when the columns are loaded;
processor time is the process's own, system time included, and covers checking the columns.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.scoring.inputs import Columns
from app.scoring.scorecard import score_groups
from benchmarks.figures import Figure, emit, peak_memory, say

FORECASTS, TEN_TIMES = 1_000_000, 10_000_000
SOURCES = 1_000
ROUNDS = 5
SECONDS, MEMORY, GROWTH = 0.5, 300.0, 12.0  # goals
ADJUSTING = {"forecasts": 1_000_000, "authors": 10_000, "questions": 50_000}
ADJUSTED_WITHIN = 5.0  # CPU-seconds

Arrays = dict[str, NDArray[Any]]


def _said(dice: np.random.Generator, truth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of two decimals, somewhere near the truth."""
    said = np.clip(truth + dice.normal(0, 0.15, len(truth)), 0.01, 0.99)
    return np.asarray(np.round(said, 2), dtype=np.float64)


def plain(size: int) -> Arrays:
    """Sources, probabilities and outcomes, no more."""
    dice = np.random.default_rng(7)
    truth = dice.uniform(size=size)
    return {
        "probability": _said(dice, truth),
        "outcome": (dice.uniform(size=size) < truth).astype(np.float64),
        "source": dice.integers(0, SOURCES, size),
    }


def ranges(size: int) -> Arrays:
    """The same, each on a question of its own, in families of three, with articles and readers' ranges."""
    held = plain(size)
    dice, p = np.random.default_rng(8), held["probability"]
    return {
        **held,
        "question": np.arange(size),
        "family": np.arange(size) // 3,
        "article": dice.integers(0, size // 10, size),
        "low": np.round(np.maximum(p - 0.05, 0), 2),
        "high": np.round(np.minimum(p + 0.05, 1), 2),
    }


def shared(size: int, *, authors: int = SOURCES, questions: int | None = None) -> Arrays:
    """Authors of those sources who answered the same questions on different days, some of them again."""
    asked = questions or size // 10
    dice = np.random.default_rng(9)
    truth = dice.uniform(size=asked)
    happened = (dice.uniform(size=asked) < truth).astype(np.float64)
    family, closes = dice.integers(0, asked // 3, asked), dice.integers(15_000, 18_000, asked)
    question, author = dice.integers(0, asked, size), dice.integers(0, authors, size)
    return {
        "probability": _said(dice, truth[question]),
        "outcome": happened[question],
        "source": author % SOURCES,
        "author": author,
        "question": question,
        "family": family[question],
        "article": dice.integers(0, size // 10, size),
        "made_on": closes[question] - dice.integers(1, 300, size),
        "closes_on": closes[question],
    }


def many_authors(size: int) -> Arrays:
    """What the adjusted scores of ten thousand authors are solved from."""
    held = shared(size, authors=ADJUSTING["authors"], questions=ADJUSTING["questions"])
    return {name: held[name] for name in ("probability", "outcome", "author", "question", "family")}


CASES: dict[str, Callable[[int], Arrays]] = {
    "plain": plain,
    "ranges": ranges,
    "shared": shared,
    "adjusted": many_authors,
}
WORDS = {
    "plain": "probability and outcome alone",
    "ranges": "a question each, families, ranges",
    "shared": "authors who share questions, days",
}


def _save(folder: Path, arrays: Arrays) -> None:
    for name, values in arrays.items():
        np.save(folder / f"{name}.npy", values)


def _measure_here(folder: Path, *, adjust: bool) -> dict[str, float | None]:
    """One measurement in this process, after a small one that loads the code."""
    arrays = {file.stem: np.load(file) for file in sorted(folder.glob("*.npy"))}
    by = "author" if adjust else "source"
    few = {name: values[:1000] for name, values in arrays.items()}
    score_groups(Columns(**few), few[by], reliability=False, adjust=adjust)
    reference = min(_timed(lambda: _brier_alone(arrays, by)) for _ in range(5))
    before = _reset_peak()
    seconds = _timed(lambda: score_groups(Columns(**arrays), arrays[by], reliability=False, adjust=False))
    after = peak_memory()
    extra = None if before is None or after is None else after - before
    found = {"seconds": seconds, "memory": extra, "reference": reference}
    if adjust:
        both = _timed(lambda: score_groups(Columns(**arrays), arrays[by], reliability=False))
        found["adjusting"] = both - seconds
    return found


def _brier_alone(arrays: Arrays, by: str) -> NDArray[np.float64]:
    """The fastest way to one figure: mean Brier scores in one pass, nothing checked."""
    loss = np.square(arrays["probability"] - arrays["outcome"])
    return np.asarray(np.bincount(arrays[by], weights=loss) / np.bincount(arrays[by]))


def _timed(act: Callable[[], object]) -> float:
    began = process_time()
    act()
    return process_time() - began


def _reset_peak() -> float | None:
    """The memory held now, in MiB, from where the peak counts again; None where the system cannot."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return None
    return peak_memory()


def _measure(folder: Path, *, adjust: bool = False) -> dict[str, float]:
    """One measurement in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scoring", str(folder), *(["adjust"] if adjust else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _emit_case(case: str, *, small: list[dict[str, float]], large: dict[str, float]) -> None:
    """The figures of one kind of columns; goals for what the goals were set for."""
    seconds = [one["seconds"] for one in small]
    ratios = [one["seconds"] / one["reference"] for one in small]
    name = f"all figures of {SOURCES:,} sources over {FORECASTS:,} forecasts, {WORDS[case]}"
    goal = case != "shared"
    emit(
        Figure(
            name=name,
            value=round(median(ratios), 1),
            spread=(round(min(ratios), 1), round(max(ratios), 1)),
            against=f"mean Brier scores alone in one numpy pass, {small[0]['reference'] * 1000:.1f} CPU-ms",
        )
    )
    emit(
        Figure(
            name="the same, processor time",
            value=round(median(seconds), 3),
            unit="CPU-s",
            at_most=SECONDS if goal else None,
            spread=(round(min(seconds), 3), round(max(seconds), 3)),
        )
    )
    if small[0]["memory"] is not None:
        most = max(one["memory"] for one in small)
        emit(
            Figure(
                name="the same, more memory", value=round(most), unit="MiB", at_most=MEMORY if goal else None
            )
        )
    say(f"scoring, {case}, {TEN_TIMES:,}: {large['seconds']:.2f} CPU-s, {large['memory']} MiB more")
    emit(
        Figure(
            name=f"the same for {TEN_TIMES:,}",
            value=round(large["seconds"] / median(seconds), 1),
            at_most=GROWTH if goal else None,
            against=f"the time for {FORECASTS:,}",
        )
    )


def _emit_adjusted(found: dict[str, float]) -> None:
    words = ", ".join(f"{number:,} {name}" for name, number in ADJUSTING.items())
    emit(
        Figure(
            name=f"adjusted scores, {words}",
            value=round(found["adjusting"], 2),
            unit="CPU-s",
            at_most=ADJUSTED_WITHIN,
            against=f"beyond all other figures, {found['seconds']:.2f} CPU-s",
        )
    )


def main() -> None:
    """Print a line of JSON per figure; with a folder as argument, measure what it holds, once, here."""
    if len(sys.argv) > 1:
        print(json.dumps(_measure_here(Path(sys.argv[1]), adjust="adjust" in sys.argv[2:])))
        return
    for case in WORDS:
        say(f"scoring: {case}")
        rounds = {}
        for size, count in ((FORECASTS, ROUNDS), (TEN_TIMES, 1)):
            with tempfile.TemporaryDirectory(prefix="foreseen-bench-") as folder:
                _save(Path(folder), CASES[case](size))
                rounds[size] = [_measure(Path(folder)) for _ in range(count)]
        _emit_case(case, small=rounds[FORECASTS], large=rounds[TEN_TIMES][0])
    say("scoring: adjusted")
    with tempfile.TemporaryDirectory(prefix="foreseen-bench-") as folder:
        _save(Path(folder), CASES["adjusted"](ADJUSTING["forecasts"]))
        _emit_adjusted(_measure(Path(folder), adjust=True))


if __name__ == "__main__":
    main()
