"""The stages put together: text in, candidates out, one sentence at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.days import DayBounds
from app.domain.forecast import CueClass, Kind, Role, Scoreability, Stance
from app.domain.probability import Probability
from app.extraction import conditions
from app.extraction.claims import find_subject, word_claim
from app.extraction.clauses import Left, Reading, find_inverted, find_left, find_right, find_verb
from app.extraction.cues import Cue, find_cues
from app.extraction.deadlines import Deadline, find_deadlines
from app.extraction.filters import find_noise
from app.extraction.futurates import AHEAD, find_futurates
from app.extraction.kinds import POLICY_NOUNS, find_kind
from app.extraction.layout import read_layout
from app.extraction.lexicon import WEAKENED, Lexicon, load, read_cue
from app.extraction.parsing import Parse, parse, pipeline_version
from app.extraction.numbers import CHANCES, Figure, find_figures
from app.extraction.scoreability import judge
from app.extraction.segments import Sentence, Span, split_sentences
from app.extraction.speakers import Speakers, find_interviewee, find_verb as find_spoken

FOUND_BY = "cues-3"
IN_THAT_CASE = frozenset((("in", "that", "case"), ("in", "that", "event"), ("in", "such", "a")))
FUTURE = frozenset(("will", "'ll", "won't"))
ENDING = frozenset(((",",), (".",), ("!",), ("—",), ("–",), (";",), ()))
# Beliefs that soften what they govern: "I think it will" is less than "it will".
SOFTENING = frozenset(("think", "believe", "reckon", "guess", "suppose", "suspect", "figure", "feel"))
HEDGING = frozenset(
    ("view", "belief", "guess", "sense", "hunch", "feeling", "opinion", "reckoning", "judgment", "reading")
)
TRAILING = frozenset((",", ".", "!", "?", "…", ";", ":", "”", '"', "“", "—", "–", "-", "and", "but", "or"))
NOMINAL = frozenset(("noun", "exists", "numeric", "report_noun", "surprise"))
SURE = frozenset(("will", "going to", "will not"))
RANKS = {
    CueClass.NUMERIC: 9,
    CueClass.LIKELIHOOD: 7,
    CueClass.EXPECTATION: 4,
    CueClass.CATEGORICAL: 3,
    CueClass.CONDITIONAL: 3,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One claim that may be a forecast; text[start:end] == quote, in code points."""

    start: int
    end: int
    quote: str
    authors: tuple[str, ...]
    role: Role
    stance: Stance | None
    claim: str
    kind: Kind
    cue: str
    cue_class: CueClass
    probability: Probability | None
    lexicon: str
    lexicon_version: str
    negated: bool
    condition: Span | None
    deadline: Deadline | None
    scoreability: Scoreability
    reasons: tuple[str, ...]
    found_by: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Cues that speak of one claim: they stand in one clause, or the first governs the second's clause."""

    left: Left
    inner: Left
    cues: tuple[Cue, ...]
    figure: Figure | None = None

    @property
    def main(self) -> Cue:
        """The cue that gives the reading: a number, else a likelihood word, else the rest."""
        return max(self.cues, key=_rank)


def _rank(cue: Cue) -> float:
    """Likelihood words beat modals; a possibility outside a modal beats "will"; attitudes come last."""
    if cue.comparative:
        return 8
    if cue.frame in {"attitude", "report_noun", "seeing"}:
        return 1
    if cue.cue_class is CueClass.POSSIBILITY:
        return 6 if cue.frame != "modal" else 5
    return RANKS[cue.cue_class]


