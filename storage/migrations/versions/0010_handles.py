"""The name under which an account can be called on its platform, and how urgent a card was before a review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Adds two columns."""
    op.add_column("accounts", sa.Column("handle", sa.String, nullable=False, server_default=sa.text("''")))
    op.create_index("ix_accounts_handle", "accounts", ["platform", "handle"])
    op.add_column("reviews", sa.Column("priority_before", sa.Integer, nullable=False, server_default=sa.text("0")))
