"""Who asserts: quotation spans, reporting verbs and nouns, "according to", labels of an interview."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.domain.forecast import Role, Stance
from app.extraction.attribution import find_giver, find_source, is_agentless, people_of, spoken_by, subject_of
from app.extraction.clauses import Left
from app.extraction.cues import Cue
from app.extraction.endorsement import find_stance
from app.extraction.full_names import FullNames
from app.extraction.grammar import (
    BE,
    CLASSES,
    MODALS,
    PERSONAL,
    REPORTING,
    REPORTING_NOUNS,
)
from app.extraction.names import is_nobody, name_after, name_before, split_names
from app.extraction.parsing import Parse
from app.extraction.segments import Sentence
from app.extraction.turns import read_turn

BODIES = CLASSES["bodies"]  # what "he" and "she" never mean
NO_NAMES = frozenset(("q", "a", "note", "update", "prediction", "forecast", "question", "answer"))
FACTIVE = CLASSES["factive_verbs"]
DOUBTING = CLASSES["doubting_verbs"]
# Verbs that claim something; the rest of REPORTING also takes "that" but names no speaker's forecast.
NOT_SAID = CLASSES["not_said"]  # nouns that take "that" without anybody saying so
CONVINCED = frozenset(("confident", "convinced", "sure", "certain", "adamant", "optimistic", "afraid"))
GIVING = CLASSES["giving_odds"]
OWN = frozenset(("i", "we", "my", "our", "no"))
NOT_GIVERS = frozenset(("it", "which", "this", "that", "what", "there", "i", "we", "you"))
FALSELY = frozenset(("falsely", "wrongly", "mistakenly", "absurdly"))
SAYING = CLASSES["saying"]
NOT_SPEAKING = CLASSES["not_speaking"]
DASHES = frozenset(("—", "–", "-", "―"))
CLOSED = frozenset((("”",), ('"',), ("»",)))
PAIRS = {"“": "”", "«": "»", '"': '"', "``": "''"}
LONGEST_QUOTE = 4000
PLANS = frozenset((("plan",), ("plans",), ("schedule",), ("law",), ("custom",)))  # say nothing


@dataclass(frozen=True, slots=True)
class Speaker:
    """Names and role of whoever asserts a claim, and how the article stands to it."""

    authors: tuple[str, ...]
    role: Role
    stance: Stance | None = None


def find_quotes(text: str) -> tuple[tuple[int, int], ...]:
    """Quoted stretches, outermost only; one left open ends with its paragraph."""
    found: list[tuple[int, int]] = []
    start, closing = -1, ""
    for match in QUOTE_MARK.finditer(text):
        mark = match.group()
        if mark == "\n":
            if start >= 0:
                found.append((start, match.start()))
            start = -1
        elif start < 0 and mark in PAIRS:
            start, closing = match.start(), PAIRS[mark]
        elif start >= 0 and mark == closing:
            found.append((start, match.end()))
            start = -1
    if start >= 0:
        found.append((start, len(text)))
    return tuple(span for span in found if span[1] - span[0] <= LONGEST_QUOTE)


QUOTE_MARK = re.compile("``|''|[\"“”«»\n]")


def read_label(sentence: Sentence) -> str | None:
    """The name before the colon that opens an interview's answer."""
    colon = next((place for place, word in enumerate(sentence.words[:9]) if word == ":"), 0)
    last = colon
    if sentence.words[colon - 1 : colon] == (")",) and "(" in sentence.words[:colon]:
        last = sentence.words.index("(")  # "Dana Osei (2023): ..."
    if not 0 < last <= 5 or not all(sentence.capital(place) for place in range(last)):
        return None
    name = sentence.between(0, last)
    colon = last
    return name if (colon > 1 or name.isupper()) and name.lower() not in NO_NAMES else None


def read_signature(sentence: Sentence, outside: list[int]) -> str:
    """The name behind the dash that follows a quotation: "..." — Dana Osei, an economist."""
    words = sentence.words
    for place in outside:
        if words[place] not in DASHES or (place and words[place - 1 : place] not in CLOSED):
            continue
        last = place + 1
        while sentence.capital(last) or words[last : last + 1] in {("de",), ("van",), ("von",), (".",)}:
            last += 1
        return sentence.between(place + 1, last).rstrip(". ")
    return ""


def find_verb(sentence: Sentence, first: int, last: int) -> int:
    """A speaking verb among words first to last - 1, else -1."""
    for place in range(max(0, first), min(last, len(sentence.words))):
        word = sentence.words[place]
        if word in REPORTING and word not in NOT_SPEAKING:
            return place
    return -1


