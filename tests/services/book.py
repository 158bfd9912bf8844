"""A small book of forecasts that tests write and score."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from app.domain.days import DayBounds
from app.domain.forecast import CueClass, Kind, Role, Scoreability
from app.domain.people import AuthorKind
from app.domain.probability import Probability
from app.domain.question import ClosesBasis
from app.domain.resolution import Outcome, Verdict
from app.services import curation, people, questions, resolution
from app.services.accuracy import (
    accuracy,
)
from app.services.curation import Edits, Link, Named, Reading
from app.services.questions import QuestionDraft
from app.services.recording import recording
from app.storage import tables as t
from app.storage.database import Database

TODAY = date(2023, 6, 1)


class Book:
    """Writes forecasts, questions and answers, each in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = datetime.combine(TODAY, time(12), UTC)
        self.articles: dict[str, int] = {}

    def clock(self) -> datetime:
        """The book's moment."""
        return self.now

    def do(self, verb: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """One decision."""
        with recording(self.database, actor="key:curator", clock=self.clock) as record:
            return verb(record, *args, **options)

    def article(self, name: str, *, source: str, by: tuple[str, ...], frame: str | None) -> int:
        """An article known by its hash; returns its revision."""
        if name in self.articles:
            return self.articles[name]
        with recording(self.database, actor="key:curator", clock=self.clock) as record:
            source_id = people.ensure_source(record, source)
            frame_id = None if frame is None else people.ensure_frame(record, frame, size=10)
            authors = [people.ensure_author(record, author) for author in by]
            article, revision = record.allocate(), record.allocate()
            held = {
                "id": revision,
                "number": 1,
                "sha256": curation.quote_sha256(name),
                "characters": 1000,
                "content": None,
                "language": "en",
                "published": {"earliest": "2022-01-10", "latest": "2022-01-10", "basis": "page"},
                "author_ids": authors,
            }
            record.append(
                "article.added",
                {
                    "id": article,
                    "key": name,
                    "url": name,
                    "source_id": source_id,
                    "frame_id": frame_id,
                    "revision": held,
                    "forecasts": None,
                },
            )
        self.articles[name] = revision
        return revision

    def ask(
        self, *topics: str, closes: date | None = date(2022, 12, 31), family: str | None = None, **more: Any
    ) -> int:
        """A question."""
        draft = QuestionDraft(
            text="Does it rain?",
            criteria="The gauge shows any water.",
            closes_on=closes,
            closes_basis=None if closes is None else ClosesBasis.STATED,
            topics=topics,
            family=family,
            **more,
        )
        number: int = self.do(questions.add_question, draft)
        return number

    def candidate(
        self,
        *authors: str,
        p: float = 0.2,
        low: float | None = None,
        high: float | None = None,
        made: DayBounds | date = date(2022, 1, 10),
        role: Role = Role.BYLINE,
        kind: Kind = Kind.EVENT,
        cue: str = "unlikely",
        cue_class: CueClass = CueClass.LIKELIHOOD,
        negated: bool = False,
        author_kind: AuthorKind = AuthorKind.PERSON,
        article: str = "https://example.org/a",
        source: str = "Courier",
        by: tuple[str, ...] = (),
        frame: str | None = None,
    ) -> int:
        """A forecast nobody has decided on."""
        revision = self.article(article, source=source, by=by, frame=frame)
        reading = Reading(
            start=10,
            end=30,
            quote=None,
            quote_sha256="0" * 64,
            found_by="hand",
            authors=tuple(Named(name, author_kind) for name in authors),
            role=role,
            claim="It rains.",
            kind=kind,
            cue=cue,
            cue_class=cue_class,
            lexicon="survey 1",
            negated=negated,
            made=made if isinstance(made, DayBounds) else DayBounds.on(made),
            scoreability=Scoreability.YES,
            probability=Probability(p, p if low is None else low, p if high is None else high),
        )
        number: int = self.do(curation.add_forecasts, revision, [reading])[0]
        return number

    def say(
        self, question: int, *authors: str, polarity: int = 1, excluded: str | None = None, **reading: Any
    ) -> int:
        """An accepted forecast."""
        number = self.candidate(*(authors or ("Ada",)), **reading)
        self.do(curation.accept, number, Link(question, polarity), Edits(excluded=excluded))
        return number

    def answer(self, question: int, outcome: str, on: date | None = None, **more: Any) -> None:
        """A resolution; without a day, on the last of 2022."""
        day = None if outcome == "void" else on or date(2022, 12, 31)
        verdict = Verdict(outcome=Outcome(outcome), occurred_on=day, **more)
        seen = resolution.Evidence(url="https://example.org/report", retrieved_on=self.now.date())
        self.do(resolution.resolve, question, verdict, evidence=(seen,))

    def head(self) -> int:
        """Where the record stands."""
        with self.database.read() as connection:
            return int(connection.execute(t.head.select()).one().seq)

    def score(self, **options: Any) -> dict[str, Any]:
        """Accuracy on the book's day."""
        return accuracy(self.database, clock=self.clock, **options)

    def groups(self, by: str, **options: Any) -> dict[str, dict[str, Any]]:
        """Scorecards by key."""
        return {group["key"]: group for group in self.score(by=by, **options)["groups"]}
