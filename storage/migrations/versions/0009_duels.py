"""Duels, and whether somebody wants to know at the end of a quiz only what was right."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Adds a table and a column."""
    op.add_column("learners", sa.Column("feedback_at_end", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "duels",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("external_id", sa.String, nullable=False),
        sa.Column("community", sa.String, nullable=False),
        sa.Column("quiz_id", ID, nullable=False),
        sa.Column("first_account", sa.String, nullable=False),
        sa.Column("second_account", sa.String, nullable=False),
        sa.Column("second_name", sa.String, nullable=False),
        sa.Column("second_id", ID, nullable=True),
        sa.Column("second_quiz_id", ID, nullable=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("closes_at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name="fk_duels_quiz_id"),
        sa.ForeignKeyConstraint(["second_id"], ["learners.id"], name="fk_duels_second_id"),
        sa.ForeignKeyConstraint(["second_quiz_id"], ["quizzes.id"], name="fk_duels_second_quiz_id"),
        sa.PrimaryKeyConstraint("id", name="pk_duels"),
        sa.UniqueConstraint("quiz_id", name="uq_duels_quiz_id"),
        sa.UniqueConstraint("second_quiz_id", name="uq_duels_second_quiz_id"),
    )
    op.create_index(
        "ix_duels_open",
        "duels",
        ["platform", "second_account"],
        sqlite_where=sa.text("state IN ('offered', 'accepted')"),
        postgresql_where=sa.text("state IN ('offered', 'accepted')"),
    )
