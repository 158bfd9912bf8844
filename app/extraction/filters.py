"""Noise told from forecasts: hopes, speech acts, past modals, history, advice, questions, ability."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.extraction.advice import COMMANDED, is_advice
from app.extraction.asserted import PARSED_FILTERS
from app.extraction.attribution import find_source
from app.extraction.clauses import Reading
from app.extraction.grammar import (
    CLASSES,
    HOPES,
    is_participle,
)
from app.extraction.past import (
    is_habit,
    is_history,
    is_past_belief,
    is_past_modal,
    is_past_resolve,
    is_would_noise,
)
from app.extraction.speech_acts import is_speech_act
from app.extraction.standing import is_age, is_of_its_kind, is_permission, is_timetable

PERCEPTION = CLASSES["perception"]
MENTAL = CLASSES["mental"]
GENERIC = CLASSES["generic_subjects"]
EVALUATIONS = CLASSES["evaluations"]
CONSEQUENCE_NOW = CLASSES["consequence_now"]
PAST_MARKERS = CLASSES["past_markers"]
FUTURE_MARKERS = CLASSES["future_markers"]
OLD_YEAR = re.compile(r"(?:1[5-9]\d\d|20[01]\d)\Z", re.ASCII)
ASKING = frozenset(
    ("what", "how", "who", "whom", "whether", "why", "where", "whatever", "whoever", "however", "wherever")
)
ANYBODY = frozenset(("anyone", "those", "people", "everyone", "someone"))
SETTLED = frozenset(("certain", "clear", "sure", "guaranteed", "given", "obvious", "inevitable", "known"))
SIGNS = frozenset(
    ("sign", "signs", "guarantee", "guarantees", "certainty", "evidence", "indication", "reason")
)
COUNTED = frozenset(("some", "many", "most", "few", "others"))
ENDURING = frozenset(
    ("away", "permanent", "temporary", "over", "dead", "finished", "gone", "lasting", "inevitable")
)
GENERAL = frozenset(("someone", "somebody", "anyone", "anybody", "one"))
A_PERSON = frozenset((("a", "person"), ("a", "man"), ("a", "woman"), ("a", "child"), ("a", "patient")))
WEIGHED = frozenset(("inevitably", "likely", "probably", "surely", "certainly", "almost", "eventually"))
SUBORDINATE = frozenset(("if", "unless", "when", "whenever", "once", "until", "lest"))


def is_question(reading: Reading) -> bool:
    """A question asserts nothing, rhetorical or not."""
    return reading.sentence.asks and reading.cue.frame != "numeric"


def is_indirect_question(reading: Reading) -> bool:  # noqa: PLR0911 - one return per rule
    """ "asked whether it would", "what will happen", "when the bank will cut"."""
    opener = reading.left.opener
    if opener == "who" and reading.left.first > 0 and reading.sentence.words[reading.left.first] == "who":
        return False
    led = reading.sentence.words[max(0, reading.left.first - 2) : reading.left.first - 1]
    if opener in {"whoever", "whatever", "however", "wherever"} and led in {(), ("and",), ("but",), (",",)}:
        return False  # "Whoever wins will face it", "and whoever wins will"
    if opener == "which" and reading.left.first <= 1:
        return False  # "Which nobody will win.": it goes on from the sentence before
    if opener in SUBORDINATE - {"if"} and _is_main(reading):
        return False  # "When his own side turns on him his days are numbered": no comma parts them
    if (
        opener == "why"
        and {"i", "we"} & set(reading.subject)
        and reading.cue.frame in {"attitude", "opinion"}
    ):
        return False  # "that is why I expect a slow year"
    if opener == "where" and _follows_noun(reading):
        return False  # "a position where incomes are certain to rise"
    if opener in ASKING or (opener == "which" and reading.left.head < 0):
        return True
    before = reading.sentence.words[max(0, reading.left.first - 2) : reading.left.first]
    if before == ("as", "if"):
        return False  # "it seems as if they are about to": how things look
    if before == ("whether", "or") or (before == ("or", "not") and "whether" in reading.sentence.words):
        return True
    return opener in SUBORDINATE


def _follows_noun(reading: Reading) -> bool:
    """Whether the word before a clause's opener is a noun, which the clause then describes."""
    place = reading.left.first - 2
    return reading.parsed is not None and place >= 0 and reading.parsed.tags[place].startswith("NN")


def _is_main(reading: Reading) -> bool:
    """Whether the cue stands in the main clause by the parse."""
    if reading.parsed is None:
        return False
    return reading.parsed.deps[reading.parsed.predicate(reading.cue.last - 1)] == "ROOT"


