"""What each event does to the tables: the only code that writes them, live and when rebuilding."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.names import words_of_name
from app.domain.people import fold_name
from app.storage import tables as t
from app.storage.record import Blobs, Event

Projector = Callable[[sa.Connection, Event, Blobs], None]

_PROJECTORS: dict[str, Projector] = {}
REMARK_WORDS = ("text", "said_by", "url", "changed")


def project(connection: sa.Connection, event: Event, blobs: Blobs) -> None:
    """Apply one event to the tables."""
    _PROJECTORS[event.kind](connection, event, blobs)


def kinds() -> frozenset[str]:
    """Every kind of event the tables understand."""
    return frozenset(_PROJECTORS)


def _on(*names: str) -> Callable[[Projector], Projector]:
    def register(projector: Projector) -> Projector:
        _PROJECTORS.update(dict.fromkeys(names, projector))
        return projector

    return register


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _insert(connection: sa.Connection, table: sa.Table, rows: dict[str, Any] | list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(sa.insert(table), rows)


def _close(connection: sa.Connection, table: sa.Table, seq: int, **key: int) -> None:
    where = [table.c[name] == value for name, value in key.items()]
    connection.execute(sa.update(table).where(*where, table.c.to_seq.is_(None)).values(to_seq=seq))


def _claim_slug(connection: sa.Connection, kind: str, slug: str, target: int) -> None:
    _insert(connection, t.slug, {"kind": kind, "slug": slug, "target_id": target})


@_on("source.added")
def _source(connection: sa.Connection, event: Event, _: Blobs) -> None:
    folded = fold_name(event.data["name"])
    _insert(connection, t.source, {**event.data, "folded_name": folded, "created_seq": event.seq})
    _claim_slug(connection, "source", event.data["slug"], event.data["id"])


@_on("topic.added")
def _topic(connection: sa.Connection, event: Event, _: Blobs) -> None:
    folded = fold_name(event.data["name"])
    _insert(connection, t.topic, {**event.data, "folded_name": folded, "created_seq": event.seq})
    _claim_slug(connection, "topic", event.data["slug"], event.data["id"])


@_on("frame.added")
def _frame(connection: sa.Connection, event: Event, _: Blobs) -> None:
    _insert(connection, t.frame, {**event.data, "created_seq": event.seq})


@_on("author.added")
def _author(connection: sa.Connection, event: Event, blobs: Blobs) -> None:
    identity = blobs.read_json(event.data["words"])
    number = event.data["id"]
    known = identity or {"name": None, "slug": f"erased-{number}"}
    folded = None if known["name"] is None else fold_name(known["name"])
    row = {**event.data, **known, "folded_name": folded, "created_seq": event.seq}
    _insert(connection, t.author, row)
    words = sorted(words_of_name(known["name"] or ""))
    _insert(connection, t.author_word, [{"word": word, "author_id": number} for word in words])
    _claim_slug(connection, "author", known["slug"], number)


@_on("author.merged")
def _merged(connection: sa.Connection, event: Event, _: Blobs) -> None:
    _close(connection, t.author_alias, event.seq, author_id=event.data["author_id"])
    _insert(connection, t.author_alias, {**event.data, "from_seq": event.seq})


@_on("author.split")
def _split(connection: sa.Connection, event: Event, _: Blobs) -> None:
    _close(connection, t.author_alias, event.seq, author_id=event.data["author_id"])


@_on("article.added")
def _article(connection: sa.Connection, event: Event, blobs: Blobs) -> None:
    row = {name: event.data[name] for name in ("id", "key", "url", "source_id", "frame_id")}
    _insert(connection, t.article, {**row, "created_seq": event.seq})
    _revision(connection, event, blobs)


@_on("article.revised")
def _revision(connection: sa.Connection, event: Event, blobs: Blobs) -> None:
    held = event.data["revision"]
    content = None if held["content"] is None else blobs.read_json(held["content"])
    plain = ("id", "number", "sha256", "characters", "content", "language")
    _insert(
        connection,
        t.revision,
        {
            **{name: held[name] for name in plain},
            "article_id": event.data["id"],
            "title": content["title"] if content else None,
            "published_earliest": _day(held["published"]["earliest"]),
            "published_latest": _day(held["published"]["latest"]),
            "published_basis": held["published"]["basis"],
            "created_seq": event.seq,
        },
    )
    _insert(
        connection,
        t.revision_author,
        [
            {"revision_id": held["id"], "position": position, "author_id": author}
            for position, author in enumerate(held["author_ids"])
        ],
    )
    if event.data["forecasts"] is not None:
        _add_forecasts(connection, event, blobs, article=event.data["id"], revision=held["id"])


@_on("revision.attached")
def _attached(connection: sa.Connection, event: Event, blobs: Blobs) -> None:
    revision = event.data["revision_id"]
    content = blobs.read_json(event.data["content"])
    connection.execute(
        sa.update(t.revision)
        .where(t.revision.c.id == revision)
        .values(content=event.data["content"], title=content["title"] if content else None)
    )
    # Those that came without a quote; one whose quote was erased keeps its batch's words, and stays without.
    f, v = t.forecast, t.forecast_version
    missing = connection.execute(
        sa.select(f.c.id, f.c.start, f.c.end)
        .join(v, sa.and_(v.c.forecast_id == f.c.id, v.c.from_seq == f.c.created_seq))
        .where(f.c.revision_id == revision, f.c.quote.is_(None), f.c.words != v.c.words)
    ).all()
    for row in missing:
        quote = content["text"][row.start : row.end] if content else None
        connection.execute(
            sa.update(f).where(f.c.id == row.id).values(quote=quote, words=event.data["content"])
        )


@_on("forecasts.added")
def _forecasts(connection: sa.Connection, event: Event, blobs: Blobs) -> None:
    article, revision = event.data["article_id"], event.data["revision_id"]
    _add_forecasts(connection, event, blobs, article=article, revision=revision)


def _add_forecasts(
    connection: sa.Connection, event: Event, blobs: Blobs, *, article: int, revision: int
) -> None:
    batch = event.data["forecasts"]
    rows: list[dict[str, Any]] = blobs.read_json(batch["rows"]) or []
    words = blobs.read_json(batch["words"])
    forecasts, versions, authors = [], [], []
    for offset, row in enumerate(rows):
        number = batch["first_id"] + offset
        said = words[offset] if words else {"quote": None, "claim": None, "condition": None, "deadline": None}
        forecasts.append(
            {
                "id": number,
                "article_id": article,
                "revision_id": revision,
                "start": row["start"],
                "end": row["end"],
                "quote": said["quote"],
                "quote_sha256": row["quote_sha256"],
                "words": batch["words"] if row["quoted"] else batch["rows"],
                "found_by": row["found_by"],
                "created_seq": event.seq,
                "recorded_at": event.recorded_at,
            }
        )
        versions.append(_version_row(number, event.seq, row["version"], batch["words"], said))
        authors.extend(_author_rows(number, event.seq, row["author_ids"]))
    _insert(connection, t.forecast, forecasts)
    _insert(connection, t.forecast_version, versions)
    _insert(connection, t.forecast_author, authors)


def _version_row(
    number: int, seq: int, version: dict[str, Any], digest: str, words: dict[str, Any] | None
) -> dict[str, Any]:
    said = words or {}
    return {
        **version,
        "forecast_id": number,
        "from_seq": seq,
        "to_seq": None,
        "words": digest,
        "claim": said.get("claim"),
        "condition": said.get("condition"),
        "deadline": said.get("deadline"),
        "made_earliest": _day(version["made_earliest"]),
        "made_latest": _day(version["made_latest"]),
    }


def _author_rows(number: int, seq: int, author_ids: list[int]) -> list[dict[str, Any]]:
    return [
        {"forecast_id": number, "from_seq": seq, "position": position, "author_id": author}
        for position, author in enumerate(author_ids)
    ]


@_on(
    "forecast.accepted",
    "forecast.rejected",
    "forecast.marked_unscorable",
    "forecast.restored",
    "forecast.relinked",
    "forecast.moved",
)
def _decided(connection: sa.Connection, event: Event, blobs: Blobs) -> None:
    number = event.data["forecast_id"]
    digest = event.data["words"]
    _close(connection, t.forecast_version, event.seq, forecast_id=number)
    row = _version_row(number, event.seq, event.data["version"], digest, blobs.read_json(digest))
    _insert(connection, t.forecast_version, row)
    if event.data["author_ids"] is not None:
        _close(connection, t.forecast_author, event.seq, forecast_id=number)
        _insert(connection, t.forecast_author, _author_rows(number, event.seq, event.data["author_ids"]))


@_on("remark.added")
def _remark(connection: sa.Connection, event: Event, blobs: Blobs) -> None:
    said = blobs.read_json(event.data["words"]) or {}
    _insert(
        connection,
        t.remark,
        {
            **event.data,
            **{name: said.get(name) for name in REMARK_WORDS},
            "said_on": _day(event.data["said_on"]),
            "created_seq": event.seq,
            "recorded_at": event.recorded_at,
        },
    )


@_on("question_group.added")
def _group(connection: sa.Connection, event: Event, _: Blobs) -> None:
    _insert(connection, t.question_group, {**event.data, "created_seq": event.seq})


@_on("question.added")
def _question(connection: sa.Connection, event: Event, blobs: Blobs) -> None:
    _insert(connection, t.question, {"id": event.data["question_id"], "created_seq": event.seq})
    _question_version(connection, event, blobs)


@_on("question.edited", "question.merged", "question.restored")
def _question_version(connection: sa.Connection, event: Event, _: Blobs) -> None:
    number, version = event.data["question_id"], dict(event.data["version"])
    topics = version.pop("topic_ids")
    _close(connection, t.question_version, event.seq, question_id=number)
    _close(connection, t.question_topic, event.seq, question_id=number)
    _insert(
        connection,
        t.question_version,
        {**version, "question_id": number, "from_seq": event.seq, "closes_on": _day(version["closes_on"])},
    )
    _insert(
        connection,
        t.question_topic,
        [{"question_id": number, "from_seq": event.seq, "topic_id": topic} for topic in topics],
    )
    _apply_effects(connection, event)


@_on("question.withdrawn")
def _withdrawn(connection: sa.Connection, event: Event, _: Blobs) -> None:
    row = {"question_id": event.data["question_id"], "from_seq": event.seq}
    _insert(connection, t.withdrawal, row)


@_on("question.returned")
def _returned(connection: sa.Connection, event: Event, _: Blobs) -> None:
    _close(connection, t.withdrawal, event.seq, question_id=event.data["question_id"])


@_on("resolution.entered")
def _resolution(connection: sa.Connection, event: Event, blobs: Blobs) -> None:
    data = event.data
    said = None if data["words"] is None else blobs.read_json(data["words"])
    plain = ("id", "question_id", "action", "outcome", "value", "void_reason", "words")
    _insert(
        connection,
        t.resolution,
        {
            **{name: data[name] for name in plain},
            "note": said["note"] if said else None,
            "occurred_on": _day(data["occurred_on"]),
            "effective_on": _day(data["effective_on"]),
            "curator": event.actor,
            "seq": event.seq,
            "recorded_at": event.recorded_at,
        },
    )
    _insert(
        connection,
        t.evidence,
        [
            {
                **item,
                "resolution_id": data["id"],
                "position": position,
                "retrieved_on": _day(item["retrieved_on"]),
            }
            for position, item in enumerate(data["evidence"])
        ],
    )
    _apply_effects(connection, event)


@_on("resolution.confirmed")
def _confirmed(connection: sa.Connection, event: Event, blobs: Blobs) -> None:
    data = event.data
    said = None if data["words"] is None else blobs.read_json(data["words"])
    _insert(
        connection,
        t.confirmation,
        {
            **{name: data[name] for name in ("id", "resolution_id", "words")},
            "note": said["note"] if said else None,
            "curator": event.actor,
            "seq": event.seq,
            "recorded_at": event.recorded_at,
        },
    )


def _apply_effects(connection: sa.Connection, event: Event) -> None:
    """Outcomes the service decided, its own question's and its dependants'."""
    for effect in event.data["effects"]:
        _close(connection, t.outcome, event.seq, question_id=effect["question_id"])
        if effect["state"] != "open":
            _insert(
                connection,
                t.outcome,
                {**effect, "from_seq": event.seq, "occurred_on": _day(effect["occurred_on"])},
            )


@_on("coding.started")
def _coding(connection: sa.Connection, event: Event, blobs: Blobs) -> None:
    plain = {name: event.data[name] for name in ("id", "article_id", "revision_id")}
    _insert(
        connection,
        t.coding,
        {
            **plain,
            "coder": event.actor,
            "units": blobs.read_json(event.data["units"]) or [],
            "started_seq": event.seq,
            "started_at": event.recorded_at,
        },
    )


@_on("coding.saved")
def _coded(connection: sa.Connection, event: Event, blobs: Blobs) -> None:
    number, marks = event.data["coding_id"], blobs.read_json(event.data["marks"]) or []
    m = t.coding_mark
    units = [mark["unit"] for mark in marks]
    connection.execute(sa.delete(m).where(m.c.coding_id == number, m.c.unit.in_(units)))
    kept = [mark for mark in marks if mark["tier"] is not None]
    _insert(connection, m, [{**mark, "coding_id": number, "seq": event.seq} for mark in kept])


@_on("coding.finished")
def _finished(connection: sa.Connection, event: Event, _: Blobs) -> None:
    ended = {"finished_seq": event.seq, "finished_at": event.recorded_at}
    connection.execute(sa.update(t.coding).where(t.coding.c.id == event.data["coding_id"]).values(ended))


@_on("blob.erased")
def _erased(connection: sa.Connection, event: Event, _: Blobs) -> None:
    digest = event.data["digest"]
    connection.execute(sa.update(t.blob).where(t.blob.c.digest == digest).values(salt=None, content=None))
    gone: tuple[tuple[sa.Table, str, tuple[str, ...]], ...] = (
        (t.revision, "content", ("title",)),
        (t.forecast, "words", ("quote",)),
        (t.forecast_version, "words", ("claim", "condition", "deadline")),
        (t.remark, "words", REMARK_WORDS),
        (t.resolution, "words", ("note",)),
        (t.confirmation, "words", ("note",)),
    )
    for table, key, columns in gone:
        values: dict[str, Any] = {name: sa.null() for name in columns}
        connection.execute(sa.update(table).where(table.c[key] == digest).values(values))
    people = connection.execute(
        sa.select(t.author.c.id, t.author.c.slug).where(t.author.c.words == digest)
    ).all()
    for person in people:
        connection.execute(sa.delete(t.author_word).where(t.author_word.c.author_id == person.id))
        anonymous = f"erased-{person.id}"
        connection.execute(
            sa.update(t.author)
            .where(t.author.c.id == person.id)
            .values(name=None, folded_name=None, slug=anonymous)
        )
        connection.execute(
            sa.update(t.slug)
            .where(t.slug.c.kind == "author", t.slug.c.slug == person.slug)
            .values(slug=anonymous)
        )
