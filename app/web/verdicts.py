"""A record in plain words that never say more than it shows."""

from __future__ import annotations

from typing import Any

LIKELY = 0.5
COIN = 0.25  # the Brier score of saying 50% every time
TOO_FEW = "too few to rank"
NO_INTERVAL = "no interval: too few"
BY_CHANCE = 0.05  # a miscalibration that chance makes as often is no finding
EVEN = 0.1  # so near to 50% nobody sounds sure of either
MADE_UP = "Simulated data: forecasters and outcomes are made up"


def in_words(card: dict[str, Any]) -> list[str]:
    """What a scorecard shows, for somebody who never heard of Brier scores; the verdict first."""
    return [*_verdict(card), *_likely(card), *_how_sure(card), *_possibilities(card)]


def too_small(card: dict[str, Any]) -> list[str]:
    """What the record cannot show yet, for somebody who would otherwise take it for shown."""
    if not card["n"]:
        return []
    said, interval = [], card["brier_interval"]
    if card["n"] >= 2 * card["clusters"]:
        said.append(
            f"The {_plural(card['n'], 'scored question')} hang together: they come from "
            f"{_plural(card['clusters'], 'event')}, and one shock decides all of what it touches."
            if card["clusters"] > 1
            else f"The {_plural(card['n'], 'scored question')} all hang on one event: being right or wrong "
            "about it once decides them together."
        )
    if interval is None:
        said.append("How far the score would move by chance alone cannot be told from so little.")
    elif interval[0] <= COIN <= interval[1]:
        said.append(
            "Whether it is better or worse than saying 50% every time cannot be told: the score may lie "
            f"anywhere from {interval[0]:.2f} to {interval[1]:.2f}, and 0.25 is among that."
        )
    withheld = card["calibration"]["withheld"] or ""
    had, _, needed = withheld.partition(": ")[2].partition(" of at least ")
    if needed:
        said.append(
            "Whether the numbers were too high or too low cannot be told: it takes "
            f"{needed.split(' ')[0]} independent events, and this is worth {had}."
        )
    return said


def standing(card: dict[str, Any]) -> str:
    """Where there is no place, why not, in three or four words; nothing where that goes without saying."""
    unranked = card["unranked"] or ""
    return TOO_FEW if unranked.startswith(TOO_FEW) or not card["n"] else ""


def _verdict(card: dict[str, Any]) -> list[str]:
    if not card["n"]:
        return ["No forecast here has been resolved and scored yet: there is nothing to judge."]
    resolved, unranked = _counted(card), card["unranked"]
    if unranked and unranked.startswith(TOO_FEW):
        return [f"{resolved}: {_too_few(unranked)}."]
    minimum = card["parameters"]["minimum"]
    # Who is never ranked, a topic or a collective, may still have too little to judge by.
    if card["effective_clusters"] < minimum - 1e-9:
        worth = _worth(_tenths(card["effective_clusters"]), minimum)
        return [f"{resolved}: too few to judge ({worth}).", *_never(unranked)]
    return [f"{resolved}: {_beside_the_coin(card['brier_interval'])}.", *_never(unranked)]


def _counted(card: dict[str, Any]) -> str:
    """Several people may have answered one question: then it is no event more."""
    questions = _plural(card["questions"], "resolved question")
    if card["n"] == card["questions"]:
        return questions
    return f"{_plural(card['n'], 'scored forecast')} on {questions}"


def _beside_the_coin(interval: list[float] | tuple[float, float] | None) -> str:
    """By the whole interval: a score below the coin flip's is no verdict yet."""
    if interval is not None and interval[1] < COIN:
        return "better than saying 50% every time, beyond what chance explains"
    if interval is not None and interval[0] > COIN:
        return "worse than saying 50% every time, beyond what chance explains"
    return "not told apart from saying 50% every time"


def _too_few(reason: str) -> str:
    """ "too few to rank: 1 of at least 10 effective clusters" without the field's term."""
    head, _, rest = reason.partition(": ")
    had, _, needed = rest.partition(" of at least ")
    if not needed:
        return reason
    shared = " that others answered too" if "other" in needed else ""
    return f"{head} ({_worth(had, needed.split(' ')[0], shared)})"


