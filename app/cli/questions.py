"""Questions and authors on the command line: list, edit, merge, split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from app.cli.articles import AsJson
from app.cli.context import ACTOR, MAX_ID, day, one_of, opened
from app.cli.output import print_json, show, show_table
from app.cli.resolution import Question
from app.domain.errors import InvalidInput
from app.domain.question import ClosesBasis, State
from app.domain.resolution import Outcome
from app.queries.worklists import authors_known, questions_known
from app.services import people, question_groups, questions
from app.services.questions import QuestionDraft
from app.services.recording import recording

Text = Annotated[str | None, typer.Option(help="The question in words: YES means that the event occurs.")]
Criteria = Annotated[str | None, typer.Option(help="What decides it, precisely.")]
ClosesOn = Annotated[str | None, typer.Option(help="The deadline, YYYY-MM-DD.")]
Basis = Annotated[str, typer.Option("--closes-basis", help="stated, curator or rule.")]
Family = Annotated[str | None, typer.Option(help="Questions that one shock decides share a family.")]
Topics = Annotated[list[str] | None, typer.Option("--topic", help="A topic; may be repeated.")]
Condition = Annotated[str | None, typer.Option(help="What must hold first, in words.")]
ConditionQuestion = Annotated[
    int | None,
    typer.Option(help="The question that decides --condition, by its id.", min=1, max=MAX_ID),
]
ConditionSide = Annotated[str | None, typer.Option(help="yes or no: how that one must resolve.")]
Proportion = Annotated[
    bool | None,
    typer.Option("--proportion", help="The criteria define a share: a fraction can answer it."),
]

questions_app = typer.Typer(
    name="questions", help="Questions: list, edit, merge, split.", no_args_is_help=True
)
authors_app = typer.Typer(name="authors", help="Authors: merge and split spellings.", no_args_is_help=True)


def install(app: typer.Typer) -> None:
    """Add the commands."""
    questions_app.command("list")(list_questions)
    questions_app.command("add")(add)
    questions_app.command("edit")(edit)
    questions_app.command("merge")(merge)
    questions_app.command("split")(split)
    questions_app.command("undo")(undo_question)
    questions_app.command("group")(group)
    questions_app.command("ungroup")(ungroup)
    authors_app.command("list")(list_authors)
    authors_app.command("merge")(merge_authors)
    authors_app.command("split")(split_author)
    app.add_typer(questions_app)
    app.add_typer(authors_app)


def draft_of(
    text: str | None,
    criteria: str | None,
    closes_on: str | None,
    closes_basis: str,
    family: str | None,
    topics: list[str] | None,
    condition: str | None,
    condition_question: int | None,
    condition_side: str | None,
    proportion: bool | None,
) -> QuestionDraft:
    """A new question from its options."""
    if text is None or criteria is None:
        raise InvalidInput("--criteria", "a question needs --text and --criteria")
    closes = day("--closes-on", closes_on)
    basis = one_of("--closes-basis", closes_basis, ClosesBasis)
    return QuestionDraft(
        text=text,
        criteria=criteria,
        closes_on=closes,
        closes_basis=None if closes is None else ClosesBasis(basis),
        family=family,
        topics=tuple(topics or ()),
        condition=condition,
        condition_question_id=condition_question,
        condition_side=_side(condition_side),
        proportion=bool(proportion),
    )


def _side(given: str | None) -> Outcome | None:
    return None if given is None else Outcome(one_of("--condition-side", given, (Outcome.YES, Outcome.NO)))


def list_questions(
    state: Annotated[str | None, typer.Option(help="open, overdue, resolved, void or disputed.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
    as_json: AsJson = False,
) -> None:
    """Every question with its state."""
    with opened() as database, database.read() as connection:
        wanted = None if state is None else State(one_of("--state", state, State))
        found = questions_known(connection, state=wanted, limit=limit, today=datetime.now(UTC).date())
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
    condition_question: ConditionQuestion = None,
    condition_side: ConditionSide = None,
    proportion: Proportion = None,
    as_json: AsJson = False,
) -> None:
    """Add a question."""
    draft = draft_of(
        text, criteria, closes_on, closes_basis, family, topic,
        condition, condition_question, condition_side, proportion,
    )  # fmt: skip
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
    condition_question: ConditionQuestion = None,
    condition_side: ConditionSide = None,
    proportion: Proportion = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given; a change of meaning opens a resolved question again."""
    closes = day("--closes-on", closes_on)
    with opened() as database, recording(database, actor=ACTOR) as record:
        draft = questions.question_in_force(record, question).draft
        plain = {
            "text": text, "criteria": criteria, "family": family, "condition": condition,
            "condition_question_id": condition_question, "condition_side": _side(condition_side),
            "proportion": proportion,
        }  # fmt: skip
        changes: dict[str, Any] = {name: value for name, value in plain.items() if value is not None}
        if closes is not None:
            basis = ClosesBasis(one_of("--closes-basis", closes_basis, ClosesBasis))
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
    condition_question: ConditionQuestion = None,
    condition_side: ConditionSide = None,
    proportion: Proportion = None,
    as_json: AsJson = False,
) -> None:
    """Move some forecasts of a question to a new one."""
    draft = draft_of(
        text, criteria, closes_on, closes_basis, family, topic,
        condition, condition_question, condition_side, proportion,
    )  # fmt: skip
    with opened() as database, recording(database, actor=ACTOR) as record:
        number = questions.split_question(record, question, draft, tuple(forecast))
    _question_done(number, f"split from {question}", as_json=as_json)


