"""What the command line says of an article in another language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.storage.database import Database
from tests.cli.conftest import Foreseen

FRENCH = (
    "Le gouvernement tombera probablement avant l'été, a déclaré la ministre lundi. Après la querelle du "
    "budget, presque personne n'est encore prêt à négocier avec elle.\n"
)
SAID = "written in French: only English is read"


@pytest.fixture
def article(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    path = tmp_path / "a.txt"
    path.write_text(FRENCH, encoding="utf-8")
    return path


def test_extract_says_why_there_is_nothing(foreseen: Foreseen, article: Path) -> None:
    ran = foreseen("extract", article)
    assert (ran.code, ran.err) == (0, f"{article}: {SAID}\n")
    assert "quote" not in ran.out
    found = json.loads(foreseen("extract", article, "--json").out)
    assert (found["article"]["language"], found["article"]["unread"]) == ("fr", SAID)
    assert found["candidates"] == []


def test_ingest_keeps_it_and_says_so(foreseen: Foreseen, article: Path) -> None:
    ran = foreseen("ingest", article)
    assert ran.code == 0
    assert f"{article}: {SAID}\n" in ran.err
    assert ran.out.endswith("1 article, 0 new candidates, 0 errors\n")
    [item] = json.loads(foreseen("ingest", article, "--json").out)["items"]
    assert (item["status"], item["note"]) == ("unchanged", SAID)
    shown = json.loads(foreseen("show", "article", item["article_id"]).out)
    assert (shown["language"], shown["text"]) == ("fr", FRENCH)
