"""What a clause hangs on, by the parse: told of the past, denied, one's own wish, the law; not asserted."""

from __future__ import annotations

import re
from itertools import pairwise

from app.extraction.clauses import Reading
from app.extraction.grammar import CLASSES, REPORTING
from app.extraction.parsing import Parse

BELIEVING = frozenset(
    ("think", "believe", "buy", "expect", "see", "reckon", "suppose", "imagine", "doubt", "anticipate")
)
WISHING = frozenset(("hope", "wish", "want", "pray", "dream", "prefer", "ask", "demand", "urge", "insist"))
BACKSHIFTED = frozenset(("would", "could", "might", "'d", "wouldn't", "couldn't", "should"))
SELVES = frozenset(("i", "we"))
ANYBODY = frozenset(("people", "everyone", "everybody", "nobody", "someone", "somebody"))
YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d\Z", re.ASCII)
UNLIKELY = frozenset(("implausible", "impossible", "unlikely", "inconceivable", "unthinkable", "improbable"))
OUTCOMES = frozenset(("event", "case", "outcome", "scenario", "prospect", "result", "possibility"))
INVERTING = frozenset(("only", "not", "never", "nor", "neither", "so", "rarely", "seldom", "no", "nowhere"))
REASONS = frozenset(("as", "because", "since", "while", "though", "although", "for"))
BEFALLING = CLASSES["non_volitional"]
RIGHT = frozenset(("right", "wrong", "true", "mistaken", "correct"))
REFUSED = frozenset(
    (
        "hear",
        "listen",
        "say",
        "tell",
        "comment",
        "discuss",
        "disclose",
        "reveal",
        "admit",
        "apologise",
        "apologize",
    )
)
EXPLAINED = frozenset(("mean", "show", "prove", "imply", "explain", "suggest", "indicate"))


def is_unproven(reading: Reading, parsed: Parse) -> bool:
    """ "had not shown that patients would": the complement of a denied verb, unless of belief."""
    if reading.cue.frame == "numeric":
        return False
    chain = parsed.above(parsed.predicate(reading.cue.first))
    for below, place in pairwise(chain):
        if parsed.deps[below] == "ccomp" and place in parsed.denied and place < below:
            if below in parsed.denied or _stands_apart(reading, parsed, place, below):
                continue
            if {parsed.lemmas[at] for at in parsed.children(place, "acomp", "oprd")} & UNLIKELY:
                return False  # "does not seem implausible that": two denials
            return parsed.lemmas[place] not in BELIEVING and parsed.tags[place].startswith("VB")
    return False


def _stands_apart(reading: Reading, parsed: Parse, verb: int, clause: int) -> bool:
    """ "are not resting as it is forecast", "don't worry - it will": no complement of what is denied."""
    words = reading.sentence.words
    first = parsed.subtree(clause)[0]
    marks = {words[at] for at in parsed.children(clause, "mark")}
    led = {*words[max(0, first - 1) : first + 1]} & REASONS
    return bool(
        marks - {"that", "whether", "if"} or led or {"-", "–", "—", ":", ";"} & set(words[verb:clause])
    )


def is_left_open(reading: Reading, parsed: Parse) -> bool:
    """ "It depends on whether he believes it will help": nobody says that he does."""
    chain = parsed.above(parsed.predicate(reading.cue.first))
    return any(
        reading.sentence.words[mark] == "whether"
        for below, place in pairwise(chain)
        if parsed.deps[below] in {"ccomp", "xcomp"}
        for mark in parsed.children(place, "mark")
    )


def is_duty_denied(reading: Reading, parsed: Parse) -> bool:
    """ "I do not believe there should be firings": what ought not to be."""
    if reading.cue.frame != "opinion":
        return False
    for place in range(reading.cue.first, reading.cue.last):
        for below in parsed.children(place, "ccomp"):
            if any(
                reading.sentence.words[at] in {"should", "ought", "must"}
                for at in parsed.children(below, "aux")
            ):
                return True
    return False


