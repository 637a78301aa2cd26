"""How Alembic runs a revision: on the connection, and in the transaction, that the caller holds."""

from __future__ import annotations

from alembic import context

from storage.models import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
