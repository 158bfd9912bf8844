"""Questions of a file as the options of one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import InvalidInput
from app.services.score_file import score_file

Score = Callable[[str], dict[str, Any]]


@pytest.fixture
def scored(tmp_path: Path) -> Score:
    def score(text: str) -> dict[str, Any]:
        path = tmp_path / "forecasts.csv"
        path.write_text(text, encoding="utf-8")
        return score_file(path)

    return score


MATCH = "author,question,group,probability,outcome\n"


def test_both_sides_of_a_game_are_one_forecast(scored: Score) -> None:
    both = MATCH + "elo,home1,g1,0.7,1\nelo,away1,g1,0.3,0\nelo,home2,g2,0.6,0\nelo,away2,g2,0.4,1\n"
    card = scored(both)["overall"]
    assert (card["n"], card["questions"], card["clusters"]) == (2, 2, 2)
    assert card["brier"] == pytest.approx((0.09 + 0.36) / 2)
    assert card["base_rate"] == 0.5
    without = scored(both.replace("group", "note"))["overall"]
    assert (without["n"], without["brier"]) == (4, pytest.approx((0.09 + 0.36) / 2))


def test_a_pair_of_which_both_happened_stays_apart(scored: Score) -> None:
    assert scored(MATCH + "a,x,g,0.7,1\na,y,g,0.3,1\n")["overall"]["n"] == 2


def test_options_in_an_order(scored: Score) -> None:
    rows = "question,group,position,probability,outcome\nlose,g,3,0.1,0\nwin,g,1,0.6,0\ndraw,g,2,0.3,1\n"
    found = scored(rows)["overall"]["detail"]["options"]
    assert found["brier_sum"] == pytest.approx(0.36 + 0.49 + 0.01)
    assert found["rps"] == pytest.approx((0.6**2 + 0.1**2) / 2)
    unordered = scored(rows.replace("position", "note"))["overall"]["detail"]["options"]
    assert (unordered["brier_sum"], unordered["rps"]) == (pytest.approx(0.86), None)


def test_an_option_that_is_not_resolved_leaves_its_group_incomplete(scored: Score) -> None:
    rows = "question,group,probability,outcome\na,g,0.1,0\nb,g,0.6,1\nc,g,0.3,\n"
    found = scored(rows)["overall"]["detail"]["options"]
    assert (found["complete"], found["incomplete"]) == (0, 1)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("group,probability,outcome\ng,0.5,1\n", "column group: groups are made of questions"),
        (
            "question,group,position,probability,outcome\na,g,1,0.5,1\nb,g,x,0.5,0\n",
            "column position: row 3 .*'x' is not allowed here",
        ),
        (
            "question,group,position,probability,outcome\na,g,1,0.5,1\nb,g,1,0.5,0\n",
            "column position: row 3 .*is another option's place",
        ),
        (
            "question,group,probability,outcome\na,g,0.5,1\na,h,0.5,1\n",
            "column group: row 3 .*is another group than on an earlier row",
        ),
    ],
)
def test_what_is_wrong_is_named_by_column_and_row(scored: Score, rows: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        scored(rows)