def is_told_of_the_past(  # noqa: PLR0911 - one return per rule
    reading: Reading, parsed: Parse
) -> bool:
    """ "I wrote that it would", "a report that said it would last": foretold once, seen from later."""
    if reading.word not in BACKSHIFTED:
        return False
    chain = parsed.above(parsed.predicate(reading.cue.first))
    words = reading.sentence.words
    for below, place in pairwise(chain):
        heard = parsed.deps[below] == "advcl" and parsed.tags[below] == "VB"  # "we listened to him tell us"
        if parsed.deps[below] not in {"ccomp", "conj", "xcomp"} and not heard:
            return False
        if parsed.tags[place] not in {"VBD", "VBN"} or parsed.deps[below] == "conj":
            continue
        subject = parsed.subject(place)
        if subject >= 0 and words[subject] in SELVES | ANYBODY:
            return True
        if _is_beside_the_past(reading, parsed, place):
            return True
        if _is_dated_back(reading, parsed, place):
            return True
        if parsed.deps[place] in {"relcl", "acl"}:
            main = parsed.above(place)[-1]
            return parsed.tags[main] == "VBD" and words[main] not in REPORTING
        return False
    return False


def _is_beside_the_past(reading: Reading, parsed: Parse, verb: int) -> bool:
    """ "When she came she was told that": said at a time that is over."""
    for clause in parsed.children(verb, "advcl"):
        when = [at for at in parsed.children(clause, "advmod") if reading.sentence.words[at] == "when"]
        if when and parsed.tags[clause] == "VBD" and parsed.lemmas[clause] not in {"ask", "press"}:
            return True
    return False


def _is_dated_back(reading: Reading, parsed: Parse, verb: int) -> bool:
    """Whether a year before publication, or "ago", hangs on the verb of saying or on what leads to it."""
    for place, word in enumerate(reading.sentence.words):
        dated = next((at for at in parsed.above(place) if parsed.tags[at] == "VBD"), -1)
        if word == "ago" and dated in parsed.above(verb):
            return True
    year = reading.published_year
    if year is None:
        return False
    for place, word in enumerate(reading.sentence.words):
        if YEAR.match(word) and int(word) < year and verb in parsed.above(place)[:3]:
            return True
    return False


def is_past_perfect(reading: Reading, parsed: Parse) -> bool:
    """ "would have bet", whatever the participle looks like."""
    if reading.cue.frame != "modal" or reading.word in {"will", "'ll", "won't", "shall"}:
        return False
    verb = parsed.predicate(reading.cue.first)
    helped = parsed.children(verb, "aux")
    return parsed.tags[verb] == "VBN" and any(
        parsed.lemmas[at] == "have" and at > reading.cue.first for at in helped
    )


def is_counterfactual(reading: Reading, parsed: Parse) -> bool:
    """ "If we had let them fail, unemployment might be double": what has not been."""
    if reading.cue.frame != "modal" or reading.word not in BACKSHIFTED:
        return False
    for clause in parsed.children(parsed.predicate(reading.cue.first), "advcl"):
        marks = {reading.sentence.words[at] for at in parsed.children(clause, "mark")}
        helped = parsed.children(clause, "aux")
        had = any(parsed.lemmas[at] == "have" and parsed.tags[at] == "VBD" for at in helped)
        if had and ("if" in marks or helped[0] == parsed.subtree(clause)[0]):
            return True
    return False


def is_conceded(reading: Reading, _: Parse) -> bool:
    """ "As hard as it may be", "come what may", "be that as it may"."""
    words = reading.sentence.words
    first = reading.left.first
    near = words[max(0, first - 4) : reading.cue.first]
    return (
        reading.word in {"may", "might"}
        and "as" in near
        and (near.count("as") >= 2 or reading.verb_word in {"be", "seem", "sound", "."})
    )