class _Reader:
    """What is remembered from one sentence to the next while a text is read."""

    def __init__(
        self,
        text: str,
        published: DayBounds | None,
        byline: Sequence[str],
        lexicon: Lexicon,
        *,
        parsing: bool = True,
    ) -> None:
        self.published = published
        self.lexicon = lexicon
        self.sentences = list(split_sentences(text))
        self.speakers = Speakers(text, tuple(byline), find_interviewee(self.sentences, tuple(byline)))
        self.layout = read_layout(self.sentences)
        self.parses = parse(list(self._worth_parsing())) if parsing else {}
        self.speakers.parses = self.parses
        self.text = text
        self.found_by = FOUND_BY + (f"+{pipeline_version()}" if parsing and pipeline_version() else "")
        self.scenario: Span | None = None
        self.governed = 0
        self.carried: tuple[Sentence, Span] | None = None
        self.previous: Sentence | None = None
        self.design = -1
        self.question: Sentence | None = None
        self.subject = ""  # of the claim before, in the same sentence

    def read(self) -> Iterator[Candidate]:
        """Every candidate in reading order."""
        for number, sentence in enumerate(self.sentences):
            following = self.sentences[number + 1] if number + 1 < len(self.sentences) else None
            self.speakers.enter(sentence, following)
            if not self._follow_scenario(sentence):
                yield from self._read_sentence(sentence)
            self.question = sentence if sentence.asks else None
            self.previous = sentence
            if set(sentence.words[:4]) & POLICY_NOUNS and not sentence.asks:
                self.design = sentence.line

    def _worth_parsing(self) -> Iterator[Sentence]:
        """Sentences with a cue, and those of the same paragraph that may name its speaker."""
        cued = [bool(find_cues(one)) or bool(find_figures(one)) for one in self.sentences]
        lines = {one.line for one, has in zip(self.sentences, cued, strict=True) if has}
        supposed = {one.line for one in self.sentences if conditions.opens_scenario(one)}
        for sentence, has in zip(self.sentences, cued, strict=True):
            ahead = AHEAD & set(sentence.words) and any(find_deadlines(sentence, self.published))
            if (
                has
                or ahead
                or sentence.line in supposed
                or (sentence.line in lines and find_spoken(sentence, 0, len(sentence.words)) >= 0)
            ):
                yield sentence

    def _follow_scenario(self, sentence: Sentence) -> bool:
        """Keep track of the supposed world; True where the sentence only opens one."""
        opened = conditions.opens_scenario(sentence)
        if opened is not None:
            self.scenario, self.governed = opened, 0
            return True
        if (
            sentence.heading
            or conditions.closes_scenario(sentence)
            or (self.governed and conditions.leaves_scenario(sentence))
            or (sentence.opens_block and self.governed)
        ):
            self.scenario = None
        self.governed += self.scenario is not None
        return False

    def _read_sentence(self, sentence: Sentence) -> Iterator[Candidate]:
        figures = find_figures(sentence, list_mode=self.layout.is_list, answers=self.question is not None)
        cues = _answer(sentence, self.question) or find_cues(sentence)
        parsed = self.parses.get(sentence.start)
        horizons = tuple(find_deadlines(sentence, self.published)) if cues or figures or parsed else ()
        if parsed is not None and not figures:
            supposed = self.scenario is not None and self.governed > 0 and not cues
            told = find_futurates(sentence, parsed, horizons, supposed=supposed)
            cues = tuple(sorted((*cues, *_apart(told, cues, parsed)), key=lambda cue: cue.first))
        if not cues and not figures:
            return
        doubted = {cue.last - 1 for cue in cues if cue.frame == "surprise"}
        clauses = tuple(one for one in conditions.find_clauses(sentence, parsed) if one.first not in doubted)
        drafts = _group(sentence, cues, figures, clauses)
        self.subject = ""
        for number, draft in enumerate(drafts):
            limit = len(sentence.words)
            if number + 1 < len(drafts):
                limit = max(draft.cues[-1].last, drafts[number + 1].left.first)
            candidate = self._finish(sentence, draft, limit, clauses, horizons)
            if candidate is not None:
                yield candidate

    def _finish(
        self,
        sentence: Sentence,
        draft: Draft,
        limit: int,
        clauses: tuple[conditions.Clause, ...],
        horizons: tuple[Deadline, ...],
    ) -> Candidate | None:
        """One draft as a candidate, unless a filter refuses it."""
        first, last = _extent(sentence, draft, limit)
        clause = conditions.governing(sentence, clauses, first, last)
        condition = self._condition(sentence, draft, clause)
        if clause is not None:
            first, last = min(first, clause.first), max(last, clause.last) if clause.first >= first else last
            last = _trim(sentence, first, last)
        cue = draft.main
        ahead = (
            first if cue.frame in NOMINAL or draft.inner.first > draft.cues[0].first else draft.cues[0].first
        )
        deadline = _choose(
            sentence,
            horizons,
            (max(ahead, first) if clause is None or clause.first > first else first, last),
            clause,
        )
        reading = Reading(
            sentence=sentence,
            cue=cue,
            left=draft.inner if cue is draft.cues[-1] else draft.left,
            verb=find_verb(sentence, draft.cues[-1].last, last),
            conditional=condition is not None,
            dated=deadline is not None,
            published_year=_year(self.published),
            parsed=self.parses.get(sentence.start),
        )
        first_cue = cue if cue.frame == "surprise" else draft.cues[0]
        if find_noise(reading) or find_noise(replace(reading, cue=first_cue, left=draft.left)):
            return None
        return self._candidate(draft, reading, (first, last), condition, deadline)

    def _candidate(
        self,
        draft: Draft,
        reading: Reading,
        extent: tuple[int, int],
        condition: Span | None,
        deadline: Deadline | None,
    ) -> Candidate:
        sentence, cue = reading.sentence, reading.cue
        speaker = self.speakers.who(sentence, draft.inner, draft.cues[-1].first, draft.cues)
        kind = find_kind(
            reading,
            speaker.role,
            _is_speakers_own(reading, speaker.authors),
            self.design == sentence.line,
        )
        headline = kind in {Kind.EVENT, Kind.COMPARATIVE} and self.layout.is_headline(sentence)
        kind = Kind.GENERIC if headline else kind
        scoreability, reasons = judge(reading, kind, deadline, speaker.role, speaker.authors)
        if headline:
            reasons = ("a headline: the text below it says more",)
        probability, table, negated = self._probability(sentence, draft)
        span = sentence.span(*extent)
        whole = draft.figure is not None and draft.figure.listed
        claim = word_claim(sentence, draft.inner, draft.cues, extent[1], whole=whole, shared=self.subject)
        if not draft.inner.shared:
            self.subject = find_subject(sentence, draft.inner, draft.cues)
        if self.question is not None and (len(sentence.words) <= 5 or cue.frame == "answer"):
            claim = self.question.text
            deadline = deadline or next(find_deadlines(self.question, self.published), None)
        if draft.figure is not None and self._rates_item(sentence):
            claim = self.previous.text.rstrip(".!")
            span = Span(self.previous.start, span.end, self.text[self.previous.start : span.end])
            deadline = deadline or next(find_deadlines(self.previous, self.published), None)
        return Candidate(
            start=span.start,
            end=span.end,
            quote=span.text,
            authors=speaker.authors,
            role=speaker.role,
            stance=speaker.stance,
            claim=claim,
            kind=kind,
            cue=cue.text.lower(),
            cue_class=cue.cue_class,
            probability=probability,
            lexicon=table.name,
            lexicon_version=table.version,
            negated=negated,
            condition=condition,
            deadline=deadline,
            scoreability=scoreability,
            reasons=reasons,
            found_by=self.found_by,
        )

    def _rates_item(self, sentence: Sentence) -> bool:
        """ "I have this at 1 in 5" in a list item: the number of the sentence before."""
        before = self.previous
        if before is None or before.line != sentence.line or not before.item or before.asks:
            return False
        return bool({"i", "we"} & set(sentence.words[:4])) and bool({"this", "it"} & set(sentence.words[:5]))

    def _condition(self, sentence: Sentence, draft: Draft, clause: conditions.Clause | None) -> Span | None:
        """The claim's own condition, else its hypothetical subject, else the scenario above it."""
        cue = draft.cues[-1]
        own = clause
        if own is None and self.scenario is None and cue.frame == "modal":
            own = conditions.subject_condition(sentence, draft.inner, cue.first)
            parsed = self.parses.get(sentence.start)
            if own is None and parsed is not None:
                own = conditions.parsed_condition(sentence, parsed, draft.inner, cue.first)
        if own is not None:
            span = sentence.span(own.first, own.last)
            self.carried = (sentence, span)
            return span
        if self.carried is not None and sentence.words[:3] in IN_THAT_CASE:
            near = self.previous is not None and self.previous.line == sentence.line
            if near and self.carried[0].line == sentence.line:
                return self.carried[1]
        if self.carried is not None and self._hangs_on(self.carried[0], sentence, draft):
            self.carried = (sentence, self.carried[1])
            return self.carried[1]
        return self.scenario

    def _hangs_on(self, before: Sentence, sentence: Sentence, draft: Draft) -> bool:
        """Whether the condition of the claim before holds on: same subject, or a pronoun for it."""
        cue = draft.cues[-1]
        pointing = conditions.points_back(sentence, draft.inner, cue.first)
        if before is sentence:
            return draft.inner.shared or pointing
        near = before is self.previous and before.line == sentence.line
        return (
            near and pointing and sentence.words[cue.first] in {"would", "could", "might", "wouldn't", "may"}
        )

    def _believed(self, sentence: Sentence, cue: Cue) -> bool | None:
        """Whether a belief that governs the clause is denied; None where no belief softens it."""
        words = sentence.words
        for place in range(cue.first - 1):
            if words[place] in {"my", "our"} and HEDGING & set(words[place + 1 : place + 3]):
                return False
        parsed = self.parses.get(sentence.start)
        if parsed is None:
            return None
        chain = parsed.above(parsed.predicate(cue.first))
        for below, place in zip(chain, chain[1:], strict=False):
            if parsed.deps[below] == "ccomp" and parsed.lemmas[place] in SOFTENING:
                subject = parsed.subject(place)
                own = subject >= 0 and words[subject] in {"i", "we"}
                return place in parsed.denied if own else None
            if parsed.deps[below] not in {"conj", "ccomp"}:
                return None
        return None

    def _probability(self, sentence: Sentence, draft: Draft) -> tuple[Probability | None, Lexicon, bool]:
        """The reading with its table; a denied complement turns it round once more."""
        main = draft.main
        if draft.figure is not None:
            return draft.figure.probability, self.lexicon, False
        if main.comparative:
            return None, self.lexicon, main.negated
        others = [cue for cue in draft.cues if cue is not main and cue.frame == "modal"]
        apart = bool(others) and draft.inner.head >= 0 and draft.inner.first > main.first
        turned = apart and (others[-1].negated or others[-1].reads_as == "will not")
        reads_as = main.reads_as
        if main.frame in {"modal", "infinitive"} and reads_as in SURE:
            doubted = self._believed(sentence, main)
            reads_as, turned = (
                ("believe", turned ^ doubted ^ (main.reads_as == "will not"))
                if doubted is not None
                else (reads_as, turned)
            )
        found = read_cue(reads_as, main.negated ^ turned, self.lexicon)
        denies = main.reads_as in {
            "will not",
            "probably not",
            "cannot",
            "no real risk",
            "no chance",
            "almost no chance",
        }
        if found is None:
            return None, self.lexicon, main.negated
        doubled = main.negated and main.reads_as in WEAKENED  # "nobody doubts": the claim itself stands
        return found[0], found[1], (main.negated and not doubled) ^ turned ^ denies


