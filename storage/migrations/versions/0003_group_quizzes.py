"""Quizzes that a community plays together: where, who, and answers that may still be changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Adds the tables of group quizzes, and which question of a quiz was skipped."""
    op.add_column("quiz_questions", sa.Column("is_skipped", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index(
        "ix_quizzes_running",
        "quizzes",
        ["kind"],
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "group_quizzes",
        sa.Column("quiz_id", ID, autoincrement=False, nullable=False),
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("external_id", sa.String, nullable=False),
        sa.Column("community", sa.String, nullable=False),
        sa.Column("room", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("pace", sa.String, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("closes_at", sa.BigInteger, nullable=True),
        sa.Column("shown_at", sa.BigInteger, nullable=True),
        sa.Column("paused_at", sa.BigInteger, nullable=True),
        sa.Column("host_position", sa.Integer, nullable=False),
        sa.Column("rematch_of", ID, nullable=True),
        sa.Column("ended_because", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name="fk_group_quizzes_quiz_id"),
        sa.ForeignKeyConstraint(["rematch_of"], ["quizzes.id"], name="fk_group_quizzes_rematch_of"),
        sa.PrimaryKeyConstraint("quiz_id", name="pk_group_quizzes"),
        sa.UniqueConstraint("rematch_of", name="uq_group_quizzes_rematch_of"),
    )
    op.create_index("ix_group_quizzes_platform_external_id", "group_quizzes", ["platform", "external_id", "quiz_id"])
    op.create_table(
        "quiz_players",
        sa.Column("quiz_id", ID, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("joined_at", sa.BigInteger, nullable=False),
        sa.Column("left_at", sa.BigInteger, nullable=True),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name="fk_quiz_players_quiz_id"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_quiz_players_learner_id"),
        sa.PrimaryKeyConstraint("quiz_id", "learner_id", name="pk_quiz_players"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_quiz_players_learner_id", "quiz_players", ["learner_id"])
    op.create_table(
        "quiz_choices",
        sa.Column("quiz_id", ID, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("given", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name="fk_quiz_choices_quiz_id"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_quiz_choices_learner_id"),
        sa.PrimaryKeyConstraint("quiz_id", "position", "learner_id", name="pk_quiz_choices"),
        sqlite_with_rowid=False,
    )
