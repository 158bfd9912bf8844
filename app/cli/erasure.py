"""`foreseen erase`: words taken out for good, after saying which."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from app.cli.articles import AsJson
from app.cli.context import ACTOR, MAX_ID, opened
from app.cli.output import print_json, say, show
from app.domain.errors import InvalidInput
from app.services import erasure
from app.services.erasure import Find, Words
from app.services.recording import recording

Reason = Annotated[str, typer.Option(help="Why; it stays for ever, so it must not repeat the words.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]

erase_app = typer.Typer(
    name="erase", help="Take words out of the record for good; numbers and events stay.", no_args_is_help=True
)


def install(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (author, quote, article, remark, blob):
        erase_app.command()(command)
    app.add_typer(erase_app)


def author(
    slug: Annotated[str, typer.Argument(metavar="AUTHOR", help="The slug of any spelling.")],
    reason: Reason,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Erase a person's name, in every spelling merged with it; the forecasts stay, without it."""
    _erase(lambda connection: erasure.words_of_author(connection, slug), reason, yes=yes, as_json=as_json)


def quote(
    forecast: Annotated[int, typer.Argument(metavar="FORECAST", min=1, max=MAX_ID)],
    reason: Reason,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Erase a forecast's quote and claims, with the text that they stand in."""
    _erase(lambda connection: erasure.words_of_quote(connection, forecast), reason, yes=yes, as_json=as_json)


def article(
    number: Annotated[int, typer.Argument(metavar="ARTICLE", min=1, max=MAX_ID)],
    reason: Reason,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Erase an article's texts, with every quote and claim read from them."""
    _erase(lambda connection: erasure.words_of_article(connection, number), reason, yes=yes, as_json=as_json)


def remark(
    number: Annotated[int, typer.Argument(metavar="REMARK", min=1, max=MAX_ID)],
    reason: Reason,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Erase the words of a reply or a correction request, with those of its answers."""
    _erase(lambda connection: erasure.words_of_remark(connection, number), reason, yes=yes, as_json=as_json)


def blob(
    digest: Annotated[str, typer.Argument(metavar="DIGEST", help="As an event names it.")],
    reason: Reason,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Erase the words behind one commitment, such as the note of an answer."""
    _erase(lambda connection: erasure.words_of_blob(connection, digest), reason, yes=yes, as_json=as_json)


def _erase(find: Find, reason: str, *, yes: bool, as_json: bool) -> None:
    erasure.check_reason(reason)
    with opened() as database:
        with database.read() as connection:
            found = find(connection)
        if not yes:
            _ask(found)
        with recording(database, actor=ACTOR) as record:
            seqs = erasure.erase_all(record, find, found, reason)
        settled = database.settle()
    if as_json:
        print_json({"erased": found, "seqs": seqs})
    else:
        for words, seq in zip(found, seqs, strict=True):
            show(f"erased {'; '.join(words.held_by)}; seq {seq}")
    if not settled:
        say("others are reading: the file beside the database may hold the words until they are done")


def _ask(found: list[Words]) -> None:
    """Ask once; where nobody can answer, nothing is erased."""
    say("this erases for good:")
    for words in found:
        say(f"- {'; '.join(words.held_by)}")
    if not sys.stdin.isatty():
        raise InvalidInput("--yes", "is needed where nobody can be asked")
    if not typer.confirm("Erase them?", err=True):
        say("nothing was erased")
        raise typer.Exit(1)
