"""What a page costs: each public page, figures drawn and kept, a step of the queue."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from html import unescape
from pathlib import Path
from statistics import median

from fastapi.testclient import TestClient

from app.access.keys import KeyRole, create_key
from app.documents import read_bytes
from app.main import create_app
from app.services.ingestion import Given, ingest
from app.settings import Settings
from app.storage.database import Database
from app.storage.migrate import upgrade
from benchmarks.figures import Figure, emit, peak_memory, say
from benchmarks.history import build_history
from benchmarks.writing import TODAY

FORECASTS = 100_000
AUTHORS = 1_000
ROUNDS = 9
PAGE_MS, DRAWN_MS, KEPT_MS, STEP_MS = 150.0, 150.0, 5.0, 100.0
HTML = {"Accept": "text/html", "Accept-Encoding": "gzip"}
PAGES = (
    *("/", "/authors", "/sources", "/topics", "/authors/author-1", "/sources/outlet-1", "/topics/topic-1"),
    *("/authors/author-1/scored", "/compare?a=author-1&b=author-2", "/questions", "/forecasts", "/articles"),
    *("/authors?role=byline", "/forecasts?topic=topic-1", "/authors/author-1/forecasts", "/scored"),
    *("/search?q=topic", "/methods"),
)
CANDIDATES = "\n".join(f"The harbour fee will probably rise in town {number}." for number in range(60))
HIDDEN = re.compile(r'name="(form_token|version)" value="([^"]*)"')


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1_000 * (time.perf_counter() - start)


def _emit(name: str, taken: list[float], at_most: float) -> None:
    spread = (min(taken), max(taken))
    emit(Figure(name=name, value=median(taken), unit="ms", at_most=at_most, spread=spread))


def measure_pages(client: TestClient) -> None:
    """Every page, after a first request: a served process makes its boards when it starts."""
    for address in PAGES:
        ask = partial(client.get, address, headers=HTML)
        first = _milliseconds(ask)
        taken = [_milliseconds(ask) for _ in range(ROUNDS)]
        say(f"{address}: first {first:.0f} ms, then {median(taken):.0f} ms")
        _emit(f"page {address}", taken, PAGE_MS)
    size = int(client.get("/authors/author-1", headers=HTML).headers["content-length"])
    emit(Figure(name="a scorecard's page, compressed", value=size / 1024, unit="KiB", at_most=50))


def measure_figures(client: TestClient) -> None:
    """Each kind of figure of authors nobody asked for yet, then the same again."""
    client.get("/authors/author-2/history.svg")  # the first figure of a process starts the engine
    for name in ("reliability", "history", "decomposition", "timeline", "words"):
        who = [f"/authors/author-{number}/{name}.svg" for number in range(10, 10 + ROUNDS)]
        _emit(f"{name}, drawn", [_milliseconds(partial(client.get, one)) for one in who], DRAWN_MS)
        _emit(f"{name}, kept", [_milliseconds(partial(client.get, one)) for one in who], KEPT_MS)


def measure_desk(client: TestClient, database: Database) -> None:
    """A rejection and the next candidate's page."""
    key = create_key(database, role=KeyRole.CURATOR, name="benchmark")
    client.post("/desk/sign-in", data={"key": key})
    page = client.get("/desk/candidates").text
    taken = []
    for _ in range(ROUNDS):
        found = re.search(r'action="(/desk/candidates/\d+)" method="post" id="accept"', page)
        assert found is not None
        hidden = {name: unescape(value) for name, value in HIDDEN.findall(page)}
        start = time.perf_counter()
        page = client.post(found[1], data={**hidden, "action": "reject"}).text
        taken.append(1_000 * (time.perf_counter() - start))
    _emit("a step of the queue: a decision and the next candidate", taken, STEP_MS)


def main() -> None:
    """Every figure of this room; the number of forecasts may be given."""
    forecasts = int(sys.argv[1]) if len(sys.argv) > 1 else FORECASTS
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'record.db')}"
        database = Database(url)
        upgrade(database)
        say(f"pages: building {forecasts:,} forecasts")
        build_history(database, forecasts=forecasts, authors=AUTHORS)
        document = read_bytes(CANDIDATES.encode(), name="candidates", read_on=TODAY)
        ingest(database, document, Given(), actor="benchmark")
        with TestClient(create_app(Settings(database_url=url))) as client:
            measure_pages(client)
            measure_figures(client)
            measure_desk(client, database)
        database.close()
    held = peak_memory()
    if held is not None:
        emit(Figure(name="peak memory", value=held, unit="MiB"))


if __name__ == "__main__":
    main()