def _answer(sentence: Sentence, question: Sentence | None) -> tuple[Cue, ...]:
    """ "Yes." or "No, not this year." right after a question about what will happen."""
    if question is None or len(sentence.words) > 14 or not FUTURE & set(question.words):
        return ()
    words = sentence.words
    colon = next((place + 1 for place, word in enumerate(words[:5]) if word == ":"), 0)
    place = next((at for at in range(colon, min(len(words), colon + 2)) if words[at] in {"yes", "no"}), -1)
    if place < 0 or (words[place + 1 : place + 2] not in ENDING and len(words) > 3):
        return ()
    text = sentence.between(place, place + 1)
    negated = words[place] == "no"
    return (Cue(place, place + 1, text, "will", CueClass.CATEGORICAL, "answer", negated),)


def _apart(told: tuple[Cue, ...], cues: tuple[Cue, ...], parsed: Parse) -> list[Cue]:
    """Present-tense verbs that no other cue speaks of."""
    taken = {at for cue in cues for place in range(cue.first, cue.last) for at in parsed.above(place)}
    return [cue for cue in told if cue.first not in taken]


def _is_speakers_own(reading: Reading, authors: tuple[str, ...]) -> bool:
    """Whether the claim's subject is a pronoun that can stand for the speaker."""
    pronoun = reading.subject[-1] if reading.subject else ""
    if pronoun == "it":
        return bool(authors) and authors[0].lower().startswith("the ")
    return pronoun in {"he", "she", "they", "we", "i"}


