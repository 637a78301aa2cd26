"""The tables of the daily challenge: places, the ledger, days that cost no streak, wrong questions."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from storage.columns import Day, UtcDateTime
from storage.metadata import Id, identity, learner, metadata

daily_places = Table(
    "daily_places",
    metadata,
    identity(),
    Column("community_id", Id, ForeignKey("communities.id"), nullable=False),
    Column("platform", String, nullable=False),
    Column("external_id", String, nullable=False),
    Column("room", String, nullable=False),
    Column("zone", String, nullable=False),
    Column("wall_minutes", Integer, nullable=False),
    Column("weekdays", Integer, nullable=False),
    Column("window_minutes", Integer, nullable=False),
    Column("shields_missed", Boolean, nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
    Column("set_by", String, nullable=False, server_default=sa.text("''")),
    Column("paused_because", String, nullable=False, server_default=sa.text("''")),
    Column("mention", String, nullable=False, server_default=sa.text("''")),
    Column("topics", Integer, nullable=False, server_default=sa.text("0")),
    Column("levels", Integer, nullable=False, server_default=sa.text("0")),
    Column("talk", Integer, nullable=False, server_default=sa.text("0")),
    Column("holiday_until", Day),
    Column("is_low", Boolean, nullable=False, server_default=sa.false()),
    UniqueConstraint("platform", "external_id", "room"),
)

challenges = Table(
    "challenges",
    metadata,
    identity(),
    Column("on_date", Day, nullable=False),
    Column("place_id", Id, nullable=False, server_default=sa.text("0")),
    Column("question_id", String, nullable=False),
    UniqueConstraint("on_date", "place_id"),
)

postings = Table(
    "postings",
    metadata,
    identity(),
    Column("place_id", Id, ForeignKey("daily_places.id"), nullable=False),
    Column("on_date", Day, nullable=False),
    Column("state", String, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("challenge_id", Id, ForeignKey("challenges.id")),
    Column("booked_at", UtcDateTime, nullable=False),
    Column("claimed_at", UtcDateTime),
    Column("posted_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("missed_at", UtcDateTime),
    Column("reason", String, nullable=False),
    UniqueConstraint("place_id", "on_date"),
    Index("ix_postings_challenge_id", "challenge_id"),
)

# ---- wrong questions

reports = Table(
    "reports",
    metadata,
    identity(),
    learner(),
    Column("question_id", String, nullable=False),
    Column("text", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Index("ix_reports_learner_id", "learner_id", "question_id"),
)

frozen_questions = Table(
    "frozen_questions",
    metadata,
    Column("question_id", String, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", String, nullable=False),
    sqlite_with_rowid=False,
)

corrections = Table(
    "corrections",
    metadata,
    Column("question_id", String, primary_key=True),
    Column("key", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)

# ---- days that cost no streak

days_off = Table(
    "days_off",
    metadata,
    learner(primary_key=True),
    Column("from_day", Day, primary_key=True),
    Column("until_day", Day, nullable=False),
    Column("reason", String, primary_key=True),
    sqlite_with_rowid=False,
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
)

stops = Table(
    "stops",
    metadata,
    Column("from_at", UtcDateTime, primary_key=True, autoincrement=False),
    Column("until_at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)
