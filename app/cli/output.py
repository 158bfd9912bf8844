"""What the commands print: results on stdout, all else on stderr, and an exit code that can be trusted."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

OK, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

_SURROGATE = re.compile("[\ud800-\udfff]")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """One JSON document on stdout, and nothing else."""
    try:
        data = _json(value)
    except TypeError:
        # A file's name need not be Unicode; its result must not be lost for that.
        data = _json(_sound(value))
    sys.stdout.buffer.write(data)
    sys.stdout.flush()


def _json(value: Any) -> bytes:
    return orjson.dumps(value, default=_plain, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _sound(value: Any) -> Any:
    """The value with a replacement character for each half of a surrogate pair in its texts."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_sound(key): _sound(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_sound(item) for item in value]
    if isinstance(value, Path) or (is_dataclass(value) and not isinstance(value, type)):
        return _sound(_plain(value))
    return value


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"cannot write {type(value).__name__} as JSON")


def say(message: str) -> None:
    """Tell the person, not the pipe."""
    err.print(_sound(message), markup=False)


def show(message: str = "") -> None:
    """One line of a result."""
    out.print(_sound(message), markup=False)


def show_table(title: str | None, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """A table on stdout; numbers are right-aligned."""
    table = Table(title=title, title_justify="left", header_style="bold")
    held = [[shown(cell) for cell in row] for row in rows]
    for position, name in enumerate(columns):
        numeric = bool(held) and all(_is_number(row[position]) for row in held)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in held:
        table.add_row(*row)
    # A pipe has no width: columns must not be cut to fit one.
    wide = out if out.is_terminal else Console(width=200, highlight=False)
    wide.print(table)


def _is_number(cell: str) -> bool:
    return cell in {"", "-"} or cell.lstrip("-").replace(".", "", 1).isdigit()


def shown(value: object) -> str:
    """A value as a reader wants it: figures with four decimals, nothing as a dash."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, (list, tuple)):
        return ", ".join(shown(item) for item in value)
    return escape(str(value))


def escape(text: str) -> str:
    """Text from articles must not style the terminal, nor move its cursor."""
    clean = "".join(c if c.isprintable() or c == "\n" else "�" for c in text)
    return clean.replace("[", "\\[")


@contextmanager
def progress(total: int, *, quiet: bool) -> Any:
    """A bar on stderr that yields its step function."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, disable=quiet or total < 2) as bar:
        task = bar.add_task("reading", total=total)

        def step(name: str) -> None:
            bar.update(task, advance=1, description=escape(name)[-40:])

        yield step
