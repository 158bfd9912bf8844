"""A file of forecasts as a table of texts: CSV, JSON Lines or Parquet, with rows that can be named."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import polars as pl

from app.domain.errors import InvalidInput, NotFound

FORMATS = "CSV with commas and a header, JSON Lines, or Parquet"
_PARQUET_MAGIC = b"PAR1"
_HEAD = 2**16
_OTHERS = (
    (b"PK\x03\x04", "a ZIP archive or a spreadsheet"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"[", "a JSON array, not JSON Lines"),
)
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class Table:
    """Every column as text, and how to name a row so that its owner finds it."""

    frame: pl.DataFrame
    row: Callable[[int], str]

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return name in self.frame.columns

    def only(self, kept: np.ndarray[Any, Any]) -> Table:
        """Some of the rows, still called by the numbers they have in the file."""
        rows = np.flatnonzero(kept).tolist()
        return Table(
            self.frame.filter(pl.Series(kept, dtype=pl.Boolean)), lambda index: self.row(rows[index])
        )

    def fail(
        self, name: str, index: int, *, allowed: str, problem: str = "is not allowed here"
    ) -> InvalidInput:
        """The error for one cell."""
        value = self.frame[name][index]
        shown = "an empty cell" if value is None else repr(value)
        return wrong_column(name, f"{self.row(index)}: {shown} {problem}", allowed=allowed)


def wrong_column(name: str, problem: str, *, allowed: str | None) -> InvalidInput:
    """The error for a column, which must not be taken for an option of the same name."""
    return InvalidInput(f"column {name}", problem, allowed=allowed)


def read_table(path: Path, *, wanted: Collection[str]) -> Table:
    """The file as text columns; its first bytes tell the format, and `wanted` columns must be plain."""
    if not path.is_file():
        raise NotFound("file", path)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise InvalidInput("file", f"{path.name} is empty", allowed=FORMATS)
    if head.startswith(_PARQUET_MAGIC):
        return _table(_parquet(path, wanted), first=1)
    _refuse_others(head, path)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return _table(_json_lines(path, wanted), first=1, kind="line")
    try:
        frame = pl.read_csv(path, infer_schema=False, raise_if_empty=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError, OSError) as error:
        _refuse_separator_in(head.splitlines()[0].decode(errors="replace"))  # 0,7 has a comma of its own
        raise _unreadable(path, _too_long_row(path) or _first_line(error), allowed=FORMATS) from error
    _refuse_separator(frame)
    return _table(frame, first=2)


def _unreadable(path: Path, reason: str, *, allowed: str) -> InvalidInput:
    return InvalidInput("file", f"{path.name} cannot be read: {reason}", allowed=allowed)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _refuse_others(head: bytes, path: Path) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    what = next((words for magic, words in _OTHERS if start.startswith(magic)), None)
    if what is None and b"\0" in head:
        what = "a binary file"
    if what is not None:
        raise _unreadable(path, f"it is {what}", allowed=FORMATS)


def _refuse_separator(frame: pl.DataFrame) -> None:
    """A whole header in one cell: a spreadsheet has put something else than commas between the cells."""
    if frame.width == 1:
        _refuse_separator_in(frame.columns[0])


def _refuse_separator_in(header: str) -> None:
    if "," in header:
        return
    for separator, words in _SEPARATORS.items():
        if separator in header:
            raise InvalidInput("file", f"its cells are separated by {words}", allowed="a comma between cells")


def _parquet(path: Path, wanted: Collection[str]) -> pl.DataFrame:
    try:
        return _as_text(pl.read_parquet(path), wanted)
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = f"it begins like Parquet, but is broken ({_first_line(error)})"
        raise _unreadable(path, reason, allowed="a whole Parquet file") from error


def _as_text(frame: pl.DataFrame, wanted: Collection[str]) -> pl.DataFrame:
    nested = [name for name, kind in frame.schema.items() if kind.is_nested() or kind == pl.Binary]
    for name in nested:
        if name in wanted:
            raise _nested(name, str(frame.schema[name]))
    days = [pl.col(name).dt.date() for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)]
    return frame.drop(nested).with_columns(days).with_columns(pl.all().cast(pl.String))


def _nested(name: str, kind: str) -> InvalidInput:
    return wrong_column(name, f"its type is {kind}", allowed="plain numbers, texts or dates")


def _json_lines(path: Path, wanted: Collection[str]) -> pl.DataFrame:
    """One object a line; a line may leave a column out."""
    columns: dict[str, list[str | None]] = {}
    with path.open("rb") as file:
        for number, line in enumerate(file):
            row = _json_row(line.removeprefix(b"\xef\xbb\xbf") if not number else line, number + 1, path)
            for name, value in row.items():
                if isinstance(value, dict | list) and name in wanted:
                    raise _nested(name, f"{type(value).__name__} (line {number + 1})")
                # a column that begins here was empty in the lines before
                column = columns.setdefault(name, [])
                column.extend([None] * (number - len(column)))
                column.append(_json_cell(value))
            rows = number + 1
    for column in columns.values():
        column.extend([None] * (rows - len(column)))
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _json_row(line: bytes, number: int, path: Path) -> dict[str, Any]:
    if not line.strip():
        return {}
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        reason = f"line {number} is no JSON ({error.msg})"
        raise _unreadable(path, reason, allowed="a JSON object on each line") from error
    if not isinstance(row, dict):
        raise _unreadable(path, f"line {number} is no JSON object", allowed="a JSON object on each line")
    return row


def _json_cell(value: Any) -> str | None:
    if value is None or isinstance(value, dict | list):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _table(frame: pl.DataFrame, *, first: int, kind: str = "row") -> Table:
    """Trimmed cells, one form of Unicode; empty rows left out, the others keep their numbers."""
    names = [name.strip() for name in frame.columns]
    for name in names:
        if names.count(name) > 1:
            raise wrong_column(name, "it occurs twice", allowed="one column of each name")
    frame.columns = names
    for name in names:
        # polars renames the second of two columns before anybody can see that there were two
        once, duplicated, _ = name.partition("_duplicated_")
        if duplicated and once in names:
            raise wrong_column(once, "it occurs twice", allowed="one column of each name")
    frame = frame.with_columns(pl.all().str.strip_chars().str.normalize("NFC").replace("", None))
    filled = (
        ~frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
        if names
        else pl.Series([], dtype=pl.Boolean)
    )
    numbers = (np.flatnonzero(filled.to_numpy()) + first).tolist()
    header = " (the header is row 1)" if first == 2 else ""
    return Table(frame.filter(filled), lambda index: f"{kind} {numbers[index]}{header}")


def _too_long_row(path: Path) -> str | None:
    """Which row of a CSV file has more cells than its header, the usual reason that it cannot be read."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            width = len(next(rows))
            for number, row in enumerate(rows, start=2):
                if len(row) > width:
                    return f"row {number} has {len(row)} cells and the header {width}"
    except (UnicodeDecodeError, csv.Error, StopIteration):
        return None
    return None
