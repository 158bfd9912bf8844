"""Where a wording counts as a cue: each frame tells it from its homonyms, from explanations and the past."""

from __future__ import annotations

from collections.abc import Callable

from app.extraction.attitudes import is_attitude, is_looking, is_risking, is_seeing
from app.extraction.grammar import (
    ADVERBS,
    BE,
    CLASSES,
    COPULAS,
    DETERMINERS,
    MODALS,
    NOT_VERBS,
    PERSONAL,
    is_gerund,
    is_participle,
    is_past,
)
from app.extraction.segments import Sentence
from app.extraction.stances import is_arranged, is_bet, is_called, is_due, is_stance

SCHEDULED = CLASSES["scheduled"]
PLACES = CLASSES["nominal_objects"]
COMPARED = frozenset(("more", "less", "likelier", "likeliest", "fewer", "far"))
EXPLANATIONS = CLASSES["explanations"]
CLAUSES_AHEAD = frozenset(
    (("that",), ("we",), ("they",), ("he",), ("she",), ("it",), ("there",), ("anyone",))
)
DEGREES = frozenset(("still", "very", "quite", "also", "entirely", "perfectly", "all", "too", "now"))
ENDINGS = frozenset(
    (
        ("as",),
        ("but",),
        (".",),
        (",",),
        (";",),
        ("in",),
        ("by",),
        ("this",),
        ("next",),
        ("within",),
        ("if",),
        ("before",),
    )
)


ARTICLES = frozenset(("the", "a", "an", "its", "their", "his", "her", "my", "our", "your"))


def _modal(sentence: Sentence, first: int, last: int) -> bool:  # noqa: PLR0911 - one return per rule
    """A modal verb, not the noun, the name or the month."""
    words = sentence.words
    word = words[first]
    if last >= len(words):
        return False
    following = words[last]
    if following == "-" and sentence.ends[first] == sentence.starts[last]:
        return False  # would-be
    if word in {"will", "may", "can", "might"}:
        before = words[first - 1] if first else ""
        if (
            sentence.raw(first)[0].isupper()
            and not sentence.raw(first).isupper()
            and not _title_case(sentence, first)
        ) and (first or sentence.capital(last) or following[:1].isdigit() or following in BE):
            return first == 0 and word != "will" and following not in BE and not following[:1].isdigit()
        if (
            word != "may"
            and following in NOT_VERBS
            and (before in DETERMINERS or not _is_subject(sentence, first))
        ):
            return False
        if (
            before in {"the", "of", "good", "free", "political", "military", "a", "'s"}
            and word != "may"
            and following in NOT_VERBS
        ):
            return False
        if word in {"can", "might"} and before in ARTICLES:
            return False  # "kick the can down the road"
    if word == "'d":
        return following in {"be", "expect", "bet", "guess", "have"} or not (
            is_participle(following) or following in {"better", "rather"}
        )
    # "It won't." answers what was said before.
    return following not in {".", ";"} or (word in {"will", "won't"} and 1 <= first <= 2)


def _title_case(sentence: Sentence, first: int) -> bool:
    """Whether capitals mean nothing here, as in a headline."""
    return sentence.heading and sentence.capital(first - 1) and sentence.capital(first + 1)


def _is_subject(sentence: Sentence, first: int) -> bool:
    """Whether the word before could end a subject."""
    return first > 0 and sentence.words[first - 1] not in DETERMINERS


def _infinitive(sentence: Sentence, first: int, last: int) -> bool:
    """ "going to" before a verb, not before a place."""
    words = sentence.words
    if last >= len(words) or words[last] in PLACES or sentence.capital(last) or words[last] in {",", "."}:
        return False
    near = words[max(0, first - 4) : first]
    return any(word in BE or word == "gonna" for word in near) and not any(
        word in {"was", "were", "been"} for word in near
    )


