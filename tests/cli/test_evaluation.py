"""`foreseen evaluate` and `foreseen export labels.jsonl` as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.storage.database import Database
from tests.cli.conftest import Foreseen

LONG = "The harbor will close by June 2027 " + "and so on " * 12
TEXT = f"It will rain by June 2027. The state of the roads is a shame. {LONG.strip()}."


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """One forecast labelled of the two that reading finds, and one it cannot find."""
    shame = "The state of the roads is a shame"
    rain = "It will rain by June 2027"
    entries = [
        {"quote": words, "start": TEXT.index(words), "end": TEXT.index(words) + len(words), "tier": "core"}
        for words in (rain, shame)
    ]
    path = tmp_path / "labels.json"
    path.write_text(json.dumps({"id": "one", "style": "wire", "text": TEXT, "forecasts": entries}))
    return path


def test_a_table_by_style_and_overall(foreseen: Foreseen, labels: Path) -> None:
    ran = foreseen("evaluate", labels)
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split("│")[1:-1] for line in ran.out.splitlines() if line.startswith(("│ wire", "│ all"))]
    # 1 found of 2, 1 false alarm: precision, recall and F1 of a half, without an interval
    assert [[cell.strip() for cell in row] for row in rows] == [
        [name, "1", "3", "2", "1", "1", "0.5000", "0.5000", "0.5000", "-", "-"] for name in ("wire", "all")
    ]
    assert "Fields: 1 of 2 claims matched" in ran.out
    assert "shame" not in ran.out


def test_what_went_wrong_is_listed_when_asked_for_and_cut(foreseen: Foreseen, labels: Path) -> None:
    out = foreseen("evaluate", labels, "--show").out
    assert "The state of the roads is a shame" in out
    found = json.loads(foreseen("evaluate", labels, "--show", "--json").out)
    [missed], [alarm] = found["misses"], found["false_alarms"]
    assert missed == {
        "article": "one",
        "start": 27,
        "quote": "The state of the roads is a shame",
        "about": "missed",
    }
    assert len(alarm["quote"]) == 100
    assert alarm["quote"].endswith("…")


def test_json_keeps_the_quotes_to_itself_unless_asked(foreseen: Foreseen, labels: Path) -> None:
    found = json.loads(foreseen("evaluate", labels, labels, "--json").out)
    assert set(found) == {"level", "draws", "overall", "styles"}
    assert found["overall"]["articles"] == 2
    assert found["overall"]["f1"] == {"n": 6, "value": 0.5, "low": 0.5, "high": 0.5, "reason": None}


def test_a_wrong_label_is_said_in_one_line(foreseen: Foreseen, labels: Path) -> None:
    held = json.loads(labels.read_text())
    held["forecasts"][1]["quote"] = "Other words"
    labels.write_text(json.dumps(held))
    ran = foreseen("evaluate", labels)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f"error: {labels}: forecasts[1].quote: 'Other words' is not what stands at 27 to 60: "
        "'The state of the roads is a shame'\n"
    )


def test_labels_are_exported_by_the_files_name_or_by_the_option(
    seeded: Database, foreseen: Foreseen, tmp_path: Path
) -> None:
    # The seeds are known by hash alone: no text is held, so there is nothing to label.
    ran = foreseen("export", tmp_path / "labels.jsonl")
    assert (ran.code, ran.err) == (0, f"0 labelled articles written to {tmp_path}/labels.jsonl\n")
    ran = foreseen("export", tmp_path / "x.jsonl", "--labels", "--json")
    assert json.loads(ran.out) == {"path": f"{tmp_path}/x.jsonl", "rows": 0, "labels": True}
    ran = foreseen("export", tmp_path / "labels.jsonl", "--forecasts")
    assert ran.err == f"32 rows written to {tmp_path}/labels.jsonl\n"
