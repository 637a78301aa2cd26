"""What is known of chats: side rooms, the newest message, also before a delivery, chats that got another id."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Adds three tables and a column."""
    op.add_column("deliveries", sa.Column("after_message", ID, nullable=False, server_default=sa.text("0")))
    op.create_table(
        "side_rooms",
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("external_id", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("room_id", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("platform", "external_id", "key", name="pk_side_rooms"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seen_messages",
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("external_id", sa.String, nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("platform", "external_id", name="pk_seen_messages"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "moved_chats",
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("old_id", sa.String, nullable=False),
        sa.Column("new_id", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("platform", "old_id", name="pk_moved_chats"),
        sqlite_with_rowid=False,
    )
