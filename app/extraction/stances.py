"""Cues that need a time ahead to be one: "my view is that", "my bet:", "is due on", "is to be named"."""

from __future__ import annotations

from app.extraction.calendar_words import SEASONS, YEAR
from app.extraction.grammar import BE, CLASSES, MODALS, MONTHS, WEEKDAYS, is_participle, is_past
from app.extraction.segments import Sentence

SCHEDULED = CLASSES["scheduled"]
AIMS = CLASSES["aims"]  # "the aim is to": a purpose
OWED = CLASSES["owed"]  # "the rent is due on Friday": a duty
UNITS = frozenset(("week", "weekend", "month", "quarter", "year", "season", "term", "decade", "century"))
WINDOWS = frozenset(("in", "by", "before", "until", "within", "during", "on", "this", "next", "the", "of"))
SOON = frozenset(("tomorrow", "tonight", "soon", "eventually"))
DUE_TIMES = frozenset(
    ("on", "in", "by", "before", "within", "next", "this", "at", "later", "out", "back", "tomorrow")
)
NO_TIME = frozenset(("part", "large", "no", "some", "course", "time", "least", "all"))
OWNERS = frozenset(("my", "our", "his", "her", "their", "'s"))
PAST_BE = frozenset(("was", "were", "been", "had"))


def points_ahead(sentence: Sentence, first: int, last: int) -> bool:
    """Whether words first to last - 1 name a time that may lie ahead; no dates are worked out here."""
    words = sentence.words
    for place in range(first, min(last, len(words))):
        word = words[place]
        before = words[place - 1] if place else ""
        if word in SOON or (word in WEEKDAYS and sentence.capital(place)):
            return True
        if word in MONTHS and sentence.capital(place) and before != "last":
            return True
        if before in WINDOWS and (YEAR.match(word) or word in SEASONS):
            return True
        if word in UNITS and before in {"this", "next", "the", "coming", "of"}:
            return True
    return False


def is_stance(sentence: Sentence, first: int, last: int) -> bool:
    """ "My view is that the line closes before 2030": a view of what is to come."""
    rest = _clause(sentence, last)
    if MODALS & set(rest) or any(is_past(word) or word in PAST_BE for word in rest[:8]):
        return False
    return points_ahead(sentence, last, last + len(rest))


def is_bet(sentence: Sentence, first: int, last: int) -> bool:
    """ "My bet: they go down": one bets on what is to come, unless the words tell how things are."""
    rest = _clause(sentence, last)
    if not OWNERS & set(sentence.words[max(0, first - 2) : last]):
        return False
    if len(rest) < 2 or any(is_past(word) or word in PAST_BE for word in rest[:8]):
        return False
    return not BE & set(rest) or points_ahead(sentence, last, last + len(rest))


def is_called(sentence: Sentence, first: int, last: int) -> bool:
    """ "Prediction for Sunday: they lose": what stands behind the colon is foretold."""
    words = sentence.words
    colon = next((place for place in range(last, min(last + 6, len(words))) if words[place] == ":"), -1)
    return first <= 1 and 0 < colon < len(words) - 2 and not sentence.asks


def _clause(sentence: Sentence, first: int) -> tuple[str, ...]:
    """The words up to the clause's end."""
    rest = sentence.words[first : first + 30]
    return rest[: next((place for place, word in enumerate(rest) if word in {";", "—", "."}), len(rest))]


def is_due(sentence: Sentence, first: int, last: int) -> bool:
    """ "A ruling is due on Friday", not "the rent is due on Friday"."""
    words = sentence.words
    following = words[last : last + 2]
    near = words[max(0, first - 3) : first]
    if following[:1] == () or following[0] not in DUE_TIMES or set(following[1:]) & NO_TIME:
        return False
    if not BE & set(near) or PAST_BE & set(near) or OWED & set(words[:first]):
        return False
    return following[0] in {"out", "back"} or points_ahead(sentence, last, last + 8)


def is_arranged(sentence: Sentence, first: int, last: int) -> bool:
    """ "The coach is to be named on Friday", not "the aim is to win"."""
    words = sentence.words
    if first == 0 or words[first - 1] in AIMS or last + 1 >= len(words):
        return False
    passive = words[last] == "be" and is_participle(words[last + 1])
    return (passive or words[last] in SCHEDULED) and points_ahead(sentence, last, last + 16)
