"""Scoring some groups at a time must give what scoring all at once gives."""

from __future__ import annotations

import json

import numpy as np
import pytest

from app.scoring import blocks
from app.scoring.blocks import blocks_of_codes, blocks_of_groups
from app.scoring.inputs import Columns
from app.scoring.scorecard import score_groups


def many(size: int) -> Columns:
    rng = np.random.default_rng(6)
    question = rng.integers(0, size // 3, size)
    p = np.round(rng.random(size), 2)
    return Columns(
        probability=p,
        outcome=(rng.random(size // 3) < 0.4)[question].astype(float),
        author=rng.integers(0, 12, size),
        question=question,
        family=question // 4,
        made_on=rng.integers(100, 120, size),
        closes_on=np.full(size, 130),
        low=np.maximum(p - 0.1, 0),
        high=np.minimum(p + 0.1, 1),
    )


def test_few_rows_are_one_block() -> None:
    (block,) = blocks_of_groups(np.array([1, 0, 1]), 2)
    assert block == (slice(None), slice(0, 2))


def test_a_group_is_never_divided_and_none_is_left_out() -> None:
    group = np.array([0, 3, 1, 3, 1, 3, 3, 5])  # 1, 2, 0, 4, 0 and 1 rows
    found = [
        (np.arange(8)[rows].tolist(), (of.start, of.stop)) for rows, of in blocks_of_groups(group, 6, rows=3)
    ]
    assert found == [([0, 2, 4], (0, 3)), ([1, 3, 5, 6, 7], (3, 6))]


def test_rows_of_one_code_stay_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "ROWS", 2)
    found = [np.arange(6)[rows].tolist() for rows in blocks_of_codes(np.array([40, 7, 40, 7, 40, -2]))]
    assert found == [[5], [1, 3], [0, 2, 4]]


@pytest.mark.parametrize("updates", ["first", "standing", "all", "time_weighted"])
def test_blocks_change_no_card(updates: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = many(600)
    assert said.author is not None
    whole = score_groups(said, said.author, updates=updates)
    monkeypatch.setattr(blocks, "ROWS", 70)
    parts = score_groups(said, said.author, updates=updates)
    assert len(list(blocks_of_groups(said.author, 12))) > 5
    for (label, card), (same, other) in zip(whole, parts, strict=True):
        assert label == same
        assert _rounded(card.to_json()) == _rounded(other.to_json())


def _rounded(card: object) -> object:
    """Sums in another order differ in the last place."""
    return json.loads(json.dumps(card), parse_float=lambda words: round(float(words), 11))