def undo_question(question: Question, as_json: AsJson = False) -> None:
    """Take the latest edit or merge of a question back; again takes back the one before it."""
    with opened() as database, recording(database, actor=ACTOR) as record:
        questions.undo_question(record, question)
    _question_done(question, "as it was before", as_json=as_json)


def group(
    options: Annotated[list[int], typer.Argument(metavar="QUESTIONS", help="Two questions or more, by id.")],
    ordered: Annotated[bool, typer.Option(help="They stand in the order given.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make questions the options of one, of which one occurs; two are a complementary pair."""
    with opened() as database, recording(database, actor=ACTOR) as record:
        number = question_groups.group_questions(record, tuple(options), ordered=ordered)
    _grouped(number, options, "the options of group", as_json=as_json)


def ungroup(
    number: Annotated[int, typer.Argument(metavar="GROUP", help="The group, by id.")],
    as_json: AsJson = False,
) -> None:
    """Make the options of a group questions of their own again."""
    with opened() as database, recording(database, actor=ACTOR) as record:
        options = question_groups.ungroup_questions(record, number)
    _grouped(number, options, "no longer options of group", as_json=as_json)


def _grouped(number: int, options: Sequence[int], what: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"group": number, "questions": list(options)})
    else:
        show(f"questions {', '.join(map(str, options))} are {what} {number}")


def _question_done(question: int, what: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"question": question, "done": what})
    else:
        show(f"question {question} is {what}")


def list_authors(
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100, as_json: AsJson = False
) -> None:
    """Every author with the slug that merging needs."""
    with opened() as database, database.read() as connection:
        found = authors_known(connection, limit=limit)
    if as_json:
        print_json({"items": found})
        return
    show_table(
        None,
        ("slug", "name", "kind", "forecasts", "known as"),
        [(a.slug, a.name, a.kind, a.forecasts, a.known_as) for a in found],
    )


def merge_authors(
    author: Annotated[str, typer.Argument(metavar="AUTHOR", help="The slug that goes.")],
    into: Annotated[str, typer.Option(help="The slug that stays.")],
    as_json: AsJson = False,
) -> None:
    """Make two spellings one author."""
    if author == into:
        raise InvalidInput("--into", f"{into} cannot be merged into itself")
    with opened() as database, recording(database, actor=ACTOR) as record:
        people.merge_authors(record, people.find_author(record, author), people.find_author(record, into))
    _author_done(author, f"known as {into} from now on", as_json=as_json)


def split_author(
    author: Annotated[str, typer.Argument(metavar="AUTHOR", help="The slug that was merged.")],
    as_json: AsJson = False,
) -> None:
    """Undo a merge of authors."""
    with opened() as database, recording(database, actor=ACTOR) as record:
        people.split_author(record, people.find_author(record, author))
    _author_done(author, "an author of its own again", as_json=as_json)


def _author_done(author: str, what: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"author": author, "done": what})
    else:
        show(f"{author} is {what}")