def _year(published: DayBounds | None) -> int | None:
    return published.earliest.year if published and published.earliest else None


def _figure_cue(sentence: Sentence, figure: Figure) -> Cue:
    """A number as a cue over the words it covers."""
    text = sentence.between(figure.first, figure.last)
    return Cue(figure.first, figure.last, text, "", CueClass.NUMERIC, "numeric")


def _group(
    sentence: Sentence,
    cues: tuple[Cue, ...],
    figures: tuple[Figure, ...],
    clauses: tuple[conditions.Clause, ...],
) -> list[Draft]:
    """Cues gathered into claims, in reading order; cues within a condition claim nothing."""
    listed = next((figure for figure in figures if figure.listed), None)
    if listed is not None:
        return [Draft(Left(0), Left(0), (_figure_cue(sentence, listed),), listed)]
    numbered = {_figure_cue(sentence, figure): figure for figure in figures}
    together = sorted([*numbered, *cues], key=lambda cue: (cue.first, cue.last))
    drafts: list[Draft] = []
    for cue in together:
        if conditions.inside(clauses, cue.first):
            continue
        left = find_left(sentence, cue.first, nominal=cue.frame in NOMINAL)
        front = next((one for one in clauses if one.first <= left.first < one.last <= cue.first), None)
        if front is not None:
            left = Left(front.last)  # "If the rains fail again the dam will": no comma parts them
        if cue.frame == "numeric" and left.head >= 0 and sentence.words[left.head] in CHANCES:
            left = find_left(sentence, left.head, nominal=True)  # "the chance that it rains is 60%"
        if left.opener in {"if", "unless"} and cue.frame == "modal":
            continue
        if drafts and _belongs(sentence, drafts[-1], left, cue):
            before = drafts[-1]
            figure = before.figure or numbered.get(cue)
            drafts[-1] = Draft(
                before.left,
                left if left.first > before.cues[-1].first else before.inner,
                (*before.cues, cue),
                figure,
            )
        else:
            drafts.append(Draft(left, left, (cue,), numbered.get(cue)))
    return drafts


