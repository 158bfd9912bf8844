"""Names made whole: "Rowe" is the Ada Rowe of the line above, "the bank" the only Bank the text names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.extraction.grammar import CLASSES, CONJUNCTIONS, DETERMINERS, OFFICES, PREPOSITIONS, PRONOUNS

PARTICLES = frozenset(
    ("de", "del", "della", "der", "van", "von", "den", "di", "da", "al", "bin", "ibn", "la", "le")
)
NOT_NAMES = DETERMINERS | CONJUNCTIONS | PREPOSITIONS | PRONOUNS | CLASSES["starters"] | CLASSES["adverbs"]
TOKEN = re.compile(r"[^ ]+")
SHORT = re.compile(r"\(([A-Z][A-Za-z&]{1,9})\)")
COMPANIES = frozenset(
    (
        "co",
        "inc",
        "corp",
        "ltd",
        "plc",
        "company",
        "corporation",
        "group",
        "bank",
        "motors",
        "electric",
        "mills",
    )
)
OPENING, CLOSING = "\"'“‘«([", "\"'”’»)],.;:!?…"
OWNED = ("'s", "’s")
LONGEST = 5  # words of a name


class FullNames:
    """The whole names that a text holds, and which of them a shorter one means."""

    def __init__(self, text: str) -> None:
        self._by_last: dict[str, list[str]] = {}
        self._short = dict(_find_short(text))
        for name in _find(text):
            held = self._by_last.setdefault(_last(name), [])
            if name not in held:
                held.append(name)

    def complete(self, name: str) -> str:
        """The name without what stands before it, made whole where the text names one such person or body."""
        bare = _without_role(_without_description(SHORT.sub("", name).rstrip()))
        words = bare.split()
        if (short := words[-1] if words else "") in self._short and words[:-1] in ([], ["the"], ["The"]):
            return self._short[short]
        if len(words) == 1 and words[0][:1].isupper():
            return self._one(words[0].lower(), first_only=False) or name
        if len(words) == 2 and words[0].lower() == "the" and words[1].islower():
            return self._one(words[1], first_only=True) or bare
        return bare

    def _one(self, last: str, *, first_only: bool) -> str:
        """The first whole name that ends so; with `first_only`, the only one."""
        found = self._by_last.get(last, [])
        return found[0] if len(found) == 1 or (found and not first_only) else ""


def _find_short(text: str) -> Iterator[tuple[str, str]]:
    """ "the Fine Weather Office (FWO)": the short form, and the whole name whose capitals it holds."""
    for match in SHORT.finditer(text):
        before = text[max(0, match.start() - 120) : match.start()].rpartition("\n")[2].split()
        letters = match.group(1)
        for count in range(min(len(before), 2 * len(letters)), 1, -1):
            words = before[-count:]
            capitals = "".join(word[0] for word in words if word[0].isupper())
            if words[0][0].isupper() and capitals == letters.upper() and words[0].lower() not in NOT_NAMES:
                yield letters, " ".join(words)
                break


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
    while run and run[0].lower().rstrip(".") in NOT_NAMES | OFFICES:
        run = run[1:]
    role = max((place for place, word in enumerate(run[:-1]) if word.lower() in OFFICES), default=-1)
    run = run[role + 1 :]
    if 2 <= len(run) <= LONGEST:
        yield " ".join(run)


def _without_description(name: str) -> str:
    """ "A leading broker Naseem Usman", "Ada Rowe from the harbour office": the person alone."""
    head = re.split(r" (?:of|from|at|in) ", name, maxsplit=1)[0]
    words = (head if any(word[:1].islower() for word in head.split()) else name).split()
    lower = max((at for at, word in enumerate(words) if word[:1].islower()), default=-1)
    if lower >= 0 and words[lower].lower() not in NOT_NAMES | PARTICLES and 2 <= len(words) - lower - 1 <= 3:
        return " ".join(words[lower + 1 :])
    words = name.split()
    first = min((at for at, word in enumerate(words) if word[:1].islower()), default=0)
    if 2 <= first <= 3 and words[first] in {"from", "at", "with"} and _is_persons(words[:first]):
        return " ".join(words[:first])
    return name


def _is_persons(words: list[str]) -> bool:
    return all(word.isalpha() for word in words) and not {word.lower() for word in words} & (
        CLASSES["bodies"] | COMPANIES | NOT_NAMES
    )


def _without_role(name: str) -> str:
    """ "House Speaker Brigid Tolland", "the former striker Callum Baird", "Mr Vane": the name alone."""
    words = name.split()
    role = max(
        (place for place, word in enumerate(words[:-1]) if word.lower().rstrip(".") in OFFICES), default=-1
    )
    rest = words[role + 1 :]
    if words and words[-1].lower().rstrip(".") in COMPANIES:
        return name  # "General Electric Co" is no general
    named = all(word[:1].isupper() or word in PARTICLES for word in rest)
    return " ".join(rest) if role >= 0 and named and len(rest) <= LONGEST else name