def _adjective(sentence: Sentence, first: int, last: int) -> bool:  # noqa: PLR0911 - one return per rule
    """ "likely", "bound to": about what is to come, not an explanation of what has been."""
    words = sentence.words
    following = words[last] if last < len(words) else ""
    before = words[first - 1] if first else ""
    if before in {"more", "less"} and {"was", "were"} & set(words[max(0, first - 4) : first]):
        return False  # "you were more likely to": how it was
    if (
        words[first] == "likely"
        and following in {"is", "are"}
        and not any(map(is_gerund, words[last + 1 : last + 3]))
    ):
        return False  # "most of it likely is not in the hands of banks": how things are
    if (
        words[last - 1] == "to"
        and (words[first] in {"sure", "certain"})
        and before in {"be", "make", "made", "making"}
    ):
        return before == "be" and first > 1 and words[first - 2] in MODALS
    if following == "to" and words[last + 1 : last + 2] == ("have",) and _then_participle(words, last + 2):
        return False
    if words[last - 1] == "to" and following == "have" and _then_participle(words, last + 1):
        return False
    if before in {"when", "if", "where", "wherever", "whenever", "as"} and words[first] in {
        "possible",
        "likely",
    }:
        return False
    if words[first] == "possible" or words[last - 1] in {"possible", "conceivable", "plausible"}:
        return _possible(words, first, last)
    if following == "that" and _complement_past(words, last + 1):
        return False
    return not _explains(words, first, last, following)


def _possible(words: tuple[str, ...], first: int, last: int) -> bool:
    """ "It is possible that ... will", not "as soon as possible", "possible panic" or "possible to do"."""
    if words[last : last + 1] == ("to",) and words[last + 2 : last + 3] == ("that",):
        last += 2  # "it seems plausible to me that"
    if words[last : last + 1] != ("that",):
        while first > 1 and words[first - 1] in DEGREES:
            first -= 1  # "is still possible", "are very plausible"
        before = words[first - 1] if first else ""
        subject = words[max(0, first - 3) : max(0, first - 1)]
        ends = words[last : last + 1] in ENDINGS or not words[last:]
        return (
            ends and before in COPULAS and not {"it", "as", "this", "that", "if", "was"} & {*subject, before}
        )
    rest = words[last + 1 : last + 16]
    return bool(MODALS & set(rest)) and not ({"had", "was", "were"} & set(rest[:6]))


def _complement_past(words: tuple[str, ...], place: int) -> bool:
    """Whether a that-clause tells of the past: "likely that the fire began"."""
    rest = words[place : place + 10]
    return not MODALS & set(rest) and any(is_past(word) for word in rest[1:6])


def _then_participle(words: tuple[str, ...], place: int) -> bool:
    while place < len(words) and words[place] in ADVERBS:
        place += 1
    return place < len(words) and is_participle(words[place])


def _explains(words: tuple[str, ...], first: int, last: int, following: str) -> bool:
    """Whether "likely" explains the past or the present: "likely out of fear", "has likely fallen"."""
    before = words[first - 1] if first else ""
    if following in EXPLANATIONS:
        return True
    if following in {
        "because",
        "due",
        "out",
        "thanks",
        "reflects",
        "explains",
        "caused",
        "means",
        "stems",
        "owing",
        "why",
    }:
        return True
    if before in {"has", "have", "had", "most"} and (is_participle(following) or following == "been"):
        return True
    if (
        following != "to"
        and is_past(following)
        and before not in MODALS
        and before not in {"be", "are", "is", "if"}
    ):
        return True
    return before in {"was", "were"} and following != "to" and is_participle(following)


def _adverb(sentence: Sentence, first: int, last: int) -> bool:
    """An adverb counts where something points ahead: a modal near it, a participle after it, an answer."""
    words = sentence.words
    following = words[last] if last < len(words) else ""
    if _explains(words, first, last, following):
        return False
    if _modal_near(words, first, last) or (following == "going" and words[last + 1 : last + 2] == ("to",)):
        return True
    if first and words[first - 1] == "," and is_gerund(following):
        return True
    lead = 2 if words[1:2] == (":",) else 0
    if (
        first <= 1 + lead
        and len(words) <= 8 + lead
        and not any(word in BE or is_past(word) for word in words[last:])
    ):
        return words[0] not in {"there", "because"}  # an elliptical answer: "Probably not."
    return words[first - 1 : first] in {("is",), ("are",)} and is_gerund(following)


