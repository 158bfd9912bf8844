"""What curators decide about forecasts: accept, edit, reject, mark unscorable, add by hand, undo."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field
from starlette.responses import Response

from app.access.keys import KeyRole
from app.api.body import Body
from app.api.drafts import QuestionBody, Text
from app.api.routes import Call, Example, Routes
from app.api.shapes import ForecastShape
from app.api.shown import article_shown, forecast_shown
from app.api.values import Authors, Day, Days, Id, Polarity, Share, at_least_one, bounds_of, each_once, named
from app.domain.days import DayBounds
from app.domain.errors import InvalidInput, naming
from app.domain.forecast import CueClass, Kind, Role, Stance
from app.domain.probability import Probability
from app.http.parameters import id_in_path
from app.services import curation
from app.services.by_hand import CUE_LIMIT, Found, Span, add_forecast
from app.services.curation import CLAIM_LIMIT, REASON_LIMIT, Edits, Link
from app.services.questions import require_standing
from app.services.recording import recording
from app.storage.record import Record

QUOTE_LIMIT = 20_000
REASONS_LIMIT = 20

Claim = Annotated[str, Field(min_length=1, max_length=CLAIM_LIMIT)]
Reason = Annotated[str, Field(min_length=1, max_length=REASON_LIMIT)]
Cue = Annotated[str, Field(min_length=1, max_length=CUE_LIMIT)]

routes = Routes("forecasts")
by_hand = Routes("articles")


class AcceptBody(Body):
    """A forecast as it enters the scores: the question it answers, and what the reading got wrong.

    An accepted forecast is edited in the same way; without `question_id` and `question` it stays on its own.
    """

    question_id: Id | None = None
    question: QuestionBody | None = None
    polarity: Polarity | None = None
    authors: Authors | None = None
    role: Role | None = None
    stance: Stance | None = None
    claim: Claim | None = None
    kind: Kind | None = None
    cue: Cue | None = None
    cue_class: CueClass | None = None
    probability: Share | None = None
    low: Share | None = None
    high: Share | None = None
    made_on: Days | None = None
    excluded: Reason | None = None


class RejectBody(Body):
    """Why it is no forecast."""

    reason: Reason


class UnscorableBody(Body):
    """Why it is a forecast that can never be scored."""

    reasons: Annotated[
        tuple[Reason, ...],
        Field(max_length=REASONS_LIMIT, json_schema_extra={"minItems": 1}),
        AfterValidator(at_least_one),
        AfterValidator(each_once),
    ]


class FoundBody(Body):
    """A forecast that the reading did not find: where it stands and what it says."""

    start: Id | None = None
    end: Id | None = None
    quote: Annotated[str, Field(min_length=1, max_length=QUOTE_LIMIT)] | None = None
    occurrence: Annotated[int, Field(ge=1)] | None = None
    cue_class: CueClass
    cue: Cue | None = None
    probability: Share | None = None
    low: Share | None = None
    high: Share | None = None
    claim: Claim | None = None
    authors: Authors | None = None
    role: Role = Role.BYLINE
    kind: Kind = Kind.EVENT
    stance: Stance | None = None
    condition: Text | None = None
    deadline: Day | None = None
    made_on: Days | None = None


@routes.write(
    "POST",
    "/forecasts/{id}/accept",
    path=(id_in_path(),),
    body=AcceptBody,
    role=KeyRole.CURATOR,
    conditional=True,
    response=ForecastShape,
    example=Example(
        path={"id": 14},
        body={
            "question": {
                "text": "Does it hail in June 2026?",
                "criteria": "YES if the station of the city reports any hail.",
                "closes_on": "2026-06-30",
                "topics": ["weather"],
            },
            "claim": "It hails in June.",
            "probability": 0.3,
        },
    ),
)
def accept_forecast(call: Call[AcceptBody]) -> Response:
    """Accept a candidate with edits, or edit an accepted forecast."""
    body = call.body
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        forecast_id = _matched(call, record)
        held = curation.version_in_force(record, forecast_id)
        edits = Edits(
            authors=named(body.authors),
            role=body.role,
            stance=body.stance,
            claim=body.claim,
            kind=body.kind,
            cue=body.cue,
            cue_class=body.cue_class,
            probability=_probability(body, held),
            made=bounds_of(body.made_on),
            excluded=body.excluded,
        )
        curation.accept(record, forecast_id, _link(record, body, held), edits)
        content = forecast_shown(call, record, forecast_id)
    return call.reply(content)


def _matched(call: Call[Any], record: Record) -> int:
    """The forecast of the address, unless it changed since it was read."""
    forecast_id: int = call.path["id"]
    call.require_match(forecast_shown(call, record, forecast_id))
    return forecast_id


def _link(record: Record, body: AcceptBody, held: Any) -> Link:
    if body.question is not None and body.question_id is not None:
        raise InvalidInput("question", "goes without question_id", allowed="one of the two")
    if body.question is not None:
        return Link(body.question.draft(), body.polarity or 1)
    if body.question_id is not None:
        with naming("question_id"):
            require_standing(record, body.question_id)
        return Link(body.question_id, body.polarity or 1)
    if held.question_id is None:
        raise InvalidInput("question", "is needed to accept", allowed="question_id, or a question to add")
    return Link(held.question_id, body.polarity or held.polarity)


def _probability(body: AcceptBody | FoundBody, held: Any = None) -> Probability | None:
    """A new point has no range but the one given with it; the reading's point keeps the reading's range."""
    read = None if held is None else held.probability
    point = read if body.probability is None else body.probability
    if point is None:
        if body.low is not None or body.high is not None:
            raise InvalidInput("probability", "is needed with low and high", allowed="0 to 1")
        return None
    low, high = (held.low, held.high) if point == read else (point, point)
    low = low if body.low is None else body.low
    high = high if body.high is None else body.high
    if not low <= point <= high:
        raise InvalidInput(
            "probability", f"{point} lies outside its range {low} to {high}", allowed="low to high"
        )
    return Probability(point, low, high)


@routes.write(
    "POST",
    "/forecasts/{id}/reject",
    path=(id_in_path(),),
    body=RejectBody,
    role=KeyRole.CURATOR,
    conditional=True,
    response=ForecastShape,
    example=Example(path={"id": 14}, body={"reason": "it describes the past"}),
)
def reject_forecast(call: Call[RejectBody]) -> Response:
    """Keep a candidate out: it is no forecast."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        forecast_id = _matched(call, record)
        curation.reject(record, forecast_id, call.body.reason)
        content = forecast_shown(call, record, forecast_id)
    return call.reply(content)


