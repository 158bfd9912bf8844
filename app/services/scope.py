"""Which forecasts a score is about, and what became of each: scored, or left out for a reason shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from app.domain.errors import InvalidInput, NotFound
from app.domain.forecast import CueClass, Kind, Role, Status
from app.domain.question import State
from app.domain.resolution import VoidReason
from app.domain.standing import DATE_UNKNOWN, NO_DEADLINE, NO_PROBABILITY, NOT_BEFORE, kind_words
from app.extraction.lexicon import load, read_cue
from app.queries.scored import (
    CUE_CLASSES,
    KINDS,
    NO_DAY,
    ROLES,
    STATES,
    STATUSES,
    VOID_REASONS,
    Flags,
    Named,
    Pairs,
    Real,
    RecordAt,
    Whole,
)

AS_RECORDED = "as recorded"
NOT_IN_LEXICON = "the lexicon does not hold the phrase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which forecasts are asked for; None leaves a side open."""

    made_on__gte: date | None = None  # surely made on that day or later
    made_on__lte: date | None = None  # surely made by then
    topic: str | None = None
    source: str | None = None
    author: str | None = None
    cue_class: str | None = None
    role: str | None = None

    def __post_init__(self) -> None:
        for name, value, known in (
            ("cue_class", self.cue_class, tuple(CueClass)),
            ("role", self.role, tuple(Role)),
        ):
            if value is not None and value not in known:
                raise InvalidInput(name, f"{value!r} is not known", allowed=", ".join(known))
        if self.made_on__gte and self.made_on__lte and self.made_on__gte > self.made_on__lte:
            raise InvalidInput(
                "made_on__gte", f"{self.made_on__gte} is after made_on__lte {self.made_on__lte}"
            )

    def naming(self, by: str, slug: str | None) -> Filters:
        """The same filters with another author, source or topic."""
        changed: dict[str, Any] = {by: slug}
        return replace(self, **changed)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Meaning:
    """Every forecast's probability for its question's YES, under one lexicon."""

    probability: Real
    low: Real
    high: Real
    unknown: Flags  # worded in a way the lexicon does not hold
    lexicon: str


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a forecast."""

    name: str
    detail: str = ""


SCORED = Fate("scored")
POSSIBILITY = Fate("possibility")
QUOTED = Fate("quoted")
# Voids that another curator might have resolved; a false condition is no matter of judgement.
DISCRETIONARY = tuple(
    Fate("void", reason.value) for reason in VoidReason if reason is not VoidReason.FALSE_CONDITION
)


@dataclass(slots=True, eq=False)
class Fates:
    """One fate per forecast, coded."""

    code: Whole
    known: list[Fate] = field(default_factory=list)

    def number(self, fate: Fate) -> int:
        """The code of a fate; new ones are added."""
        if fate not in self.known:
            self.known.append(fate)
        return self.known.index(fate)

    def are(self, fate: Fate) -> Flags:
        """Which forecasts met this one."""
        return np.asarray(self.code == self.number(fate), dtype=np.bool_)

    def among(self, rows: Whole, *fates: Fate) -> Whole:
        """Those of some forecasts that met one of these."""
        return rows[np.isin(self.code[rows], [self.number(fate) for fate in fates])]


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def position_of(kind: str, named: Named, slug: str) -> int:
    """Where the thing at that address stands; NotFound where the record had none by then."""
    try:
        return named.slugs.index(slug)
    except ValueError:
        raise NotFound(kind, slug) from None


def position_of_author(held: RecordAt, slug: str) -> int:
    """The author whom that address leads to, merges followed."""
    return int(held.people.known_as[position_of("author", held.people.authors, slug)])


def select(held: RecordAt, wanted: Filters) -> Flags:
    """The forecasts asked for, whatever their status."""
    f = held.forecasts
    chosen = np.ones(len(f), dtype=np.bool_)
    if wanted.made_on__gte is not None:
        chosen &= (f.made_earliest != NO_DAY) & (f.made_earliest >= day_number(wanted.made_on__gte))
    if wanted.made_on__lte is not None:
        chosen &= (f.made_latest != NO_DAY) & (f.made_latest <= day_number(wanted.made_on__lte))
    if wanted.cue_class is not None:
        chosen &= f.cue_class == CUE_CLASSES.index(CueClass(wanted.cue_class))
    if wanted.role is not None:
        chosen &= f.role == ROLES.index(Role(wanted.role))
    if wanted.source is not None:
        chosen &= source_of(held) == position_of("source", held.people.sources, wanted.source)
    if wanted.author is not None:
        chosen &= linked(held.forecast_authors, position_of_author(held, wanted.author), len(f))
    if wanted.topic is not None:
        topic = position_of("topic", held.people.topics, wanted.topic)
        about = linked(held.question_topics, topic, len(held.questions.id))
        chosen &= (f.question >= 0) & _of_question(about, f.question, missing=False)
    return chosen


def source_of(held: RecordAt) -> Whole:
    """The position of each forecast's source."""
    return held.articles.source[held.forecasts.article]


