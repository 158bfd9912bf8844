"""Curation on the command line: look at candidates, and decide."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.articles import AsJson
from app.cli.context import ACTOR, MAX_ID, days, one_of, opened
from app.cli.output import print_json, say, show, show_table
from app.cli.questions import (
    Basis,
    ClosesOn,
    Condition,
    ConditionQuestion,
    ConditionSide,
    Criteria,
    Family,
    Proportion,
    Text,
    Topics,
    draft_of,
)
from app.domain.errors import InvalidInput
from app.domain.forecast import CueClass, Kind, Role, Stance, Status
from app.domain.probability import Probability
from app.domain.standing import OPEN
from app.queries.forecasts import read_forecast
from app.queries.worklists import candidates_waiting
from app.services import curation
from app.services.curation import Edits, Link
from app.services.intake import named
from app.services.questions import QuestionDraft
from app.services.recording import recording

Forecast = Annotated[int, typer.Argument(metavar="FORECAST", help="The forecast's id.", min=1, max=MAX_ID)]


def install(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (candidates, accept, reject, unscorable, undo):
        app.command()(command)


def candidates(
    article: Annotated[int | None, typer.Option(help="Only those of one article.", min=1, max=MAX_ID)] = None,
    status: Annotated[str, typer.Option(help="candidate, accepted, rejected or unscorable.")] = "candidate",
    quotes: Annotated[bool, typer.Option(help="Whether to print the words themselves.")] = True,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
    as_json: AsJson = False,
) -> None:
    """List what waits for a decision."""
    wanted = one_of("--status", status, Status)
    with opened() as database, database.read() as connection:
        found = candidates_waiting(connection, status=Status(wanted), article_id=article, limit=limit)
    if as_json:
        print_json({"items": found})
        return
    columns = ["id", "article", "authors", "cue", "p", "kind", "scoreable"]
    rows = [[c.id, c.article_id, c.authors, c.cue, c.probability, c.kind, c.scoreability] for c in found]
    if quotes:
        columns.append("quote")
        rows = [[*row, c.quote or c.claim] for row, c in zip(rows, found, strict=True)]
    show_table(None, columns, rows)
    if not found:
        say(f"nothing has the status {wanted}")


def accept(
    forecast: Forecast,
    question: Annotated[
        int | None, typer.Option(help="A question that exists already.", min=1, max=MAX_ID)
    ] = None,
    text: Text = None,
    criteria: Criteria = None,
    closes_on: ClosesOn = None,
    closes_basis: Basis = "curator",
    family: Family = None,
    topic: Topics = None,
    condition: Condition = None,
    condition_question: ConditionQuestion = None,
    condition_side: ConditionSide = None,
    proportion: Proportion = None,
    polarity: Annotated[
        int | None, typer.Option(help="1, or -1 where the forecast says the opposite of the question.")
    ] = None,
    author: Annotated[list[str] | None, typer.Option("--author", help="Who asserts it.")] = None,
    role: Annotated[str | None, typer.Option(help="byline, quoted or reported.")] = None,
    claim: Annotated[str | None, typer.Option(help="What a YES means.")] = None,
    probability: Annotated[float | None, typer.Option(help="0 to 1.")] = None,
    low: Annotated[float | None, typer.Option(help="The least it can mean.")] = None,
    high: Annotated[float | None, typer.Option(help="The most it can mean.")] = None,
    kind: Annotated[str | None, typer.Option(help=f"What is claimed: {', '.join(Kind)}.")] = None,
    stance: Annotated[str | None, typer.Option(help=f"The article's own: {', '.join(Stance)}.")] = None,
    cue: Annotated[str | None, typer.Option(help="The wording that says how sure.")] = None,
    cue_class: Annotated[str | None, typer.Option(help=f"Its class: {', '.join(CueClass)}.")] = None,
    made_on: Annotated[
        str | None, typer.Option(help="The day it was made, YYYY-MM-DD, or two with .. between them.")
    ] = None,
    excluded: Annotated[str | None, typer.Option(help="Why it stays out of scores.")] = None,
    as_json: AsJson = False,
) -> None:
    """Accept a candidate on a question that exists, or on a new one given by --text and --criteria."""
    new_only = {
        "--criteria": criteria,
        "--closes-on": closes_on,
        "--family": family,
        "--topic": topic,
        "--condition": condition,
        "--condition-question": condition_question,
        "--condition-side": condition_side,
        "--proportion": proportion,
    }
    link: int | QuestionDraft
    if question is None:
        if text is None:
            raise InvalidInput(
                "--question or --text", "is missing", allowed="a question's id, or a new question in words"
            )
        link = draft_of(
            text, criteria, closes_on, closes_basis, family, topic,
            condition, condition_question, condition_side, proportion,
        )  # fmt: skip
    else:
        given = next(
            (name for name, value in {"--text": text, **new_only}.items() if value is not None), None
        )
        if given is not None:
            raise InvalidInput(given, "belongs to a new question, and --question names one that exists")
        link = question
    edits = Edits(
        authors=named(author),
        role=None if role is None else Role(one_of("--role", role, Role)),
        claim=claim,
        probability=_probability(probability, low, high),
        kind=None if kind is None else Kind(one_of("--kind", kind, Kind)),
        stance=None if stance is None else Stance(one_of("--stance", stance, Stance)),
        cue=cue,
        cue_class=None if cue_class is None else CueClass(one_of("--cue-class", cue_class, CueClass)),
        made=days("--made-on", made_on),
        excluded=excluded,
    )
    with opened() as database, recording(database, actor=ACTOR) as record:
        before = curation.version_in_force(record, forecast)
        # On the same question an edit keeps the side it was on.
        if polarity is None:
            polarity = before.polarity if before.question_id == link else 1
        number = curation.accept(record, forecast, Link(link, polarity), edits)
        shown = read_forecast(record.connection, forecast, today=record.today, curator=True)
    if as_json:
        kept_out = {"not_scored": shown["not_scored"]}
        print_json({"forecast": forecast, "status": Status.ACCEPTED, "question": number, **kept_out})
    else:
        show(f"forecast {forecast} is accepted on question {number}")
        if before.question_id not in {None, number}:
            show(f"it was on question {before.question_id} before")
        if isinstance(link, QuestionDraft) and link.closes_on is None:
            show("without --closes-on it stays out of headlines: only yes or void can ever be known")
        elif shown["not_scored"] not in {None, OPEN}:
            show(f"it stays out of scores: {shown['not_scored']}")


def reject(
    forecast: Forecast,
    reason: Annotated[str, typer.Option(help="Why it is no forecast.")],
    as_json: AsJson = False,
) -> None:
    """Keep a candidate out: it is no forecast."""
    with opened() as database, recording(database, actor=ACTOR) as record:
        curation.reject(record, forecast, reason)
    _done(forecast, Status.REJECTED, as_json=as_json)


def unscorable(
    forecast: Forecast,
    reason: Annotated[list[str], typer.Option(help="Why it can never be scored; may be repeated.")],
    as_json: AsJson = False,
) -> None:
    """Keep a forecast that can never be scored: counted, never hidden."""
    with opened() as database, recording(database, actor=ACTOR) as record:
        curation.mark_unscorable(record, forecast, reason)
    _done(forecast, Status.UNSCORABLE, as_json=as_json)


def undo(forecast: Forecast, as_json: AsJson = False) -> None:
    """Take the latest decision on a forecast back; again takes back the one before it."""
    with opened() as database, recording(database, actor=ACTOR) as record:
        curation.undo(record, forecast)
        held = curation.version_in_force(record, forecast)
    _done(forecast, Status(held.status), as_json=as_json, question=held.question_id)


def _done(forecast: int, status: Status, *, as_json: bool, question: int | None = None) -> None:
    if as_json:
        print_json({"forecast": forecast, "status": status, "question": question})
    else:
        on = "" if question is None else f" on question {question}"
        show(f"forecast {forecast} is {_IN_WORDS[status]}{on}")


_IN_WORDS = {
    Status.CANDIDATE: "a candidate again",
    Status.ACCEPTED: "accepted",
    Status.REJECTED: "rejected",
    Status.UNSCORABLE: "unscorable",
}


def _probability(point: float | None, low: float | None, high: float | None) -> Probability | None:
    if point is None:
        if low is not None or high is not None:
            raise InvalidInput("--probability", "is needed with --low and --high", allowed="0 to 1")
        return None
    return Probability(point, point if low is None else low, point if high is None else high)
