"""The clause around a cue: where it starts and ends, and what governs it."""

from __future__ import annotations

from dataclasses import dataclass

from app.extraction.cues import Cue
from app.extraction.grammar import (
    ADVERBS,
    BE,
    CLASSES,
    CLOSERS,
    CONJUNCTIONS,
    COPULAS,
    DETERMINERS,
    FINITE,
    MODALS,
    OPENERS,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    REPORTING,
    REPORTING_ADJECTIVES,
    REPORTING_NOUNS,
    SUBORDINATORS,
    WH,
    is_gerund,
    is_past,
)
from app.extraction.parsing import Parse
from app.extraction.segments import Sentence

RELATIVES = frozenset(("who", "which", "that", "whose"))
STOPS = frozenset(("because", "whereas", "although", "though", "while"))
AFTER_COMMA = STOPS | {
    "and",
    "but",
    "or",
    "so",
    "yet",
    "which",
    "who",
    "where",
    "as",
    "since",
    "leaving",
    "potentially",
}
ASIDES = frozenset(
    (
        "knowing",
        "saying",
        "adding",
        "citing",
        "noting",
        "arguing",
        "according",
        "warning",
        "possibly",
        "perhaps",
    )
)
SUBJECTS = frozenset(("there", "it", "he", "she", "they", "we", "i", "this"))
INVERTING = frozenset(("if", "when", "once", "after", "by", "with", "through", "under", "then", "in", "at"))
DEGREES = frozenset(("more", "less", "much", "far", "neither"))
CONTRACTING = PERSONAL | {
    "there",
    "that",
    "this",
    "what",
    "who",
    "where",
    "here",
    "how",
    "when",
    "why",
    "which",
}
QUOTES = frozenset('"“”«»')


@dataclass(frozen=True, slots=True)
class Left:
    """The left end of a clause: first word, the word that opens it, its governor, and how it hangs on."""

    first: int
    opener: str = ""
    head: int = -1  # index of the reporting verb, noun or adjective that governs it
    shared: bool = False  # its subject stands in an earlier clause ("... and would likely ...")


@dataclass(frozen=True, slots=True)
class Reading:
    """One cue in its clause, as the filters see it."""

    sentence: Sentence
    cue: Cue
    left: Left
    verb: int  # index of the clause's verb
    conditional: bool  # a condition or scenario governs it
    dated: bool  # a horizon phrase stands in its clause
    published_year: int | None
    parsed: Parse | None = None

    @property
    def word(self) -> str:
        """The cue's first word."""
        return self.sentence.words[self.cue.first]

    @property
    def verb_word(self) -> str:
        """The verb after the cue, or nothing."""
        return self.sentence.words[self.verb] if self.verb < len(self.sentence.words) else ""

    def before(self, count: int) -> tuple[str, ...]:
        """The few words before the cue, within its clause."""
        return self.sentence.words[max(self.left.first, self.cue.first - count) : self.cue.first]

    def after(self, count: int) -> tuple[str, ...]:
        """The few words after the cue."""
        return self.sentence.words[self.cue.last : self.cue.last + count]

    @property
    def subject(self) -> tuple[str, ...]:
        """The words from the clause's start to the cue."""
        return self.sentence.words[self.left.first : self.cue.first]

    @property
    def reported(self) -> bool:
        """Whether a verb or noun of saying governs the clause."""
        head = self.left.head
        return head >= 0 and (
            self.sentence.words[head] in REPORTING or self.sentence.words[head] in REPORTING_NOUNS
        )

    @property
    def believed(self) -> bool:
        """Whether somebody's belief governs the clause."""
        head = self.left.head
        return head >= 0 and self.sentence.words[head] in CLASSES["beliefs"]

    @property
    def first_person(self) -> bool:
        """Whether the author or the author's group is the subject."""
        if self.parsed is not None and self.cue.frame == "modal":
            subject = self.parsed.subject(self.parsed.predicate(self.cue.first))
            if subject >= 0:
                return self.sentence.words[subject] in {"i", "we"}
        return any(word in {"i", "we"} for word in self.before(3)) or self.subject[:1] in {("i",), ("we",)}


