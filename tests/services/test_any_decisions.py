"""Whatever curators decide in whatever order, the record rebuilds to its tables and the answers agree."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from app.domain.errors import ForeseenError
from app.domain.question import ClosesBasis
from app.domain.resolution import Outcome, Verdict, VoidReason
from app.services import curation, people, questions, resolution
from app.services.confirmation import confirm
from app.services.curation import Edits, Link, Named
from app.services.erasure import erase
from app.services.questions import QuestionDraft
from app.services.resolution import Evidence
from app.storage import tables as t
from app.storage.database import Database

if TYPE_CHECKING:
    from tests.services.conftest import Desk

SEEN = Evidence(citation="The Almanac", retrieved_on=date(2023, 5, 1))
FIRST = date(2022, 1, 1)

things = st.integers(0, 3)
days = st.integers(0, 20).map(lambda weeks: FIRST + timedelta(weeks=weeks))
sides = st.sampled_from([1, -1])
drafts = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["Does it rain?", "Does it hail?"]),
        "closes_on": st.one_of(st.none(), days),
        "proportion": st.booleans(),
        "condition": st.one_of(st.none(), st.tuples(things, st.sampled_from([Outcome.YES, Outcome.NO]))),
        "topics": st.lists(st.sampled_from(["Sea", "Sky"]), max_size=2).map(tuple),
    }
)
verdicts = st.one_of(
    st.builds(Verdict, outcome=st.sampled_from([Outcome.YES, Outcome.NO]), occurred_on=days),
    st.builds(Verdict, outcome=st.just(Outcome.YES), occurred_on=days),
    st.builds(Verdict, outcome=st.just(Outcome.FRACTION), occurred_on=days, value=st.just(0.25)),
    st.builds(Verdict, outcome=st.just(Outcome.VOID), void_reason=st.sampled_from(VoidReason)),
)


SETTINGS = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


class Decisions(RuleBasedStateMachine):
    """Four forecasts, four questions, four authors, and every verb there is."""

    empty: Path
    desk_class: type[Desk]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="foreseen-decisions-")
        path = Path(self.folder.name) / "foreseen.db"
        shutil.copy(self.empty, path)
        self.database = Database(f"sqlite:///{path}")
        self.desk = self.desk_class(self.database)
        self.questions = [self.desk.question(f"Question {number}?") for number in range(2)]
        # A chain of conditions to begin with: two levels deep.
        for _ in range(2):
            self.questions.append(self.desk.question(condition_question_id=self.questions[-1]))
        self.forecasts = [self.desk.candidate(made=day) for day in (None, FIRST, FIRST, FIRST)]
        self.authors = [self.desk.do(people.ensure_author, name) for name in ("Ada", "Ben", "Cleo", "Dan")]

    def teardown(self) -> None:
        """Check everything, whatever happened."""
        try:
            self.desk.check()
        finally:
            self.database.close()
            self.folder.cleanup()

    def attempt(
        self, verb: Callable[..., object], *arguments: object, by: str = "key:curator", **options: object
    ) -> None:
        """A decision that may be refused, but then leaves nothing behind."""
        before = self.desk.seq()
        try:
            with self.desk.writing(actor=by) as record:
                verb(record, *arguments, **options)
        except ForeseenError:
            assert self.desk.seq() == before

    def draft(self, said: dict[str, Any]) -> QuestionDraft:
        """A draft whose condition is one of ours."""
        condition = said["condition"]
        return QuestionDraft(
            text=said["text"],
            criteria="The gauge shows any water.",
            closes_on=said["closes_on"],
            closes_basis=None if said["closes_on"] is None else ClosesBasis.RULE,
            proportion=said["proportion"],
            topics=said["topics"],
            condition=None if condition is None else "if so",
            condition_question_id=None if condition is None else self.questions[condition[0]],
            condition_side=None if condition is None else condition[1],
        )

    @rule(forecast=things, question=things, side=sides, author=st.one_of(st.none(), st.sampled_from("ABCD")))
    def accept(self, forecast: int, question: int, side: int, author: str | None) -> None:
        edits = Edits() if author is None else Edits(authors=(Named(author),), claim=f"{author} said so.")
        self.attempt(curation.accept, self.forecasts[forecast], Link(self.questions[question], side), edits)

    @rule(forecast=things)
    def reject(self, forecast: int) -> None:
        self.attempt(curation.reject, self.forecasts[forecast], "a recipe")

    @rule(forecast=things)
    def mark_unscorable(self, forecast: int) -> None:
        self.attempt(curation.mark_unscorable, self.forecasts[forecast], ["vague"])

    @rule(forecast=things, times=st.integers(1, 3))
    def undo_forecast(self, forecast: int, times: int) -> None:
        for _ in range(times):
            self.attempt(curation.undo, self.forecasts[forecast])

    @rule(question=things, said=drafts)
    def edit(self, question: int, said: dict[str, Any]) -> None:
        self.attempt(questions.edit_question, self.questions[question], self.draft(said))

    @rule(question=things, into=things, flip=st.booleans(), times=st.integers(0, 3))
    def merge(self, question: int, into: int, flip: bool, times: int) -> None:
        self.attempt(questions.merge_questions, self.questions[question], self.questions[into], flip=flip)
        self.undo_question(question, times)

    @rule(question=things, times=st.integers(1, 3))
    def take_question_back(self, question: int, times: int) -> None:
        self.undo_question(question, times)

    def undo_question(self, question: int, times: int) -> None:
        """Back, and further back."""
        for _ in range(times):
            self.attempt(questions.undo_question, self.questions[question])

    @rule(question=things, said=drafts, forecast=things)
    def split(self, question: int, said: dict[str, Any], forecast: int) -> None:
        chosen = (self.forecasts[forecast],)
        self.attempt(questions.split_question, self.questions[question], self.draft(said), chosen)

    @rule(question=things, verdict=verdicts)
    def resolve(self, question: int, verdict: Verdict) -> None:
        self.attempt(resolution.resolve, self.questions[question], verdict, evidence=(SEEN,))

    @rule(question=things)
    def undo_resolution(self, question: int) -> None:
        self.attempt(resolution.undo, self.questions[question])

    @rule(question=things)
    def dispute(self, question: int) -> None:
        self.attempt(resolution.dispute, self.questions[question], reason="The gauge leaked.")

    @rule(question=things)
    def settle(self, question: int) -> None:
        self.attempt(resolution.settle, self.questions[question], reason="It did not.")

    @rule(question=things)
    def confirm(self, question: int) -> None:
        self.attempt(confirm, self.questions[question], by="key:second")

    @rule(author=st.integers(0, 3), into=st.integers(0, 3))
    def merge_authors(self, author: int, into: int) -> None:
        self.attempt(people.merge_authors, self.authors[author], self.authors[into])

    @rule(author=st.integers(0, 3))
    def split_author(self, author: int) -> None:
        self.attempt(people.split_author, self.authors[author])

    @rule(nth=st.integers(0, 30))
    def erase(self, nth: int) -> None:
        digests = [row["words"] for row in self.desk.rows(t.forecast_version)]
        self.attempt(erase, digests[nth % len(digests)], "a slip")


def test_any_order_of_decisions_leaves_a_record_that_rebuilds(
    migrated_file: Path, desk_class: type[Desk]
) -> None:
    machine = type("Machine", (Decisions,), {"empty": migrated_file, "desk_class": desk_class})
    run_state_machine_as_test(machine, settings=SETTINGS)
