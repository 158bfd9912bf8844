"""Every route: who may call it, what its example answers, and how it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.access.keys import KeyRole
from app.api import v1
from app.api.documentation import Problem, recorded_answers
from app.api.routes import PREFIX, Operation
from tests.api.answers import check_answer
from tests.api.conftest import Site
from tests.builders import code_twice

PUBLIC = None
CURATOR = KeyRole.CURATOR

# Who may call what. A new route is added here by hand, by somebody who thought about it.
ROLES: dict[str, KeyRole | None] = {
    "GET /forecasts": PUBLIC,
    "GET /forecasts/{id}": PUBLIC,
    "GET /forecasts/{id}/suggestions": CURATOR,  # candidates are nobody else's
    "GET /forecasts/{id}/replies": PUBLIC,
    "GET /corrections": PUBLIC,
    "GET /questions": PUBLIC,
    "GET /questions/{id}": PUBLIC,
    "GET /articles": PUBLIC,
    "GET /articles/{id}": PUBLIC,
    "GET /authors": PUBLIC,
    "GET /authors/{slug}": PUBLIC,
    "GET /authors/{slug}/suggestions": CURATOR,  # that two people may be one is no public statement
    "GET /sources": PUBLIC,
    "GET /sources/{slug}": PUBLIC,
    "GET /topics": PUBLIC,
    "GET /topics/{slug}": PUBLIC,
    "GET /events": PUBLIC,
    "GET /events/{seq}": PUBLIC,
    "GET /accuracy": PUBLIC,
    "GET /accuracy/compare": PUBLIC,
    "GET /authors/{slug}/accuracy": PUBLIC,
    "GET /sources/{slug}/accuracy": PUBLIC,
    "GET /topics/{slug}/accuracy": PUBLIC,
    "GET /authors/{slug}/reliability": PUBLIC,
    "GET /authors/{slug}/decomposition": PUBLIC,
    "GET /sources/{slug}/reliability": PUBLIC,
    "GET /sources/{slug}/decomposition": PUBLIC,
    "GET /topics/{slug}/reliability": PUBLIC,
    "GET /topics/{slug}/decomposition": PUBLIC,
    "GET /authors/{slug}/history": PUBLIC,
    "GET /authors/{slug}/calls": PUBLIC,
    "GET /sources/{slug}/history": PUBLIC,
    "GET /sources/{slug}/calls": PUBLIC,
    "GET /topics/{slug}/history": PUBLIC,
    "GET /topics/{slug}/calls": PUBLIC,
    "GET /exports/forecasts.{format}": PUBLIC,
    "GET /ingestions": CURATOR,
    "GET /ingestions/{id}": CURATOR,
    "GET /articles/{id}/codings": CURATOR,
    "GET /articles/{id}/agreement": CURATOR,
    "GET /codings/{id}": CURATOR,
    "GET /agreement": CURATOR,
    "POST /articles/{id}/codings": CURATOR,
    "POST /codings/{id}/marks": CURATOR,
    "POST /codings/{id}/finish": CURATOR,
    "POST /forecasts/{id}/accept": CURATOR,
    "POST /forecasts/{id}/reject": CURATOR,
    "POST /forecasts/{id}/unscorable": CURATOR,
    "POST /forecasts/{id}/undo": CURATOR,
    "POST /forecasts/{id}/resolution": CURATOR,
    "POST /articles": CURATOR,
    "POST /articles/{id}/forecasts": CURATOR,
    "POST /questions": CURATOR,
    "PATCH /questions/{id}": CURATOR,
    "POST /questions/{id}/undo": CURATOR,
    "POST /questions/{id}/merge": CURATOR,
    "POST /questions/{id}/split": CURATOR,
    "POST /question-groups": CURATOR,
    "POST /question-groups/{id}/undo": CURATOR,
    "POST /questions/{id}/resolutions": CURATOR,
    "POST /questions/{id}/resolutions/undo": CURATOR,
    "POST /questions/{id}/dispute": CURATOR,
    "POST /questions/{id}/settle": CURATOR,
    "POST /questions/{id}/confirm": CURATOR,
    "POST /forecasts/{id}/replies": CURATOR,
    "POST /corrections/{id}/answer": CURATOR,
    "POST /ingestions": CURATOR,
    "POST /ingestions/{id}/cancel": CURATOR,
    "POST /authors/{slug}/merge": CURATOR,
    "POST /authors/{slug}/split": CURATOR,
    "POST /sources": CURATOR,
    "POST /topics": CURATOR,
}
OPERATIONS = v1.operations()
READS = [operation for operation in OPERATIONS if operation.method == "GET"]
BAD_KEY = {"Authorization": "Bearer fs_" + "0" * 12 + "_" + "0" * 64 + "_00000000"}


def label(operation: Operation) -> str:
    return f"{operation.method} {operation.address}"


def address(operation: Operation) -> str:
    return operation.full_path.format(**operation.example.path)


def expect_problem(answer: Any, status: int) -> Problem:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    read = Problem.model_validate_json(answer.content)
    assert read.status == status
    return read


def test_every_route_stands_in_the_matrix_and_the_other_way_round() -> None:
    assert {label(operation): operation.role for operation in OPERATIONS} == ROLES
    assert len({operation.endpoint.__name__ for operation in OPERATIONS}) == len(OPERATIONS)


def test_every_route_lets_in_whom_the_matrix_says(site: Site) -> None:
    for operation in OPERATIONS:

        def ask(headers: dict[str, str], held: Operation = operation) -> int:
            return int(site.client.request(held.method, address(held), headers=headers).status_code)

        needed = ROLES[label(operation)]
        assert (ask({}) == 401) is (needed is not None), label(operation)
        assert ask(BAD_KEY) == 401, label(operation)
        assert (ask(site.curator) == 403) is (needed is KeyRole.ADMIN), label(operation)
        assert ask(site.admin) not in {401, 403}, label(operation)


def test_two_keys_at_once_are_refused(site: Site) -> None:
    both = [("Authorization", site.curator["Authorization"]), ("Authorization", site.admin["Authorization"])]
    expect_problem(site.client.get(f"{PREFIX}/topics", headers=both), 401)


def test_the_example_of_every_read_works(site: Site) -> None:
    for operation in READS:
        headers = {} if operation.role is None else site.curator
        if operation.address == "/forecasts/{id}/replies":  # what follows changes no answer before it
            code_twice(site.database, site.sample.article)
            site.build.ask_correction(site.sample.scored)
        answer = site.client.get(address(operation), params=dict(operation.example.query), headers=headers)
        assert answer.status_code == 200, (label(operation), answer.text)
        if operation.files:
            assert answer.headers["content-type"].split(";")[0] in operation.files
        else:
            assert operation.response is not None
            # Strict: every field is there, none besides, of exactly its type.
            operation.response.model_validate_json(answer.content)
            check_answer(operation, answer)
        if "{" not in operation.address:
            assert answer.json().get("items") != [], f"{label(operation)}: the example finds nothing"
        again = site.client.get(
            address(operation),
            params=dict(operation.example.query),
            headers={**headers, "If-None-Match": answer.headers["etag"]},
        )
        assert (again.status_code, again.content) == (304, b""), label(operation)


def test_every_route_refuses_in_the_same_way(site: Site) -> None:
    client, curator = site.client, site.curator
    for operation in OPERATIONS:
        name = label(operation)
        where = address(operation)
        found = expect_problem(client.request(operation.method, f"{where}?colour=red", headers=curator), 422)
        assert found.errors[0].parameter == "colour", name
        wrong = client.request("DELETE", where, headers=curator)
        expect_problem(wrong, 405)
        assert wrong.headers["allow"], name
        for parameter in operation.path:
            if parameter.name == "slug":
                continue
            for bad in ("abc", "-1", "1.0", "9223372036854775808", "1" * 400, "%00", "%D9%A3", "1e3"):
                bent = operation.full_path.replace(f"{{{parameter.name}}}", bad)
                refused = expect_problem(client.request(operation.method, bent, headers=curator), 422)
                assert refused.errors[0].parameter == parameter.name, name
    for operation in READS:
        if operation.path and not operation.files:  # a format that is not offered is bad input
            name = operation.path[0].name
            absent = "nothing" if name == "slug" else "9223372036854775807"
            expect_problem(
                client.get(operation.full_path.replace(f"{{{name}}}", absent), headers=curator), 404
            )


def test_an_address_that_is_not_there_says_so(site: Site) -> None:
    for path in (
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v1/forecasts/",
        "/api/",
        "/api/v2/forecasts",
        "/x//",
        "/%00",
    ):
        expect_problem(site.client.get(path), 404)


@pytest.mark.parametrize("path", ["/api", "/api/v1"])
def test_the_address_that_people_type_first_leads_on(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.url.path) == (200, PREFIX)
    shown = answer.json()
    assert (shown["name"], shown["version"]) == ("Foreseen", "1")
    assert shown["resources"]["forecasts"] == f"{PREFIX}/forecasts"
    private = {operation.full_path for operation in READS if operation.role is not None}
    for led_to in {shown["openapi"], shown["health"], shown["ready"], *shown["resources"].values()}:
        wanted = 401 if led_to in private else 422 if led_to.endswith("/compare") else 200
        assert client.get(led_to).status_code == wanted, led_to
    again = client.get(PREFIX, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_the_documentation_says_how_things_fail_and_where_they_moved(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    ready, metrics = paths["/ready"]["get"]["responses"], paths["/metrics"]["get"]["responses"]
    assert list(ready["503"]["content"]) == ["application/problem+json"]
    assert list(metrics["200"]["content"]) == ["text/plain"]
    for path in ("/authors/{slug}", "/authors/{slug}/accuracy"):
        assert "Location" in paths[PREFIX + path]["get"]["responses"]["308"]["headers"]
    for described in paths.values():
        for method, held in described.items():
            failed = held["responses"].get("503")
            assert failed is None or "Retry-After" in failed["headers"]
            assert ("507" in held["responses"]) is (method != "get")
    assert "404" not in paths[f"{PREFIX}/accuracy/compare"]["get"]["responses"]
    assert "one use" not in str(paths)


def test_the_documentation_describes_every_route_with_an_example(site: Site) -> None:
    schema = site.client.get("/api/openapi.json").json()
    for operation in OPERATIONS:
        described = schema["paths"][operation.full_path][operation.method.lower()]
        assert described["summary"], label(operation)
        names = {parameter["name"] for parameter in described.get("parameters", [])}
        assert {held.name for held in operation.path} | set(operation.query) <= names
        for parameter in described.get("parameters", []):
            if parameter["in"] == "path":
                assert "example" in parameter, label(operation)
        if operation.body is not None:
            assert "example" in described["requestBody"]["content"]["application/json"], label(operation)
        assert "422" in described["responses"]
        if operation.response is not None:
            content = described["responses"][str(operation.status)]["content"]["application/json"]
            assert content["example"] == recorded_answers()[operation.endpoint.__name__], label(operation)
    used = str(schema)
    for name in schema["components"]["schemas"]:
        assert f"#/components/schemas/{name}" in used, f"{name} is described but never used"
        assert "__" not in name, "two shapes share one name"


def test_a_page_names_its_successor_in_the_link_header(site: Site) -> None:
    answer = site.client.get(f"{PREFIX}/forecasts?limit=1&sort=-id&source=daily-courier")
    cursor = answer.json()["next"]
    expected = f'<{PREFIX}/forecasts?limit=1&sort=-id&source=daily-courier&cursor={cursor}>; rel="next"'
    assert answer.headers["link"] == expected


@pytest.mark.parametrize("path", ["/health", "/ready"])
def test_a_healthy_service_says_so(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200
