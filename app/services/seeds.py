"""The records that ship with the product, loaded through the same decisions a curator makes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.domain.days import DayBounds
from app.domain.errors import InvalidInput
from app.domain.forecast import CueClass, Kind, Role, Scoreability, Stance, Status
from app.domain.people import AuthorKind
from app.domain.probability import Probability
from app.domain.question import ClosesBasis
from app.domain.resolution import Outcome, Verdict, VoidReason
from app.services.curation import Edits, Link, Named, Reading, accept, add_forecasts, mark_unscorable, reject
from app.services.people import ensure_author, ensure_frame, ensure_source, ensure_topic
from app.services.questions import QuestionDraft, add_question
from app.services.recording import recording
from app.services.resolution import Evidence, dispute, resolve
from app.storage import tables as t
from app.storage.database import Database
from app.storage.record import Clock, Record, system_clock

ACTOR = "seeds"
FOUND_BY = "seeds-1"

Seed = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading added."""

    articles: int = 0
    forecasts: int = 0
    questions: int = 0
    resolutions: int = 0


def load(database: Database, folder: Path, *, clock: Clock = system_clock) -> Loaded:
    """Add what the record lacks of the seeds, all in one transaction; a second time adds nothing."""
    if not (folder / "articles").is_dir():
        raise InvalidInput("seeds", f"{folder} holds no seeds", allowed="a folder with articles/")
    articles = [_json(path) for path in sorted((folder / "articles").glob("*.json"))]
    with recording(database, actor=ACTOR, clock=clock) as record:
        missing = [article for article in articles if not _is_loaded(record, article)]
        if not missing:
            return Loaded()
        return _Loader(record, folder).load(missing)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _is_loaded(record: Record, article: Seed) -> bool:
    wanted = (
        sa.select(t.forecast.c.id)
        .join(t.revision, t.revision.c.id == t.forecast.c.revision_id)
        .where(t.revision.c.sha256 == article["sha256"], t.forecast.c.found_by == FOUND_BY)
        .limit(1)
    )
    return record.connection.execute(wanted).first() is not None


