"""`foreseen suggest` on the seeds: what may be the same, as a table or as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.storage.database import Database

if TYPE_CHECKING:
    from tests.cli.conftest import Foreseen

INVASION, AGAIN, REWORDED = 7, 34, 57  # of the seeds


def test_a_forecast_is_shown_with_what_says_it_again(seeded: Database, foreseen: Foreseen) -> None:
    found = json.loads(foreseen("suggest", "forecast", INVASION, "--json").out)
    assert [(item["id"], item["score"]) for item in found["duplicates"]] == [(AGAIN, 1.0), (REWORDED, 0.4)]
    shown = foreseen("suggest", "forecast", REWORDED)
    assert shown.code == 0
    assert "Does Russia invade Ukraine by 31 December 2022?" in shown.out
    assert "3 words in common, 0 in one alone" in shown.out


def test_nothing_alike_is_said_so(seeded: Database, foreseen: Foreseen) -> None:
    slug = json.loads(foreseen("authors", "list", "--json").out)["items"][0]["slug"]
    nobody = foreseen("suggest", "author", slug)
    assert (nobody.code, nobody.err) == (0, "no name is alike enough\n")
    assert json.loads(foreseen("suggest", "author", slug, "--json").out) == {"author": slug, "authors": []}
    missing = foreseen("suggest", "forecast", 99999)
    assert (missing.code, missing.err) == (1, "error: no forecast 99999\n")


def test_the_index_is_made_anew_on_request(seeded: Database, foreseen: Foreseen) -> None:
    before = foreseen("suggest", "forecast", INVASION, "--json").out
    with seeded.write() as connection:
        connection.exec_driver_sql("DELETE FROM search_forecast")
    assert json.loads(foreseen("suggest", "forecast", INVASION, "--json").out)["duplicates"] == []
    assert foreseen("db", "reindex").err == "the index is made anew\n"
    assert foreseen("suggest", "forecast", INVASION, "--json").out == before