def _subject_like(sentence: Sentence, index: int) -> bool:
    """Whether a subject could start at this word."""
    if index >= len(sentence.words):
        return False
    word = sentence.words[index]
    return (
        word in PRONOUNS
        or word in DETERMINERS
        or sentence.capital(index)
        or word.endswith("s")
        or word[:1].isdigit()
    )


def _head_before(sentence: Sentence, index: int) -> int:
    """The reporting word that a clause starting at `index` hangs on, else -1."""
    for place in range(index - 1, max(-1, index - 4), -1):
        word = sentence.words[place]
        if word in REPORTING or word in REPORTING_NOUNS or word in REPORTING_ADJECTIVES:
            return place
        if word in FINITE and word not in BE:
            break
        if word in CLOSERS or word in {",", ";"}:
            break
    return -1


def _opens_complement(sentence: Sentence, index: int, cue: int) -> bool:
    """Whether this "that" opens a clause rather than pointing at a noun or continuing the subject."""
    words = sentence.words
    before = words[index - 1] if index else ""
    if before == "so":
        return True
    if not before or before in PREPOSITIONS or before in CONJUNCTIONS:
        return False
    if (
        before in REPORTING
        or before in REPORTING_NOUNS
        or before in REPORTING_ADJECTIVES
        or before in BE
        or before == ","
    ):
        return True
    following = words[index + 1] if index + 1 < len(words) else ""
    subject = following in PRONOUNS or following in DETERMINERS or sentence.capital(index + 1)
    return subject and not any(word in FINITE or is_past(word) for word in words[index + 1 : cue])


def _has_finite(sentence: Sentence, first: int, last: int) -> bool:
    """Whether words first to last - 1 hold something like a finite verb."""
    words = sentence.words
    return any(
        words[place] in FINITE or is_past(words[place]) or words[place] in REPORTING
        for place in range(first, last)
    )


def _segment_start(sentence: Sentence, index: int) -> int:
    """The first word after the last comma or stronger sign before `index`."""
    while index > 0 and sentence.words[index - 1] not in {",", ";", ":", "—", "–"}:
        index -= 1
    return index


def _skip_aside(sentence: Sentence, comma: int) -> int:
    """The comma that opens the aside closed by `comma`, or -1."""
    for place in range(comma - 1, max(-1, comma - 40), -1):
        if sentence.words[place] == ",":
            return place
        if sentence.words[place] in {";", ":"}:
            return -1
    return -1


def find_inverted(sentence: Sentence) -> int:
    """The modal that stands before its subject after "only if ..." or "not until ...", else -1."""
    words = sentence.words
    if words[:2] != ("not", "until") and not (words[0] == "only" and words[1:2] and words[1] in INVERTING):
        return -1
    modals = [place for place in range(2, len(words) - 1) if words[place] in MODALS]
    return next((place for place in modals if _heads_noun(sentence, place + 1)), modals[-1] if modals else -1)


def _heads_noun(sentence: Sentence, place: int) -> bool:
    word = sentence.words[place]
    return word in PERSONAL or word in DETERMINERS or sentence.capital(place)


