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
