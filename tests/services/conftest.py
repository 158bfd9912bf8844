"""A curator's desk on an empty record, and what must hold whatever happened there."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest
import sqlalchemy as sa

from app.domain.days import DayBounds
from app.domain.forecast import CueClass, Kind, Role, Scoreability
from app.domain.people import AuthorKind
from app.domain.probability import Probability
from app.domain.question import ClosesBasis, State
from app.domain.resolution import Decision, Outcome, Verdict, VoidReason
from app.services import curation, people, questions, resolution
from app.services.curation import Link, Named, Reading
from app.services.questions import QuestionDraft
from app.services.recording import recording
from app.storage import tables as t
from app.storage.database import Database
from app.storage.record import Record
from app.storage.verification import verify

P = ParamSpec("P")
T = TypeVar("T")

MADE = date(2022, 1, 10)
CLOSES = date(2022, 12, 31)
TODAY = date(2023, 6, 1)
SEEN = resolution.Evidence(url="https://example.org/report", retrieved_on=date(2023, 6, 1))


class Desk:
    """Does one thing a write, on a fixed day, and looks at what came of it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.today = TODAY

    @contextmanager
    def writing(self, *, actor: str = "key:curator") -> Iterator[Record]:
        """A write on the desk's day."""
        noon = datetime.combine(self.today, time(12), UTC)
        with recording(self.database, actor=actor, clock=lambda: noon) as record:
            yield record

    def do(self, verb: Callable[Concatenate[Record, P], T], *args: P.args, **options: P.kwargs) -> T:
        """One decision in one write."""
        with self.writing() as record:
            return verb(record, *args, **options)

    def revision(self, key: str = "https://example.org/a") -> int:
        """An article of which only the hash is known; returns its revision."""
        with self.writing() as record:
            found = record.connection.execute(
                sa.select(t.revision.c.id).join(t.article).where(t.article.c.key == key)
            ).scalar()
            if found is not None:
                return int(found)
            source = people.ensure_source(record, "The Example")
            article, revision = record.allocate(), record.allocate()
            held = {
                "id": revision,
                "number": 1,
                "sha256": hashlib.sha256(key.encode()).hexdigest(),
                "characters": 1000,
                "content": None,
                "language": "en",
                "published": {"earliest": "2022-01-10", "latest": "2022-01-10", "basis": "page"},
                "author_ids": [],
            }
            record.append(
                "article.added",
                {
                    "id": article,
                    "key": key,
                    "url": key,
                    "source_id": source,
                    "frame_id": None,
                    "revision": held,
                    "forecasts": None,
                },
            )
            return revision

    def candidate(self, **changes: Any) -> int:
        """A reading nobody has decided on yet."""
        return self.do(curation.add_forecasts, self.revision(), [reading(**changes)])[0]

    def question(self, text: str = "Does it rain?", **changes: Any) -> int:
        """A question without forecasts."""
        return self.do(questions.add_question, draft(text, **changes))

    def accepted(self, question: int | None = None, *, polarity: int = 1, **changes: Any) -> int:
        """A forecast accepted on a question, or on a new one."""
        forecast = self.candidate(**changes)
        self.do(curation.accept, forecast, Link(draft() if question is None else question, polarity))
        return forecast

    def resolve(self, question: int, outcome: str, day: str | None = "2022-12-31", **changes: Any) -> int:
        """An answer with evidence; returns its entry's id."""
        verdict = Verdict(
            outcome=Outcome(outcome), occurred_on=None if day is None else date.fromisoformat(day), **changes
        )
        return self.do(resolution.resolve, question, verdict, evidence=(SEEN,)).resolution_id

    def void(self, question: int, reason: VoidReason = VoidReason.AMBIGUOUS) -> int:
        """An answer that there is none."""
        return self.resolve(question, "void", None, void_reason=reason)

    def amounts(self, question: int) -> Decision:
        """What a question currently amounts to."""
        with self.database.snapshot() as connection:
            found = connection.execute(
                sa.select(t.outcome).where(t.outcome.c.question_id == question, t.outcome.c.to_seq.is_(None))
            ).one_or_none()
        if found is None:
            return Decision()
        reason = None if found.void_reason is None else VoidReason(found.void_reason)
        return Decision(State(found.state), found.value, reason, found.occurred_on, found.resolution_id)

    def state(self, question: int) -> tuple[str, float | None]:
        """State and value of a question."""
        decision = self.amounts(question)
        return decision.state.value, decision.value

    def rows(self, table: sa.Table, **where: object) -> list[dict[str, Any]]:
        """Rows of a table, oldest first."""
        wanted = sa.select(table).where(*(table.c[name] == value for name, value in where.items()))
        order = [table.c[name] for name in ("from_seq", "position", "id") if name in table.c]
        with self.database.snapshot() as connection:
            return [dict(row._mapping) for row in connection.execute(wanted.order_by(*order))]

    def now(self, table: sa.Table, **where: object) -> dict[str, Any]:
        """The one row in force."""
        (row,) = (row for row in self.rows(table, **where) if row["to_seq"] is None)
        return row

    def on(self, question: int) -> list[int]:
        """The forecasts a question currently has."""
        rows = self.rows(t.forecast_version, question_id=question)
        return sorted(row["forecast_id"] for row in rows if row["to_seq"] is None)

    def authors(self, forecast: int) -> list[int]:
        """The authors a forecast currently has, in order."""
        rows = self.rows(t.forecast_author, forecast_id=forecast)
        return [row["author_id"] for row in rows if row["to_seq"] is None]

    def now_slug(self, kind: str, target: int) -> str:
        """The address of a thing."""
        (row,) = self.rows(t.slug, kind=kind, target_id=target)
        return str(row["slug"])

    def seq(self) -> int:
        """Where the record stands."""
        (row,) = self.rows(t.head)
        return int(row["seq"])

    def check(self) -> None:
        """Assert everything that holds after any sequence of decisions."""
        found = verify(self.database)
        assert found.ok, found.problems
        self._check_windows()
        self._check_outcomes()

    def _check_windows(self) -> None:
        """At most one version in force at any seq, and no version outlives its successor's start."""
        for table, key in (
            (t.forecast_version, "forecast_id"),
            (t.question_version, "question_id"),
            (t.outcome, "question_id"),
            (t.author_alias, "author_id"),
        ):
            windows: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
            for row in self.rows(table):
                windows[row[key]].append((row["from_seq"], row["to_seq"]))
            for spans in windows.values():
                for (_, ended), (began, _) in zip(sorted(spans), sorted(spans)[1:], strict=False):
                    assert ended is not None
                    assert ended <= began, (table.name, spans)
                assert all(to_seq is None or from_seq < to_seq for from_seq, to_seq in spans)
        # These have one version at every moment since they came to be.
        for table, key in ((t.forecast_version, "forecast_id"), (t.question_version, "question_id")):
            ends = {(row[key], row["to_seq"]) for row in self.rows(table)}
            starts = {(row[key], row["from_seq"]) for row in self.rows(table)}
            first = {(thing, min(seq for other, seq in starts if other == thing)) for thing, _ in starts}
            assert starts - first == {(thing, seq) for thing, seq in ends if seq is not None}

    def _check_outcomes(self) -> None:
        """What is in force is what a plain reading of the ledgers and conditions gives."""
        versions = {row["question_id"]: row for row in self.rows(t.question_version) if row["to_seq"] is None}
        ledgers = defaultdict(list)
        for row in sorted(self.rows(t.resolution), key=lambda row: int(row["seq"])):
            if row["seq"] > versions[row["question_id"]]["ledger_from"]:
                ledgers[row["question_id"]].append(row)
        for row in self.rows(t.forecast_version):
            if row["to_seq"] is None and row["question_id"] is not None:
                assert row["status"] == "accepted"
                assert versions[row["question_id"]]["merged_into_id"] is None, row["forecast_id"]
        held = {row["question_id"]: row for row in self.rows(t.outcome) if row["to_seq"] is None}
        for number in versions:
            state, value, day = _plain_reading(number, versions, ledgers)
            if state == "open":
                assert number not in held
            else:
                row = held[number]
                assert (row["state"], row["value"], row["occurred_on"]) == (state, value, day), number


