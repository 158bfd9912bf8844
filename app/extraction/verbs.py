"""Verbs bent to their subjects: number of a noun phrase, present tense, the base of a gerund."""

from __future__ import annotations

from app.extraction.grammar import CLASSES

PLURALS = CLASSES["plural_nouns"]  # plurals without an s: "children", "police"
SINGULARS = CLASSES["singular_s"]  # singulars with one: "news", "Wales"
PARTS = frozenset(
    ("most", "all", "some", "half", "many", "none", "any", "plenty", "lots", "rest", "majority")
)
PLURAL_WORDS = frozenset(
    ("they", "we", "you", "these", "those", "both", "many", "few", "several", "others", "most", "some")
)
SINGULAR_WORDS = frozenset(("each", "every", "one", "nobody", "everybody", "either", "neither", "another"))
LINKS = (CLASSES["prepositions"] | {"to", "who", "which", "that"}) - {"like", "unlike", "per"}
OBJECTS = {"them": "they", "him": "he", "her": "she", "us": "we", "me": "I"}
VOWELS = frozenset("aeiou")
# Bases of two syllables and more that end in a silent e, by the letters their gerunds leave over.
SILENT = (
    "at", "id", "iz", "is", "us", "os", "as", "uc", "ac", "ov", "iv", "av", "ir", "ur", "ar", "or",
    "um", "im", "om", "ut", "ag", "ak", "ok", "in", "as", "ang", "eng", "rg", "dg", "rs", "ns", "rc", "nc",
    "lv", "rv", "tl", "bl", "pl", "gl", "dl", "ibut", "u", "eav", "iev", "eiv", "eas", "ais", "ous", "aus",
)  # fmt: skip
NOT_SILENT = ("vis", "it", "en", "er", "on", "op", "et", "el", "ow", "monitor", "anchor", "remain", "explain")


def is_plural(subject: str) -> bool:  # noqa: PLR0911 - one return per rule
    """Whether a noun phrase takes a plural verb."""
    words = subject.split()
    if not words:
        return False
    lower = [word.lower().strip(",'\"“”‘’") for word in words]
    first = lower[0]
    if first in SINGULAR_WORDS:
        return False
    if " and " in subject.lower() and not lower[0].endswith("ing"):
        return True
    link = next((place for place, word in enumerate(lower) if place and word in LINKS), len(lower))
    if lower[link : link + 1] == ["of"] and (
        lower[link - 1] in PARTS or lower[:link] in (["a", "number"], ["a", "lot"], ["a", "handful"])
    ):
        return is_plural(" ".join(words[link + 1 :]))
    if len(words) > 1 and first in {"these", "those", "both", "many", "few", "several"}:
        return True
    head = lower[link - 1]
    if head in PLURALS or (head in PLURAL_WORDS and link == 1):
        return True
    if head in SINGULARS or not head.endswith("s") or head.endswith(("ss", "us", "is")):
        return False
    # A capital within the phrase makes a name of it: "the United States", but not "Prices".
    return not words[link - 1][:1].isupper() or link == 1


def present(verb: str, subject: str) -> str:
    """The verb in the present tense for this subject."""
    plural = is_plural(subject)
    first = subject.strip().lower() == "i"
    if verb == "be":
        return "am" if first else "are" if plural else "is"
    if first or plural or not verb.isalpha():
        return verb
    if verb == "have":
        return "has"
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return verb + "es"
    return verb[:-1] + "ies" if verb.endswith("y") and verb[-2:-1] not in VOWELS else verb + "s"


def base_of(gerund: str) -> str:
    """The verb of a gerund: "winning" is "win", "making" is "make"; best effort."""
    stem = gerund.removesuffix("ing")
    if stem in {"be", "see", "agree", "flee", "do", "go"}:
        return stem
    groups = sum(
        letter in VOWELS and (not place or stem[place - 1] not in VOWELS) for place, letter in enumerate(stem)
    )
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lszf":
        return stem[:-1]
    if groups == 1 and len(stem) > 1 and stem[-1] not in VOWELS | set("wxyh"):
        short = stem[-2] in VOWELS and (len(stem) < 3 or stem[-3] not in VOWELS)
        if short or stem.endswith(
            ("rc", "nc", "rg", "dg", "rs", "ns", "rv", "lv", "eav", "eas", "ous", "aus", "uc")
        ):
            return stem + "e"
    if groups > 1 and stem.endswith(SILENT) and not stem.endswith(NOT_SILENT):
        return stem + "e"
    return stem + "e" if stem.endswith(("v", "u")) else stem
