"""The `foreseen` command: thin, over the services."""

from __future__ import annotations

import sys

import typer

from app.cli import articles, curation, operations, resolution, scoring
from app.cli.output import FAILED, say
from app.domain.errors import ForeseenError

app = typer.Typer(
    name="foreseen",
    help="Who predicted what, how sure they sounded, what happened, and how well calibrated they are.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for room in (articles, curation, resolution, scoring, operations):
    room.install(app)


def main() -> None:
    """Run a command; what a user can mend is said in one line, with exit code 1, or 2 for wrong usage."""
    try:
        app()
    except ForeseenError as error:
        say(f"error: {error.message}")
        sys.exit(FAILED)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone: nothing is left to say
        sys.exit(FAILED)
    except (KeyboardInterrupt, typer.Abort):
        say("stopped; what was done stays done, and running it again goes on from there")
        sys.exit(130)