Plain = tuple[str, float | None, date | None]


def _plain_reading(
    number: int, versions: dict[int, dict[str, Any]], ledgers: dict[int, list[dict[str, Any]]]
) -> Plain:
    version = versions[number]
    if version["merged_into_id"] is not None:
        return ("open", None, None)
    history: list[Plain] = [("open", None, None)]
    for row in ledgers[number]:
        if row["action"] == "undo":
            history = history[:-1]
        elif row["action"] == "dispute":
            history = [*history, ("disputed", *history[-1][1:])]
        elif row["action"] == "settle":
            history = [*history, next(past for past in history[::-1] if past[0] in {"resolved", "void"})]
        elif row["outcome"] == "yes":
            history = [*history, ("resolved", 1.0, row["occurred_on"])]
        elif row["outcome"] == "void":
            history = [*history, ("void", None, row["occurred_on"])]
        else:
            share = 0.0 if row["outcome"] == "no" else row["value"]
            history = [*history, ("resolved", share, version["closes_on"])]
    own = history[-1]
    if version["condition_question_id"] is None:
        return own
    state, value, day = _plain_reading(version["condition_question_id"], versions, ledgers)
    if state in {"open", "disputed"}:
        return ("open", None, None)
    if value != {"yes": 1.0, "no": 0.0}[version["condition_side"]]:
        return ("void", None, day)
    if own[0] == "resolved" and own[2] is not None and day is not None and own[2] < day:
        return ("disputed", *own[1:])
    return own


def reading(
    *,
    authors: tuple[str, ...] = ("Ada",),
    probability: float | None = 0.8,
    made: date | None = MADE,
    claim: str | None = "It rains.",
    quote: str | None = "It will likely rain",
    kind: Kind = Kind.EVENT,
    start: int = 10,
) -> Reading:
    """One reading, as ingestion would bring it."""
    return Reading(
        start=start,
        end=start + 19,
        quote=quote,
        quote_sha256=curation.quote_sha256("It will likely rain"),
        found_by="hand",
        authors=tuple(Named(name, AuthorKind.PERSON) for name in authors),
        role=Role.BYLINE,
        claim=claim,
        kind=kind,
        cue="likely",
        cue_class=CueClass.LIKELIHOOD,
        lexicon="survey-1",
        made=DayBounds() if made is None else DayBounds.on(made),
        scoreability=Scoreability.YES,
        probability=None if probability is None else Probability(probability, probability, probability),
    )


def draft(text: str = "Does it rain?", **changes: Any) -> QuestionDraft:
    """A question with a deadline, unless told otherwise."""
    settled: dict[str, Any] = {
        "criteria": "The gauge shows any water.",
        "closes_on": CLOSES,
        "closes_basis": ClosesBasis.STATED,
        **changes,
    }
    if settled.get("condition_question_id") is not None:
        settled = {"condition": "if so", "condition_side": Outcome.YES, **settled}
    if settled["closes_on"] is None:
        settled["closes_basis"] = None
    return QuestionDraft(text=text, **settled)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk on each kind of database; afterwards the tables are rebuilt and compared."""
    desk = Desk(database)
    yield desk
    desk.check()


@pytest.fixture
def desk_class() -> type[Desk]:
    """For tests that set up desks of their own."""
    return Desk
