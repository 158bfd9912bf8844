"""What a claim hangs on: if, unless, inverted should, a hypothetical subject, a scenario above it."""

from __future__ import annotations

from dataclasses import dataclass

from app.extraction.clauses import Left, find_inverted
from app.extraction.grammar import (
    ADVERBS,
    CLASSES,
    DETERMINERS,
    FINITE,
    MODALS,
    PERSONAL,
    REPORTING,
    by_first,
    is_gerund,
    is_participle,
)
from app.extraction.parsing import Parse
from app.extraction.segments import Sentence, Span

EVENT_NOUNS = CLASSES["event_nouns"]
EVENT_ENDINGS = ("tion", "sion", "ment", "ance", "ence", "ure", "sal", "val", "out", "down")
OPENERS = frozenset(
    (
        "if",
        "unless",
        "provided",
        "providing",
        "assuming",
        "should",
        "were",
        "without",
        "absent",
        "barring",
        "once",
        "left",
    )
)
UNTENDED = frozenset(
    ("unchecked", "alone", "unattended", "untreated", "unaddressed", "uncorrected", "unresolved")
)
NOT_CONDITIONAL = CLASSES["not_conditional"]
OCCURRING = CLASSES["occurring"]
AFTER_NOUN = frozenset(("who", "that", "which", ",", "right", "now", "today", "and"))
HEADING = frozenset(("but", "and", "“", '"', "so", "yet"))  # may stand before a condition at the head
SCENARIO = frozenset(("suppose", "imagine", "assume", "supposing", "consider", "picture"))
RETURNING = frozenset(("reality", "meantime", "fact", "practice", "today"))
PLAIN = frozenset(("is", "are", "'s", "has", "have", "was", "were", "had", "did", "does", "do"))
SUPPOSED = frozenset(("would", "wouldn't", "'d", "could", "might", "may", "can", "if"))
POINTING_BACK = frozenset(("then", "such", "this", "that", "these", "they", "so", "case", "here", "thus"))
FOLLOWING = frozenset(
    (
        "likely",
        "unlikely",
        "certain",
        "inevitable",
        "possible",
        "probable",
        "bound",
        "sure",
        "going",
        "expected",
    )
)
HYPOTHETICAL = frozenset(("would", "wouldn't", "'d"))
# Phrases that state a condition without a verb of their own.
PHRASES = by_first(
    "as long as", "so long as", "for as long as", "in the event", "in the case that", "in case of",
    "on condition that", "on the condition that", "conditional on", "at this rate", "at that rate",
    "at the current rate", "at current rates", "at this pace", "at that pace", "at the current pace",
    "in that case", "in this case", "in such a case", "in that situation", "in this situation",
    "in such a situation", "in that scenario", "in this scenario", "in such a scenario", "in that event",
    "on the assumption that", "on current polling", "on current trends", "on present trends",
    "on current form", "on current plans", "on current projections",
    "under that scenario",
)  # fmt: skip
CONCEDED = frozenset(("unlikely", "improbable", "remote", "slim", "small", "modest", "belated", "painful"))
POINTING = frozenset(("it", "this", "that", "these", "they", "such"))


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition within one sentence, words first to last - 1."""

    first: int
    last: int


def opens_scenario(sentence: Sentence) -> Span | None:
    """The scenario that "Suppose ..." opens, without its full stop."""
    words = sentence.words
    first = words[0]
    at = 1 if first == "let" and words[1:2] == ("us",) else 0
    at += 1 if words[at : at + 1] == ("now",) else 0
    if at >= len(words) or words[at] not in SCENARIO or at + 3 > len(words):
        return None
    if (
        words[at] in {"consider", "picture", "assume", "imagine"}
        and words[at + 1] not in {"that", "a", "the", "for"} | PERSONAL
    ) and not sentence.capital(at + 1):
        return None
    if words[at] in {"consider", "picture"} and "scenario" not in words[:8] and words[at + 1] != "that":
        return None
    last = len(words)
    while last > 1 and words[last - 1] in {".", "!", "?", "…"}:
        last -= 1
    return sentence.span(0, last)


def closes_scenario(sentence: Sentence) -> bool:
    """Whether the sentence leaves the supposed world again."""
    words = sentence.words
    return (words[0] == "in" and bool(RETURNING & set(words[1:4]))) or words[:2] in {
        ("for", "now"),
        ("back", "in"),
    }


def leaves_scenario(sentence: Sentence) -> bool:
    """Whether a sentence speaks of the world as it is, not of the supposed one.

    Told in the plain present or past, without a modal of the supposed world and without a word that
    points back at it; "clashes are likely" still tells what would follow.
    """
    words = sentence.words
    finite = next((place for place, word in enumerate(words) if word in FINITE or word == "'s"), -1)
    if finite < 0 or words[finite] not in PLAIN or SUPPOSED & set(words):
        return False
    if POINTING_BACK & set(words[:finite]) or "scenario" in words:
        return False
    impersonal = words[0] in {"it", "there"}
    return impersonal or not (FOLLOWING & set(words[finite + 1 : finite + 5]))


def may_state_one(sentence: Sentence) -> bool:
    """Whether a condition may stand in the sentence, whatever follows from it."""
    return bool({"if", "unless"} & set(sentence.words)) or sentence.words[0] == "should"


def find_clauses(sentence: Sentence, parsed: Parse | None = None) -> tuple[Clause, ...]:
    """Every conditional clause of the sentence."""
    words = sentence.words
    found: list[Clause] = []
    place = 0
    if words[0] == "only" and words[1:2] and words[1] in {"if", "when", "once", "after"}:
        place = max(0, find_inverted(sentence))
        if place > 2:
            found.append(Clause(0, place))
    while place < len(words) and len(found) < 4:
        if _opens(sentence, place):
            last = _end(sentence, place)
            if parsed is not None:
                last = _parsed_end(parsed, place, last)
            last = _leaves_claim(sentence, parsed, place, last)
            if last - place >= 2:
                found.append(Clause(place, last))
                place = last
                continue
        place += 1
    return tuple(found)


def _parsed_end(parsed: Parse, first: int, last: int) -> int:
    """Where a condition ends by the parse, if that lies within what the words say."""
    head = first if parsed.deps[first] == "prep" else parsed.heads[first]
    begins, ends = parsed.subtree(head)
    joined = parsed.deps[first] == "prep" or parsed.deps[head] == "advcl"
    return ends if joined and begins == first and first + 2 <= ends <= last else last


def _leaves_claim(sentence: Sentence, parsed: Parse | None, first: int, last: int) -> int:
    """Where "says if the wind turns hundreds of homes will burn", without a comma, goes on to its claim."""
    words = sentence.words
    governed = first > 0 and (words[first - 1] in REPORTING or words[first - 1] == "that")
    modal = next((at for at in range(last - 1, first + 2, -1) if words[at] in MODALS), -1)
    if parsed is None or not governed or modal < 0 or words[last : last + 1] == (",",):
        return last
    subject = parsed.subject(parsed.predicate(modal))
    starts = parsed.subtree(subject)[0] if subject > first else modal - 1
    return starts if starts >= first + 3 else last


def _opens(sentence: Sentence, place: int) -> bool:  # noqa: PLR0911 - one return per rule
    """Whether a condition starts at this word."""
    words = sentence.words
    word = words[place]
    phrase = next((one for one in PHRASES.get(word, ()) if words[place : place + len(one)] == one), None)
    if word not in OPENERS and phrase is None:
        return False
    if phrase is not None and phrase[-1] not in {"as", "event", "that", "of", "on"}:
        return place <= 1 or words[place - 1] in {",", "that", "and", "but"}
    before = words[place - 1] if place else ""
    following = words[place + 1] if place + 1 < len(words) else ""
    if word in {"if", "unless"}:
        if following in {
            "not",
            "anything",
            "any",
            "ever",
            "only",
            "possible",
            "necessary",
            "so",
            ",",
        } or before in {"only", "but"}:
            return before in {"only", "but"} or following == "only"
        if word == "if" and _is_aside(words, place):
            return False
        return before not in NOT_CONDITIONAL or (before == "and" and word == "if")
    if word in {"should", "were"}:
        return _inverted(sentence, place)
    if word in {"without", "absent", "barring"}:
        return place == 0 or (place <= 2 and all(one in HEADING for one in words[:place]))
    if word == "once":
        return False
    if word == "left":
        return following in UNTENDED and (place == 0 or before == ",")
    if word in {"provided", "providing", "assuming"}:
        return (
            following == "that"
            or (word != "provided" and (before == "," or not place or following in DETERMINERS | {"all"}))
            or (word == "assuming" and not place)
        )
    return place == 0 or before not in {"for", "just"}


def _is_aside(words: tuple[str, ...], place: int) -> bool:
    """ "plausible if unlikely", "if indeed there are any": an "if" that concedes or doubts in passing."""
    following = words[place + 1 : place + 2]
    ends = words[place + 2 : place + 3] in {(",",), (".",), (")",), (";",), ("—",), ()}
    return following in {("indeed",), ("at",)} or (ends and bool(CONCEDED & set(following)))


def _inverted(sentence: Sentence, place: int) -> bool:
    """ "should the truce fail": the subject comes after, and nothing before could be one."""
    words = sentence.words
    if place + 2 >= len(words) or sentence.asks:
        return False
    following = words[place + 1]
    subject = following in PERSONAL or following in DETERMINERS or sentence.capital(place + 1)
    if following in {"be", "not", "all", "also", "both", "have"}:
        return False
    if words[place] == "were" and not subject and place:
        return False
    if words[place] != "were" and not subject:
        return False
    if words[place] == "were":
        return "to" in words[place + 2 : place + 8] and (place == 0 or words[place - 1] == ",")
    before = words[place - 1] if place else ""
    return place == 0 or before not in {
        "i",
        "we",
        "you",
        "they",
        "he",
        "she",
        "it",
        "what",
        "how",
        "who",
        "why",
        "which",
        "that",
        "should",
    }


def _end(sentence: Sentence, first: int) -> int:
    """The word after a condition's last: the comma that returns to the main clause, or the clause's end."""
    words = sentence.words
    front = first == 0 or words[first - 1] in {
        ",",
        "that",
        "but",
        "and",
        ";",
        ":",
        "—",
        "–",
        "because",
        "“",
        '"',
    }
    place = first + 1
    commas = 0
    while place < len(words):
        word = words[place]
        if word in {".", "?", "!", ";", ":", "—", "–", "…", "”", '"', ")"}:
            return place
        if word == "then" and front:
            return place
        if word == ",":
            commas += 1
            following = words[place + 1 : place + 2]
            if not front or commas > 3 or not _goes_on(sentence, place, following[0] if following else ""):
                return place
        if word in {"but", "because"} and not front:
            return place
        place += 1
    if front and (first == 0 or words[first - 1] == ":"):
        return _before_subject(sentence, first)
    return place


def _goes_on(sentence: Sentence, comma: int, following: str) -> bool:
    """Whether the condition continues after this comma ("if A, B and C fail, ...")."""
    if following in {"as", "and", "or", "which", "who", "if"}:
        return any(word == "," for word in sentence.words[comma + 1 : comma + 16])
    return False


def _before_subject(sentence: Sentence, first: int) -> int:
    """Where a front condition without comma gives way to the main clause's subject."""
    words = sentence.words
    modal = next((place for place in range(len(words) - 1, first, -1) if words[place] in MODALS), 0)
    if not modal:
        return len(words)
    start = modal - 1
    while start > first + 2 and words[start] in ADVERBS:
        start -= 1
    if start > first + 2 and words[start - 1] in DETERMINERS:
        start -= 1
    return start


