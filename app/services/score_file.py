"""Scoring a file of forecasts (CSV, JSON Lines or Parquet), without a database."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from app.domain.errors import InvalidInput
from app.domain.forecast import Role
from app.queries.scored import Pairs
from app.scoring.detail import describe
from app.scoring.inputs import NO_DAY, BoolArray, Columns, FloatArray, IntArray
from app.scoring.ranking import RANKED_FROM
from app.scoring.scorecard import METHOD, score, score_groups
from app.scoring.selection import Fractions, choose_rows
from app.scoring.updates import Updates
from app.services.detail import SEED, shown_detail
from app.services.file_groups import FileGroups, find_groups
from app.services.forecast_file import Table, read_table, wrong_column
from app.services.scoring_rows import one_forecaster_a_question

REQUIRED = ("probability", "outcome")
LABELS = ("author", "source", "question", "family", "article", "topic")
OPTIONS = ("group", "position", "group_size", "group_ordered")
DAYS = ("made_on", "closes_on", "occurred_on")
RANGE = ("low", "high")
# what an export of the record says beside: which rows count, which are one forecast of several authors
RECORDED = ("scored", "forecast", "role")
GROUPINGS = ("author", "source", "topic")
UNKNOWN = "unknown"
NOBODY = "forecasts without an author are nobody's record, so they have no rank"
VOID = "void"
_WORDS = {"yes": 1.0, "true": 1.0, "no": 0.0, "false": 0.0}
_SCORED = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_OUTCOMES = "a number from 0 to 1, yes, no, void, or nothing while unresolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """The rows that are scored, and which of them tell one forecast: it has a row for each co-author."""

    table: Table
    columns: Columns
    forecast: IntArray
    first: BoolArray


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
    `article`, `made_on`, `closes_on`, `low`, `high`; `group` and `position` (questions that are the options
    of one, in their order: two are both sides of one event and count once); and of an exported record
    `scored` (rows that say false are left out), `forecast` (equal rows of several authors are one forecast),
    `role` (a source answers for bylines) and `occurred_on`. An empty outcome is unresolved and `void` is
    void: all are left out and counted. `resolved_by` keeps questions that close up to that day. Without `by`
    the overall card has its `detail`. Raises InvalidInput naming column and row.
    """
    _check_options(by=by, updates=updates, fractions=fractions)
    whole = read_table(path, wanted={*REQUIRED, *LABELS, *OPTIONS, *DAYS, *RANGE, *RECORDED})
    _check_columns(whole, by=by, resolved_by=resolved_by)
    counted = _counted(whole)
    table = whole.only(counted)
    outcome, unresolved, void = _outcomes(table)
    late = _closing_after(table, resolved_by)
    kept = ~(unresolved | void | late)
    columns = _columns(table, outcome, unresolved | void, kept)
    grouped = find_groups(table, kept)
    if grouped is not None:
        columns = grouped.joined(columns)
    rows = _rows(table.only(kept), columns)
    options: dict[str, Any] = {
        "updates": updates,
        "fractions": fractions,
        "minimum_clusters": minimum_clusters,
    }
    try:
        overall = score(rows.columns.take(rows.first), **options).to_json()
        overall["detail"] = None if by is not None else _detail(rows, grouped, updates, fractions)
        groups = [] if by is None else _groups(rows, by, options)
    except ValueError as error:
        field, _, problem = str(error).partition(": ")
        if field in whole.frame.columns or field in DAYS:
            raise wrong_column(field, problem, allowed=None) from error
        raise InvalidInput(field, problem) from error
    return {
        "method": METHOD,
        "updates": updates,
        "fractions": fractions,
        "rows": whole.frame.height,
        "not_scored": int((~counted).sum()),
        "unresolved": int(unresolved.sum()),
        "void": int(void.sum()),
        "closing_later": int((late & ~unresolved & ~void).sum()),
        "co_authored": int((~rows.first).sum()),
        "overall": overall,
        "groups": groups,
    }


def _detail(rows: _Rows, grouped: FileGroups | None, updates: str, fractions: Fractions) -> dict[str, Any]:
    """What a scorecard shows that is asked for by itself."""
    columns = rows.columns.take(rows.first)
    nobody = np.zeros(len(columns), dtype=np.int64)
    chosen = choose_rows(columns, nobody, updates=updates, fractions=fractions)
    pure = describe(chosen.columns, chosen.selection.weight, rng=np.random.default_rng(SEED))
    options = None if grouped is None else asdict(grouped.only(rows.first).options(columns))
    return {**shown_detail(pure), "options": options}


def left_out_words(result: dict[str, Any]) -> str | None:
    """How many rows of the file were left out of its scores and why, or None where all of them count."""
    card = result["overall"]
    counts = (
        (result["not_scored"], "marked as not scored"),
        (result["unresolved"], "unresolved"),
        (result["void"], "void"),
        (result["closing_later"], "closing later or on no known day"),
        (card["after_close"], "made after the close"),
        (card["fractions_dropped"], "resolved in part"),
        (result["co_authored"], "of co-authors, whose forecast counts once overall"),
    )
    said = [f"{count} {why}" for count, why in counts if count]
    return f"left out of {result['rows']} rows: {', '.join(said)}" if said else None


