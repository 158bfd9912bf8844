"""Probabilities written as numbers, told from numbers that measure something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.probability import Probability
from app.extraction.calendar_words import YEAR
from app.extraction.grammar import CLASSES
from app.extraction.odds import LARGE, count, find_odds, number
from app.extraction.segments import Sentence

QUANTITIES = CLASSES["quantities"]
CHANCES = CLASSES["chance_names"]  # words that call the number beside them a probability
FILLERS = CLASSES["number_fillers"]
CHANGED = CLASSES["change_before_number"]  # "rose 5%", "a 5%": a quantity
MEASURED = CLASSES["measure_after_number"]  # "30% of", "5% growth": a quantity
CLAIMING = CLASSES["claiming"]
GIVING = CLASSES["giving_odds"] | {"have", "has", "make"}
RATING = CLASSES["betting"] | {"i", "we", "market", "markets", "model", "models"}
LONGEST_NAME = 6  # words of "Futurama 51%", a line that only names what its number is about
MOST_FIGURES = 24  # no sentence gives more; the bound keeps reading linear
DASHES = frozenset(("-", "–", "—", "−"))
LIST_SIGNS = frozenset((":", "=", "→", "(", "[", "?", "|", ">")) | DASHES
LOWER = frozenset(("<", "≤", "under", "below"))
UPPER = frozenset((">", "≥", "over", "above"))
PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "tenth": 10}
FORECASTING = frozenset(
    (
        "community",
        "metaculus",
        "manifold",
        "polymarket",
        "kalshi",
        "market",
        "markets",
        "crowd",
        "model",
        "forecasters",
    )
)
MEASURED_OF_OK = frozenset(("this", "that", "it", "a", "an"))


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that is a probability: words first to last - 1, and whether it labels a list item."""

    first: int
    last: int
    probability: Probability
    listed: bool = False


def find_figures(
    sentence: Sentence, *, list_mode: bool = False, answers: bool = False, decimals: bool = False
) -> tuple[Figure, ...]:
    """Every probability in figures, left to right.

    answers: what the number speaks of stands right before; decimals: the text labels its claims with 0.85.
    """
    found: list[Figure] = []
    percent = "%" in sentence.words or "percent" in sentence.words or "cent" in sentence.words
    if percent:
        found += _percentages(sentence, list_mode=list_mode, answers=answers)
    if not found:
        found += [*_chances(sentence), *_laid_odds(sentence), *_decimals(sentence, listing=decimals)]
    return tuple(sorted(found, key=lambda figure: figure.first))


def _sign(words: tuple[str, ...], place: int) -> int:
    """How many words the percent sign at this place takes: "%", "percent", "per cent"."""
    if words[place : place + 1] in {("%",), ("percent",)}:
        return 1
    return 2 if words[place : place + 2] == ("per", "cent") else 0


def _percentages(sentence: Sentence, *, list_mode: bool, answers: bool) -> Iterator[Figure]:
    words = sentence.words
    place = 0
    found = 0
    while place < len(words) and found < MOST_FIGURES:
        read = _read_percentage(sentence, place)
        if read is None:
            place += 1
            continue
        last, probability = read
        found += 1
        last, probability = _with_range(sentence, last, probability)
        listed = _is_listed(sentence, place, last, list_mode=list_mode)
        answer = answers and len(words) <= 16 and not _is_measure(words, place, last)
        updated = words[place - 1 : place] == ("from",) and {"i", "we", "my", "our", "forecasters"} & set(
            words[:place]
        )
        answer = answer or bool(updated and not QUANTITIES & set(words))
        if probability and (listed or _is_named(words, place, last) or answer):
            yield Figure(place, last, probability, listed)
        place = last


