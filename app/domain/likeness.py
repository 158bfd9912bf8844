"""How alike two texts are in what they are about: a score for a person to look at, never a decision."""

from __future__ import annotations

from calendar import month_name
from dataclasses import dataclass, replace

from app.domain.wording import Wording

WORD, FIGURE = 1, 2  # a number or date tells two claims apart better than one more word


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score in [0, 1] with its reason in words."""

    score: float
    reason: str


NOTHING = Likeness(0.0, "no word in common")


def compare_asked(claim: Wording, question: Wording, criteria: Wording) -> Likeness:
    """`compare` of a claim with a question; what the claim shares with its criteria counts as in common.

    Nothing else of the criteria counts, neither for nor against; the question itself must share a stem.
    """
    if not claim.words & question.words:
        return NOTHING
    explained = replace(
        question,
        words=question.words | (claim.words & criteria.words),
        numbers=question.numbers | (claim.numbers & criteria.numbers),
    )
    return compare(claim, explained)


def compare(one: Wording, other: Wording) -> Likeness:
    """Weighted Jaccard similarity (Jaccard 1912) of what two texts are about.

    score = w(A & B) / w(A | B), where a stem weighs 1 and a number, year, month or day of the month 2. Years,
    months and days count only where both texts name one: what leaves the date out may mean the same.
    Without a stem in common the score is 0. Symmetric, in [0, 1], 1 where nothing differs; it measures words,
    not meaning, and is no probability.
    """
    both = one.words & other.words
    if not both:
        return NOTHING
    shared = WORD * len(both) + FIGURE * len(one.numbers & other.numbers)
    whole = WORD * len(one.words | other.words) + FIGURE * len(one.numbers | other.numbers)
    apart = []
    for name, mine, theirs in _dates(one, other):
        if mine and theirs:
            shared += FIGURE * len(mine & theirs)
            whole += FIGURE * len(mine | theirs)
            if not mine & theirs:
                apart.append(name)
    if one.numbers and other.numbers and not one.numbers & other.numbers:
        apart.append("number")
    return Likeness(round(shared / whole, 6), _reason(one, other, both, apart))


def _dates(one: Wording, other: Wording) -> tuple[tuple[str, frozenset[int], frozenset[int]], ...]:
    return (
        ("year", one.years, other.years),
        ("month", one.months, other.months),
        ("day", one.days, other.days),
    )


def _reason(one: Wording, other: Wording, both: frozenset[str], apart: list[str]) -> str:
    alone = len(one.words ^ other.words)
    parts = [f"{len(both)} {'word' if len(both) == 1 else 'words'} in common, {alone} in one alone"]
    figures = [
        *sorted(one.numbers & other.numbers),
        *(str(day) for day in sorted(one.days & other.days)),
        *(month_name[month] for month in sorted(one.months & other.months) if month <= len(month_name[1:])),
        *(str(year) for year in sorted(one.years & other.years)),
    ]
    if figures:
        parts.append(f"the same {', '.join(figures)}")
    if apart:
        parts.append(f"another {' and '.join(apart)}")
    if one.negated != other.negated:
        parts.append("one of them denies: perhaps the opposite side")
    return "; ".join(parts)
