"""OpenAPI from the declarations of the routes, so that it cannot say anything else than what is checked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict
from pydantic.json_schema import models_json_schema

from app.api.routes import Operation
from app.api.shapes import Shape
from app.http.errors import MEDIA_TYPE
from app.http.parameters import Parameter

_REF = "#/components/schemas/{model}"
_ETAG = {"description": "Strong, over the body's bytes.", "schema": {"type": "string"}}
_LOCATION = {"Location": {"description": "Where it is now.", "schema": {"type": "string"}}}
_RETRY_AFTER = {"description": "Seconds until another try makes sense.", "schema": {"type": "integer"}}

# What each example was answered when the tests last recorded it.
ANSWERS = Path(__file__).with_name("answers.json")


@cache
def recorded_answers() -> dict[str, Any]:
    """The answer to each operation's example, by the operation's name."""
    held: dict[str, Any] = json.loads(ANSWERS.read_text(encoding="utf-8"))
    return held


class FaultShape(Shape):
    """One thing wrong with a request."""

    parameter: str
    detail: str
    allowed: str | None


class Problem(BaseModel):
    """RFC 9457 problem details."""

    model_config = ConfigDict(extra="forbid")

    type: str
    title: str
    status: int
    detail: str
    errors: list[FaultShape] = []


def describe(operation: Operation) -> dict[str, Any]:
    """What OpenAPI says of an operation."""
    parameters = [_parameter(held, "path", operation) for held in operation.path]
    parameters += [_parameter(held, "query", operation) for held in operation.query.values()]
    if operation.conditional:
        parameters.append(
            {
                "name": "If-Match",
                "in": "header",
                "required": True,
                "description": "The ETag of what is to be changed, as it was read.",
                "schema": {"type": "string"},
            }
        )
    described: dict[str, Any] = {"responses": _responses(operation), "parameters": parameters}
    if operation.role is not None:
        described["security"] = [{"key": [operation.role]}]
    elif operation.method == "GET":
        described["security"] = [{}, {"key": []}]
    if operation.body is not None:
        content: dict[str, Any] = {"schema": {"$ref": _REF.format(model=operation.body.__name__)}}
        if operation.example.body is not None:
            content["example"] = operation.example.body
        described["requestBody"] = {"required": True, "content": {"application/json": content}}
    return described


def _parameter(held: Parameter, place: str, operation: Operation) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": held.name,
        "in": place,
        "required": place == "path" or held.required,
        "description": held.description,
        "schema": held.schema(),
    }
    if held.many:
        shown |= {"style": "form", "explode": False}
    examples = operation.example.path if place == "path" else operation.example.query
    example = examples.get(held.name, held.example)
    if example is not None:
        shown["example"] = example.split(",") if held.many and isinstance(example, str) else example
    return shown


def _responses(operation: Operation) -> dict[int | str, dict[str, Any]]:
    success: dict[str, Any] = {"description": HTTPStatus(operation.status).phrase, "headers": {"ETag": _ETAG}}
    if operation.response is not None:
        success["model"] = operation.response
    if operation.files:
        whole = {"schema": {"type": "string", "format": "binary"}}
        success["content"] = dict.fromkeys(operation.files, whole)
    responses: dict[int | str, dict[str, Any]] = {operation.status: success}
    for status, model in operation.also.items():
        responses[status] = {
            "description": HTTPStatus(status).phrase,
            "headers": success["headers"],
            "model": model,
        }
    if operation.method == "GET":
        responses[304] = {"description": "The copy named by If-None-Match is current."}
        if operation.address.startswith("/authors/{slug}"):
            responses[308] = {"description": "A merged spelling: the author's address.", "headers": _LOCATION}
    statuses = [401, 422, 503]
    statuses += [404] if operation.path else []
    statuses += [403] if operation.role is not None else []
    statuses += [409, 507] if operation.method != "GET" else []
    statuses += [408, 413, 415] if operation.body is not None else []
    statuses += [412, 428] if operation.conditional else []
    for status in sorted(statuses):
        responses[status] = failure(status)
    return responses


def failure(status: int) -> dict[str, Any]:
    """What OpenAPI says of one way to fail."""
    described: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}},
    }
    if status in {503, 507}:
        described["headers"] = {"Retry-After": _RETRY_AFTER}
    return described


def install(app: FastAPI, operations: Sequence[Operation]) -> None:
    """Give the application its OpenAPI document, built once when first asked for."""
    bodies = [held.body for held in operations if held.body is not None]
    models: list[type[BaseModel]] = [*bodies, Problem]

    def build() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes
            )
            _, inputs = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
            components = schema.setdefault("components", {})
            components.setdefault("schemas", {}).update(inputs["$defs"])
            components["securitySchemes"] = {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key made by `foreseen keys create`.",
                }
            }
            for operation in operations:
                _show_answer(schema, operation)
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = build  # type: ignore[method-assign]  # FastAPI's documented way


def _show_answer(schema: dict[str, Any], operation: Operation) -> None:
    """What the example is answered, put in last: FastAPI would leave the nulls out."""
    answer = recorded_answers().get(operation.endpoint.__name__)
    if answer is not None:
        described = schema["paths"][operation.full_path][operation.method.lower()]
        described["responses"][str(operation.status)]["content"]["application/json"]["example"] = answer
