"""What each figure draws, what it says to whoever does not see it, and the table with the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.web.figures.themes import PALETTES, Theme, dressed
from app.web.figures.words import COLUMNS, size, words_alt, words_rows, words_spec

WIDTH, HEIGHT = 360, 300
COIN = 0.25
# Labels that neither run together nor stand out of the drawing.
APART = {"labelOverlap": True, "labelSeparation": 10, "labelFlush": 30, "tickCount": 5}
SHARE = {"format": "%", "values": [0, 0.25, 0.5, 0.75, 1]}
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """A specification, a sentence and a table, all from the same data."""

    spec: Callable[[Data, Theme], dict[str, Any]]
    alt: Callable[[Data], str]
    columns: Sequence[str]
    rows: Callable[[Data], list[list[Any]]]
    size: Callable[[Data], tuple[int, int]]  # as drawn, so that a page leaves room for it


WARNED = 17  # pixels of the line that says that the data are made up


def room_for(figure: Figure, data: Data, *, made_up: bool) -> tuple[int, int]:
    """The size of a figure with what stands above it."""
    width, height = figure.size(data)
    return width, height + WARNED * made_up


def _fixed(width: int, height: int) -> Callable[[Data], tuple[int, int]]:
    return lambda _: (width, height)


def _unit(title: str, field: str, *, domain: tuple[float, float] = (0, 1)) -> dict[str, Any]:
    scale = {"domain": list(domain), "nice": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": {"title": title, **SHARE}}


def _nothing(words: str, theme: Theme) -> dict[str, Any]:
    """An honest picture of too little."""
    mark = {"type": "text", "text": words, "align": "center"}
    return dressed(
        {
            "width": WIDTH,
            "height": 80,
            "data": {"values": [{}]},
            "mark": mark,
            "encoding": {"x": {"value": WIDTH / 2}, "y": {"value": 40}},
        },
        theme,
    )


def _name(data: Data) -> str:
    return str(data["name"] or data["key"])


# Reliability


def reliability(data: Data, theme: Theme) -> dict[str, Any]:
    """Points at the bins' mean forecasts, the isotonic curve, its band, and counts below."""
    bins = data["reliability"]
    if not bins:
        return _nothing("Nothing has been resolved and scored: too few to draw", theme)
    colours = PALETTES[theme]
    band = (data["consistency"] or {}).get("band") or []
    curve = [
        {"p": end, "rate": step["event_rate"]}
        for step in data["curve"]
        for end in (step["low"], step["high"])
    ]
    y = _unit("Happened", "rate")
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": [{"p": 0, "rate": 0}, {"p": 1, "rate": 1}]},
            "mark": {"type": "line", "strokeDash": [4, 4], "color": colours.muted},
            "encoding": {"x": _unit("Said", "p"), "y": y},
        },
        {
            "data": {"values": curve},
            "mark": {"type": "line", "color": colours.main, "strokeWidth": 2.5},
            "encoding": {"x": _unit("Said", "p"), "y": y, "order": {"field": "p", "type": "quantitative"}},
        },
        {
            "data": {
                "values": [
                    {"p": one["mean_probability"], "rate": one["event_rate"], "n": one["n"]} for one in bins
                ]
            },
            "mark": {
                "type": "point",
                "filled": True,
                "size": 70,
                "color": colours.main,
                "opacity": 1,
                "stroke": colours.background,
            },
            "encoding": {"x": _unit("Said", "p"), "y": y},
        },
    ]
    if len(band) > 1:
        area = {"type": "area", "color": colours.band, "opacity": 0.35}
        y2 = {"y": _unit("Happened", "low"), "y2": {"field": "high"}}
        layers.insert(
            0, {"data": {"values": band}, "mark": area, "encoding": {"x": _unit("Said", "probability"), **y2}}
        )
    most = max(int(one["n"]) for one in bins)
    counts = {
        "width": WIDTH,
        "height": 60,
        "data": {"values": [{**one, "zero": 0} for one in bins]},
        "mark": {"type": "rect", "color": colours.band, "stroke": colours.main},
        "encoding": {
            "x": _unit("Said", "low"),
            "x2": {"field": "high"},
            "y": {
                "field": "n",
                "type": "quantitative",
                "scale": {"zero": True},
                "axis": {"title": "Forecasts", "format": "d", "values": sorted({0, most // 2, most})},
            },
            "y2": {"field": "zero"},
        },
    }
    upper = {"width": WIDTH, "height": HEIGHT, "layer": layers}
    return dressed({"vconcat": [upper, counts], "spacing": 12}, theme)


def reliability_alt(data: Data) -> str:
    """The bins in words."""
    bins = data["reliability"]
    if not bins:
        return f"{_name(data)}: nothing has been resolved and scored, so there is nothing to draw."
    told = "; ".join(
        f"said about {_share(one['mean_probability'])}, happened {_share(one['event_rate'])} of {one['n']:g}"
        for one in bins
    )
    withheld = data["calibration"]["withheld"]
    note = f" {withheld.capitalize()}." if withheld else ""
    return f"Reliability diagram of {_name(data)}, {data['n']} scored: {told}.{note}"


def _share(value: float) -> str:
    return f"{100 * value:.0f}%"


# History


def history(data: Data, theme: Theme) -> dict[str, Any]:
    """Brier score by month with its interval, beside the coin flip's."""
    windows = [one for one in data["windows"] if one["brier"] is not None]
    if not windows:
        return _nothing("No month has enough to draw", theme)
    colours = PALETTES[theme]
    values = [
        {
            "month": f"{one['month']}-01",
            "brier": one["brier"],
            "low": (one["brier_interval"] or [None])[0],
            "high": (one["brier_interval"] or [None, None])[1],
        }
        for one in windows
    ]
    top = max(0.5, *(one["high"] or one["brier"] for one in values))
    x = {
        "field": "month",
        "type": "temporal",
        "axis": {"title": None, "format": "%b %Y", **APART},
    }
    scale = {"domain": [0, min(1, top)]}
    y = {
        "field": "brier",
        "type": "quantitative",
        "scale": scale,
        "axis": {"title": "Brier score (lower is better)"},
    }
    known = [one for one in values if one["low"] is not None]
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": [{"brier": COIN}]},
            "mark": {"type": "rule", "strokeDash": [4, 4], "color": colours.muted},
            "encoding": {"y": y},
        },
        {
            "data": {"values": values},
            "mark": {
                "type": "line",
                "color": colours.main,
                "strokeWidth": 2,
                "point": {"size": 50, "filled": True, "color": colours.main},
            },
            "encoding": {"x": x, "y": y},
        },
    ]
    if known:
        mark = {"type": "rule", "color": colours.main, "strokeWidth": 2, "opacity": 0.6}
        ends = {"y": {**y, "field": "low"}, "y2": {"field": "high"}}
        layers.insert(1, {"data": {"values": known}, "mark": mark, "encoding": {"x": x, **ends}})
    return dressed({"width": WIDTH, "height": 220, "layer": layers}, theme)


def history_alt(data: Data) -> str:
    """First and last month in words."""
    windows = [one for one in data["windows"] if one["brier"] is not None]
    if not windows:
        return f"{_name(data)}: no month has enough to draw."
    first, last = windows[0], windows[-1]
    return (
        f"Brier score of {_name(data)} by month, lower is better, 0.25 is a coin flip: {first['brier']:.3f} "
        f"in {first['month']} ({first['n']} questions), "
        f"{last['brier']:.3f} in {last['month']} ({last['n']} questions)."
    )


# Decomposition

PARTS = (
    ("Miscalibration", "mcb", "adds"),
    ("Discrimination", "dsc", "takes away"),
    ("Uncertainty", "unc", "adds"),
)


def decomposition(data: Data, theme: Theme) -> dict[str, Any]:
    """Three bars: what is lost, what is won, what the questions gave."""
    if data["mcb"] is None:
        return _nothing("Nothing has been resolved and scored: too few to draw", theme)
    colours = PALETTES[theme]
    values = [{"part": part, "value": data[key], "zero": 0} for part, key, _ in PARTS]
    top = max(COIN, *(one["value"] for one in values))
    mark = {"type": "rect", "height": 26}
    y = {"field": "part", "type": "nominal", "sort": None, "axis": {"title": None, "labelLimit": 120}}
    colour = {
        "field": "part",
        "type": "nominal",
        "legend": None,
        "scale": {
            "domain": [part for part, *_ in PARTS],
            "range": [colours.not_happened, colours.happened, colours.muted],
        },
    }
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, top * 1.15]},
        "axis": {"title": "Brier points", "tickCount": 5},
    }
    words = {
        "mark": {"type": "text", "align": "left", "dx": 5},
        "encoding": {"y": y, "x": x, "text": {"field": "value", "type": "quantitative", "format": ".3f"}},
    }
    bars = {
        "mark": mark,
        "encoding": {"y": y, "x": {**x, "field": "zero"}, "x2": {"field": "value"}, "color": colour},
    }
    return dressed({"width": 260, "height": 120, "data": {"values": values}, "layer": [bars, words]}, theme)


