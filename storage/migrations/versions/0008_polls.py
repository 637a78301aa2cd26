"""Quizzes that tell at once: polls of a platform, and votes that came before their poll was known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Adds a column and two tables."""
    op.add_column("group_quizzes", sa.Column("tells_at_once", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "polls",
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("poll_id", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("message_id", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("platform", "poll_id", name="pk_polls"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_polls_platform", "polls", ["platform", "key"])
    op.create_table(
        "early_votes",
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("poll_id", sa.String, nullable=False),
        sa.Column("user_id", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("slot", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("platform", "poll_id", "user_id", name="pk_early_votes"),
        sqlite_with_rowid=False,
    )
