"""What ought to be, told from what is to be expected: "should" has both senses."""

from __future__ import annotations

from app.extraction.clauses import Reading
from app.extraction.grammar import CLASSES

INANIMATE = CLASSES["inanimate"]
CHANGES = CLASSES["change_verbs"]
EFFECTS = CLASSES["effects"]  # what happens to things, and nobody can be told to do
ECONOMY = CLASSES["economy"]  # what nobody can tell what to do, whatever the verb
COMMANDED = CLASSES["commanded"]  # who can be told what to do
STATES = CLASSES["expected_states"]  # states that are reached, not chosen: "should be open by July"
DATED_ENDS = frozenset(
    ("arrive", "reach", "recover", "return", "resume", "begin", "finish", "open", "start", "launch", "land")
)
BEFALLING = frozenset(("see", "feel", "notice", "get", "gain", "benefit", "recover", "suffer", "receive"))


def is_advice(reading: Reading) -> bool:  # noqa: PLR0911 - one return per rule
    """ "should" tells what ought to be, unless a thing that nobody commands is to change."""
    if reading.word not in {"should", "shouldn't", "ought"}:
        return False
    after = reading.after(5)
    if after[:1] in {("expect",), ("anticipate",)} or after[:2] == ("be", "expected"):
        return False
    if _befalls(reading) or _follows_by_itself(reading):
        return False
    if after[:1] in {("not",), ("never",), ("we",), ("you",)} or reading.word == "shouldn't":
        return True
    if {"able", "enough", "easier", "available", "ready", "over", "complete", "back"} & set(
        after[:4]
    ) and after[0] in {"be", "have"}:
        return bool(set(reading.subject) & {"we", "you", "i"})
    if _reaches_state(reading):
        return False
    subject = set(reading.subject)
    plain = bool(subject & INANIMATE) and not subject & {"we", "you", "i", "they", "government", "congress"}
    if not plain or reading.verb_word not in CHANGES:
        return not (reading.dated and reading.verb_word in DATED_ENDS)
    if after[:1] == ("be",) or reading.verb_word == "be":
        return not reading.dated
    return not (
        reading.dated
        or "soon" in after
        or "eventually" in after
        or reading.conditional
        or "help" in after[:1]
    )


def _follows_by_itself(reading: Reading) -> bool:  # noqa: PLR0911 - one return per rule
    """ "Cheaper oil should support a rebound", "there should be gains", "most should be better off"."""
    parsed = reading.parsed
    if parsed is None or reading.cue.negated or reading.word != "should":
        return False
    verb = parsed.predicate(reading.cue.first)
    subject = parsed.subject(verb)
    if subject < 0 or parsed.children(verb, "auxpass") or verb in parsed.denied:
        return False
    if reading.sentence.words[subject] == "there":
        return True
    if not parsed.tags[subject].startswith("NN") or parsed.lemmas[subject] in COMMANDED:
        return False
    economic = parsed.lemmas[subject] in ECONOMY and not parsed.tags[subject].startswith("NNP")
    if economic or {"naturally", "finally", "eventually", "soon"} & set(reading.after(2)):
        return True
    better = bool({"JJR", "RBR"} & set(parsed.tags[verb + 1 : verb + 3]))
    if parsed.lemmas[verb] == "be":
        return better
    return parsed.lemmas[verb] in EFFECTS


def _befalls(reading: Reading) -> bool:
    """ "Households should see it on the bill by March": what somebody gets, not what somebody ought to do."""
    subject = set(reading.subject)
    if {"i", "we", "you", "one"} & subject or reading.cue.negated:
        return False
    return reading.verb_word in BEFALLING and (reading.dated or reading.parsed is not None)


def _reaches_state(reading: Reading) -> bool:
    """ "He should be fit for the final", "the bridge should be open by July"."""
    after = reading.after(4)
    if after[:1] != ("be",) or {"i", "we", "you"} & set(reading.subject):
        return False
    states = [place for place, word in enumerate(after) if word in STATES]
    if not states:
        return False
    following = reading.sentence.words[reading.cue.last + states[0] + 1 :][:2]
    return reading.dated or (following[:1] == ("for",) and following[1:] in {("the",), ("a",), ("their",)})