def subject_condition(  # noqa: PLR0911 - one return per rule
    sentence: Sentence, left: Left, cue: int, parsed: Parse | None
) -> Clause | None:
    """A hypothetical subject that states the condition: "An invasion would", "Leaving the bloc would"."""
    words = sentence.words
    first = left.first
    if left.shared or first >= cue or _happens(words, cue):
        return None
    first += first < cue and words[first] in {"even", "instead", "such", "only"} and words[first] != "such"
    last = cue
    while last > first and words[last - 1] in ADVERBS | {","}:
        last -= 1
    comma = next((place for place in range(first, last) if words[place] == ","), last)
    last = comma if comma - first >= 2 else last
    if last <= first or (
        any(word in MODALS for word in words[first:last]) and words[first] not in {"a", "an"}
    ):
        return None
    word = words[first]
    if word in {"any", "such"}:
        return Clause(left.first, last) if word == "any" or words[first + 1] in {"a", "an"} else None
    would = words[cue] in HYPOTHETICAL  # "Closing the plant will hurt": it is closing
    if (
        would
        and (is_gerund(word) or word in {"doing", "using", "going"})
        and not (parsed is not None and parsed.deps[first] in {"amod", "compound"})
        and word not in {"according", "including", "regarding", "following"}
        and last - first >= 2
    ):
        return Clause(left.first, last)
    if word not in {"a", "an", "another"}:
        return None
    head = _head_noun(words, first + 1, last)
    postmodified = any(is_gerund(one) or one in {"who", "that", "which"} for one in words[first + 2 : last])
    if head in EVENT_NOUNS or (would and (head.endswith(EVENT_ENDINGS) or postmodified)):
        return Clause(left.first, last)
    return None


