"""The `foreseen` command: thin, over the services."""

from __future__ import annotations

import sys
from importlib import metadata
from typing import Annotated

import typer

from app.cli import (
    articles,
    comparison,
    curation,
    erasure,
    evaluation,
    operations,
    questions,
    reading,
    resolution,
    scoring,
    suggestions,
)
from app.cli.output import FAILED, INTERRUPTED, say, show
from app.domain.errors import ForeseenError, InvalidInput
from app.scoring.scorecard import METHOD

app = typer.Typer(
    name="foreseen",
    help="Who predicted what, how sure they sounded, what happened, and how well calibrated they are.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for room in (
    articles, curation, suggestions, reading, resolution, scoring, comparison, operations, questions, erasure,
    evaluation,
):  # fmt: skip
    room.install(app)

STOPPED = "stopped; what was done stays done, and running it again goes on from there"

# What the domain calls a thing, as the command line calls it.
OPTIONS = {
    "point": "--probability",
    "authors": "--author",
    "topics": "--topic",
    "forecast_ids": "--forecast",
    "reasons": "--reason",
    "closes_on": "--closes-on",
    "closes_basis": "--closes-basis",
    "made_on": "--made-on",
    "occurred_on": "--occurred-on",
    "void_reason": "--void-reason",
    "value": "--outcome",
    "as_of": "--as-of",
    "resolved_by": "--resolved-by",
    "condition_question_id": "--condition-question",
    "condition_side": "--condition-side",
    "cue_class": "--cue-class",
    "expires": "--expires",
    "name": "--name",
    **{
        name: f"--{name}"
        for name in (
            "by", "claim", "condition", "criteria", "cue", "evidence", "excluded", "family", "fractions",
            "frame", "high", "kind", "lexicon", "low", "note", "outcome", "polarity", "probability", "reason",
            "role", "source", "text", "updates",
        )
    },
}  # fmt: skip


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        show(f"foreseen {metadata.version('foreseen')}, method {METHOD}")
        raise typer.Exit


def in_options(error: ForeseenError) -> str:
    """The message with the option's name where the domain has another."""
    if not isinstance(error, InvalidInput):
        return error.message
    name, _, part = error.field.partition(".")
    option = OPTIONS.get(error.field) or OPTIONS.get(name)
    if option is None:
        return error.message
    detail = f"{part}: {error.detail}" if part and error.field not in OPTIONS else error.detail
    return f"{option}: {detail}" + (f" (allowed: {error.allowed})" if error.allowed else "")


def main() -> None:
    """Run a command; what a user can mend is said in one line, with exit code 1, or 2 for wrong usage."""
    try:
        app()
    except ForeseenError as error:
        say(f"error: {in_options(error)}")
        sys.exit(FAILED)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone: nothing is left to say
        sys.exit(FAILED)
    except SystemExit as ending:
        if ending.code == INTERRUPTED:  # typer makes an exit of an interrupt
            say(STOPPED)
        raise
    except (KeyboardInterrupt, typer.Abort):
        say(STOPPED)
        sys.exit(INTERRUPTED)
