"""What a speaker does by speaking: "I will argue", "we shall see", "I would like to thank"."""

from __future__ import annotations

from app.extraction.clauses import Reading
from app.extraction.grammar import CLASSES

SPEECH_ACTS = CLASSES["speech_acts"]
WISHES = CLASSES["wishes"]
ADMITTING = frozenset(("say", "admit", "tell", "deny", "pretend", "argue", "claim", "mention"))
POINTING = frozenset(("point", "cite", "mention", "add", "list", "name", "quote"))  # "I could point to"
SEEN_LATER = frozenset(((".",), (";",), (",",), ("how",), ("what",), ("whether",), ("if",), ("where",)))
SPOKEN = frozenset(
    (
        "comments", "remarks", "talk", "speech", "presentation", "statement", "thoughts", "observations",
        "address", "questions", "testimony",
    )
)  # fmt: skip


def is_speech_act(reading: Reading) -> bool:  # noqa: PLR0911 - one return per rule
    """ "I will argue", "we shall see", "as you will notice", "I would like to thank"."""
    if reading.cue.frame not in {"modal", "infinitive"}:
        return False
    verb = reading.verb_word
    if reading.before(1) == ("time",) and verb == "tell":
        return True
    if _opens_speech(reading):
        return True
    if verb in ADMITTING and CLASSES["subject_nobody"] & set(reading.subject):
        return True  # "nobody will say it aloud"
    if verb == "surprise" or reading.after(3) == ("come", "as", "no"):
        return True
    guessed = reading.word in {"may", "might"} or (reading.word == "could" and verb not in POINTING)
    if reading.left.head >= 0 and (reading.believed or not _says_himself(reading)) and reading.reported:
        return False  # "they expect that we'll return": no act of whoever speaks
    if (
        reading.first_person
        and not guessed
        and (verb in SPEECH_ACTS or (verb in {"not", "be"} and _speaking_of(reading)))
    ):
        return True
    if (
        reading.word in {"would", "'d"}
        and verb in WISHES
        and (reading.first_person or verb in {"like", "love", "prefer", "rather"})
    ):
        return True
    if reading.word in {"will", "'ll", "shall"} and verb in {
        "see",
        "find",
        "notice",
        "recall",
        "remember",
        "hear",
    }:
        asked = verb == "see" and reading.after(2)[-1:] in SEEN_LATER
        return "you" in reading.subject[-2:] or (
            reading.first_person and (asked or len(reading.after(3)) < 3)
        )
    if verb == "tell" and reading.sentence.words[reading.verb + 1 : reading.verb + 2] == ("you",):
        return True  # "Anybody there will tell you"
    return verb == "please"


def _opens_speech(reading: Reading) -> bool:
    """ "My remarks today will be about", "I will also make a statement on"."""
    own = {"my", "our"} & set(reading.subject) and SPOKEN & set(reading.subject)
    said = reading.first_person and reading.verb_word in {"make", "have", "give", "take"}
    return bool(own) or (said and bool(SPOKEN & set(reading.sentence.words[reading.verb : reading.verb + 7])))


def _says_himself(reading: Reading) -> bool:
    """Whether the clause hangs on the speaker's own saying."""
    words = reading.sentence.words
    return bool({"i", "we"} & set(words[max(0, reading.left.head - 3) : reading.left.head]))


def _speaking_of(reading: Reading) -> bool:
    return any(
        word.removesuffix("ing") in SPEECH_ACTS or word in SPEECH_ACTS for word in reading.after(4)[1:3]
    )
