"""One forecast, and a page of 50, against the same statements on the bare driver."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa

from app.queries.forecasts import list_forecasts, read_forecast
from app.queries.pages import PageRequest
from app.storage.database import Database
from app.storage.migrate import upgrade
from benchmarks.figures import Figure, emit, peak_memory, processor_seconds, say
from benchmarks.history import build_history
from benchmarks.load import Load, load
from benchmarks.servers import Server, Statements

CONNECTIONS = 32
ROUNDS = 5
SECONDS = 3.0
FORECASTS_HELD = 20_000
TITLES = {"one": "GET one forecast", "page": "GET a page of 50"}
GOALS = {"one": 0.5, "page": 0.4}
RAW = {"one": "/forecasts/{id}", "page": "/forecasts"}


@contextmanager
def _statements(database: Database) -> Iterator[Statements]:
    """Every statement that Foreseen sends meanwhile, as the driver gets it."""
    seen: Statements = []

    def note(_: Any, __: Any, sql: str, parameters: Any, *___: Any) -> None:
        seen.append((sql, list(parameters)))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


def _observe(database: Database, number: int) -> dict[str, Statements]:
    today = date(2026, 1, 1)
    with database.read() as connection:
        with _statements(database) as one:
            read_forecast(connection, number, today=today)
        with _statements(database) as page:
            list_forecasts(connection, PageRequest(limit=50), today=today)
    with_id = [(sql, ["id" if value == number else value for value in given]) for sql, given in one]
    return {"one": with_id, "page": page}


def _page_seconds(database: Database) -> float:
    today, taken = date(2026, 1, 1), []
    for _ in range(30):
        with database.read() as connection:
            start = time.perf_counter()
            list_forecasts(connection, PageRequest(limit=50), today=today)
            taken.append(time.perf_counter() - start)
    return median(taken)


def measure_growth(large: Database, folder: Path) -> None:
    """A page must not take longer because there are more forecasts: the routes' ratio would not show it."""
    small = Database(f"sqlite:///{folder / 'small.db'}")
    upgrade(small)
    build_history(small, forecasts=FORECASTS_HELD // 10, authors=50, questions=200)
    ratio = _page_seconds(large) / _page_seconds(small)
    small.close()
    emit(
        Figure(
            name=f"a page of 50 among {FORECASTS_HELD}",
            value=ratio,
            at_most=2.0,
            against=f"time of the same among {FORECASTS_HELD // 10}",
        )
    )


def _numbers(database: Database, count: int) -> list[int]:
    with database.read() as connection:
        found = connection.exec_driver_sql("SELECT id FROM forecast ORDER BY id").scalars().all()
    return [int(number) for number in found[:: max(1, len(found) // count)]]


def _paths(numbers: list[int]) -> dict[str, tuple[list[str], list[str]]]:
    """What to ask Foreseen and what to ask the bare server."""
    return {
        "one": (
            [f"/api/v1/forecasts/{number}" for number in numbers],
            [f"/forecasts/{number}" for number in numbers],
        ),
        "page": (["/api/v1/forecasts?limit=50"], ["/forecasts"]),
    }


@dataclass(frozen=True, slots=True)
class Served:
    """How quickly a server answered, and what each answer cost it."""

    load: Load
    processor_ms: float | None


def _measure(server: Server, paths: list[str]) -> Served:
    before = processor_seconds(server.pid)
    measured = load(server.port, paths, seconds=SECONDS, connections=CONNECTIONS)
    after = processor_seconds(server.pid)
    if measured.failures:
        raise RuntimeError(f"{measured.failures} answers were no 200: {paths[0]}")
    if before is None or after is None:
        return Served(measured, None)
    return Served(measured, (after - before) / measured.answered * 1000)


def measure_routes() -> None:
    """Both servers in turn, so that whatever else the machine does meets both; the median counts."""
    with tempfile.TemporaryDirectory(prefix="foreseen-bench-") as folder:
        file = Path(folder) / "history.db"
        database = Database(f"sqlite:///{file}")
        upgrade(database)
        say(f"writing {FORECASTS_HELD} forecasts ...")
        build_history(database, forecasts=FORECASTS_HELD, authors=500, questions=2_000)
        numbers = _numbers(database, 1_000)
        observed = _observe(database, numbers[0])
        measure_growth(database, Path(folder))
        database.close()
        served = json.dumps({RAW[name]: observed[name] for name in RAW})
        servers = {
            "app": Server("app", file),
            "raw": Server("raw", file, words=served),
            "bare": Server("bare", file, words=served),
        }
        try:
            for name, (ours, theirs) in _paths(numbers).items():
                asked = {"app": ours, "raw": theirs, "bare": theirs}
                rounds = [
                    {kind: _measure(server, asked[kind]) for kind, server in servers.items()}
                    for _ in range(ROUNDS)
                ]
                _report(name, rounds)
            _state_memory(servers["app"])
        finally:
            for server in servers.values():
                server.stop()


def _report(name: str, rounds: list[dict[str, Served]]) -> None:
    for kind in rounds[0]:
        rate = median(held[kind].load.requests_per_second for held in rounds)
        p99 = median(held[kind].load.p99_ms for held in rounds)
        say(f"{name}, {kind}: {rate:.0f} requests/s, p99 {p99:.0f} ms (this machine, now)")
    limits = {
        "raw": "the same route on sqlite3 with orjson",
        "bare": "the same, without framework or threads",
    }
    for kind, against in limits.items():
        _compare(
            TITLES[name],
            [held["app"].load.requests_per_second / held[kind].load.requests_per_second for held in rounds],
            against=f"requests/s of {against}",
            goal=GOALS[name] if kind == "raw" else None,
        )
        costs = [(held["app"].processor_ms, held[kind].processor_ms) for held in rounds]
        # Less disturbed by whatever else the machine does.
        ratios = [theirs / ours for ours, theirs in costs if ours and theirs]
        if ratios:
            _compare(TITLES[name], ratios, against=f"processor time of {against}", goal=None)


def _compare(title: str, ratios: list[float], *, against: str, goal: float | None) -> None:
    spread = (min(ratios), max(ratios))
    emit(Figure(name=title, value=median(ratios), at_least=goal, spread=spread, against=against))


def _state_memory(app: Server) -> None:
    held = peak_memory(app.pid)
    if held is not None:
        emit(Figure(name="peak memory of a worker", value=held, unit="MiB"))


if __name__ == "__main__":
    measure_routes()