def decomposition_alt(data: Data) -> str:
    """The sum in words."""
    if data["mcb"] is None:
        return f"{_name(data)}: nothing has been resolved and scored, so there is nothing to take apart."
    return (
        f"Brier score of {_name(data)}, {data['mcb'] - data['dsc'] + data['unc']:.3f}: "
        f"miscalibration {data['mcb']:.3f}, minus discrimination {data['dsc']:.3f}, "
        f"plus uncertainty {data['unc']:.3f}; {data['n']} scored."
    )


# Time line

WORDS = {1.0: "happened", 0.0: "did not happen"}
FEW_MONTHS = 150  # days
DRAWN = 3_000  # points, the latest: more make a drawing slow, and say no more


def drawn_calls(data: Data) -> list[dict[str, Any]]:
    """The forecasts a time line has room for; what has no day at all has no place on it."""
    return [one for one in data["items"] if one["made_on"] is not None][:DRAWN]


def _between(one: dict[str, Any]) -> bool:
    """Whether two different days bound it."""
    return one["made_earliest"] not in {None, one["made_on"]}


def _middle(one: dict[str, Any]) -> str:
    """The day a point is drawn on: half-way between the bounds of what has two."""
    last = date.fromisoformat(one["made_on"])
    if not _between(one):
        return last.isoformat()
    first = date.fromisoformat(one["made_earliest"])
    return (first + (last - first) // 2).isoformat()


def _by_day_or_month(items: list[dict[str, Any]]) -> dict[str, Any]:
    """How an axis names its days: few months would be named several times each."""
    last = max(date.fromisoformat(one["made_on"]) for one in items)
    first = min(date.fromisoformat(one["made_earliest"] or one["made_on"]) for one in items)
    short = (last - first).days <= FEW_MONTHS
    return {**APART, "format": "%-d %b %Y", "tickCount": 3} if short else {**APART, "format": "%b %Y"}


def timeline(data: Data, theme: Theme) -> dict[str, Any]:
    """Each forecast on its day, as high as it was sure, by what became of it."""
    items = drawn_calls(data)
    if not items:
        return _nothing("Nothing has been resolved and scored: too few to draw", theme)
    colours = PALETTES[theme]
    values = [
        {
            "day": _middle(one),
            "p": one["probability"],
            "became": WORDS.get(one["outcome"], "in part"),
            "first": one["made_earliest"],
            "last": one["made_on"],
            "between": _between(one),
        }
        for one in items
    ]
    shades = {"happened": colours.happened, "did not happen": colours.not_happened, "in part": colours.muted}
    shapes = {"happened": "circle", "did not happen": "cross", "in part": "diamond"}
    became = [word for word in shades if any(one["became"] == word for one in values)]
    x = {
        "field": "day",
        "type": "temporal",
        "scale": {"padding": 12},  # what is known by bounds ends within the drawing
        "axis": {"title": "Made on", **_by_day_or_month(items)},
    }
    if len({one["day"] for one in values}) == 1 and not any(one["between"] for one in values):
        x = {"field": "day", "type": "ordinal", "axis": {"title": "Made on", "labelAngle": 0}}
    legend = {"title": None, "orient": "top"}
    encoding = {
        "x": x,
        "y": _unit("Said", "p"),
        "color": {
            "field": "became",
            "type": "nominal",
            "legend": legend,
            "scale": {"domain": became, "range": [shades[word] for word in became]},
        },
        "shape": {
            "field": "became",
            "type": "nominal",
            "legend": legend,
            "scale": {"domain": became, "range": [shapes[word] for word in became]},
        },
    }
    size = 60 if len(values) <= 300 else 25
    points = {"mark": {"type": "point", "filled": True, "size": size, "opacity": 0.85}, "encoding": encoding}
    layers: list[dict[str, Any]] = [points]
    if bounded := [one for one in values if one["between"]]:
        ends = {"x": {**x, "type": "temporal", "field": "first"}, "x2": {"field": "last"}}
        line = {"type": "rule", "color": colours.muted, "strokeWidth": 1.5}
        spans = {"data": {"values": bounded}, "mark": line, "encoding": {**ends, "y": _unit("Said", "p")}}
        layers.insert(0, spans)
    return dressed({"width": WIDTH, "height": 220, "data": {"values": values}, "layer": layers}, theme)


def timeline_alt(data: Data) -> str:
    """How many, over which days, and how they came out."""
    items = drawn_calls(data)
    if not items:
        return f"{_name(data)}: nothing has been resolved and scored."
    first = min(one["made_earliest"] or one["made_on"] for one in items)
    last = max(one["made_on"] for one in items)
    happened = sum(one["outcome"] == 1 for one in items)
    drawn = f"{len(items)} scored forecasts" if len(items) > 1 else "1 scored forecast"
    if data["total"] > len(items):
        undated = any(one["made_on"] is None for one in data["items"])
        drawn = f"The latest {len(items)} of {data['total']} scored forecasts" + " with a day" * undated
    between = sum(_between(one) for one in items)
    only_by = sum(one["made_earliest"] is None for one in items)
    told = f"{drawn} of {_name(data)}, made {first} to {last}: {happened} happened."
    told += f" {between} known only to lie between two days: a line, with the point half-way." * bool(between)
    return told + f" {only_by} known only by the last day: drawn on it." * bool(only_by)


def _timeline_rows(data: Data) -> list[list[Any]]:
    """Every forecast, whether there was room for it or not."""
    drawn = {one["forecast"] for one in drawn_calls(data)}
    keys = ("forecast", "made_earliest", "made_on", "probability", "outcome")
    return [[*(one[key] for key in keys), one["forecast"] in drawn] for one in data["items"]]


def _words(data: Data, theme: Theme) -> dict[str, Any]:
    if not data["words"]:
        return _nothing("Nothing that was said in words is settled yet", theme)
    return words_spec(data, theme)


FIGURES: dict[str, Figure] = {
    "reliability": Figure(
        reliability,
        reliability_alt,
        ("low", "high", "mean_probability", "event_rate", "n"),
        lambda data: [
            [one[key] for key in ("low", "high", "mean_probability", "event_rate", "n")]
            for one in data["reliability"]
        ],
        _fixed(446, 462),
    ),
    "history": Figure(
        history,
        history_alt,
        ("month", "n", "brier", "brier_low", "brier_high"),
        lambda data: [
            [one["month"], one["n"], one["brier"], *(one["brier_interval"] or (None, None))]
            for one in data["windows"]
        ],
        _fixed(435, 268),
    ),
    "decomposition": Figure(
        decomposition,
        decomposition_alt,
        ("part", "value"),
        lambda data: [[key, data[key]] for _, key, _ in PARTS],
        _fixed(376, 176),
    ),
    "timeline": Figure(
        timeline,
        timeline_alt,
        ("forecast", "made_earliest", "made_on", "probability", "outcome", "drawn"),
        _timeline_rows,
        _fixed(440, 300),
    ),
    "words": Figure(_words, words_alt, COLUMNS, words_rows, size),
}
