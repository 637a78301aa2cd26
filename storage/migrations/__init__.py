"""The schema's revisions, forward only, run at start on both databases. A revision is never edited once released."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from bot.errors import StorageError
from storage.database import Database

HEAD = "0011"
"""The newest revision; its files are in `versions/`."""

_LOCK_KEY = 7_203_811
"""Two processes that start on one PostgreSQL migrate one after the other."""


def migrate(database: Database) -> None:
    """Brings the schema to HEAD; StorageError for one that is newer than this program."""
    engine = database.engine
    if not database.is_sqlite:  # who waits for the lock must then see what the other made, not a snapshot from before
        engine = engine.execution_options(isolation_level="READ COMMITTED")
    with database.faults.told(), engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        current = _current(connection)
        if current == HEAD:
            return
        if current is not None and current > HEAD:
            raise StorageError(
                f"The database was written by a newer Quorum (schema {current}, this program knows {HEAD}). "
                "Start the newer program, or restore a backup made before the upgrade."
            )
        _upgrade(connection)


def refuse_other(database: Database) -> None:
    """StorageError where the schema is not the one of this program; nothing is changed."""
    with database.faults.told(), database.engine.begin() as connection:
        current = _current(connection)
    if current != HEAD:
        raise StorageError(
            f"The database has schema {current or 'none'}, this program knows {HEAD}. Start Quorum once with it first."
        )


def _current(connection: sa.Connection) -> str | None:
    """The revision of the schema; None for an empty database, StorageError for somebody else's tables."""
    tables = set(sa.inspect(connection).get_table_names())
    if "alembic_version" in tables:
        revision = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        return None if revision is None else str(revision)
    if tables:
        raise StorageError(
            f"The database holds other tables ({', '.join(sorted(tables)[:3])}), not Quorum's. "
            "Name another database in QUORUM_DATABASE_URL."
        )
    return None


def _upgrade(connection: sa.Connection, revision: str = HEAD) -> None:
    from alembic import command  # costs a fifth of a second, needed at upgrades only
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
