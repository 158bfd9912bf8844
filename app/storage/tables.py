"""Every table: the record, what it currently amounts to, and the operational state beside it.

Rows with `from_seq` and `to_seq` are versions: in force from event `from_seq` up to, not including, `to_seq`.
Columns named `words` say which blob a row's erasable text came from.
Tables in `PROJECTED` hold nothing that the events and blobs do not: they can be dropped and rebuilt.
The full-text index beside them (`search_*`) is made by migrations and kept by triggers: `search.py` reads it.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite makes a rowid alias, and so a fast key, only of a column declared INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")
Digest = String(64)  # hexadecimal SHA-256
Moment = String(27)  # 2026-01-31T12:00:00.000000Z: sorts as time on every database
CURRENT = text("to_seq IS NULL")


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=False)


def _ref(name: str, target: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    return Column(name, Id, ForeignKey(f"{target}.id"), nullable=nullable, index=index)


def _span() -> tuple[Column[int], Column[int]]:
    return Column("from_seq", Id, nullable=False), Column("to_seq", Id, nullable=True)


# The record.

event = Table(
    "event",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=False),
    Column("kind", String(40), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("recorded_at", Moment, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
)
head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Id, nullable=False),
    Column("last_id", Id, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)
blob = Table(
    "blob",
    metadata,
    Column("digest", Digest, primary_key=True),
    Column("salt", LargeBinary, nullable=True),
    Column("content", LargeBinary, nullable=True),
)

# Who and where.

source = Table(
    "source",
    metadata,
    _id(),
    Column("slug", String(80), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("folded_name", Text, nullable=False, index=True),
    Column("quotable", Boolean, nullable=False),
    Column("created_seq", Id, nullable=False),
)
author = Table(
    "author",
    metadata,
    _id(),
    Column("slug", String(80), nullable=False, unique=True),
    Column("name", Text, nullable=True),
    Column("folded_name", Text, nullable=True, index=True),
    Column("kind", String(12), nullable=False),
    Column("words", Digest, ForeignKey("blob.digest"), nullable=False, index=True),
    Column("created_seq", Id, nullable=False),
)
# The words of a name, folded: other spellings of it are found by them. A change of the folding
# needs a migration that fills this anew.
author_word = Table(
    "author_word",
    metadata,
    Column("word", Text, primary_key=True),
    Column("author_id", Id, ForeignKey("author.id"), primary_key=True, index=True),
)
# `author` is known as `into` while the row is in force; a split closes it.
author_alias = Table(
    "author_alias",
    metadata,
    _ref("author_id", "author"),
    _ref("into_id", "author", index=True),
    *_span(),
    Index(
        "uq_author_alias_current", "author_id", unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT
    ),
)
topic = Table(
    "topic",
    metadata,
    _id(),
    Column("slug", String(80), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("folded_name", Text, nullable=False, index=True),
    Column("created_seq", Id, nullable=False),
)
# How a set of articles was chosen.
frame = Table(
    "frame",
    metadata,
    _id(),
    Column("description", Text, nullable=False, unique=True),
    Column("size", Id, nullable=True),
    Column("created_seq", Id, nullable=False),
)

# What was published.

article = Table(
    "article",
    metadata,
    _id(),
    Column("key", Text, nullable=False, unique=True),  # its URL, else sha256:<of its first text>
    Column("url", Text, nullable=True),
    _ref("source_id", "source", index=True),
    _ref("frame_id", "frame", nullable=True, index=True),
    Column("created_seq", Id, nullable=False),
)
revision = Table(
    "revision",
    metadata,
    _id(),
    _ref("article_id", "article", index=True),
    Column("number", Integer, nullable=False),
    Column("sha256", Digest, nullable=False, index=True),
    Column("characters", Integer, nullable=False),
    Column("content", Digest, ForeignKey("blob.digest"), nullable=True),  # null: known by hash alone
    Column("title", Text, nullable=True),
    Column("language", String(12), nullable=True),
    Column("published_earliest", Date, nullable=True),
    Column("published_latest", Date, nullable=True, index=True),
    Column("published_basis", Text, nullable=False),
    Column("created_seq", Id, nullable=False),
    UniqueConstraint("article_id", "number"),
    UniqueConstraint("article_id", "sha256"),
)
revision_author = Table(
    "revision_author",
    metadata,
    Column("revision_id", Id, ForeignKey("revision.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    _ref("author_id", "author", index=True),
)

# What was forecast.

forecast = Table(
    "forecast",
    metadata,
    _id(),
    _ref("article_id", "article", index=True),
    _ref("revision_id", "revision", index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", Text, nullable=True),
    Column("quote_sha256", Digest, nullable=False),
    Column("words", Digest, ForeignKey("blob.digest"), nullable=False, index=True),
    Column("found_by", String(40), nullable=False),
    Column("created_seq", Id, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)
forecast_version = Table(
    "forecast_version",
    metadata,
    Column("forecast_id", Id, ForeignKey("forecast.id"), primary_key=True),
    Column("from_seq", Id, primary_key=True),
    Column("to_seq", Id, nullable=True),
    Column("status", String(10), nullable=False),
    Column("reasons", JSON, nullable=False),  # of the status: why rejected, why unscorable
    Column("role", String(8), nullable=False),
    Column("stance", String(8), nullable=True),
    Column("kind", String(12), nullable=False),
    Column("words", Digest, ForeignKey("blob.digest"), nullable=False, index=True),
    Column("claim", Text, nullable=True),
    Column("cue", Text, nullable=True),
    Column("cue_class", String(12), nullable=False),
    Column("probability", Float, nullable=True),  # as worded, before polarity
    Column("low", Float, nullable=True),
    Column("high", Float, nullable=True),
    Column("lexicon", String(40), nullable=True),
    Column("negated", Boolean, nullable=False),
    Column("condition", Text, nullable=True),
    Column("condition_start", Integer, nullable=True),
    Column("condition_end", Integer, nullable=True),
    Column("deadline", JSON(none_as_null=True), nullable=True),
    Column("scoreability", String(5), nullable=False),
    Column("scoreability_reasons", JSON, nullable=False),
    Column("made_earliest", Date, nullable=True),
    Column("made_latest", Date, nullable=True),
    _ref("question_id", "question", nullable=True),
    Column("polarity", Integer, nullable=False),
    Column("excluded", Text, nullable=True),  # a curator's reason to keep it out of scores
    Index(
        "uq_forecast_version_current",
        "forecast_id",
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    ),
    # What lists are filtered and sorted by, so that a page's ids are found without reading whole rows.
    Index(
        "ix_forecast_version_question",
        "question_id",
        "forecast_id",
        "status",
        "made_latest",
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    ),
    Index(
        "ix_forecast_version_listed",
        *("forecast_id", "status", "made_latest", "made_earliest", "question_id", "role", "kind"),
        *("cue_class", "scoreability", "polarity", "probability", "to_seq"),
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    ),
    Index(
        "ix_forecast_version_made",
        "made_latest",
        "forecast_id",
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    ),
    Index(
        "ix_forecast_version_status", "status", "forecast_id", sqlite_where=CURRENT, postgresql_where=CURRENT
    ),
    Index("ix_forecast_version_cue", "cue", "status", sqlite_where=CURRENT, postgresql_where=CURRENT),
)
forecast_author = Table(
    "forecast_author",
    metadata,
    Column("forecast_id", Id, ForeignKey("forecast.id"), primary_key=True),
    Column("from_seq", Id, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("to_seq", Id, nullable=True),
    _ref("author_id", "author"),
    Index("ix_forecast_author_author", "author_id", "forecast_id"),
)
# Replies, correction requests and their answers: public, on the forecast.
remark = Table(
    "remark",
    metadata,
    _id(),
    _ref("forecast_id", "forecast", index=True),
    Column("kind", String(20), nullable=False),  # reply, correction_request, answer
    _ref("answers_id", "remark", nullable=True, index=True),
    Column("words", Digest, ForeignKey("blob.digest"), nullable=False, index=True),
    Column("text", Text, nullable=True),
    Column("said_by", Text, nullable=True),  # whoever replies or asks
    Column("url", Text, nullable=True),  # where they did
    Column("said_on", Date, nullable=True),
    Column("ruling", String(8), nullable=True),  # of an answer: accepted, declined
    Column("changed", Text, nullable=True),  # of an answer: what was put right
    Column("created_seq", Id, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)

# What was asked, and what happened.

question = Table(
    "question",
    metadata,
    _id(),
    Column("created_seq", Id, nullable=False),
)
question_group = Table(
    "question_group",
    metadata,
    _id(),
    Column("exclusive", Boolean, nullable=False),
    Column("ordered", Boolean, nullable=False),
    Column("created_seq", Id, nullable=False),
)
question_version = Table(
    "question_version",
    metadata,
    Column("question_id", Id, ForeignKey("question.id"), primary_key=True),
    Column("from_seq", Id, primary_key=True),
    Column("to_seq", Id, nullable=True),
    Column("text", Text, nullable=False),
    Column("criteria", Text, nullable=False),
    Column("proportion", Boolean, nullable=False),  # whether the criteria define a fraction
    Column("closes_on", Date, nullable=True),
    Column("closes_basis", String(7), nullable=True),
    Column("family", String(80), nullable=True),
    Column("condition", Text, nullable=True),
    _ref("condition_question_id", "question", nullable=True, index=True),
    Column("condition_side", String(3), nullable=True),
    _ref("group_id", "question_group", nullable=True),
    Column("group_position", Integer, nullable=True),
    _ref("merged_into_id", "question", nullable=True),
    Column("ledger_from", Id, nullable=False),  # resolutions before this event answered another wording
    Index(
        "uq_question_version_current",
        "question_id",
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    ),
    Index(
        "ix_question_version_closes",
        "closes_on",
        "question_id",
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    ),
)
# A question is listed nowhere while such a row is in force: an accept asked it and was taken back.
withdrawal = Table(
    "withdrawal",
    metadata,
    Column("question_id", Id, ForeignKey("question.id"), primary_key=True),
    Column("from_seq", Id, primary_key=True),
    Column("to_seq", Id, nullable=True),
)
question_topic = Table(
    "question_topic",
    metadata,
    Column("question_id", Id, ForeignKey("question.id"), primary_key=True),
    Column("from_seq", Id, primary_key=True),
    Column("topic_id", Id, ForeignKey("topic.id"), primary_key=True, index=True),
    Column("to_seq", Id, nullable=True),
)
# The ledger of a question: every entry stays.
resolution = Table(
    "resolution",
    metadata,
    _id(),
    _ref("question_id", "question", index=True),
    Column("action", String(8), nullable=False),  # resolve, undo, dispute, settle
    Column("outcome", String(8), nullable=True),  # yes, no, fraction, void
    Column("value", Float, nullable=True),
    Column("void_reason", String(16), nullable=True),
    Column("occurred_on", Date, nullable=True),  # as the curator said
    Column("effective_on", Date, nullable=True),  # a NO counts from the deadline
    Column("words", Digest, ForeignKey("blob.digest"), nullable=True, index=True),
    Column("note", Text, nullable=True),
    Column("curator", String(80), nullable=False),
    Column("seq", Id, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)
evidence = Table(
    "evidence",
    metadata,
    Column("resolution_id", Id, ForeignKey("resolution.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("url", Text, nullable=True),
    Column("citation", Text, nullable=True),
    Column("retrieved_on", Date, nullable=False),
)
# Other curators who looked at an entry and found it right.
confirmation = Table(
    "confirmation",
    metadata,
    _id(),
    _ref("resolution_id", "resolution", index=True),
    Column("words", Digest, ForeignKey("blob.digest"), nullable=True, index=True),
    Column("note", Text, nullable=True),
    Column("curator", String(80), nullable=False),
    Column("seq", Id, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)
# What the ledger, and the ledgers of the conditions, currently decide; no row in force: open.
outcome = Table(
    "outcome",
    metadata,
    Column("question_id", Id, ForeignKey("question.id"), primary_key=True),
    Column("from_seq", Id, primary_key=True),
    Column("to_seq", Id, nullable=True),
    Column("state", String(8), nullable=False),  # resolved, void, disputed
    Column("value", Float, nullable=True),
    Column("void_reason", String(16), nullable=True),
    Column("occurred_on", Date, nullable=True),
    _ref("resolution_id", "resolution", nullable=True),
    Index("uq_outcome_current", "question_id", unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT),
)

# A text coded sentence by sentence, blind, by one curator; two of them show how far people agree.
coding = Table(
    "coding",
    metadata,
    _id(),
    _ref("article_id", "article", index=True),
    _ref("revision_id", "revision"),
    Column("coder", String(80), nullable=False),
    Column("units", JSON, nullable=False),  # [start, end] of each sentence, the same for every coder
    Column("started_seq", Id, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_seq", Id, nullable=True),
    Column("finished_at", Moment, nullable=True),
    UniqueConstraint("revision_id", "coder"),
)
coding_mark = Table(
    "coding_mark",
    metadata,
    Column("coding_id", Id, ForeignKey("coding.id"), primary_key=True),
    Column("unit", Integer, primary_key=True),
    Column("tier", String(10), nullable=False),  # core, borderline, none
    Column("probability", Float, nullable=True),
    Column("word", String(80), nullable=True),  # of the lexicon, where the reading was given as one
    Column("lexicon", String(40), nullable=True),
    Column("outcome", String(4), nullable=True),  # yes, no, void, open
    Column("seq", Id, nullable=False),
)

# Addresses that were ever in use: never reused, old ones lead to the present thing.
slug = Table(
    "slug",
    metadata,
    Column("kind", String(8), primary_key=True),
    Column("slug", String(80), primary_key=True),
    Column("target_id", Id, nullable=False),
)

PROJECTED: tuple[Table, ...] = (
    source, author, author_word, author_alias, topic, frame, article, revision, revision_author, forecast,
    forecast_version, forecast_author, remark, question, question_group, question_version, withdrawal,
    question_topic, resolution, evidence, confirmation, outcome, coding, coding_mark, slug,
)  # fmt: skip

# Operations: not part of the record.

ingestion = Table(
    "ingestion",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("target", Text, nullable=False),
    Column("options", JSON, nullable=False),
    Column("status", String(10), nullable=False, index=True),  # queued, running, done, failed, cancelled
    Column("found", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("items", JSON, nullable=False),  # what came of each: article or error
    Column("error", Text, nullable=True),
    Column("actor", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("lease_until", Moment, nullable=True),
    Column("cancel_requested", Boolean, nullable=False),
)
api_key = Table(
    "api_key",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("hash", Digest, nullable=False, unique=True),
    Column("role", String(8), nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=True),
    Column("revoked_at", Moment, nullable=True),
    Column("last_used_at", Moment, nullable=True),
)
# A curator signed in on the pages; like keys no part of the record.
web_session = Table(
    "web_session",
    metadata,
    Column("hash", Digest, primary_key=True),
    Column("key_id", String(12), ForeignKey("api_key.id"), nullable=False, index=True),
    Column("form_token", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)
