"""What reading costs: processor time for an article, and many articles through the command with all cores."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from app.extraction import load_pipeline, read
from app.services.reading_ahead import count_cores
from benchmarks.figures import Figure, emit, say
from benchmarks.writing import SUBJECTS, VERBS

WORDS = 700
ARTICLES = 1_000
SAMPLE = 40
ROUNDS = 5
PARSED, PLAIN = 0.12, 0.02  # CPU-seconds for an article, with the parse and without
MEMORY_MIB = 400
KIB = 1024


def _article(number: int) -> str:
    """Made-up sentences, about as many words as an ordinary article; half of them foretell something."""
    dice = np.random.default_rng(number)
    words, paragraphs = 0, []
    while words < WORDS:
        sentences = []
        for _ in range(4):
            verb = VERBS[int(dice.integers(len(VERBS)))].format(n=int(dice.integers(2, 900)))
            sentences.append(f"{SUBJECTS[int(dice.integers(len(SUBJECTS)))]} {verb}.")
        paragraphs.append(" ".join(sentences))
        words += len(paragraphs[-1].split())
    return "\n\n".join(paragraphs) + f"\n\nArticle {number} ends here.\n"


def _seconds(work: Callable[[str], object], texts: list[str]) -> list[float]:
    """Processor time for each text."""
    taken = []
    for text in texts:
        start = time.process_time()
        work(text)
        taken.append(time.process_time() - start)
    return taken


def measure_article() -> None:
    """One article, with the parse and without, beside the bare pipeline."""
    texts = [_article(number) for number in range(SAMPLE)]
    pipeline = load_pipeline()
    if pipeline is None:
        raise SystemExit("the reading room needs the parser's model")
    ways: dict[str, Callable[[str], object]] = {
        "parsed": read,
        "plain": lambda text: read(text, parsing=False),
        "bare": pipeline,
    }
    for work in ways.values():
        work(texts[0])
    taken = {name: _seconds(work, texts) for name, work in ways.items()}
    parsed, plain, bare = (median(taken[name]) for name in ("parsed", "plain", "bare"))
    for name, value, goal in (("with the parse", parsed, PARSED), ("without", plain, PLAIN)):
        emit(Figure(name=f"read a 700-word article {name}", value=value, unit="CPU-s", at_most=goal))
    emit(
        Figure(
            name="read it with the parse", value=parsed / bare, against="the bare pipeline on the same text"
        )
    )


def measure_many() -> None:
    """A thousand files through `foreseen ingest`: with all cores against one process, shared out evenly."""
    cores = count_cores()
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder, "articles")
        room.mkdir()
        for number in range(ARTICLES):
            (room / f"{number:04}.txt").write_text(_article(number), encoding="utf-8")
        alone = _ingest(room, Path(folder, "alone.db"), "--processes", "1")
        elapsed = _ingest(room, Path(folder, "together.db"))
    say(f"{ARTICLES} articles: {alone:.1f} s in one process, {elapsed:.1f} s with {cores} cores")
    emit(
        Figure(
            name="ingest 1,000 articles",
            value=elapsed / (alone / cores),
            at_most=1.2,
            against="one process, shared out evenly over the cores",
        )
    )
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KIB
    emit(Figure(name="its largest process", value=largest, unit="MiB", at_most=MEMORY_MIB))


def _ingest(room: Path, database: Path, *options: str) -> float:
    """Elapsed seconds of the command on a new database."""
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}"}
    command = [sys.executable, "-m", "app.cli", "ingest", str(room), "--json", *options]
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Every figure of this room."""
    measure_article()
    measure_many()


if __name__ == "__main__":
    main()
