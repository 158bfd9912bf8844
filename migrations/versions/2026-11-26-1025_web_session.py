"""web_session: curators who are signed in on the pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "9c3d2e7a41f8"
down_revision = "5b1f0c7e92d4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "web_session",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(12), nullable=False),
        sa.Column("form_token", sa.String(64), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("expires_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name=op.f("fk_web_session_key_id_api_key")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_web_session")),
    )
    op.create_index(op.f("ix_web_session_key_id"), "web_session", ["key_id"])
    op.create_index(op.f("ix_web_session_expires_at"), "web_session", ["expires_at"])


def downgrade() -> None:
    op.drop_table("web_session")
