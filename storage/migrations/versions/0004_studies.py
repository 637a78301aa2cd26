"""Guided sessions, and the community in which private acts count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Adds the open session of a learner and her home."""
    op.add_column("learners", sa.Column("home_id", ID, nullable=False, server_default=sa.text("0")))
    op.create_table(
        "studies",
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("lesson_id", sa.String, nullable=False),
        sa.Column("anchor", sa.String, nullable=False),
        sa.Column("quiz_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_studies_learner_id"),
        sa.PrimaryKeyConstraint("learner_id", name="pk_studies"),
        sqlite_with_rowid=False,
    )
