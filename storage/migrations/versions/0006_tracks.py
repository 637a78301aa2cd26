"""The track that a learner follows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Adds the id of a learner's track, empty for none."""
    op.add_column("learners", sa.Column("track", sa.String, nullable=False, server_default=sa.text("''")))