def _worth(had: str, needed: int | str, shared: str = "") -> str:
    return f"worth {_events(had)}{shared}; {needed} are needed"


def independent_events(clusters: float) -> str:
    """What the questions are worth: "1 independent event", "12.5 independent events"."""
    return _events(_tenths(clusters))


def _events(number: str) -> str:
    return f"{number} independent {'event' if number == '1' else 'events'}"


def _tenths(clusters: float) -> str:
    """Never more than there is: cut, not rounded."""
    return f"{int(clusters * 10 + 1e-9) / 10:,.1f}".removesuffix(".0")


def _never(unranked: str | None) -> list[str]:
    return [] if unranked is None else [f"Not ranked: {unranked}."]


def _likely(card: dict[str, Any]) -> list[str]:
    """Counts by the side the words held likelier; what was read as exactly 50% is on neither.

    Forecasts that count for a part, by the days they stood, make no counts.
    """
    bins = card.get("reliability") or []
    if any(held["n"] != round(held["n"]) for held in bins):
        return []
    each = card["forecasts"] == card["questions"]  # every forecast is about an event of its own
    said = []
    for side, called in (
        ([one for one in bins if one["low"] >= LIKELY], "more likely than not"),
        ([one for one in bins if one["low"] < LIKELY], "unlikely, or even odds at best"),
    ):
        n, happened = sum(one["n"] for one in side), sum(one["n"] * one["event_rate"] for one in side)
        if n and each:
            said.append(f"Of {_plural(n, 'event')} called {called}, {_number(happened)} happened.")
        elif n:
            said.append(
                f"{_plural(n, 'forecast')} called an event {called}: it happened for {_number(happened)}."
            )
    return said


def _how_sure(card: dict[str, Any]) -> list[str]:
    """Surer than the events bear out, or less: said of the surest forecasts of each side, where it is shown.

    Shown: there is enough to judge by, chance rarely makes as much miscalibration of a calibrated record, and
    both the bin and the fitted curve lie outside what chance makes of it there.
    """
    found = (card.get("detail") or {}).get("consistency") or {}
    band, p = found.get("band"), found.get("p")
    if not band or p is None or p > BY_CHANCE or card["calibration"]["withheld"]:
        return []
    said, bins = [], card["reliability"]
    for side in (reversed(bins), bins):  # each from its surest end
        for held in side:
            mean, likely = held["mean_probability"], side is not bins
            if (mean > LIKELY) != likely or abs(mean - LIKELY) < EVEN:
                continue
            off = _beyond(held, card["curve"], band)
            if off:
                surer = off < 0 if likely else off > 0
                said.append(_sounded(held, likely=likely, surer=surer))
                break
    return said


def _beyond(held: dict[str, Any], curve: list[dict[str, Any]], band: list[dict[str, Any]]) -> int:
    """Whether it happened less (-1) or more (1) often than chance explains around what was said, else 0."""
    near = [one for one in band if held["low"] < one["probability"] <= held["high"]]
    fitted = [one for one in curve if one["high"] > held["low"] and one["low"] <= held["high"]]
    rates = [held["event_rate"], *(one["event_rate"] for one in fitted)]
    if not near or not fitted:
        return 0
    if max(rates) < min(one["low"] for one in near):
        return -1
    return 1 if min(rates) > max(one["high"] for one in near) else 0


def _sounded(held: dict[str, Any], *, likely: bool, surer: bool) -> str:
    low, high = (f"{100 * held[name]:.0f}%" for name in ("low", "high"))
    if held["high"] > 0.95:
        when = f"sounded very sure that it would happen (above {low})"
    elif held["low"] < 0.05:
        when = f"sounded very sure that it would not happen (up to {high})"
    else:
        when = f"called it {'likely' if likely else 'unlikely'} (above {low}, up to {high})"
    rate, n = held["event_rate"], held["n"]
    return (
        f"When they {when}, it happened {100 * rate:.0f}% of the time ({_number(n * rate)} of {_number(n)}): "
        f"they sounded {'surer' if surer else 'less sure'} than the events bear out."
    )


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


def _plural(count: float, one: str) -> str:
    return f"{_number(count)} {one if count == 1 else one + 's'}"


def _number(value: float) -> str:
    """Whole numbers with commas; a fraction that was resolved in part with two decimals at most."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")
