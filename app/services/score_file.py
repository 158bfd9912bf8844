"""Scoring a CSV or Parquet file of forecasts, without a database."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from app.domain.errors import InvalidInput, NotFound
from app.scoring.inputs import NO_DAY, Columns, FloatArray, IntArray
from app.scoring.ranking import RANKED_FROM
from app.scoring.scorecard import METHOD, Fractions, score, score_groups
from app.scoring.updates import Updates

REQUIRED = ("probability", "outcome")
LABELS = ("author", "source", "question", "family", "article", "topic")
DAYS = ("made_on", "closes_on")
RANGE = ("low", "high")
GROUPINGS = ("author", "source", "topic")
UNKNOWN = "unknown"
VOID = "void"
_WORDS = {"yes": 1.0, "true": 1.0, "no": 0.0, "false": 0.0}
_OUTCOMES = "a number from 0 to 1, yes, no, void, or nothing while unresolved"
_PARQUET_MAGIC = b"PAR1"


@dataclass(frozen=True, slots=True)
class _Table:
    """Every column as text, and how to name a row so that its owner finds it."""

    frame: pl.DataFrame
    row: Callable[[int], str]

    def has(self, name: str) -> bool:
        return name in self.frame.columns

    def fail(
        self, name: str, index: int, *, allowed: str, problem: str = "is not allowed here"
    ) -> InvalidInput:
        value = self.frame[name][index]
        shown = "an empty cell" if value is None else repr(value)
        return InvalidInput(name, f"{self.row(index)}: {shown} {problem}", allowed=allowed)


def score_file(
    path: Path,
    *,
    by: str | None = None,
    updates: str = Updates.FIRST,
    fractions: Fractions = "keep",
    minimum_clusters: int = RANKED_FROM,
    resolved_by: date | None = None,
) -> dict[str, Any]:
    """Score a file's forecasts: `{"method", "overall", "groups"}` with how many rows were left out and why.

    Columns `probability` and `outcome`; optional `author`, `source`, `topic`, `question`, `family`,
    `article`, `made_on`, `closes_on`, `low`, `high`. An empty outcome is unresolved and `void` is void:
    both are left out and counted. `resolved_by` keeps questions that close up to that day. Raises
    InvalidInput naming column and row.
    """
    _check_options(by=by, updates=updates, fractions=fractions)
    table = _read(path)
    _check_columns(table, by=by, resolved_by=resolved_by)
    outcome, unresolved, void = _outcomes(table)
    late = _closing_after(table, resolved_by)
    kept = ~(unresolved | void | late)
    columns = _columns(table, outcome, unresolved | void, kept)
    options: dict[str, Any] = {
        "updates": updates,
        "fractions": fractions,
        "minimum_clusters": minimum_clusters,
    }
    try:
        overall = score(columns, **options).to_json()
        groups = [] if by is None else _groups(table, by, columns, kept, options)
    except ValueError as error:
        field, _, problem = str(error).partition(": ")
        raise InvalidInput(field, problem) from error
    return {
        "method": METHOD,
        "updates": updates,
        "fractions": fractions,
        "rows": table.frame.height,
        "unresolved": int(unresolved.sum()),
        "void": int(void.sum()),
        "closing_later": int((late & ~unresolved & ~void).sum()),
        "overall": overall,
        "groups": groups,
    }


def _check_options(*, by: str | None, updates: str, fractions: str) -> None:
    for field, value, allowed in (
        ("by", by, (None, *GROUPINGS)),
        ("updates", updates, tuple(Updates)),
        ("fractions", fractions, ("keep", "drop")),
    ):
        if value not in allowed:
            names = ", ".join(str(choice) for choice in allowed if choice is not None)
            raise InvalidInput(field, f"{value!r} is not known", allowed=names)


def _read(path: Path) -> _Table:
    """The file as text columns; Parquet is told by its first bytes."""
    if not path.is_file():
        raise NotFound("file", path)
    with path.open("rb") as file:
        magic = file.read(4)
    if not magic:
        raise InvalidInput("file", f"{path.name} is empty", allowed="CSV with a header, or Parquet")
    try:
        if magic == _PARQUET_MAGIC:
            return _table(_as_text(pl.read_parquet(path)), first=1)
        frame = pl.read_csv(path, infer_schema=False, raise_if_empty=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError, OSError) as error:
        reason = _too_long_row(path) or (str(error).splitlines() or [type(error).__name__])[0]
        raise InvalidInput(
            "file", f"{path.name} cannot be read: {reason}", allowed="UTF-8 CSV or Parquet"
        ) from error
    return _table(frame, first=2)


def _table(frame: pl.DataFrame, *, first: int) -> _Table:
    """Trimmed cells, one form of Unicode; empty rows left out, the others keep their numbers."""
    names = [name.strip() for name in frame.columns]
    for name in names:
        if names.count(name) > 1:
            raise InvalidInput(name, "the column occurs twice", allowed="one column of each name")
    frame.columns = names
    frame = frame.with_columns(pl.all().str.strip_chars().str.normalize("NFC").replace("", None))
    filled = (
        ~frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
        if names
        else pl.Series([], dtype=pl.Boolean)
    )
    numbers = (np.flatnonzero(filled.to_numpy()) + first).tolist()
    header = " (the header is row 1)" if first == 2 else ""
    return _Table(frame.filter(filled), lambda index: f"row {numbers[index]}{header}")


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


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    nested = [name for name, kind in frame.schema.items() if kind.is_nested() or kind == pl.Binary]
    wanted = {*REQUIRED, *LABELS, *DAYS, *RANGE}
    for name in nested:
        if name in wanted:
            raise InvalidInput(
                name, f"a column of type {frame.schema[name]}", allowed="plain numbers, texts or dates"
            )
    days = [
        pl.col(name).dt.date()
        for name in DAYS
        if name in frame.columns and isinstance(frame.schema[name], pl.Datetime)
    ]
    return frame.drop(nested).with_columns(days).with_columns(pl.all().cast(pl.String))


def _check_columns(table: _Table, *, by: str | None, resolved_by: date | None) -> None:
    found = ", ".join(table.frame.columns) or "none"
    needed = [*REQUIRED]
    needed += [by] if by else []
    needed += ["closes_on"] if resolved_by else []
    for name in needed:
        if not table.has(name):
            raise InvalidInput(
                name, f"there is no such column (found: {found})", allowed=f"a column named {name}"
            )
    for name in table.frame.columns:
        first, duplicated, _ = name.partition("_duplicated_")
        if duplicated and table.has(first):
            raise InvalidInput(first, "the column occurs twice", allowed="one column of each name")
    for one, other in (RANGE, RANGE[::-1]):
        if table.has(one) and not table.has(other):
            raise InvalidInput(
                other, f"there is a column {one} without it", allowed="both low and high, or neither"
            )
    if table.frame.height == 0:
        raise InvalidInput("file", "it has a header and no rows", allowed="at least one forecast")


def _numbers(
    table: _Table, name: str, *, needed: FloatArray | np.ndarray[Any, Any], allowed: str
) -> FloatArray:
    """The column as numbers in [0, 1], NaN where empty; an empty cell is an error where `needed`."""
    text = table.frame[name]
    value = text.cast(pl.Float64, strict=False)
    empty = text.is_null().to_numpy()
    array = value.fill_null(np.nan).to_numpy()
    bad = np.where(empty, needed, ~((array >= 0) & (array <= 1)))
    if bad.any():
        raise table.fail(name, int(np.argmax(bad)), allowed=allowed)
    return np.asarray(array, dtype=np.float64)


def _outcomes(table: _Table) -> tuple[FloatArray, np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Outcomes with NaN where there is none, and which rows are unresolved and which void."""
    text = table.frame["outcome"].str.to_lowercase()
    unresolved, void = text.is_null().to_numpy(), (text == VOID).fill_null(value=False).to_numpy()
    words = text.replace({word: str(number) for word, number in _WORDS.items()})
    array = words.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
    bad = ~(unresolved | void) & ~((array >= 0) & (array <= 1))
    if bad.any():
        raise table.fail("outcome", int(np.argmax(bad)), allowed=_OUTCOMES)
    return np.asarray(array, dtype=np.float64), unresolved, void


