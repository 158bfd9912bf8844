"""`--model` as a person uses it: more candidates, a list of what was not verified, one line if it failed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.database import Database
from tests.cli.conftest import Foreseen
from tests.model_server import ModelServer, Script, always, http, proposing

TEXT = "By Jane Doe\n\nThe town will probably flood before June 2027. The mill is living on borrowed time.\n"
MILL = "The mill is living on borrowed time"


class Models:
    """Starts a model and names it in the environment."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch
        self.servers: list[ModelServer] = []

    def set_up(self, script: Script) -> ModelServer:
        server = ModelServer(script)
        self.servers.append(server)
        self.monkeypatch.setenv("FORESEEN_MODEL_URL", server.url)
        self.monkeypatch.setenv("FORESEEN_MODEL_NAME", "scripted")
        return server


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Iterator[Models]:
    made = Models(monkeypatch)
    yield made
    for server in made.servers:
        server.close()


@pytest.fixture
def article(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(TEXT)
    return "a.txt"


def test_nobody_is_asked_without_the_option(foreseen: Foreseen, models: Models, article: str) -> None:
    server = models.set_up(proposing(([3], MILL)))
    shown = json.loads(foreseen("extract", article, "--json").out)
    assert sorted(shown) == ["article", "candidates"]
    [item] = json.loads(foreseen("ingest", article, "--json").out)["items"]
    assert (item["candidates"], item["model"]) == (1, None)
    assert server.heads == []


def test_extract_shows_what_the_model_added_and_what_was_not_verified(
    foreseen: Foreseen, models: Models, article: str
) -> None:
    models.set_up(proposing(([3], MILL), ([3], "The mill [bold]is\x1b[2J doomed"), ([2], "The town will")))
    ran = foreseen("extract", article, "--model", "--json")
    assert (ran.code, ran.err) == (0, "")
    shown = json.loads(ran.out)
    stages = [one["found_by"].partition("+")[0] for one in shown["candidates"]]  # with or without the parse
    assert stages == ["cues-6", "model-1:scripted"]
    assert shown["candidates"][1]["quote"] == MILL
    assert shown["model"] == {
        "found_by": "model-1:scripted",
        "added": 1,
        "known": 1,
        "unverified": [
            {
                "sentences": [3],
                "anchor": "The mill [bold]is\x1b[2J doomed",
                "reason": "these words stand nowhere in the sentences cited",
            }
        ],
        "problem": None,
    }
    table = foreseen("extract", article, "--model").out
    assert "Not verified, and no candidates" in table
    assert "The mill [bold]is�[2J doomed" in table
    assert "\x1b" not in table


def test_a_failing_model_is_one_line_and_the_rules_candidates_are_there(
    foreseen: Foreseen, models: Models, article: str
) -> None:
    models.set_up(always(http(b"", status="500 Oh")))
    ran = foreseen("ingest", article, "--model")
    assert (ran.code, ran.err) == (0, "a.txt: the language model answered with status 500\n")
    assert "1 article, 1 new candidate, 0 errors" in ran.out
    Path("b.txt").write_text("The bank will probably fail before June 2028.\n")
    ran = foreseen("ingest", "b.txt", "--model", "--json")
    [item] = json.loads(ran.out)["items"]
    assert (ran.code, ran.err, item["error"], item["candidates"]) == (0, "", None, 1)
    assert item["model"]["problem"] == "the language model answered with status 500"


def test_ingest_stores_what_the_model_added(foreseen: Foreseen, models: Models, article: str) -> None:
    models.set_up(proposing(([3], MILL), ([9], MILL)))
    ran = foreseen("ingest", article, "--model")
    assert (ran.code, ran.err) == (0, "")
    assert "1 article, 2 new candidates, 0 errors" in ran.out
    assert "cites a sentence that was not sent" in ran.out
    assert MILL in foreseen("candidates").out


@pytest.mark.parametrize("command", ["extract", "ingest"])
def test_without_a_model_in_the_settings_the_option_is_refused(
    foreseen: Foreseen, article: str, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.delenv("FORESEEN_MODEL_URL", raising=False)
    ran = foreseen(command, article, "--model")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: --model: there is no model to ask: FORESEEN_MODEL_URL is off")
