"""withdrawals: questions that an accept asked and that nothing asks any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "f19c62a08b3d"
down_revision = "e83b5f1d7c46"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "withdrawal",
        sa.Column("question_id", Id, nullable=False),
        sa.Column("from_seq", Id, nullable=False),
        sa.Column("to_seq", Id, nullable=True),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_withdrawal_question_id_question")
        ),
        sa.PrimaryKeyConstraint("question_id", "from_seq", name=op.f("pk_withdrawal")),
    )


def downgrade() -> None:
    raise RuntimeError("the record is append-only: restore a backup instead of going down")