def _modal_near(words: tuple[str, ...], first: int, last: int) -> bool:
    """Whether the adverb's own stretch, between commas, holds a modal."""
    before = words[max(0, first - 4) : first]
    if "," in before:
        before = before[len(before) - before[::-1].index(",") :]
    after = words[last : last + 14]
    if first > 1 and "," in after:
        after = after[: after.index(",")]
    return any(word in MODALS and word not in {"should", "must", "can"} for word in before + after)


def _passive(sentence: Sentence, first: int, last: int) -> bool:  # noqa: PLR0911 - one return per rule
    """Expected, set, due to happen: not "had been expected to" and not "due to the rain"."""
    words = sentence.words
    near = words[max(0, first - 4) : first]
    following = words[last] if last < len(words) else ""
    if ("been" in near and "had" in near) or (*words[first:last], following) == ("stands", "to", "reason"):
        return False
    if {"was", "were"} & set(near) and {"but", "instead", "until"} & set(words[last:]):
        return False  # what was once to be
    if {"seemed", "looked", "appeared"} & set(near):
        return False
    head = words[first]
    if following == "have" and _then_participle(words, last + 1) and head in {"expected", "estimated"}:
        return "be" in near
    if head == "due":
        return following in SCHEDULED and bool(near) and any(word in BE for word in near)
    if head in {"set", "primed", "seen", "scheduled", "slated"} and words[last - 1] in {"to", "for"}:
        if (
            head == "set"
            and words[last - 1] == "for"
            and not any(word in BE or word in COPULAS for word in near)
        ):
            return False
        return following not in {"the", "a", "music"} and _copular(sentence, near, first)
    if head in {
        "expected",
        "anticipated",
        "projected",
        "predicted",
        "forecast",
        "forecasted",
        "estimated",
        "tipped",
    }:
        return _copular(sentence, near, first) or (bool(near) and near[-1] not in {"than", "as"})
    return bool(near) or head not in {"imminent", "impending"}


def _copular(sentence: Sentence, near: tuple[str, ...], first: int) -> bool:
    """Whether "is", "looks" or a headline's missing verb stands before."""
    aside = near[-1:] in {("–",), ("—",), (",",)}  # "the deal, set to be the largest of the year, has"
    return aside or any(word in COPULAS or word in BE for word in near) or (sentence.heading and first > 0)


def _opinion(sentence: Sentence, first: int, last: int) -> bool:
    """ "doubt", "it is inevitable": an opinion of what is to come."""
    words = sentence.words
    if words[first] in {"doubt", "doubts"}:
        before = words[first - 1] if first else ""
        ahead = words[last : last + 10]
        if before in {"no", "without", "any", "in", "little", "of", "self", "the", "a", "cast", "serious"}:
            return False
        clause = ahead[:1] in CLAUSES_AHEAD or "ever" in ahead[:3]
        return bool(ahead) and (clause or any(word in MODALS or word == "whether" for word in ahead))
    if words[first] in {
        "don't",
        "do",
        "doesn't",
        "does",
        "can't",
        "cannot",
        "skeptical",
        "sceptical",
        "hard",
        "difficult",
        "unconvinced",
    }:
        ahead = words[last : last + 12]
        return (
            ahead[:1] == ("how",)
            or "expect" in words[first:last]
            or any(word in MODALS or word == "being" or is_gerund(word) for word in ahead)
        )
    if {"was", "were", "had", "seemed"} & set(words[max(0, first - 4) : first]):
        return False
    return first > 0 or len(words) < 8


