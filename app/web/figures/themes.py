"""Colours and type of the figures: one palette for light and one for dark, told apart by shape as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from app.web.verdicts import MADE_UP

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours with at least 3 to 1 against the background, words at least 4.5 to 1."""

    background: str
    words: str
    grid: str
    muted: str
    main: str
    band: str
    happened: str
    not_happened: str


PALETTES: dict[Theme, Palette] = {
    "light": Palette("#ffffff", "#1f2933", "#d5dbe1", "#59636e", "#0b5c7a", "#7fb2c8", "#0b6b3a", "#a3271e"),
    "dark": Palette("#13171f", "#e4e9ee", "#3a4452", "#a9b4c0", "#6cc3e8", "#2f6f8c", "#7fd6a4", "#ff9d94"),
}


def marked(spec: dict[str, Any], theme: Theme) -> dict[str, Any]:
    """The drawing with the words that its data are made up, which go where it goes."""
    title = spec.get("title", {"text": []})
    warned = {
        "anchor": "start", "frame": "bounds", "fontSize": 12, "fontWeight": "normal",
        "color": PALETTES[theme].words, **title, "text": [MADE_UP, *title["text"]],
    }  # fmt: skip
    return {**spec, "title": warned}


def dressed(spec: dict[str, Any], theme: Theme) -> dict[str, Any]:
    """A specification with the theme's colours, and words that stay readable at 360 pixels."""
    colours = PALETTES[theme]
    axis = {
        "labelColor": colours.words, "titleColor": colours.words, "gridColor": colours.grid,
        "domainColor": colours.muted, "tickColor": colours.muted, "labelFontSize": 12, "titleFontSize": 12,
        "titleFontWeight": "normal",
    }  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": colours.background,
        "padding": 8,
        **spec,
        "config": {
            "font": "sans-serif",
            "view": {"stroke": None},
            "axis": axis,
            "legend": {"labelColor": colours.words, "titleColor": colours.words, "labelFontSize": 12},
            "text": {"color": colours.words, "fontSize": 12},
        },
    }
