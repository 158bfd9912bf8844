"""What guards every call that changes something: keys, If-Match, and bodies that are read strictly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.api import v1
from app.api.body import Body, parse_body
from app.api.routes import PREFIX, Operation
from app.domain.question import ClosesBasis
from app.http.errors import Refusal
from app.services import question_groups, questions, resolution
from app.services.questions import QuestionDraft
from app.storage import tables as t
from app.storage.database import Database
from tests.api.answers import check_answer
from tests.api.desk import Desk, faults, read_first
from tests.builders import NOW, Builder, Sample

WRITES = [held for held in v1.operations() if held.method != "GET"]
CONDITIONAL = [held for held in WRITES if held.conditional]


def name(operation: Operation) -> str:
    return operation.endpoint.__name__


def path_of(operation: Operation) -> str:
    return operation.address.format(**operation.example.path)


@pytest.fixture
def desk(client: TestClient, curator: dict[str, str]) -> Desk:
    return Desk(client, curator)


@pytest.fixture
def ready(database: Database, sample: Sample) -> Sample:
    """The sample with what some examples need besides: an edited question, a disputed answer."""
    build = Builder(database)
    draft = QuestionDraft(
        text="Does it hail in May 2026?",
        criteria="YES if the station of the city reports hail of any size.",
        closes_on=NOW.date().replace(month=5, day=31),
        closes_basis=ClosesBasis.CURATOR,
    )
    with build.recording() as record:
        questions.edit_question(record, sample.overdue_question, draft)
    return sample


def events(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(sa.select(t.head.c.seq)).scalar_one())


@pytest.mark.parametrize("operation", WRITES, ids=name)
def test_the_example_of_every_write_works(
    database: Database, ready: Sample, desk: Desk, operation: Operation
) -> None:
    path, example = path_of(operation), operation.example
    if name(operation) == "settle_dispute":
        with Builder(database).recording() as record:
            resolution.dispute(record, ready.resolved_question, reason="Two reports contradict each other.")
    if name(operation) == "answer_correction":
        assert Builder(database).ask_correction(ready.scored) == example.path["id"]
    if name(operation) == "ungroup_questions":
        with Builder(database).recording() as record:
            options = (ready.resolved_question, ready.overdue_question)
            assert question_groups.group_questions(record, options) == example.path["id"]
    if name(operation) in {"save_coding_marks", "finish_article_coding"}:
        began = desk.send("POST", f"/articles/{ready.article}/codings")
        assert began.json()["id"] == example.path["id"]
    match = desk.etag(read_first(path)) if operation.conditional else None
    answer = desk.send(operation.method, path, example.body, match=match)
    assert answer.status_code == example.status == operation.status, answer.text
    assert operation.response is not None
    operation.response.model_validate_json(answer.content)
    check_answer(operation, answer)
    if answer.status_code in {201, 202}:
        location = answer.headers["location"]
        assert location.startswith(PREFIX)
        assert desk.client.get(location, headers=desk.key).status_code == 200


# One database for all calls of a test: none of them changes anything.


@pytest.fixture
def unchanged(database: Database, sample: Sample) -> Iterator[Sample]:
    """The sample, which has to be as it was when the test ends."""
    before = events(database)
    yield sample
    assert events(database) == before


def test_every_write_needs_a_key(unchanged: Sample, client: TestClient) -> None:
    wrong = {"Authorization": "Bearer fs_" + "0" * 12 + "_" + "0" * 64 + "_00000000"}
    for operation in WRITES:
        path = PREFIX + path_of(operation)
        answer = client.request(operation.method, path, json=operation.example.body)
        assert answer.status_code == 401, name(operation)
        assert answer.headers["www-authenticate"] == 'Bearer realm="foreseen"'
        answer = client.request(operation.method, path, json=operation.example.body, headers=wrong)
        assert answer.status_code == 401, name(operation)
    del unchanged


def test_a_conditional_write_needs_the_etag_that_was_read(unchanged: Sample, desk: Desk) -> None:
    for operation in CONDITIONAL:
        path, body = path_of(operation), operation.example.body
        assert faults(desk.send(operation.method, path, body), status=428) == ["If-Match"], name(operation)
        for wrong in ('"0123"', "*", 'W/"0123"', '"a", "b"', "unquoted"):
            answer = desk.send(operation.method, path, body, match=wrong)
            assert answer.status_code == 412, (name(operation), wrong)
    del unchanged


def test_unknown_fields_and_strange_bodies_are_refused(unchanged: Sample, desk: Desk) -> None:
    strange: list[Any] = [[], "text", 7, None]
    for operation in WRITES:
        if operation.body is None:
            continue
        path = path_of(operation)
        match = desk.etag(read_first(path)) if operation.conditional else None
        body = {**operation.example.body, "surprise": 1}
        answer = desk.send(operation.method, path, body, match=match)
        assert faults(answer) == ["surprise"], name(operation)
        for one in strange:
            answer = desk.send(operation.method, path, one, match=match)
            assert answer.status_code in {415, 422}, (name(operation), one)
    del unchanged


def _chosen_from(schema: dict[str, Any]) -> bool:
    """Whether a field takes some named values only, and no object or list besides."""
    ways = schema.get("anyOf", [schema])
    return any("enum" in way or "const" in way for way in ways) and all(
        way.get("type") in {None, "null", "string", "integer"} or "enum" in way for way in ways
    )


def _choices() -> Iterator[tuple[type[Body], str]]:
    for model in {held.body for held in WRITES if held.body is not None}:
        schema = model.model_json_schema()
        for field, held in schema["properties"].items():
            ways = held.get("anyOf", [held])
            names = [way["$ref"].rsplit("/", 1)[1] for way in ways if "$ref" in way]
            if _chosen_from(held) or any("enum" in schema["$defs"][name] for name in names):
                yield model, field


@pytest.mark.parametrize(
    ("model", "field"),
    sorted(_choices(), key=str),
    ids=lambda held: held if isinstance(held, str) else held.__name__,
)
def test_one_of_some_values_is_that_value_and_nothing_equal_to_it(model: type[Body], field: str) -> None:
    stranger: list[Any] = [True, False, 1.0, -1.0, 0, 2, "1", "YES", " yes", "", [], {}]
    for strange in stranger:
        with pytest.raises(Refusal) as refused:
            parse_body(json.dumps({field: strange}).encode(), model)
        assert field in [fault.parameter.split(".")[0] for fault in refused.value.faults], strange


def test_what_is_not_there_is_not_found(unchanged: Sample, desk: Desk) -> None:
    for operation in WRITES:
        if "id" not in operation.example.path:
            continue
        match = '"0123"' if operation.conditional else None
        body = operation.example.body
        answer = desk.send(operation.method, operation.address.format(id=2**63 - 1), body, match=match)
        assert answer.status_code == 404, name(operation)
        answer = desk.send(operation.method, operation.address.format(id=2**63), body, match=match)
        assert faults(answer) == ["id"], name(operation)
    del unchanged


def race(desk: Desk, path: str, bodies: list[Any], *, match: str) -> list[int]:
    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(lambda body: desk.send("POST", path, body, match=match).status_code, bodies))


def test_of_64_curators_with_one_etag_exactly_one_resolves(
    database: Database, sample: Sample, desk: Desk
) -> None:
    path = f"/questions/{sample.overdue_question}"
    bodies = [
        {
            "outcome": "yes",
            "occurred_on": "2026-05-04",
            "evidence": [{"citation": f"report {number}"}],
        }
        for number in range(64)
    ]
    statuses = race(desk, f"{path}/resolutions", bodies, match=desk.etag(path))
    assert sorted(statuses) == [201] + [412] * 63
    assert len(desk.get(path)["resolutions"]) == 1
    del database


def test_of_64_curators_with_one_etag_exactly_one_accepts(
    database: Database, sample: Sample, desk: Desk
) -> None:
    path = f"/forecasts/{sample.candidate}"
    before = events(database)
    bodies = [
        {"question_id": sample.open_question, "probability": number / 100, "claim": f"It hails, {number}."}
        for number in range(64)
    ]
    statuses = race(desk, f"{path}/accept", bodies, match=desk.etag(path))
    assert sorted(statuses) == [200] + [412] * 63
    assert events(database) == before + 1
