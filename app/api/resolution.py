"""The resolver: answers with evidence, their undoing, disputes and settlements."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema
from starlette.responses import Response

from app.access.keys import KeyRole
from app.api.body import Body
from app.api.routes import Call, Example, Routes
from app.api.shapes import ForecastShape, QuestionShape, Shape
from app.api.shown import forecast_shown, question_shown
from app.api.values import Day, at_least_one, wrong
from app.domain.errors import InvalidInput
from app.domain.resolution import LEAST_SHARE, MOST_SHARE, SHARES, Outcome, Verdict, VoidReason, checked_share
from app.http.etags import etag_of
from app.http.parameters import id_in_path
from app.services import confirmation, resolution
from app.services.recording import recording
from app.services.resolution import CITATION_LIMIT, EVIDENCE_LIMIT, NOTE_LIMIT, Entered, Evidence
from app.storage.record import Record

ANSWERS = ", ".join(Outcome) + f", or the share itself: {SHARES}"

routes = Routes("questions")
by_forecast = Routes("forecasts")

Note = Annotated[str, Field(max_length=NOTE_LIMIT)]
Reason = Annotated[str, Field(min_length=1, max_length=NOTE_LIMIT)]
Words = Annotated[str, Field(min_length=1, max_length=CITATION_LIMIT)]


def _answer(value: object) -> Outcome | float:
    if isinstance(value, str) and value in set(Outcome):
        return Outcome(value)
    if isinstance(value, float):
        with suppress(InvalidInput):
            return checked_share("outcome", value)
    raise wrong("is no outcome: record whether the event occurred", ANSWERS)


Answer = Annotated[
    Outcome | float,
    PlainValidator(_answer),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "enum": list(Outcome)},
                {"type": "number", "minimum": LEAST_SHARE, "maximum": MOST_SHARE},
            ]
        }
    ),
]


class EvidenceBody(Body):
    """What shows it: an address or a citation, and the day it was read (today unless given)."""

    url: Words | None = None
    citation: Words | None = None
    retrieved_on: Day | None = None

    def seen(self, today: date) -> Evidence:
        """As the services know it."""
        return Evidence(url=self.url, citation=self.citation, retrieved_on=self.retrieved_on or today)


AllEvidence = Annotated[tuple[EvidenceBody, ...], Field(max_length=EVIDENCE_LIMIT)]


class ResolutionBody(Body):
    """Whether the event occurred, since when, and what shows it."""

    outcome: Answer
    value: Annotated[float, Field(ge=LEAST_SHARE, le=MOST_SHARE)] | None = None
    void_reason: VoidReason | None = None
    occurred_on: Day | None = None
    evidence: Annotated[AllEvidence, Field(json_schema_extra={"minItems": 1}), AfterValidator(at_least_one)]
    note: Note = ""

    def verdict(self) -> Verdict:
        """As the domain knows it."""
        said: Outcome | float = self.outcome
        if not isinstance(said, Outcome) and self.value is not None:
            raise InvalidInput("value", "says again what outcome says", allowed="one of the two")
        return Verdict(
            outcome=said if isinstance(said, Outcome) else Outcome.FRACTION,
            value=self.value if isinstance(said, Outcome) else said,
            occurred_on=self.occurred_on,
            void_reason=self.void_reason,
        )


class UndoBody(Body):
    """Why the entry is taken back."""

    note: Note = ""


class ConfirmationBody(Body):
    """What the second look found."""

    note: Note = ""


class DisputeBody(Body):
    """Why the answer is contested, or stands after all."""

    note: Reason
    evidence: AllEvidence = ()


class ResolvedShape(Shape):
    """A question after an entry, and every question whose outcome changed with it."""

    question: QuestionShape
    resolution_id: int
    seq: int
    changed: list[int]


class ForecastResolvedShape(ResolvedShape):
    """The same, with the forecast it was asked of and its new score."""

    forecast: ForecastShape


@routes.write(
    "POST",
    "/questions/{id}/resolutions",
    path=(id_in_path(),),
    body=ResolutionBody,
    role=KeyRole.CURATOR,
    conditional=True,
    response=ResolvedShape,
    status=201,
    example=Example(
        path={"id": 21},
        body={
            "outcome": "no",
            "evidence": [{"url": "https://example.org/station/2026-05", "retrieved_on": "2026-06-01"}],
            "note": "No daily report of the month has hail.",
        },
        status=201,
    ),
)
def resolve_question(call: Call[ResolutionBody]) -> Response:
    """Answer a question, or answer it anew; everything that depends on it follows."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        number = _matched(call, record)
        entered = _resolve(call, record, number)
        return _reply(call, record, number, entered, status=201)