def is_unsure(reading: Reading) -> bool:
    """ "It is not certain that", "there is no sign that", "it is not that": the clause is not asserted."""
    if reading.cue.frame != "modal" or reading.left.opener != "that":
        return False
    words = reading.sentence.words
    near = words[max(0, reading.left.first - 6) : reading.left.first - 1]
    if near[-2:] in {("is", "not"), ("was", "not")} or near[-1:] == ("isn't",):
        return True
    if near and near[-1] in SETTLED:
        return bool({"not", "never", "hardly", "far"} & set(near)) or any(one.endswith("n't") for one in near)
    return bool(near) and near[-1] in SIGNS and bool({"no", "little", "without"} & set(near[-4:-1]))


def is_hope(reading: Reading) -> bool:
    """ "hopes that prices will fall"; "may he rest"."""
    words = reading.sentence.words
    if reading.left.head >= 0 and words[reading.left.head] in HOPES:
        return True
    if any(word in HOPES for word in words[max(0, reading.left.first - 4) : reading.cue.first]):
        return True
    if reading.word == "may" and reading.cue.first == reading.left.first and not reading.left.shared:
        return True
    return words[0] in {"hopefully", "let's", "long"} and reading.cue.first < 8 and words[1:2] != ("-",)


def is_ability(reading: Reading) -> bool:  # noqa: PLR0911 - one return per rule
    """ "can" and past "could": what one is able to do, not what may happen."""
    if reading.cue.frame != "modal":
        return False
    after = reading.after(4)
    if reading.word in {"can", "cannot", "can't"}:
        if {"expect", "anticipate"} & set(after[:3]):
            return False
        if reading.believed and (reading.dated or after[:1] == ("still",)):
            return False  # "believes her side can still win"
        if reading.cue.text.lower() in {"cannot", "can't"} or reading.cue.negated:
            return True
        subject = set(reading.subject)
        if reading.verb_word == "afford":
            return True
        if subject & GENERIC or subject & {"i", "we", "you"} or not reading.conditional:
            return not ("any" in reading.subject[:1] and set(after) & CONSEQUENCE_NOW)
        return False
    if reading.word not in {"could", "couldn't"}:
        return False
    verb = reading.verb_word
    if (
        (verb in PERCEPTION and not _brings(reading))
        or "you" in reading.after(1)
        or after[:1] in {("only",), ("barely",), ("hardly",)}
    ):
        return True
    if reading.cue.negated and not reading.dated and not reading.conditional:
        return True
    if reading.left.opener in {"that", "so"} and _purpose(reading):
        return True
    return (
        bool({"was", "were", "had"} & set(reading.sentence.words[: reading.left.first]))
        and not _is_attributed(reading)
        and not reading.dated
        and not _stands_beside(reading)
    )


def _brings(reading: Reading) -> bool:
    """ "A change of government could see more reforms": a thing sees nothing, it brings about."""
    parsed = reading.parsed
    if parsed is None or reading.verb_word not in {"see", "find"}:
        return False
    subject = parsed.subject(parsed.predicate(reading.cue.first))
    return subject >= 0 and parsed.tags[subject] in {"NN", "NNS"} and parsed.lemmas[subject] not in COMMANDED


def _stands_beside(reading: Reading) -> bool:
    """Whether a clause with a subject of its own is only joined to what tells of the past."""
    if reading.parsed is None:
        return False
    verb = reading.parsed.predicate(reading.cue.first)
    own = reading.parsed.children(verb, "nsubj", "nsubjpass")
    return reading.parsed.deps[verb] == "conj" and bool(own) and reading.parsed.tags[own[0]].startswith("NN")


def _is_attributed(reading: Reading) -> bool:
    """Whether the clause hangs on a verb or noun of saying, near or far."""
    if reading.reported or reading.parsed is None:
        return reading.reported
    return find_source(reading.sentence, reading.parsed, reading.cue.first) is not None


def _purpose(reading: Reading) -> bool:
    """ "so that it could", "so large that it would"."""
    first = reading.left.first
    words = reading.sentence.words[max(0, first - 8) : first]
    return ("so" in words[-8:] and words[-1:] == ("that",)) or words[-1:] == ("so",)


def is_purpose(reading: Reading) -> bool:
    """A clause of purpose or measure names no event of its own."""
    if reading.cue.frame != "modal":
        return False
    first = reading.left.first
    words = reading.sentence.words[max(0, first - 6) : first]
    return (
        words[-2:] == ("so", "that")
        or words[-2:] == ("order", "that")
        or words[-3:] in {("such", "manner", "that"), ("a", "manner", "that"), ("a", "way", "that")}
        or (
            "so" in words
            and words[-1:] == ("that",)
            and reading.word in {"would", "wouldn't", "could", "couldn't", "may"}
        )
    )


