"""What counts on scorecards is what counts for one forecast: the arrays and the rule agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.domain.forecast import CueClass, Kind, Role, Status
from app.domain.question import State
from app.domain.resolution import VoidReason
from app.domain.standing import DISPUTED, OPEN, POSSIBILITY, REPORTED, status_words, void_words, why_unscored
from app.queries.scored import (
    CUE_CLASSES,
    KINDS,
    NO_DAY,
    ROLES,
    STATES,
    STATUSES,
    VOID_REASONS,
    Articles,
    Cue,
    Forecasts,
    Named,
    Pairs,
    People,
    Questions,
    RecordAt,
    Whole,
)
from app.services.scope import Fate, decide_fates, read_meaning

EPOCH = date(1970, 1, 1)
TODAY = 100


@dataclass(frozen=True)
class Case:
    """One forecast alone on its question."""

    status: Status = Status.ACCEPTED
    role: Role = Role.BYLINE
    excluded: str | None = None
    kind: Kind = Kind.EVENT
    cue_class: CueClass = CueClass.LIKELIHOOD
    probability: float | None = 0.2
    polarity: int = 1
    linked: bool = True
    state: State = State.RESOLVED
    void_reason: VoidReason | None = None
    value: float | None = 1.0
    closes_on: int | None = 90
    made_latest: int | None = 10
    occurred_on: int | None = 50

    def why(self) -> str | None:
        """What a reader of this forecast is told."""
        return why_unscored(
            status=self.status,
            role=self.role,
            excluded=self.excluded,
            kind=self.kind,
            cue_class=self.cue_class,
            probability=self.probability,
            state=self.state if self.linked else None,
            void_reason=self.void_reason if self.linked else None,
            value=self.value if self.linked else None,
            closes_on=_day(self.closes_on if self.linked else None),
            made_latest=_day(self.made_latest),
            occurred_on=_day(self.occurred_on if self.linked else None),
        )


def _day(number: int | None) -> date | None:
    return None if number is None else EPOCH + timedelta(days=number)


def _days(numbers: list[int | None]) -> Whole:
    return np.array([NO_DAY if n is None else n for n in numbers], dtype=np.int64)


def record(cases: list[Case]) -> RecordAt:
    own = np.arange(len(cases))
    nobody = Named(id=np.zeros(0, dtype=np.int64), slugs=[], names=[])
    no_pairs = Pairs(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    reasons = sorted({case.excluded for case in cases if case.excluded})
    p = np.array([np.nan if case.probability is None else case.probability for case in cases])
    return RecordAt(
        seq=1,
        people=People(
            authors=nobody, known_as=nobody.id, collective=nobody.id == 1, sources=nobody, topics=nobody
        ),
        questions=Questions(
            id=own,
            closes_on=_days([case.closes_on for case in cases]),
            cluster=own,
            state=np.array([STATES.index(case.state) for case in cases]),
            value=np.array([np.nan if case.value is None else case.value for case in cases]),
            void_reason=np.array(
                [-1 if case.void_reason is None else VOID_REASONS.index(case.void_reason) for case in cases]
            ),
            occurred_on=_days([case.occurred_on for case in cases]),
            group=np.full(len(cases), -1),
            place=np.full(len(cases), -1),
            options=nobody.id,
            ordered=nobody.id == 1,
        ),
        question_topics=no_pairs,
        articles=Articles(
            id=nobody.id, source=nobody.id, frame=nobody.id, authors=no_pairs, frames=[], frame_sizes=[]
        ),
        forecasts=Forecasts(
            id=own,
            article=own,
            question=np.array([n if case.linked else -1 for n, case in enumerate(cases)]),
            status=np.array([STATUSES.index(case.status) for case in cases]),
            role=np.array([ROLES.index(case.role) for case in cases]),
            kind=np.array([KINDS.index(case.kind) for case in cases]),
            cue_class=np.array([CUE_CLASSES.index(case.cue_class) for case in cases]),
            cue=np.zeros(len(cases), dtype=np.int64),
            cues=[Cue("unlikely", CueClass.LIKELIHOOD, False)],
            polarity=np.array([case.polarity for case in cases]),
            probability=p,
            low=p,
            high=p,
            made_earliest=own,
            made_latest=_days([case.made_latest for case in cases]),
            excluded=np.array([reasons.index(case.excluded) if case.excluded else -1 for case in cases]),
            exclusions=reasons,
            recorded_on=own,
        ),
        forecast_authors=no_pairs,
    )


def in_words(fate: Fate) -> str | None:
    """What a reader is told of a forecast that came to this on a scorecard."""
    if fate.name == "excluded":
        return fate.detail
    if fate.name == "void":
        return void_words(fate.detail)
    words = {
        "scored": None,
        "reported": REPORTED,
        "possibility": POSSIBILITY,
        "disputed": DISPUTED,
        "open": OPEN,
        "overdue": OPEN,
    }
    return words[fate.name] if fate.name in words else status_words(fate.name)


def agree(cases: list[Case]) -> None:
    held = record(cases)
    fates, _ = decide_fates(held, read_meaning(held, None), day=TODAY, resolved_by=None)
    for case, code in zip(cases, fates.code.tolist(), strict=True):
        assert in_words(fates.known[code]) == case.why(), case


SETTLED = [
    {"state": State.RESOLVED},
    {"state": State.RESOLVED, "value": 0.3},
    {"state": State.OPEN, "value": None, "occurred_on": None},
    {"state": State.DISPUTED},
    *(
        {"state": State.VOID, "void_reason": reason, "value": None, "occurred_on": None}
        for reason in VoidReason
    ),
]


def test_every_combination_of_traits_comes_to_the_same() -> None:
    cases = [
        Case(
            status=status,
            role=role,
            kind=kind,
            cue_class=cue_class,
            excluded=excluded,
            probability=probability,
            made_latest=made,
            closes_on=closes,
            **settled,  # type: ignore[arg-type]  # a table of several types
        )
        for status, role, kind, cue_class, excluded, probability, made, closes, settled in product(
            (Status.ACCEPTED, Status.UNSCORABLE),
            Role,
            (Kind.EVENT, Kind.PLAN),
            (CueClass.LIKELIHOOD, CueClass.POSSIBILITY),
            (None, "contestable"),
            (0.2, None),
            (None, 49, 50),
            (None, 90, 110),
            SETTLED,
        )
    ]
    assert sum(case.why() is None for case in cases) == 2 * 2 * 2  # role, closing day, outcome
    agree(cases)


CASES = st.builds(
    Case,
    status=st.sampled_from(Status),
    role=st.sampled_from(Role),
    excluded=st.none() | st.sampled_from(["a joke", "contestable"]),
    kind=st.sampled_from(Kind),
    cue_class=st.sampled_from(CueClass),
    probability=st.none() | st.floats(0, 1),
    polarity=st.sampled_from([1, -1]),
    linked=st.booleans(),
    state=st.sampled_from([State.OPEN, State.RESOLVED, State.DISPUTED]),
    value=st.none() | st.floats(0, 1),
    closes_on=st.none() | st.integers(0, 120),
    made_latest=st.none() | st.integers(0, 120),
    occurred_on=st.none() | st.integers(0, 120),
)


@given(st.lists(CASES, min_size=1, max_size=20))
def test_whatever_the_record_holds_comes_to_the_same(cases: list[Case]) -> None:
    agree(cases)
