"""Small records to test readers on, made by the services that make real ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from app.domain.days import DayBounds
from app.domain.forecast import CueClass, Kind, Role, Scoreability
from app.domain.people import AuthorKind
from app.domain.probability import Probability
from app.domain.question import ClosesBasis
from app.domain.remark import RemarkKind
from app.domain.resolution import Outcome, Verdict
from app.extraction.labels import Tier
from app.services import coding, curation, people, questions, remarks, resolution, seeds
from app.services.coding import Mark
from app.services.curation import Edits, Link, Named, Reading
from app.services.questions import QuestionDraft
from app.services.recording import recording
from app.services.remarks import Said
from app.storage import tables as t
from app.storage.canonical import moment
from app.storage.database import Database
from app.storage.record import Record

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SEEDS = Path(__file__).resolve().parents[1] / "seeds"
TEXT = "It is unlikely to rain in May. It will surely snow in June. Perhaps it could hail. Who knows?"


def clock() -> datetime:
    """The day on which every test happens."""
    return NOW


class Builder:
    """Writes what a test needs."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @contextmanager
    def recording(self) -> Iterator[Record]:
        """One transaction."""
        with recording(self.database, actor="test", clock=clock) as record:
            yield record

    def article(
        self,
        text: str = TEXT,
        *,
        url: str | None = None,
        source: str = "Daily Courier",
        quotable: bool = False,
        authors: tuple[str, ...] = ("Ada Rowe",),
        published: DayBounds | None = None,
        frame: str | None = None,
    ) -> tuple[int, int]:
        """An article with one revision; returns the ids of both."""
        day = published or DayBounds.on(date(2026, 1, 10))
        with self.recording() as record:
            source_id = self._source(record, source, quotable=quotable)
            frame_id = None if frame is None else people.ensure_frame(record, frame, size=40)
            author_ids = [people.ensure_author(record, name) for name in authors]
            sha256 = curation.quote_sha256(text)
            revision = {
                "id": record.allocate(),
                "number": 1,
                "sha256": sha256,
                "characters": len(text),
                "content": record.keep_json({"text": text, "title": "A forecast"}),
                "language": "en",
                "published": {"earliest": day.earliest, "latest": day.latest, "basis": "test"},
                "author_ids": author_ids,
            }
            number = record.allocate()
            record.append(
                "article.added",
                {
                    "id": number,
                    "key": url or f"sha256:{sha256}",
                    "url": url,
                    "source_id": source_id,
                    "frame_id": frame_id,
                    "revision": revision,
                    "forecasts": None,
                },
            )
        return number, int(str(revision["id"]))

    def _source(self, record: Record, name: str, *, quotable: bool) -> int:
        if not quotable:
            return people.ensure_source(record, name)
        number = record.allocate()
        slug = people.slug_for(name)
        record.append("source.added", {"id": number, "slug": slug, "name": name, "quotable": True})
        return number

    def candidate(
        self,
        revision: int,
        *,
        start: int = 0,
        quote: str = "It is unlikely to rain in May.",
        authors: tuple[str, ...] = ("Ada Rowe",),
        probability: float | None = 0.2,
        role: Role = Role.BYLINE,
        cue_class: CueClass = CueClass.LIKELIHOOD,
        made: DayBounds | None = None,
    ) -> int:
        """A forecast nobody has decided on."""
        spread = None if probability is None else _around(probability)
        reading = Reading(
            start=start,
            end=start + len(quote),
            quote=quote,
            quote_sha256=curation.quote_sha256(quote),
            found_by="test@1",
            authors=tuple(Named(name, AuthorKind.PERSON) for name in authors),
            role=role,
            claim="It rains in May.",
            kind=Kind.EVENT,
            cue="unlikely",
            cue_class=cue_class,
            lexicon="survey@1",
            made=made or DayBounds.on(date(2026, 1, 10)),
            scoreability=Scoreability.YES,
            probability=spread,
        )
        with self.recording() as record:
            return curation.add_forecasts(record, revision, [reading])[0]

    def question(
        self,
        text: str = "Does it rain in May 2026?",
        *,
        closes_on: date | None = date(2026, 5, 31),
        topics: tuple[str, ...] = ("Weather",),
        family: str | None = None,
    ) -> int:
        """An open question."""
        draft = QuestionDraft(
            text=text,
            criteria="YES if the station of the city reports any rain.",
            closes_on=closes_on,
            closes_basis=None if closes_on is None else ClosesBasis.CURATOR,
            topics=topics,
            family=family,
        )
        with self.recording() as record:
            return questions.add_question(record, draft)

    def accept(self, forecast: int, question: int, *, polarity: int = 1, excluded: str | None = None) -> None:
        """Take a candidate in."""
        with self.recording() as record:
            curation.accept(record, forecast, Link(question, polarity), Edits(excluded=excluded))

    def reject(self, forecast: int) -> None:
        """Keep a candidate out."""
        with self.recording() as record:
            curation.reject(record, forecast, "it describes the past")

    def mark_unscorable(self, forecast: int) -> None:
        """Count it without ever scoring it."""
        with self.recording() as record:
            curation.mark_unscorable(record, forecast, ["no deadline"])

    def resolve(self, question: int, outcome: Outcome = Outcome.YES, *, on: date = date(2026, 5, 3)) -> None:
        """Answer a question."""
        evidence = resolution.Evidence(url="https://example.org/station", retrieved_on=date(2026, 5, 31))
        with self.recording() as record:
            verdict = Verdict(outcome=outcome, occurred_on=on)
            resolution.resolve(record, question, verdict, evidence=(evidence,), note="As the station says.")

    def ask_correction(self, forecast: int) -> int:
        """A correction request of whom a forecast names."""
        with self.recording() as record:
            said = Said(
                kind=RemarkKind.CORRECTION_REQUEST,
                said_by="Ada Rowe",
                text="I said that of April, not of May.",
                url="https://courier.example/letters/7",
                said_on=date(2026, 5, 20),
            )
            return remarks.add_remark(record, forecast, said)

    def merge(self, author: str, into: str) -> None:
        """Make two spellings one."""
        with self.recording() as record:
            people.merge_authors(record, people.find_author(record, author), people.find_author(record, into))

    def ingestion(self) -> int:
        """An address that waits to be taken in."""
        with self.database.write() as connection:
            return int(
                connection.execute(
                    sa.insert(t.ingestion)
                    .values(
                        target="https://example.org/feed",
                        options={},
                        status="queued",
                        found=0,
                        done=0,
                        failed=0,
                        items=[],
                        actor="test",
                        created_at=moment(NOW),
                        updated_at=moment(NOW),
                        cancel_requested=False,
                    )
                    .returning(t.ingestion.c.id)
                ).scalar_one()
            )

    def code(self, article: int, coder: str, *said: Mark, finished: bool = True) -> int:
        """A coding of an article by somebody; the sentences that nothing is said of are no forecasts."""
        with recording(self.database, actor=coder, clock=clock) as record:
            number, _ = coding.start_coding(record, article)
            if said:
                coding.save_marks(record, number, said)
            if finished:
                coding.finish_coding(record, number, rest=Tier.NONE)
        return number


