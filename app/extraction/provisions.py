"""What a proposal or a rule provides, told in the future: its design, not what will come of it."""

from __future__ import annotations

from app.extraction.clauses import Reading
from app.extraction.grammar import CLASSES, MODALS
from app.extraction.parsing import Parse

POLICY_NOUNS = CLASSES["policy_nouns"]
PROVIDING = CLASSES["providing"]  # what laws and programmes do: require, cover, grant, ban
RULED = CLASSES["ruled"]  # what rules do to people: "will be required to", "will be exempt from"
FATES = CLASSES["fates"] | frozenset(("fail", "backfire", "collapse", "succeed", "stall"))
PRONOUNS = frozenset(("it", "they", "this", "these", "which", "that"))
SELVES = frozenset(("i", "we"))


def is_provided(  # noqa: PLR0911 - one return per rule
    reading: Reading, parsed: Parse, designed: bool
) -> bool:
    """ "a bill that will require", "the act will grant", "drivers will be required", "the President shall".

    designed: the sentence before in the same paragraph was about a proposal, which a pronoun may mean.
    """
    if reading.cue.frame != "modal" or reading.word not in MODALS - {"may", "might", "could", "can"}:
        return False
    verb = parsed.predicate(reading.cue.first)
    subject = parsed.subject(verb)
    if reading.word == "shall":
        return not (SELVES & set(reading.subject)) and not reading.conditional and not reading.dated
    if parsed.lemmas[verb] in RULED and parsed.tags[verb] in {"VBN", "JJ"} and not reading.conditional:
        return True
    if _is_ruled(reading, parsed, verb):
        return not reading.conditional
    relative = parsed.deps[verb] == "relcl" and parsed.lemmas[parsed.heads[verb]] in POLICY_NOUNS
    if relative and subject >= 0 and reading.sentence.words[subject] in PRONOUNS:
        return parsed.lemmas[verb] in PROVIDING or _is_wanted(parsed, parsed.heads[verb])
    if _is_own_programme(reading, parsed, subject):
        return True
    if parsed.lemmas[verb] not in PROVIDING or subject < 0:
        return False
    meant = designed and reading.sentence.words[subject] in PRONOUNS
    return meant or parsed.lemmas[subject] in POLICY_NOUNS


def _is_own_programme(reading: Reading, parsed: Parse, subject: int) -> bool:
    """ "Our plan will help", "my budget will": what one's own programme is said to do."""
    owners = (
        {reading.sentence.words[at] for at in parsed.children(subject, "poss")} if subject >= 0 else set()
    )
    own = owners & {"our", "my"} and parsed.lemmas[subject] in POLICY_NOUNS
    return bool(own) and not reading.conditional and reading.verb_word not in FATES


def _is_ruled(reading: Reading, parsed: Parse, verb: int) -> bool:
    """ "will be exempt", "will be able to claim under": an adjective of rules after "be"."""
    states = {parsed.lemmas[at] for at in parsed.children(verb, "acomp")}
    return parsed.lemmas[verb] == "be" and bool(states & RULED) and not reading.dated


def _is_wanted(parsed: Parse, noun: int) -> bool:
    """Whether somebody asks for the thing or announces it: "pass a bill that", "I propose a plan that"."""
    return parsed.deps[noun] in {"dobj", "pobj"} and parsed.lemmas[parsed.heads[noun]] in CLASSES["asked_for"]
