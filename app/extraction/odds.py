"""Odds and prices: "3 to 1 against", "four to one on", 7/2; told from scores, votes and ratios."""

from __future__ import annotations

from collections.abc import Iterator

from app.extraction.grammar import CLASSES, DETERMINERS, NUMBERS, PERSONAL
from app.extraction.segments import Sentence

CHANCES = CLASSES["chance_names"]
BETTING = CLASSES["betting"]  # whoever or whatever quotes a price
SCORED = CLASSES["scored"]  # what makes "3 to 1" a result, a vote or a ratio
LARGE = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
OUTSIDERS = frozenset(("shot", "shots", "outsider", "outsiders", "underdog", "underdogs"))
FAVOURITES = frozenset(("favorite", "favorites", "favourite", "favourites"))
UNITS = frozenset(
    (
        "years",
        "months",
        "weeks",
        "days",
        "hours",
        "minutes",
        "times",
        "points",
        "percent",
        "million",
        "billion",
    )
) | frozenset(("people", "seats", "goals", "degrees", "dollars", "pounds", "euros", "per", "%"))
ENDS = frozenset((".", ",", ";", ":", ")", "!", "—", "–"))
JOINTS = frozenset(("to", "-", "/", ":"))
LONGEST = 1000  # no price is longer than this to one


def number(word: str) -> float | None:
    """A plain decimal number as written in figures."""
    if not word[:1].isdigit() or not word.isascii() or len(word) > 9 or "," in word or word.count(".") > 1:
        return None
    return float(word)


def count(word: str) -> float | None:
    """A whole number in figures or words."""
    return number(word) or (float(NUMBERS[word]) if word in NUMBERS and word not in {"a", "an"} else None)


def find_odds(sentence: Sentence) -> Iterator[tuple[int, int, float]]:
    """First word, word after the last, and the probability of the event that the odds are on."""
    words = sentence.words
    for place, word in enumerate(words[:-2]):
        if words[place + 1] not in JOINTS:
            continue
        first = LARGE.get(word) or count(word)
        if not first or first > LONGEST or SCORED & set(words[max(0, place - 6) : place]):
            continue
        worded, last = _second_leg(words, place)
        second = count(words[last - 1]) if last else None
        if not second or second > LONGEST or not _are_odds(sentence, place, last, worded=worded):
            continue
        if not worded and first + second == 100:
            yield place, last, first / 100
        elif _are_against(words, place, last, worded=worded):
            yield place, last, second / (first + second)
        else:
            yield place, last, first / (first + second)


def _second_leg(words: tuple[str, ...], place: int) -> tuple[bool, int]:
    """Whether odds are worded with "to", and the word after their second number (0 where there is none)."""
    rest = words[place + 1 : place + 5]
    if rest[:1] == ("to",) and len(rest) > 1 and count(rest[1]) is not None:
        return True, place + 3
    if rest[:3] == ("-", "to", "-") and len(rest) > 3 and count(rest[3]) is not None:
        return True, place + 5
    if rest[:1] in {("-",), ("/",), (":",)} and len(rest) > 1 and number(rest[1]) is not None:
        return False, place + 3
    return False, 0


def _are_odds(sentence: Sentence, place: int, last: int, *, worded: bool) -> bool:
    """Whether a bet, a chance or what follows makes these two numbers odds."""
    words = sentence.words
    quoted = bool(BETTING & set(words[:place]))
    after = words[last : last + 2]
    if UNITS & set(after[:1]):
        return False  # "for two to three years"
    stated = bool({"against", "that", "odds", "chance", "on"} & set(after[:1]))
    stated |= bool((FAVOURITES | OUTSIDERS) & set(after)) or after in {("in", "favour"), ("in", "favor")}
    figures = number(words[place]) is not None
    if not worded and words[place + 1] == "/" and words[last : last + 2] == ("to", "win"):
        return figures  # "Arsenal are 4/1 to win the league"
    if not worded:
        on = after[:1] == ("on",) and not (set(after[1:]) & (ENDS | FAVOURITES | {"to"}))
        return figures and (quoted or (stated and not on))
    if words[place - 1 : place] in {("at",), ("by",), ("until",)} and not quoted:
        return False  # a time of day
    if stated and (figures or words[last - 1] in {"one", "1"}):
        return True
    named = bool(CHANCES & set(words[max(0, place - 10) : place]))
    idiom = place == 0 and words[last - 1] in {"one", "1"} and _opens_clause(sentence, last)
    return named or quoted or idiom or words[place - 1 : place] == (":",)


def _opens_clause(sentence: Sentence, place: int) -> bool:
    """Whether a subject follows: "Ten to one they lose"."""
    following = sentence.words[place] if place < len(sentence.words) else ""
    return following in PERSONAL or following in DETERMINERS or sentence.capital(place)


def _are_against(words: tuple[str, ...], place: int, last: int, *, worded: bool) -> bool:
    """Whether the longer leg stands for the event's failing."""
    after = words[last : last + 3]
    if "against" in after or OUTSIDERS & set(after):
        return True
    named = max((at for at in range(max(0, place - 16), place) if words[at] in CHANCES), default=-1)
    if "against" in words[max(0, place - 3) : place] or (named >= 0 and words[named + 1] == "against"):
        return True
    if after[:2] == ("odds", "for") or after[:2] == ("odds", "of"):
        return False  # "16:1 odds for winning"
    if FAVOURITES & set(after):
        return not worded and after[0] != "on" and "odds" not in after
    on = after[:1] == ("on",) and (len(after) < 2 or after[1] in ENDS or after[1] == "to")
    if on or after[:1] in {("that",), ("in",)}:
        return False
    return not worded or bool(BETTING & set(words[:place]))
