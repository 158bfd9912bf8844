"""`foreseen score`, on a file or on the record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from app.cli.articles import AsJson
from app.cli.context import day, opened
from app.cli.output import print_json, show, show_table
from app.cli.scorecards import left_out_of_record, show_detail, show_scorecards
from app.domain.errors import InvalidInput
from app.queries.exports import forecast_rows
from app.scoring.selection import Fractions
from app.services.accuracy import accuracy, author_accuracy, source_accuracy, topic_accuracy
from app.services.scope import Filters
from app.services.score_file import left_out_words, score_file
from app.services.view import Rules
from app.storage.database import Database

_ONE = {"author": author_accuracy, "source": source_accuracy, "topic": topic_accuracy}


def install(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(score)


def score(
    file: Annotated[
        Path | None, typer.Argument(help="A CSV, JSON Lines or Parquet file; without one, the record.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="author, source or topic.")] = None,
    author: Annotated[str | None, typer.Option(help="Only this author, by slug.")] = None,
    source: Annotated[str | None, typer.Option(help="Only this source, by slug.")] = None,
    topic: Annotated[str | None, typer.Option(help="Only this topic, by slug.")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="What the record held then: a day, a moment or seq:N.")
    ] = None,
    resolved_by: Annotated[str | None, typer.Option(help="Only questions that close up to this day.")] = None,
    updates: Annotated[
        str, typer.Option(help="first, standing, all, time_weighted or event_weighted.")
    ] = "first",
    fractions: Annotated[str, typer.Option(help="keep or drop.")] = "keep",
    lexicon: Annotated[str | None, typer.Option(help="Read the words by another lexicon.")] = None,
    detail: Annotated[
        bool,
        typer.Option(
            "--detail", help="Of one scorecard: what it is made of, its phrases and its calibration."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print scorecards: how accurate and how well calibrated, and how sure one can be of it."""
    closing = day("--resolved-by", resolved_by)
    if fractions not in {"keep", "drop"}:
        raise InvalidInput("--fractions", f"{fractions!r} is none of them", allowed="keep, drop")
    keep: Fractions = "keep" if fractions == "keep" else "drop"
    grouped = by or ("author" if file is None else None)
    named = {"author": author, "source": source, "topic": topic}
    if detail and (by is not None if file is not None else named[grouped or ""] is None):
        allowed = "a file without --by" if file is not None else f"--{grouped} with one {grouped}"
        raise InvalidInput("--detail", "is of one scorecard", allowed=allowed)
    if file is not None:
        _refuse_of_record(author=author, source=source, topic=topic, as_of=as_of, lexicon=lexicon)
        result = score_file(file, by=by, updates=updates, fractions=keep, resolved_by=closing)
        card = result["overall"]
    else:
        with opened() as database:
            rules = Rules(resolved_by=closing, updates=updates, fractions=keep, lexicon=lexicon)
            chosen = Filters(author=author, source=source, topic=topic)
            result = accuracy(database, by=grouped, filters=chosen, rules=rules, as_of=as_of)
            if detail and result["groups"]:
                card = result["groups"][0]
                others = replace(chosen, **{str(grouped): None})
                one = _ONE[str(grouped)](database, card["key"], filters=others, rules=rules, as_of=as_of)
                card["detail"] = one["detail"]
    if as_json:
        print_json(result)
        return
    show_scorecards(result, title=str(file) if file else f"Accuracy by {grouped}")
    if words := left_out_words(result) if file is not None else left_out_of_record(result["overall"]):
        show(words)
    if detail and (file is not None or result["groups"]):
        show_detail(card)


def _refuse_of_record(**options: str | None) -> None:
    for name, value in options.items():
        if value is not None:
            option = f"--{name.replace('_', '-')}"
            raise InvalidInput(option, "belongs to the record: a file is scored whole, as it is")


def show_scored(database: Database) -> None:
    """Every forecast that stands in a headline, with what happened and its own Brier score."""
    with database.snapshot() as connection:
        public = list(forecast_rows(connection))
    rows = [row for row in public if row["scored"]]
    of_all = f"{len({row['forecast'] for row in rows})} of {len({row['forecast'] for row in public})}"
    show_table(
        f"What was said, and what happened: the {of_all} public forecasts that count",
        ("who", "said", "p", "of", "occurred", "on", "Brier"),
        [
            (
                row["author_name"],
                row["cue"],
                row["probability"],
                row["question_text"],
                row["outcome"],
                row["occurred_on"],
                (row["probability"] - row["outcome"]) ** 2,
            )
            for row in rows
        ],
    )
