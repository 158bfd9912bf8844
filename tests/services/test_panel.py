"""The simulated panel: read, accepted and resolved like any record, and known to be made up."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from app.queries.glance import is_simulated
from app.services import panel
from app.services.accuracy import accuracy
from app.services.panel import FORECASTERS, load_panel, make_months
from app.storage.database import Database


def clock() -> datetime:
    return datetime(2026, 6, 1, tzinfo=UTC)


def test_the_same_seed_is_the_same_panel() -> None:
    assert make_months(5) == make_months(5)
    assert make_months(5) != make_months(6)


def test_tempers_show_in_what_is_said() -> None:
    said = np.array([month.said for month in make_months()]) / 100
    happened = np.array([month.happened for month in make_months()])
    even, bold, maybe, contrary = (np.abs(said[:, place] - 0.5).mean() for place in range(4))
    assert maybe < even < bold
    brier = [((said[:, place] - happened) ** 2).mean() for place in range(4)]
    assert brier[0] == min(brier)
    assert brier[3] == max(brier)
    assert 0.05 <= said.min() <= said.max() <= 0.95
    assert contrary > maybe


def test_a_panel_is_loaded_once_and_scored_as_it_was_drawn(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "MONTHS", 2)
    assert load_panel(database, clock=clock) == 2 * 4 * len(FORECASTERS)
    assert load_panel(database, clock=clock) == 0
    drawn = make_months()
    cards = {card["name"]: card for card in accuracy(database, by="author", clock=clock)["groups"]}
    for place, who in enumerate(FORECASTERS):
        said = np.array([month.said[place] for month in drawn]) / 100
        loss = (said - np.array([month.happened for month in drawn])) ** 2
        assert cards[who.name]["brier"] == pytest.approx(loss.mean(), abs=1e-12)
    with database.read() as connection:
        assert is_simulated(connection)


def test_another_record_is_not_simulated(database: Database) -> None:
    with database.read() as connection:
        assert not is_simulated(connection)
