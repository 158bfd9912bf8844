"""What `foreseen score` prints for a person: how accurate, how sure, and why a figure is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.storage.database import Database
from tests.cli.conftest import Foreseen


def forecasts(path: Path, rows: list[str]) -> str:
    path.write_text("\n".join(["author,question,probability,outcome,low,high", *rows]), encoding="utf-8")
    return str(path)


def rivals(path: Path) -> str:
    """Two who answer the same twelve questions, one always nearer to what happened."""
    rows = []
    for n in range(12):
        for author, p in (("ann", 0.8 if n % 2 else 0.3), ("bob", 0.6 if n % 2 else 0.4)):
            rows.append(f"{author},q{n},{p},{n % 2},{p - 0.1:.1f},{p + 0.1:.1f}")
    return forecasts(path, rows)


def test_a_rank_never_stands_without_the_places_it_may_be(tmp_path: Path, foreseen: Foreseen) -> None:
    path = rivals(tmp_path / "x.csv")
    cards = json.loads(foreseen("score", path, "--by", "author", "--json").out)["groups"]
    out = foreseen("score", path, "--by", "author").out
    assert "adjusted" in out
    for card in cards:
        low, high = card["rank_set"]
        assert f"{card['rank']} ({low} to {high})" in out
    assert "in brackets the places that cannot be ruled out" in out


def test_one_scorecard_in_detail(tmp_path: Path, foreseen: Foreseen) -> None:
    out = foreseen("score", rivals(tmp_path / "x.csv"), "--detail").out
    # ann .04 and .09, bob .16 and .16
    assert "Brier 0.1125 = miscalibration 0.1125 - discrimination 0.2500 + uncertainty 0.2500" in out
    assert "calibration withheld, too few to judge: 12 of at least 30 effective clusters" in out
    # every phrase a tenth nearer (.01, .04, .09, .09) or farther (.09, .16, .25, .25)
    assert "had each phrase meant another number of its range: 0.058 to 0.188" in out


def test_one_family_has_no_interval_and_the_reason_is_printed(tmp_path: Path, foreseen: Foreseen) -> None:
    out = foreseen("score", forecasts(tmp_path / "x.csv", ["ann,q,0.5,1,0.4,0.6"]), "--detail").out
    assert "no interval: one family of questions says nothing about its own sampling error" in out


def test_a_lexicon_without_the_words_is_named_as_the_reason(seeded: Database, foreseen: Foreseen) -> None:
    del seeded
    out = foreseen("score", "--author", "ari-b", "--lexicon", "kent", "--detail").out
    assert "the lexicon does not hold the phrase (4)" in out
    assert "no figures: nothing here is scored" in out


def test_the_phrases_of_an_author(seeded: Database, foreseen: Foreseen) -> None:
    del seeded
    out = foreseen("score", "--author", "ari-b", "--detail").out
    assert "What the words were worth" in out
    assert "unlikely" in out
    card = json.loads(foreseen("score", "--author", "ari-b", "--detail", "--json").out)["groups"][0]
    assert {phrase["cue"] for phrase in card["detail"]["phrases"]} == {"unlikely", "will", "would"}


@pytest.mark.parametrize("more", [("--by", "author"), ()])
def test_detail_is_of_one_scorecard(
    more: tuple[str, ...], tmp_path: Path, seeded: Database, foreseen: Foreseen
) -> None:
    del seeded
    file = (rivals(tmp_path / "x.csv"),) if more else ()
    done = foreseen("score", *file, *more, "--detail")
    assert done.code == 1
    assert "--detail: is of one scorecard" in done.err