def _with_range(
    sentence: Sentence, last: int, probability: Probability | None
) -> tuple[int, Probability | None]:
    """ "10% (range 4% to 20%)", "10% [4-20%]": a point with the range that stands in brackets behind it."""
    words = sentence.words
    if probability is None or words[last : last + 1] not in {("(",), ("[",)}:
        return last, probability
    for at in range(last + 1, min(last + 4, len(words))):
        read = _read_percentage(sentence, at)
        if read is None:
            continue
        after, given = read
        closed = words[after : after + 1] in {(")",), ("]",)}
        if (
            closed
            and given is not None
            and given.low < given.high
            and given.low <= probability.point <= given.high
        ):
            return after + 1, Probability(probability.point, given.low, given.high)
        break
    return last, probability


def _read_percentage(sentence: Sentence, place: int) -> tuple[int, Probability | None] | None:
    """A percentage or range of percentages at this word: the word after it and its reading."""
    words = sentence.words
    first, at = _read_count(words, place)
    if first is None or (place and words[place - 1] in {"$", "€", "£"}):
        return None
    sign = _sign(words, at)
    at += sign
    second = None
    if at + 1 < len(words) and (words[at] in DASHES or words[at] in {"to", "or", "and"}):
        far, after = _read_count(words, at + 1)
        further = _sign(words, after)
        if far is not None and further and first <= 100 and not _parts(sentence, at):
            second, sign, at = far, further, after + further
    if not sign:
        return None
    return at, _as_probability(words, place, first, second)


def _parts(sentence: Sentence, dash: int) -> bool:
    """Whether a dash with spaces around it sets a number apart: "beyond June 15 — 70%"."""
    if sentence.words[dash] not in DASHES or sentence.ends[dash - 1] == sentence.starts[dash]:
        return False
    return sentence.item or not _sign(sentence.words, dash - 1)


def _read_count(words: tuple[str, ...], place: int) -> tuple[float | None, int]:
    """A number in figures or in words ("ten", "twenty-five"), and the word after it."""
    first = number(words[place])
    if first is not None:
        return first, place + 1
    first = count(words[place])
    if first is None:
        return None, place + 1
    ones = count(words[place + 2]) if words[place + 1 : place + 2] == ("-",) and place + 2 < len(words) else 0
    return (first + ones, place + 3) if ones and ones < 10 and first >= 20 else (first, place + 1)


def _as_probability(  # noqa: PLR0911 - one return per rule
    words: tuple[str, ...], place: int, first: float, second: float | None
) -> Probability | None:
    """The numbers as a probability; None above 100 and for a value that the text calls an earlier one."""
    if max(first, second or 0) > 100:
        return None
    before = [
        word
        for word in words[max(0, place - 4) : place]
        if word not in {"about", "around", "roughly", "a", "an"}
    ]
    tail = before[-1] if before else ""
    if second is not None:
        if tail == "from":
            return Probability(second / 100, second / 100, second / 100)
        low, high = min(first, second) / 100, max(first, second) / 100
        return Probability((low + high) / 2, low, high)
    point = first / 100
    if tail in {"from", "was", "previously", "versus", "vs"}:
        return None
    if tail in LOWER or before[-2:] in (["less", "than"], ["at", "most"], ["fewer", "than"]):
        return Probability(point, 0, point)
    if tail in UPPER or before[-2:] in (["more", "than"], ["at", "least"], ["greater", "than"]):
        return Probability(point, point, 1)
    return Probability(point, point, point)


def _is_measure(words: tuple[str, ...], first: int, last: int) -> bool:
    """Whether the number measures something: "30% of exports", "rose by 5%", "growth of 2%"."""
    after = words[last] if last < len(words) else ""
    if after == "of":
        following = words[last + 1] if last + 1 < len(words) else ""
        if following not in MEASURED_OF_OK and not following.endswith("ing"):
            return True
    elif after in MEASURED:
        return True
    place = first - 1
    while place >= 0 and words[place] in FILLERS:
        place -= 1
    return place >= 0 and (
        words[place] in CHANGED
        or words[place] in QUANTITIES
        or bool(QUANTITIES & set(words[max(0, place - 2) : place]))
    )