def _check_options(*, by: str | None, updates: str, fractions: str) -> None:
    for field, value, allowed in (
        ("by", by, (None, *GROUPINGS)),
        ("updates", updates, tuple(Updates)),
        ("fractions", fractions, ("keep", "drop")),
    ):
        if value not in allowed:
            names = ", ".join(str(choice) for choice in allowed if choice is not None)
            raise InvalidInput(field, f"{value!r} is not known", allowed=names)


def _check_columns(table: Table, *, by: str | None, resolved_by: date | None) -> None:
    found = ", ".join(table.frame.columns) or "none"
    needed = [*REQUIRED]
    needed += [by] if by else []
    needed += ["closes_on"] if resolved_by else []
    for name in needed:
        if not table.has(name):
            raise wrong_column(
                name, f"there is no such column (found: {found})", allowed=f"a column named {name}"
            )
    for one, other in (RANGE, RANGE[::-1]):
        if table.has(one) and not table.has(other):
            raise wrong_column(
                other, f"there is a column {one} without it", allowed="both low and high, or neither"
            )
    if table.frame.height == 0:
        raise InvalidInput("file", "it has a header and no rows", allowed="at least one forecast")


def _counted(table: Table) -> BoolArray:
    """Which rows count by the file's own word: an exported record says of each whether it does."""
    if not table.has("scored"):
        return np.ones(table.frame.height, dtype=np.bool_)
    words = table.frame["scored"].str.to_lowercase()
    bad = ~words.is_in(list(_SCORED)).fill_null(value=False).to_numpy()
    if bad.any():
        raise table.fail("scored", int(np.argmax(bad)), allowed="true or false")
    return np.asarray(
        words.is_in([word for word, said in _SCORED.items() if said]).to_numpy(), dtype=np.bool_
    )


