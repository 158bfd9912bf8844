"""the record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "ec7b54b00f15"
down_revision = None
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# SQLite's REPLACE deletes without firing delete triggers, so the insert itself must refuse an old seq.
SQLITE_GUARDS = (
    """CREATE TRIGGER event_insert BEFORE INSERT ON event
       WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
       BEGIN SELECT RAISE(ABORT, 'events are append-only: seq must follow the last'); END""",
    """CREATE TRIGGER event_update BEFORE UPDATE ON event
       BEGIN SELECT RAISE(ABORT, 'events are append-only: no update'); END""",
    """CREATE TRIGGER event_delete BEFORE DELETE ON event
       BEGIN SELECT RAISE(ABORT, 'events are append-only: no delete'); END""",
)
POSTGRESQL_GUARDS = (
    """CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'events are append-only: no %', lower(TG_OP); END $$""",
    """CREATE FUNCTION require_next_event() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq), 0) + 1 FROM event) THEN
           RAISE EXCEPTION 'events are append-only: seq must follow the last';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER event_insert BEFORE INSERT ON event
       FOR EACH ROW EXECUTE FUNCTION require_next_event()""",
    """CREATE TRIGGER event_change BEFORE UPDATE OR DELETE ON event
       FOR EACH ROW EXECUTE FUNCTION refuse_event_change()""",
    """CREATE TRIGGER event_truncate BEFORE TRUNCATE ON event
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change()""",
)


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("expires_at", sa.String(length=27), nullable=True),
        sa.Column("revoked_at", sa.String(length=27), nullable=True),
        sa.Column("last_used_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_key_hash")),
    )
    op.create_table(
        "blob",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_blob")),
    )
    op.create_table(
        "event",
        sa.Column("seq", Id, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_recorded_at"), ["recorded_at"], unique=False)

    op.create_table(
        "frame",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("size", Id, nullable=True),
        sa.Column("created_seq", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frame")),
        sa.UniqueConstraint("description", name=op.f("uq_frame_description")),
    )
    head = op.create_table(
        "head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", Id, nullable=False),
        sa.Column("last_id", Id, nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head")),
    )
    op.create_table(
        "ingestion",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("updated_at", sa.String(length=27), nullable=False),
        sa.Column("lease_until", sa.String(length=27), nullable=True),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ingestion")),
    )
    with op.batch_alter_table("ingestion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ingestion_status"), ["status"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("created_seq", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_table(
        "question_group",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.Column("ordered", sa.Boolean(), nullable=False),
        sa.Column("created_seq", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_group")),
    )
    op.create_table(
        "slug",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("target_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("kind", "slug", name=op.f("pk_slug")),
    )
    op.create_table(
        "source",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded_name", sa.Text(), nullable=False),
        sa.Column("quotable", sa.Boolean(), nullable=False),
        sa.Column("created_seq", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("slug", name=op.f("uq_source_slug")),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_folded_name"), ["folded_name"], unique=False)

    op.create_table(
        "topic",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded_name", sa.Text(), nullable=False),
        sa.Column("created_seq", Id, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("slug", name=op.f("uq_topic_slug")),
    )
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_folded_name"), ["folded_name"], unique=False)

    op.create_table(
        "article",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("source_id", Id, nullable=False),
        sa.Column("frame_id", Id, nullable=True),
        sa.Column("created_seq", Id, nullable=False),
        sa.ForeignKeyConstraint(["frame_id"], ["frame.id"], name=op.f("fk_article_frame_id_frame")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_article_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("key", name=op.f("uq_article_key")),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_frame_id"), ["frame_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_source_id"), ["source_id"], unique=False)

    op.create_table(
        "author",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("folded_name", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("created_seq", Id, nullable=False),
        sa.ForeignKeyConstraint(["words"], ["blob.digest"], name=op.f("fk_author_words_blob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author")),
        sa.UniqueConstraint("slug", name=op.f("uq_author_slug")),
    )
    with op.batch_alter_table("author", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_author_folded_name"), ["folded_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_author_words"), ["words"], unique=False)

    op.create_table(
        "question_topic",
        sa.Column("question_id", Id, nullable=False),
        sa.Column("from_seq", Id, nullable=False),
        sa.Column("topic_id", Id, nullable=False),
        sa.Column("to_seq", Id, nullable=True),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_topic_question_id_question")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_question_topic_topic_id_topic")),
        sa.PrimaryKeyConstraint("question_id", "from_seq", "topic_id", name=op.f("pk_question_topic")),
    )
    with op.batch_alter_table("question_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_topic_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "question_version",
        sa.Column("question_id", Id, nullable=False),
        sa.Column("from_seq", Id, nullable=False),
        sa.Column("to_seq", Id, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("proportion", sa.Boolean(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("closes_basis", sa.String(length=7), nullable=True),
        sa.Column("family", sa.String(length=80), nullable=True),
        sa.Column("condition", sa.Text(), nullable=True),
        sa.Column("condition_question_id", Id, nullable=True),
        sa.Column("condition_side", sa.String(length=3), nullable=True),
        sa.Column("group_id", Id, nullable=True),
        sa.Column("group_position", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", Id, nullable=True),
        sa.Column("ledger_from", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["condition_question_id"],
            ["question.id"],
            name=op.f("fk_question_version_condition_question_id_question"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["question_group.id"], name=op.f("fk_question_version_group_id_question_group")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["question.id"], name=op.f("fk_question_version_merged_into_id_question")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_version_question_id_question")
        ),
        sa.PrimaryKeyConstraint("question_id", "from_seq", name=op.f("pk_question_version")),
    )
    with op.batch_alter_table("question_version", schema=None) as batch_op:
        batch_op.create_index(
            "ix_question_version_closes",
            ["closes_on", "question_id"],
            unique=False,
            sqlite_where=sa.text("to_seq IS NULL"),
            postgresql_where=sa.text("to_seq IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_question_version_condition_question_id"), ["condition_question_id"], unique=False
        )
        batch_op.create_index(
            "uq_question_version_current",
            ["question_id"],
            unique=True,
            sqlite_where=sa.text("to_seq IS NULL"),
            postgresql_where=sa.text("to_seq IS NULL"),
        )

    op.create_table(
        "resolution",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("question_id", Id, nullable=False),
        sa.Column("action", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("void_reason", sa.String(length=16), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("words", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("curator", sa.String(length=80), nullable=False),
        sa.Column("seq", Id, nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_resolution_question_id_question")
        ),
        sa.ForeignKeyConstraint(["words"], ["blob.digest"], name=op.f("fk_resolution_words_blob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
    )
    with op.batch_alter_table("resolution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resolution_question_id"), ["question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_resolution_words"), ["words"], unique=False)

    op.create_table(
        "author_alias",
        sa.Column("author_id", Id, nullable=False),
        sa.Column("into_id", Id, nullable=False),
        sa.Column("from_seq", Id, nullable=False),
        sa.Column("to_seq", Id, nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name=op.f("fk_author_alias_author_id_author")),
        sa.ForeignKeyConstraint(["into_id"], ["author.id"], name=op.f("fk_author_alias_into_id_author")),
    )
    with op.batch_alter_table("author_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_author_alias_into_id"), ["into_id"], unique=False)
        batch_op.create_index(
            "uq_author_alias_current",
            ["author_id"],
            unique=True,
            sqlite_where=sa.text("to_seq IS NULL"),
            postgresql_where=sa.text("to_seq IS NULL"),
        )

    op.create_table(
        "evidence",
        sa.Column("resolution_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("citation", sa.Text(), nullable=True),
        sa.Column("retrieved_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_evidence_resolution_id_resolution")
        ),
        sa.PrimaryKeyConstraint("resolution_id", "position", name=op.f("pk_evidence")),
    )
    op.create_table(
        "outcome",
        sa.Column("question_id", Id, nullable=False),
        sa.Column("from_seq", Id, nullable=False),
        sa.Column("to_seq", Id, nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("void_reason", sa.String(length=16), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("resolution_id", Id, nullable=True),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_outcome_question_id_question")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_outcome_resolution_id_resolution")
        ),
        sa.PrimaryKeyConstraint("question_id", "from_seq", name=op.f("pk_outcome")),
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index(
            "uq_outcome_current",
            ["question_id"],
            unique=True,
            sqlite_where=sa.text("to_seq IS NULL"),
            postgresql_where=sa.text("to_seq IS NULL"),
        )

    op.create_table(
        "revision",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=True),
        sa.Column("published_earliest", sa.Date(), nullable=True),
        sa.Column("published_latest", sa.Date(), nullable=True),
        sa.Column("published_basis", sa.Text(), nullable=False),
        sa.Column("created_seq", Id, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_revision_article_id_article")),
        sa.ForeignKeyConstraint(["content"], ["blob.digest"], name=op.f("fk_revision_content_blob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_revision_article_id_number")),
        sa.UniqueConstraint("article_id", "sha256", name=op.f("uq_revision_article_id_sha256")),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_revision_published_latest"), ["published_latest"], unique=False)
        batch_op.create_index(batch_op.f("ix_revision_sha256"), ["sha256"], unique=False)

    op.create_table(
        "forecast",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("revision_id", Id, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("quote_sha256", sa.String(length=64), nullable=False),
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("found_by", sa.String(length=40), nullable=False),
        sa.Column("created_seq", Id, nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_forecast_article_id_article")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_forecast_revision_id_revision")
        ),
        sa.ForeignKeyConstraint(["words"], ["blob.digest"], name=op.f("fk_forecast_words_blob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast")),
    )
    with op.batch_alter_table("forecast", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forecast_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_forecast_revision_id"), ["revision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_forecast_words"), ["words"], unique=False)

    op.create_table(
        "revision_author",
        sa.Column("revision_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["author.id"], name=op.f("fk_revision_author_author_id_author")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_revision_author_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("revision_id", "position", name=op.f("pk_revision_author")),
    )
    with op.batch_alter_table("revision_author", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_author_author_id"), ["author_id"], unique=False)

    op.create_table(
        "forecast_author",
        sa.Column("forecast_id", Id, nullable=False),
        sa.Column("from_seq", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("to_seq", Id, nullable=True),
        sa.Column("author_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["author.id"], name=op.f("fk_forecast_author_author_id_author")
        ),
        sa.ForeignKeyConstraint(
            ["forecast_id"], ["forecast.id"], name=op.f("fk_forecast_author_forecast_id_forecast")
        ),
        sa.PrimaryKeyConstraint("forecast_id", "from_seq", "position", name=op.f("pk_forecast_author")),
    )
    with op.batch_alter_table("forecast_author", schema=None) as batch_op:
        batch_op.create_index("ix_forecast_author_author", ["author_id", "forecast_id"], unique=False)

    op.create_table(
        "forecast_version",
        sa.Column("forecast_id", Id, nullable=False),
        sa.Column("from_seq", Id, nullable=False),
        sa.Column("to_seq", Id, nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("stance", sa.String(length=8), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("claim", sa.Text(), nullable=True),
        sa.Column("cue", sa.Text(), nullable=True),
        sa.Column("cue_class", sa.String(length=12), nullable=False),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("lexicon", sa.String(length=40), nullable=True),
        sa.Column("negated", sa.Boolean(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=True),
        sa.Column("condition_start", sa.Integer(), nullable=True),
        sa.Column("condition_end", sa.Integer(), nullable=True),
        sa.Column("deadline", sa.JSON(), nullable=True),
        sa.Column("scoreability", sa.String(length=5), nullable=False),
        sa.Column("scoreability_reasons", sa.JSON(), nullable=False),
        sa.Column("made_earliest", sa.Date(), nullable=True),
        sa.Column("made_latest", sa.Date(), nullable=True),
        sa.Column("question_id", Id, nullable=True),
        sa.Column("polarity", sa.Integer(), nullable=False),
        sa.Column("excluded", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["forecast_id"], ["forecast.id"], name=op.f("fk_forecast_version_forecast_id_forecast")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_forecast_version_question_id_question")
        ),
        sa.ForeignKeyConstraint(["words"], ["blob.digest"], name=op.f("fk_forecast_version_words_blob")),
        sa.PrimaryKeyConstraint("forecast_id", "from_seq", name=op.f("pk_forecast_version")),
    )
    with op.batch_alter_table("forecast_version", schema=None) as batch_op:
        batch_op.create_index(
            "ix_forecast_version_made",
            ["made_latest", "forecast_id"],
            unique=False,
            sqlite_where=sa.text("to_seq IS NULL"),
            postgresql_where=sa.text("to_seq IS NULL"),
        )
        batch_op.create_index(
            "ix_forecast_version_question",
            ["question_id"],
            unique=False,
            sqlite_where=sa.text("to_seq IS NULL"),
            postgresql_where=sa.text("to_seq IS NULL"),
        )
        batch_op.create_index(
            "ix_forecast_version_status",
            ["status", "forecast_id"],
            unique=False,
            sqlite_where=sa.text("to_seq IS NULL"),
            postgresql_where=sa.text("to_seq IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_forecast_version_words"), ["words"], unique=False)
        batch_op.create_index(
            "uq_forecast_version_current",
            ["forecast_id"],
            unique=True,
            sqlite_where=sa.text("to_seq IS NULL"),
            postgresql_where=sa.text("to_seq IS NULL"),
        )

    op.create_table(
        "remark",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("forecast_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("answers_id", Id, nullable=True),
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("created_seq", Id, nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["answers_id"], ["remark.id"], name=op.f("fk_remark_answers_id_remark")),
        sa.ForeignKeyConstraint(
            ["forecast_id"], ["forecast.id"], name=op.f("fk_remark_forecast_id_forecast")
        ),
        sa.ForeignKeyConstraint(["words"], ["blob.digest"], name=op.f("fk_remark_words_blob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    with op.batch_alter_table("remark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remark_forecast_id"), ["forecast_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remark_words"), ["words"], unique=False)

    op.bulk_insert(head, [{"id": 1, "seq": 0, "last_id": 0, "recorded_at": ""}])
    dialect = op.get_bind().dialect.name
    for guard in SQLITE_GUARDS if dialect == "sqlite" else POSTGRESQL_GUARDS:
        op.execute(guard)


def downgrade() -> None:
    raise RuntimeError("the record is append-only: restore a backup instead of going down")
