"""Curation on the command line: look at candidates and questions, and decide."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from app.cli.articles import AsJson, PublishedOn
from app.cli.context import ACTOR, day, opened
from app.cli.output import print_json, say, show, show_table
from app.domain.days import DayBounds
from app.domain.errors import InvalidInput
from app.domain.forecast import Role, Status
from app.domain.probability import Probability
from app.domain.question import ClosesBasis
from app.domain.standing import OPEN
from app.queries.forecasts import read_forecast
from app.queries.worklists import candidates_waiting, questions_known
from app.services import curation, people, questions
from app.services.curation import Edits, Link
from app.services.intake import named
from app.services.questions import QuestionDraft
from app.services.recording import recording
from app.storage.database import Database

Forecast = Annotated[int, typer.Argument(metavar="FORECAST", help="The forecast's id.")]
Question = Annotated[int, typer.Argument(metavar="QUESTION", help="The question's id.")]
Text = Annotated[str | None, typer.Option(help="The question in words: YES means that the event occurs.")]
Criteria = Annotated[str | None, typer.Option(help="What decides it, precisely.")]
ClosesOn = Annotated[str | None, typer.Option(help="The deadline, YYYY-MM-DD.")]
Basis = Annotated[str, typer.Option("--closes-basis", help="stated, curator or rule.")]
Family = Annotated[str | None, typer.Option(help="Questions that one shock decides share a family.")]
Topics = Annotated[list[str] | None, typer.Option("--topic", help="A topic; may be repeated.")]
Condition = Annotated[str | None, typer.Option(help="What must hold first, in words.")]

questions_app = typer.Typer(
    name="questions", help="Questions: list, edit, merge, split.", no_args_is_help=True
)
authors_app = typer.Typer(name="authors", help="Authors: merge and split spellings.", no_args_is_help=True)


def install(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (candidates, accept, reject, unscorable, undo):
        app.command()(command)
    questions_app.command("list")(list_questions)
    questions_app.command("add")(add)
    questions_app.command("edit")(edit)
    questions_app.command("merge")(merge)
    questions_app.command("split")(split)
    questions_app.command("undo")(undo_question)
    authors_app.command("merge")(merge_authors)
    authors_app.command("split")(split_author)
    app.add_typer(questions_app)
    app.add_typer(authors_app)


def candidates(
    article: Annotated[int | None, typer.Option(help="Only those of one article.")] = None,
    status: Annotated[str, typer.Option(help="candidate, accepted, rejected or unscorable.")] = "candidate",
    quotes: Annotated[bool, typer.Option(help="Whether to print the words themselves.")] = True,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
    as_json: AsJson = False,
) -> None:
    """List what waits for a decision."""
    wanted = _one_of("--status", status, Status)
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
    question: Annotated[int | None, typer.Option(help="A question that exists already.")] = None,
    text: Text = None,
    criteria: Criteria = None,
    closes_on: ClosesOn = None,
    closes_basis: Basis = "curator",
    family: Family = None,
    topic: Topics = None,
    condition: Condition = None,
    polarity: Annotated[int, typer.Option(help="1, or -1 where the forecast says the opposite.")] = 1,
    author: Annotated[list[str] | None, typer.Option("--author", help="Who asserts it.")] = None,
    role: Annotated[str | None, typer.Option(help="byline, quoted or reported.")] = None,
    claim: Annotated[str | None, typer.Option(help="What a YES means.")] = None,
    probability: Annotated[float | None, typer.Option(help="0 to 1.")] = None,
    low: Annotated[float | None, typer.Option(help="The least it can mean.")] = None,
    high: Annotated[float | None, typer.Option(help="The most it can mean.")] = None,
    made_on: PublishedOn = None,
    excluded: Annotated[str | None, typer.Option(help="Why it stays out of scores.")] = None,
    as_json: AsJson = False,
) -> None:
    """Accept a candidate on a question that exists, or on a new one given by --text and --criteria."""
    if (question is None) is (text is None):
        raise InvalidInput(
            "--question", "give either an id or a new question's --text", allowed="one of the two"
        )
    link: int | QuestionDraft
    if question is not None:
        link = question
    else:
        link = _draft(text, criteria, closes_on, closes_basis, family, topic, condition)
    made = day("--made-on", made_on)
    edits = Edits(
        authors=named(author),
        role=None if role is None else Role(_one_of("--role", role, Role)),
        claim=claim,
        probability=_probability(probability, low, high),
        made=None if made is None else DayBounds.on(made),
        excluded=excluded,
    )
    with opened() as database, recording(database, actor=ACTOR) as record:
        number = curation.accept(record, forecast, Link(link, polarity), edits)
        shown = read_forecast(record.connection, forecast, today=record.today, curator=True)
    if as_json:
        kept_out = {"not_scored": shown["not_scored"]}
        print_json({"forecast": forecast, "status": Status.ACCEPTED, "question": number, **kept_out})
    else:
        show(f"forecast {forecast} is accepted on question {number}")
        if shown["not_scored"] not in {None, OPEN}:
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
    """Take the latest decision on a forecast back."""
    with opened() as database, recording(database, actor=ACTOR) as record:
        curation.undo(record, forecast)
        status = Status(curation.version_in_force(record, forecast).status)
    _done(forecast, status, as_json=as_json)


def _done(forecast: int, status: Status, *, as_json: bool) -> None:
    if as_json:
        print_json({"forecast": forecast, "status": status})
    else:
        show(f"forecast {forecast} is {status}")


def _probability(point: float | None, low: float | None, high: float | None) -> Probability | None:
    if point is None:
        if low is not None or high is not None:
            raise InvalidInput("--probability", "is needed with --low and --high", allowed="0 to 1")
        return None
    return Probability(point, point if low is None else low, point if high is None else high)


def _one_of(name: str, value: str, allowed: Any) -> str:
    if value not in list(allowed):
        raise InvalidInput(name, f"{value!r} is none of them", allowed=", ".join(allowed))
    return value


def _draft(
    text: str | None,
    criteria: str | None,
    closes_on: str | None,
    closes_basis: str,
    family: str | None,
    topics: list[str] | None,
    condition: str | None,
) -> QuestionDraft:
    if text is None or criteria is None:
        raise InvalidInput("--criteria", "a question needs --text and --criteria")
    closes = day("--closes-on", closes_on)
    basis = _one_of("--closes-basis", closes_basis, ClosesBasis)
    return QuestionDraft(
        text=text,
        criteria=criteria,
        closes_on=closes,
        closes_basis=None if closes is None else ClosesBasis(basis),
        family=family,
        topics=tuple(topics or ()),
        condition=condition,
    )


def list_questions(
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100, as_json: AsJson = False
) -> None:
    """Every question with its state."""
    with opened() as database, database.read() as connection:
        found = questions_known(connection, limit=limit)
    if as_json:
        print_json({"items": found})
        return
    show_table(
        None,
        ("id", "state", "value", "closes on", "forecasts", "text"),
        [(q.id, q.state, q.value, q.closes_on, q.forecasts, q.text) for q in found],
    )


def add(
    text: Text = None,
    criteria: Criteria = None,
    closes_on: ClosesOn = None,
    closes_basis: Basis = "curator",
    family: Family = None,
    topic: Topics = None,
    condition: Condition = None,
    as_json: AsJson = False,
) -> None:
    """Add a question."""
    draft = _draft(text, criteria, closes_on, closes_basis, family, topic, condition)
    with opened() as database, recording(database, actor=ACTOR) as record:
        number = questions.add_question(record, draft)
    _question_done(number, "added", as_json=as_json)


def edit(
    question: Question,
    text: Text = None,
    criteria: Criteria = None,
    closes_on: ClosesOn = None,
    closes_basis: Basis = "curator",
    family: Family = None,
    topic: Topics = None,
    condition: Condition = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given; a change of meaning opens a resolved question again."""
    closes = day("--closes-on", closes_on)
    with opened() as database, recording(database, actor=ACTOR) as record:
        draft = questions.question_in_force(record, question).draft
        plain = {"text": text, "criteria": criteria, "family": family, "condition": condition}
        changes: dict[str, Any] = {name: value for name, value in plain.items() if value is not None}
        if closes is not None:
            basis = ClosesBasis(_one_of("--closes-basis", closes_basis, ClosesBasis))
            changes |= {"closes_on": closes, "closes_basis": basis}
        if topic is not None:
            changes["topics"] = tuple(topic)
        questions.edit_question(record, question, replace(draft, **changes))
    _question_done(question, "edited", as_json=as_json)


