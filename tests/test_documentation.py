"""The documentation names what there is, from settings to routes, and its links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from app.api import v1
from app.cli import app as cli
from app.queries.exports import COLUMNS
from app.settings import Settings
from app.storage.projection import kinds

HOME = Path(__file__).resolve().parents[1]
README = (HOME / "README.md").read_text()
MAKEFILE = (HOME / "Makefile").read_text()
PAGES = sorted([*HOME.glob("*.md"), *HOME.glob("docs/**/*.md"), *HOME.glob("seeds/*.md")])


def variable(field: Field[Any]) -> str:
    return str(field.metadata.get("variable", field.name.upper()))


@pytest.mark.parametrize("field", fields(Settings), ids=lambda field: field.name)
def test_every_setting_is_documented_with_its_default(field: Field[Any]) -> None:
    page = (HOME / "docs/settings.md").read_text()
    assert f"| `{variable(field)}` | `{field.default}` |" in page


def test_no_setting_is_documented_that_is_none() -> None:
    table = re.findall(r"^\| `([A-Z_]+)` \|", (HOME / "docs/settings.md").read_text(), re.MULTILINE)
    assert sorted(table) == sorted(variable(field) for field in fields(Settings))


def test_the_readme_and_make_help_list_every_target() -> None:
    (phony,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    targets = set(phony.split())
    assert set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE)) == targets
    assert set(re.findall(r"^\| `make ([a-z]+)` \|", README, re.MULTILINE)) == targets


def test_the_readme_draws_every_room() -> None:
    drawn = set(re.findall(r"^  ([a-z]+(?:/|\.py)) ", README, re.MULTILINE))
    there = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in (HOME / "app").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert drawn >= there - {"__init__.py"}


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_of_event_is_explained(kind: str) -> None:
    assert f"`{kind}`" in (HOME / "docs/record.md").read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOME)))
def test_links_within_the_repository_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_decisions_are_numbered_without_gaps_and_titled_by_their_number() -> None:
    records = sorted((HOME / "docs/decisions").glob("[0-9]*.md"))
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    for record in records:
        assert record.read_text().startswith(f"# {int(record.name[:4])}. ")


def _commands(command: object, *names: str) -> Iterator[str]:
    below: dict[str, object] = getattr(command, "commands", {})
    if not below:
        yield " ".join(("foreseen", *names))
    for name, held in below.items():
        yield from _commands(held, *names, name)


def test_every_command_is_documented() -> None:
    page = (HOME / "docs/cli.md").read_text()
    commands = list(_commands(get_command(cli)))
    assert len(commands) > 10
    assert [name for name in commands if f"| `{name}` |" not in page] == []


def test_every_route_is_documented() -> None:
    page = (HOME / "docs/api.md").read_text()
    routes = [f"{operation.method} {operation.address}" for operation in v1.operations()]
    routes += ["GET /health", "GET /ready", "GET /metrics"]
    assert [route for route in routes if f"| `{route}` |" not in page] == []


def test_every_exported_column_stands_in_the_codebook() -> None:
    page = (HOME / "docs/exports.md").read_text()
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \|", page, re.MULTILINE)
    assert [name.strip("` ") for row in rows for name in row.split(",")] == list(COLUMNS)
