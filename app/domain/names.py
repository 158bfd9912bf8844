"""Whether two names may be one author's: a score for a person to look at, never a merge."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.likeness import Likeness
from app.domain.people import fold_marks

# What each difference leaves of the score; several multiply.
ANOTHER_ORDER = 0.95
MIDDLE_MISSING = 0.9
INITIAL = 0.8
ONE_LETTER = 0.8
FAMILY_ALONE = 0.6
FAMILY_INITIAL = 0.6
LONG_ENOUGH = 5  # letters of a word before one of them may differ


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_HONORIFICS = _words(
    """mr mrs ms miss mx dr prof professor sir dame lord lady baron baroness rev reverend fr president
    premier chancellor minister senator sen rep congressman congresswoman governor gov ambassador
    general gen colonel col major maj captain capt lieutenant lt admiral adm judge justice herr frau
    monsieur madame don dona"""
)
_SUFFIXES = _words("jr sr ii iii iv phd md esq mp mep kc qc obe mbe cbe")
_PARTICLES = _words("de da do dos das del della di du la le van von der den ter ten zu af av al el bin ibn")
_EMPTY = _words("the of and for")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")


@dataclass(frozen=True, slots=True)
class _Name:
    given: tuple[str, ...]
    family: str

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.given, self.family)


def words_of_name(name: str) -> frozenset[str]:
    """The words by which a name can be found: folded, of two letters or more, without honorifics."""
    return frozenset(word for word in (*_read(name).words, *_all_words(name)) if len(word) > 1)


def _all_words(name: str) -> list[str]:
    return [re.sub("['’]", "", word) for word in _WORD.findall(fold_marks(name))]


def _read(name: str) -> _Name:
    before, comma, after = name.partition(",")
    first = [word for word in _all_words(after) if word not in _SUFFIXES]
    if comma and first:  # "Rowe, Ada"
        name = f"{' '.join(first)} {before}"
    elif comma:
        name = before
    words = _all_words(name)
    kept = [word for word in words if word not in _HONORIFICS | _SUFFIXES | _PARTICLES] or words or [""]
    return _Name(tuple(kept[:-1]), kept[-1])


def compare_people(one: str, other: str) -> Likeness | None:
    """How alike two persons' names are: 1, times a factor for each difference; None for two persons.

    Case, accents, honorifics, particles and suffixes are no difference. Symmetric; no probability.
    """
    a, b = _read(one), _read(other)
    if a.family and a.words == b.words:
        said = "the same name" if one == other else "the same but for case, accents, titles or particles"
        return Likeness(1.0, said)
    if a.family and sorted(a.words) == sorted(b.words):
        return Likeness(ANOTHER_ORDER, "the same names in another order")
    family = _word(a.family, b.family)
    if family is None or not (a.family and b.family):  # signs alone are no name
        return None
    if family == -INITIAL:
        return _family_initial(a, b)
    if a.given and b.given:
        return _given(a.given, b.given, family)
    return Likeness(FAMILY_ALONE, "one has the family name alone") if family == 1 else None


def _family_initial(one: _Name, other: _Name) -> Likeness | None:
    same = one.given == other.given and any(len(word) > 1 for word in one.given)
    return Likeness(FAMILY_INITIAL, "an initial stands for the family name") if same else None


def _given(one: tuple[str, ...], other: tuple[str, ...], family: float) -> Likeness | None:
    """First names must agree; middle names may be missing, and must agree in order where both have them."""
    short, long = sorted((one, other), key=lambda names: (len(names), names))
    first = _word(short[0], long[0])
    middle = _aligned(short[1:], long[1:])
    if first is None or middle is None:
        return None
    factors = [family, first, *middle]
    letters, initials = factors.count(ONE_LETTER), factors.count(-INITIAL)
    missing = len(long) - len(short)
    if letters > 1:
        return None
    score = ONE_LETTER**letters * INITIAL**initials * MIDDLE_MISSING**missing
    parts = [
        *(["an initial stands for a name"] if initials else []),
        *(["a middle name is missing"] if missing else []),
        *(["one letter differs"] if letters else []),
    ]
    return Likeness(round(score, 6), "; ".join(parts))


def _aligned(short: tuple[str, ...], long: tuple[str, ...]) -> list[float] | None:
    """Each middle name of the shorter beside the next of the longer that agrees with it."""
    found, place = list[float](), 0
    for word in short:
        while place < len(long) and _word(word, long[place]) is None:
            place += 1
        if place == len(long):
            return None
        found.append(_word(word, long[place]) or 0.0)
        place += 1
    return found


def _word(one: str, other: str) -> float | None:
    """1 where equal, -INITIAL where one is the other's initial, ONE_LETTER, or None where they differ."""
    if one == other:
        return 1.0
    if len(one) == 1 or len(other) == 1:
        return -INITIAL if one[:1] == other[:1] else None
    return ONE_LETTER if _one_letter_apart(one, other) else None


def _one_letter_apart(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < LONG_ENOUGH or len(long) - len(short) > 1:
        return False
    same = next((place for place, sign in enumerate(short) if sign != long[place]), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


def compare_bodies(one: str, other: str) -> Likeness | None:
    """How alike two names of organisations or groups are: Jaccard similarity of their words."""
    a, b = ({word for word in _all_words(name) if word not in _EMPTY} for name in (one, other))
    if not a & b:
        return None
    if a == b:
        return Likeness(1.0, "the same words but for case, accents and small words")
    return Likeness(round(len(a & b) / len(a | b), 6), f"{len(a & b)} of {len(a | b)} words in common")
