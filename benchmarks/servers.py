"""The servers under load, each in a process of its own with one worker.

Run as a child process: `python -m benchmarks.servers app|raw|bare DATABASE`; it prints its port. The last two
read from stdin what to serve, as JSON: for each route the statements that Foreseen runs, with parameters.
A parameter that is "id" stands for the path's id.
"""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio.to_thread
import orjson
import uvicorn
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.main import create_app
from app.settings import Settings

Statements = list[tuple[str, list[Any]]]


class _Rows:
    """Answers with the rows of statements as they come, from a connection for each thread."""

    def __init__(self, database: str, statements: Statements) -> None:
        self._database, self._statements = database, statements
        self._held = threading.local()

    def answer(self, request: Request) -> Response:
        number = int(request.path_params.get("id", 0))
        if not hasattr(self._held, "connection"):
            self._held.connection = sqlite3.connect(self._database, isolation_level=None)
        answers = []
        for sql, given in self._statements:
            parameters = [number if value == "id" else value for value in given]
            cursor = self._held.connection.execute(sql, parameters)
            names = [column[0] for column in cursor.description]
            answers.append([dict(zip(names, row, strict=True)) for row in cursor])
        return Response(orjson.dumps(answers), media_type="application/json")

    async def answer_in_loop(self, request: Request) -> Response:
        return self.answer(request)


def raw_app(database: str, routes: dict[str, Statements], *, threads: int) -> Starlette:
    """The same routes on the bare driver: FastAPI, `def`, as many threads."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = threads
        yield

    app = FastAPI(openapi_url=None, lifespan=lifespan)
    for path, statements in routes.items():
        app.get(path)(_Rows(database, statements).answer)
    return app


def bare_app(database: str, routes: dict[str, Statements]) -> Starlette:
    """The bare driver in the event loop, without framework or threads: what no layer above can beat."""
    return Starlette(
        routes=[
            Route(path, _Rows(database, statements).answer_in_loop) for path, statements in routes.items()
        ]
    )


class Server:
    """A server in a child process."""

    def __init__(self, kind: str, database: Path, *, words: str = "") -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.servers", kind, str(database)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(words)
        self._process.stdin.close()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the {kind} server did not start")
        self.port = int(line)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(timeout=20)
        if self._process.stdout is not None:
            self._process.stdout.close()


def main(kind: str, database: str) -> None:
    """Serve until told to end."""
    settings = Settings(database_url=f"sqlite:///{database}")
    if kind == "app":
        app: Starlette = create_app(settings)
    elif kind == "raw":
        app = raw_app(database, json.loads(sys.stdin.read()), threads=settings.threads)
    else:
        app = bare_app(database, json.loads(sys.stdin.read()))
    # asyncio switches Nagle's algorithm off only for sockets that say they are TCP.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)
    # As `foreseen serve` has it.
    config = uvicorn.Config(app, access_log=False, server_header=False, log_level="warning")
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main(*sys.argv[1:])