def _is_named(  # noqa: PLR0911 - one return per rule
    words: tuple[str, ...], first: int, last: int
) -> bool:
    """Whether the words around call the number a chance."""
    if words[last : last + 1] and words[last] in MEASURED - {"of"}:
        return False  # "6.2 percent growth forecast"
    after = [word for word in words[last : last + 5] if word not in {"-", "and", "("}]
    if any(word in CHANCES for word in after[:2]):
        return words[last : last + 2] != ("implied", "by")  # "not at the 2 percent implied by the curve"
    if words[last : last + 3] == ("of", "the", "time"):
        return bool(CLAIMING & set(words))  # "she wins the election 94% of the time"
    if words[last : last + 1] == ("that",) and not _is_measure(words, first, last):
        return True  # "I make it 60 percent that"
    if words[last : last + 1] in {("to",), ("on",)} and (GIVING | {"estimate"}) & set(
        words[max(0, first - 5) : first]
    ):
        return not _is_measure(words, first, last)  # "PredictIt gives 16% to the minister leaving"
    if _is_put(words, first) and not _is_measure(words, first, last):
        return True
    near = words[max(0, first - 16) : first]
    named = max((place for place, word in enumerate(near) if word in CHANCES), default=-1)
    if named < 0 or {";", "!", "?"} & set(near[named:]):
        return False
    if near[named] in {"forecast", "forecasts", "likely", "sure", "certain", "confident"}:
        return not _is_measure(words, first, last) and not QUANTITIES & set(near)
    following = words[last] if last < len(words) else ""
    return not QUANTITIES & set(near[named:]) and following not in MEASURED


def _is_listed(  # noqa: PLR0911 - one return per rule
    sentence: Sentence, first: int, last: int, *, list_mode: bool
) -> bool:
    """ "claim: 80%", "claim (80%)" and "80%: claim", unless the claim is only a quantity."""
    words = sentence.words
    if _leads(sentence, first, last):
        return True
    after = [word for word in words[last : last + 12] if word not in {".", ")", "]", "*", "!", "”"}]
    if (len(after) > 4 and words[last] not in {"(", "[", ",", ";", "|", ")", "]"} | DASHES) or not first:
        return False
    sign = (
        words[first - 1]
        if words[first - 1] not in {"~", "≈", "<", ">", "about"}
        else words[max(0, first - 2)]
    )
    claim = words[: first - 1]
    if sign not in LIST_SIGNS:
        short = sentence.item or first <= LONGEST_NAME
        return list_mode and short and not after and not _is_measure(words, first, last)
    if _is_quantity(claim):
        return False
    if words[:2] == ("p", "("):
        return True
    if sign in {"(", "["} and not sentence.item and not list_mode:
        return bool(CLAIMING & set(claim))
    dated = bool({"by", "before", "this", "next"} & set(claim)) or any(YEAR.match(word) for word in claim)
    return (
        list_mode
        or sentence.item
        or sign == "?"
        or (dated and len(claim) > 2)
        or bool((CHANCES | CLAIMING) & set(words))
    )


def _leads(sentence: Sentence, first: int, last: int) -> bool:
    """Whether the number opens its line as a label."""
    words = sentence.words
    if first > 1 or (first == 1 and words[0] not in {"~", "<", ">", "≈", "(", "["}):
        return False
    at = last
    if words[0] in {"(", "["} and words[at : at + 1] in {(")",), ("]",)} and sentence.item:
        return len(words) - at > 2  # "[60%] The mayor remains in office"
    at += at < len(words) and words[at] in {")", "]"}
    at += at < len(words) and words[at] in CHANCES
    return at < len(words) - 2 and (
        words[at] == ":" or (words[at] in DASHES and sentence.ends[at] < sentence.starts[at + 1])
    )


def _is_quantity(claim: tuple[str, ...]) -> bool:
    """Whether the words before the number only name something measured: "Inflation: 3.4%"."""
    if claim[:1] == ("…",) or claim[:2] == (".", "."):
        return False  # "...500: 5%": the claim of the line above, with another number
    words = [word for word in claim if word.isalpha()]
    if not words:
        return True
    compared = {
        "above",
        "below",
        "over",
        "under",
        "exceeds",
        "exceed",
        "wins",
        "will",
        "rises",
        "falls",
        "least",
    } & set(words)
    return not compared and (words[-1] in QUANTITIES or words[0] in QUANTITIES)


