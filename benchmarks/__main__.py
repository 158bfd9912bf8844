"""`make bench`: every room in a process of its own; JSON lines on stdout, progress and a table on stderr.

`python -m benchmarks routes` runs one room alone.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

from benchmarks.figures import Figure, parse_figure, say, table

ROOMS = ("routes", "leaderboard", "scoring", "writing", "reading", "patterns", "pages")


def run(room: str) -> list[Figure]:
    """A room's figures, as it prints them."""
    figures: list[Figure] = []
    command = [sys.executable, "-m", f"benchmarks.{room}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            figures.append(parse_figure(line))
    if process.returncode:
        raise SystemExit(f"the benchmark {room} failed")
    return figures


def main() -> None:
    """Run the rooms that were named, or all."""
    wanted = sys.argv[1:] or [room for room in ROOMS if find_spec(f"benchmarks.{room}")]
    unknown = set(wanted) - set(ROOMS)
    if unknown:
        raise SystemExit(f"no benchmark {', '.join(sorted(unknown))}: there are {', '.join(ROOMS)}")
    figures = [figure for room in wanted for figure in run(room)]
    say("\n" + table(figures))


if __name__ == "__main__":
    main()