def merge(
    question: Question,
    into: Annotated[int, typer.Option(help="The question that stays.")],
    flip: Annotated[bool, typer.Option(help="They ask opposite things.")] = False,
    as_json: AsJson = False,
) -> None:
    """Move every forecast of one question to another."""
    with opened() as database, recording(database, actor=ACTOR) as record:
        questions.merge_questions(record, question, into, flip=flip)
    _question_done(question, f"merged into {into}", as_json=as_json)


def split(
    question: Question,
    forecast: Annotated[list[int], typer.Option(help="A forecast to move; may be repeated.")],
    text: Text = None,
    criteria: Criteria = None,
    closes_on: ClosesOn = None,
    closes_basis: Basis = "curator",
    family: Family = None,
    topic: Topics = None,
    condition: Condition = None,
    as_json: AsJson = False,
) -> None:
    """Move some forecasts of a question to a new one."""
    draft = _draft(text, criteria, closes_on, closes_basis, family, topic, condition)
    with opened() as database, recording(database, actor=ACTOR) as record:
        number = questions.split_question(record, question, draft, tuple(forecast))
    _question_done(number, f"split from {question}", as_json=as_json)


def undo_question(question: Question, as_json: AsJson = False) -> None:
    """Take the latest edit or merge of a question back."""
    with opened() as database, recording(database, actor=ACTOR) as record:
        questions.undo_question(record, question)
    _question_done(question, "as it was before", as_json=as_json)


def _question_done(question: int, what: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"question": question, "done": what})
    else:
        show(f"question {question} is {what}")


def merge_authors(
    author: Annotated[str, typer.Argument(help="The slug that goes.")],
    into: Annotated[str, typer.Option(help="The slug that stays.")],
) -> None:
    """Make two spellings one author."""
    with opened() as database:
        _merge(database, author, into)
    say(f"{author} is {into} from now on")


def _merge(database: Database, author: str, into: str) -> None:
    with recording(database, actor=ACTOR) as record:
        people.merge_authors(record, people.find_author(record, author), people.find_author(record, into))


def split_author(author: Annotated[str, typer.Argument(help="The slug that was merged.")]) -> None:
    """Undo a merge of authors."""
    with opened() as database, recording(database, actor=ACTOR) as record:
        people.split_author(record, people.find_author(record, author))
    say(f"{author} stands alone again")
