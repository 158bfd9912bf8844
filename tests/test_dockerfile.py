"""What the image promises, read from the Dockerfile."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[1]
TEXT = re.sub(r"^#.*\n", "", (HOME / "Dockerfile").read_text(), flags=re.MULTILINE)
INSTRUCTIONS = [line.strip() for line in TEXT.replace("\\\n", " ").splitlines() if line.strip()]
LAST = max(n for n, line in enumerate(INSTRUCTIONS) if line.startswith("FROM "))
FINAL = INSTRUCTIONS[LAST:]


def _held(word: str) -> list[str]:
    return [line.removeprefix(word).strip() for line in FINAL if line.startswith(f"{word} ")]


def test_the_last_stage_installs_nothing_and_loses_the_installers() -> None:
    runs = " ".join(_held("RUN"))
    assert not re.search(r"apt-get|apk |pip install|\bmake\b|gcc|build-essential", runs)
    assert re.search(r"pip uninstall --yes \S+ setuptools wheel pip", runs)


def test_packages_are_wheels_checked_by_hash() -> None:
    installs = [line for line in INSTRUCTIONS[:LAST] if "--requirement" in line or " -r " in line]
    assert installs
    assert all("--require-hashes --only-binary :all:" in line for line in installs)


def test_it_does_not_run_as_root() -> None:
    (user,) = _held("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user), "by number, so that an orchestrator can check it"
    assert FINAL.index(f"USER {user}") < FINAL.index(f"CMD {_held('CMD')[0]}")


def test_its_health_check_is_python_that_parses_and_asks_health() -> None:
    (check,) = _held("HEALTHCHECK")
    command = json.loads(check[check.index("[") :])
    assert command[:2] == ["python", "-c"]
    ast.parse(command[2])
    assert "'/health'" in command[2]


def test_the_database_survives_the_container() -> None:
    assert _held("VOLUME") == ["/data"]
    assert any("DATABASE_URL=sqlite:////data/" in line for line in _held("ENV"))


@pytest.mark.parametrize("name", ["app", "docs", "migrations", "seeds", "alembic.ini"])
def test_what_it_needs_at_run_time_goes_in(name: str) -> None:
    assert any(name in re.split(r"[\s/]+", line) for line in _held("COPY"))
    assert f"!{name}" in (HOME / ".dockerignore").read_text().splitlines()


def test_both_stages_share_one_image_so_that_the_environment_fits() -> None:
    images = [line.split()[1] for line in INSTRUCTIONS if line.startswith("FROM ")]
    assert images == ["${PYTHON_IMAGE}", "${PYTHON_IMAGE}"]
