"""Names made whole: "Rowe" is the Ada Rowe of the line above, "the bank" the only Bank the text names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.extraction.grammar import CLASSES, CONJUNCTIONS, DETERMINERS, PREPOSITIONS, PRONOUNS

ROLES = CLASSES["roles"] | CLASSES["titles"] | CLASSES["offices"]  # stand before a name, no part of it
PARTICLES = frozenset(
    ("de", "del", "della", "der", "van", "von", "den", "di", "da", "al", "bin", "ibn", "la", "le")
)
NOT_NAMES = DETERMINERS | CONJUNCTIONS | PREPOSITIONS | PRONOUNS | CLASSES["starters"] | CLASSES["adverbs"]
TOKEN = re.compile(r"[^ ]+")
OPENING, CLOSING = "\"'“‘«([", "\"'”’»)],.;:!?…"
OWNED = ("'s", "’s")
LONGEST = 5  # words of a name


class FullNames:
    """The whole names that a text holds, and which of them a shorter one means."""

    def __init__(self, text: str) -> None:
        self._by_last: dict[str, list[str]] = {}
        for name in _find(text):
            held = self._by_last.setdefault(_last(name), [])
            if name not in held:
                held.append(name)

    def complete(self, name: str) -> str:
        """The name without what stands before it, made whole where the text names one such person or body."""
        bare = _without_role(name)
        words = bare.split()
        if len(words) == 1 and words[0][:1].isupper():
            return self._one(words[0].lower(), first_only=False) or name
        if len(words) == 2 and words[0].lower() == "the" and words[1].islower():
            return self._one(words[1], first_only=True) or bare
        return bare

    def _one(self, last: str, *, first_only: bool) -> str:
        """The first whole name that ends so; with `first_only`, the only one."""
        found = self._by_last.get(last, [])
        return found[0] if len(found) == 1 or (found and not first_only) else ""


def _last(name: str) -> str:
    return name.rpartition(" ")[2].lower()


def _find(text: str) -> Iterator[str]:
    """Runs of two to five capitalised words, without what leads up to them."""
    run: list[str] = []
    for match in TOKEN.finditer(text.replace("\n", " . ")):
        token = match.group()
        bare = token.lstrip(OPENING)
        if bare != token:
            yield from _as_name(run)
            run = []
        word = bare.rstrip(CLOSING)
        initial = len(word) == 1 and bare == word + "."
        word = bare if initial else word.removesuffix(OWNED[0]).removesuffix(OWNED[1])
        if (word[:1].isupper() or (run and word in PARTICLES)) and len(run) < 2 * LONGEST:
            run.append(word)
            if bare == word:
                continue
        yield from _as_name(run)
        run = []
    yield from _as_name(run)


def _as_name(run: list[str]) -> Iterator[str]:
    while run and run[-1] in PARTICLES:
        run.pop()
    while run and run[0].lower().rstrip(".") in NOT_NAMES | ROLES:
        run = run[1:]
    role = max((place for place, word in enumerate(run[:-1]) if word.lower() in ROLES), default=-1)
    run = run[role + 1 :]
    if 2 <= len(run) <= LONGEST:
        yield " ".join(run)


def _without_role(name: str) -> str:
    """ "House Speaker Brigid Tolland", "the former striker Callum Baird", "Mr Vane": the name alone."""
    words = name.split()
    role = max(
        (place for place, word in enumerate(words[:-1]) if word.lower().rstrip(".") in ROLES), default=-1
    )
    rest = words[role + 1 :]
    named = all(word[:1].isupper() or word in PARTICLES for word in rest)
    return " ".join(rest) if role >= 0 and named and len(rest) <= LONGEST else name