def find_left(  # noqa: PLR0911 - one return per sign
    sentence: Sentence, cue: int, *, nominal: bool = False
) -> Left:
    """Walk left from the cue to its clause's start; `nominal`: the cue stands after the verb."""
    words = sentence.words
    near = cue - 1
    if words[0] in {"only", "not"} and find_inverted(sentence) == cue:
        return Left(cue)
    if near > 0 and words[near] == "," and cue + 1 < len(words) and is_gerund(words[cue + 1]):
        return Left(cue, ",", shared=True)
    while near >= 0 and (words[near] in ADVERBS or words[near] in COPULAS or words[near] in DEGREES):
        near -= 1
    if near < 0:
        return Left(0)
    if words[near] in {"and", "or", "but", "nor"} and near > 0:
        return Left(near + 1, words[near], shared=True)
    if words[near] == ",":
        opening = _skip_aside(sentence, near)
        if opening <= 0:
            return Left(near + 1) if near + 1 < cue else Left(0)
        near = opening - 1
    elif words[near] in RELATIVES and (words[near] != "that" or not _opens_complement(sentence, near, cue)):
        return Left(near, words[near], near - 1)
    found = _walk(sentence, cue, near, nominal)
    if (
        words[near] in PERSONAL
        and found.opener in SUBORDINATORS
        and near - found.first >= 2
        and found.first <= 1
    ):
        return Left(near)  # "When the bread runs out he will learn": the pronoun starts the main clause
    return found


def _walk(sentence: Sentence, cue: int, near: int, nominal: bool) -> Left:
    """The walk proper, from the last word of the subject."""
    words = sentence.words
    place = near
    while place >= 0:
        word = words[place]
        if not (nominal and (word in MODALS or word in BE)):
            found = _boundary(sentence, cue, near, place)
            if found is not None:
                return found
        if word in {"”", "»", ")"}:
            place = _balance(words, place)
        place -= 1
    return Left(0)


def _balance(words: tuple[str, ...], place: int) -> int:
    """From a closing quotation mark to its opening one, if near."""
    for back in range(place - 1, max(-1, place - 12), -1):
        if words[back] in {"“", "«", "("}:
            return back
    return place


def _boundary(sentence: Sentence, cue: int, near: int, place: int) -> Left | None:  # noqa: PLR0911 - one return per rule
    """The clause start that this word marks, if it marks one."""
    words = sentence.words
    word = words[place]
    if word in {",", ";", ":", "—", "–", "?", "!", "(", "[", "“", "«", '"', "…"}:
        if (
            word == ","
            and words[place + 1] in {"and", "or"}
            and place + 1 < near
            and _is_list(sentence, place, near)
        ):
            return None
        skip = 1 + (words[place + 1] in CONJUNCTIONS) if place + 1 < cue else 1
        opener = words[place + 1] if place + 1 < cue else ""
        if opener in SUBORDINATORS or opener in WH:
            return None if opener in RELATIVES and place + 1 < near else Left(place + 2, opener)
        return Left(
            min(place + skip, cue), word, _head_before(sentence, place) if word in {":", "“", '"'} else -1
        )
    if word == "that":
        if place < near and _opens_complement(sentence, place, cue):
            return Left(place + 1, "that", _head_before(sentence, place))
        return None
    if word in RELATIVES:
        return None if place > 0 and place < near else Left(place, word, place - 1)
    if word in SUBORDINATORS or word in WH:
        return Left(place + 1, word, _head_before(sentence, place))
    if word in {"and", "but", "so", "or", "then", "than"}:
        if word == "but" or _has_finite(sentence, _segment_start(sentence, place), place):
            return Left(place + 1, word)
        return None
    if place < near and (word in REPORTING or word in {"i", "we"}) and _subject_like(sentence, place + 1):
        return Left(place + 1, "that", place) if word in REPORTING else None
    if place < near and (word in MODALS or _is_be(words, place)) and not _inside_relative(words, place):
        return Left(place + 1, "", place) if _subject_like(sentence, place + 1) else None
    return None


def _is_be(words: tuple[str, ...], place: int) -> bool:
    """A form of "be"; not the owner's mark of "next year's elections"."""
    return words[place] in BE and (words[place] != "'s" or words[place - 1] in CONTRACTING)


def _inside_relative(words: tuple[str, ...], place: int) -> bool:
    """Whether a verb belongs to a relative clause within the subject."""
    return any(word in RELATIVES for word in words[max(0, place - 5) : place])