def code_twice(database: Database, article: int) -> tuple[int, int]:
    """Two finished codings of the sample's four sentences."""
    build = Builder(database)
    core, open_ = Tier.CORE, coding.CodedOutcome.OPEN
    first = build.code(
        article,
        "one coder",
        Mark(unit=0, tier=core, word="unlikely", outcome=coding.CodedOutcome.YES),
        Mark(unit=1, tier=core, probability=0.95, outcome=open_),
        Mark(unit=2, tier=Tier.BORDERLINE, word="could", outcome=open_),
    )
    second = build.code(
        article,
        "another coder",
        Mark(unit=0, tier=core, probability=0.3, outcome=coding.CodedOutcome.YES),
        Mark(unit=1, tier=core, probability=0.9, outcome=coding.CodedOutcome.NO),
    )
    return first, second


def _around(point: float) -> Probability:
    return Probability(point, max(0.0, point - 0.1), min(1.0, point + 0.1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One thing of every sort, by id."""

    article: int
    quotable_article: int
    scored: int  # 0.2 for an event that occurred
    opposite: int  # the same with polarity -1
    open: int
    candidate: int
    rejected: int
    unscorable: int
    resolved_question: int
    open_question: int
    overdue_question: int
    ingestion: int


def sample(database: Database) -> Sample:
    """A record with one thing of every sort; "Ada R." is merged into "Ada Rowe"."""
    build = Builder(database)
    article, revision = build.article(url="https://courier.example/rain", frame="whole feed of 2026")
    notes, _ = build.article("Open notes.", source="Open Notes", quotable=True, authors=("Bo Li", "Ada R."))
    scored = build.candidate(revision)
    opposite = build.candidate(
        revision, start=31, quote="It will surely snow in June.", probability=0.9, authors=("Ada R.", "Bo Li")
    )
    late = build.candidate(revision, start=60, quote="Perhaps it could hail.", role=Role.REPORTED)
    candidate = build.candidate(revision, start=83, quote="Who knows?", probability=None)
    rejected = build.candidate(revision, start=83, quote="Who knows?")
    unscorable = build.candidate(revision, start=83, quote="Who knows?")
    resolved = build.question()
    opened = build.question(
        "Does it snow in July 2026?", closes_on=date(2026, 7, 31), topics=("Weather", "Ice")
    )
    overdue = build.question("Does it hail in May 2026?", closes_on=date(2026, 5, 31), family="storm")
    build.accept(scored, resolved)
    build.accept(opposite, resolved, polarity=-1)
    build.accept(late, opened)
    build.reject(rejected)
    build.mark_unscorable(unscorable)
    build.resolve(resolved)
    build.merge("ada-r", "ada-rowe")
    return Sample(
        article=article,
        quotable_article=notes,
        scored=scored,
        opposite=opposite,
        open=late,
        candidate=candidate,
        rejected=rejected,
        unscorable=unscorable,
        resolved_question=resolved,
        open_question=opened,
        overdue_question=overdue,
        ingestion=build.ingestion(),
    )


def load_seeds(database: Database) -> None:
    """The record that `foreseen seed` gives."""
    seeds.load(database, SEEDS)
