"""`foreseen show`: one forecast, question or article, whole, to judge by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

import sqlalchemy as sa
import typer

from app.cli.context import MAX_ID, one_of, opened
from app.cli.output import print_json
from app.queries.articles import read_article
from app.queries.forecasts import read_forecast
from app.queries.questions import read_question

Reader = Callable[[sa.Connection, int, date], dict[str, Any]]

READERS: dict[str, Reader] = {
    "forecast": lambda connection, number, today: read_forecast(
        connection, number, today=today, curator=True
    ),
    "question": lambda connection, number, today: read_question(connection, number, today=today),
    "article": lambda connection, number, _: read_article(connection, number, curator=True),
}


def install(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(show)


def show(
    thing: Annotated[str, typer.Argument(metavar="forecast|question|article")],
    number: Annotated[int, typer.Argument(metavar="ID", min=1, max=MAX_ID)],
) -> None:
    """Print one forecast, question or article as JSON, as a curator may see it."""
    reader = READERS[one_of("forecast|question|article", thing, READERS)]
    with opened() as database, database.read() as connection:
        print_json(reader(connection, number, datetime.now(UTC).date()))