def parsed_condition(sentence: Sentence, parsed: Parse, left: Left, cue: int) -> Clause | None:
    """ "Doing so any faster would", "Win two of the three and they will": a condition by its grammar."""
    verb = parsed.predicate(cue)
    words = sentence.words
    subject = parsed.subject(verb)
    if subject >= 0 and parsed.deps[subject] in {"csubj", "nsubj"} and parsed.tags[subject] == "VBG":
        first, last = parsed.subtree(subject)
        stated = words[cue] in HYPOTHETICAL and left.first <= first and last <= cue
        return Clause(first, last) if stated else None
    order = parsed.heads[verb]
    if (
        parsed.deps[verb] == "conj"
        and order == 0
        and parsed.tags[order] == "VB"
        and words[0] not in {"let", "do", "don't", "please"}
        and subject > order
        and words[cue] in {"will", "'ll", "won't", "would", "could", "may"}
    ):
        joint = next((at for at in range(order + 1, subject) if words[at] in {"and", "or"}), -1)
        return Clause(0, joint - (words[joint - 1] == ",")) if joint > 1 else None
    return None


def _happens(words: tuple[str, ...], cue: int) -> bool:
    """Whether the subject is itself what happens: "A recession will be avoided", "A war could break out"."""
    place = cue + 1
    while place < len(words) and words[place] in ADVERBS:
        place += 1
    verb = words[place] if place < len(words) else ""
    if verb == "be" and words[cue] not in {"would", "wouldn't", "'d"}:
        return place + 1 < len(words) and is_participle(words[place + 1])
    return verb in OCCURRING


