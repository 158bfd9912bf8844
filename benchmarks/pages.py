"""What a page costs on one core: each public page, figures drawn and kept, a step of the queue, an event.

The application runs as it is served, with its figures kept ready in a thread of its own. The number of
forecasts may be given: `python -m benchmarks.pages 1000000`.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from functools import partial
from html import unescape
from statistics import median

import sqlalchemy as sa
from fastapi.testclient import TestClient

from app.access.keys import KeyRole, create_key
from app.documents import read_bytes
from app.fetch import Fetcher
from app.main import create_app
from app.services import warming
from app.services.ingestion import Given, ingest
from app.settings import Settings
from app.storage import tables as t
from app.storage.database import Database
from benchmarks.figures import Figure, emit, peak_memory, say
from benchmarks.leaderboard import resolve_again
from benchmarks.records import large_record
from benchmarks.writing import TODAY

FORECASTS = 100_000
AUTHORS = 1_000
LARGE = 30  # sources and topics
ROUNDS = 9
PAGE_MS, DRAWN_MS, KEPT_MS, STEP_MS = 150.0, 150.0, 5.0, 100.0
HTML = {"Accept": "text/html", "Accept-Encoding": "gzip"}
PAGES = (
    *("/", "/authors", "/authors?sort=brier", "/authors?role=byline", "/sources", "/topics"),
    *("/authors/author-1", "/sources/outlet-1", "/topics/topic-1", "/authors/author-1/scored", "/scored"),
    *("/authors/author-1/forecasts", "/sources/outlet-1/scored?decile=8"),
    *("/compare?a=author-1&b=author-2", "/questions", "/questions?state=resolved&sort=-closes_on"),
    *("/questions?topic=topic-1", "/forecasts", "/forecasts?sort=-made_on", "/forecasts?author=author-1"),
    *("/forecasts?author=author-1&sort=-made_on", "/forecasts?source=outlet-1", "/forecasts?topic=topic-1"),
    *("/forecasts?source=outlet-1&sort=-made_on", "/forecasts?status=unscorable"),
    *("/forecasts?cue_class=numeric", "/forecasts?probability__gte=0.94"),
    *("/forecasts?made_on__gte=2022-01-01&made_on__lte=2022-03-01", "/forecasts?role=quoted"),
    *("/articles", "/articles?source=outlet-1&sort=-published_on"),
    *("/search?q=topic", "/search?q=sentence+17-3", "/search?q=likely"),
    *("/resolutions.atom", "/forecasts.atom"),
    *("/authors/author-1/forecasts.atom", "/sources/outlet-1/forecasts.atom"),
    *("/authors/author-1/resolutions.atom", "/sources/outlet-1/resolutions.atom"),
    *("/topics/topic-1/forecasts.atom", "/topics/topic-1/resolutions.atom"),
    *("/embed/authors/author-1", "/embed/sources/outlet-1.svg", "/methods", "/developers"),
)  # fmt: skip
FIRST_SEEN = ("/authors/author-{}", "/authors/author-{}/scored", "/compare?a=author-{}&b=author-3")
FIGURES = ("reliability", "history", "decomposition", "timeline", "words")
CANDIDATES = "\n".join(f"The harbour fee will probably rise in town {number}." for number in range(60))
HIDDEN = re.compile(r'name="(form_token|version)" value="([^"]*)"')


Taken = tuple[float, float]  # milliseconds, and those of the processor


def _milliseconds(work: Callable[[], object]) -> Taken:
    start, used = time.perf_counter(), time.process_time()
    work()
    return 1_000 * (time.perf_counter() - start), 1_000 * (time.process_time() - used)


def _emit(name: str, taken: list[Taken], at_most: float) -> None:
    waited = [wait for wait, _ in taken]
    emit(
        Figure(
            name=name,
            value=median(waited),
            unit="ms",
            at_most=at_most,
            spread=(min(waited), max(waited)),
            against=f"{median(used for _, used in taken):.0f} ms of processor time",
        )
    )


def _ask(client: TestClient, address: str) -> None:
    answer = client.get(address, headers=HTML)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")


def wait_until_ready(client: TestClient, database: Database) -> float:
    """Seconds until readers see the head."""
    began = time.perf_counter()
    with database.read() as connection:
        head = connection.execute(sa.select(sa.func.max(t.event.c.seq))).scalar_one()
    while client.get("/topics.json").json()["seq"] < head:
        time.sleep(0.5)
    return time.perf_counter() - began


def wait_until_idle() -> None:
    """Until the thread that keeps figures ready has nothing left to draw ahead."""
    while True:
        used = time.process_time()
        time.sleep(10)  # it rests in between
        if time.process_time() - used < 0.1:
            return


def measure_pages(client: TestClient, database: Database) -> None:
    """Every page, and what is paid by whoever is the first to ask for a thing."""
    for pattern in FIRST_SEEN:
        addresses = [pattern.format(number) for number in range(20, 20 + ROUNDS)]
        _emit(
            f"page {pattern}, never seen",
            [_milliseconds(partial(_ask, client, one)) for one in addresses],
            PAGE_MS,
        )
    for address in [*PAGES, *things(database)]:
        ask = partial(_ask, client, address)
        first = _milliseconds(ask)
        taken = [_milliseconds(ask) for _ in range(ROUNDS)]
        say(f"{address}: first {first[0]:.0f} ms, then {median(wait for wait, _ in taken):.0f} ms")
        _emit(f"page {address}", taken, PAGE_MS)
    size = int(client.get("/authors/author-1", headers=HTML).headers["content-length"])
    emit(Figure(name="a scorecard's page, compressed", value=size / 1024, unit="KiB", at_most=50))


def things(database: Database) -> list[str]:
    """The address of a question, a forecast and an article amid the record."""
    with database.read() as connection:
        found = []
        for name, table in (("questions", t.question), ("forecasts", t.forecast), ("articles", t.article)):
            numbers = (
                connection.execute(sa.select(table.c.id).order_by(table.c.id).limit(150)).scalars().all()
            )
            found.append(f"/{name}/{numbers[-1]}")
    return found


def measure_figures(client: TestClient) -> None:
    """Each kind of figure of authors nobody asked for yet, of a source and a topic, then the same again."""
    _ask(client, "/authors/author-2/history.svg")  # the first figure of a process starts the engine
    for name in FIGURES:
        who = [f"/authors/author-{number}/{name}.svg" for number in range(40, 40 + ROUNDS)]
        _emit(f"{name}, drawn", [_milliseconds(partial(_ask, client, one)) for one in who], DRAWN_MS)
        _emit(f"{name}, kept", [_milliseconds(partial(_ask, client, one)) for one in who], KEPT_MS)
        for room in ("sources/outlet", "topics/topic"):
            who = [f"/{room}-{number}/{name}.svg" for number in range(2, 5)]
            _emit(
                f"{name} of {room}, drawn",
                [_milliseconds(partial(_ask, client, one)) for one in who],
                DRAWN_MS,
            )


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
        step = partial(_reject, client, found[1], hidden)
        taken.append(_milliseconds(step))
        page = client.get("/desk/candidates").text
    _emit("a step of the queue: a decision and the next candidate", taken, STEP_MS)


def _reject(client: TestClient, address: str, hidden: dict[str, str]) -> None:
    client.post(address, data={**hidden, "action": "reject"})


def measure_event(client: TestClient, database: Database) -> None:
    """Right after a resolution: what readers wait, and when they see it."""
    for name, addresses in (
        ("what was seen before", 3 * ("/", "/authors", "/authors/author-1", "/sources/outlet-1")),
        ("authors never seen", tuple(f"/authors/author-{number}" for number in range(60, 60 + ROUNDS))),
    ):
        wait_until_ready(client, database)
        resolve_again(database)
        time.sleep(1)  # until it is noticed
        taken = [_milliseconds(partial(_ask, client, one)) for one in addresses]
        _emit(f"right after a resolution, {name}", taken, PAGE_MS)
        later = wait_until_ready(client, database)
        emit(Figure(name="seconds until readers see a resolution", value=later + 1, unit="s"))


def main() -> None:
    """Every figure of this room."""
    forecasts = int(sys.argv[1]) if len(sys.argv) > 1 else FORECASTS
    warming.CARDS_AHEAD = (
        LARGE  # of sources and topics: so authors whom nobody asked for are measured as such
    )
    with large_record(forecasts=forecasts, authors=AUTHORS) as database:
        document = read_bytes(CANDIDATES.encode(), name="candidates", read_on=TODAY)
        ingest(database, document, Given(), actor="benchmark")
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        url = database.url.render_as_string(hide_password=False)
        began = time.perf_counter()
        with TestClient(create_app(Settings(database_url=url), fetcher=Fetcher())) as client:
            _ask(client, "/authors")
            wait_until_ready(client, database)
            emit(
                Figure(
                    name="a process's figures made at its start", value=time.perf_counter() - began, unit="s"
                )
            )
            wait_until_idle()
            measure_pages(client, database)
            measure_figures(client)
            measure_event(client, database)
            measure_desk(client, database)
    held = peak_memory()
    if held is not None:
        emit(Figure(name="peak memory", value=held, unit="MiB"))


if __name__ == "__main__":
    main()
