"""The full-text index: FTS5 on SQLite, a tsvector on PostgreSQL.

Two indexes find what may be the same, claims whatever became of them and questions; three more hold what
anybody may read of forecasts, articles and evidence, where words that are asked for are looked up.

It is derived, and no part of the record: triggers keep it in the transaction that writes the tables, and the
tables that `foreseen verify` rebuilds have none. `rebuild` makes it anew.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

Alike = Literal["search_forecast", "search_question"]
Index = Literal[Alike, "search_said", "search_article", "search_evidence"]

PREFIX = "search_"  # of every table of the index, SQLite's own beneath it included
QUERIED = 40  # words of a text that are looked up at all
COMMON = 1_500  # rows that are ranked; a word in more of them tells nothing apart
FOUND = 200

_STATEMENTS = {
    "sqlite": {
        "word": "{words}",
        "key": "rowid",
        "count": "SELECT count(*) FROM (SELECT 1 FROM {index} WHERE {index} MATCH :asked LIMIT :most)",
        "best": "SELECT rowid FROM {index} WHERE {index} MATCH :asked ORDER BY rank, rowid LIMIT :most",
        "newest": "SELECT rowid FROM {index} WHERE {index} MATCH :asked ORDER BY rowid DESC LIMIT :most",
    },
    "postgresql": {
        "word": "to_tsvector('english', left({words}, 200000))",
        "key": "id",
        "count": """SELECT count(*) FROM
            (SELECT 1 FROM {index} WHERE words @@ CAST(:asked AS tsquery) LIMIT :most) AS found""",
        "best": """SELECT id FROM {index} WHERE words @@ CAST(:asked AS tsquery)
            ORDER BY ts_rank(words, CAST(:asked AS tsquery), 1) DESC, id LIMIT :most""",
        "newest": """SELECT id FROM {index} WHERE words @@ CAST(:asked AS tsquery)
            ORDER BY id DESC LIMIT :most""",
    },
}
# What is listed nowhere is not found: evidence of a merged question, and a question that was withdrawn.
_WITHIN = {
    "search_question": """ LEFT JOIN withdrawal w ON w.question_id = search_question.{key}
        AND w.to_seq IS NULL""",
    "search_evidence": """ JOIN resolution r ON r.id = search_evidence.{key} JOIN question_version q
        ON q.question_id = r.question_id AND q.to_seq IS NULL AND q.merged_into_id IS NULL""",
}
_HELD = {
    "sqlite": ("{index} MATCH :asked", "rank"),
    "postgresql": (
        "{index}.words @@ CAST(:asked AS tsquery)",
        "ts_rank({index}.words, CAST(:asked AS tsquery), 1) DESC",
    ),
}
_PARTS = re.compile(r"[^\W_]+")
_FILLED = (
    "DELETE FROM search_forecast",
    "DELETE FROM search_question",
    """INSERT INTO search_forecast ({key}, words) SELECT f.id, {claim} FROM forecast f
       JOIN forecast_version v ON v.forecast_id = f.id AND v.to_seq IS NULL
       WHERE coalesce(v.claim, f.quote) IS NOT NULL""",
    """INSERT INTO search_question ({key}, words) SELECT q.question_id, {question} FROM question_version q
       WHERE q.to_seq IS NULL AND q.merged_into_id IS NULL""",
)


_KEPT_BY_TRIGGERS = (
    ("search_said", "forecast", "quote"),
    ("search_article", "revision", "title"),
    ("search_evidence", "resolution", "note"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the rows that hold words, how many there are in all, and whether any word sufficed."""

    rows: tuple[int, ...] = ()
    count: int = 0
    more: bool = False  # than are counted
    some: bool = False  # nothing holds every word: these hold some


def find_words(connection: sa.Connection, index: Index, asked: str, *, limit: int, skip: int = 0) -> Found:
    """Rows that hold every word, else any; the best first, or the newest where there are very many."""
    text = unicodedata.normalize("NFC", asked)
    # PostgreSQL reads "3.5" and "so-called" as its index does; addresses are taken apart in that of evidence.
    whole = connection.dialect.name == "postgresql" and index != "search_evidence"
    words = text.split() if whole else _PARTS.findall(text)
    spelt = _spelt_out(connection, [word for word in words if _PARTS.search(word)])
    for some in (False, True) if len(spelt) > 1 else (False,):
        found = (
            _page(connection, index, _joined(connection, spelt, any_of=some), limit, skip) if spelt else None
        )
        if found is not None:
            return Found(*found, some=some)
    return Found()


