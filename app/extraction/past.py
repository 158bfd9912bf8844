"""The past told from the outlook: "could have won", "would later become", "he would not listen when"."""

from __future__ import annotations

import itertools
import re

from app.extraction.clauses import Reading
from app.extraction.grammar import ADVERBS, CLASSES, HAVE, WEEKDAYS, is_participle, is_past

EVALUATIONS = CLASSES["evaluations"]
PAST_MARKERS = CLASSES["past_markers"]
OLD_YEAR = re.compile(r"(?:1[5-9]\d\d|20[01]\d)\Z", re.ASCII)
BESIDE = frozenset(("when", "whenever", "after", "until", "while", "because", "although"))
RELATIVE = frozenset(("who", "that", "which"))
PERIODS = frozenset(
    (*WEEKDAYS, "day", "morning", "afternoon", "evening", "night", "week", "weekend", "month", "year", "time")
) | frozenset(("summer", "winter", "spring", "autumn", "hour", "season"))
CHILDHOOD = frozenset(("child", "children", "boy", "boys", "girl", "girls", "student", "students"))
USUALLY = frozenset(
    (
        "often", "sometimes", "usually", "regularly", "always", "occasionally", "rarely", "typically",
        "even", "normally",
    )
)  # fmt: skip
ONCE_BELIEVED = frozenset((("used", "to"), ("once", "thought"), ("once", "believed"), ("once", "said")))


def is_past_modal(reading: Reading) -> bool:
    """ "could have won", "may have fallen", "would've"; "will have finished" points ahead."""
    if reading.cue.frame != "modal" or reading.word in {"will", "'ll", "won't", "shall"}:
        return False
    words = reading.sentence.words
    place = reading.cue.last
    while place < len(words) and words[place] in ADVERBS:
        place += 1
    if place < len(words) and words[place] in {"'ve", "of"}:
        return True
    if place >= len(words) or words[place] not in HAVE:
        return False
    place += 1
    while place < len(words) and words[place] in ADVERBS:
        place += 1
    return place < len(words) and is_participle(words[place])


def is_would_noise(reading: Reading) -> bool:  # noqa: PLR0911 - one return per rule
    """Habit, history, taste and judgement: "he would often", "would later become", "would be unwise"."""
    if reading.word not in {"would", "wouldn't", "'d"} or reading.cue.frame != "modal":
        return False
    after = reading.after(6)
    if reading.cue.first == 0 or after[:2] == ("have", "you"):
        return True
    if USUALLY & set(after[:2]) or (USUALLY - {"even"}) & set(reading.before(2)):
        return not reading.conditional
    if set(after[:2]) & {"later", "subsequently"} or after[:2] == ("go", "on"):
        return not reading.reported
    if (after[:1] == ("be",) and set(after[1:5]) & EVALUATIONS) or set(after[:2]) & {
        "rather",
        "better",
        "sooner",
    }:
        return True
    first = reading.left.first
    if first and reading.left.opener in RELATIVE and reading.sentence.words[first] in RELATIVE:
        return reading.sentence.words[first - 1] != "," or not reading.conditional
    if reading.first_person and "be" in reading.after(2) and "if" not in reading.sentence.words:
        return not reading.conditional
    if _repeats(reading.sentence.words) and not reading.conditional and not reading.reported:
        return True
    if reading.sentence.words[:4] == ("if", "i", "were", "you"):
        return True
    if "no" in reading.subject[:1] and "one" in reading.subject[1:2]:
        return not reading.conditional
    return not reading.reported and not reading.conditional and _past_context(reading)


def _repeats(words: tuple[str, ...]) -> bool:
    """ "every morning", "every other week": how often, not how many."""
    return any(
        word == "every" and PERIODS & set(words[place + 1 : place + 3]) for place, word in enumerate(words)
    )


def _past_context(reading: Reading) -> bool:
    """Whether the rest of the sentence tells of the past."""
    others = reading.sentence.words[: reading.left.first]
    if any(word in {"said", "says", "warned", "according"} for word in reading.sentence.words):
        return False
    return any(word in {"was", "were", "had", "did"} for word in others)


def is_history(reading: Reading) -> bool:
    """What was once foretold: "in 2016 he predicted", "had expected", "at the time"."""
    words = reading.sentence.words
    if (
        reading.word not in {"would", "could", "'d", "might"}
        and not reading.word.endswith("ed")
        and reading.cue.frame != "report_noun"
    ):
        return False
    if reading.word.endswith("ed") and {"is", "are", "'s", "'re"} & set(reading.before(3)):
        return False  # what is expected now
    year = reading.published_year
    for place, word in enumerate(words):
        if OLD_YEAR.match(word) and (year is None or int(word) < year) and _dates_cue(reading, place):
            return not reading.conditional
    head = reading.left.head
    had = {"had", "once", "originally", "initially", "previously"}
    if had & set(words[max(0, head - 3) : max(0, head)]) or had & set(
        words[max(0, reading.cue.first - 2) : reading.cue.first]
    ):
        return True
    if ("last", "year") in itertools.pairwise(words) or (
        ("at", "the") in itertools.pairwise(words) and "time" in words
    ):
        return reading.word != "could"
    return bool(PAST_MARKERS & set(words)) and not reading.reported


def _dates_cue(reading: Reading, place: int) -> bool:
    """Whether a year dates the clause or what it hangs on, not something else that the sentence mentions.

    Where nobody knows when the text appeared, the claim's own year may lie ahead of it.
    """
    parsed = reading.parsed
    if parsed is None:
        return True
    verb = next((at for at in parsed.above(place) if parsed.tags[at].startswith("VB")), -1)
    own = parsed.predicate(reading.cue.first)
    if reading.published_year is None and verb == own:
        return False
    return verb < 0 or verb in parsed.above(own)


def is_past_resolve(reading: Reading) -> bool:
    """ "would not listen when the crew complained": refusal and habit, told beside another past event."""
    if reading.word not in {"would", "wouldn't", "'d"} or reading.conditional:
        return False
    head = reading.left.head
    words = reading.sentence.words
    if head >= 0 or {"said", "says", "according"} & set(words):
        return False
    return any(
        word in BESIDE
        and any(is_past(one) or one in {"was", "were", "had"} for one in words[place + 1 : place + 8])
        for place, word in enumerate(words)
    )


def is_habit(reading: Reading) -> bool:
    """ "My uncle would walk to the mine", "as children we would swim": what was done in old days."""
    if reading.word not in {"would", "wouldn't", "'d"} or reading.conditional or reading.dated:
        return False
    words = reading.sentence.words
    if reading.left.head >= 0:
        return False
    if words[:1] == ("as",) and bool(
        {"child", "children", "boy", "girl", "boys", "girls", "student"} & set(words[:4])
    ):
        return True
    if words[:3] in {("in", "those", "days"), ("in", "the", "old")} or words[:2] == ("back", "then"):
        return True
    subject = reading.subject
    return bool({"my", "our", "his", "her", "their"} & set(subject[:2])) and bool(
        CLASSES["kin"] & set(subject[-2:])
    )


def is_past_belief(reading: Reading) -> bool:
    """ "It used to be said that the river would never fail": believed once."""
    words = reading.sentence.words[: reading.left.first]
    return reading.word in {"would", "wouldn't", "could", "might", "'d"} and any(
        words[place : place + 2] in ONCE_BELIEVED for place in range(len(words) - 1)
    )
