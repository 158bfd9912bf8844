"""Who says it, by the parse: the subject of the verb of saying that the claim hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from app.extraction.grammar import BE, CLASSES, OFFICES, PERSONAL, REPORTING, REPORTING_NOUNS
from app.extraction.names import is_nobody, trim_name
from app.extraction.parsing import Parse
from app.extraction.segments import Sentence

SILENT = (
    CLASSES["not_speaking"] | CLASSES["factive_verbs"] | frozenset(("imagine", "guess", "hoped", "hopes"))
)
GIVING = CLASSES["giving_odds"]
NOT_SAID = CLASSES["not_said"]
FORESEEN = frozenset(("expected", "projected", "predicted", "forecast", "anticipated", "tipped", "seen"))
SELVES = frozenset(("i", "we"))
ANYBODY = frozenset(("anyone", "anybody"))
POSSESSIVES = frozenset(("my", "our", "its", "their", "his", "her", "whose", "your"))
WORKS = frozenset(
    (
        "report",
        "forecast",
        "model",
        "analysis",
        "study",
        "survey",
        "estimate",
        "projection",
        "outlook",
        "paper",
    )
)
NOT_PEOPLE = frozenset(("it", "this", "that", "which", "what", "there", "you", "one", "these", "those"))
HELD = frozenset((who, "at") for who in ("her", "him", "it", "them", "us"))  # "have her at 4 to 7"
NOT_CLAUSES = frozenset(("nsubj", "nsubjpass", "csubj", "advmod", "npadvmod", "nummod"))
ASIDES = frozenset((",", "(", "—", "–", ";", ":", '"', "“", "”"))


@dataclass(frozen=True, slots=True)
class Source:
    """The words that name a speaker, nothing where nobody is named, and the verb that says so."""

    name: str
    verb: int

    @property
    def pronoun(self) -> bool:
        """Whether somebody named earlier is meant."""
        return self.name.lower() in PERSONAL


def find_source(sentence: Sentence, parsed: Parse, cue: int) -> Source | None:
    """Who asserts the clause of this cue, unless the sentence itself does."""
    chain = parsed.above(parsed.predicate(cue))
    for below, place in pairwise(chain):
        if parsed.deps[below] in NOT_CLAUSES:
            continue  # "Democrats maintain control: 80%", "is probably adding": nothing is said
        if ";" in sentence.words[min(below, place) : max(below, place)]:
            break
        word = sentence.words[place]
        if parsed.tags[place].startswith("VB") and word in REPORTING and word not in SILENT:
            return subject_of(sentence, parsed, place)
        if word in REPORTING_NOUNS and word not in NOT_SAID and parsed.deps[below] in {"acl", "ccomp"}:
            owner = _owner(sentence, parsed, place)
            return Source(owner, place) if owner else None
    for place in chain:
        for aside in parsed.children(place, "parataxis"):
            if sentence.words[aside] in REPORTING:
                return subject_of(sentence, parsed, aside)
    return None


def find_giver(sentence: Sentence, parsed: Parse, cue: int) -> Source | None:
    """ "The centre put the likelihood at 70 percent": whose number it is."""
    for place in parsed.above(cue)[1:]:
        if ":" in sentence.words[min(place, cue) : max(place, cue)]:
            return None  # the number stands beside its claim, as in a list
        word = sentence.words[place]
        held = word in {"have", "has"} and sentence.words[place + 1 : place + 3] in HELD
        if (word in GIVING or held) and parsed.tags[place].startswith("VB"):
            return subject_of(sentence, parsed, place)
    return None


def is_agentless(sentence: Sentence, parsed: Parse, cue: int) -> bool:
    """ "He is expected to tour the valley": somebody expects it, nobody is named."""
    if sentence.words[cue] not in FORESEEN or parsed.tags[cue] != "VBN":
        return False
    helped = [sentence.words[at] for at in parsed.children(cue, "auxpass", "aux")]
    return bool(BE & set(helped)) and not parsed.children(cue, "agent")


def spoken_by(sentence: Sentence, parsed: Parse, outside: list[int]) -> Source | None:
    """The first speaker that a sentence names outside its quotations."""
    for place in outside:
        word = sentence.words[place]
        if word in REPORTING and word not in SILENT and parsed.tags[place].startswith("VB"):
            source = subject_of(sentence, parsed, place)
            if source is not None and source.name:
                return source
    return None


def people_of(sentence: Sentence, parsed: Parse) -> str:
    """The last person, office or body that is the subject of a main verb: whom the next pronoun means."""
    places = range(len(sentence.words) - 1, -1, -1)
    for place in places:
        if parsed.deps[place] != "nsubj":
            continue
        proper = parsed.tags[place].startswith("NNP")
        beside = any(parsed.tags[at].startswith("NNP") for at in parsed.children(place, "appos"))
        office = parsed.lemmas[place] in OFFICES and bool(parsed.children(place, "det", "poss"))
        if proper or beside or (office and parsed.tags[place] == "NN"):
            return name_of(sentence, parsed, place)
    aside = next((at for at in places if parsed.deps[at] == "appos" and parsed.tags[at] == "NNP"), -1)
    office = aside >= 0 and parsed.lemmas[parsed.heads[aside]] in OFFICES
    return name_of(sentence, parsed, aside) if office else ""


def subject_of(sentence: Sentence, parsed: Parse, verb: int) -> Source | None:
    """The subject of a verb of saying; None where the article or nobody speaks."""
    subject = parsed.subject(verb)
    if subject < 0 and parsed.tags[verb] == "VBG" and parsed.deps[verb] in {"advcl", "acl", "pcomp"}:
        head = parsed.heads[verb]
        if parsed.deps[verb] == "pcomp":  # "was quoted as saying"
            head = parsed.heads[head]
        subject = parsed.subject(head) if parsed.tags[head].startswith("VB") else head
    if subject < 0:
        return None
    word = sentence.words[subject]
    relative = -1
    if word in {"who", "that", "which"} and parsed.deps[verb] == "relcl":
        relative, subject = subject, parsed.heads[verb]
        word = sentence.words[subject]
    if word in SELVES or word in NOT_PEOPLE or word in ANYBODY:
        return None
    owner = parsed.children(subject, "poss") if parsed.lemmas[subject] in WORKS else []
    if owner and sentence.words[owner[0]] not in POSSESSIVES:
        subject = owner[0]  # "the paper's report claims": the paper
    name = name_of(sentence, parsed, subject, before=relative)
    if name.lower().startswith(("our ", "my ")):
        return None
    return None if not name or is_nobody(name) else Source(name, verb)


def _owner(sentence: Sentence, parsed: Parse, noun: int) -> str:
    """ "the bank's forecast that": whose it is."""
    owners = parsed.children(noun, "poss")
    if owners and sentence.words[owners[0]] not in POSSESSIVES:
        return name_of(sentence, parsed, owners[0])
    return ""


def name_of(sentence: Sentence, parsed: Parse, head: int, *, before: int = -1) -> str:
    """A subject as written, without what stands beside it in commas; the proper name where both are given."""
    named = [at for at in parsed.children(head, "appos") if parsed.tags[at].startswith("NNP")]
    if named and not parsed.tags[head].startswith("NNP"):
        head = named[0]
    first = head
    while first > 0 and _belongs(sentence, parsed, first - 1, head):
        first -= 1
    last = parsed.subtree(head)[1]
    stop = next((at for at in range(head + 1, last) if sentence.words[at] in ASIDES or at == before), last)
    return trim_name(sentence, first, stop)


def _belongs(sentence: Sentence, parsed: Parse, place: int, head: int) -> bool:
    """Whether the word before still belongs to the name."""
    return sentence.words[place] not in ASIDES and head in parsed.above(place)
