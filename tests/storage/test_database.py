"""Opening a database: what cannot be used is refused with a sentence that says what to do."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.errors import StorageError
from storage.database import Database
from storage.migrations import migrate

NOBODY = 65534


@contextmanager
def without_rights() -> Iterator[None]:
    """What follows is done by somebody who may not do everything."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def common() -> Iterator[Path]:
    """A folder that everybody may use."""
    folder = Path(tempfile.mkdtemp(prefix="quorum-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def refusal(path: Path) -> str:
    """The sentence with which a file is refused."""
    database = Database(f"sqlite:///{path}")
    with pytest.raises(StorageError) as refused:
        database.open()
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    path = tmp_path / "some" / "where" / "quorum.db"
    database = Database(f"sqlite:///{path}")
    database.open()
    migrate(database)
    database.close()
    assert path.stat().st_size > 0


def test_a_second_process_is_refused_with_the_id_of_the_first(tmp_path: Path) -> None:
    path = tmp_path / "quorum.db"
    first = Database(f"sqlite:///{path}")
    first.open()
    said = refusal(path)
    assert f"in use by process {os.getpid()}" in said
    assert "Stop that one first" in said
    said = refusal(tmp_path / "." / "quorum.db")
    assert str(os.getpid()) in said
    first.close()
    second = Database(f"sqlite:///{path}")
    second.open()
    second.close()


def test_a_lock_that_a_dead_process_left_stops_nobody(tmp_path: Path) -> None:
    path = tmp_path / "quorum.db"
    path.with_name("quorum.db.lock").write_text("999999999 and more", "utf-8")
    database = Database(f"sqlite:///{path}")
    database.open()
    assert path.with_name("quorum.db.lock").read_text("utf-8") == str(os.getpid())
    database.close()


def test_postgresql_serves_several_processes(postgres_url: str) -> None:
    databases = [Database(postgres_url) for _ in range(3)]
    for database in databases:
        database.open()
        migrate(database)
    for database in databases:
        database.close()


def test_a_folder_instead_of_a_file_is_refused(tmp_path: Path) -> None:
    assert "is a folder. Name a file in QUORUM_DATABASE_URL" in refusal(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here", "utf-8")
    said = refusal(tmp_path / "file" / "data" / "quorum.db")
    assert "cannot be made" in said
    assert "QUORUM_DATABASE_URL" in said


def test_a_folder_that_cannot_be_written_is_refused(common: Path) -> None:
    (common / "closed").mkdir(mode=0o555)
    with without_rights():
        assert "closed cannot be written by Quorum's user" in refusal(common / "closed" / "quorum.db")
        assert "cannot be made" in refusal(common / "closed" / "deeper" / "quorum.db")


def test_a_file_that_cannot_be_written_is_refused(common: Path) -> None:
    path = common / "quorum.db"
    path.touch(mode=0o444)
    with without_rights():
        assert "quorum.db cannot be written by Quorum's user. Change its rights" in refusal(path)


def test_a_file_that_cannot_be_read_is_refused(common: Path) -> None:
    path = common / "quorum.db"
    path.write_bytes(b"x" * 5000)
    path.chmod(0o222)
    with without_rights():
        assert "cannot be opened" in refusal(path)


def test_a_lock_file_that_cannot_be_written_is_refused(common: Path) -> None:
    path = common / "quorum.db"
    path.touch()
    path.chmod(0o666)
    common.joinpath("quorum.db.lock").touch(mode=0o444)
    with without_rights():
        assert "quorum.db.lock cannot be written" in refusal(path)


def test_a_file_that_is_no_database_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    text = "Buy milk.\n" * 500
    path.write_text(text, "utf-8")
    assert "is not a Quorum database" in refusal(path)
    assert "is not a Quorum database" in refusal(path)  # the lock was given back
    assert path.read_text("utf-8") == text


def test_a_damaged_database_is_said_to_be_damaged(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    database = Database(sqlite_url)

    def start() -> None:
        database.open()
        migrate(database)

    with pytest.raises(StorageError, match="damaged"):
        start()
    database.close()


def test_a_server_that_is_not_there_is_refused(tmp_path: Path) -> None:
    database = Database(f"postgresql://quorum@/quorum?host={tmp_path}")
    with pytest.raises(StorageError) as refused:
        database.open()
    assert str(refused.value).startswith("The database server cannot be reached.")
    assert "QUORUM_DATABASE_URL" in str(refused.value)


def test_a_database_that_is_not_there_is_refused(postgres: str) -> None:
    database = Database(postgres.replace("/postgres?", "/nowhere?"))
    with pytest.raises(StorageError, match=r"refuses Quorum\. Check user, password and database"):
        database.open()


def test_what_is_stored_waits_for_the_disk_and_keeps_its_references(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    database.open()
    with database.engine.connect() as connection:
        kept = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    database.close()
    assert kept == ["wal", 2, 1]
