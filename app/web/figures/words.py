"""The strip of words: what each is read as on a scale from 0 to 100, and how often it then happened."""

from __future__ import annotations

from typing import Any

from app.web.figures.themes import PALETTES, Theme, dressed

WIDTH = 440
MOST = 24  # wordings drawn of one author; all are in the table
STEP, TALL, EDGES = 24, 18, 96
Data = dict[str, Any]
COLUMNS = (
    "cue", "cue_class", "point", "low", "high", "said", "happened", "rate", "rate_low", "rate_high",
)  # fmt: skip
SHARE = {"format": "%", "values": [0, 0.25, 0.5, 0.75, 1]}
KEY = ["Bar and tick: how the word is read.", "Dot and line: how often it happened, with its interval."]


def drawn_words(data: Data) -> list[dict[str, Any]]:
    """The words a figure has room for, the least likely first; of a lexicon all."""
    words: list[dict[str, Any]] = data["words"]
    if data.get("source") is None:
        words = words[:MOST]
    return sorted(words, key=lambda one: (one["point"] is None, one["point"] or 0.0, one["cue"]))


def size(data: Data) -> tuple[int, int]:
    """As drawn: as high as there are words."""
    count = len(data["words"]) if data.get("source") else min(len(data["words"]), MOST)
    return (WIDTH, EDGES + (TALL if data.get("source") else STEP) * count) if count else (376, 96)


def words_spec(data: Data, theme: Theme) -> dict[str, Any]:
    """A row for each word: range as a bar, point as a tick, what happened as a dot with its interval."""
    colours, told = PALETTES[theme], drawn_words(data)
    values = [{**one, "label": _label(one)} for one in told]
    width, height = size(data)
    y = {
        "field": "label",
        "type": "nominal",
        "sort": [one["label"] for one in values],
        "axis": {"title": None, "labelLimit": 170, "grid": True, "tickSize": 0},
    }

    def at(field: str, **more: Any) -> dict[str, Any]:
        return {
            "field": field,
            "type": "quantitative",
            "scale": {"domain": [0, 1], "nice": False},
            "axis": {"title": "Probability", **SHARE},
            **more,
        }

    read = [one for one in values if one["point"] is not None]
    came = [one for one in values if one["rate"] is not None]
    between = [one for one in came if one["rate_low"] is not None]
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": read},
            "mark": {"type": "rule", "color": colours.band, "strokeWidth": 11, "opacity": 0.7},
            "encoding": {"y": y, "x": at("low"), "x2": {"field": "high"}},
        },
        {
            "data": {"values": read},
            "mark": {"type": "tick", "color": colours.words, "thickness": 2.5, "size": 13, "opacity": 1},
            "encoding": {"y": y, "x": at("point")},
        },
    ]
    if between:
        layers.append(
            {
                "data": {"values": between},
                "mark": {"type": "rule", "color": colours.not_happened, "strokeWidth": 1.5},
                "encoding": {"y": y, "x": at("rate_low"), "x2": {"field": "rate_high"}},
            }
        )
    if came:
        layers.append(
            {
                "data": {"values": came},
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 55,
                    "color": colours.not_happened,
                    "opacity": 1,
                },
                "encoding": {"y": y, "x": at("rate")},
            }
        )
    title = {
        "text": KEY if came else ["Bar: the range of readings. Tick: the point."],
        "fontSize": 12,
        "fontWeight": "normal",
        "color": colours.words,
        "anchor": "start",
        "frame": "bounds",
    }
    fitted = {"autosize": {"type": "fit", "contains": "padding"}, "width": width, "height": height}
    return dressed({**fitted, "title": title, "layer": layers}, theme)


def words_alt(data: Data) -> str:
    """Each word with its reading, and what came of it."""
    told = [_told(one) for one in drawn_words(data)]
    name = data["name"] or data["key"]
    if not told:
        return f"{name}: nothing that was said in words is settled yet."
    return f"What words meant: {name}. {'; '.join(told)}."


def words_rows(data: Data) -> list[list[Any]]:
    """The table of all words."""
    return [[one[column] for column in COLUMNS] for one in data["words"]]


def _label(one: dict[str, Any]) -> str:
    return one["cue"] if one["said"] is None else f"{one['cue']} (n={one['said']})"


def _told(one: dict[str, Any]) -> str:
    read = "in no lexicon"
    if one["point"] is not None:
        read = f"read as {one['point']:.0%} ({one['low']:.0%} to {one['high']:.0%})"
    if one["said"] is None:
        return f"{one['cue']} {read}"
    return f"{one['cue']} {read}, happened {one['rate']:.0%} of {one['said']}"
