"""The stages put together: text in, candidates out, one sentence at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.days import DayBounds
from app.domain.forecast import CueClass, Kind, Role, Scoreability, Stance
from app.domain.probability import Probability
from app.extraction import conditions
from app.extraction.beliefs import believed
from app.extraction.claims import find_subject, word_claim
from app.extraction.clauses import Reading, find_verb
from app.extraction.cues import Cue, find_cues
from app.extraction.dating import choose
from app.extraction.deadlines import Deadline, find_deadlines, find_horizon
from app.extraction.drafts import Draft, find_extent, group, trim
from app.extraction.filters import find_noise
from app.extraction.futurates import find_futurates, find_root, lies_ahead
from app.extraction.grammar import CLASSES, MODALS
from app.extraction.joined import find_joined
from app.extraction.kinds import find_kind
from app.extraction.layout import read_layout, sets_horizon
from app.extraction.lexicon import WEAKENED, Lexicon, load, read_cue
from app.extraction.numbers import find_figures
from app.extraction.parsing import Parse, parse, pipeline_version
from app.extraction.provisions import POLICY_NOUNS
from app.extraction.ratings import Ratings, is_answer
from app.extraction.scoreability import judge
from app.extraction.segments import Sentence, Span, split_sentences
from app.extraction.speakers import Speaker, Speakers
from app.extraction.speakers import find_verb as find_spoken
from app.extraction.turns import find_turns

FOUND_BY = "cues-6"
IN_THAT_CASE = frozenset((("in", "that", "case"), ("in", "that", "event"), ("in", "such", "a")))
PRONOUNS = frozenset(("he", "she"))
SAYING = CLASSES["saying"]
FUTURE = frozenset(("will", "'ll", "won't"))
ENDING = frozenset(((",",), (".",), ("!",), ("—",), ("–",), (";",), ()))
SHORT = 8  # words of an elliptical answer
UNSURE = frozenset(("would", "could", "might", "wouldn't", "may"))
SURE = frozenset(("will", "going to", "will not"))


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
        self.after = published.latest if published else None
        self.lexicon = lexicon
        self._horizons: dict[int, tuple[Deadline, ...]] = {}
        self.sentences = list(split_sentences(text))
        self.speakers = Speakers(text, tuple(byline), find_turns(self.sentences, tuple(byline)))
        self.layout = read_layout(self.sentences)
        self.parses = parse(list(self._worth_parsing())) if parsing else {}
        self.speakers.parses = self.parses
        self.text = text
        self.found_by = FOUND_BY + (f"+{pipeline_version()}" if parsing and pipeline_version() else "")
        self.scenario: Span | None = None
        self.governed = 0
        self.carried: tuple[Sentence, Span] | None = None
        self.said: tuple[Sentence, Span] | None = None  # the last event that was claimed
        self.previous: Sentence | None = None
        self.ratings = Ratings()
        self.asked = -9  # the line of the last question
        self.design = -1
        self.question: Sentence | None = None
        self.subject = ""  # of the claim before, in the same sentence
        self.horizon: Deadline | None = None  # of a list of predictions, from the line above it

    def read(self) -> Iterator[Candidate]:
        """Every candidate in reading order."""
        for number, sentence in enumerate(self.sentences):
            following = self.sentences[number + 1] if number + 1 < len(self.sentences) else None
            self.speakers.enter(sentence, following)
            if sets_horizon(sentence):
                self.horizon = find_horizon(sentence, self.published)
            if not self._follow_scenario(sentence):
                yield from self._read_sentence(sentence)
            self.question = sentence if sentence.asks else None
            self.asked = sentence.line if sentence.asks else self.asked
            self.ratings.leave(sentence)
            self.previous = sentence
            if set(sentence.words[:4]) & POLICY_NOUNS and not sentence.asks:
                self.design = sentence.line

    def _worth_parsing(self) -> Iterator[Sentence]:
        """Sentences with a cue, and those of the same paragraph that may name its speaker."""
        cued = [bool(find_cues(one)) or bool(find_figures(one)) for one in self.sentences]
        lines = {one.line for one, has in zip(self.sentences, cued, strict=True) if has}
        supposed = {one.line for one in self.sentences if conditions.opens_scenario(one)}
        told = {one.line for one in self.sentences if PRONOUNS & set(one.words) and SAYING & set(one.words)}
        for sentence, has in zip(self.sentences, cued, strict=True):
            ahead = any(lies_ahead(sentence, one, self.after) for one in self._horizons_of(sentence))
            if (
                has
                or ahead
                or conditions.may_state_one(sentence)
                or sentence.line in supposed
                or sentence.start in self.layout.promised
                or (sentence.line in lines and find_spoken(sentence, 0, len(sentence.words)) >= 0)
                or (sentence.line in lines & told and any(map(sentence.capital, range(len(sentence.words)))))
            ):
                yield sentence

    def _horizons_of(self, sentence: Sentence) -> tuple[Deadline, ...]:
        """The sentence's horizons, looked for once."""
        if sentence.start not in self._horizons:
            self._horizons[sentence.start] = tuple(find_deadlines(sentence, self.published))
        return self._horizons[sentence.start]

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
        answers = self.question is not None or self.ratings.is_answer(sentence)
        figures = find_figures(
            sentence, list_mode=self.layout.is_list, answers=answers, decimals=self.layout.decimals
        )
        cues = _answer(sentence, self.question) or self._asserting(sentence)
        parsed = self.parses.get(sentence.start)
        if not cues and not figures and parsed is None:
            return
        horizons = self._horizons_of(sentence)
        clauses = conditions.find_clauses(sentence, parsed)
        if parsed is not None and not figures and not sets_horizon(sentence):
            supposed = self.scenario is not None and self.governed > 0 and not cues
            supposed |= sentence.start in self.layout.promised and not cues
            supposed |= self.carried is not None and sentence.words[:3] in IN_THAT_CASE
            told = find_futurates(sentence, parsed, horizons, supposed=supposed, after=self.after)
            if not told and not cues and sentence.start in self.layout.promised:
                told = find_root(sentence, parsed)
            told = (*_apart(told, cues, clauses, parsed), *find_joined(sentence, parsed, cues))
            cues = tuple(sorted((*cues, *told), key=lambda cue: cue.first))
        if not cues and not figures:
            return
        doubted = {cue.last - 1 for cue in cues if cue.frame == "surprise"}
        clauses = tuple(one for one in clauses if one.first not in doubted)
        drafts = group(sentence, cues, figures, clauses, parsed)
        self.subject = ""
        candidate = None
        for number, draft in enumerate(drafts):
            if draft.cues[0].frame == "joined" and candidate is None:
                continue  # it claims as much as the verb that it is joined to
            limit = len(sentence.words)
            if number + 1 < len(drafts):
                limit = max(draft.cues[-1].last, drafts[number + 1].left.first)
            candidate = self._finish(sentence, draft, limit, clauses, horizons)
            if candidate is not None:
                yield candidate

    def _asserting(self, sentence: Sentence) -> tuple[Cue, ...]:
        """The sentence's cues; an adverb without any verb to come, "Certainly.", only answers a question."""
        asked = sentence.line - self.asked <= 1
        return tuple(
            cue
            for cue in find_cues(sentence)
            if cue.frame != "adverb"
            or asked
            or len(sentence.words) > SHORT
            or (MODALS | {"going"}) & set(sentence.words)
        )

    def _finish(
        self,
        sentence: Sentence,
        draft: Draft,
        limit: int,
        clauses: tuple[conditions.Clause, ...],
        horizons: tuple[Deadline, ...],
    ) -> Candidate | None:
        """One draft as a candidate, unless a filter refuses it."""
        first, last = find_extent(sentence, draft, limit, self.parses.get(sentence.start))
        clause = conditions.governing(sentence, clauses, first, last)
        condition = self._condition(sentence, draft, clause)
        if clause is not None:
            first, last = min(first, clause.first), max(last, clause.last) if clause.first >= first else last
            last = trim(sentence, first, last)
        cue = draft.main
        deadline = choose(
            sentence, horizons, draft, (first, last), clause, parsed=self.parses.get(sentence.start)
        )
        if deadline is None and (sentence.start in self.layout.promised or _is_listed(draft)):
            deadline = self.horizon
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
        whole = _is_listed(draft)
        speaker = self.speakers.who(sentence, draft.inner, draft.cues[-1].first, draft.cues, listed=whole)
        kind = find_kind(
            reading,
            speaker.role,
            _is_speakers_own(reading, speaker),
            self.design == sentence.line,
        )
        headline = kind in {Kind.EVENT, Kind.COMPARATIVE} and self.layout.is_headline(sentence)
        kind = Kind.GENERIC if headline else kind
        scoreability, reasons = judge(reading, kind, deadline, speaker.role, speaker.authors)
        if kind is Kind.EVENT:
            self.said = (sentence, sentence.span(*extent))
        if headline:
            reasons = ("a headline: the text below it says more",)
        probability, table, negated = self._probability(sentence, draft)
        span = sentence.span(*extent)
        claim = word_claim(sentence, draft.inner, draft.cues, extent[1], whole=whole, shared=self.subject)
        if not draft.inner.shared:
            self.subject = find_subject(sentence, draft.inner, draft.cues)
        if self.question is not None and is_answer(sentence, cue):
            claim = self.question.text
            deadline = deadline or next(find_deadlines(self.question, self.published), None)
        rated = self.ratings.claim_of(sentence) if draft.figure is not None else None
        if rated is not None:
            claim = rated.text.rstrip(".!")
            if not rated.asks:  # a question claims nothing
                span = Span(rated.start, span.end, self.text[rated.start : span.end])
            deadline = deadline or next(find_deadlines(rated, self.published), None)
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

    def _condition(self, sentence: Sentence, draft: Draft, clause: conditions.Clause | None) -> Span | None:
        """The claim's own condition, else its hypothetical subject, else the scenario above it."""
        cue = draft.cues[-1]
        own = clause
        if self.carried is not None and sentence.words[:3] in IN_THAT_CASE:
            near = self.previous is not None and self.previous.line == sentence.line
            if near and self.carried[0].line == sentence.line:
                return self.carried[1]
        if own is None and self.scenario is None and cue.frame == "modal":
            parsed = self.parses.get(sentence.start)
            own = conditions.subject_condition(sentence, draft.inner, cue.first, parsed)
            if own is None and parsed is not None:
                own = conditions.parsed_condition(sentence, parsed, draft.inner, cue.first)
        if own is not None:
            span = sentence.span(own.first, own.last)
            self.carried = (sentence, span)
            return span
        if self.carried is not None and self._hangs_on(self.carried[0], sentence, draft):
            self.carried = (sentence, self.carried[1])
            return self.carried[1]
        if self.said is not None and self._points_at(self.said[0], sentence, draft, conditions.HYPOTHETICAL):
            return self.said[1]  # "The dam may burst. That would drown the valley."
        return self.scenario

    def _hangs_on(self, before: Sentence, sentence: Sentence, draft: Draft) -> bool:
        """Whether the condition of the claim before holds on: same subject, or a pronoun for it."""
        if before is sentence:
            return draft.inner.shared or conditions.points_back(sentence, draft.inner, draft.cues[-1].first)
        return self._points_at(before, sentence, draft, UNSURE)

    def _points_at(self, before: Sentence, sentence: Sentence, draft: Draft, modals: frozenset[str]) -> bool:
        """Whether a claim under one of these modals has a pronoun for what the sentence before it says."""
        cue = draft.cues[-1]
        near = before is self.previous and before.line == sentence.line
        pointing = conditions.points_back(sentence, draft.inner, cue.first)
        return near and pointing and sentence.words[cue.first] in modals

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
        if main.frame in {"modal", "infinitive", "futurate"} and reads_as in SURE:
            doubted = believed(sentence, self.parses.get(sentence.start), main)
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
        denies |= main.frame == "opinion" and _is_worded_negatively(main)
        doubled = main.negated and main.reads_as in WEAKENED  # "nobody doubts": the claim itself stands
        return found[0], found[1], (main.negated and not doubled) ^ turned ^ denies


