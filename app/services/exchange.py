"""The record out: CSV, JSON lines and Parquet, written whole or not at all."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from app.domain.errors import InvalidInput
from app.queries.exports import BATCH, COLUMNS, forecast_rows
from app.queries.labels import labelled_texts
from app.services.ingestion import READ
from app.storage.database import Database
from app.storage.record import seq_at

FORMATS = ("csv", "jsonl", "parquet")
LABELS = "labels.jsonl"
# A spreadsheet runs a cell that begins so; an apostrophe before it makes it text again.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TYPES = {"int": pl.Int64, "text": pl.String, "day": pl.Date, "float": pl.Float64, "bool": pl.Boolean}


def format_of(path: Path) -> str:
    """The format a file's name asks for."""
    ending = path.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise InvalidInput(
            "path", f"{path.name} names no format", allowed=", ".join(f"*.{f}" for f in FORMATS)
        )
    return ending


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows a file holds, and the event up to which they are true."""

    rows: int
    seq: int


def export(database: Database, path: Path) -> int:
    """Write every public forecast to a file; returns the number of rows."""
    wanted = format_of(path)
    return _put(path, lambda half: write(database, half, wanted).rows)


def names_labels(path: Path) -> bool:
    """Whether a file's name asks for labels: labels.jsonl, or one that ends so, such as mine-labels.jsonl."""
    return path.name.lower().endswith(LABELS)


def export_labels(database: Database, path: Path) -> int:
    """Write curators' decisions as labels, a line for each text; returns the number of lines."""
    if format_of(path) != "jsonl":
        raise InvalidInput("path", f"{path.name} cannot hold labels", allowed="*.jsonl")
    return _put(path, lambda half: _write_labels(database, half))


def _write_labels(database: Database, path: Path) -> int:
    lines = 0
    with database.snapshot() as connection, path.open("wb") as out:
        for text in labelled_texts(connection, undated=READ):
            out.write(orjson.dumps(text, option=orjson.OPT_APPEND_NEWLINE))
            lines += 1
    return lines


def _put(path: Path, fill: Callable[[Path], int]) -> int:
    """Fill a file and put it in its place, or leave what is there as it is; returns what filling counted."""
    if not path.parent.is_dir():
        raise InvalidInput("path", f"the folder {path.parent} does not exist")
    # Beside the target, so that putting it in place is one step: no reader ever sees half a file.
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        half = Path(file.name)
    try:
        count = fill(half)
        half.chmod(_usual_mode())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return count


def _usual_mode() -> int:
    """What a new file of this process may be, which a temporary file is not: others may want to read it."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def write(database: Database, path: Path, wanted: str) -> Written:
    """The export in one format; all of it sees one moment."""
    with database.snapshot() as connection, path.open("wb") as out:
        seq = seq_at(connection)
        rows = 0
        for chunk, count in _chunks(forecast_rows(connection), wanted):
            out.write(chunk)
            rows += count
    return Written(rows, seq)


def _chunks(rows: Iterator[dict[str, Any]], wanted: str) -> Iterator[tuple[bytes, int]]:
    if wanted == "parquet":
        yield _parquet(rows)
        return
    if wanted == "csv":
        yield _csv([list(COLUMNS)]), 0
    encode: Callable[[list[dict[str, Any]]], bytes] = _csv_rows if wanted == "csv" else _json_lines
    while batch := list(islice(rows, BATCH)):
        yield encode(batch), len(batch)


def _csv(lines: list[list[Any]]) -> bytes:
    held = io.StringIO()
    csv.writer(held, lineterminator="\n").writerows(lines)
    return held.getvalue().encode()


def _csv_rows(rows: list[dict[str, Any]]) -> bytes:
    return _csv([[_cell(row[name], kind) for name, kind in COLUMNS.items()] for row in rows])


def _cell(value: Any, kind: str) -> Any:
    if value is None:
        return ""
    if kind == "bool":
        return "true" if value else "false"
    if kind == "text" and str(value).startswith(_FORMULA):
        return f"'{value}"
    return value.isoformat() if isinstance(value, date) else value


def _json_lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


def _parquet(rows: Iterator[dict[str, Any]]) -> tuple[bytes, int]:
    schema = {name: _TYPES[kind] for name, kind in COLUMNS.items()}
    frame = pl.DataFrame(list(rows), schema=schema)
    held = io.BytesIO()
    frame.write_parquet(held, compression="zstd")
    return held.getvalue(), frame.height
