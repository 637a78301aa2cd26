"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Makes all tables."""
    op.create_table(
        "challenges",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("on_date", sa.Integer, nullable=False),
        sa.Column("question_id", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_challenges"),
        sa.UniqueConstraint("on_date", name="uq_challenges_on_date"),
    )
    op.create_table(
        "communities",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("external_id", sa.String, nullable=False),
        sa.Column("zone", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_communities"),
        sa.UniqueConstraint("platform", "external_id", name="uq_communities_platform_external_id"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("external_id", sa.String, nullable=False),
        sa.Column("community", sa.String, nullable=False),
        sa.Column("room", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("is_revision", sa.Boolean, nullable=False),
        sa.Column("owed_at", sa.BigInteger, nullable=False),
        sa.Column("lease_until", sa.BigInteger, nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("delivered_at", sa.BigInteger, nullable=True),
        sa.Column("message_id", sa.String, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_pending", "deliveries", ["platform", "delivered_at", "id"])
    op.create_table(
        "learners",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("zone", sa.String, nullable=False),
        sa.Column("rating_buttons", sa.Integer, nullable=False),
        sa.Column("new_cards_a_day", sa.Integer, nullable=False),
        sa.Column("cards_a_day", sa.Integer, nullable=False),
        sa.Column("retention_percent", sa.Integer, nullable=False),
        sa.Column("is_on_boards", sa.Boolean, nullable=False),
        sa.Column("shows_streak", sa.Boolean, nullable=False),
        sa.Column("knows_of_boards", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_learners"),
    )
    op.create_table(
        "question_ratings",
        sa.Column("question_id", sa.String, nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("answers", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("question_id", name="pk_question_ratings"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "timers",
        sa.Column("action", sa.String, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("action", name="pk_timers"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_timers_due", "timers", ["due"])
    op.create_table(
        "accounts",
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("external_id", sa.String, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_accounts_learner_id"),
        sa.PrimaryKeyConstraint("platform", "external_id", name="pk_accounts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "answers",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("question_id", sa.String, nullable=False),
        sa.Column("given", sa.String, nullable=False),
        sa.Column("is_right", sa.Boolean, nullable=False),
        sa.Column("confidence", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("on_day", sa.Integer, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_answers_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        sa.UniqueConstraint(
            "learner_id", "source", "source_id", "position", name="uq_answers_learner_id_source_source_id_position"
        ),
    )
    op.create_index("ix_answers_source_source_id", "answers", ["source", "source_id"])
    op.create_table(
        "cards",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("content_id", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("is_suspended", sa.Boolean, nullable=False),
        sa.Column("is_new", sa.Boolean, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("stability", sa.Float, nullable=True),
        sa.Column("difficulty", sa.Float, nullable=True),
        sa.Column("reviewed_on", sa.Integer, nullable=True),
        sa.Column("due_on", sa.Integer, nullable=False),
        sa.Column("again_on", sa.Integer, nullable=True),
        sa.Column("lapses", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_cards_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cards"),
        sa.UniqueConstraint("learner_id", "content_id", name="uq_cards_learner_id_content_id"),
    )
    op.create_index(
        "ix_cards_again",
        "cards",
        ["learner_id"],
        sqlite_where=sa.text("again_on IS NOT NULL"),
        postgresql_where=sa.text("again_on IS NOT NULL"),
    )
    op.create_index("ix_cards_queue", "cards", ["learner_id", "is_suspended", "is_new", "due_on", "id"])
    op.create_index(
        "ix_cards_urgent",
        "cards",
        ["learner_id"],
        sqlite_where=sa.text("priority > 1"),
        postgresql_where=sa.text("priority > 1"),
    )
    op.create_table(
        "checks_passed",
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("lesson_id", sa.String, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_checks_passed_learner_id"),
        sa.PrimaryKeyConstraint("learner_id", "lesson_id", name="pk_checks_passed"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "daily_places",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("external_id", sa.String, nullable=False),
        sa.Column("room", sa.String, nullable=False),
        sa.Column("zone", sa.String, nullable=False),
        sa.Column("wall_minutes", sa.Integer, nullable=False),
        sa.Column("weekdays", sa.Integer, nullable=False),
        sa.Column("window_minutes", sa.Integer, nullable=False),
        sa.Column("shields_missed", sa.Boolean, nullable=False),
        sa.Column("set_at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name="fk_daily_places_community_id"),
        sa.PrimaryKeyConstraint("id", name="pk_daily_places"),
        sa.UniqueConstraint("platform", "external_id", "room", name="uq_daily_places_platform_external_id_room"),
    )
    op.create_table(
        "members",
        sa.Column("community_id", ID, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("joined_at", sa.BigInteger, nullable=False),
        sa.Column("left_at", sa.BigInteger, nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name="fk_members_community_id"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_members_learner_id"),
        sa.PrimaryKeyConstraint("community_id", "learner_id", name="pk_members"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_members_learner_id", "members", ["learner_id"])
    op.create_table(
        "points",
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("act", sa.String, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("on_day", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_points_learner_id"),
        sa.PrimaryKeyConstraint("learner_id", "act", "community_id", name="pk_points"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_points_community_id", "points", ["community_id", "at"])
    op.create_table(
        "quizzes",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("topic", sa.String, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger, nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_quizzes_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quizzes"),
    )
    op.create_index("ix_quizzes_learner_id", "quizzes", ["learner_id", "finished_at"])
    op.create_table(
        "sections_read",
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("lesson_id", sa.String, nullable=False),
        sa.Column("anchor", sa.String, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_sections_read_learner_id"),
        sa.PrimaryKeyConstraint("learner_id", "lesson_id", "anchor", name="pk_sections_read"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "skill_ratings",
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("skill", sa.String, nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("answers", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_skill_ratings_learner_id"),
        sa.PrimaryKeyConstraint("learner_id", "skill", name="pk_skill_ratings"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "study_days",
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("on_day", sa.Integer, nullable=False),
        sa.Column("challenges", sa.Integer, nullable=False),
        sa.Column("quizzes", sa.Integer, nullable=False),
        sa.Column("due_reviews", sa.Integer, nullable=False),
        sa.Column("new_cards", sa.Integer, nullable=False),
        sa.Column("paid_reviews", sa.Integer, nullable=False),
        sa.Column("cleared_queue", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_study_days_learner_id"),
        sa.PrimaryKeyConstraint("learner_id", "on_day", name="pk_study_days"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "postings",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("place_id", ID, nullable=False),
        sa.Column("on_date", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("challenge_id", ID, nullable=True),
        sa.Column("booked_at", sa.BigInteger, nullable=False),
        sa.Column("posted_at", sa.BigInteger, nullable=True),
        sa.Column("closed_at", sa.BigInteger, nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenges.id"], name="fk_postings_challenge_id"),
        sa.ForeignKeyConstraint(["place_id"], ["daily_places.id"], name="fk_postings_place_id"),
        sa.PrimaryKeyConstraint("id", name="pk_postings"),
        sa.UniqueConstraint("place_id", "on_date", name="uq_postings_place_id_on_date"),
    )
    op.create_index("ix_postings_challenge_id", "postings", ["challenge_id"])
    op.create_table(
        "quiz_questions",
        sa.Column("quiz_id", ID, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("question_id", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name="fk_quiz_questions_quiz_id"),
        sa.PrimaryKeyConstraint("quiz_id", "position", name="pk_quiz_questions"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reviews",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("learner_id", ID, nullable=False),
        sa.Column("card_id", ID, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.Column("recall", sa.Float, nullable=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("on_day", sa.Integer, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("is_undone", sa.Boolean, nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("stability_before", sa.Float, nullable=True),
        sa.Column("difficulty_before", sa.Float, nullable=True),
        sa.Column("reviewed_before", sa.Integer, nullable=True),
        sa.Column("due_before", sa.Integer, nullable=True),
        sa.Column("lapses_before", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_reviews_card_id"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_reviews_learner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.UniqueConstraint("card_id", "revision", name="uq_reviews_card_id_revision"),
    )
    op.create_index("ix_reviews_learner_id", "reviews", ["learner_id", "id"])
    op.create_index(
        "ix_reviews_paid",
        "reviews",
        ["community_id", "at"],
        sqlite_where=sa.text("points > 0"),
        postgresql_where=sa.text("points > 0"),
    )
