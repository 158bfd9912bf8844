"""Who waits for whom: writes for each other, public reads for nobody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from app.api import routes
from app.api.body import parse_body
from app.storage import tables as t
from app.storage.database import Database
from tests.api.conftest import Site

PATIENCE = 30
TOPICS = "/api/v1/topics"


@contextmanager
def held(database: Database) -> Iterator[None]:
    """Somebody else's long transaction, which every other write has to wait for."""
    with database.write() as connection:
        connection.execute(sa.update(t.head).values(seq=t.head.c.seq))
        connection.execute(sa.update(t.api_key).values(name=t.api_key.c.name))
        yield


def test_reads_go_on_while_many_writers_wait(site: Site) -> None:
    def add(number: int) -> int:
        answer = site.client.post(TOPICS, json={"name": f"Topic {number}"}, headers=site.curator)
        return int(answer.status_code)

    with ThreadPoolExecutor(8) as pool:
        with held(site.database):
            writes = [pool.submit(add, number) for number in range(6)]
            # More reads than there are threads, so that each of them is asked.
            reads = [pool.submit(site.client.get, TOPICS).result(PATIENCE) for _ in range(8)]
            assert {answer.status_code for answer in reads} == {200}
            assert not any(write.done() for write in writes)
        assert {write.result(PATIENCE) for write in writes} == {201}


def test_a_body_is_read_beside_the_loop(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, go_on = threading.Event(), threading.Event()

    def slowly(content: bytes, model: Any) -> Any:
        reading.set()
        assert go_on.wait(PATIENCE)
        return parse_body(content, model)

    monkeypatch.setattr(routes, "parse_body", slowly)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(site.client.post, TOPICS, json={"name": "Snow"}, headers=site.curator)
        assert reading.wait(PATIENCE)
        assert site.client.get("/health").status_code == 200
        go_on.set()
        assert asked.result(PATIENCE).status_code == 201
