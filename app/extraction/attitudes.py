"""Verbs of foretelling: "predicts", "warned of", "sees prices rising", "risks a recession"."""

from __future__ import annotations

from app.extraction.grammar import BE, CLASSES, DETERMINERS, MODALS, NOT_VERBS, PREPOSITIONS
from app.extraction.segments import Sentence
from app.extraction.stances import points_ahead

FORESEEN = frozenset(("expected", "forecast", "projected", "predicted", "anticipated"))
FORECASTERS = CLASSES["forecasters"]
SEEN_CHANGING = CLASSES["seen_changing"]


SOUGHT = frozenset(("ways", "a", "an", "someone", "somebody", "people", "help"))


def is_looking(sentence: Sentence, first: int, last: int) -> bool:
    """ "We look for growth of two percent", "Look for the deadline to be busy": no search for somebody."""
    words = sentence.words
    if first == 0:
        return "to" in words[last : last + 8]
    return bool({"we", "i"} & set(words[max(0, first - 2) : first])) and words[last] not in SOUGHT


def is_attitude(sentence: Sentence, first: int, last: int) -> bool:  # noqa: PLR0911 - one return per rule
    """ "predicts", "expects", "warned of": somebody's stance on what is to come."""
    words = sentence.words
    word = words[first]
    before = words[first - 1] if first else ""
    following = words[last] if last < len(words) else ""
    near = words[max(0, first - 4) : first]
    if before in {
        "than",
        "as",
        "the",
        "had",
        "a",
        "its",
        "his",
        "their",
        "of",
        "this",
        "an",
        "'d",
        "my",
        "our",
        "to",
    } and not (before == "to" and (word in {"see", "brace"} or words[max(0, first - 2)] == "reason")):
        return False
    if any(one in BE for one in near[-2:]) and word in FORESEEN:
        return _is_foreseen(sentence, last, near)
    if any(one in BE for one in near[-2:]) and word.endswith("ed"):
        return False
    if _is_named_or_past(sentence, first, near):
        return False
    if word in {"price", "prices"}:
        return before in FORECASTERS | {"market"}
    if word.startswith("warn"):
        return following in {"of", "that", "about"} and before not in {"without", "no", "been"}
    if word in {"expect", "brace"} and first == 0:
        return following not in {"the", "us"} or len(words) > 4
    if word in {"project", "projects", "forecast"} and not (
        sentence.capital(first - 1) or before in FORECASTERS
    ):
        return following in {"that", "growth", "inflation", "sales", "revenue"} and before not in DETERMINERS
    if following in {".", ",", ";", "from", "by", ""}:
        return False
    if (
        word in {"expected", "projected", "anticipated", "predicted"}
        and following == "to"
        and first
        and before == ","
    ):
        return True
    if words[max(0, first - 2) : first] == ("reason", "to"):
        return True
    return before not in PREPOSITIONS and (first == 0 or bool(before))


def _is_named_or_past(sentence: Sentence, first: int, near: tuple[str, ...]) -> bool:
    """ "PredictIt", "not as much as some expected", "nobody expected": a name, or what was once expected."""
    if first and sentence.capital(first) and not sentence.heading:
        return True
    past = sentence.words[first].endswith("ed")
    return past and bool(
        {"than", "as"} & set(near) or {"i", "we"} & set(near[-2:]) or CLASSES["subject_nobody"] & set(near)
    )


def _is_foreseen(sentence: Sentence, last: int, near: tuple[str, ...]) -> bool:
    """ "Growth is expected", "more rain was expected Wednesday"; not "it was expected of him"."""
    if {"was", "were"} & set(near[-2:]):
        return sentence.words[last - 1] == "expected" and points_ahead(sentence, last, last + 2)
    following = sentence.words[last] if last < len(sentence.words) else ""
    return "been" not in near and following not in {"of", "from", "by", "and", ""}


def is_risking(sentence: Sentence, first: int, last: int) -> bool:
    """ "The war risks a recession": what may come of something; "the risks of" is a noun."""
    words = sentence.words
    following = words[last] if last < len(words) else "."
    before = words[first - 1] if first else ""
    return (
        first > 0
        and (following.isalpha() and following not in NOT_VERBS)
        and before not in DETERMINERS | PREPOSITIONS | MODALS
        and before not in {"to", "and", "or", "'s"}
    )


def is_seeing(sentence: Sentence, first: int, last: int) -> bool:
    """ "Economists see prices rising", "is seen falling": seeing what is to come."""
    words = sentence.words
    ahead = words[last : last + 1] if words[last - 1] == "seen" else words[last : last + 7]
    return (
        first > 0
        and bool(SEEN_CHANGING & set(ahead))
        and not {"was", "were", "we", "you"} & set(words[max(0, first - 2) : first])
    )