class _Loader:
    def __init__(self, record: Record, folder: Path) -> None:
        self._record = record
        self._sources = {seed["key"]: seed for seed in _json(folder / "sources.json")}
        self._topics = {seed["key"]: seed for seed in _json(folder / "topics.json")}
        self._questions = {seed["key"]: seed for seed in _json(folder / "questions.json")}
        self._resolutions = _json(folder / "resolutions.json")
        self._question_ids: dict[str, int] = {}
        self._added: list[str] = []

    def load(self, articles: list[Seed]) -> Loaded:
        forecasts = sum(self._article(article) for article in articles)
        resolutions = sum(self._resolve(seed) for seed in self._resolutions)
        return Loaded(len(articles), forecasts, len(self._added), resolutions)

    def _article(self, seed: Seed) -> int:
        readings = [_reading(forecast) for forecast in seed["forecasts"]]
        ids = add_forecasts(self._record, self._revision(seed), readings)
        for number, forecast in zip(ids, seed["forecasts"], strict=True):
            self._decide(number, forecast)
        return len(ids)

    def _revision(self, seed: Seed) -> int:
        """The revision with that text's hash; known by the hash alone until somebody brings the text."""
        known = self._record.connection.execute(
            sa.select(t.revision.c.id).where(t.revision.c.sha256 == seed["sha256"]).order_by(t.revision.c.id)
        ).scalar()
        if known is not None:
            return int(known)
        record, frame = self._record, seed["frame"]
        source_id = ensure_source(record, _named(self._sources, seed["source"]))
        frame_id = ensure_frame(record, frame["how"], size=frame["of"])
        author_ids = [_author(record, author) for author in seed["authors"]]
        article_id, revision_id = record.allocate(), record.allocate()
        record.append(
            "article.added",
            {
                "id": article_id,
                "key": f"sha256:{seed['sha256']}",
                "url": None,
                "source_id": source_id,
                "frame_id": frame_id,
                "revision": {
                    "id": revision_id,
                    "number": 1,
                    "sha256": seed["sha256"],
                    "characters": seed["characters"],
                    "content": None,
                    "language": "en",
                    "published": seed["published"],
                    "author_ids": author_ids,
                },
                "forecasts": None,
            },
        )
        return revision_id

    def _decide(self, number: int, seed: Seed) -> None:
        reasons = [seed["status_reason"], *seed["reasons"]]
        if seed["status"] == Status.ACCEPTED:
            link = Link(self._question(seed["question"]), seed["polarity"])
            accept(self._record, number, link, Edits(excluded=seed["excluded"]))
        elif seed["status"] == Status.REJECTED:
            reject(self._record, number, seed["status_reason"])
        else:
            mark_unscorable(self._record, number, list(dict.fromkeys(reasons)))

    def _question(self, key: str) -> int:
        if key not in self._question_ids:
            seed = self._questions[key]
            v = t.question_version
            known = self._record.connection.execute(
                sa.select(v.c.question_id).where(v.c.text == seed["text"], v.c.to_seq.is_(None))
            ).scalar()
            self._question_ids[key] = int(known) if known is not None else self._add_question(seed)
        return self._question_ids[key]

    def _add_question(self, seed: Seed) -> int:
        condition = seed["condition_question"]
        topics = tuple(_named(self._topics, key) for key in seed["topics"])
        for name in topics:
            ensure_topic(self._record, name)
        self._added.append(seed["key"])
        draft = QuestionDraft(
            text=seed["text"],
            criteria=seed["criteria"],
            closes_on=date.fromisoformat(seed["closes_on"]),
            closes_basis=ClosesBasis(seed["closes_basis"]),
            family=seed["family"],
            condition=seed["condition"],
            condition_question_id=None if condition is None else self._question(condition),
            condition_side=None if seed["condition_side"] is None else Outcome(seed["condition_side"]),
            topics=topics,
        )
        return add_question(self._record, draft)

    def _resolve(self, seed: Seed) -> int:
        """Answer a question added by this run, unless its condition decides it."""
        if seed["question"] not in self._added or seed["follows"] is not None:
            return 0
        number = self._question_ids[seed["question"]]
        occurred_on, void = seed["occurred_on"], seed["void_reason"]
        verdict = Verdict(
            outcome=Outcome(seed["outcome"]),
            occurred_on=None if occurred_on is None else date.fromisoformat(occurred_on),
            void_reason=None if void is None else VoidReason(void),
        )
        evidence = tuple(_evidence(item) for item in seed["evidence"])
        resolve(self._record, number, verdict, evidence=evidence, note=seed["note"])
        if seed["disputed"] is not None:
            dispute(self._record, number, reason=seed["disputed"])
        return 1


def _named(seeds: dict[str, Seed], key: str) -> str:
    # The key is the slug: an unknown source is `unknown`, whatever it is called.
    return key if key == "unknown" else str(seeds[key]["name"])


def _author(record: Record, seed: Seed) -> int:
    return ensure_author(record, seed["name"], kind=AuthorKind(seed["kind"]))


def _bounds(seed: Seed) -> DayBounds:
    earliest, latest = (seed[name] and date.fromisoformat(seed[name]) for name in ("earliest", "latest"))
    return DayBounds(earliest, latest)


def _reading(seed: Seed) -> Reading:
    condition = seed["condition"] or {"text": None, "start": None, "end": None}
    p = seed["probability"]
    return Reading(
        start=seed["start"],
        end=seed["end"],
        quote=None,
        quote_sha256=seed["quote_sha256"],
        found_by=FOUND_BY,
        authors=tuple(Named(author["name"], AuthorKind(author["kind"])) for author in seed["authors"]),
        role=Role(seed["role"]),
        stance=None if seed["stance"] is None else Stance(seed["stance"]),
        claim=seed["claim"],
        kind=Kind(seed["kind"]),
        cue=" ".join(seed["cue"]),
        cue_class=CueClass(seed["cue_class"]),
        lexicon=seed["lexicon"],
        probability=None if p is None else Probability(p["point"], p["low"], p["high"]),
        negated=seed["negated"],
        condition=condition["text"],
        condition_start=condition["start"],
        condition_end=condition["end"],
        deadline=seed["deadline"],
        made=_bounds(seed["made"]),
        scoreability=Scoreability(seed["scoreability"]),
        scoreability_reasons=tuple(seed["reasons"]),
    )


def _evidence(seed: Seed) -> Evidence:
    words = [seed["title"], seed["publisher"], seed["citation"], seed["about"]]
    return Evidence(
        url=seed["url"],
        citation=". ".join(str(word).rstrip(".") for word in words if word) + ".",
        retrieved_on=date.fromisoformat(seed["retrieved_on"]),
    )
