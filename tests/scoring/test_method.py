"""A published number must not change under the same name of its method."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np

from app.scoring.detail import describe
from app.scoring.inputs import Columns
from app.scoring.scorecard import METHOD, score_groups
from app.scoring.selection import choose_rows

# What the book below scores by each method that was ever released or worked on. Whoever changes a figure
# gives the method another name here and in docs/methods.md.
PINNED = {"foreseen-2": "8b9b27762ffa4a3c74ec68ba7b9b0a5701a7693998646934a0be501350ab10e0"}


def book() -> Columns:
    """Forty authors on two hundred questions in families and articles, some said again later."""
    dice = np.random.default_rng(20_260_101)
    author, question = np.repeat(np.arange(40), 30), dice.integers(0, 200, 1200)
    happened = (dice.random(200) < dice.random(200)).astype(np.float64)
    p = np.round(dice.beta(1.2, 1.2, 1200), 2)
    made = dice.integers(0, 300, 1200)
    return Columns(
        probability=p,
        outcome=happened[question],
        author=author,
        question=question,
        family=question // 3,
        article=dice.integers(0, 400, 1200),
        made_on=made,
        closes_on=np.full(1200, 400),
        low=np.maximum(p - 0.1, 0.0),
        high=np.minimum(p + 0.05, 1.0),
    )


def settled(value: Any) -> Any:
    """Numbers to six places: the last digits belong to the machine."""
    if isinstance(value, dict):
        return {key: settled(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [settled(item) for item in value]
    return round(value, 6) + 0.0 if isinstance(value, float) else value


def test_the_method_s_name_stands_for_its_numbers() -> None:
    held = book()
    cards = score_groups(held, held.forecaster, compare=True, rng=np.random.default_rng(1))
    chosen = choose_rows(held, np.zeros(len(held), dtype=np.int64))
    detail = describe(chosen.columns, chosen.selection.weight, rng=np.random.default_rng(1))
    shown = [card.to_json() for _, card in cards], repr(settled(_plain(detail)))
    digest = hashlib.sha256(json.dumps(settled(shown), sort_keys=True).encode()).hexdigest()
    assert PINNED[METHOD] == digest


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return dict(value) if hasattr(value, "items") else value
