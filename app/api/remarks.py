"""Replies to forecasts, correction requests, and their answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from starlette.responses import Response

from app.access.keys import KeyRole
from app.api.body import Body
from app.api.lists import reply_page
from app.api.remark_shapes import CorrectionPage, RemarkShape, RemarksShape
from app.api.routes import Call, Example, Routes
from app.api.values import Day, Id, Name
from app.domain.remark import RemarkKind, Ruling
from app.http.etags import encode
from app.http.lists import page_request, parameters_of
from app.http.parameters import id_in_path
from app.queries.remarks import CORRECTIONS, list_corrections, read_correction, read_remarks
from app.services import remarks
from app.services.recording import recording
from app.services.remarks import TEXT_LIMIT, URL_LIMIT, Answer, Said

by_forecast = Routes("forecasts")
corrections = Routes("corrections")

Words = Annotated[str, Field(min_length=1, max_length=TEXT_LIMIT)]


class RemarkBody(Body):
    """What somebody said of a forecast, where, and when (today unless given)."""

    kind: Literal[RemarkKind.REPLY, RemarkKind.CORRECTION_REQUEST]
    said_by: Name
    text: Words
    url: Annotated[str, Field(min_length=1, max_length=URL_LIMIT)] | None = None
    said_on: Day | None = None


class AnswerBody(Body):
    """Whether it is accepted, why, and what was put right; `replaces` names the answer before, if any."""

    ruling: Ruling
    reason: Words
    changed: Words | None = None
    replaces: Id | None = None


@by_forecast.read(
    "/forecasts/{id}/replies",
    path=(id_in_path(example=11),),
    response=RemarksShape,
    example=Example(path={"id": 11}),
)
def list_replies(call: Call[None]) -> Response:
    """List the replies to a forecast and the corrections that were asked for, with their answers."""
    with call.database.read() as connection:
        items = read_remarks(connection, call.path["id"], curator=call.curates)
    return call.reply(encode({"items": items}))


@by_forecast.write(
    "POST",
    "/forecasts/{id}/replies",
    path=(id_in_path(),),
    body=RemarkBody,
    role=KeyRole.CURATOR,
    response=RemarksShape,
    status=201,
    example=Example(
        path={"id": 11},
        body={
            "kind": "correction_request",
            "said_by": "Ada Rowe",
            "text": "I said that of April, not of May.",
            "url": "https://courier.example/letters/7",
            "said_on": "2026-05-20",
        },
        status=201,
    ),
)
def add_reply(call: Call[RemarkBody]) -> Response:
    """Record an author's reply or a correction request; answers with all that was said of the forecast."""
    number, body = call.path["id"], call.body
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        said = Said(
            kind=body.kind,
            said_by=body.said_by,
            text=body.text,
            url=body.url,
            said_on=body.said_on or record.today,
        )
        remarks.add_remark(record, number, said)
        content = encode({"items": read_remarks(record.connection, number, curator=True)})
    return call.reply(content, status=201, location=f"/forecasts/{number}/replies")


@corrections.read(
    "/corrections",
    query=parameters_of(CORRECTIONS),
    response=CorrectionPage,
    example=Example(query={"state": "open"}),
)
def list_correction_requests(call: Call[None]) -> Response:
    """List correction requests with their answers."""
    wanted = page_request(call.query, CORRECTIONS)
    with call.database.read() as connection:
        items, page = list_corrections(connection, wanted)
    return reply_page(call, items, page)


@corrections.write(
    "POST",
    "/corrections/{id}/answer",
    path=(id_in_path(),),
    body=AnswerBody,
    role=KeyRole.CURATOR,
    response=RemarkShape,
    example=Example(
        path={"id": 23},
        body={
            "ruling": "accepted",
            "reason": "The letter shows the month.",
            "changed": "The forecast was taken off the question about May.",
        },
    ),
)
def answer_correction(call: Call[AnswerBody]) -> Response:
    """Accept or decline a correction request; answers with the request."""
    number, body = call.path["id"], call.body
    answer = Answer(ruling=body.ruling, reason=body.reason, changed=body.changed, replaces=body.replaces)
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        remarks.answer_correction(record, number, answer)
        content = encode(read_correction(record.connection, number))
    return call.reply(content)
