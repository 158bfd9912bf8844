"""Words taken out of the record for good; the events that committed to them stay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.domain.errors import Conflict, InvalidInput, NotFound
from app.queries.people import read_author, spellings_of
from app.storage import tables as t
from app.storage.record import Record
from app.storage.search import forget_erased

REASON_LIMIT = 2_000

# What may be erased: texts and names. Batch rows hold numbers that scores rest on.
_ERASABLE = (
    t.author.c.words,
    t.revision.c.content,
    t.forecast_version.c.words,
    t.remark.c.words,
    t.resolution.c.words,
    t.confirmation.c.words,
)


@dataclass(frozen=True, slots=True)
class Words:
    """One blob that may be erased, and everything that reads as null without it."""

    digest: str
    held_by: tuple[str, ...]


Find = Callable[[sa.Connection], list[Words]]


def erase(record: Record, digest: str, reason: str) -> int:
    """Destroy the content and the salt behind a commitment; the reason stays, so must not repeat them."""
    seq = _erase(record, digest, reason)
    forget_erased(record.connection)
    return seq


def _erase(record: Record, digest: str, reason: str) -> int:
    check_reason(reason)
    _require_words(record.connection, digest)
    return record.append("blob.erased", {"digest": digest, "reason": reason.strip()})


def check_reason(reason: str) -> None:
    """A reason stays for ever beside what it was for."""
    if not 0 < len(reason.strip()) <= REASON_LIMIT:
        raise InvalidInput("reason", "is empty or too long", allowed=f"1 to {REASON_LIMIT} characters")


def _require_words(connection: sa.Connection, digest: str) -> None:
    held = connection.execute(
        sa.select(t.blob.c.content.is_(None)).where(t.blob.c.digest == digest)
    ).one_or_none()
    if held is None:
        raise NotFound("blob", digest)
    if held[0]:
        raise Conflict(f"blob {digest} is erased already")
    if not any(_holds(connection, column, digest) for column in _ERASABLE):
        raise Conflict(f"blob {digest} holds no words: the record could not be rebuilt without it")


def _holds(connection: sa.Connection, column: sa.Column[str], digest: str) -> bool:
    found = sa.select(sa.literal(1)).where(column == digest).limit(1)
    return connection.execute(found).first() is not None


def words_of_blob(connection: sa.Connection, digest: str) -> list[Words]:
    """The words behind one commitment."""
    _require_words(connection, digest)
    return _described(connection, [digest])


def words_of_author(connection: sa.Connection, slug: str) -> list[Words]:
    """The name and address of a person, in every spelling that was merged with it."""
    same = spellings_of(connection, [read_author(connection, slug)["id"]])
    found = connection.execute(
        sa.select(t.author.c.words).where(t.author.c.id.in_(same)).order_by(t.author.c.id)
    )
    return _present(connection, f"author {slug}", found.scalars())


def words_of_article(connection: sa.Connection, article_id: int) -> list[Words]:
    """An article's texts, with every quote and claim that was read from them."""
    revisions = connection.execute(
        sa.select(t.revision.c.content).where(t.revision.c.article_id == article_id).order_by(t.revision.c.id)
    ).scalars()
    digests = list(revisions)
    if not digests:
        raise NotFound("article", article_id)
    forecasts = sa.select(t.forecast.c.id).where(t.forecast.c.article_id == article_id)
    return _present(connection, f"article {article_id}", [*digests, *_read_from(connection, forecasts)])


def words_of_quote(connection: sa.Connection, forecast_id: int) -> list[Words]:
    """A forecast's quote and claims, with the text it stands in and whatever else quotes that place."""
    f = t.forecast
    place = connection.execute(
        sa.select(f.c.revision_id, f.c.start, f.c.end, t.revision.c.content)
        .join(t.revision, t.revision.c.id == f.c.revision_id)
        .where(f.c.id == forecast_id)
    ).one_or_none()
    if place is None:
        raise NotFound("forecast", forecast_id)
    overlapping = sa.select(f.c.id).where(
        f.c.revision_id == place.revision_id, f.c.start < place.end, f.c.end > place.start
    )
    return _present(
        connection, f"forecast {forecast_id}", [place.content, *_read_from(connection, overlapping)]
    )


def words_of_remark(connection: sa.Connection, number: int) -> list[Words]:
    """A reply or a correction request, with every answer to it: answers repeat names."""
    r = t.remark
    digests = list(
        connection.execute(
            sa.select(r.c.words).where(sa.or_(r.c.id == number, r.c.answers_id == number)).order_by(r.c.id)
        ).scalars()
    )
    if not digests:
        raise NotFound("remark", number)
    return _present(connection, f"remark {number}", digests)


def erase_all(record: Record, find: Find, shown: Sequence[Words], reason: str) -> tuple[int, ...]:
    """Erase what somebody was shown; refused where that is no longer what `find` finds."""
    if find(record.connection) != list(shown):
        raise Conflict("what this erases has changed since it was shown: look again")
    seqs = tuple(_erase(record, words.digest, reason) for words in shown)
    forget_erased(record.connection)
    return seqs


def _read_from(connection: sa.Connection, forecasts: sa.Select[tuple[int]]) -> list[str]:
    v = t.forecast_version
    return list(
        connection.execute(
            sa.select(v.c.words).where(v.c.forecast_id.in_(forecasts)).order_by(v.c.forecast_id, v.c.from_seq)
        ).scalars()
    )


def _present(connection: sa.Connection, whose: str, digests: Iterable[str | None]) -> list[Words]:
    """What of it is still there."""
    wanted = list(dict.fromkeys(digest for digest in digests if digest is not None))
    left = set(
        connection.execute(
            sa.select(t.blob.c.digest).where(t.blob.c.digest.in_(wanted), t.blob.c.content.is_not(None))
        ).scalars()
    )
    if not left:
        raise Conflict(f"{whose}: no words are held")
    return _described(connection, [digest for digest in wanted if digest in left])


def _described(connection: sa.Connection, digests: Sequence[str]) -> list[Words]:
    return [Words(digest, tuple(_held_by(connection, digest))) for digest in digests]


def _held_by(connection: sa.Connection, digest: str) -> Iterable[str]:
    """Each thing that a blob holds the words of, in words of our own."""

    def rows(held: sa.Column[str], *shown: sa.Column[Any]) -> list[tuple[Any, ...]]:
        wanted = sa.select(*shown).where(held == digest).distinct().order_by(*shown)
        return [tuple(row) for row in connection.execute(wanted)]

    for (slug,) in rows(t.author.c.words, t.author.c.slug):
        yield f"the name of author {slug}"
    for article, number in rows(t.revision.c.content, t.revision.c.article_id, t.revision.c.number):
        yield f"the text of article {article}, revision {number}"
    if quoted := rows(t.forecast.c.words, t.forecast.c.id):
        yield f"the quote of {_listed(quoted)}"
    if claimed := rows(t.forecast_version.c.words, t.forecast_version.c.forecast_id):
        yield f"the claim of {_listed(claimed)}"
    for (forecast,) in rows(t.remark.c.words, t.remark.c.forecast_id):
        yield f"a remark on forecast {forecast}"
    for question, entry in rows(t.resolution.c.words, t.resolution.c.question_id, t.resolution.c.id):
        yield f"the note of entry {entry} on question {question}"
    for (entry,) in rows(t.confirmation.c.words, t.confirmation.c.resolution_id):
        yield f"the note of a confirmation of entry {entry}"


def _listed(rows: Sequence[tuple[Any, ...]]) -> str:
    return f"forecast{'' if len(rows) == 1 else 's'} {', '.join(str(row[0]) for row in rows)}"
