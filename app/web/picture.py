"""A record as a picture for other sites: 1200 by 630, with n, interval, day and address, drawn here alone."""

from __future__ import annotations

from html import escape
from typing import Any

from app.web.templates import figure, within
from app.web.verdicts import MADE_UP, standing

SIZE = (1200, 630)
LEFT, RIGHT = 70, 1130
COLOURS = {
    "light": ("#ffffff", "#1f2933", "#59636e", "#0b5c7a", "#7fb2c8"),
    "dark": ("#13171f", "#e4e9ee", "#a9b4c0", "#6cc3e8", "#2f6f8c"),
}
WORST = 0.5  # where the scale ends; what is beyond is drawn at its end, and the number beside it says so
AVERAGE = 0.56  # of a letter's width to its height; the typeface of the drawing is not measured here


def picture_svg(card: dict[str, Any], words: str, *, where: str, theme: str, simulated: bool) -> str:
    """The card as SVG; every word of it is escaped, and it names no file and no address to load."""
    background, ink, muted, main, band = COLOURS["dark" if theme == "dark" else "light"]
    name = str(card["name"] or card["key"])
    y, parts = 130, []
    for line in wrapped(name, 64, lines=2):
        parts.append(_text(LEFT, y, 64, ink, line, bold=True))
        y += 74
    y += 2
    for line in wrapped(words, 34, lines=3):
        parts.append(_text(LEFT, y, 34, ink, line))
        y += 46
    if card["n"]:
        parts.append(_scale(card, ink, muted, main, band))
    told = [f"n = {card['n']}", standing(card), str(card["date"]), f"event {card['seq']}"]
    told.append("corrected since" if card["corrected"] else "")
    if simulated:
        parts.append(_text(LEFT, 52, 26, main, MADE_UP, bold=True))
    parts.append(_text(LEFT, 560, 28, muted, " · ".join(filter(None, told))))
    parts.append(_text(LEFT, 600, 26, main, wrapped(f"Foreseen · {where}", 26, lines=1)[0]))
    width, height = SIZE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><rect width="{width}" height="{height}" fill="{background}"/>'
        f'<rect width="14" height="{height}" fill="{main}"/>{"".join(parts)}</svg>'
    )


def wrapped(words: str, size: int, *, lines: int) -> list[str]:
    """The words in at most so many lines that fit; what does not is told by an ellipsis."""
    room = int((RIGHT - LEFT) / (size * AVERAGE))
    found: list[str] = []
    rest = " ".join(words.split())
    while rest and len(found) < lines:
        if len(rest) <= room:
            return [*found, rest]
        cut = rest.rfind(" ", 0, room + 1)
        cut = cut if cut > room // 3 else room
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest and found:
        last = found[-1]
        if len(last) + 2 > room:
            last = last[: last.rfind(" ")] if " " in last else last[: room - 2]
        found[-1] = f"{last} …"
    return found or [""]


def _scale(card: dict[str, Any], ink: str, muted: str, main: str, band: str) -> str:
    """The Brier score with its interval between 0 and a half, beside the coin flip's."""
    y = 470

    def at(value: float) -> float:
        return LEFT + (RIGHT - LEFT) * min(value, WORST) / WORST

    shown = f"Brier {figure(card['brier'])} ({within(card['brier_interval'])})"
    parts = [_text(LEFT, y - 42, 34, ink, shown, bold=True), _line(LEFT, RIGHT, y, muted, 3)]
    if card["brier_interval"] is not None:
        low, high = card["brier_interval"]
        parts.append(_line(at(low), at(high), y, band, 18))
    for value, anchor, told in (
        (0.0, "start", "0 is perfect"),
        (0.25, "middle", "0.25: saying 50% every time"),
        (WORST, "end", "0.5 and worse"),
    ):
        x = at(value)
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y - 14}" y2="{y + 14}" stroke="{muted}" stroke-width="3"/>'
        )
        parts.append(_text(x, y + 42, 24, muted, told, anchor=anchor))
    parts.append(f'<circle cx="{at(card["brier"]):.1f}" cy="{y}" r="13" fill="{main}"/>')
    return "".join(parts)


def _line(x1: float, x2: float, y: float, colour: str, width: int) -> str:
    return f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="{width}"/>'


def _text(
    x: float, y: float, size: int, colour: str, words: str, *, bold: bool = False, anchor: str = "start"
) -> str:
    weight = "bold" if bold else "normal"
    return (
        f'<text x="{x:.1f}" y="{y}" font-family="sans-serif" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{colour}">{escape(_plain(words))}</text>'
    )


def _plain(words: str) -> str:
    """Without what XML cannot hold."""
    return "".join(letter for letter in words if letter >= " " and letter not in "\ufffe\uffff")
