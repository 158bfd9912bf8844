"""Parsing what strangers sent, in child processes that may take 10 s and 1 GiB and are killed beyond."""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from app.documents.document import MAX_BYTES, Document, refuse_over
from app.documents.feeds import Entry, Feed
from app.documents.frames import ANSWER, REQUEST
from app.domain.days import DayBounds
from app.domain.errors import InvalidInput, Unavailable

_START_SECONDS = 60.0
_LARGEST_ANSWER = 4 * MAX_BYTES
# a parser's caches and fragmentation grow; a fresh child every so often keeps memory flat
_JOBS_PER_CHILD = 500
_ROOT = Path(__file__).resolve().parents[2]
# trafilatura imports a language detector where there is one, and numpy with it: no use of a parser's 1 GiB
_RUN = "import sys; sys.modules['py3langid'] = None; from app.documents.worker import main; main()"


class _Late(Exception):
    """The child did not answer in time."""


class _Gone(Exception):
    """The child ended instead of answering."""


class _Child:
    """One worker process and the two pipes to it."""

    def __init__(self, *, seconds: float, memory: int) -> None:
        # the environment holds keys and addresses that a parser has no business with
        environment = {
            "PYTHONPATH": str(_ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }
        command = [
            sys.executable,
            "-P",
            "-c",
            _RUN,
            str(max(1, round(seconds))),
            str(memory),
        ]
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no words of a user
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/",
            start_new_session=True,  # an interrupt in the terminal is the parent's to handle
        )
        self.jobs = 0
        assert self.process.stdin is not None  # noqa: S101 - both are pipes, as asked for above
        assert self.process.stdout is not None  # noqa: S101
        self._in, self._out = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)

    def start(self) -> None:
        """Wait until the libraries are loaded, outside any job's time."""
        self._receive(time.monotonic() + _START_SECONDS)

    def ask(self, about: bytes, data: bytes, *, seconds: float) -> dict[str, Any]:
        """One job and its answer."""
        deadline = time.monotonic() + seconds
        self.jobs += 1
        for part in (REQUEST.pack(len(about), len(data)) + about, data):
            self._send(part, deadline)
        return self._receive(deadline)

    def ended_by(self) -> int:
        """The signal that ended a child whose pipe has closed, 0 where it left by itself."""
        try:
            return max(0, -self.process.wait(timeout=1))
        except subprocess.TimeoutExpired:
            return 0

    def end(self) -> None:
        """Kill, reap and close; safe to call twice."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def _send(self, data: bytes, deadline: float) -> None:
        rest = memoryview(data)
        while rest:
            self._wait(self._in, select.POLLOUT, deadline)
            try:
                rest = rest[os.write(self._in, rest[: 2**16]) :]
            except BrokenPipeError as error:
                raise _Gone from error
            except BlockingIOError:
                continue

    def _receive(self, deadline: float) -> dict[str, Any]:
        (size,) = ANSWER.unpack(self._read(ANSWER.size, deadline))
        if size > _LARGEST_ANSWER:
            raise _Gone
        answer = json.loads(self._read(size, deadline))
        if not isinstance(answer, dict):
            raise _Gone
        return answer

    def _read(self, size: int, deadline: float) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            self._wait(self._out, select.POLLIN, deadline)
            try:
                part = os.read(self._out, min(2**18, size - len(parts)))
            except BlockingIOError:
                continue
            if not part:
                raise _Gone
            parts += part
        return bytes(parts)

    @staticmethod
    def _wait(descriptor: int, event: int, deadline: float) -> None:
        left = deadline - time.monotonic()
        poll = select.poll()
        poll.register(descriptor, event)
        if left <= 0 or not poll.poll(left * 1000):
            raise _Late


class Sandbox:
    """A few long-lived children, one job each at a time; safe to share between threads."""

    def __init__(self, *, seconds: float = 10.0, memory: int = 2**30, children: int = 2) -> None:
        self._seconds, self._memory = seconds, memory
        self._room = threading.BoundedSemaphore(children)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._closed = False

    def read(
        self,
        data: bytes,
        *,
        name: str,
        read_on: date,
        media_type: str | None = None,
        charset: str | None = None,
        url: str | None = None,
    ) -> Document:
        """As read_bytes, within the limits."""
        refuse_over(len(data), MAX_BYTES, name=name, what="text")
        result = self._run(
            "document", data, name=name, read_on=read_on, media_type=media_type, charset=charset, url=url
        )
        return _document(result)

    def parse_feed(
        self, data: bytes, *, name: str, read_on: date, charset: str | None = None, url: str | None = None
    ) -> Feed:
        """As parse_feed of the feeds module, within the limits."""
        refuse_over(len(data), MAX_BYTES, name=name, what="feed")
        result = self._run("feed", data, name=name, read_on=read_on, charset=charset, url=url)
        entries = tuple(Entry(**_plain(entry)) for entry in result["entries"])
        return Feed(title=result["title"], entries=entries, language=result["language"])

    def close(self) -> None:
        """End the idle children; a child at work ends with its job."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    def _run(
        self, kind: str, data: bytes, *, name: str, read_on: date, **options: str | None
    ) -> dict[str, Any]:
        about = json.dumps({"kind": kind, "name": name, "read_on": read_on.isoformat(), **options}).encode()
        with self._room:
            answer, used = self._answer(about, data, name)
            if used and (answer is None or answer.get("failed") == "memory"):
                # the child may have died idle or carried what other pages left: a fresh one tells
                answer, _ = self._answer(about, data, name)
        return self._result(answer, name)

    def _answer(self, about: bytes, data: bytes, name: str) -> tuple[dict[str, Any] | None, bool]:
        """A child's answer, None where it ended without one, and whether it had served before."""
        child = self._take()
        used, kept = child.jobs > 0, False
        try:
            answer = child.ask(about, data, seconds=self._seconds)
            kept = "failed" not in answer
        except _Late:
            raise self._late(name) from None
        except _Gone:
            if child.ended_by() == signal.SIGXCPU:
                raise self._late(name) from None
            return None, used
        finally:
            self._give_back(child, kept=kept)
        return answer, used

    def _late(self, name: str) -> InvalidInput:
        return InvalidInput(name, f"took longer than {self._seconds:g} s to parse", allowed="simpler markup")

    def _result(self, answer: dict[str, Any] | None, name: str) -> dict[str, Any]:
        if answer is None:
            raise InvalidInput(name, "made its parser fail", allowed="simpler markup")
        if "invalid" in answer:
            field, message, allowed = answer["invalid"]
            raise InvalidInput(field, message, allowed=allowed)
        if answer.get("failed") == "memory":
            raise InvalidInput(
                name, f"needs more than {self._memory // 2**20} MiB to parse", allowed="simpler markup"
            )
        if "failed" in answer:
            raise InvalidInput(
                name, f"cannot be parsed ({answer['failed']})", allowed="plain text, HTML, RSS or Atom"
            )
        result = answer["result"]
        assert isinstance(result, dict)  # noqa: S101 - the worker sends a dataclass as an object
        return result

    def _take(self) -> _Child:
        with self._lock:
            if self._closed:
                raise Unavailable("the parser has been closed")
            while self._idle:
                child = self._idle.pop()
                if child.process.poll() is None:
                    return child
                child.end()
        child = _Child(seconds=self._seconds, memory=self._memory)
        try:
            child.start()
        except (_Late, _Gone) as error:
            child.end()
            raise Unavailable("the parser's process did not start") from error
        return child

    def _give_back(self, child: _Child, *, kept: bool) -> None:
        with self._lock:
            if kept and child.jobs < _JOBS_PER_CHILD and not self._closed:
                self._idle.append(child)
                return
        child.end()


