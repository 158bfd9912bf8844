"""What reading costs: processor time for an article, and many articles through the command with all cores."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from app.extraction import load_pipeline, read
from app.services.reading_ahead import count_cores
from benchmarks.figures import Figure, emit, peak_memory, say
from benchmarks.prose import write_article

WORDS = 700
ARTICLES = 1_000
SAMPLE = 60
ROUNDS = 5
PARSED, PLAIN = 0.12, 0.02  # CPU-seconds for an article, with the parse and without
SHARE = 1.2
MEMORY_MIB = 400
WATCH_SECONDS = 0.1
TOKENS = re.compile(r"\w+(?:['’-]\w+)*|[^\w\s]")


def _seconds(work: Callable[[str], object], text: str) -> float:
    """Processor time."""
    start = time.process_time()
    work(text)
    return time.process_time() - start


def measure_article() -> None:
    """Each article by turns: with the parse, without, the bare pipeline, and one pass for its words."""
    texts = [write_article(number, words=WORDS) for number in range(SAMPLE)]
    pipeline = load_pipeline()
    if pipeline is None:
        raise SystemExit("the reading room needs the parser's model")
    ways: dict[str, Callable[[str], object]] = {
        "parsed": read,
        "plain": lambda text: read(text, parsing=False),
        "bare": pipeline,
        "words": TOKENS.findall,
    }
    for work in ways.values():
        work(texts[0])
    taken = {name: [_seconds(work, text) for text in texts] for name, work in ways.items()}
    for name, way, goal in (("with the parse", "parsed", PARSED), ("without", "plain", PLAIN)):
        rounds = _rounds(taken[way])
        emit(
            Figure(
                name=f"read a 700-word article {name}",
                value=median(rounds),
                unit="CPU-s",
                at_most=goal,
                spread=(min(rounds), max(rounds)),
            )
        )
    _emit_ratio(
        "read it with the parse", taken["parsed"], taken["bare"], "the bare pipeline on the same text"
    )
    _emit_ratio(
        "read it without", taken["plain"], taken["words"], "one regular expression over it, for its words"
    )


def _rounds(taken: list[float]) -> list[float]:
    return [median(taken[n::ROUNDS]) for n in range(ROUNDS)]


def _emit_ratio(name: str, ours: list[float], theirs: list[float], against: str) -> None:
    rounds = [mine / other for mine, other in zip(_rounds(ours), _rounds(theirs), strict=True)]
    emit(Figure(name=name, value=median(rounds), spread=(min(rounds), max(rounds)), against=against))


@dataclass
class Run:
    """One run of the command: its seconds, those of all its processors, and each process's peak in MiB."""

    elapsed: float = 0.0
    processor: float = 0.0
    others: float | None = None  # what everything else on the machine used meanwhile
    peaks: dict[int, float] = field(default_factory=dict)
    main: int = 0

    @property
    def writer(self) -> float | None:
        """The peak of the process that writes, where the system tells."""
        return self.peaks.get(self.main)

    @property
    def reader(self) -> float | None:
        """The largest peak of the others."""
        return max((peak for pid, peak in self.peaks.items() if pid != self.main), default=None)


def measure_many() -> None:
    """A thousand files through `foreseen ingest`, each time into a new database."""
    cores = count_cores()
    with tempfile.TemporaryDirectory(prefix="foreseen-bench-") as folder:
        room = Path(folder, "articles")
        room.mkdir()
        texts = [write_article(number, words=WORDS) for number in range(ARTICLES)]
        for number, text in enumerate(texts):
            (room / f"{number:04}.txt").write_text(text, encoding="utf-8")
        alone = _ingest(room, Path(folder, "alone.db"), "--processes", "1")
        together = _ingest(room, Path(folder, "together.db"))
    reading = sum(_seconds(read, text) for text in texts)
    say(
        f"{ARTICLES} articles: {alone.elapsed:.1f} s and {alone.processor:.1f} CPU-s in one process, "
        f"{together.elapsed:.1f} s and {together.processor:.1f} CPU-s with {cores} cores; "
        f"reading alone {reading:.1f} CPU-s"
    )
    if alone.others is not None and together.others is not None:
        say(f"everything else on this machine meanwhile: {alone.others:.1f} and {together.others:.1f} CPU-s")
    for ideal, goal, against in (
        (alone.processor, SHARE, "all that one process does, shared out over the cores: CPU-s"),
        (reading, None, "reading alone, shared out over the cores: CPU-s"),
    ):
        value = together.elapsed / (ideal / cores)
        emit(Figure(name=f"ingest {ARTICLES:,} articles", value=value, at_most=goal, against=against))
    for name, peak in (
        ("the process that writes", together.writer),
        ("the largest that reads", together.reader),
        ("one process alone", alone.writer),
    ):
        if peak is not None:
            emit(Figure(name=f"peak memory, {name}", value=peak, unit="MiB", at_most=MEMORY_MIB))


def _ingest(room: Path, database: Path, *options: str) -> Run:
    """The command on a new database, watched."""
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}"}
    command = [sys.executable, "-m", "app.start", "ingest", str(room), "--json", *options]
    run, before, busy, start = Run(), _children_seconds(), _busy_seconds(), time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        run.main = process.pid
        while True:
            for pid in _family(process.pid):
                peak = peak_memory(pid)
                if peak is not None:
                    run.peaks[pid] = peak
            try:
                process.wait(WATCH_SECONDS)
                break
            except subprocess.TimeoutExpired:
                continue
    if process.returncode:
        raise SystemExit("the command failed")
    run.elapsed = time.perf_counter() - start
    run.processor = _children_seconds() - before
    after = _busy_seconds()
    if busy is not None and after is not None:
        run.others = max(0.0, after - busy - run.processor)
    return run


def _busy_seconds() -> float | None:
    """Processor time of the whole machine; None where the system does not tell."""
    try:
        user, nice, system = Path("/proc/stat").read_text().split(maxsplit=4)[1:4]
    except OSError:
        return None
    return (int(user) + int(nice) + int(system)) / os.sysconf("SC_CLK_TCK")


def _children_seconds() -> float:
    """Processor time of every process that has ended, with those it waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family(pid: int) -> list[int]:
    """A process and all that came of it; itself alone where the system does not tell."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [one for child in task.read_text().split() for one in _family(int(child))]
        except OSError:
            continue
    return found


def main() -> None:
    """Every figure of this room."""
    measure_article()
    measure_many()


if __name__ == "__main__":
    main()
