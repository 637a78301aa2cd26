"""The schema: built by the revisions as the tables say it, newer ones and foreign ones refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.errors import StorageError
from storage import migrations
from storage.database import Database
from storage.migrations import HEAD, migrate
from storage.models import metadata


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind with nothing in it, not even the schema."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'blank.db'}"
    postgres = request.getfixturevalue("postgres")
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS blank")
        connection.execute("CREATE DATABASE blank")
    return str(postgres.replace("/postgres?", "/blank?"))


@pytest.fixture
def opened() -> Iterator[Callable[[str], Database]]:
    """Opens databases and closes them in the end."""
    databases: list[Database] = []

    def make(url: str) -> Database:
        databases.append(Database(url))
        databases[-1].open()
        return databases[-1]

    yield make
    for database in databases:
        database.close()


def tables(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        return set(sa.inspect(connection).get_table_names())


def test_the_revisions_build_what_the_tables_say(opened: Callable[[str], Database], blank_url: str) -> None:
    database = opened(blank_url)
    migrate(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD
    assert tables(database) == {*metadata.tables, "alembic_version"}


def test_head_is_the_newest_revision_and_there_is_one_line_of_them() -> None:
    script = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert script.get_heads() == [HEAD]
    numbers = [revision.revision for revision in script.walk_revisions()]
    assert numbers == sorted(numbers, reverse=True)  # migrate() compares them as text


def test_migrating_again_changes_nothing(opened: Callable[[str], Database], blank_url: str) -> None:
    database = opened(blank_url)
    migrate(database)
    with database.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO communities (platform, external_id, zone) VALUES ('p', 'x', 'UTC')"))
    migrate(database)
    with database.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT zone FROM communities")).scalar() == "UTC"


def test_a_newer_schema_is_refused_with_what_to_do(opened: Callable[[str], Database], blank_url: str) -> None:
    database = opened(blank_url)
    migrate(database)
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError) as refused:
        migrate(database)
    assert "schema 9999" in str(refused.value)
    assert f"knows {HEAD}" in str(refused.value)
    assert "Start the newer program" in str(refused.value)
    with database.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == "9999"


def test_tables_of_somebody_else_are_refused_and_left_alone(opened: Callable[[str], Database], blank_url: str) -> None:
    database = opened(blank_url)
    with database.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE recipes (name TEXT)"))
    with pytest.raises(StorageError) as refused:
        migrate(database)
    assert "recipes" in str(refused.value)
    assert "QUORUM_DATABASE_URL" in str(refused.value)
    assert tables(database) == {"recipes"}


def test_a_schema_whose_making_was_broken_off_is_made_whole(opened: Callable[[str], Database], blank_url: str) -> None:
    database = opened(blank_url)

    def power_failure() -> None:
        with database.engine.begin() as connection:
            migrations._upgrade(connection)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        power_failure()
    assert tables(database) == set()
    migrate(database)
    assert tables(database) == {*metadata.tables, "alembic_version"}


def test_two_processes_that_start_at_once_make_one_schema(opened: Callable[[str], Database], postgres: str) -> None:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE twice")
    databases = [opened(postgres.replace("/postgres?", "/twice?")) for _ in range(3)]
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(migrate, databases))
    assert tables(databases[0]) == {*metadata.tables, "alembic_version"}


OLD_LEDGER = (
    "INSERT INTO communities (id, platform, external_id, zone) VALUES (1, 'p', 'x', 'UTC')",
    "INSERT INTO daily_places (id, community_id, platform, external_id, room, zone, wall_minutes, weekdays, "
    "window_minutes, shields_missed, set_at) VALUES (1, 1, 'p', 'square', '', 'UTC', 540, 127, 360, true, 5)",
    "INSERT INTO challenges (id, on_date, question_id) VALUES (7, 739576, 'kafka-q01'), (8, 739577, 'kafka-q02')",
    "INSERT INTO postings (id, place_id, on_date, state, due_at, challenge_id, booked_at, posted_at, closed_at, "
    "reason) VALUES (1, 1, 739576, 'closed', 10, 7, 11, 12, 13, ''), "
    "(2, 1, 739577, 'missed', 20, NULL, 21, NULL, NULL, 'why')",
)


def test_the_ledger_of_the_schema_before_is_kept(opened: Callable[[str], Database], blank_url: str) -> None:
    database = opened(blank_url)
    with database.engine.begin() as connection:
        migrations._upgrade(connection, "0004")
        for statement in OLD_LEDGER:
            connection.execute(sa.text(statement))
    migrate(database)
    with database.engine.begin() as connection:
        rows = connection.execute(sa.text("SELECT id, challenge_id, posted_at, missed_at FROM postings ORDER BY id"))
        assert [tuple(row) for row in rows] == [(1, 7, 12, None), (2, None, None, 21)]
        connection.execute(
            sa.text("INSERT INTO challenges (id, on_date, place_id, question_id) VALUES (9, 739576, 1, 'q')")
        )
    with pytest.raises(sa.exc.IntegrityError), database.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO challenges (id, on_date, question_id) VALUES (10, 739576, 'q')"))
    with pytest.raises(sa.exc.IntegrityError), database.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM challenges WHERE id = 7"))
