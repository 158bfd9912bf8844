"""Small texts in several styles, labelled before any rule was run on them: + forecast, - none, ~ either."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.domain.days import DayBounds
from app.extraction import FORECAST_KINDS, read

TEXTS = Path(__file__).parent / "texts"


def _join(lines: list[str]) -> tuple[str, list[tuple[str, int, int]]]:
    """The text, paragraphs by blank lines, and each labelled sentence's place in it."""
    text = ""
    labels = []
    for line in lines:
        if line.startswith("#"):
            continue
        if not line:
            text += "\n\n"
            continue
        own_line = line[2:].startswith(("- ", "Q:", "A:", "85%"))
        if text and not text.endswith("\n"):
            text += "\n" if own_line or text.endswith(("%", ")")) else " "
        labels.append((line[0], len(text), len(text) + len(line) - 2))
        text += line[2:]
    return text, labels


@pytest.mark.parametrize(
    ("style", "goal"),
    [
        ("opinion", 0.93),
        ("updates", 0.90),
        ("speech", 0.85),
        ("wire", 0.65),
        ("interview", 0.85),
        ("mixed", 0.85),
        ("column", 0.93),
        ("bulletin", 0.80),
    ],
)
@pytest.mark.parametrize("parsing", [True, False])
def test_sentences_are_told_apart(style: str, goal: float, parsing: bool) -> None:
    text, labels = _join((TEXTS / f"{style}.txt").read_text(encoding="utf-8").splitlines())
    candidates = read(text, published=DayBounds.on(date(2026, 2, 10)), byline=("A Writer",), parsing=parsing)
    right = noise = missed = 0
    for label, start, end in labels:
        got = any(start <= one.start < end and one.kind in FORECAST_KINDS for one in candidates)
        right += label == "+" and got
        missed += label == "+" and not got
        noise += label == "-" and got
    assert 2 * right / (2 * right + noise + missed) >= goal