def _days(table: _Table, name: str) -> IntArray:
    """Days since 1970-01-01, `NO_DAY` where empty."""
    text = table.frame[name]
    day = text.str.to_date("%Y-%m-%d", strict=False)
    bad = (text.is_not_null() & (day.is_null() | (text.str.len_chars() != 10))).to_numpy()
    if bad.any():
        raise table.fail(name, int(np.argmax(bad)), allowed="a date like 2022-02-24")
    return day.to_physical().cast(pl.Int64).fill_null(NO_DAY).to_numpy().astype(np.int64)


def _closing_after(table: _Table, resolved_by: date | None) -> np.ndarray[Any, Any]:
    """Rows whose question closes after `resolved_by`, or on no known day."""
    if resolved_by is None:
        return np.zeros(table.frame.height, dtype=np.bool_)
    closes = _days(table, "closes_on")
    last = (resolved_by - date(1970, 1, 1)).days
    return np.asarray((closes > last) | (closes == NO_DAY), dtype=np.bool_)


def _columns(
    table: _Table, outcome: FloatArray, without: np.ndarray[Any, Any], kept: np.ndarray[Any, Any]
) -> Columns:
    """The scoring room's columns of the rows that are kept, after every cell of the file was checked."""
    probability = _numbers(table, "probability", needed=~without, allowed="a number from 0 to 1")
    days = {name: _days(table, name)[kept] for name in DAYS if table.has(name)}
    ranges = _ranges(table, probability)
    labels = _codes(table, kept)
    _check_one_outcome(table, outcome, kept)
    return Columns(
        probability=probability[kept],
        outcome=outcome[kept],
        low=ranges[0][kept] if ranges else None,
        high=ranges[1][kept] if ranges else None,
        made_on=days.get("made_on"),
        closes_on=days.get("closes_on"),
        **labels,
    )


