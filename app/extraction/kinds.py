"""What sort of claim: an event, a comparison, one's own plan or promise, a policy, a general truth."""

from __future__ import annotations

from app.domain.forecast import Kind, Role
from app.extraction.clauses import Reading
from app.extraction.grammar import ADVERBS, CLASSES, REPORTING, is_gerund, is_participle
from app.extraction.provisions import POLICY_NOUNS, is_provided

CONSEQUENCES = CLASSES["consequences"]
FATES = CLASSES["fates"]
NON_VOLITIONAL = CLASSES["non_volitional"]
PROMISES = frozenset(
    (
        "promise",
        "promised",
        "promises",
        "pledge",
        "pledged",
        "pledges",
        "vow",
        "vowed",
        "vows",
        "assure",
        "assured",
    )
)
HABITS = frozenset(("often", "sometimes", "usually", "typically", "generally"))
EFFORTS = frozenset(("easy", "hard", "difficult", "simple", "tough"))  # "this will not be easy"
ENDS = ((), (".",), (",",), (";",), ("but",), ("and",), ("for",))
OWN_GROUP = frozenset(("our", "my"))
OWN_BODIES = frozenset(("government", "administration", "party", "team", "ministry", "company"))


def find_kind(reading: Reading, role: Role, speaker_pronoun: bool, designed: bool) -> Kind:  # noqa: PLR0911 - one return per rule
    """The claim's kind, given whether its subject is a pronoun and whether a proposal is being described."""
    if reading.cue.comparative:
        return Kind.COMPARATIVE
    if reading.cue.frame not in {"modal", "infinitive"}:
        return Kind.EVENT
    verb = reading.verb_word
    provided = reading.parsed is not None and is_provided(reading, reading.parsed, designed)
    if provided or _is_policy(reading, designed):
        return Kind.POLICY
    if set(reading.after(2)) & HABITS and not reading.dated:
        return Kind.GENERIC
    if verb == "be" and not reading.dated and _is_effort(reading):
        return Kind.GENERIC
    if verb == "be" and "i" in reading.subject[-3:]:
        return Kind.PLAN
    if verb == "be" and "we" in reading.subject[-3:] and _is_whereabouts(reading):
        return Kind.PLAN
    # In a paraphrase "we" is not whoever is paraphrased.
    own = (_is_own(reading) and role is not Role.REPORTED) or (speaker_pronoun and role is not Role.BYLINE)
    if own and _is_believed(reading):
        return Kind.EVENT
    if own and _is_chosen(reading) and reading.word not in {"may", "might", "could", "can"}:
        head = reading.left.head
        pledged = head >= 0 and reading.sentence.words[head] in PROMISES
        return Kind.PROMISE if pledged or not speaker_pronoun else Kind.PLAN
    return Kind.EVENT


def _is_believed(reading: Reading) -> bool:
    """ "We believe that we will return to growth": what one expects of oneself, not what one decides."""
    head = reading.left.head
    return head >= 0 and "we" in reading.subject and reading.sentence.words[head] in CLASSES["beliefs"]


def _is_effort(reading: Reading) -> bool:
    """ "It will not be easy", "that is going to be very hard"."""
    after = reading.sentence.words[reading.verb + 1 : reading.verb + 4]
    state = next((place for place, word in enumerate(after) if word not in ADVERBS | {"so", "too"}), 0)
    return after[state : state + 1] != () and after[state] in EFFORTS and after[state + 1 :][:1] in ENDS


def _is_chosen(reading: Reading) -> bool:
    """Whether the verb is something that one decides to do; "be" with what one will be doing counts."""
    verb = reading.verb_word
    doing = reading.sentence.words[reading.verb + 1 : reading.verb + 2]
    if verb == "be" and doing and is_gerund(doing[0]):
        stem = doing[0].removesuffix("ing")
        return not {stem, stem + "e", stem[:-1]} & (NON_VOLITIONAL | {"look", "talk", "tak"})
    if verb in {"expect", "anticipate"}:
        return False
    if verb == "get" and any(is_participle(word) for word in reading.after(5)[1:4]):
        return True  # "I will get it built"
    return verb not in NON_VOLITIONAL


def _is_whereabouts(reading: Reading) -> bool:
    """ "We shall be in Visby": where one means to be."""
    after = reading.sentence.words[reading.verb + 1 : reading.verb + 2]
    return after in {("in",), ("at",)} and reading.sentence.capital(reading.verb + 2)


def _is_own(reading: Reading) -> bool:
    """ "we will", "my government will"."""
    if reading.parsed is not None:
        verb = reading.parsed.predicate(reading.cue.first)
        head = reading.parsed.subject(verb)
        if head >= 0:
            return _is_own_subject(reading, head)
    subject = reading.subject
    if reading.left.shared:
        subject = reading.sentence.words[max(0, reading.left.first - 20) : reading.left.first]
        return any(word in {"i", "we"} for word in subject)
    near = subject[-4:]
    return (
        "i" in near
        or "we" in near
        or (subject[:1] == ("this",) and "government" in near)
        or (bool(set(near) & OWN_GROUP) and bool(set(near) & OWN_BODIES))
    )


def _is_own_subject(reading: Reading, head: int) -> bool:
    """Whether a subject is "I", "we" or a body of the speaker's own."""
    parsed, words = reading.parsed, reading.sentence.words
    if parsed is None or words[head] in {"i", "we"}:
        return parsed is not None
    owned = {words[at] for at in parsed.children(head, "poss", "det")}
    bodies = (
        OWN_BODIES if owned & OWN_GROUP else frozenset(("government",)) if "this" in owned else frozenset()
    )
    return words[head] in bodies


def _is_policy(reading: Reading, designed: bool) -> bool:  # noqa: PLR0911 - one return per rule
    """ "The bill would ban": what a text provides, not what will come of it."""
    if reading.word not in {"would", "wouldn't"} or reading.verb_word in CONSEQUENCES:
        return False
    if reading.conditional and reading.verb_word in FATES:
        return False  # "were they to abstain, the bill would pass": what becomes of it
    words = reading.sentence.words
    if words[0] == "under" and set(words[:9]) & POLICY_NOUNS:
        return True
    if reading.after(2) in {("have", "to"), ("need", "to")} or reading.after(3)[:2] in {
        ("be", "required"),
        ("be", "allowed"),
    }:
        return not reading.conditional
    if designed and reading.verb_word == "be" and is_participle(words[min(reading.verb + 1, len(words) - 1)]):
        return True
    if designed and reading.subject[:1] in {("it",), ("its",)} and not (reading.conditional or reading.dated):
        return True
    head = reading.left.head
    subject = reading.subject[-6:]
    if head >= 0 and reading.sentence.words[head] in REPORTING and not set(subject) & POLICY_NOUNS:
        return False
    return bool(set(subject) & POLICY_NOUNS)
