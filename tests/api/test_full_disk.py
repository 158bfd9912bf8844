"""A disk without room: nothing is half written, and whoever reads notices nothing."""

from __future__ import annotations

from pathlib import Path

import psycopg.errors
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from app.domain.errors import StorageFull
from app.main import create_app
from app.settings import Settings
from app.storage import tables as t
from app.storage.database import Database
from tests.api.conftest import Applications, serving
from tests.builders import clock
from tests.kept import Kept

QUESTIONS = "/api/v1/questions"


@pytest.fixture
def full(migrated_file: Path, tmp_path: Path) -> str:
    """The address of an SQLite file of this test's own."""
    path = tmp_path / "full.db"
    path.write_bytes(migrated_file.read_bytes())
    return f"sqlite:///{path}"


def test_a_full_disk_refuses_writes_whole_and_reads_go_on(
    full: str, kept: Kept, applications: Applications
) -> None:
    with serving(full, kept, applications) as site:
        before = site.client.get(QUESTIONS).json()
        body = {"text": "Does it hail?", "criteria": "YES if it hails. " * 150}
        database: Database = site.client.app.state.context.database  # type: ignore[attr-defined]

        def fill(connection: sa.Connection) -> None:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        sa.event.listen(database._writer, "begin", fill)
        statuses: list[int] = []
        while 507 not in statuses and len(statuses) < 30:
            # Pages that are only partly used take some more.
            answer = site.client.post(QUESTIONS, json=body, headers=site.curator)
            statuses.append(answer.status_code)
        added = statuses.count(201)
        assert statuses == [201] * added + [507]
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["retry-after"] == "5"
        after = site.client.get(QUESTIONS, headers=site.curator)
        assert after.status_code == 200
        assert len(after.json()["items"]) == len(before["items"]) + added
        assert site.client.get("/ready").status_code == 200
        with site.database.read() as connection:
            events = connection.execute(sa.select(sa.func.count()).select_from(t.event)).scalar_one()
            assert connection.execute(sa.select(t.head.c.seq)).scalar_one() == events


def test_postgresql_says_it_with_a_code_of_its_own(full: str) -> None:
    database = Database(full)
    error = psycopg.errors.DiskFull("could not extend file: No space left on device")
    with pytest.raises(StorageFull), database.write():
        raise OperationalError("INSERT", {}, error)
    database.close()


def test_another_fault_of_the_database_is_not_taken_for_a_full_disk(full: str) -> None:
    app = create_app(Settings(database_url=full + ".missing"), clock=clock)
    with TestClient(app) as client:
        assert client.get(QUESTIONS).status_code == 503