def _point(first: int, last: int, value: float) -> Figure:
    return Figure(first, last, Probability(value, value, value))


def _chances(sentence: Sentence) -> Iterator[Figure]:
    """ "a 1 in 5 chance", "two-thirds chance", "one chance in three"."""
    words = sentence.words
    for place, word in enumerate(words):
        top = count(word)
        if top is None or top <= 0:
            continue
        at = place + 1
        at += words[at : at + 1] in {("-",), ("chance",)}
        part = words[at].removesuffix("s") if at < len(words) else ""
        if part in PARTS and top < PARTS[part] and _called(words, place, at + 1):
            yield _point(place, at + 1, top / PARTS[part])
            continue
        if words[at : at + 1] == ("in",) or words[at : at + 2] == ("out", "of"):
            at += 1 + (words[at] == "out")
            at += words[at : at + 1] in {("-",), ("a",)}
            bottom = LARGE.get(words[at]) or count(words[at]) if at < len(words) else None
            if not bottom or top > bottom:
                continue
            mark = place - 1 - (words[place - 1 : place] in {("about",), ("around",), ("roughly",), ("~",)})
            listed = sentence.item and mark > 0 and words[mark] == ":" and len(words) - at <= 2
            if (
                listed
                or _called(words, place, at + 1)
                or "chance" in words[place:at]
                or _is_put(words, place)
            ):
                point = top / bottom
                yield Figure(place, at + 1, Probability(point, point, point), listed)


def _is_put(words: tuple[str, ...], place: int) -> bool:
    """ "I have this at 1 in 5", "we put it at one in three": whoever gives odds gives a probability."""
    near = words[max(0, place - 8) : place]
    if near[-1:] == ("say",) and {"i", "we"} & set(near):
        return True
    if near[-1:] in {("says",), ("say",)} and FORECASTING & set(near):
        return True  # "the community says 34%"
    given = near[-1:] in {("at",), ("it",)} and bool(GIVING & set(near))
    return given and bool(RATING & set(words[:place]))


def _called(words: tuple[str, ...], first: int, last: int) -> bool:
    """Whether "chance" or "odds" stands right after, or shortly before."""
    after = [word for word in words[last : last + 4] if word != "-"]
    return bool(CHANCES & set(after[:2])) or bool(CHANCES & set(words[max(0, first - 10) : first]))


def _laid_odds(sentence: Sentence) -> Iterator[Figure]:
    """Odds such as "3 to 1" and prices such as 4/1."""
    for first, last, value in find_odds(sentence):
        yield _point(first, last, value)


def _decimals(sentence: Sentence, *, listing: bool) -> Iterator[Figure]:
    """ "probability of 0.7", "p = 0.35"; in a list of such labels, "claim: 0.85" and "0.85: claim"."""
    words = sentence.words
    for place, word in enumerate(words):
        if not word.startswith(("0.", "1.0")):
            continue
        value = number(word)
        if value is not None and value <= 1 and listing and _labels(sentence, place):
            yield Figure(place, place + 1, Probability(value, value, value), listed=True)
            return
        near = words[max(0, place - 5) : place]
        lettered = near[-2:] in {("p", "="), ("p", ":"), ("p", "of")}
        if (
            value is not None
            and value <= 1
            and ({"probability", "likelihood", "credence"} & set(near) or lettered)
        ):
            yield _point(place, place + 1, value)


def _labels(sentence: Sentence, place: int) -> bool:
    """Whether a number stands at the very start or end of its line."""
    words = sentence.words
    closed = all(not word.isalnum() for word in words[place + 1 :])
    opens = place == 0 or (place == 1 and words[0] in {"(", "["})
    return len(words) > 3 and (closed or (opens and words[place + 1 : place + 2] != ("of",)))