def _is_worded_negatively(cue: Cue) -> bool:
    """ "I don't think", "can't see": the cue itself denies."""
    words = cue.text.lower().replace("’", "'").split()
    return any(word in {"not", "never", "cannot"} or word.endswith("n't") for word in words)


def _is_listed(draft: Draft) -> bool:
    """Whether the claim is a list item with its number."""
    return draft.figure is not None and draft.figure.listed


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


def _apart(
    told: tuple[Cue, ...], cues: tuple[Cue, ...], clauses: tuple[conditions.Clause, ...], parsed: Parse
) -> list[Cue]:
    """Present-tense verbs that no other cue speaks of; those within a condition do not."""
    taken = {
        at
        for cue in cues
        if not conditions.inside(clauses, cue.first)
        for place in range(cue.first, cue.last)
        for at in _within_clause(parsed, place)
    }
    return [cue for cue in told if cue.first not in taken]


def _within_clause(parsed: Parse, place: int) -> Iterator[int]:
    """A word and what it hangs on, up to where a clause with a subject of its own is only joined on."""
    for at in parsed.above(place):
        yield at
        if parsed.deps[at] == "conj" and parsed.children(at, "nsubj", "nsubjpass", "csubj"):
            return


def _is_speakers_own(reading: Reading, speaker: Speaker) -> bool:
    """Whether the claim's subject is a pronoun that can stand for the speaker."""
    pronoun = reading.subject[-1] if reading.subject else ""
    if pronoun in {"i", "we"}:
        return speaker.role is not Role.REPORTED
    if speaker.role is Role.QUOTED:
        return False  # nobody calls himself "he" in his own words
    if pronoun == "it":
        return bool(speaker.authors) and speaker.authors[0].lower().startswith("the ")
    return pronoun in {"he", "she", "they"}


def _year(published: DayBounds | None) -> int | None:
    return published.earliest.year if published and published.earliest else None


def read(
    text: str,
    *,
    published: DayBounds | None = None,
    byline: Sequence[str] = (),
    lexicon: Lexicon | None = None,
    parsing: bool = True,
) -> tuple[Candidate, ...]:
    """Every candidate in the text, with exact offsets; no clock, no network; no parse unless `parsing`."""
    return tuple(_Reader(text, published, byline, lexicon or load(), parsing=parsing).read())
