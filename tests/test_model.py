"""Asking models of every temper, on loopback."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.extraction.anchors import INSTRUCTIONS, SCHEMA, Proposal, number_sentences
from app.model import MAX_ANSWER, MAX_PROPOSALS, Model, ModelFailed
from tests.model_server import ModelServer, Script, always, completion, http, proposing

NUMBERED = number_sentences("The pier is finished. “It’s over,” she said.", limit=1000)
Serve = Callable[[Script], ModelServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[ModelServer] = []

    def start(script: Script) -> ModelServer:
        servers.append(ModelServer(script))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def ask(server: ModelServer, **options: Any) -> tuple[Proposal, ...]:
    held: dict[str, Any] = {"url": server.url, "name": "scripted", "seconds": 5.0, **options}
    return Model(**held).propose(NUMBERED)


def failure(server: ModelServer, **options: Any) -> str:
    with pytest.raises(ModelFailed) as failed:
        ask(server, **options)
    return failed.value.message


def test_what_is_proposed_comes_back_as_it_was_said(serve: Serve) -> None:
    server = serve(proposing(([1], "The pier is finished"), ([2, 1], "It’s over")))
    assert ask(server) == (Proposal((1,), "The pier is finished"), Proposal((2, 1), "It’s over"))
    assert ask(serve(proposing())) == ()


def test_the_article_is_data_in_the_users_message_and_there_are_no_tools(serve: Serve) -> None:
    server = serve(proposing())
    ask(server, key="secret-1")
    [question] = server.questions
    system, user = question["messages"]
    assert system == {"role": "system", "content": INSTRUCTIONS}
    assert user["role"] == "user"
    assert json.loads(user["content"]) == [
        {"id": 1, "text": "The pier is finished."},
        {"id": 2, "text": "“It’s over,” she said."},
    ]
    assert question["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "forecasts", "strict": True, "schema": SCHEMA},
    }
    assert sorted(question) == ["messages", "model", "response_format", "temperature"]
    assert question["model"] == "scripted"


def test_the_request_is_one_post_that_wants_no_compression(serve: Serve) -> None:
    server = serve(proposing())
    ask(server, key="secret-1")
    ask(server, url=server.url + "/chat/completions")
    first, second = [head.decode().lower() for head in server.heads]
    for head in (first, second):
        assert head.startswith("post /v1/chat/completions http/1.1\r\n")
        assert "\r\naccept-encoding: identity" in head
    assert "\r\nauthorization: bearer secret-1" in first
    assert "authorization" not in second


def test_the_key_is_in_no_representation_and_no_message(serve: Serve) -> None:
    model = Model(url="http://127.0.0.1:9/v1", name="m", key="secret-1")
    assert "secret-1" not in repr(model)
    answer = http(b"bad key secret-1", status="401 Unauthorized")
    assert failure(serve(always(answer)), key="secret-1") == (
        "the language model answered with status 401: it refused the key"
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("500 Oh", "status 500"),
        ("503 Busy", "status 503"),
        ("429 Slow down", "status 429: too many requests"),
        ("404 None", "status 404: there is no such address or model"),
        ("201 Created", "status 201"),
    ],
)
def test_another_status_than_200_is_a_failure(serve: Serve, status: str, words: str) -> None:
    server = serve(always(http(completion({"forecasts": []}), status=status)))
    assert failure(server) == f"the language model answered with {words}"
    assert len(server.heads) == 1  # no second try: the article does not wait for it


def test_a_redirect_is_not_followed(serve: Serve) -> None:
    other = serve(proposing())
    location = f"Location: {other.url}/chat/completions\r\n"
    for status in ("302 Found", "307 Temporary Redirect", "308 Permanent Redirect"):
        answer = http(b"", status=status, headers=location)
        assert failure(serve(always(answer)), key="secret-1").endswith("redirects are not followed")
    assert other.heads == []


@pytest.mark.parametrize(
    ("body", "sort"),
    [
        (b"Sorry, I cannot help with that.", "json_invalid"),
        (b"", "json_invalid"),
        (b"[" * 100_000, "json_invalid"),
        (b'{"choices": []}', "too_short"),
        (b"{}", "missing"),
        (
            b'{"choices": [{"message": {"content": null, "tool_calls": [{"type": "function"}]}}]}',
            "string_type",
        ),
        (b'{"choices": [{"message": {"content": ["x"]}}]}', "string_type"),
        (b'{"choices": [{"message": {"content": "\xff"}}]}', "json_invalid"),
    ],
)
def test_what_is_no_chat_completion_is_a_failure(serve: Serve, body: bytes, sort: str) -> None:
    assert failure(serve(always(http(body)))) == f"the language model sent no chat completion ({sort})"


FORECAST = {"sentences": [1], "anchor": "The pier is finished"}


@pytest.mark.parametrize(
    ("content", "sort"),
    [
        ("I found two forecasts.", "json_invalid"),
        ('```json\n{"forecasts": []}\n```', "json_invalid"),
        ('{"forecasts": [{"sentences": [1], "anchor": "The pier', "json_invalid"),
        ('{"forecasts": [{"sentences": [1], "anchor": "\\ud800"}]}', "json_invalid"),
        ('{"forecasts": [{"sentences": [NaN], "anchor": "x"}]}', "int_type"),
        ([FORECAST], "model_type"),
        ({}, "missing"),
        ({"forecasts": None}, "list_type"),
        (
            {"forecasts": [FORECAST], "settings": {"FORESEEN_MODEL_URL": "http://evil.example"}},
            "extra_forbidden",
        ),
        ({"forecasts": [{**FORECAST, "probability": 0.99}]}, "extra_forbidden"),
        ({"forecasts": [{**FORECAST, "status": "accepted"}]}, "extra_forbidden"),
        ({"forecasts": [{**FORECAST, "start": 0, "end": 4}]}, "extra_forbidden"),
        ({"forecasts": [{"sentences": 1, "anchor": "x"}]}, "list_type"),
        ({"forecasts": [{"sentences": ["1"], "anchor": "x"}]}, "int_type"),
        ({"forecasts": [{"sentences": [1.0], "anchor": "x"}]}, "int_type"),
        ({"forecasts": [{"sentences": [True], "anchor": "x"}]}, "int_type"),
        ({"forecasts": [{"sentences": [1], "anchor": None}]}, "string_type"),
        ({"forecasts": [FORECAST] * (MAX_PROPOSALS + 1)}, "too_long"),
    ],
)
def test_an_answer_in_another_form_is_refused_whole(serve: Serve, content: object, sort: str) -> None:
    words = failure(serve(always(http(completion(content)))))
    assert words == f"the language model's answer is not the JSON asked for ({sort})"


def test_an_answer_longer_than_the_cap_is_not_read_to_its_end(serve: Serve) -> None:
    sent: list[int] = []

    def endless(_: dict[str, Any]) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while True:
            sent.append(65536)
            yield b" " * 65536

    assert failure(serve(endless)) == f"the language model's answer is longer than {MAX_ANSWER} bytes"
    assert sum(sent) < 100 * MAX_ANSWER


def test_compression_is_refused_before_it_is_undone(serve: Serve) -> None:
    bomb = gzip.compress(b" " * 50_000_000, mtime=0)
    server = serve(always(http(bomb, headers="Content-Encoding: gzip\r\n")))
    assert failure(server) == "the language model's answer came compressed, which was not asked for"


def dripping(start: bytes, piece: bytes) -> tuple[Script, threading.Event]:
    stop = threading.Event()

    def script(_: dict[str, Any]) -> Iterator[bytes]:
        yield start
        while not stop.wait(0.05):
            yield piece

    return script, stop


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n", b"X-A: b\r\n"),
        (b"", b""),
    ],
    ids=["body", "headers", "silence"],
)
def test_a_dripping_server_has_one_deadline_for_the_whole_answer(
    serve: Serve, start: bytes, piece: bytes
) -> None:
    script, stop = dripping(start, piece)
    server = serve(script)
    began = time.monotonic()
    assert failure(server, seconds=0.5) == "the language model took longer than 0.5 s"
    assert time.monotonic() - began < 3
    # nobody is left behind who waits for the server, which goes on
    for thread in threading.enumerate():
        if thread.name == "model":
            thread.join(3)
            assert not thread.is_alive()
    stop.set()


def test_a_connection_that_breaks_or_is_refused_is_a_failure(serve: Serve) -> None:
    broken = "the language model broke off or sent a broken answer"
    assert failure(serve(always(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"))) == broken
    assert failure(serve(always(b"SSH-2.0-x\r\n"))) == broken
    assert failure(serve(always(b""))) == broken
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free = listener.getsockname()[1]
    with pytest.raises(ModelFailed, match="the language model cannot be reached"):
        Model(url=f"http://127.0.0.1:{free}/v1", name="m", seconds=5).propose(NUMBERED)


def test_the_environments_proxy_is_not_asked(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(proposing(([1], "from the proxy")))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    assert ask(serve(proposing()), key="secret-1") == ()
    assert proxy.heads == []