def _exists(sentence: Sentence, first: int, last: int) -> bool:
    """ "there is a risk that", "faces the prospect of": possibility stated, not merely mentioned."""
    words = sentence.words
    if (
        words[last - 1] == "to"
        or words[first].startswith("risks")
        or words[first : first + 2] == ("could", "well")
    ):
        return words[last - 1] != "to" or last < len(words)
    if any(
        word in {"ruled", "rule", "cards", "question", "excluded", "exclude"} for word in words[first:last]
    ):
        return True
    near = words[max(0, first - 5) : first]
    said = CLASSES["risk_verbs"]
    following = words[last] if last < len(words) else ""
    ahead = following in {"of", "that", "for", "to"} or words[last - 1] in {"of", "that", "remains"}
    if words[first : first + 2] == ("a", "chance") and following == "to" and "there" not in near:
        return False
    return ahead and (bool(said & set(near)) or words[first] in {"in", "at", "possibility"})


def _noun(sentence: Sentence, first: int, last: int) -> bool:
    """ "a good chance that", "a coin flip"."""
    words = sentence.words
    near = words[max(0, first - 4) : first]
    if words[first : first + 2] in {("no", "way"), ("no", "possibility")}:
        return words[last : last + 1] in {("that",), ("of",)} or (
            last < len(words) and words[last] in CLASSES["pronouns"] | DETERMINERS
        )
    if words[last - 1] == "are" and words[last : last + 1] and is_participle(words[last]):
        return False  # "those chances are based on"
    if near[-1:] == ("the",) and any(word == "not" or word.endswith("n't") for word in near):
        return False  # "not the foregone conclusion that some make of it"
    if words[last - 1] == "of" and "at" in near[-1:]:
        return False  # "people at low risk of": how they are
    return not ("was" in near or "were" in near or "had" in near) or words[first] in {"even", "better"}


def _impossible(sentence: Sentence, first: int, last: int) -> bool:
    """ "it is impossible that", "peace is impossible", not "impossible to verify"."""
    following = sentence.words[last : last + 1]
    before = sentence.words[first - 1 : first]
    return following != ("to",) and before not in {("the",), ("an",), ("it",)} and not any(
        word in {"was", "were", "had"} for word in sentence.words[max(0, first - 4) : first]
    ) and (following in {("that",), ("in",), ("without",), ("if",)})  # fmt: skip


def _report_noun(sentence: Sentence, first: int, last: int) -> bool:
    """ "forecasts of", "the prediction that"."""
    words = sentence.words
    rest = words[last:]
    if words[last - 1] in {"is", "are"} and rest[:1] not in {("that",), ("for",), ("of",), (":",), ("to",)}:
        return False  # "my expectation is tighter than"
    return bool(rest) and not any(word in {"was", "were", "had", "proved"} for word in rest[:10])


def _surprise(sentence: Sentence, first: int, last: int) -> bool:
    """ "I would be surprised if": what is doubted follows."""
    near = sentence.words[max(0, first - 4) : first]
    return any(word in MODALS for word in near) and last < len(sentence.words)


def _coming(sentence: Sentence, first: int, last: int) -> bool:
    """ "A recession is coming": an event that comes, not somebody on the way home."""
    if {"as", "while", "with"} & set(sentence.words[max(0, first - 4) : first]):
        return False  # "as a by-election looms": the time something happens
    following = sentence.words[last] if last < len(sentence.words) else "."
    before = sentence.words[first - 1] if first else ""
    return (
        following in {".", ",", ";", ":", "—", "soon", "next", "this"}
        and before not in PERSONAL
        and first > 0
    )


FRAMES: dict[str, Callable[[Sentence, int, int], bool]] = {
    "modal": _modal,
    "infinitive": _infinitive,
    "adjective": _adjective,
    "adverb": _adverb,
    "passive": _passive,
    "attitude": is_attitude,
    "looking": is_looking,
    "opinion": _opinion,
    "exists": _exists,
    "noun": _noun,
    "impossible": _impossible,
    "report_noun": _report_noun,
    "surprise": _surprise,
    "coming": _coming,
    "seeing": is_seeing,
    "risking": is_risking,
    "stance": is_stance,
    "bet": is_bet,
    "called": is_called,
    "due": is_due,
    "arranged": is_arranged,
}
