"""Figures, their goals, and how they are shown."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value: its goal, and in `spread` the least and the most of its rounds."""

    name: str
    value: float
    unit: str = "x"
    at_least: float | None = None
    at_most: float | None = None
    spread: tuple[float, float] | None = None
    against: str = ""

    @property
    def goal(self) -> str:
        """The goal in words; empty where a figure is only stated."""
        if self.at_least is not None:
            return f"at least {self.at_least:g}"
        return f"at most {self.at_most:g}" if self.at_most is not None else ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without one."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return self.value <= self.at_most if self.at_most is not None else None

    def as_json(self) -> str:
        """One line, for machines."""
        return json.dumps({**asdict(self), "met": self.met})


def parse_figure(line: str) -> Figure:
    """A figure as another process printed it."""
    held = json.loads(line)
    held.pop("met")
    held["spread"] = tuple(held["spread"]) if held["spread"] else None
    return Figure(**held)


def emit(figure: Figure) -> None:
    """Print a figure's line on stdout, where the table's maker or a machine reads it."""
    print(figure.as_json(), flush=True)


def say(words: str) -> None:
    """Tell whoever waits what is going on, on stderr."""
    print(words, file=sys.stderr, flush=True)


def table(figures: list[Figure]) -> str:
    """Figures for people."""
    words = {True: "met", False: "MISSED", None: ""}
    rows = [("figure", "measured", "rounds", "goal", "", "against")]
    for figure in figures:
        low, high = figure.spread or (figure.value, figure.value)
        rows.append(
            (
                figure.name,
                f"{figure.value:.3g} {figure.unit}",
                f"{low:.3g} to {high:.3g}" if figure.spread else "",
                figure.goal,
                words[figure.met],
                figure.against,
            )
        )
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def processor_seconds(pid: int) -> float | None:
    """The processor time a process has used; None where the system does not tell."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory(pid: int | str = "self") -> float | None:
    """The most memory a process ever held resident, in MiB; None where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    # a process that has just ended has a status and no memory
    line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), None)
    return None if line is None else int(line.split()[1]) * 1024 / MIB
