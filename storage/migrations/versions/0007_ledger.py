"""The ledger with all its states, days that cost no streak, draws of a place's own, wrong questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ZERO, NO, EMPTY = sa.text("0"), sa.false(), sa.text("''")


def upgrade() -> None:
    """Keeps all rows; dates that were missed get the instant of their booking."""
    op.add_column("daily_places", sa.Column("topics", sa.Integer, nullable=False, server_default=ZERO))
    op.add_column("daily_places", sa.Column("levels", sa.Integer, nullable=False, server_default=ZERO))
    op.add_column("daily_places", sa.Column("talk", sa.Integer, nullable=False, server_default=ZERO))
    op.add_column("daily_places", sa.Column("holiday_until", sa.Integer, nullable=True))
    op.add_column("daily_places", sa.Column("is_low", sa.Boolean, nullable=False, server_default=NO))
    if op.get_context().dialect.name == "sqlite":
        _rebuild_challenges()
    else:
        op.add_column("challenges", sa.Column("place_id", ID, nullable=False, server_default=ZERO))
        op.drop_constraint("uq_challenges_on_date", "challenges")
        op.create_unique_constraint("uq_challenges_on_date_place_id", "challenges", ["on_date", "place_id"])
        op.add_column("postings", sa.Column("claimed_at", sa.BigInteger, nullable=True))
        op.add_column("postings", sa.Column("missed_at", sa.BigInteger, nullable=True))
    op.execute("UPDATE postings SET missed_at = booked_at WHERE state = 'missed'")
    _days_off()
    _wrong_questions()


def _rebuild_challenges() -> None:
    """SQLite drops no constraint: both tables are made anew, the one that refers to the other first to go."""
    op.create_table(
        "challenges_new",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("on_date", sa.Integer, nullable=False),
        sa.Column("place_id", ID, nullable=False, server_default=ZERO),
        sa.Column("question_id", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_challenges"),
        sa.UniqueConstraint("on_date", "place_id", name="uq_challenges_on_date_place_id"),
    )
    op.execute("INSERT INTO challenges_new (id, on_date, question_id) SELECT id, on_date, question_id FROM challenges")
    op.create_table(
        "postings_new",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("place_id", ID, nullable=False),
        sa.Column("on_date", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("challenge_id", ID, nullable=True),
        sa.Column("booked_at", sa.BigInteger, nullable=False),
        sa.Column("claimed_at", sa.BigInteger, nullable=True),
        sa.Column("posted_at", sa.BigInteger, nullable=True),
        sa.Column("closed_at", sa.BigInteger, nullable=True),
        sa.Column("missed_at", sa.BigInteger, nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["daily_places.id"], name="fk_postings_place_id"),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenges_new.id"], name="fk_postings_challenge_id"),
        sa.PrimaryKeyConstraint("id", name="pk_postings"),
        sa.UniqueConstraint("place_id", "on_date", name="uq_postings_place_id_on_date"),
    )
    kept = "id, place_id, on_date, state, due_at, challenge_id, booked_at, posted_at, closed_at, reason"
    op.execute(f"INSERT INTO postings_new ({kept}) SELECT {kept} FROM postings")  # noqa: S608 - names, no values
    op.drop_table("postings")
    op.drop_table("challenges")
    op.rename_table("challenges_new", "challenges")
    op.rename_table("postings_new", "postings")
    op.create_index("ix_postings_challenge_id", "postings", ["challenge_id"])


def _days_off() -> None:
    op.create_table(
        "days_off",
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("from_day", sa.Integer, nullable=False),
        sa.Column("until_day", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_days_off_learner_id"),
        sa.PrimaryKeyConstraint("learner_id", "from_day", "reason", name="pk_days_off"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "heartbeats",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_heartbeats"),
    )
    op.create_table(
        "stops",
        sa.Column("from_at", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("until_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("from_at", name="pk_stops"),
        sqlite_with_rowid=False,
    )


def _wrong_questions() -> None:
    op.create_table(
        "reports",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("question_id", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("closed_at", sa.BigInteger, nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_reports_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
    )
    op.create_index("ix_reports_learner_id", "reports", ["learner_id", "question_id"])
    op.create_index("ix_answers_question_id", "answers", ["question_id", "id"])
    op.create_table(
        "frozen_questions",
        sa.Column("question_id", sa.String, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("question_id", name="pk_frozen_questions"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "corrections",
        sa.Column("question_id", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("question_id", name="pk_corrections"),
        sqlite_with_rowid=False,
    )
