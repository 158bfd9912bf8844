"""The words of a sentence that say what it is about: stems, numbers and dates, without how sure it sounds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from app.domain.people import fold_marks

READ = 20_000  # characters: what an article's longest sentences stay far below


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# How sure somebody is, when it is asked and the grammar around it say nothing of what happens.
_EMPTY = _words(
    """a about after again against all also although am an and any are as at be because been before
    being below between both but by can could did do does doing done during each either even ever
    every few for from further had has have having he her here hers him his how however i if in into
    is it its itself just let may maybe me might more most much must my no nor not of off on once
    one only or other our out over own perhaps per percent cent possibly probably presumably same
    shall she should so some soon still such than that the their them then there these they this
    those though through to too under until unless up upon us very was we were what whatever when
    where whether which while who whom whose why will with within without would yet you your almost
    certain certainly chance chances clearly conceivable conceivably confident definitely doubt
    doubtful doubtless doubtlessly expect expected expects forecast forecasts guess impossible
    inevitable inevitably inconceivable likelihood likely likelier odds plausible plausibly possible
    predict predicted predicts probability probable sure surely think thinks believe believes
    unlikely unthinkable undoubtedly day days month months week weeks year years end beginning early
    late later next coming yes no true false resolve resolves resolved question criteria st nd rd th"""
)
_NEGATIONS = _words("not no never neither nor cannot without nobody nothing none unlikely fail fails failed")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march", "april", "may", "june", "july", "august aug",
         "september sept", "october oct", "november nov", "december dec"), start=1,
    )
    for name in names.split()
}  # fmt: skip
_NUMBERS = {
    name: str(number)
    for number, name in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=2
    )
} | {"bn": "billion", "mn": "million", "trn": "trillion"}
_IRREGULAR = {
    form: base
    for base, forms in {
        "begin": "began begun", "break": "broke broken", "bring": "brought", "build": "built",
        "buy": "bought", "cut": "cutting", "deal": "dealt", "die": "died dying", "draw": "drew drawn",
        "drive": "drove driven", "fall": "fell fallen", "fight": "fought", "find": "found",
        "get": "got gotten getting", "give": "gave given", "go": "went gone goes", "grow": "grew grown",
        "hit": "hitting", "hold": "held", "keep": "kept", "lead": "led", "leave": "left",
        "lose": "lost", "make": "made", "meet": "met", "pay": "paid", "rise": "rose risen",
        "run": "ran running", "seek": "sought", "sell": "sold", "send": "sent",
        "shrink": "shrank shrunk", "spend": "spent", "stand": "stood", "strike": "struck",
        "take": "took taken", "win": "won winning", "withdraw": "withdrew withdrawn",
        "write": "wrote written",
    }.items()
    for form in forms.split()
}  # fmt: skip

_TOKEN = re.compile(r"\d+(?:[.,:/-]\d+)*+|[^\W\d_]+(?:[’'][^\W\d_]{1,2}\b)?+")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_VOWEL = re.compile("[aeiouy]")
_YEAR = range(1800, 2200)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text is about; `spelt` has its words as they stand there, for a full-text search."""

    words: frozenset[str]
    numbers: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()
    negated: bool = False
    spelt: tuple[str, ...] = ()

    def by(self, day: date | None) -> Wording:
        """The same where a deadline is known besides: it says the year and month that the words leave out."""
        if day is None or (self.years and self.months):
            return self
        years, months = self.years or frozenset({day.year}), self.months or frozenset({day.month})
        return replace(self, years=years, months=months)


def read_wording(text: str) -> Wording:
    """The words of a text that say what it is about."""
    tokens = _TOKEN.findall(unicodedata.normalize("NFC", text[:READ]))
    words: dict[str, str] = {}
    numbers, years, months, days = set[str](), set[int](), set[int](), set[int]()
    negated = False
    for place, token in enumerate(tokens):
        folded = fold_marks(token)
        if folded.endswith(("n't", "n’t")):  # "won't" is no form of winning
            negated = not negated
            continue
        negated ^= folded in _NEGATIONS
        if folded[0].isdigit():
            if (iso := _ISO.fullmatch(folded)) is not None:
                for held, part in zip((years, months, days), iso.groups(), strict=True):
                    held.add(int(part))
            elif folded.isdigit() and int(folded[:5]) in _YEAR and len(folded) == 4:
                years.add(int(folded))
            elif _is_day(folded, tokens, place):
                days.add(int(folded))
            else:
                numbers.add(folded.replace(",", "") if re.fullmatch(r"\d+(,\d{3})+", folded) else folded)
        elif _is_month(token, folded):
            months.add(_MONTHS[folded])
        elif (stem := stem_of(folded)) is not None:
            if stem.isdigit():
                numbers.add(stem)
            else:
                words.setdefault(stem, folded.split("’")[0].split("'")[0])
    spelt = tuple(dict.fromkeys(_both_forms(words.values())))
    return Wording(
        frozenset(words),
        frozenset(numbers),
        frozenset(years),
        frozenset(months),
        frozenset(days),
        negated,
        spelt,
    )


def _both_forms(spelt: Iterable[str]) -> Iterable[str]:
    for word in spelt:
        yield word
        if word in _IRREGULAR:
            yield _IRREGULAR[word]


def _is_month(token: str, folded: str) -> bool:
    # "may" and "march" are words of their own unless they are written as names.
    return folded in _MONTHS and token[0].isupper()


def _is_day(folded: str, tokens: list[str], place: int) -> bool:
    beside = (*tokens[max(0, place - 1) : place], *tokens[place + 1 : place + 3])
    named = any(_is_month(token, fold_marks(token)) for token in beside)
    return named and folded.isdigit() and len(folded) <= 2 and 1 <= int(folded) <= 31


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str | None:
    """A folded word without its endings; None where it says nothing of what happens."""
    word = re.sub("[’'].*", "", word)
    return None if word in _EMPTY or len(word) < 2 else bare_stem(word)


def bare_stem(word: str) -> str:
    """A folded word without its endings, whatever it says."""
    word = _NUMBERS.get(word, _IRREGULAR.get(word, word))
    return word if len(word) <= 3 else _final(_without_ending(_singular(word)))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _without_ending(word: str) -> str:
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 3 and _VOWEL.search(stem):
            doubled = stem[-1] == stem[-2] and stem[-1] not in "lsz"
            return stem[:-1] if doubled else stem
    return word


def _final(word: str) -> str:
    if word.endswith("e"):
        return word[:-1]
    return word[:-1] + "i" if word.endswith("y") and word[-2] not in "aeiou" else word
