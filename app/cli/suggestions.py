"""`foreseen suggest`: what may be the same, for a person to decide; it changes nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.articles import AsJson
from app.cli.context import opened
from app.cli.curation import Forecast
from app.cli.output import print_json, say, show_table
from app.queries.suggestions import suggest_for_author, suggest_for_forecast

suggest_app = typer.Typer(
    name="suggest", help="Show what may be the same; nothing is linked or merged by it.", no_args_is_help=True
)


def install(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (forecast, author):
        suggest_app.command()(command)
    app.add_typer(suggest_app)


def forecast(number: Forecast, as_json: AsJson = False) -> None:
    """Show questions that may ask what a forecast says, and forecasts that may say the same again."""
    with opened() as database, database.read() as connection:
        found = suggest_for_forecast(connection, number)
    if as_json:
        print_json(found)
        return
    show_table(
        "questions that may ask it",
        ("question", "score", "closes", "text", "why"),
        [(q["id"], q["score"], q["closes_on"], q["text"], q["reason"]) for q in found["questions"]],
    )
    show_table(
        "forecasts that may say the same",
        ("forecast", "score", "status", "question", "words", "why"),
        [
            (f["id"], f["score"], f["status"], f["question"], f["words"], f["reason"])
            for f in found["duplicates"]
        ],
    )
    if not found["questions"] and not found["duplicates"]:
        say("nothing is alike enough")


def author(
    slug: Annotated[str, typer.Argument(metavar="AUTHOR", help="The slug of any spelling.")],
    as_json: AsJson = False,
) -> None:
    """Show authors who may be the same one, by their names."""
    with opened() as database, database.read() as connection:
        found = suggest_for_author(connection, slug)
    if as_json:
        print_json(found)
        return
    show_table(
        None,
        ("author", "score", "name", "kind", "why"),
        [(a["slug"], a["score"], a["name"], a["kind"], a["reason"]) for a in found["authors"]],
    )
    if not found["authors"]:
        say("no name is alike enough")