def is_generic(reading: Reading) -> bool:
    """ "you may think", "some would argue", "people will often", "readers might ask"."""
    if reading.cue.frame != "modal":
        return False
    verb = reading.verb_word
    if verb == "depend" or reading.after(3) in {("be", "those", "who"), ("be", "people", "who")}:
        return True
    subject = set(reading.subject[-3:])
    if reading.subject[-1:] and reading.subject[-1] not in GENERIC:
        subject -= COUNTED  # "some areas will have": no longer anybody
    obliged = verb == "have" and reading.sentence.words[reading.verb + 1 : reading.verb + 2] == ("to",)
    if (
        not obliged
        and subject & GENERIC
        and (verb in MENTAL or "you" in subject or reading.subject == ("one",))
    ):
        return True
    if reading.after(1) and reading.after(1)[0] in {
        "often",
        "sometimes",
        "usually",
        "typically",
        "generally",
        "tend",
    }:
        return not reading.dated and not reading.conditional
    return reading.subject[-1:] in {("that",), ("this",)} and verb in {
        "sound",
        "seem",
        "look",
        "surprise",
        "explain",
    }


def is_general_rule(reading: Reading) -> bool:
    """ "If someone is insured, he may be less careful": what holds of anybody."""
    words = reading.sentence.words
    anybody = any(
        words[place] == "if" and (words[place + 1] in GENERAL or words[place + 1 : place + 3] in A_PERSON)
        for place in range(len(words) - 2)
    )
    return anybody and reading.cue.frame == "modal" and not reading.dated


def is_present_guess(reading: Reading) -> bool:  # noqa: PLR0911 - one return per rule
    """ "may be popular", "might not like it": about how things are, or a concession before "but"."""
    if reading.word not in {"may", "might"}:
        return False
    sentence = reading.sentence
    tail = sentence.words[reading.cue.last : reading.cue.last + 25]
    stative = reading.verb_word in {
        "be",
        "seem",
        "look",
        "feel",
        "sound",
        "have",
        "think",
        "know",
        "want",
        "like",
        "believe",
        "appear",
        "not",
    }
    if (
        {"but", "yet"} & set(tail)
        and (stative or sentence.words[0] in {"while", "although"})
        and not reading.dated
    ):
        return True
    if reading.left.opener in {"while", "although", "though", "however", "matter"}:
        return stative or not reading.dated
    if "matter" in sentence.words[max(0, reading.left.first - 3) : reading.cue.first]:
        return True
    if reading.verb_word != "be" or reading.dated or reading.conditional or "well" in reading.after(2):
        return False
    following = sentence.words[reading.verb + 1 : reading.verb + 4]
    if following[:1] in {("looking",), ("facing",), ("heading",), ("seeing",)}:
        return False
    if set(following) & (FUTURE_MARKERS | ENDURING) or following[:1] in {("able",), ("forced",), ("about",)}:
        return False
    return not (bool(following) and (is_participle(following[0]) or following[:2] == ("on", "the")))


def is_definite_relative(reading: Reading) -> bool:
    """ "the man who will lead": takes the event for granted."""
    if reading.cue.frame != "modal":
        return False
    first = reading.left.first
    words = reading.sentence.words
    if first and words[first : first + 1] == ("who",) and words[first - 1] in ANYBODY:
        return True
    if reading.word in {"could", "may", "might"} or WEIGHED & set(reading.after(2)):
        return False
    if (
        first >= len(words)
        or words[first] not in {"who", "that", "which"}
        or not first
        or words[first - 1] == ","
    ):
        return False
    nouns = words[max(0, first - 5) : first]
    return not ({"a", "an", "another"} & set(nouns))


def is_own_duty(reading: Reading) -> bool:
    """Requests and duties: "you will need to", "please", "will you"."""
    if reading.cue.frame not in {"modal", "passive"}:
        return False
    return reading.after(1) in {("you",), ("i",), ("we",)} or (
        reading.word == "expected" and "students" in reading.subject
    )


def is_empty(reading: Reading) -> bool:
    """Nothing follows the modal: "as it will." asserts no more than its neighbour."""
    rest = [word for word in reading.after(3) if word.isalpha()]
    return reading.cue.frame == "modal" and not rest and reading.word not in {"will", "won't", "would"}


FILTERS: tuple[Callable[[Reading], bool], ...] = (
    is_question,
    is_indirect_question,
    is_unsure,
    is_hope,
    is_past_modal,
    is_speech_act,
    is_would_noise,
    is_ability,
    is_purpose,
    is_generic,
    is_general_rule,
    is_present_guess,
    is_advice,
    is_history,
    is_definite_relative,
    is_own_duty,
    is_empty,
    is_permission,
    is_of_its_kind,
    is_age,
    is_timetable,
    is_past_resolve,
    is_habit,
    is_past_belief,
)


def find_noise(reading: Reading) -> str | None:
    """The name of the first filter that refuses the cue, else None."""
    refused = next((rule.__name__ for rule in FILTERS if rule(reading)), None)
    if refused is None and reading.parsed is not None:
        return next((rule.__name__ for rule in PARSED_FILTERS if rule(reading, reading.parsed)), None)
    return refused
