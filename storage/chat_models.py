"""The tables of what is known of chats: side rooms, messages seen, moved groups, polls and their early votes."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from storage.columns import UtcDateTime
from storage.metadata import Id, metadata

side_rooms = Table(
    "side_rooms",
    metadata,
    Column("platform", String, primary_key=True),
    Column("external_id", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("room_id", String, nullable=False),
    sqlite_with_rowid=False,
)

seen_messages = Table(
    "seen_messages",
    metadata,
    Column("platform", String, primary_key=True),
    Column("external_id", String, primary_key=True),
    Column("message_id", Id, nullable=False),
    sqlite_with_rowid=False,
)

moved_chats = Table(
    "moved_chats",
    metadata,
    Column("platform", String, primary_key=True),
    Column("old_id", String, primary_key=True),
    Column("new_id", String, nullable=False),
    sqlite_with_rowid=False,
)

polls = Table(
    "polls",
    metadata,
    Column("platform", String, primary_key=True),
    Column("poll_id", String, primary_key=True),
    Column("key", String, nullable=False),
    Column("message_id", String, nullable=False),
    Index("ix_polls_platform", "platform", "key"),
    sqlite_with_rowid=False,
)

early_votes = Table(
    "early_votes",
    metadata,
    Column("platform", String, primary_key=True),
    Column("poll_id", String, primary_key=True),
    Column("user_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)