def _belongs(sentence: Sentence, before: Draft, left: Left, cue: Cue) -> bool:  # noqa: PLR0911 - one return per rule
    """Whether a cue speaks of the claim before it: same clause, or the complement of its cue."""
    last = before.cues[-1]
    if left.shared and cue.frame != "numeric":
        return False
    if cue.frame == "adverb" and sentence.words[cue.first - 1 : cue.first] == (",",):
        return False
    if left.first <= last.first:
        if left.first < before.left.first and cue.frame == last.frame == "modal":
            return False  # the cue before stands within this one's subject
        return not (cue.comparative and "," in sentence.words[last.last : cue.first])
    if before.main.frame in {"modal", "infinitive"}:
        return False
    gap = sentence.words[last.last : left.first]
    if len(gap) > 6 or {",", ";", "but"} & set(gap):
        return False
    return len(gap) <= 1 or last.first <= left.head <= last.last + 2


def _extent(sentence: Sentence, draft: Draft, limit: int) -> tuple[int, int]:
    """First word and word after the last of the claim's clause."""
    if draft.figure is not None and draft.figure.listed:
        return 0, _trim(sentence, 0, len(sentence.words))
    first = draft.left.first
    if draft.left.opener in {"who", "which"} and draft.left.first > 0:
        first = draft.left.first
    if first == draft.cues[0].first and sentence.words[0] in {"only", "not"}:
        first = 0 if find_inverted(sentence) == first else first
    last = find_right(
        sentence, draft.cues[-1].last - 1, limit, relative=draft.left.opener in {"who", "which"}
    )
    return first, max(_trim(sentence, first, last), draft.cues[-1].last)


def _trim(sentence: Sentence, first: int, last: int) -> int:
    """Without punctuation and conjunctions at the end."""
    while last > first + 1 and sentence.words[last - 1] in TRAILING:
        last -= 1
    return last


def _choose(
    sentence: Sentence,
    horizons: tuple[Deadline, ...],
    extent: tuple[int, int],
    clause: conditions.Clause | None,
) -> Deadline | None:
    """The horizon within the claim, else one at the head of the sentence; never the condition's own."""
    start, end = sentence.starts[extent[0]], sentence.ends[extent[1] - 1]
    hidden = (sentence.starts[clause.first], sentence.ends[clause.last - 1]) if clause else (-1, -1)
    open_ones = [one for one in horizons if not hidden[0] <= one.start < hidden[1]]
    within = [one for one in open_ones if start <= one.start < end]
    if within:
        return within[0]
    return next((one for one in open_ones if one.start <= sentence.start + 6), None)


def read(
    text: str,
    *,
    published: DayBounds | None = None,
    byline: Sequence[str] = (),
    lexicon: Lexicon | None = None,
    parsing: bool = True,
) -> tuple[Candidate, ...]:
    """Every candidate in the text, with exact offsets; no clock, no network, and no parse unless `parsing`."""
    return tuple(_Reader(text, published, byline, lexicon or load(), parsing=parsing).read())