def _ranges(table: _Table, probability: FloatArray) -> tuple[FloatArray, FloatArray] | None:
    if not table.has("low"):
        return None
    nowhere = np.zeros(table.frame.height, dtype=np.bool_)
    low, high = (_numbers(table, name, needed=nowhere, allowed="a number from 0 to 1") for name in RANGE)
    for name, other, bad in (
        ("low", "high", np.isnan(low) & ~np.isnan(high)),
        ("high", "low", np.isnan(high) & ~np.isnan(low)),
    ):
        if bad.any():
            raise table.fail(name, int(np.argmax(bad)), allowed=f"a number, as {other} has one")
    for name, bad in (("low", low > probability), ("high", high < probability)):
        if bad.any():
            raise table.fail(name, int(np.argmax(bad)), allowed="low <= probability <= high")
    return low, high


def _codes(table: _Table, kept: np.ndarray[Any, Any]) -> dict[str, IntArray]:
    """Codes of labels in alphabetical order; a row without question or family is one of its own."""
    row = pl.lit("row ") + pl.int_range(pl.len()).cast(pl.String)
    frame = table.frame.filter(pl.Series(kept))
    question = pl.lit("question ") + pl.col("question") if table.has("question") else pl.lit(None, pl.String)
    labels = {
        "author": pl.col("author").fill_null(""),
        "source": pl.col("source").fill_null(""),
        "article": pl.coalesce(pl.lit("article ") + pl.col("article"), row),
        "question": pl.coalesce(question, row),
        "family": pl.coalesce(pl.lit("family ") + pl.col("family"), question, row),
    }
    ranked = frame.select(
        expression.rank("dense").cast(pl.Int64).alias(name)
        for name, expression in labels.items()
        if table.has(name)
    )
    return {name: ranked[name].to_numpy() for name in ranked.columns}


def _check_one_outcome(table: _Table, outcome: FloatArray, kept: np.ndarray[Any, Any]) -> None:
    """A question has one outcome, whoever forecast it."""
    if not table.has("question"):
        return
    frame = table.frame.select("question").with_columns(value=pl.Series(outcome)).with_row_index("index")
    frame = frame.filter(pl.Series(kept) & pl.col("question").is_not_null())
    first = pl.col("value").first().over("question")
    wrong = frame.with_columns(first=first, earlier=pl.col("index").first().over("question"))
    wrong = wrong.filter(pl.col("value") != pl.col("first")).head(1)
    if wrong.height:
        index, earlier, question = wrong["index"][0], wrong["earlier"][0], wrong["question"][0]
        raise table.fail(
            "outcome",
            index,
            problem=f"differs from {table.row(earlier)} on the same question {question!r}",
            allowed="one outcome for each question",
        )


def _groups(
    table: _Table, by: str, columns: Columns, kept: np.ndarray[Any, Any], options: dict[str, Any]
) -> list[dict[str, Any]]:
    """Scorecards by label, in alphabetical order; an empty label is `unknown`."""
    label = table.frame[by].filter(pl.Series(kept)).fill_null(UNKNOWN)
    names = label.unique().sort()
    codes = label.rank("dense").cast(pl.Int64).to_numpy()
    cards = score_groups(columns, codes, adjust=by != "topic", **options)
    return [{"key": name, **card.to_json()} for name, (_, card) in zip(names, cards, strict=True)]