class Speakers:
    """Reads speakers sentence by sentence, remembering the last one named in the paragraph."""

    def __init__(self, text: str, byline: tuple[str, ...], turns: Mapping[str, str] | None = None) -> None:
        self._quotes = find_quotes(text)
        self._starts = [start for start, _ in self._quotes]
        self._byline = byline
        self._names = FullNames(text)
        self._line = -1
        self._last = ""
        self._label = ""
        self._turns = turns or {}
        self._before = ""  # the last speaker of the paragraphs above
        self._person = ""  # whom a pronoun would mean
        self._section = ""  # the person whose name heads the section
        self.parses: dict[int, Parse] = {}

    def enter(self, sentence: Sentence, following: Sentence | None) -> None:
        """Take note of a sentence before its claims are read."""
        if sentence.line != self._line:
            self._line = sentence.line
            turn = read_turn(sentence)
            if turn in self._turns:
                self._label = self._turns[turn]
            elif label := None if sentence.item else read_label(sentence):
                self._label = label
            elif sentence.heading or not self._turns:
                self._label = ""  # a label that never comes back speaks for its own line
            if sentence.heading:
                named = _is_person(sentence.text) and sentence.words[0] != "by"
                self._section = sentence.text if named else ""
            self._before = self._last or self._before
            self._last = self._person = ""
        name = self._spoken(sentence)
        if (
            not name
            and following is not None
            and following.line == sentence.line
            and self._is_quoted(sentence.start + 1)
        ):
            name = "" if self._last else self._spoken(following)
        if (parsed := self.parses.get(sentence.start)) and (person := people_of(sentence, parsed)):
            self._person = person
            # "Her deputy Tom Vane disagreed. He said": whoever the paragraph turned to last.
            if not name and self._last and _is_person(person) and not self._is_quoted(sentence.start + 1):
                self._last = person
        if name.lower() in {"he", "she"} and not self._last:
            meant = self._person or self._before
            name = "" if _is_plural(meant) else meant
        if name and name.lower() not in PERSONAL:
            self._last = name

    def _spoken(self, sentence: Sentence) -> str:
        """The speaker this sentence names outside its quotations."""
        outside = [place for place, start in enumerate(sentence.starts) if not self._is_quoted(start)]
        if outside and (signed := read_signature(sentence, outside)):
            return signed
        if sentence.heading:
            return ""
        parsed = self.parses.get(sentence.start)
        if parsed is not None and (source := spoken_by(sentence, parsed, outside)):
            return source.name
        for place in outside:
            word = sentence.words[place]
            if _credits(sentence.words, place):
                return name_after(sentence, place + 1)
            verb = parsed is None or parsed.tags[place].startswith("VB")
            if (
                verb
                and word in REPORTING
                and word not in NOT_SPEAKING
                and sentence.words[place - 1 : place] != ("to",)
            ):
                return self._subject_of(sentence, place)
        return ""

    def _subject_of(self, sentence: Sentence, verb: int) -> str:
        before = sentence.words[verb - 1] if verb else ""
        if verb == 0 or (
            before in {",", "”", '"', "»"}
            and sentence.words[verb] in {"said", "says", "warned", "added", "argued", "predicted"}
        ):
            return name_after(sentence, verb) or name_before(sentence, verb)
        return name_before(sentence, verb) or (
            name_after(sentence, verb) if sentence.words[verb] == "said" else ""
        )

    def _is_quoted(self, offset: int) -> bool:
        return self._quote_at(offset) is not None

    def _quote_at(self, offset: int) -> tuple[int, int] | None:
        """The quotation that holds this offset, if one does."""
        place = bisect_right(self._starts, offset) - 1
        if place >= 0 and offset < self._quotes[place][1]:
            return self._quotes[place]
        return None

    def who(
        self, sentence: Sentence, left: Left, cue: int, cues: tuple[Cue, ...], *, listed: bool = False
    ) -> Speaker:
        """Who asserts the claim whose last cue is this word; `listed`: its number labels a list item."""
        found = self._who(sentence, left, cue, cues, listed=listed)
        if found.role is Role.BYLINE:
            return found
        parsed = self.parses.get(sentence.start)
        judged = (
            find_stance(sentence, parsed, cue) if parsed is not None and found.role is Role.REPORTED else None
        )
        return replace(
            found,
            stance=judged or found.stance,
            authors=tuple(dict.fromkeys(map(self._names.complete, found.authors))),
        )

    def _who(
        self, sentence: Sentence, left: Left, cue: int, cues: tuple[Cue, ...], *, listed: bool
    ) -> Speaker:
        """The same, named as the sentence names them."""
        offset = sentence.starts[cue]
        quote = self._quote_at(offset)
        if quote is not None and quote[1] - quote[0] > 15:
            named = self._last or self._label or self._section or self._before
            return Speaker(split_names(named), Role.QUOTED, Stance.NEUTRAL)
        parsed = self.parses.get(sentence.start)
        if parsed is not None and (found := self._parsed(sentence, parsed, cues, listed=listed)):
            return found
        attitude = next(
            (
                one.first
                for one in cues
                if (one.frame == "attitude" and one.first > 0)
                or (one.frame == "seeing" and one.text.lower() in {"see", "sees"})
            ),
            -1,
        )
        given = None if listed else self._given_odds(sentence, left, cues)
        given = given or self._owner(sentence, left, cues[0])
        if given is not None:
            return given
        first = cues[0].first
        if (
            cues[0].frame in {"noun", "exists"}
            and first
            and sentence.words[first - 1] in {"see", "sees", "saw", "give", "gives", "face"}
        ):
            attitude = first - 1
        reported = self._reported(sentence, left if attitude < 0 else Left(left.first, "that", attitude), cue)
        if reported is not None:
            return reported
        if self._label:
            return Speaker((self._label,), Role.QUOTED, Stance.NEUTRAL)
        return Speaker(self._byline, Role.BYLINE)

    def _parsed(
        self, sentence: Sentence, parsed: Parse, cues: tuple[Cue, ...], *, listed: bool
    ) -> Speaker | None:
        """The speaker by the parse of the sentence, from the innermost cue outwards."""
        if "according" in sentence.words:
            return None  # read below, with or without a parse
        last = cues[-1].first
        source = find_source(sentence, parsed, last)
        attitude = next((cue.first for cue in cues if cue.frame in {"attitude", "seeing"}), -1)
        told = attitude >= 0 and parsed.tags[attitude].startswith("VB")
        if told and parsed.tags[attitude] == "VB" and not parsed.children(attitude, "nsubj", "aux"):
            return None  # "expect a long night": told to the reader
        if source is None and told:
            if is_agentless(sentence, parsed, attitude):
                return Speaker((), Role.REPORTED, Stance.NEUTRAL)
            source = subject_of(sentence, parsed, attitude)
        if source is None and cues[0].frame == "numeric" and not listed:
            source = find_giver(sentence, parsed, cues[0].first)
        if (
            source is None
            and (cue := cues[0]).frame == "passive"
            and is_agentless(sentence, parsed, cue.first)
        ):
            return Speaker((), Role.REPORTED, Stance.NEUTRAL)
        if source is None:
            return None
        name = source.name
        if source.pronoun:
            outer = find_source(sentence, parsed, source.verb)
            if outer is not None and not outer.pronoun and outer.name:
                name = outer.name
            elif name.lower() in {"he", "she", "it"}:
                meant = self._last or self._person or self._before
                name = meant if meant and not _is_plural(meant) else name
            else:
                name = self._last or name
        return Speaker(split_names(name), Role.REPORTED, _stance(sentence, source.verb))

    def _given_odds(self, sentence: Sentence, left: Left, cues: tuple[Cue, ...]) -> Speaker | None:
        """ "Metaculus puts the chance at 3%", "bookmakers make them 4/1": whose number it is."""
        words = sentence.words
        figure = next((cue.first for cue in cues if cue.frame == "numeric"), -1)
        verb = next((place for place in range(left.first + 1, figure) if words[place] in GIVING), -1)
        if verb < 0 or _hangs_on_i(words, verb):
            return None
        name = name_before(sentence, verb)
        if not name or name.split()[0].lower() in NOT_GIVERS | {"our", "my"}:
            return None
        if name.lower() in PERSONAL:
            name = self._last or name
        return Speaker(split_names(name), Role.REPORTED, Stance.NEUTRAL)

    def _owner(self, sentence: Sentence, left: Left, cue: Cue) -> Speaker | None:
        """ "Lowe's own tip: they win", "her guess:": whose bet it is."""
        words = sentence.words
        if cue.frame != "bet" or words[cue.first] in OWN:
            return None
        mark = next((place for place in range(left.first, cue.first) if words[place] == "'s"), -1)
        name = sentence.between(left.first, mark) if mark > 0 else self._last
        return Speaker(split_names(name), Role.REPORTED, Stance.NEUTRAL)

    def _reported(self, sentence: Sentence, left: Left, cue: int) -> Speaker | None:
        """A paraphrase: the governing verb's subject, "according to", or an attribution after a comma."""
        words = sentence.words
        if (
            left.head >= 0
            and (words[left.head] in REPORTING or words[left.head] in {"give", "gives"})
            and not _hangs_on_i(words, left.head)
        ):
            return self._by_head(sentence, left.head)
        if (
            left.head >= 0
            and words[left.head] in REPORTING_NOUNS
            and words[left.head + 1 : left.head + 2] == ("that",)
        ) and not (words[left.head] in NOT_SAID or OWN & set(words[max(0, left.head - 5) : left.head])):
            return Speaker((), Role.REPORTED, Stance.NEUTRAL)
        if left.head > 1 and words[left.head] in CONVINCED and words[left.head - 1] in BE:
            name = name_before(sentence, left.head)
            if name and name.lower() not in NOT_GIVERS and not is_nobody(name):
                name = (self._last or name) if name.lower() in PERSONAL else name
                return Speaker(split_names(name), Role.REPORTED, Stance.NEUTRAL)
        for place in range(len(words) - 1):
            if _credits(words, place) and ";" not in words[min(place, cue) : max(place, cue)]:
                return Speaker(split_names(name_after(sentence, place + 1)), Role.REPORTED, Stance.NEUTRAL)
        return self._attributed(sentence, cue) if sentence.start not in self.parses else None

    def _by_head(self, sentence: Sentence, head: int) -> Speaker | None:
        name = name_before(sentence, head)
        word = sentence.words[head]
        parsed = self.parses.get(sentence.start)
        if parsed is not None and (_is_noun(parsed, head) or _shows(sentence, parsed, head)):
            return None
        if sentence.words[head - 1 : head] in {("to",), ("no",)} or is_nobody(name):
            return None  # "hard to see", "no doubt", "nothing suggests": the article itself speaks
        if word in FACTIVE:
            return Speaker(self._byline, Role.BYLINE)  # "is aware that": the article asserts it too
        if name.lower() in {"he", "she", "they", "it"}:
            name = self._last or name
        if name.lower() in {"i", "we"}:
            return None
        return Speaker(split_names(name), Role.REPORTED, _stance(sentence, head))

    def _attributed(self, sentence: Sentence, cue: int) -> Speaker | None:
        """ "Prices will fall, analysts said."; "Analysts forecast that" with the cue after the verb."""
        words = sentence.words
        for place in range(cue + 1, len(words)):
            if (
                words[place] in SAYING
                and words[place + 1 : place + 2] != ("of",)
                and "," in words[max(cue, place - 9) : place]
            ):
                name = name_before(sentence, place) or name_after(sentence, place)
                comma = max(at for at in range(max(cue, place - 9), place) if words[at] == ",")
                if name and not any(word in MODALS for word in words[comma:place]):
                    name = self._last if name.lower() in {"he", "she", "they"} and self._last else name
                    return (
                        None
                        if name.lower() in {"i", "we"}
                        else Speaker(split_names(name), Role.REPORTED, Stance.NEUTRAL)
                    )
        return None


