"""The child process that parses what strangers sent: jobs from stdin, answers to stdout, under limits."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any, BinaryIO

from app.documents.feeds import parse_feed
from app.documents.frames import ANSWER, REQUEST
from app.documents.reading import read_bytes
from app.domain.errors import InvalidInput

_PARSERS: dict[str, Callable[..., Any]] = {"document": read_bytes, "feed": parse_feed}


def main() -> None:
    """Serve jobs until stdin closes; whatever a library prints goes nowhere near the answers."""
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    seconds, memory = int(sys.argv[1]), int(sys.argv[2])
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _answer(answers, {"ready": True})
    while (head := jobs.read(REQUEST.size)) and len(head) == REQUEST.size:
        about, size = REQUEST.unpack(head)
        options: dict[str, Any] = json.loads(jobs.read(about))
        data = jobs.read(size)
        _allow_cpu(seconds)
        _answer(answers, _outcome(_PARSERS[options.pop("kind")], data, options))


def _outcome(parse: Callable[..., Any], data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    try:
        result = parse(data, read_on=date.fromisoformat(options.pop("read_on")), **options)
    except InvalidInput as error:
        return {"invalid": [error.field, error.detail, error.allowed]}
    except MemoryError:
        return {"failed": "memory"}
    except Exception as error:  # noqa: BLE001 - a parser's bug on a stranger's page must not look like ours
        return {"failed": type(error).__name__}
    return {"result": asdict(result)}


def _limit(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))


def _allow_cpu(seconds: int) -> None:
    """Move the soft limit ahead of what is already used: the kernel counts the process's whole life."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(
        resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard)
    )


def _answer(answers: BinaryIO, content: dict[str, Any]) -> None:
    body = json.dumps(content, default=str).encode()
    answers.write(ANSWER.pack(len(body)) + body)
    answers.flush()


if __name__ == "__main__":
    main()
