"""A language model's server on loopback that says what its script says, byte for byte."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

# A request's JSON in; the pieces of the answer out, written one by one.
Script = Callable[[dict[str, Any]], Iterator[bytes]]


@dataclass
class ModelServer:
    """Answers each connection's one request by the script."""

    script: Script
    heads: list[bytes] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        # as an operator would write it down
        self.url: str = f"http://127.0.0.1:{self.listener.getsockname()[1]}/v1"
        self.threads = [threading.Thread(target=self._serve, daemon=True)]
        self.threads[0].start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._answer, args=(connection,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            head, body = _received(connection)
            self.heads.append(head)
            self.questions.append(json.loads(body))
            for piece in self.script(self.questions[-1]):
                if self.done.is_set():
                    return
                connection.sendall(piece)

    def close(self) -> None:
        """Stop, also in the middle of an answer."""
        self.done.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(5)


def _received(connection: socket.socket) -> tuple[bytes, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    (length,) = [
        int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    ]
    while len(body) < length:
        body += connection.recv(65536)
    return head, body


def http(body: bytes, *, status: str = "200 OK", headers: str = "") -> bytes:
    """A whole answer."""
    return f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body


def completion(content: object) -> bytes:
    """A chat completion, with the fields around it that servers send; `content` as JSON unless it is text."""
    text = content if isinstance(content, str) else json.dumps(content)
    message = {"role": "assistant", "content": text, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "scripted",
            "choices": [choice],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
    ).encode()


def always(answer: bytes) -> Script:
    """The same bytes to everybody."""
    return lambda _: iter([answer])


def proposing(*forecasts: tuple[list[int], str]) -> Script:
    """A model that answers well in form, with these proposals."""
    answer = {"forecasts": [{"sentences": ids, "anchor": anchor} for ids, anchor in forecasts]}
    return always(http(completion(answer)))
