"""listed_forecasts: indexes in which a page of forecasts finds its ids."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d41c8e6b90a2"
down_revision = "c4d81a6e9b20"
branch_labels = None
depends_on = None

CURRENT = sa.text("to_seq IS NULL")
QUESTION = ["question_id", "forecast_id", "status", "made_latest"]
LISTED = [
    *("forecast_id", "status", "made_latest", "made_earliest", "question_id", "role", "kind"),
    *("cue_class", "scoreability", "polarity", "probability", "to_seq"),
]


def upgrade() -> None:
    op.drop_index("ix_forecast_version_question", "forecast_version")
    _create("ix_forecast_version_question", QUESTION)
    _create("ix_forecast_version_listed", LISTED)


def downgrade() -> None:
    op.drop_index("ix_forecast_version_listed", "forecast_version")
    op.drop_index("ix_forecast_version_question", "forecast_version")
    _create("ix_forecast_version_question", QUESTION[:1])


def _create(name: str, columns: list[str]) -> None:
    op.create_index(name, "forecast_version", columns, sqlite_where=CURRENT, postgresql_where=CURRENT)
