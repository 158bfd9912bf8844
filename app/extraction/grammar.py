"""Word classes of English that the rules share; the words themselves are data (words.csv)."""

from __future__ import annotations

import csv
from importlib.resources import files


def _load() -> dict[str, frozenset[str]]:
    text = files("app.extraction").joinpath("words.csv").read_text(encoding="utf-8")
    classes: dict[str, set[str]] = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("# ")):
        classes.setdefault(row["class"], set()).add(row["word"])
    return {name: frozenset(words) for name, words in classes.items()}


CLASSES = _load()

ADVERBS = CLASSES["adverbs"]
BE = CLASSES["be"]
CONJUNCTIONS = CLASSES["conjunctions"]
COPULAS = CLASSES["copulas"]
DETERMINERS = CLASSES["determiners"]
DO = CLASSES["do"]
HAVE = CLASSES["have"]
HOPES = CLASSES["hopes"]
INDIRECT = CLASSES["indirect"]
MODALS = CLASSES["modals"]
NEGATIONS = CLASSES["negations"]
OFFICES = CLASSES["roles"] | CLASSES["titles"] | CLASSES["offices"]  # what somebody is, written before a name
PARTICIPLES = CLASSES["participles"]
PAST = CLASSES["past"]
PERSONAL = CLASSES["personal"]
PREPOSITIONS = CLASSES["prepositions"]
PRONOUNS = CLASSES["pronouns"]
REPORTING = CLASSES["reporting"]
REPORTING_NOUNS = CLASSES["reporting_nouns"]
REPORTING_ADJECTIVES = CLASSES["reporting_adjectives"]
SUBORDINATORS = CLASSES["subordinators"]
WH = CLASSES["wh"]

NOT_PAST = frozenset(("need", "indeed", "exceed", "proceed", "succeed", "hundred", "speed", "breed", "bleed"))
FINITE = MODALS | BE | HAVE | DO | PAST
CLOSERS = frozenset("!?;:)]—–…”»")
OPENERS = frozenset("([“«")


def _numbered(*names: str) -> dict[str, int]:
    """Each name, and each of its short forms, with its place in the list counted from 1."""
    return {name: place for place, group in enumerate(names, start=1) for name in group.split()}


MONTHS = _numbered(
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
MONTHS["May"] = MONTHS["may"]  # words keep the capital of the month; see segments
WEEKDAYS = _numbered("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS = _numbered(
    "one a an",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
NUMBERS |= {
    "fifteen": 15,
    "eighteen": 18,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "hundred": 100,
}


def by_first(*phrases: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Phrases as words, under the word each begins with."""
    split = [tuple(phrase.split()) for phrase in phrases]
    return {first: tuple(one for one in split if one[0] == first) for first, *_ in split}


def is_past(word: str) -> bool:
    """Whether a word looks like a past tense or a past participle."""
    return word in PAST or (len(word) > 4 and word.endswith("ed") and word not in NOT_PAST)


# What stands after a noun and never after a modal: "will of the people", "may and june".
NOT_VERBS = frozenset(
    ("of", "for", "and", "is", "was", "are", "were", ".", ",", ";", ")", "to", "as", "has", "had", "or")
)


def is_participle(word: str) -> bool:
    """Whether a word can follow "have"."""
    return word in PARTICIPLES or (len(word) > 4 and word.endswith("ed") and word not in NOT_PAST)


def is_gerund(word: str) -> bool:
    """Whether a word looks like "leaving"."""
    return (
        len(word) > 5
        and word.endswith("ing")
        and word not in {"nothing", "during", "something", "everything"}
    )
