"""`foreseen score`, on a file or on the record, and `foreseen compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.articles import AsJson
from app.cli.context import day, opened
from app.cli.output import print_json, say, show, show_table
from app.domain.errors import InvalidInput
from app.queries.exports import forecast_rows
from app.scoring.selection import Fractions
from app.services.accuracy import accuracy
from app.services.pairing import compare_authors
from app.services.scope import Filters
from app.services.score_file import left_out_words, score_file
from app.services.view import Rules
from app.storage.database import Database

NAMES_SHOWN = 5


def install(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(score)
    app.command()(compare)


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
    as_json: AsJson = False,
) -> None:
    """Print scorecards: how accurate and how well calibrated, and how sure one can be of it."""
    closing = day("--resolved-by", resolved_by)
    if fractions not in {"keep", "drop"}:
        raise InvalidInput("--fractions", f"{fractions!r} is none of them", allowed="keep, drop")
    keep: Fractions = "keep" if fractions == "keep" else "drop"
    if file is not None:
        of_record = {
            "--author": author,
            "--source": source,
            "--topic": topic,
            "--as-of": as_of,
            "--lexicon": lexicon,
        }
        if given := next((name for name, value in of_record.items() if value is not None), None):
            raise InvalidInput(given, "belongs to the record: a file is scored whole, as it is")
        result = score_file(file, by=by, updates=updates, fractions=keep, resolved_by=closing)
    else:
        with opened() as database:
            rules = Rules(resolved_by=closing, updates=updates, fractions=keep, lexicon=lexicon)
            chosen = Filters(author=author, source=source, topic=topic)
            result = accuracy(database, by=by or "author", filters=chosen, rules=rules, as_of=as_of)
    if as_json:
        print_json(result)
    else:
        show_scorecards(result, title=str(file) if file else f"Accuracy by {by or 'author'}")
        if file is not None and (words := left_out_words(result)):
            show(words)


def compare(
    a: Annotated[str, typer.Argument(help="An author, by slug.")],
    b: Annotated[str, typer.Argument(help="Another author, by slug.")],
    source: Annotated[str | None, typer.Option(help="Only this source, by slug.")] = None,
    topic: Annotated[str | None, typer.Option(help="Only this topic, by slug.")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="What the record held then: a day, a moment or seq:N.")
    ] = None,
    resolved_by: Annotated[str | None, typer.Option(help="Only questions that close up to this day.")] = None,
    updates: Annotated[
        str, typer.Option(help="first, standing, all, time_weighted or event_weighted.")
    ] = "first",
    lexicon: Annotated[str | None, typer.Option(help="Read the words by another lexicon.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare two authors on the questions they share; says no more than was shown."""
    rules = Rules(resolved_by=day("--resolved-by", resolved_by), updates=updates, lexicon=lexicon)
    filters = Filters(source=source, topic=topic)
    with opened() as database:
        result = compare_authors(database, a, b, filters=filters, rules=rules, as_of=as_of)
    if as_json:
        print_json(result)
    else:
        show_pair(result)


def show_pair(result: dict[str, Any]) -> None:
    """Each shared question with what both said, the two means, and the verdict."""
    one, other = (result[side]["name"] or result[side]["key"] for side in ("a", "b"))
    said = [
        (
            row["text"],
            row["outcome"],
            row["a"]["probability"],
            row["b"]["probability"],
            row["a"]["brier"],
            row["b"]["brier"],
            row["difference"],
        )
        for row in result["shared"]
    ]
    means = (result["a"]["brier"], result["b"]["brier"], result["difference"])
    if said:
        show_table(
            f"{one} and {other}",
            ("question", "occurred", "p of a", "p of b", "Brier of a", "Brier of b", "a minus b"),
            [*said, (f"mean of {result['n']}", None, None, None, *means)],
        )
        show(f"95% interval of the difference: {_interval(result['difference_interval'])}")
        show(f"always saying 50% would have scored {result['coin_flip']:.4f} there")
    if result["together"]:
        show(f"left out, said together: {result['together']}")
    show(result["verdict"])


def show_scorecards(result: dict[str, Any], *, title: str) -> None:
    """Scorecards as a table, the overall one last, and why nobody is ranked where nobody is."""
    cards = [*result["groups"], {"key": "overall", **result["overall"]}]
    rows = [
        (
            card.get("name") or card["key"],
            card["n"],
            card["clusters"],
            card["base_rate"],
            card["brier"],
            _interval(card["brier_interval"]),
            card["log_clipped"],
            card["skill"],
            card["rank"] if card["rank"] is not None else "unranked",
        )
        for card in cards
    ]
    show_table(
        title, ("who", "n", "clusters", "base rate", "Brier", "95% interval", "log", "skill", "rank"), rows
    )
    unranked: dict[str, list[str]] = {}
    for card in result["groups"]:
        if card["unranked"]:
            unranked.setdefault(card["unranked"], []).append(card.get("name") or card["key"])
    for reason, names in sorted(unranked.items()):
        who = ", ".join(names) if len(names) <= NAMES_SHOWN else f"{len(names)} of them"
        say(f"unranked, {reason}: {who}")
    show(f"method {result['method']}; Brier 0 is perfect, 0.25 is always saying 50%")


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


def _interval(bounds: list[float] | None) -> str:
    return "-" if bounds is None else f"{bounds[0]:.3f} to {bounds[1]:.3f}"
