"""second_opinions: who stands behind a remark and what came of it, and confirmations of answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b47e19d2c6a5"
down_revision = "9c3d2e7a41f8"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("remark", schema=None) as batch_op:
        batch_op.add_column(sa.Column("said_by", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("url", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("said_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("ruling", sa.String(8), nullable=True))
        batch_op.add_column(sa.Column("changed", sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f("ix_remark_answers_id"), ["answers_id"], unique=False)
    op.create_table(
        "confirmation",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("resolution_id", Id, nullable=False),
        sa.Column("words", sa.String(64), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("curator", sa.String(80), nullable=False),
        sa.Column("seq", Id, nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_confirmation_resolution_id_resolution")
        ),
        sa.ForeignKeyConstraint(["words"], ["blob.digest"], name=op.f("fk_confirmation_words_blob")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
    )
    op.create_index(op.f("ix_confirmation_resolution_id"), "confirmation", ["resolution_id"])
    op.create_index(op.f("ix_confirmation_words"), "confirmation", ["words"])


def downgrade() -> None:
    raise RuntimeError("the record is append-only: restore a backup instead of going down")