def _page(
    connection: sa.Connection, index: Index, asked: str, limit: int, skip: int
) -> tuple[tuple[int, ...], int, bool] | None:
    key = f"{index}.{_STATEMENTS[connection.dialect.name]['key']}"
    holds, best = (part.format(index=index) for part in _HELD[connection.dialect.name])
    rows = f"FROM {index}{_WITHIN.get(index, '').format(key=key.partition('.')[2])} WHERE {holds}"
    if index == "search_question":
        rows += " AND w.question_id IS NULL"
    counted = f"SELECT count(*) FROM (SELECT 1 {rows} LIMIT :most) AS found"  # noqa: S608
    count = connection.execute(sa.text(counted), {"asked": asked, "most": COMMON + 1}).scalar_one()
    if not count:
        return None
    # Ranking reads every row that holds the words.
    order = f"{best}, {key}" if count <= COMMON else f"{key} DESC"
    listed = sa.text(f"SELECT {key} {rows} ORDER BY {order} LIMIT :limit OFFSET :skip")
    found = connection.execute(listed, {"asked": asked, "limit": limit, "skip": skip}).scalars()
    return tuple(found), min(count, COMMON), count > COMMON


def find_similar(connection: sa.Connection, index: Alike, words: Sequence[str]) -> list[int]:
    """Rows that share a text's rarest words, the best first; where none is rare, the newest with all."""
    asked = _spelt_out(connection, words)
    rarest = _by_rarity(connection, index, asked)
    chosen, total = list[str](), 0
    for word, held in rarest:
        total += held
        if total > COMMON:
            break
        chosen.append(word)
    if chosen:
        return _found(connection, index, "best", _joined(connection, chosen, any_of=True))
    everything = [word for word, _ in rarest]
    return (
        _found(connection, index, "newest", _joined(connection, everything, any_of=False)) if rarest else []
    )


def _spelt_out(connection: sa.Connection, words: Sequence[str]) -> list[str]:
    """Each word once, as the database's search reads it; one that it leaves out of its index is left out."""
    wanted = list(dict.fromkeys(words))[:QUERIED]
    if connection.dialect.name == "sqlite":
        return ['"' + word.replace('"', '""') + '"' for word in wanted]
    read = sa.text(
        "SELECT CAST(plainto_tsquery('english', word) AS text)"
        " FROM unnest(CAST(:words AS text[])) WITH ORDINALITY AS asked (word, place) ORDER BY place"
    )
    found = connection.execute(read, {"words": wanted}).scalars()
    return list(dict.fromkeys(word for word in found if word))


def _joined(connection: sa.Connection, words: Sequence[str], *, any_of: bool) -> str:
    if connection.dialect.name == "sqlite":
        return (" OR " if any_of else " AND ").join(words)
    return (" | " if any_of else " & ").join(words)


def _by_rarity(connection: sa.Connection, index: Alike, words: Sequence[str]) -> list[tuple[str, int]]:
    """The words that occur, each with in how many rows, the rarest first."""
    if not words:
        return []
    one = _STATEMENTS[connection.dialect.name]["count"].format(index=index)
    # All in one statement: on a server, going to and fro costs more than counting.
    each = (f"({one.replace(':asked', f':asked_{place}')}) AS held_{place}" for place in range(len(words)))
    values = {f"asked_{place}": word for place, word in enumerate(words)}
    counts = connection.execute(sa.text("SELECT " + ", ".join(each)), {**values, "most": COMMON + 1}).one()
    found = [(word, held) for word, held in zip(words, counts, strict=True) if held]
    return sorted(found, key=lambda pair: (pair[1], pair[0]))


def _found(connection: sa.Connection, index: Alike, order: str, asked: str) -> list[int]:
    statement = sa.text(_STATEMENTS[connection.dialect.name][order].format(index=index))
    return list(connection.execute(statement, {"asked": asked, "most": FOUND}).scalars())


def forget_erased(connection: sa.Connection) -> None:
    """Rewrite the index without what was taken out: SQLite only marks it, and the words would stay."""
    if connection.dialect.name == "sqlite":
        for index in ("search_forecast", "search_said", "search_article", "search_evidence"):
            connection.exec_driver_sql(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608


def rebuild(connection: sa.Connection) -> None:
    """Make the index anew from the tables, as after they were written by other hands."""
    own = _STATEMENTS[connection.dialect.name]
    claim, question = (
        own["word"].format(words=words)
        for words in ("coalesce(v.claim, f.quote)", "q.text || ' ' || q.criteria")
    )
    for statement in _FILLED:
        connection.exec_driver_sql(statement.format(key=own["key"], claim=claim, question=question))
    # The triggers say what is held; writing what stands there anew makes them.
    for index, table, column in _KEPT_BY_TRIGGERS:
        connection.exec_driver_sql(f"DELETE FROM {index}")  # noqa: S608
        connection.exec_driver_sql(f"UPDATE {table} SET {column} = {column}")  # noqa: S608


def is_declared(name: str | None, kind: str, _parents: object) -> bool:
    """Whether migrations compare this table with the declared ones: those of the index are nobody's."""
    return kind != "table" or name is None or not name.startswith(PREFIX)
