"""Questions added, edited, merged, split, and every such decision undone."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field
from starlette.responses import Response

from app.access.keys import KeyRole
from app.api.body import Body
from app.api.drafts import QuestionBody, QuestionPatch
from app.api.routes import Call, Example, Routes
from app.api.shapes import OptionsShape, QuestionShape
from app.api.shown import question_shown
from app.api.values import Id, at_least_one
from app.domain.errors import naming
from app.http.etags import encode
from app.http.parameters import id_in_path
from app.services import question_groups, questions
from app.services.question_groups import OPTIONS_LIMIT
from app.services.recording import recording
from app.storage.record import Record

SPLIT_LIMIT = 10_000

routes = Routes("questions")


class MergeBody(Body):
    """The question that asks the same; with `flip`, the opposite."""

    into: Id
    flip: bool = False


class SplitBody(Body):
    """The new question, and the forecasts that answer it rather than this one."""

    question: QuestionBody
    forecast_ids: Annotated[
        tuple[Id, ...],
        Field(max_length=SPLIT_LIMIT, json_schema_extra={"minItems": 1}),
        AfterValidator(at_least_one),
    ]


class GroupBody(Body):
    """The options, in their order where they have one."""

    questions: Annotated[
        tuple[Id, ...],
        Field(max_length=OPTIONS_LIMIT, json_schema_extra={"minItems": 2}),
        AfterValidator(at_least_one),
    ]
    ordered: bool = False


@routes.write(
    "POST",
    "/questions",
    body=QuestionBody,
    role=KeyRole.CURATOR,
    response=QuestionShape,
    status=201,
    example=Example(
        body={
            "text": "Will the strait be closed to shipping for a full day?",
            "criteria": "YES if no merchant ship passes for 24 hours, by the port authority's daily reports.",
            "closes_on": "2027-06-30",
            "topics": ["shipping"],
        },
        status=201,
    ),
)
def add_question(call: Call[QuestionBody]) -> Response:
    """Add a question, before its outcome is looked up."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        number = questions.add_question(record, call.body.draft())
        content = question_shown(call, record, number)
    return call.reply(content, status=201, location=f"/questions/{number}")


@routes.write(
    "PATCH",
    "/questions/{id}",
    path=(id_in_path(),),
    body=QuestionPatch,
    role=KeyRole.CURATOR,
    conditional=True,
    response=QuestionShape,
    example=Example(path={"id": 20}, body={"topics": ["Weather", "Snow"], "closes_on": "2026-07-30"}),
)
def edit_question(call: Call[QuestionPatch]) -> Response:
    """Change a question; where that changes what is asked, its answer is open again."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        number = _matched(call, record)
        held = questions.require_standing(record, number)
        questions.edit_question(record, number, call.body.laid_over(held.draft))
        content = question_shown(call, record, number)
    return call.reply(content)


def _matched(call: Call[Any], record: Record) -> int:
    """The question of the address, unless it changed since it was read."""
    number: int = call.path["id"]
    call.require_match(question_shown(call, record, number))
    return number


@routes.write(
    "POST",
    "/questions/{id}/undo",
    path=(id_in_path(),),
    body=None,
    role=KeyRole.CURATOR,
    conditional=True,
    response=QuestionShape,
    example=Example(path={"id": 21}),
)
def undo_question(call: Call[None]) -> Response:
    """Take the latest edit or merge of a question back."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        number = _matched(call, record)
        questions.undo_question(record, number)
        content = question_shown(call, record, number)
    return call.reply(content)


@routes.write(
    "POST",
    "/questions/{id}/merge",
    path=(id_in_path(),),
    body=MergeBody,
    role=KeyRole.CURATOR,
    conditional=True,
    response=QuestionShape,
    example=Example(path={"id": 21}, body={"into": 20}),
)
def merge_question(call: Call[MergeBody]) -> Response:
    """Move every forecast of a question to another one; answers with that one."""
    into = call.body.into
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        number = _matched(call, record)
        with naming("into"):
            questions.question_in_force(record, into)
        questions.merge_questions(record, number, into, flip=call.body.flip)
        content = question_shown(call, record, into)
    return call.reply(content, location=f"/questions/{into}")


@routes.write(
    "POST",
    "/questions/{id}/split",
    path=(id_in_path(),),
    body=SplitBody,
    role=KeyRole.CURATOR,
    conditional=True,
    response=QuestionShape,
    status=201,
    example=Example(
        path={"id": 18},
        body={
            "question": {
                "text": "Does it rain in the city in May 2026?",
                "criteria": "YES if the station of the city reports a millimetre or more.",
                "closes_on": "2026-05-31",
            },
            "forecast_ids": [12],
        },
        status=201,
    ),
)
def split_question(call: Call[SplitBody]) -> Response:
    """Move some forecasts of a question to a new one; answers with the new one."""
    body = call.body
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        number = _matched(call, record)
        new = questions.split_question(record, number, body.question.draft(), body.forecast_ids)
        content = question_shown(call, record, new)
    return call.reply(content, status=201, location=f"/questions/{new}")


@routes.write(
    "POST",
    "/question-groups",
    body=GroupBody,
    role=KeyRole.CURATOR,
    response=OptionsShape,
    status=201,
    example=Example(body={"questions": [20, 21]}, status=201),
)
def group_questions(call: Call[GroupBody]) -> Response:
    """Make questions the options of one; two are a complementary pair, counted once."""
    options = call.body.questions
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        with naming("questions"):
            for number in options:
                questions.question_in_force(record, number)
        group = question_groups.group_questions(record, options, ordered=call.body.ordered)
        content = encode({"id": group, "questions": list(options)})
    return call.reply(content, status=201, location=f"/questions?group={group}")


@routes.write(
    "POST",
    "/question-groups/{id}/undo",
    path=(id_in_path(),),
    body=None,
    role=KeyRole.CURATOR,
    response=OptionsShape,
    example=Example(path={"id": 23}),
)
def ungroup_questions(call: Call[None]) -> Response:
    """Make the options of a group questions of their own again."""
    number: int = call.path["id"]
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        options = question_groups.ungroup_questions(record, number)
        content = encode({"id": number, "questions": list(options)})
    return call.reply(content)
