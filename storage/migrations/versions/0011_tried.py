"""What the last try of a delivery sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Adds a column."""
    op.add_column("deliveries", sa.Column("tried", sa.String, nullable=False, server_default=sa.text("''")))