def _matched(call: Call[Any], record: Record) -> int:
    """The question of the address, unless it changed since it was read."""
    number: int = call.path["id"]
    call.require_match(question_shown(call, record, number))
    return number


def _resolve(call: Call[ResolutionBody], record: Record, number: int) -> Entered:
    body = call.body
    return resolution.resolve(
        record, number, body.verdict(), evidence=_seen(body.evidence, record), note=body.note
    )


def _seen(evidence: tuple[EvidenceBody, ...], record: Record) -> tuple[Evidence, ...]:
    return tuple(item.seen(record.today) for item in evidence)


def _reply(call: Call[Any], record: Record, number: int, entered: Entered, *, status: int = 200) -> Response:
    """The question with what followed; the ETag is the question's, so that the next change can name it."""
    question = question_shown(call, record, number)
    content = orjson.dumps({"question": orjson.Fragment(question), **_followed(entered)})
    return call.reply(
        content, status=status, location=f"/questions/{number}", headers={"ETag": etag_of(question)}
    )


def _followed(entered: Entered) -> dict[str, Any]:
    return {"resolution_id": entered.resolution_id, "seq": entered.seq, "changed": list(entered.changed)}


@routes.write(
    "POST",
    "/questions/{id}/resolutions/undo",
    path=(id_in_path(),),
    body=UndoBody,
    role=KeyRole.CURATOR,
    conditional=True,
    response=ResolvedShape,
    example=Example(path={"id": 18}, body={"note": "The report was about another city."}),
)
def undo_resolution(call: Call[UndoBody]) -> Response:
    """Take the latest entry back; the one before it counts again."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        number = _matched(call, record)
        entered = resolution.undo(record, number, note=call.body.note)
        return _reply(call, record, number, entered)


@routes.write(
    "POST",
    "/questions/{id}/dispute",
    path=(id_in_path(),),
    body=DisputeBody,
    role=KeyRole.CURATOR,
    conditional=True,
    response=ResolvedShape,
    example=Example(path={"id": 18}, body={"note": "Two reports contradict each other."}),
)
def dispute_resolution(call: Call[DisputeBody]) -> Response:
    """Flag an answer as contested: it leaves every headline until settled."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        number = _matched(call, record)
        evidence = _seen(call.body.evidence, record)
        entered = resolution.dispute(record, number, reason=call.body.note, evidence=evidence)
        return _reply(call, record, number, entered)


@routes.write(
    "POST",
    "/questions/{id}/settle",
    path=(id_in_path(),),
    body=DisputeBody,
    role=KeyRole.CURATOR,
    conditional=True,
    response=ResolvedShape,
    example=Example(path={"id": 18}, body={"note": "The second report was withdrawn."}),
)
def settle_dispute(call: Call[DisputeBody]) -> Response:
    """End a dispute: the disputed answer stands."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        number = _matched(call, record)
        evidence = _seen(call.body.evidence, record)
        entered = resolution.settle(record, number, reason=call.body.note, evidence=evidence)
        return _reply(call, record, number, entered)


@routes.write(
    "POST",
    "/questions/{id}/confirm",
    path=(id_in_path(),),
    body=ConfirmationBody,
    role=KeyRole.CURATOR,
    conditional=True,
    response=ResolvedShape,
    example=Example(path={"id": 18}, body={"note": "The station's own table says the same."}),
)
def confirm_resolution(call: Call[ConfirmationBody]) -> Response:
    """Confirm an answer that another curator gave."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        number = _matched(call, record)
        confirmed = confirmation.confirm(record, number, note=call.body.note)
        return _reply(call, record, number, confirmed)


@by_forecast.write(
    "POST",
    "/forecasts/{id}/resolution",
    path=(id_in_path(),),
    body=ResolutionBody,
    role=KeyRole.CURATOR,
    conditional=True,
    response=ForecastResolvedShape,
    status=201,
    example=Example(
        path={"id": 13},
        body={
            "outcome": "yes",
            "occurred_on": "2026-05-20",
            "evidence": [{"citation": "The station's daily report of 20 May 2026"}],
        },
        status=201,
    ),
)
def resolve_forecast(call: Call[ResolutionBody]) -> Response:
    """Answer the question of a forecast, and with it every forecast on that question."""
    forecast_id: int = call.path["id"]
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        call.require_match(forecast_shown(call, record, forecast_id))
        number = resolution.question_of(record, forecast_id)
        entered = _resolve(call, record, number)
        forecast = forecast_shown(call, record, forecast_id)
        content = orjson.dumps(
            {
                "forecast": orjson.Fragment(forecast),
                "question": orjson.Fragment(question_shown(call, record, number)),
                **_followed(entered),
            }
        )
        headers = {"ETag": etag_of(forecast)}
        return call.reply(content, status=201, location=f"/questions/{number}", headers=headers)