@routes.write(
    "POST",
    "/forecasts/{id}/unscorable",
    path=(id_in_path(),),
    body=UnscorableBody,
    role=KeyRole.CURATOR,
    conditional=True,
    response=ForecastShape,
    example=Example(path={"id": 14}, body={"reasons": ["no deadline is stated or implied"]}),
)
def mark_forecast_unscorable(call: Call[UnscorableBody]) -> Response:
    """Keep a forecast that can never be scored: counted, never hidden."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        forecast_id = _matched(call, record)
        curation.mark_unscorable(record, forecast_id, call.body.reasons)
        content = forecast_shown(call, record, forecast_id)
    return call.reply(content)


@routes.write(
    "POST",
    "/forecasts/{id}/undo",
    path=(id_in_path(),),
    body=None,
    role=KeyRole.CURATOR,
    conditional=True,
    response=ForecastShape,
    example=Example(path={"id": 15}),
)
def undo_forecast(call: Call[None]) -> Response:
    """Take the latest decision about a forecast back."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        forecast_id = _matched(call, record)
        curation.undo(record, forecast_id)
        content = forecast_shown(call, record, forecast_id)
    return call.reply(content)


@by_hand.write(
    "POST",
    "/articles/{id}/forecasts",
    path=(id_in_path(),),
    body=FoundBody,
    role=KeyRole.CURATOR,
    conditional=True,
    response=ForecastShape,
    status=201,
    example=Example(
        path={"id": 5},
        body={
            "quote": "Perhaps it could hail.",
            "claim": "It hails.",
            "cue": "could",
            "cue_class": "possibility",
        },
        status=201,
    ),
)
def add_forecast_by_hand(call: Call[FoundBody]) -> Response:
    """Add a candidate that the reading did not find."""
    body = call.body
    found = Found(
        span=Span(body.start, body.end, body.quote, body.occurrence),
        cue_class=body.cue_class,
        cue=body.cue,
        probability=_probability(body),
        claim=body.claim,
        authors=named(body.authors),
        role=body.role,
        kind=body.kind,
        stance=body.stance,
        condition=body.condition,
        deadline=None if body.deadline is None else DayBounds.on(body.deadline),
        made=bounds_of(body.made_on),
    )
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        call.require_match(article_shown(call, record, call.path["id"]))
        forecast_id = add_forecast(record, call.path["id"], found)
        content = forecast_shown(call, record, forecast_id)
    return call.reply(content, status=201, location=f"/forecasts/{forecast_id}")
