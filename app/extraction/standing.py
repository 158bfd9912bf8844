"""What holds anyway: permissions, rules of nature and of price lists, schedules behind advice, ages."""

from __future__ import annotations

import re

from app.extraction.clauses import Reading
from app.extraction.grammar import CLASSES

LAW = CLASSES["law"]
ADMITTED = CLASSES["admitted"]  # those who are told what they may do
SUFFERED = CLASSES["non_volitional"]  # what befalls somebody
OBTAINED = CLASSES["obtained"]  # "may be bought at the gate"
VARYING = frozenset(("vary", "differ", "range"))
HOLDING = frozenset(("accommodate", "carry", "hold", "house", "seat", "store"))
LASTING = CLASSES["lasting"]  # what a thing of its kind may do: "may live for twenty years"
AGE = re.compile(r"(?:[1-9]\d?|1[01]\d)\Z", re.ASCII)
TIMETABLE = frozenset(("open", "close", "start", "begin", "leave", "depart", "run", "arrive", "shut", "end"))


def is_permission(reading: Reading) -> bool:
    """ "Members may vote by post", "may amend bills under the charter": a right, not an outlook."""
    if reading.word != "may" or reading.conditional or "well" in reading.after(1):
        return False
    if _under_law(reading):
        return True
    if reading.dated:
        return False
    after = reading.after(3)
    if after[:1] == ("only",) or (after[:1] == ("be",) and OBTAINED & set(after[1:])):
        return True
    return bool(ADMITTED & set(reading.subject)) and reading.verb_word in CLASSES["admitted_verbs"]


def _under_law(reading: Reading) -> bool:
    """Whether a law or rule is named as the ground."""
    words = reading.sentence.words
    if reading.verb_word in SUFFERED:
        return False  # "under the new law thousands may lose their homes"
    for place in range(len(words) - 1):
        if words[place] in {"under", "by", "pursuant"} and words[place + 1] != "pressure":
            near = words[place + 1 : place + 6]
            stop = next((at for at, word in enumerate(near) if word in {",", ".", ";"}), len(near))
            if LAW & set(near[:stop]) and (words[place] != "by" or reading.verb_word != "be"):
                return True
    return False


def is_of_its_kind(reading: Reading) -> bool:
    """ "Prices may vary from town to town", "a carp may live for forty years"."""
    if reading.word not in {"may", "can", "could", "might"} or reading.dated or reading.conditional:
        return False
    if reading.verb_word in VARYING:
        return True
    first = reading.left.first
    words = reading.sentence.words
    if reading.word in {"can", "could"} and reading.verb_word in HOLDING:
        return True
    if reading.left.opener in {"which", "who"}:
        first += 1
    return (
        reading.word in {"may", "can"}
        and words[first : first + 1] in {("a",), ("an",)}
        and reading.verb_word in LASTING
    )


def is_age(reading: Reading) -> bool:
    """ "who will be 30 in June", "who turns": a fact beside the point."""
    if reading.word not in {"will", "'ll"} or reading.left.opener not in {"who", "which"}:
        return False
    after = reading.after(3)
    return after[:1] in {("be",), ("turn",)} and len(after) > 1 and bool(AGE.match(after[1]))


def is_timetable(reading: Reading) -> bool:
    """ "Come early, as the doors will open at ten": the ground of advice, taken from a timetable."""
    if reading.word not in {"will", "'ll"} or reading.verb_word not in TIMETABLE:
        return False
    if reading.left.opener not in {"as", "since", "because"} and not _opened_by_ground(reading):
        return False
    ahead = reading.sentence.words[: reading.left.first]
    return bool({"should", "must", "please", "advised", "urged", "asked", "ought", "reminded"} & set(ahead))


def _opened_by_ground(reading: Reading) -> bool:
    words = reading.sentence.words
    return bool(
        {"as", "since", "because", "for"}
        & set(words[max(0, reading.left.first - 1) : reading.left.first + 1])
    )
