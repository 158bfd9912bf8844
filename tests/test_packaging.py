"""What is installed is what was locked, and nothing in the repository belongs to one machine."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

HOME = Path(__file__).resolve().parents[1]
LOCKS = ("build", "runtime", "dev")
# Bracketed, so that the patterns do not find themselves.
FOREIGN = {
    "a package index": re.compile(r"pypi[.]org|pythonhosted[.]org|--(?:extra-)?index-ur[l]|--find-link[s]"),
    "a machine's own path": re.compile(r"(?<![\w.])/(?:wor[k]|roo[t]|hom[e]/\w+|User[s]/\w+)/"),
}
TOLD = {".ci", ".dockerignore", ".gitignore"}  # hidden, and yet part of the repository
MADE = {"__pycache__", "mutants", "build", "dist", "node_modules"}


@dataclass(frozen=True)
class Pin:
    """One locked package."""

    requirement: Requirement
    hashes: int

    @property
    def version(self) -> Version:
        """The only version it allows."""
        (specifier,) = self.requirement.specifier
        assert specifier.operator == "=="
        return Version(specifier.version)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pins(lock: str) -> dict[str, list[Pin]]:
    """Pins by package; one package has several where the version of Python decides."""
    text = (HOME / f"requirements/{lock}.txt").read_text().replace("\\\n", " ")
    found: dict[str, list[Pin]] = {}
    for line in text.splitlines():
        words, *hashes = re.split(r"\s+--hash=", line)
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", held) for held in hashes), line
        requirement = Requirement(words)
        found.setdefault(_normal(requirement.name), []).append(Pin(requirement, len(hashes)))
    return found


def _project() -> dict[str, Any]:
    return tomllib.loads((HOME / "pyproject.toml").read_text())


def _wanted(lock: str) -> list[str]:
    project = _project()
    build: list[str] = project["build-system"]["requires"]
    runtime: list[str] = project["project"]["dependencies"]
    extras: dict[str, list[str]] = project["project"]["optional-dependencies"]
    return {"build": build, "runtime": runtime, "dev": [*runtime, *extras["dev"]]}[lock]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_named_is_pinned_to_a_version_it_allows(lock: str) -> None:
    pins = _pins(lock)
    for text in _wanted(lock):
        wanted = Requirement(text)
        held = pins.get(_normal(wanted.name))
        assert held, f"{wanted.name} is missing from requirements/{lock}.txt: run `make lock`"
        assert all(pin.version in wanted.specifier for pin in held), f"{text}: run `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock: str) -> None:
    assert [pin for pins in _pins(lock).values() for pin in pins if pin.hashes == 0] == []


def test_tests_run_on_the_versions_that_are_served() -> None:
    served, tested = _pins("runtime"), _pins("dev")
    assert {name: tested.get(name) for name in served} == served


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_no_addresses_and_no_options(lock: str) -> None:
    text = (HOME / f"requirements/{lock}.txt").read_text()
    assert not re.search(r"\w+://|^\s*-|@ ", text.replace(" --hash=", ""), re.MULTILINE)


def test_ci_runs_the_command_that_the_readme_names_and_nothing_else() -> None:
    script = HOME / ".ci/run"
    lines = [line for line in script.read_text().splitlines() if line and not line.startswith("#")]
    assert lines == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec make test"]
    assert script.stat().st_mode & 0o111 == 0o111
    assert "\nmake test\n" in (HOME / "README.md").read_text()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if (path.name.startswith(".") and path.name not in TOLD) or path.name in MADE:
            continue
        if path.is_dir():
            if not path.name.endswith(".egg-info"):
                yield from _files(path)
        else:
            yield path


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""  # a page in another encoding, or a database


@pytest.mark.parametrize("kind", FOREIGN)
def test_no_file_belongs_to_one_machine(kind: str) -> None:
    found = [
        f"{path.relative_to(HOME)}: {match.group()}"
        for path in _files(HOME)
        for match in FOREIGN[kind].finditer(_text(path))
    ]
    assert found == []


def test_every_file_that_the_application_reads_is_part_of_the_package() -> None:
    held = _project()["tool"]["setuptools"]["package-data"]["app"]
    kinds = {pattern.removeprefix("**/*") for pattern in held}
    files = [path for path in (HOME / "app").rglob("*") if path.is_file() and not MADE & set(path.parts)]
    found = {path.suffix for path in files} - {".py", ".typed"}
    assert {".html", ".css", ".svg"} <= found <= kinds