def _credits(words: tuple[str, ...], place: int) -> bool:
    """Whether "according to" stands here, and not "according to plan"."""
    return words[place : place + 2] == ("according", "to") and words[place + 2 : place + 3] not in PLANS


def _is_person(name: str) -> bool:
    """Whether a name looks like a person's: two or three capitalised words, none of them a body's."""
    words = name.split()
    return (
        2 <= len(words) <= 3
        and all(word[:1].isupper() and word.isalpha() for word in words)
        and not ({word.lower() for word in words} & (BODIES | REPORTING_NOUNS))
    )


def _is_noun(parsed: Parse, head: int) -> bool:
    """ "a safe bet", "a lagging estimate": what looks like a verb of saying."""
    return parsed.tags[head].startswith("NN") and bool(parsed.children(head, "det", "amod", "poss"))


def _shows(sentence: Sentence, parsed: Parse, verb: int) -> bool:
    """ "That means the ride will cost three dollars": something shows it, nobody says it."""
    subject = parsed.subject(verb)
    return subject >= 0 and sentence.words[subject] in {"that", "this", "it", "which", "what", "these"}


def _is_plural(name: str) -> bool:
    """Whether a description speaks of several, whom no "he" or "she" means."""
    last = name.rpartition(" ")[2]
    return last[:1].islower() and last.endswith("s") and not last.endswith("ss")


def _stance(sentence: Sentence, verb: int) -> Stance:
    """Doubted where the article's own word for saying it doubts."""
    false = FALSELY & set(sentence.words[max(0, verb - 3) : verb])
    return Stance.DOUBTED if false or sentence.words[verb] in DOUBTING else Stance.NEUTRAL


def _hangs_on_i(words: tuple[str, ...], head: int) -> bool:
    """ "I think", "we still expect": the byline itself."""
    return any(word in {"i", "we", "my", "our"} for word in words[max(0, head - 3) : head])
