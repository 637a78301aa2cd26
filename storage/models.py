"""The tables. The event log (answers, reviews, completions) is the truth; what is derived from it says so."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from storage import chat_models, daily_models
from storage.columns import Day, UtcDateTime
from storage.metadata import Id, identity, learner, metadata

__all__ = ["chat_models", "daily_models", "metadata"]

# ---- people and places

learners = Table(
    "learners",
    metadata,
    identity(),
    Column("name", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("rating_buttons", Integer, nullable=False),
    Column("new_cards_a_day", Integer, nullable=False),
    Column("cards_a_day", Integer, nullable=False),
    Column("retention_percent", Integer, nullable=False),
    Column("is_on_boards", Boolean, nullable=False),
    Column("shows_streak", Boolean, nullable=False),
    Column("knows_of_boards", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("home_id", Id, nullable=False, server_default=sa.text("0")),
    Column("track", String, nullable=False, server_default=sa.text("''")),
    Column("feedback_at_end", Boolean, nullable=False, server_default=sa.false()),
)

studies = Table(
    "studies",
    metadata,
    learner(primary_key=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("lesson_id", String, nullable=False),
    Column("anchor", String, nullable=False),
    Column("quiz_id", Id, nullable=False),
    sqlite_with_rowid=False,
)

accounts = Table(
    "accounts",
    metadata,
    Column("platform", String, primary_key=True),
    Column("external_id", String, primary_key=True),
    learner(),
    Column("created_at", UtcDateTime, nullable=False),
    Column("handle", String, nullable=False, server_default=sa.text("''")),
    Index("ix_accounts_handle", "platform", "handle"),
    sqlite_with_rowid=False,
)

communities = Table(
    "communities",
    metadata,
    identity(),
    Column("platform", String, nullable=False),
    Column("external_id", String, nullable=False),
    Column("zone", String, nullable=False),
    UniqueConstraint("platform", "external_id"),
)

members = Table(
    "members",
    metadata,
    Column("community_id", Id, ForeignKey("communities.id"), primary_key=True),
    learner(primary_key=True),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime),
    Index("ix_members_learner_id", "learner_id"),
    sqlite_with_rowid=False,
)

# ---- the event log

answers = Table(
    "answers",
    metadata,
    identity(),
    learner(),
    Column("source", String, nullable=False),
    Column("source_id", Id, nullable=False),
    Column("position", Integer, nullable=False),
    Column("question_id", String, nullable=False),
    Column("given", String, nullable=False),
    Column("is_right", Boolean, nullable=False),
    Column("confidence", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("on_day", Day, nullable=False),
    Column("community_id", Id, nullable=False),
    UniqueConstraint("learner_id", "source", "source_id", "position"),
    Index("ix_answers_source_source_id", "source", "source_id"),
    Index("ix_answers_question_id", "question_id", "id"),
)

reviews = Table(
    "reviews",
    metadata,
    identity(),
    learner(),
    Column("card_id", Id, ForeignKey("cards.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("rating", Integer, nullable=False),
    Column("recall", Float),
    Column("at", UtcDateTime, nullable=False),
    Column("on_day", Day, nullable=False),
    Column("community_id", Id, nullable=False),
    Column("is_undone", Boolean, nullable=False),
    Column("points", Integer, nullable=False),
    Column("stability_before", Float),
    Column("difficulty_before", Float),
    Column("reviewed_before", Day),
    Column("due_before", Day),
    Column("lapses_before", Integer, nullable=False),
    Column("priority_before", Integer, nullable=False, server_default=sa.text("0")),
    UniqueConstraint("card_id", "revision"),
    Index("ix_reviews_learner_id", "learner_id", "id"),
    Index(
        "ix_reviews_paid",
        "community_id",
        "at",
        sqlite_where=sa.text("points > 0"),
        postgresql_where=sa.text("points > 0"),
    ),
)

quizzes = Table(
    "quizzes",
    metadata,
    identity(),
    learner(),
    Column("kind", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Index("ix_quizzes_learner_id", "learner_id", "finished_at"),
    Index(
        "ix_quizzes_running",
        "kind",
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    ),
)

quiz_questions = Table(
    "quiz_questions",
    metadata,
    Column("quiz_id", Id, ForeignKey("quizzes.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("question_id", String, nullable=False),
    Column("is_skipped", Boolean, nullable=False, server_default=sa.false()),
    sqlite_with_rowid=False,
)

group_quizzes = Table(
    "group_quizzes",
    metadata,
    Column("quiz_id", Id, ForeignKey("quizzes.id"), primary_key=True, autoincrement=False),
    Column("platform", String, nullable=False),
    Column("external_id", String, nullable=False),
    Column("community", String, nullable=False),
    Column("room", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("pace", String, nullable=False),
    Column("level", Integer, nullable=False),
    Column("tells_at_once", Boolean, nullable=False, server_default=sa.false()),
    Column("step", Integer, nullable=False),
    Column("closes_at", UtcDateTime),
    Column("shown_at", UtcDateTime),
    Column("paused_at", UtcDateTime),
    Column("host_position", Integer, nullable=False),
    Column("rematch_of", Id, ForeignKey("quizzes.id"), unique=True),
    Column("ended_because", String, nullable=False),
    Index("ix_group_quizzes_platform_external_id", "platform", "external_id", "quiz_id"),
)

quiz_players = Table(
    "quiz_players",
    metadata,
    Column("quiz_id", Id, ForeignKey("quizzes.id"), primary_key=True),
    learner(primary_key=True),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime),
    Index("ix_quiz_players_learner_id", "learner_id"),
    sqlite_with_rowid=False,
)

quiz_choices = Table(
    "quiz_choices",
    metadata,
    Column("quiz_id", Id, ForeignKey("quizzes.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    learner(primary_key=True),
    Column("given", String, nullable=False),
    sqlite_with_rowid=False,
)

duels = Table(
    "duels",
    metadata,
    identity(),
    Column("platform", String, nullable=False),
    Column("external_id", String, nullable=False),
    Column("community", String, nullable=False),
    Column("quiz_id", Id, ForeignKey("quizzes.id"), nullable=False, unique=True),
    Column("first_account", String, nullable=False),
    Column("second_account", String, nullable=False),
    Column("second_name", String, nullable=False),
    Column("second_id", Id, ForeignKey("learners.id")),
    Column("second_quiz_id", Id, ForeignKey("quizzes.id"), unique=True),
    Column("state", String, nullable=False),
    Column("closes_at", UtcDateTime, nullable=False),
    Index(
        "ix_duels_open",
        "platform",
        "second_account",
        sqlite_where=sa.text("state IN ('offered', 'accepted')"),
        postgresql_where=sa.text("state IN ('offered', 'accepted')"),
    ),
)

checks_passed = Table(
    "checks_passed",
    metadata,
    learner(primary_key=True),
    Column("lesson_id", String, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)

sections_read = Table(
    "sections_read",
    metadata,
    learner(primary_key=True),
    Column("lesson_id", String, primary_key=True),
    Column("anchor", String, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)

# ---- memory: the state of each card after its reviews

cards = Table(
    "cards",
    metadata,
    identity(),
    learner(),
    Column("content_id", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("is_suspended", Boolean, nullable=False),
    Column("is_new", Boolean, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("stability", Float),
    Column("difficulty", Float),
    Column("reviewed_on", Day),
    Column("due_on", Day, nullable=False),
    Column("again_on", Day),
    Column("lapses", Integer, nullable=False),
    UniqueConstraint("learner_id", "content_id"),
    Index("ix_cards_queue", "learner_id", "is_suspended", "is_new", "due_on", "id"),
    Index(
        "ix_cards_urgent",
        "learner_id",
        sqlite_where=sa.text("priority > 1"),
        postgresql_where=sa.text("priority > 1"),
    ),
    Index(
        "ix_cards_again",
        "learner_id",
        sqlite_where=sa.text("again_on IS NOT NULL"),
        postgresql_where=sa.text("again_on IS NOT NULL"),
    ),
)

# ---- derived from the event log, kept for speed

points = Table(
    "points",
    metadata,
    learner(primary_key=True),
    Column("act", String, primary_key=True),
    Column("community_id", Id, primary_key=True),
    Column("points", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("on_day", Day, nullable=False),
    Index("ix_points_community_id", "community_id", "at"),
    sqlite_with_rowid=False,
)

study_days = Table(
    "study_days",
    metadata,
    learner(primary_key=True),
    Column("on_day", Day, primary_key=True),
    Column("challenges", Integer, nullable=False),
    Column("quizzes", Integer, nullable=False),
    Column("due_reviews", Integer, nullable=False),
    Column("new_cards", Integer, nullable=False),
    Column("paid_reviews", Integer, nullable=False),
    Column("cleared_queue", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

skill_ratings = Table(
    "skill_ratings",
    metadata,
    learner(primary_key=True),
    Column("skill", String, primary_key=True),
    Column("value", Float, nullable=False),
    Column("answers", Integer, nullable=False),
    sqlite_with_rowid=False,
)

question_ratings = Table(
    "question_ratings",
    metadata,
    Column("question_id", String, primary_key=True),
    Column("value", Float, nullable=False),
    Column("answers", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# ---- what is due and what is owed

timers = Table(
    "timers",
    metadata,
    Column("action", String, primary_key=True),
    Column("due", UtcDateTime, nullable=False),
    Index("ix_timers_due", "due"),
    sqlite_with_rowid=False,
)

deliveries = Table(
    "deliveries",
    metadata,
    identity(),
    Column("platform", String, nullable=False),
    Column("external_id", String, nullable=False),
    Column("community", String, nullable=False),
    Column("room", String, nullable=False),
    Column("key", String, nullable=False),
    Column("is_revision", Boolean, nullable=False),
    Column("owed_at", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("delivered_at", UtcDateTime),
    Column("message_id", String),
    Column("refused", String, nullable=False, server_default=sa.text("''")),
    Column("after_message", Id, nullable=False, server_default=sa.text("0")),
    Column("tried", String, nullable=False, server_default=sa.text("''")),
    Index("ix_deliveries_pending", "platform", "delivered_at", "id"),
    Index("ix_deliveries_board", "platform", "external_id", "key", "id"),
)
