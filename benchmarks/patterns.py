"""What hostile text costs: every pattern of the reader over a mebibyte of one piece said again and again."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time

import app.extraction
from benchmarks.figures import Figure, emit, say

GOAL_SECONDS = 0.2
SMALL, LARGE = 2**14, 2**20
SLOWEST = 25  # pairs of pattern and piece that go on from the small text to the large one
ROUNDS = 3
PLAIN = re.compile("[\0\1]")  # looks at every character and finds nothing
NASTY = [
    *(
        "a",
        " ",
        ".",
        ",",
        '"',
        "“",
        "(",
        "1",
        "1.",
        "%",
        "1%",
        "will ",
        "if ",
        "that ",
        "by ",
        "to ",
        "may ",
        "—",
        "- ",
    ),
    *(
        "\n",
        "\n- ",
        ":",
        "1 in ",
        "3 to ",
        "said, ",
        "A",
        "A ",
        "A. ",
        "the ",
        "by the end of ",
        "would, ",
        "and will ",
        "only if ",
        "not only ",
        "neither nor ",
        "three to one ",
        "my bet: ",
        "and believes ",
        "nobody in ",
        "is due ",
        "May ",
    ),
    *(
        "'",
        "’s ",
        "...",
        ".”",
        "\t",
        "from 1% to ",
        "likely that ",
        "Q: ",
        "who ",
        "?",
        "if a, ",
        "5 March ",
        "é",
    ),
    *("\U0001f600", "\u0301", "1-", "probability of 0.", "#"),
]


def find_patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern at the top of a module of the reader."""
    found = []
    for info in pkgutil.iter_modules(app.extraction.__path__, "app.extraction."):
        module = importlib.import_module(info.name)
        found += [
            (f"{info.name}.{name}", value)
            for name, value in vars(module).items()
            if isinstance(value, re.Pattern)
        ]
    return found


def scan_seconds(pattern: re.Pattern[str], text: str) -> float:
    """Processor time of finding all that a pattern finds."""
    start = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - start


def repeat(piece: str, size: int) -> str:
    """A text of this many characters."""
    return (piece * (size // len(piece) + 1))[:size]


def _least(pattern: re.Pattern[str], piece: str, *, size: int) -> float:
    text = repeat(piece, size)
    return min(scan_seconds(pattern, text) for _ in range(ROUNDS))  # other work only adds


def main() -> None:
    """The slowest pairs of a small text, measured again on a large one."""
    patterns = find_patterns()
    pairs = [(name, pattern, piece) for name, pattern in patterns for piece in NASTY]
    say(f"{len(patterns)} patterns, {len(NASTY)} pieces ...")
    pairs.sort(key=lambda pair: _least(pair[1], pair[2], size=SMALL), reverse=True)
    taken = {
        (name, piece): (_least(pattern, piece, size=LARGE), _least(PLAIN, piece, size=LARGE))
        for name, pattern, piece in pairs[:SLOWEST]
    }
    worst = max(taken, key=lambda pair: taken[pair][0])
    seconds, plain = taken[worst]
    say(f"the worst: {worst[0]} over {worst[1]!r}")
    emit(Figure(name="the slowest pattern over 1 MiB", value=seconds, unit="CPU-s", at_most=GOAL_SECONDS))
    emit(Figure(name="the same", value=seconds / plain, against="a pattern of one set that finds nothing"))


if __name__ == "__main__":
    main()
