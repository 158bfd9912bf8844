"""What the answers of the API look like; tests hold every answer against these."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from app.domain.forecast import CueClass, Kind, Role, Scoreability, Stance, Status
from app.domain.people import AuthorKind
from app.domain.question import ClosesBasis, State
from app.domain.resolution import Action, Outcome, VoidReason


class Shape(BaseModel):
    """What every response schema inherits: exactly these fields, each of them always there."""

    model_config = ConfigDict(extra="forbid")


class SourceShape(Shape):
    """Where articles are published."""

    id: int
    slug: str
    name: str
    quotable: bool


class TopicShape(Shape):
    """A controlled topic."""

    id: int
    slug: str
    name: str


class AuthorSummaryShape(Shape):
    """Who asserts; a collective is never ranked, an erased author has no name."""

    id: int
    slug: str
    name: str | None
    kind: AuthorKind
    rankable: bool


class AuthorShape(AuthorSummaryShape):
    """An author with the other spellings merged into it."""

    also: list[AuthorSummaryShape]


class SourcePage(Shape):
    """A page of sources."""

    items: list[SourceShape]
    next: str | None


class TopicPage(Shape):
    """A page of topics."""

    items: list[TopicShape]
    next: str | None


class AuthorPage(Shape):
    """A page of authors."""

    items: list[AuthorSummaryShape]
    next: str | None


class NamedShape(Shape):
    """A source or topic where it is mentioned."""

    slug: str
    name: str


class PersonShape(Shape):
    """An author where it is mentioned, under the present name."""

    slug: str
    name: str | None
    kind: AuthorKind


class DaysShape(Shape):
    """A day known exactly or between bounds; null is unknown."""

    earliest: date | None
    latest: date | None


class ForecastArticleShape(Shape):
    """Where it was said."""

    id: int
    url: str | None
    title: str | None
    revision: int


class WordedShape(Shape):
    """The probability of the words themselves; polarity -1 turns it to the question's YES."""

    probability: float | None
    low: float | None
    high: float | None
    polarity: int
    negated: bool


class ForecastQuestionShape(Shape):
    """What it answers, and what happened."""

    id: int
    text: str
    closes_on: date | None
    state: State
    outcome: Outcome | None
    value: float | None
    occurred_on: date | None


class ForecastShape(Shape):
    """One assertion; `probability` is for its question's YES, `brier` is null where `not_scored` says why."""

    id: int
    status: Status
    reasons: list[str]
    role: Role
    stance: Stance | None
    kind: Kind
    authors: list[PersonShape]
    source: NamedShape
    article: ForecastArticleShape
    claim: str | None
    quote: str | None
    quote_sha256: str
    start: int
    end: int
    cue: str | None
    cue_class: CueClass
    probability: float | None
    low: float | None
    high: float | None
    as_worded: WordedShape
    lexicon: str | None
    condition: str | None
    deadline: dict[str, Any] | None
    scoreability: Scoreability
    scoreability_reasons: list[str]
    made_on: DaysShape
    question: ForecastQuestionShape | None
    pre_registered: bool | None
    excluded: str | None
    brier: float | None
    not_scored: str | None
    found_by: str
    recorded_at: str


class ForecastPage(Shape):
    """A page of forecasts."""

    items: list[ForecastShape]
    next: str | None


class ConditionShape(Shape):
    """What must hold first, and the question that decides it."""

    text: str
    question: int | None
    side: Outcome | None


class OptionsShape(Shape):
    """A multi-option question, and the questions that are its options."""

    id: int
    questions: list[int]


class QuestionGroupShape(Shape):
    """The multi-option question that this one is an option of."""

    id: int
    position: int | None
    exclusive: bool
    ordered: bool


class EvidenceShape(Shape):
    """What shows that it happened."""

    url: str | None
    citation: str | None
    retrieved_on: date


class ConfirmationShape(Shape):
    """Another curator who found an entry right."""

    curator: str
    curator_name: str | None
    note: str | None
    seq: int
    recorded_at: str


class ResolutionShape(Shape):
    """One entry of the ledger."""

    id: int
    action: Action
    outcome: Outcome | None
    value: float | None
    void_reason: VoidReason | None
    occurred_on: date | None
    effective_on: date | None
    evidence: list[EvidenceShape]
    note: str | None
    curator: str
    curator_name: str | None
    seq: int
    recorded_at: str
    confirmations: list[ConfirmationShape]


class QuestionSummaryShape(Shape):
    """A proposition: YES means that the event occurs."""

    id: int
    text: str
    criteria: str
    proportion: bool
    closes_on: date | None
    closes_basis: ClosesBasis | None
    family: str | None
    topics: list[NamedShape]
    condition: ConditionShape | None
    group: QuestionGroupShape | None
    merged_into: int | None
    state: State
    outcome: Outcome | None
    value: float | None
    void_reason: VoidReason | None
    occurred_on: date | None
    decided_by: int | None
    confirmed: bool | None
    waits_for: int | None
    because: str | None


class QuestionShape(QuestionSummaryShape):
    """A question with every entry of its ledger."""

    resolutions: list[ResolutionShape]


class QuestionPage(Shape):
    """A page of questions."""

    items: list[QuestionSummaryShape]
    next: str | None


class PublishedShape(Shape):
    """When it was published, as far as is known, and how that is known."""

    earliest: date | None
    latest: date | None
    basis: str


class ArticleFrameShape(Shape):
    """How a set of articles was chosen."""

    id: int
    description: str
    size: int | None


class RevisionShape(Shape):
    """One frozen text of an article."""

    number: int
    sha256: str
    characters: int
    title: str | None
    published: PublishedShape
    recorded_in: int


class ArticleSummaryShape(Shape):
    """An article as its latest revision has it."""

    id: int
    url: str | None
    title: str | None
    language: str | None
    source: NamedShape
    authors: list[PersonShape]
    published: PublishedShape
    frame: ArticleFrameShape | None
    revision: int
    sha256: str
    characters: int
    text_held: bool


class ArticleShape(ArticleSummaryShape):
    """An article with its revisions; `text` is null for those who may not read it here."""

    text: str | None
    revisions: list[RevisionShape]


class ArticlePage(Shape):
    """A page of articles."""

    items: list[ArticleSummaryShape]
    next: str | None


class EventShape(Shape):
    """One entry of the record; `leaf` is SHA-256 of 0x00 and the bytes of `body` as they stand here."""

    seq: int
    kind: str
    actor: str
    recorded_at: str
    leaf: str
    body: dict[str, Any]


class EventPage(Shape):
    """A page of the record."""

    items: list[EventShape]
    next: str | None


class IngestionSummaryShape(Shape):
    """An address being taken in."""

    id: int
    target: str
    options: dict[str, Any]
    status: str
    found: int
    done: int
    failed: int
    error: str | None
    actor: str
    created_at: str
    updated_at: str
    cancel_requested: bool


class IngestionShape(IngestionSummaryShape):
    """An ingestion with what came of each item."""

    items: list[dict[str, Any]]


class IngestionPage(Shape):
    """A page of ingestions."""

    items: list[IngestionSummaryShape]
    next: str | None
