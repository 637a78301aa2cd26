"""Refused deliveries, paused places and who is told of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds what is known of a place that refuses, and of a message that was refused."""
    op.add_column("daily_places", sa.Column("set_by", sa.String, nullable=False, server_default=sa.text("''")))
    op.add_column("daily_places", sa.Column("paused_because", sa.String, nullable=False, server_default=sa.text("''")))
    op.add_column("daily_places", sa.Column("mention", sa.String, nullable=False, server_default=sa.text("''")))
    op.add_column("deliveries", sa.Column("refused", sa.String, nullable=False, server_default=sa.text("''")))
    op.create_index("ix_deliveries_board", "deliveries", ["platform", "external_id", "key", "id"])
