"""Health, readiness and metrics."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.builders import Sample


def test_a_database_without_its_schema_is_not_ready(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'empty.db'}"))
    with TestClient(app) as client:
        assert client.get("/health").json() == {"status": "alive"}
        answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "foreseen db upgrade" in answer.json()["detail"]


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_database_that_is_gone_is_a_503_that_says_when_to_come_back(url: str) -> None:
    app = create_app(Settings(database_url=url))
    with TestClient(app) as client:
        assert client.get("/health").status_code == 200
        for path in ("/ready", "/api/v1/topics"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "5"
            assert answer.headers["content-type"] == "application/problem+json"


def test_metrics_count_by_template_and_status(database_url: str, sample: Sample) -> None:
    # An application of its own: another has counted before.
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        client.get(f"/api/v1/forecasts/{sample.scored}")
        client.head(f"/api/v1/forecasts/{sample.scored}")
        client.get(f"/api/v1/forecasts/{sample.candidate}")
        client.get("/nothing/here")
        client.request("BREW", "/health")
        lines = client.get("/metrics").text.splitlines()
    name = "foreseen_requests_total"
    for line in (
        f'{name}{{method="GET",route="/api/v1/forecasts/{{id}}",status="200"}} 1',
        f'{name}{{method="HEAD",route="/api/v1/forecasts/{{id}}",status="200"}} 1',
        f'{name}{{method="GET",route="/api/v1/forecasts/{{id}}",status="404"}} 1',
        f'{name}{{method="GET",route="unmatched",status="404"}} 1',
        f'{name}{{method="OTHER",route="/health",status="405"}} 1',
        'foreseen_request_seconds_bucket{route="/api/v1/forecasts/{id}",le="+Inf"} 3',
        'foreseen_request_seconds_count{route="/api/v1/forecasts/{id}"} 3',
    ):
        assert line in lines, line
    buckets = [int(line.rsplit(" ", 1)[1]) for line in lines if "_bucket" in line and "{id}" in line]
    assert buckets == sorted(buckets)


def test_a_file_moved_away_is_a_503_until_one_is_back(migrated_file: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(migrated_file, tmp_path / "foreseen.db"))
    with TestClient(create_app(Settings(database_url=f"sqlite:///{path}"))) as client:
        assert client.get("/ready").status_code == 200
        away = path.rename(tmp_path / "away.db")
        for address in ("/ready", "/api/v1/topics", "/api/v1/accuracy"):
            answer = client.get(address)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert "is not there" in answer.json()["detail"]
        away.rename(path)
        assert client.get("/ready").status_code == 200
        assert client.get("/api/v1/topics").status_code == 200
