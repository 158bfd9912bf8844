"""Names as a sentence writes them: the subject before a verb of saying, or after it."""

from __future__ import annotations

from app.extraction.grammar import (
    ADVERBS,
    BE,
    CLASSES,
    CONJUNCTIONS,
    DETERMINERS,
    FINITE,
    HAVE,
    MODALS,
    PERSONAL,
    PREPOSITIONS,
    REPORTING,
    REPORTING_NOUNS,
    is_past,
)
from app.extraction.segments import Sentence

DESCRIBING = frozenset(("at", "from", "with", "who", "close", "familiar", "near"))
NOBODY = CLASSES["subject_nobody"] | {"few", "everything", "something"}
ANYBODY = frozenset(("anyone", "anybody"))
ROLES = CLASSES["roles"]  # written before a name and no part of it


def name_before(sentence: Sentence, verb: int) -> str:
    """The subject that stands before a reporting verb, as written; empty where none is."""
    words = sentence.words
    last = verb
    if last > 1 and words[last - 1] in {"and", "but", "then"}:
        return _shared_subject(sentence, last - 1)
    while last > 0 and (
        words[last - 1] in ADVERBS
        or words[last - 1] in HAVE
        or words[last - 1] in BE
        or words[last - 1].endswith("ly")
    ):
        last -= 1
    if last and words[last - 1] in {"who", "that", "which"}:
        last -= 1
        last -= last > 0 and words[last - 1] == ","
    elif last and words[last - 1] == ",":
        opening = next(
            (place for place in range(last - 2, max(-1, last - 24), -1) if words[place] == ","), -1
        )
        if opening < 0:
            return ""
        last = opening
    first = last
    while first > 0 and last - first < 14 and not _ends_subject(sentence, first - 1, first):
        first -= 1
    nobody = next(
        (place for place in range(max(0, first - 5), first) if words[place] in NOBODY | ANYBODY), -1
    )
    if nobody >= 0 and first and words[first - 1] in PREPOSITIONS and "," not in words[nobody:first]:
        first = nobody - (nobody > 0 and words[nobody - 1] in {"hardly", "almost", "virtually"})
    return trim_name(sentence, first, last)


def _shared_subject(sentence: Sentence, conjunction: int) -> str:
    """The subject of "sees itself as strong and believes": that of the clause's first verb."""
    words = sentence.words
    start = conjunction - (words[conjunction - 1] == ",")
    while start > 0 and words[start - 1] not in {",", ";", ":", "—", "–", "that", "“", '"'}:
        start -= 1
    verb = next(
        (
            place
            for place in range(max(1, start), conjunction)
            if words[place] in FINITE
            or words[place] in REPORTING
            or is_past(words[place])
            or words[place + 1] in {"itself", "himself", "herself", "themselves"}
            or (words[place].endswith("s") and sentence.capital(place - 1) and not sentence.capital(place))
        ),
        -1,
    )
    return name_before(sentence, verb) if verb > 0 else ""


def _ends_subject(sentence: Sentence, place: int, first: int) -> bool:
    """Whether the subject of a verb cannot reach past this word."""
    word = sentence.words[place]
    if word in {
        ",",
        ";",
        ":",
        "—",
        "–",
        ".",
        '"',
        "“",
        "”",
        "(",
        ")",
        "that",
        "as",
        "while",
        "because",
        "but",
        "when",
        "if",
        "than",
    }:
        return True
    if word in MODALS or (word in REPORTING and word not in REPORTING_NOUNS):
        return True
    return (word in CONJUNCTIONS and word != "and") or (
        word in PREPOSITIONS and word not in {"of", "at", "for", "in", "from"}
    )