def is_long_past(reading: Reading, parsed: Parse) -> bool:
    """ "was always destined to", "a system on the verge of collapse" that somebody found on taking office."""
    if reading.cue.frame in {"modal", "attitude", "numeric", "report_noun", "infinitive"}:
        return False
    chain = parsed.above(reading.cue.first)
    verb = next((place for place in chain if parsed.tags[place].startswith("VB")), chain[-1])
    helped = parsed.children(verb, "aux", "auxpass")
    if any(parsed.tags[at] in {"MD", "VBZ", "VBP"} for at in helped):
        return False
    past = parsed.tags[verb] == "VBD" or any(parsed.tags[at] == "VBD" for at in helped)
    always = {"always", "once", "never", "then"} & set(reading.before(3))
    own = parsed.lemmas[verb] in {"be", "seem", "look"} or reading.cue.first in parsed.children(verb)
    distant = parsed.subject(verb) >= 0 and reading.sentence.words[parsed.subject(verb)] in SELVES
    return past and (bool(always) or (distant and not own))


def is_judgement(reading: Reading, parsed: Parse) -> bool:
    """ "She could be right", "would mean that warming has stopped": of what is said or has been."""
    if reading.cue.frame != "modal":
        return False
    verb = parsed.predicate(reading.cue.first)
    if (
        parsed.lemmas[verb] == "be"
        and reading.word not in {"will", "'ll", "won't"}
        and RIGHT & {reading.sentence.words[at] for at in parsed.children(verb, "acomp")}
    ):
        return True
    if parsed.lemmas[verb] not in EXPLAINED:
        return False
    for place in parsed.children(verb, "ccomp"):
        helped = [at for at in parsed.children(place, "aux") if parsed.tags[at] == "MD"]
        had = [at for at in parsed.children(place, "aux") if parsed.lemmas[at] == "have"]
        if not helped and (had or parsed.tags[place] == "VBD"):
            return True
    return False


def is_about_what_has_been(reading: Reading, parsed: Parse) -> bool:
    """ "the warning that I have been wrong": what is foretold has already been."""
    if reading.cue.frame not in {"attitude", "report_noun"}:
        return False
    said = reading.cue.first
    for place in parsed.children(said, "ccomp", "acl"):
        helped = parsed.children(place, "aux")
        if place > said and not any(parsed.tags[at] in {"MD", "TO"} for at in helped):
            was = parsed.tags[place] == "VBD" or any(parsed.tags[at] == "VBD" for at in helped)
            if was and reading.word == "warned":
                return True  # "warned that the mood was growing tense": how it was, told later
            perfect = any(parsed.tags[at] in {"VBP", "VBZ"} and parsed.lemmas[at] == "have" for at in helped)
            return perfect and parsed.tags[place] in {"VBN", "VBD"}
    return False


def is_noun_instead(reading: Reading, parsed: Parse) -> bool:
    """ "the usual warning", "oil prices", "a project": the noun that a verb of foretelling looks like."""
    if reading.cue.frame == "risking":
        finite = {"VBZ", "VBP", "VBD", "MD"} & set(parsed.tags)
        return bool(finite) and not parsed.tags[reading.cue.first].startswith("VB")
    if reading.cue.frame != "attitude" or not parsed.tags[reading.cue.first].startswith("NN"):
        return False
    # After a name in a sentence without any other verb it is the verb, whatever the tagger says.
    verbs = {"VBZ", "VBP", "VBD"} & set(parsed.tags)
    named = reading.cue.first > 1 and reading.sentence.capital(reading.cue.first - 1)
    return (bool(verbs) or not named) and "MD" not in parsed.tags[reading.cue.last :]


def is_wished(reading: Reading, parsed: Parse) -> bool:
    """ "hopes that", "wants it to", "demanded that": the complement of a wish."""
    chain = parsed.above(parsed.predicate(reading.cue.first))
    for below, place in pairwise(chain):
        if parsed.deps[below] not in {"ccomp", "xcomp", "conj"}:
            return False
        if parsed.lemmas[place] in WISHING - {"insist", "ask", "demand", "urge"}:
            return parsed.tags[place].startswith("VB") and parsed.deps[below] != "conj"
    return False


def is_refusal(reading: Reading, parsed: Parse) -> bool:
    """ "won't hear the word", "will not say when": what somebody refuses now."""
    if reading.word not in {"won't", "will"} or reading.dated or reading.conditional:
        return False
    verb = parsed.predicate(reading.cue.first)
    denied = reading.word == "won't" or verb in parsed.denied
    return denied and parsed.lemmas[verb] in REFUSED


