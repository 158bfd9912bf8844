"""Articles coded blind by more than one curator, and how far these agree."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from starlette.responses import Response

from app.access.keys import KeyRole
from app.api.body import Body
from app.api.coding_shapes import AgreementShape, CodingShape, CodingsShape, OverallAgreementShape, TierShown
from app.api.routes import Call, Example, Routes
from app.api.values import Id, Share, at_least_one
from app.extraction.labels import Tier
from app.http.etags import encode
from app.http.parameters import id_in_path
from app.queries.codings import list_codings, read_coding
from app.services.agreement import agreement_on, agreement_overall
from app.services.coding import CodedOutcome, Mark, finish_coding, save_marks, start_coding
from app.services.recording import recording

MARKS_LIMIT = 2_000
WORD_LIMIT = 80

routes = Routes("codings")


class MarkBody(Body):
    """What one sentence is: with a reading as a number or a word of the lexicon, where it is a forecast."""

    unit: Id
    tier: TierShown | None
    probability: Share | None = None
    word: Annotated[str, Field(min_length=1, max_length=WORD_LIMIT)] | None = None
    outcome: CodedOutcome | None = None

    def mark(self) -> Mark:
        """As the service takes it."""
        return Mark(
            unit=self.unit,
            tier=None if self.tier is None else Tier(self.tier),
            probability=self.probability,
            word=self.word,
            outcome=self.outcome,
        )


class MarksBody(Body):
    """Some sentences of a coding; the others stay as they are."""

    marks: Annotated[
        tuple[MarkBody, ...],
        Field(max_length=MARKS_LIMIT, json_schema_extra={"minItems": 1}),
        AfterValidator(at_least_one),
    ]


class FinishBody(Body):
    """What the sentences are that nothing was said of."""

    rest: Literal["none"] | None = None


@routes.write(
    "POST",
    "/articles/{id}/codings",
    path=(id_in_path(),),
    body=None,
    role=KeyRole.CURATOR,
    response=CodingShape,
    status=201,
    also={200: CodingShape},
    example=Example(path={"id": 5}, status=201),
)
def start_article_coding(call: Call[None]) -> Response:
    """Code an article blind; 200 with your own coding where you began already."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        number, new = start_coding(record, call.path["id"])
        content = encode(read_coding(record.connection, number, reader=call.name))
    return call.reply(content, status=201 if new else 200, location=f"/codings/{number}")


@routes.write(
    "POST",
    "/codings/{id}/marks",
    path=(id_in_path(),),
    body=MarksBody,
    role=KeyRole.CURATOR,
    response=CodingShape,
    example=Example(
        path={"id": 23},
        body={
            "marks": [
                {"unit": 0, "tier": "core", "word": "unlikely", "outcome": "yes"},
                {"unit": 3, "tier": "none"},
            ]
        },
    ),
)
def save_coding_marks(call: Call[MarksBody]) -> Response:
    """Say what some sentences of your own coding are."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        number: int = call.path["id"]
        save_marks(record, number, [one.mark() for one in call.body.marks])
        content = encode(read_coding(record.connection, number, reader=call.name))
    return call.reply(content)


@routes.write(
    "POST",
    "/codings/{id}/finish",
    path=(id_in_path(),),
    body=FinishBody,
    role=KeyRole.CURATOR,
    response=CodingShape,
    example=Example(path={"id": 23}, body={"rest": "none"}),
)
def finish_article_coding(call: Call[FinishBody]) -> Response:
    """End your own coding for good; from then on others may see it, and you theirs."""
    with recording(call.database, actor=call.name, clock=call.clock) as record:
        number: int = call.path["id"]
        finish_coding(record, number, rest=None if call.body.rest is None else Tier(call.body.rest))
        content = encode(read_coding(record.connection, number, reader=call.name))
    return call.reply(content)


@routes.read(
    "/codings/{id}",
    path=(id_in_path(example=23),),
    role=KeyRole.CURATOR,
    response=CodingShape,
    example=Example(path={"id": 23}),
)
def get_coding(call: Call[None]) -> Response:
    """Read a coding: your own, or a finished one of an article that you are not coding yourself."""
    with call.database.snapshot() as connection:
        content = encode(read_coding(connection, call.path["id"], reader=call.name))
    return call.reply(content)


@routes.read(
    "/articles/{id}/codings",
    path=(id_in_path(example=5),),
    role=KeyRole.CURATOR,
    response=CodingsShape,
    example=Example(path={"id": 5}),
)
def get_codings(call: Call[None]) -> Response:
    """List who codes an article, without what they say."""
    with call.database.snapshot() as connection:
        content = encode({"items": list_codings(connection, call.path["id"])})
    return call.reply(content)


@routes.read(
    "/articles/{id}/agreement",
    path=(id_in_path(example=5),),
    role=KeyRole.CURATOR,
    response=AgreementShape,
    example=Example(path={"id": 5}),
)
def get_agreement(call: Call[None]) -> Response:
    """Compare the finished codings of an article, with where they disagree."""
    with call.database.snapshot() as connection:
        content = encode(agreement_on(connection, call.path["id"], reader=call.name))
    return call.reply(content)


@routes.read("/agreement", role=KeyRole.CURATOR, response=OverallAgreementShape)
def get_overall_agreement(call: Call[None]) -> Response:
    """Compare codings over all articles that two curators have finished."""
    with call.database.snapshot() as connection:
        content = encode(agreement_overall(connection))
    return call.reply(content)