def read_untrusted(
    data: bytes,
    *,
    name: str,
    read_on: date,
    media_type: str | None = None,
    charset: str | None = None,
    url: str | None = None,
) -> Document:
    """As read_bytes, in a child process: InvalidInput after 10 s or 1 GiB, and the next call works."""
    return _shared(os.getpid()).read(
        data, name=name, read_on=read_on, media_type=media_type, charset=charset, url=url
    )


def parse_untrusted_feed(
    data: bytes, *, name: str, read_on: date, charset: str | None = None, url: str | None = None
) -> Feed:
    """As parse_feed, in a child process with the same limits."""
    return _shared(os.getpid()).parse_feed(data, name=name, read_on=read_on, charset=charset, url=url)


@cache
def _shared(owner: int) -> Sandbox:
    # keyed by process, since a fork must not share its parent's pipes
    sandbox = Sandbox()
    atexit.register(sandbox.close)
    return sandbox


def _document(result: dict[str, Any]) -> Document:
    return Document(**_plain(result))


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    """What JSON made lists and strings of, back as tuples and days."""
    published = fields["published"]
    days = {
        end: date.fromisoformat(day) if (day := published[end]) else None for end in ("earliest", "latest")
    }
    lists = {key: tuple(value) for key, value in fields.items() if isinstance(value, list)}
    return {**fields, **lists, "published": DayBounds(**days)}
