"""What a browser lets pages of other sites do here: read, and nothing else."""

from __future__ import annotations

from starlette.testclient import TestClient

ELSEWHERE = {"Origin": "https://dashboard.example"}
TOPICS = "/api/v1/topics"


def preflight(client: TestClient, method: str) -> tuple[int, str | None]:
    headers = {**ELSEWHERE, "Access-Control-Request-Method": method}
    answer = client.options(TOPICS, headers=headers)
    return answer.status_code, answer.headers.get("access-control-allow-origin")


def test_every_answer_to_a_read_may_be_had_from_anywhere(client: TestClient) -> None:
    tag = client.get(TOPICS).headers["etag"]
    for path, given, status in (
        (TOPICS, {}, 200),
        (TOPICS, {"If-None-Match": tag}, 304),
        (f"{TOPICS}/nothing", {}, 404),
        (f"{TOPICS}?colour=red", {}, 422),
        ("/health", {}, 200),
    ):
        for method in ("GET", "HEAD"):
            answer = client.request(method, path, headers={**ELSEWHERE, **given})
            assert answer.status_code == status
            assert answer.headers["access-control-allow-origin"] == "*"
            assert "ETag" in answer.headers["access-control-expose-headers"]
            assert "access-control-allow-credentials" not in answer.headers


def test_a_browser_may_ask_for_reads_with_the_tag_it_holds(client: TestClient) -> None:
    headers = {
        **ELSEWHERE,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    answer = client.options(TOPICS, headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD"
    assert answer.headers["access-control-allow-headers"] == "If-None-Match"


def test_writes_stay_at_home(client: TestClient, curator: dict[str, str]) -> None:
    assert preflight(client, "GET") == (204, "*")
    for method in ("POST", "PATCH", "DELETE", "BREW"):
        assert preflight(client, method) == (405, None)
    answer = client.post(TOPICS, json={"name": "Snow"}, headers={**ELSEWHERE, **curator})
    assert answer.status_code == 201
    assert "access-control-allow-origin" not in answer.headers


def test_options_of_no_browser_are_a_method_like_any_other(client: TestClient) -> None:
    answer = client.options(TOPICS)
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