def name_after(sentence: Sentence, verb: int) -> str:
    """The subject after an inverted verb: "said John Smith, who ..."."""
    words = sentence.words
    first = verb + 1
    last = first
    described = first < len(words) and not sentence.capital(first) and words[first] not in DETERMINERS
    stops = {",", ".", ";", "—", "who", "after", "during", "told", '"', "“"}
    stops |= set() if described and words[verb] == "to" else {"in", "on"}
    while last < len(words) and last - first < 14 and (words[last] not in stops or _shortens(sentence, last)):
        last += 1
    if first < len(words) and words[verb] == "to":
        return trim_name(sentence, first, last)
    if first >= len(words) or not (
        sentence.capital(first) or words[first] in DETERMINERS | PERSONAL or _titled(words, first, last)
    ):
        return ""
    return trim_name(sentence, first, last)


def _shortens(sentence: Sentence, place: int) -> bool:
    """Whether the full stop belongs to "Gen." or to an initial of the name."""
    before = sentence.words[place - 1]
    return (
        sentence.words[place] == "."
        and sentence.capital(place + 1)
        and (len(before) == 1 or before in CLASSES["titles"])
    )


def _titled(words: tuple[str, ...], first: int, last: int) -> bool:
    return any(word in CLASSES["titles"] for word in words[first:last]) or words[last - 1 : last] in {
        ("analysts",),
        ("officials",),
    }


def trim_name(sentence: Sentence, first: int, last: int) -> str:
    """A name without leading conjunction, title or trailing adverb."""
    words = sentence.words
    while first < last and (
        words[first] in CONJUNCTIONS
        or (words[first] in {"many", "others"} and last - first > 3)
        or words[first] in {"only", "whether"}
        or (words[first] in {"also", "the", "there", "are"} and words[first] != "the")
    ):
        first += 1
    while first < last and words[first] in PREPOSITIONS:
        first += 1 + (words[first : first + 2] == ("at", "present"))
    if words[first : first + 2] == ("the", "same") and last - first > 2:
        first += 2
    while last > first and (words[last - 1] in {",", "'s", "came", "come"} or words[last - 1] in ADVERBS):
        if (
            words[last - 1] == "'s"
            and last - first == 2
            and words[last : last + 1]
            and words[last] in REPORTING
        ):
            break  # "Moody's expects"
        last -= 1
    if first >= last or (
        words[first] in {"this", "that", "which", "what", "there", "why", "how", "when", "where"}
        and last - first == 1
    ):
        return ""
    tail = last
    while tail > first and (
        sentence.capital(tail - 1)
        or (words[tail - 1] in {".", "de", "van", "von", "al", "-"} and tail - 1 > first)
    ):
        tail -= 1
    titled = any(word in CLASSES["titles"] for word in words[first:tail])
    if last - tail >= 2 and titled and tail > first:
        first = tail
    while last - first > 2 and words[first] in ROLES and sentence.capital(first + 1):
        first += 1
    while last - first > 1 and words[first] in {"mr", "mrs", "ms", "dr", "."}:
        first += 1
    return sentence.between(first, last)


def split_names(name: str) -> tuple[str, ...]:
    """ "A B and C D" are two; a description stays whole."""
    parts = name.split(" and ")
    if any(word in DESCRIBING for word in name.split()):
        return (name,) if name else ()  # "Economists at Fairbank and Selmark Bank"
    if (
        len(parts) > 1
        and all(part[:1].isupper() and " " in part and part.split()[-1][:1].isupper() for part in parts)
        and not parts[0].lower().startswith("the ")
    ):
        return tuple(parts)
    return (name,) if name else ()


def is_nobody(name: str) -> bool:
    """Whether a subject denies that anybody says so, or is none: "nobody", "hardly anyone", "Don't"."""
    if name.lower().endswith(("n't", "n’t")) or name.lower().startswith(("even though", "even if")):
        return True
    first = [word for word in name.lower().split(" ") if word not in {"which", "whom", "that"}][:2] or [""]
    return first[0] in NOBODY or (first[0] in {"hardly", "almost", "virtually", "scarcely", "barely"})