def _numbers(
    table: Table, name: str, *, needed: FloatArray | np.ndarray[Any, Any], allowed: str
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


def _outcomes(table: Table) -> tuple[FloatArray, np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Outcomes with NaN where there is none, and which rows are unresolved and which void."""
    text = table.frame["outcome"].str.to_lowercase()
    unresolved, void = text.is_null().to_numpy(), (text == VOID).fill_null(value=False).to_numpy()
    words = text.replace({word: str(number) for word, number in _WORDS.items()})
    array = words.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
    bad = ~(unresolved | void) & ~((array >= 0) & (array <= 1))
    if bad.any():
        raise table.fail("outcome", int(np.argmax(bad)), allowed=_OUTCOMES)
    return np.asarray(array, dtype=np.float64), unresolved, void


def _days(table: Table, name: str) -> IntArray:
    """Days since 1970-01-01, `NO_DAY` where empty."""
    text = table.frame[name]
    day = text.str.to_date("%Y-%m-%d", strict=False)
    bad = (text.is_not_null() & (day.is_null() | (text.str.len_chars() != 10))).to_numpy()
    if bad.any():
        raise table.fail(name, int(np.argmax(bad)), allowed="a date like 2022-02-24")
    return day.to_physical().cast(pl.Int64).fill_null(NO_DAY).to_numpy().astype(np.int64)


def _closing_after(table: Table, resolved_by: date | None) -> np.ndarray[Any, Any]:
    """Rows whose question closes after `resolved_by`, or on no known day."""
    if resolved_by is None:
        return np.zeros(table.frame.height, dtype=np.bool_)
    closes = _days(table, "closes_on")
    last = (resolved_by - date(1970, 1, 1)).days
    return np.asarray((closes > last) | (closes == NO_DAY), dtype=np.bool_)


def _columns(
    table: Table, outcome: FloatArray, without: np.ndarray[Any, Any], kept: np.ndarray[Any, Any]
) -> Columns:
    """The scoring room's columns of the rows that are kept, after every cell of the file was checked."""
    probability = _numbers(table, "probability", needed=~without, allowed="a number from 0 to 1")
    days = {name: _days(table, name)[kept] for name in DAYS if table.has(name)}
    closes = days.get("closes_on")
    if (occurred := days.get("occurred_on")) is not None:
        # from the outcome on nothing stands any more
        closes = occurred if closes is None else np.where(occurred == NO_DAY, closes, occurred)
    ranges = _ranges(table, probability)
    labels = _codes(table, kept)
    _check_one_outcome(table, outcome, kept)
    return Columns(
        probability=probability[kept],
        outcome=outcome[kept],
        low=ranges[0][kept] if ranges else None,
        high=ranges[1][kept] if ranges else None,
        made_on=days.get("made_on"),
        closes_on=closes,
        **labels,
    )


def _ranges(table: Table, probability: FloatArray) -> tuple[FloatArray, FloatArray] | None:
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


def _codes(table: Table, kept: np.ndarray[Any, Any]) -> dict[str, IntArray]:
    """Codes of labels in alphabetical order; a row without question or family is one of its own."""
    row = pl.lit("row ") + pl.int_range(pl.len()).cast(pl.String)
    frame = table.frame.filter(pl.Series(kept))
    question = pl.lit("question ") + pl.col("question") if table.has("question") else pl.lit(None, pl.String)
    # of authors who are not named, each article has one
    nobody = pl.lit("of ") + pl.col("article") if table.has("article") else pl.lit(None, pl.String)
    labels = {
        "author": pl.coalesce(pl.lit("author ") + pl.col("author"), nobody, pl.lit("")),
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


def _check_one_outcome(table: Table, outcome: FloatArray, kept: np.ndarray[Any, Any]) -> None:
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


def _rows(table: Table, columns: Columns) -> _Rows:
    """Which rows are one forecast: equal in everything that is said of it, but its author."""
    size = table.frame.height
    if not table.has("forecast"):
        return _Rows(
            table=table, columns=columns, forecast=np.arange(size), first=np.ones(size, dtype=np.bool_)
        )
    said = [
        name
        for name in ("forecast", *REQUIRED, *LABELS, *DAYS, *RANGE)
        if table.has(name) and name != "author"
    ]
    frame = table.frame.select(said).with_row_index("row")
    same = pl.col("row").first().over(said)
    alone = pl.col("forecast").is_null()
    first = frame.select(pl.when(alone).then("row").otherwise(same).cast(pl.Int64))["row"].to_numpy()
    return _Rows(
        table=table,
        columns=_with_teams(columns, first),
        forecast=first,
        first=np.asarray(first == np.arange(size), dtype=np.bool_),
    )


def _with_teams(columns: Columns, forecast: IntArray) -> Columns:
    """Authors of one forecast as one forecaster."""
    if columns.author is None:
        return columns
    members: dict[int, set[int]] = {}
    for row, author in zip(forecast.tolist(), columns.author.tolist(), strict=True):
        members.setdefault(row, set()).add(author)
    known: dict[tuple[int, ...], int] = {}
    names = {row: tuple(sorted(team)) for row, team in members.items()}
    for team in sorted(set(names.values())):
        known[team] = len(known)
    codes = np.array([known[names[row]] for row in forecast.tolist()], dtype=np.int64)
    return replace(columns, author=codes)


def _groups(rows: _Rows, by: str, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Scorecards by label, in alphabetical order; an empty label is `unknown`."""
    kept = _in_groups(rows, by)
    columns, forecast = rows.columns.take(kept), rows.forecast[kept]
    label = rows.table.frame[by].filter(pl.Series(kept, dtype=pl.Boolean)).fill_null(UNKNOWN)
    names = label.unique().sort()
    codes = label.rank("dense").cast(pl.Int64).to_numpy()
    barred = dict[int, str]()
    if by == "author":
        unnamed = np.flatnonzero(rows.table.frame[by].filter(pl.Series(kept)).is_null().to_numpy())
        barred = dict.fromkeys(codes[unnamed].tolist(), NOBODY)
    shared: IntArray | None = None
    if by == "author" and rows.table.has("forecast") and columns.author is not None:
        question = np.arange(len(columns)) if columns.question is None else columns.question
        columns = replace(columns, author=_one_a_question(columns.author, question, forecast, codes))
        shared = forecast
    cards = score_groups(
        columns,
        codes,
        adjust=by != "topic",
        never_ranked=barred,
        forecast=shared,
        compare=by == "author",
        rng=np.random.default_rng(SEED),
        **options,
    )
    return [{"key": name, **card.to_json()} for name, (_, card) in zip(names, cards, strict=True)]


def _in_groups(rows: _Rows, by: str) -> BoolArray:
    """A forecast counts once in a source or topic, and with each of its authors; a source's are bylines."""
    frame = rows.table.frame
    if by == "author":
        if not rows.table.has("forecast"):
            return np.ones(frame.height, dtype=np.bool_)
        pair = frame.select(pl.Series("forecast", rows.forecast), "author")
        once = pair.select(pl.struct(pl.all()).is_first_distinct()).to_series()
        return np.asarray(once.to_numpy(), dtype=np.bool_)
    if by == "source" and rows.table.has("role"):
        said_by_others = frame["role"].is_in([Role.QUOTED.value, Role.REPORTED.value]).fill_null(value=False)
        return np.asarray(rows.first & ~said_by_others.to_numpy(), dtype=np.bool_)
    return rows.first


def _one_a_question(team: IntArray, question: IntArray, forecast: IntArray, author: IntArray) -> IntArray:
    """Teams as the record's scorecards of authors know them, by row."""
    rows, at = np.unique(forecast, return_index=True)
    links = Pairs(np.searchsorted(rows, forecast), author)
    joined = one_forecaster_a_question(team[at], question[at], links)
    return np.asarray(joined[links.left], dtype=np.int64)