def _is_list(sentence: Sentence, comma: int, near: int) -> bool:
    """Whether ", and X" before the verb ends a list of subjects rather than starting a clause."""
    start = _segment_start(sentence, comma)
    short = 0 < comma - start <= 4 and start > 0 and near - comma <= 6
    return short and not is_gerund(sentence.words[start]) and not _has_finite(sentence, start, comma)


def find_right(sentence: Sentence, cue: int, limit: int, *, relative: bool = False) -> int:
    """The word after the clause's last, looking right from the cue but not past `limit`."""
    words = sentence.words
    place = cue + 1
    while place < limit:
        word = words[place]
        if (word in {";", ":", "—", "–"} or (word in CLOSERS and word not in {")", "]"})) and not (
            _between_figures(sentence, place)
        ):
            break
        if word == "nor" and "neither" in words[max(0, cue - 3) : cue + 3]:
            break
        if word in STOPS and place > cue + 1 and words[place - 1] != "only":
            break
        if (
            word in REPORTING
            and words[place + 1 : place + 2] == ("that",)
            and place > cue + 2
            and words[place - 1] not in {"to", "and"}
        ):
            break
        if (word == "but" and not _adds(words, cue, place)) or (
            word == "for" and words[place + 1 : place + 3] == ("fear", "of")
        ):
            break
        if word == "according" and words[place + 1 : place + 2] == ("to",):
            break
        if word == "," and (relative or _comma_ends(sentence, place, limit)):
            break
        if word in OPENERS and word in {"“", "«"} and place == cue + 1:
            break
        if word == '"' and words[: cue + 1].count('"') % 2:
            break  # the quotation that holds the cue ends
        place += 1
    return place


def _between_figures(sentence: Sentence, place: int) -> bool:
    """Whether this sign joins two numbers: "10:30", "2026–27"."""
    return (
        0 < place < len(sentence.words) - 1
        and sentence.words[place - 1].isdigit()
        and sentence.words[place + 1].isdigit()
        and sentence.starts[place + 1] - sentence.ends[place - 1] == 1
    )


def _adds(words: tuple[str, ...], cue: int, place: int) -> bool:
    """Whether this "but" adds ("not only ... but"), excepts ("nothing but") or means "only"."""
    if words[place - 1] in {"nothing", "anything", "none", "all", "help", "cannot", "no", "everything"}:
        return True
    more = ("only", "just", "merely", "simply", "solely")
    return any(
        words[at] == "not" and words[at + 1] in more for at in range(max(0, cue - 3), min(place - 1, cue + 6))
    )


def _comma_ends(sentence: Sentence, comma: int, limit: int) -> bool:
    """Whether the clause ends at this comma."""
    words = sentence.words
    if comma + 1 >= limit:
        return True
    following = words[comma + 1]
    if following in {"and", "or"}:
        stretch = words[comma + 2 : min(limit, comma + 14)]
        return any(word in FINITE for word in stretch)
    if following in AFTER_COMMA or following in ASIDES or following in SUBJECTS:
        return True
    if following in {"all", "some", "most", "both", "none", "many"} and words[comma + 2 : comma + 3] == (
        "of",
    ):
        return words[comma + 3 : comma + 4] in {("which",), ("whom",)}
    tail = words[comma + 1 : comma + 9]
    said = next((place for place, word in enumerate(tail) if word in REPORTING), -1)
    return 0 <= said <= 6 and not is_gerund(following) and not any(word in {"if", "unless"} for word in tail)


def find_verb(sentence: Sentence, cue_end: int, limit: int) -> int:
    """The first word after the cue that can be its verb, past adverbs and negations."""
    place = cue_end
    while place < min(limit, cue_end + 5) and (
        sentence.words[place] in ADVERBS
        or sentence.words[place].endswith("ly")
        or sentence.words[place] in {"to", ","}
    ):
        place += 1
    return min(place, max(cue_end, limit - 1))
