"""Claims told in the present tense: "becomes dearer within weeks", and what follows from a supposition."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.forecast import CueClass
from app.extraction.cues import Cue
from app.extraction.deadlines import Deadline
from app.extraction.grammar import CLASSES, REPORTING
from app.extraction.parsing import Parse
from app.extraction.segments import Sentence
from app.extraction.someday import SOME_DAY

SCHEDULED = CLASSES["scheduled"] - {"be", "end", "close", "finish", "expire"}
AHEAD = frozenset(("by", "before", "within"))
# Verbs that set a date for something else: "aims to finish by June", "requires a report by May".
SETTING = frozenset(
    (
        "aim", "allow", "ask", "call", "commit", "demand", "envisage", "have", "hope", "include",
        "let", "mean", "need", "oblige", "offer", "plan", "promise", "require", "say", "seek", "set", "want",
        "wish",
    )
)  # fmt: skip
SEEMING = frozenset(("seem", "look", "appear", "need", "matter", "depend"))  # how things are
LONG = frozenset(("month", "quarter", "season", "year", "decade"))  # "we play on Sunday" is a fixture
LASTING = frozenset(("last", "survive", "endure"))
BELIEVING = frozenset(("think", "believe", "reckon", "suspect", "guess", "bet", "doubt"))
SELVES = frozenset(("i", "we", "my", "our"))
NOT_SUBJECTS = frozenset(("i", "we", "you", "which", "who", "that", "what", "one"))
ANYBODY = frozenset(("you", "one", "anyone", "someone", "somebody"))  # "if you press it": how things work
BETWEEN = frozenset(("prep", "pobj", "npadvmod", "acomp", "attr", "advmod", "pcomp", "dobj", "prt"))
FINAL = frozenset(("ROOT", "conj", "ccomp"))


def lies_ahead(sentence: Sentence, horizon: Deadline, after: date | None) -> bool:
    """Whether a horizon puts a verb in the present into the future: "by May", or a period yet to begin."""
    if horizon.latest is None and horizon.precision != "unresolved":
        return False
    first = sentence.words[sentence.starts.index(horizon.start)]
    begins = after is not None and horizon.earliest is not None and horizon.earliest > after
    return (
        first in AHEAD
        or horizon.words.lower() in SOME_DAY | {"soon"}
        or (begins and horizon.precision in LONG)
    )


def find_futurates(
    sentence: Sentence,
    parsed: Parse,
    horizons: Sequence[Deadline],
    *,
    supposed: bool,
    after: date | None,
) -> tuple[Cue, ...]:
    """Main verbs in the plain present that tell of what is to come; after: the day of publication."""
    if sentence.asks or sentence.heading:
        return ()
    dated = [sentence.starts.index(one.start) for one in horizons if lies_ahead(sentence, one, after)]
    found = []
    for place, tag in enumerate(parsed.tags):
        if tag not in {"VBZ", "VBP"} or not _tells(sentence, parsed, place):
            continue
        conditional = (bool(horizons) or _is_definite(sentence, parsed, place)) and _has_condition(
            sentence, parsed, place
        )
        if parsed.lemmas[place] in SCHEDULED and not supposed and not conditional:
            continue
        lasting = parsed.lemmas[place] in LASTING and _is_believed(sentence, parsed, place)
        if supposed or conditional or lasting or any(_hangs_on(parsed, at, place) for at in dated):
            text = sentence.between(place, place + 1)
            denied = place in parsed.denied
            found.append(Cue(place, place + 1, text, "will", CueClass.CATEGORICAL, "futurate", denied))
    return tuple(found)


def find_root(sentence: Sentence, parsed: Parse) -> tuple[Cue, ...]:
    """ "At least one merger of two banks", in a list of predictions: the item itself is the claim."""
    root = next((at for at, head in enumerate(parsed.heads) if head == at and parsed.deps[at] == "ROOT"), -1)
    if root < 0 or sum(word.isalpha() for word in sentence.words) < 3 or SELVES & set(sentence.words[:2]):
        return ()
    text = sentence.between(root, root + 1)
    return (Cue(root, root + 1, text, "will", CueClass.CATEGORICAL, "futurate", root in parsed.denied),)


def _tells(sentence: Sentence, parsed: Parse, place: int) -> bool:
    """Whether a present verb has a subject of its own and could speak of what is to come."""
    word = sentence.words[place]
    if parsed.deps[place] not in FINAL or word in REPORTING or parsed.lemmas[place] in SETTING | SEEMING:
        return False
    if parsed.children(place, "aux", "auxpass") or (len(word) < 3 and word != "is"):
        return False
    if parsed.deps[place] == "ccomp" and parsed.tags[parsed.heads[place]] not in {"VBZ", "VBP", "VB"}:
        return False
    if parsed.lemmas[place] == "be" and not parsed.children(place, "acomp", "attr"):
        return False  # "the election is in November": a date
    subject = parsed.subject(place)
    return subject >= 0 and sentence.words[subject] not in NOT_SUBJECTS and subject < place


def _is_believed(sentence: Sentence, parsed: Parse, verb: int) -> bool:
    """ "I don't think the pause lasts a month": one's own view of how long."""
    head = parsed.heads[verb]
    subject = parsed.subject(head)
    own = subject >= 0 and sentence.words[subject] in SELVES
    return own and parsed.deps[verb] == "ccomp" and parsed.lemmas[head] in BELIEVING


def _has_condition(sentence: Sentence, parsed: Parse, verb: int) -> bool:
    """ "Unless it rains before June, the harvest fails", "should that happen, the work stops"."""
    if sentence.words[0] == "should":
        return parsed.heads[0] != verb and parsed.heads[parsed.heads[0]] == verb
    return any(
        sentence.words[mark] in {"if", "unless"} and sentence.words[mark - 1] != "even"
        for clause in parsed.children(verb, "advcl")
        if sentence.words[parsed.subject(clause)] not in ANYBODY
        for mark in parsed.children(clause, "mark")
    )


def _is_definite(sentence: Sentence, parsed: Parse, verb: int) -> bool:
    """Whether the subject is one thing of this world, rather than any of its kind."""
    subject = parsed.subject(verb)
    if subject < 0 or parsed.deps[verb] != "ROOT":
        return False
    marked = {sentence.words[at] for at in parsed.children(subject, "det", "poss")}
    return parsed.tags[subject].startswith("NNP") or bool(marked & {"the", "this", "our", "its", "their"})


def _hangs_on(parsed: Parse, place: int, verb: int) -> bool:
    """Whether a phrase dates this verb and not another verb or a noun of its subject."""
    for at in parsed.above(place):
        if at == verb:
            return True
        if parsed.deps[at] not in BETWEEN:
            return False
    return False
