"""Scorecards as a person reads them: how accurate, how sure, and why a figure is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.cli.output import say, show, show_table, shown

NAMES_SHOWN = 5


def interval(bounds: list[float] | None) -> str:
    """Both ends of an interval, or a dash."""
    return "-" if bounds is None else f"{bounds[0]:.3f} to {bounds[1]:.3f}"


def show_scorecards(result: dict[str, Any], *, title: str) -> None:
    """Scorecards as a table, the overall one last, and why nobody is ranked where nobody is."""
    cards = [*result["groups"], {"key": "overall", **result["overall"]}]
    rows = [
        (
            card.get("name") or card["key"],
            card["n"],
            card["clusters"],
            card["base_rate"],
            card["adjusted"],
            card["brier"],
            interval(card["brier_interval"]),
            card["skill"],
            _place(card),
        )
        for card in cards
    ]
    show_table(
        title,
        ("who", "n", "clusters", "base rate", "adjusted", "Brier", "95% interval", "skill", "rank"),
        rows,
    )
    unranked: dict[str, list[str]] = {}
    for card in result["groups"]:
        if card["unranked"]:
            unranked.setdefault(card["unranked"], []).append(card.get("name") or card["key"])
    for reason, names in sorted(unranked.items()):
        who = ", ".join(names) if len(names) <= NAMES_SHOWN else f"{len(names)} of them"
        say(f"unranked, {reason}: {who}")
    if any(card["rank"] is not None for card in cards):
        show("rank: by adjusted score, shrunk; in brackets the places that cannot be ruled out")
    show(f"method {result['method']}; Brier 0 is perfect, 0.25 is always saying 50%")


def _place(card: Mapping[str, Any]) -> str:
    if card["rank"] is None:
        return "unranked"
    places = card["rank_set"]
    return str(card["rank"]) if places is None else f"{card['rank']} ({places[0]} to {places[1]})"


def left_out_of_record(card: Mapping[str, Any]) -> str | None:
    """How many accepted forecasts are not scored and why, or None where all of them are."""
    coverage = card["coverage"]
    counts: list[tuple[int, str]] = [
        (coverage["open"], "open"),
        (coverage["overdue"], "overdue"),
        (coverage["disputed"], "disputed"),
        (coverage["reported"], "reported by others"),
        (coverage["quoted"], "quoted"),
        (coverage["closing_later"], "closing later"),
        *((count, f"void, {reason}") for reason, count in coverage["void"].items()),
        *((count, reason) for reason, count in coverage["excluded"].items()),
        (sum(word["said"] for word in coverage["possibility"]), "could, may or might, which cannot miss"),
        (card["after_close"], "made after the close"),
        (card["fractions_dropped"], "resolved in part"),
    ]
    said = [f"{why} ({count})" for count, why in counts if count]
    accepted = coverage["forecasts"]["accepted"]
    return f"not scored, of {accepted} accepted forecasts: {'; '.join(said)}" if said else None


def show_detail(card: Mapping[str, Any]) -> None:
    """What one scorecard is made of; where a figure is missing, why."""
    detail, calibration, reasons = card["detail"], card["calibration"], card["reasons"]
    if not card["n"]:
        show("no figures: nothing here is scored")
        return
    if card["brier_interval"] is None:
        show(f"no interval: {reasons['brier_interval']}")
    parts = (card["mcb"], card["dsc"], card["unc"])
    show(
        "Brier {:.4f} = miscalibration {:.4f} - discrimination {:.4f} + uncertainty {:.4f}".format(
            card["brier"], *parts
        )
    )
    consistency = detail["consistency"]
    if consistency is not None and consistency["expected"] is not None:
        by_chance = f"{consistency['expected']:.4f} by chance (p = {consistency['p']:.3f})"
        show(f"a perfectly calibrated forecaster would show a miscalibration of {by_chance}")
    if calibration["withheld"] is not None:
        show(f"calibration withheld, {calibration['withheld']}")
    else:
        tested = calibration["ecce_p"]
        why = reasons.get("calibration.ecce_p")
        test = (
            f"p of the test without bins {tested:.3f}"
            if tested is not None
            else f"no test without bins: {why}"
        )
        show(f"calibration: debiased squared error {shown(calibration['debiased_l2'])}; {test}")
    wrong = f"{card['log_infinite']} certain and wrong"
    show(f"log score {shown(card['log_clipped'])}, {wrong}; against peers {_against(card)}")
    if card["brier_bounds"] is not None:
        show(f"had each phrase meant another number of its range: {interval(card['brier_bounds'])}")
    _show_voids_and_words(detail)


def _against(card: Mapping[str, Any]) -> str:
    if card["peer"] is None:
        return f"none: {card['reasons']['peer']}"
    return f"{card['peer']:+.4f} on {card['peer_n']} questions (above 0 is better)"


def _show_voids_and_words(detail: Mapping[str, Any]) -> None:
    voids = detail.get("voids")
    if voids and voids["best"] is not None:
        ends = interval([voids["best"], voids["worst"]])
        show(f"had the {voids['questions']} questions void by judgement been resolved: {ends}")
    lexicon = detail.get("lexicon_score")
    if lexicon and lexicon["mean"] is not None:
        show(f"score of words as bands of {lexicon['lexicon']}: {lexicon['mean']:.4f} on {lexicon['n']}")
    phrases: Iterable[Mapping[str, Any]] = detail.get("phrases") or ()
    rows = [
        (
            phrase["cue"],
            phrase["said"],
            f"{phrase['happened']:g}",
            phrase["rate"],
            interval(phrase["interval"]),
        )
        for phrase in phrases
    ]
    if rows:
        show_table("What the words were worth", ("said", "times", "happened", "rate", "95% interval"), rows)
