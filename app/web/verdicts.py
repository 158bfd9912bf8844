"""A record in plain words that never say more than it shows."""

from __future__ import annotations

from typing import Any

LIKELY = 0.5


def in_words(card: dict[str, Any]) -> list[str]:
    """What a scorecard shows, for somebody who never heard of Brier scores; the verdict first."""
    return [*_verdict(card), *_likely(card), *_possibilities(card)]


def _verdict(card: dict[str, Any]) -> list[str]:
    n, unranked = card["n"], card["unranked"]
    if not n:
        return ["No forecast here has been resolved and scored yet: there is nothing to judge."]
    resolved = f"{n:,} resolved {'question' if n == 1 else 'questions'}"
    if unranked:
        return [f"{resolved}: {_because(unranked)}."]
    low, high = card["brier_interval"] or (None, None)
    if high is not None and high < 0.25:
        return [f"{resolved}: better than saying 50% every time, beyond what chance explains."]
    if low is not None and low > 0.25:
        return [f"{resolved}: worse than saying 50% every time, beyond what chance explains."]
    return [f"{resolved}: not told apart from saying 50% every time."]


def _because(reason: str) -> str:
    """ "too few to rank: 1 of at least 10 effective clusters" without the field's term."""
    head, _, rest = reason.partition(": ")
    if head != "too few to rank":
        return reason
    had, _, needed = rest.partition(" of at least ")
    events = "event" if had == "1" else "events"
    return f"too few to rank (worth {had} independent {events}; {needed.split(' ')[0]} are needed)"


def _likely(card: dict[str, Any]) -> list[str]:
    """Counts by the side the words held likelier; what was read as exactly 50% is on neither."""
    sides = {"likely": [0, 0.0], "unlikely": [0, 0.0]}
    for held in card.get("reliability") or []:
        side = "likely" if held["low"] >= LIKELY else "unlikely"
        sides[side][0] += held["n"]
        sides[side][1] += held["n"] * held["event_rate"]
    said = []
    for word, (n, happened) in sides.items():
        if n:
            events = "event" if n == 1 else "events"
            side = "more likely than not" if word == "likely" else "unlikely, or even odds at best"
            said.append(f"Of {n:g} {events} called {side}, {_count(happened)} happened.")
    return said


def _count(value: float) -> str:
    return f"{round(value, 2):g}"


def _possibilities(card: dict[str, Any]) -> list[str]:
    """ "could" cannot miss, so it is told and not scored."""
    held = [one for one in card["coverage"]["possibility"] if one["resolved"]]
    said, happened = sum(one["resolved"] for one in held), sum(one["happened"] for one in held)
    if not said:
        return []
    times = "once" if said == 1 else f"{said} times"
    return [
        f"Said {times} that something could or might happen that is settled by now: {happened:g} did happen."
    ]