def linked(pairs: Pairs, right: int, size: int) -> Flags:
    """Which left things are linked to one right thing."""
    found = np.zeros(size, dtype=np.bool_)
    found[pairs.left[pairs.right == right]] = True
    return found


def _of_question(values: Any, question: Whole, *, missing: Any) -> Any:
    """A value of each forecast's question; `missing` where it has none."""
    return np.append(values, missing)[question]  # -1 takes the last, which is `missing`


def read_meaning(held: RecordAt, lexicon: str | None) -> Meaning:
    """Probabilities as recorded, or with every worded cue read anew by another lexicon."""
    f = held.forecasts
    point, low, high = f.probability, f.low, f.high
    unknown = np.zeros(len(f), dtype=np.bool_)
    name = AS_RECORDED
    if lexicon is not None:
        table = load(lexicon)
        name = f"{table.name} {table.version}"
        numbers = np.full((3, len(f.cues)), np.nan)
        for n, cue in enumerate(f.cues):
            found = None if cue.text is None else read_cue(cue.text, cue.negated, table)
            if found is not None and found[1] is table:
                numbers[:, n] = found[0].point, found[0].low, found[0].high
        worded = f.cue_class != CUE_CLASSES.index(CueClass.NUMERIC)
        if len(f.cues):
            point, low, high = (
                np.where(worded, numbers[n][f.cue], recorded) for n, recorded in enumerate((point, low, high))
            )
        unknown = worded & np.isnan(point)
    opposite = f.polarity == -1
    return Meaning(
        probability=np.where(opposite, 1 - point, point),
        low=np.where(opposite, 1 - high, low),
        high=np.where(opposite, 1 - low, high),
        unknown=unknown,
        lexicon=name,
    )


def decide_fates(
    held: RecordAt, meaning: Meaning, *, day: int, resolved_by: int | None
) -> tuple[Fates, Flags]:
    """What became of every forecast, and which of them an outcome bears on (possibilities too).

    The first rule that holds decides: each forecast is counted once. This is `why_unscored` for a whole
    record at once, with two more ways out that a request may ask for: a lexicon, and a last closing day.
    """
    f, q = held.forecasts, held.questions
    state = _of_question(q.state, f.question, missing=0)
    closes = _of_question(q.closes_on, f.question, missing=NO_DAY)
    occurred = _of_question(q.occurred_on, f.question, missing=NO_DAY)
    void_reason = _of_question(q.void_reason, f.question, missing=-1)
    answered = ~np.isnan(_of_question(q.value, f.question, missing=np.nan))
    resolved, void = (state == STATES.index(State.RESOLVED)) & answered, state == STATES.index(State.VOID)
    disputed = state == STATES.index(State.DISPUTED)
    open_ = ~resolved & ~void & ~disputed
    possible = f.cue_class == CUE_CLASSES.index(CueClass.POSSIBILITY)
    no_deadline = closes == NO_DAY
    unsure = (occurred == NO_DAY) | (f.made_latest >= occurred)
    in_time = resolved & ~no_deadline & (f.made_latest != NO_DAY) & ~unsure
    status = {name: f.status == STATUSES.index(name) for name in STATUSES}
    fates = Fates(np.zeros(len(f), dtype=np.int64), [SCORED])
    rules: list[tuple[Flags, Fate]] = [
        *((status[name], Fate(name.value)) for name in STATUSES if name is not Status.ACCEPTED),
        *(
            [(~no_deadline & (closes > resolved_by), Fate("closing_later"))]
            if resolved_by is not None
            else []
        ),
        (f.role == ROLES.index(Role.REPORTED), Fate("reported")),
        *((f.excluded == n, Fate("excluded", reason)) for n, reason in enumerate(f.exclusions) if reason),
        *(
            (f.kind == n, Fate("excluded", kind_words(kind)))
            for n, kind in enumerate(KINDS)
            if kind is not Kind.EVENT
        ),
        (possible, POSSIBILITY),
        (meaning.unknown, Fate("excluded", NOT_IN_LEXICON)),
        (np.isnan(meaning.probability), Fate("excluded", NO_PROBABILITY)),
        *(
            (void & (void_reason == n), Fate("void", VoidReason(reason).value))
            for n, reason in enumerate(VOID_REASONS)
        ),
        (disputed, Fate("disputed")),
        (open_ & ~no_deadline & (closes < day), Fate("overdue")),
        (open_, Fate("open")),
        (no_deadline, Fate("excluded", NO_DEADLINE)),
        (f.made_latest == NO_DAY, Fate("excluded", DATE_UNKNOWN)),
        (unsure, Fate("excluded", NOT_BEFORE)),
    ]
    undecided = np.ones(len(f), dtype=np.bool_)
    for holds, fate in rules:
        taken = undecided & holds
        if taken.any():
            fates.code[taken] = fates.number(fate)
            undecided &= ~holds
    return fates, in_time
