"""coding: texts coded sentence by sentence by more than one curator."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c4d81a6e9b20"
down_revision = "b47e19d2c6a5"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "coding",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("revision_id", Id, nullable=False),
        sa.Column("coder", sa.String(80), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("started_seq", Id, nullable=False),
        sa.Column("started_at", sa.String(27), nullable=False),
        sa.Column("finished_seq", Id, nullable=True),
        sa.Column("finished_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_coding_article_id_article")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_coding_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding")),
        sa.UniqueConstraint("revision_id", "coder", name=op.f("uq_coding_revision_id_coder")),
    )
    op.create_index(op.f("ix_coding_article_id"), "coding", ["article_id"])
    op.create_table(
        "coding_mark",
        sa.Column("coding_id", Id, nullable=False),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(10), nullable=False),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("word", sa.String(80), nullable=True),
        sa.Column("lexicon", sa.String(40), nullable=True),
        sa.Column("outcome", sa.String(4), nullable=True),
        sa.Column("seq", Id, nullable=False),
        sa.ForeignKeyConstraint(["coding_id"], ["coding.id"], name=op.f("fk_coding_mark_coding_id_coding")),
        sa.PrimaryKeyConstraint("coding_id", "unit", name=op.f("pk_coding_mark")),
    )


def downgrade() -> None:
    raise RuntimeError("the record is append-only: restore a backup instead of going down")
