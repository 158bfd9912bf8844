"""Everything scores depend on, as the record held it right after one event, in arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.domain.forecast import CueClass, Kind, Role, Status
from app.domain.question import State
from app.domain.resolution import VoidReason

Whole: TypeAlias = NDArray[np.int64]
Real: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

NO_DAY = -(2**62)
STATUSES = list(Status)
ROLES = list(Role)
KINDS = list(Kind)
CUE_CLASSES = list(CueClass)
STATES = [State.OPEN, State.RESOLVED, State.VOID, State.DISPUTED]
VOID_REASONS = list(VoidReason)


@dataclass(frozen=True, slots=True)
class Cue:
    """The words of a probability: their class, and whether they were negated."""

    text: str | None
    cue_class: CueClass
    negated: bool


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Forecasts:
    """Versions in force, one entry per forecast, by rising id; codes index the module's lists."""

    id: Whole
    article: Whole  # position in articles
    question: Whole  # position in questions; -1 without one
    status: Whole
    role: Whole
    kind: Whole
    cue_class: Whole
    cue: Whole  # position in cues
    cues: list[Cue]
    polarity: Whole
    probability: Real  # as worded, before polarity
    low: Real
    high: Real
    made_earliest: Whole
    made_latest: Whole
    excluded: Whole  # position in exclusions; -1 without a reason
    exclusions: list[str]
    recorded_on: Whole  # the day on which the version in force entered the record

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Questions:
    """Versions and outcomes in force, one entry per question, by rising id."""

    id: Whole
    closes_on: Whole
    cluster: Whole  # equal where one shock decides
    state: Whole
    value: Real
    void_reason: Whole
    occurred_on: Whole
    group: Whole  # position in the groups of options; -1 where the question stands alone
    place: Whole  # its place among the options
    options: Whole  # per group how many questions are its options
    ordered: Flags  # per group whether they stand in an order


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Named:
    """Sources, authors or topics, by rising id."""

    id: Whole
    slugs: list[str]
    names: list[str | None]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Links from one thing to another, by position; rising by the first, each pair once."""

    left: Whole
    right: Whole


def link(left: Whole, right: Whole, width: int) -> Pairs:
    """Links in their order, each once; width: how many things may stand on the right."""
    both = np.sort(left * max(width, 1) + right)
    both = both[np.diff(both, prepend=-1) != 0]
    return Pairs(both // max(width, 1), both % max(width, 1))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class People:
    """Authors, sources and topics."""

    authors: Named
    known_as: Whole  # position of the author whom each author is known as
    collective: Flags
    sources: Named
    topics: Named

    def present(self, authors: Whole) -> Whole:
        """Positions of the authors whom these ids are known as."""
        at = np.searchsorted(self.authors.id, authors)
        return self.known_as[at]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Articles:
    """Articles by rising id, and how they were chosen."""

    id: Whole
    source: Whole  # position in sources
    frame: Whole  # position in frames; -1 where nobody said how it was chosen
    authors: Pairs
    frames: list[str]
    frame_sizes: list[int | None]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RecordAt:
    """The record as of `seq`, as far as scores depend on it.

    Every thing stands at the position that its id gives it; as ids only rise, a position once given stays.
    """

    seq: int
    people: People
    questions: Questions
    question_topics: Pairs
    articles: Articles
    forecasts: Forecasts
    forecast_authors: Pairs