def _head_noun(words: tuple[str, ...], first: int, last: int) -> str:
    """The head of a noun phrase: the word before its first preposition, relative or participle."""
    head = ""
    for place in range(first, last):
        word = words[place]
        ends = word in CLASSES["prepositions"] or word in FINITE or is_gerund(word) or word in AFTER_NOUN
        if head and ends:
            break
        head = word
    return head


def points_back(sentence: Sentence, left: Left, cue: int) -> bool:
    """Whether the subject is a pronoun that stands for what was said before."""
    first = left.first
    while first < cue and sentence.words[first] in ADVERBS | {","}:
        first += 1
    return first < cue and sentence.words[first] in POINTING and cue - first <= 3


def inside(clauses: tuple[Clause, ...], place: int) -> Clause | None:
    """The condition that holds this word, if one does."""
    return next((clause for clause in clauses if clause.first <= place < clause.last), None)


def governing(sentence: Sentence, clauses: tuple[Clause, ...], first: int, last: int) -> Clause | None:
    """The condition of the claim at words first to last - 1: in front of it, else within or after it."""
    near = [clause for clause in clauses if clause.last <= first and _adjoins(sentence, clause, first)]
    if near:
        return near[-1]
    return next((clause for clause in clauses if clause.first >= first and clause.first <= last + 1), None)


def _adjoins(sentence: Sentence, clause: Clause, first: int) -> bool:
    """Whether nothing stronger than commas lies between a condition and the claim."""
    # At the head of the sentence it governs what a colon goes on to spell out, too.
    ends = {";", ".", "but", "—"} if clause.first == 0 else {";", ":", ".", "but", "—"}
    return not any(word in ends for word in sentence.words[clause.last : first])
