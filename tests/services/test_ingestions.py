"""The queue of ingestions: a worker that is killed in the middle of a feed, and the next one that goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest
import sqlalchemy as sa

from app.fetch import Fetcher, public_policy
from app.services.ingestions import LEASE, Options, claim, enqueue, run
from app.storage import tables as t
from app.storage.database import Database
from app.storage.verification import verify

PAGES = 30

# A server's worker in a process of its own: the fetcher may reach one port of loopback, as in no setting.
WORKER = """
import sys
from dataclasses import replace
from ipaddress import ip_network
from app.fetch import Fetcher, public_policy
from app.services.ingestions import claim, run
from app.storage.database import Database
loopback, port = (ip_network("127.0.0.1/32"),), int(sys.argv[2])
policy = replace(public_policy(), allowed_networks=loopback, allowed_ports=frozenset({port}))
database = Database(sys.argv[1])
run(database, claim(database), Fetcher(policy=policy))
"""


class Feed(BaseHTTPRequestHandler):
    """A feed, and its pages with one forecast each."""

    def do_GET(self) -> None:
        """Answer."""
        if self.path == "/absent":
            self.send_error(404)
            return
        if self.path == "/feed":
            items = "".join(f"<item><title>{n}</title><link>{n}.html</link></item>" for n in range(PAGES))
            page, kind = (
                f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>',
                "application/rss+xml",
            )
        else:
            page = (
                f"<html><body><article><h1>River {self.path}</h1><p>The river at gauge {self.path} will "
                "probably flood the lower town before the end of June, and the council has not yet moved its "
                "archive out of the cellar that was under water last spring.</p></article></body></html>"
            )
            kind = "text/html; charset=utf-8"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(page.encode())))
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002  # the base class names it so
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """The feed's port on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join(5)


def count(database: Database, table: sa.Table) -> int:
    with database.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_a_worker_killed_in_the_middle_of_a_feed_leaves_it_to_the_next(database: Database, port: int) -> None:
    number = enqueue(database, f"http://127.0.0.1:{port}/feed", Options(source="River News"), actor="test")
    url = database.url.render_as_string(hide_password=False)
    with subprocess.Popen([sys.executable, "-c", WORKER, url, str(port)], env={**os.environ}) as worker:
        while worker.poll() is None and count(database, t.article) < PAGES // 3:
            time.sleep(0.01)
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    assert worker.returncode == -signal.SIGKILL
    assert PAGES // 3 <= count(database, t.article) < PAGES

    assert claim(database) is None  # its lease still holds: it might only be slow
    later = datetime.now(UTC) + LEASE + timedelta(seconds=1)
    row = claim(database, clock=lambda: later)
    assert row is not None
    assert row.id == number
    policy = replace(
        public_policy(), allowed_networks=(ip_network("127.0.0.1/32"),), allowed_ports=frozenset({port})
    )
    run(database, row, Fetcher(policy=policy), clock=lambda: later)
    assert count(database, t.article) == count(database, t.revision) == count(database, t.forecast) == PAGES
    with database.read() as connection:
        held = connection.execute(sa.select(t.ingestion).where(t.ingestion.c.id == number)).one()
    assert (held.status, held.found, held.done, held.failed) == ("done", PAGES, PAGES, 0)
    statuses = [item["article"]["status"] for item in held.items]
    assert statuses.count("unchanged") >= PAGES // 3
    assert set(statuses) == {"added", "unchanged"}
    found = verify(database)
    assert found.ok, found.problems