def is_empowered(reading: Reading, parsed: Parse) -> bool:
    """ "under which mayors may requisition vehicles": what a rule allows."""
    if reading.word not in {"may", "can"}:
        return False
    verb = parsed.predicate(reading.cue.first)
    if parsed.deps[verb] != "relcl":
        return False
    first = parsed.subtree(verb)[0]
    led = reading.sentence.words[first : first + 2]
    return (led[1:] == ("which",) and led[0] in {"under", "by", "along", "through", "on"}) or (
        reading.sentence.words[first] == "whereby"
    )


def is_attributive(reading: Reading, parsed: Parse) -> bool:
    """ "reduced projected spending", "no imminent threat": a word beside a noun, and nothing foretold."""
    place = reading.cue.first
    if parsed.deps[place] != "amod" or reading.cue.last - place > 1:
        return False
    if reading.word in {"improbable", "unlikely"}:
        return parsed.lemmas[parsed.heads[place]] not in OUTCOMES  # "an unlikely hero"
    if reading.cue.frame in {"attitude", "passive"}:
        verb = parsed.heads[parsed.heads[place]]
        return (
            reading.word != "imminent"
            or "no" in reading.sentence.words[place - 1 : place]
            or not (parsed.tags[verb].startswith("VB"))
        )
    return False


def is_presence(reading: Reading, _: Parse) -> bool:
    """ "I would not be here tonight without them": what has come about, told from its contrary."""
    return (
        reading.word in {"would", "wouldn't", "'d"}
        and "here" in reading.after(3)
        and "be" in reading.after(2)
    )


def is_motion(reading: Reading, parsed: Parse) -> bool:
    """ "The money is going to charity": on the way to a place."""
    if reading.cue.text.lower() != "going to" or reading.cue.last >= len(parsed.tags):
        return False
    return not any(
        tag.startswith(("VB", "RB")) for tag in parsed.tags[reading.cue.last : reading.cue.last + 2]
    )


def is_inverted_question(reading: Reading, parsed: Parse) -> bool:
    """ "On the question of who leads: will Selmark hold on": asked, whatever sign ends it."""
    if reading.cue.frame != "modal" or reading.word not in {"will", "would", "can", "could", "won't"}:
        return False
    verb = parsed.predicate(reading.cue.first)
    subjects = parsed.children(verb, "nsubj", "nsubjpass", "expl")
    before = reading.sentence.words[max(0, reading.cue.first - 1) : reading.cue.first]
    return (
        bool(subjects)
        and reading.cue.first < subjects[0] < verb
        and (not before or before[0] in {":", "—", "–", "“", '"', "and", "or", "but", ","})
        and not INVERTING & set(reading.sentence.words[: reading.cue.first])
    )


def is_first_time(reading: Reading, _: Parse) -> bool:
    """ "It wouldn't be the first time that": what has happened before."""
    return reading.word in {"would", "wouldn't"} and {"first", "time"} <= set(reading.after(5))


def is_compared(reading: Reading, _: Parse) -> bool:
    """ "same as Cullen will", "than it would": a verb left out after "as" or "than"."""
    words = reading.sentence.words
    rest = words[reading.cue.last : reading.cue.last + 1]
    left_out = not rest or not rest[0].isalpha()
    near = words[max(0, reading.cue.first - 4) : reading.cue.first]
    return reading.cue.frame == "modal" and left_out and bool({"as", "than", "before"} & set(near))


PARSED_FILTERS = (
    is_unproven,
    is_left_open,
    is_duty_denied,
    is_told_of_the_past,
    is_past_perfect,
    is_counterfactual,
    is_conceded,
    is_long_past,
    is_judgement,
    is_about_what_has_been,
    is_noun_instead,
    is_wished,
    is_refusal,
    is_empowered,
    is_attributive,
    is_presence,
    is_compared,
    is_motion,
    is_inverted_question,
    is_first_time,
)
