"""What the figures draw, say and list: the same numbers three times."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.services.words import lexicon_words
from app.web.figures.drawing import draw
from app.web.figures.specs import DRAWN, FIGURES, room_for
from app.web.figures.themes import THEMES, Theme, marked

RICH: dict[str, Any] = {
    "key": "ada-rowe", "name": "Ada Rowe", "n": 30, "brier": 0.19,
    "reliability": [
        {"low": 0.1, "high": 0.2, "n": 10, "mean_probability": 0.15, "event_rate": 0.3},
        {"low": 0.7, "high": 0.8, "n": 20, "mean_probability": 0.75, "event_rate": 0.6},
    ],
    "curve": [
        {"low": 0.15, "high": 0.15, "n": 10, "event_rate": 0.3},
        {"low": 0.75, "high": 0.75, "n": 20, "event_rate": 0.6},
    ],
    "consistency": {
        "band": [
            {"probability": 0.15, "low": 0.0, "high": 0.4},
            {"probability": 0.75, "low": 0.5, "high": 1.0},
        ]
    },
    "calibration": {"withheld": None},
    "windows": [
        {"month": "2025-12", "n": 12, "brier": 0.2, "brier_interval": [0.1, 0.3]},
        {"month": "2026-01", "n": 14, "brier": 0.18, "brier_interval": None},
    ],
    "mcb": 0.03, "dsc": 0.05, "unc": 0.21,
    "words": [
        {"cue": "likely", "cue_class": "likelihood", "point": 0.7, "low": 0.6, "high": 0.8, "said": 12,
         "happened": 6.0, "rate": 0.5, "rate_low": 0.2, "rate_high": 0.8},
        {"cue": "not sure", "cue_class": "likelihood", "point": None, "low": None, "high": None, "said": 1,
         "happened": 1.0, "rate": 1.0, "rate_low": None, "rate_high": None},
        {"cue": "unlikely", "cue_class": "likelihood", "point": 0.2, "low": 0.1, "high": 0.3, "said": 4,
         "happened": 1.0, "rate": 0.25, "rate_low": 0.01, "rate_high": 0.8},
    ],
    "total": 2,
    "items": [
        {"forecast": 1, "made_earliest": "2026-01-01", "made_on": "2026-01-01",
         "probability": 0.75, "outcome": 1.0},
        {"forecast": 2, "made_earliest": "2026-02-01", "made_on": "2026-02-01",
         "probability": 0.15, "outcome": 0.0},
    ],
}  # fmt: skip
EMPTY: dict[str, Any] = {
    **RICH,
    **{name: [] for name in ("reliability", "curve", "windows", "items", "words")},
    **dict.fromkeys(("consistency", "mcb", "dsc", "unc")),
    "n": 0,
    "total": 0,
}


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("data", [RICH, EMPTY], ids=["rich", "empty"])
def test_a_drawing_needs_no_script_and_nothing_from_elsewhere(
    name: str, theme: Theme, data: dict[str, Any]
) -> None:
    drawn = draw(FIGURES[name].spec(data, theme), "svg").decode()
    assert drawn.startswith("<svg")
    assert "<script" not in drawn
    assert "href" not in drawn
    assert draw(FIGURES[name].spec(data, theme), "svg").decode() == drawn


def test_a_drawing_is_a_picture_too() -> None:
    assert draw(FIGURES["history"].spec(RICH, "light"), "png").startswith(b"\x89PNG\r\n")


def test_the_diagram_its_words_and_its_table_have_the_same_bins() -> None:
    figure = FIGURES["reliability"]
    spec = figure.spec(RICH, "light")
    counts = spec["vconcat"][1]["data"]["values"]
    assert [[one[name] for name in figure.columns] for one in counts] == figure.rows(RICH)
    points = spec["vconcat"][0]["layer"][-1]["data"]["values"]
    assert [(one["p"], one["rate"], one["n"]) for one in points] == [(0.15, 0.3, 10), (0.75, 0.6, 20)]
    assert "said about 15%, happened 30% of 10; said about 75%, happened 60% of 20" in figure.alt(RICH)


def test_the_parts_add_up_in_words() -> None:
    assert FIGURES["decomposition"].alt(RICH) == (
        "Brier score of Ada Rowe, 0.190: miscalibration 0.030, minus discrimination 0.050, "
        "plus uncertainty 0.210; 30 scored."
    )


def test_a_strip_of_words_says_how_they_read_and_what_came_of_them() -> None:
    figure = FIGURES["words"]
    spec = figure.spec(RICH, "light")
    ranges, points, intervals, rates = (layer["data"]["values"] for layer in spec["layer"])
    assert [(one["low"], one["high"]) for one in ranges] == [(0.1, 0.3), (0.6, 0.8)]
    assert [one["point"] for one in points] == [0.2, 0.7]
    assert [(one["rate_low"], one["rate_high"]) for one in intervals] == [(0.01, 0.8), (0.2, 0.8)]
    assert [(one["label"], one["rate"]) for one in rates] == [
        ("unlikely (n=4)", 0.25),
        ("likely (n=12)", 0.5),
        ("not sure (n=1)", 1.0),
    ]
    assert figure.rows(RICH)[0] == ["likely", "likelihood", 0.7, 0.6, 0.8, 12, 6.0, 0.5, 0.2, 0.8]
    assert figure.alt(RICH) == (
        "What words meant: Ada Rowe. unlikely read as 20% (10% to 30%), happened 25% of 4; likely read as "
        "70% (60% to 80%), happened 50% of 12; not sure in no lexicon, happened 100% of 1."
    )


@pytest.mark.parametrize("data", [RICH, EMPTY, lexicon_words("survey"), lexicon_words("nato")])
def test_a_strip_of_words_is_as_large_as_it_says(data: dict[str, Any]) -> None:
    drawn = draw(FIGURES["words"].spec(data, "light"), "svg").decode()
    width, height = FIGURES["words"].size(data)
    assert f'width="{width}" height="{height}"' in drawn


def test_bars_stand_on_zero() -> None:
    counts = FIGURES["reliability"].spec(RICH, "light")["vconcat"][1]
    assert {one["zero"] for one in counts["data"]["values"]} == {0}


@pytest.mark.parametrize("name", FIGURES)
def test_too_little_is_said_to_be_too_little(name: str) -> None:
    assert "noth" in FIGURES[name].alt(EMPTY) or "no month" in FIGURES[name].alt(EMPTY)
    assert len(FIGURES[name].rows(EMPTY)) == (3 if name == "decomposition" else 0)


def said(number: int, earliest: str | None, latest: str | None) -> dict[str, Any]:
    return {
        "forecast": number, "made_earliest": earliest, "made_on": latest, "probability": 0.7, "outcome": 1.0,
    }  # fmt: skip


def test_a_time_line_draws_what_there_is_and_lists_all_where_it_is_cut() -> None:
    figure = FIGURES["timeline"]
    items = [said(number, "2026-01-01", "2026-01-01") for number in range(DRAWN + 1)]
    data = {**RICH, "items": items[:240], "total": 240}
    assert len(figure.spec(data, "light")["data"]["values"]) == 240
    assert figure.alt(data) == (
        "240 scored forecasts of Ada Rowe, made 2026-01-01 to 2026-01-01: 240 happened."
    )
    cut = {**RICH, "items": items, "total": DRAWN + 1}
    assert len(figure.spec(cut, "light")["data"]["values"]) == DRAWN
    assert figure.alt(cut).startswith("The latest 3000 of 3001 scored forecasts of Ada Rowe,")
    assert [row[-1] for row in figure.rows(cut)] == [True] * DRAWN + [False]


def test_a_day_that_is_known_by_bounds_is_drawn_as_a_range() -> None:
    items = [
        said(1, "2026-01-01", "2026-01-11"),
        said(2, None, "2026-02-01"),
        said(3, "2026-03-01", "2026-03-01"),
        said(4, None, None),
    ]
    figure, data = FIGURES["timeline"], {**RICH, "items": items, "total": 4}
    spec = figure.spec(data, "light")
    assert [one["day"] for one in spec["data"]["values"]] == ["2026-01-06", "2026-02-01", "2026-03-01"]
    (span,) = spec["layer"][0]["data"]["values"]
    assert (span["first"], span["last"]) == ("2026-01-01", "2026-01-11")
    assert figure.alt(data) == (
        "The latest 3 of 4 scored forecasts with a day of Ada Rowe, made 2026-01-01 to 2026-03-01: "
        "3 happened. 1 known only to lie between two days: a line, with the point half-way. "
        "1 known only by the last day: drawn on it."
    )
    assert [row[:3] + row[-1:] for row in figure.rows(data)][3] == [4, None, None, False]
    assert draw(spec, "svg").startswith(b"<svg")


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("data", [RICH, EMPTY], ids=["rich", "empty"])
def test_what_is_made_up_says_so_wherever_the_drawing_goes(name: str, data: dict[str, Any]) -> None:
    drawn = draw(marked(FIGURES[name].spec(data, "dark"), "dark"), "svg").decode()
    assert "Simulated data: forecasters and outcomes are made up" in drawn
    assert "Simulated" not in draw(FIGURES[name].spec(data, "dark"), "svg").decode()
    width, height = FIGURES[name].size(data)
    assert room_for(FIGURES[name], data, made_up=True) == (width, height + 17)


@pytest.mark.parametrize(
    ("last", "named"), [("2026-02-20", {"1 Feb 2026"}), ("2027-02-20", {"Jan 2026", "Jan 2027"})]
)
def test_a_time_line_names_no_month_twice(last: str, named: set[str]) -> None:
    items = [RICH["items"][0], {**RICH["items"][1], "made_earliest": last, "made_on": last}]
    drawing = draw(FIGURES["timeline"].spec({**RICH, "items": items}, "light"), "svg").decode()
    days = re.findall(r">((?:\d+ )?[A-Z][a-z]{2} 202\d)<", drawing)
    assert len(days) == len(set(days)) >= 2
    assert named <= set(days)
