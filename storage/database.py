"""One database from one URL: SQLite with its file, pragmas and single-process lock, or PostgreSQL, serializable."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa

from bot.errors import StorageError
from storage.faults import of_postgresql, of_sqlite
from storage.link import Plans

BUSY_TIMEOUT_SECONDS = 5
CACHE_KIB = 32 * 1024


class Database:
    """Where things are stored. `open` checks, locks and connects; `close` lets go. Errors are StorageError."""

    def __init__(self, url: str, *, synchronous: str = "FULL") -> None:
        self.is_sqlite = url.startswith("sqlite:///")
        self._synchronous = synchronous
        self._lock: IO[str] | None = None
        self.path = Path(url.removeprefix("sqlite:///")) if self.is_sqlite else None
        self._address = url.partition("://")[2]
        self.faults = of_sqlite() if self.is_sqlite else of_postgresql()
        self.engine = self._engine()
        self.plans = Plans(self.engine.dialect)

    @property
    def reader_url(self) -> str:
        """The address for the async driver."""
        return f"sqlite+aiosqlite:///{self.path}" if self.is_sqlite else f"postgresql+psycopg://{self._address}"

    @property
    def begin_command(self) -> str:
        """How the writer begins: on SQLite with the write lock, for a deferred one can fail halfway."""
        return "BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN ISOLATION LEVEL SERIALIZABLE"

    def writer_connection(self) -> sa.PoolProxiedConnection:
        """A connection whose transactions are begun and ended by commands."""
        connection = self.engine.raw_connection()
        if not self.is_sqlite:
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]
        return connection

    def open(self, *, is_guest: bool = False) -> None:
        """Takes the lock of a SQLite file and tries the connection.

        A guest takes none and makes no file: it has one thing to look at or to write, beside a process that may run.
        """
        if self.path is not None and is_guest and not self.path.exists():
            raise StorageError(f"There is no database {self.path} yet. Start Quorum once, or set QUORUM_DATABASE_URL.")
        if self.path is not None:
            _check_file(self.path)
            self._lock = None if is_guest else _locked(self.path)
        try:
            with self.faults.told(), self.engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Closes all connections and gives the lock back."""
        self.engine.dispose()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _engine(self) -> sa.Engine:
        if not self.is_sqlite:
            return sa.create_engine(f"postgresql+psycopg://{self._address}", isolation_level="SERIALIZABLE")
        engine = sa.create_engine(
            f"sqlite:///{self.path}",
            paramstyle="named",
            connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
        )
        sa.event.listen(engine, "connect", self._prepare_sqlite)
        sa.event.listen(
            engine,
            "begin",
            lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"),
        )
        return engine

    def _prepare_sqlite(self, connection: Any, _: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN is deferred: two writers could deadlock
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={self._synchronous}",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}",
            f"cache_size=-{CACHE_KIB}",
        ):
            connection.execute(f"PRAGMA {pragma}")


def _check_file(path: Path) -> None:
    """Refuses what SQLite would refuse later and less clearly."""
    folder = path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder {folder} cannot be made ({error.strerror}). Make it, or change QUORUM_DATABASE_URL."
        ) from error
    if path.is_dir():
        raise StorageError(f"{path} is a folder. Name a file in QUORUM_DATABASE_URL.")
    for place in (folder, path):
        if place.exists() and not os.access(place, os.W_OK):
            raise StorageError(
                f"{place} cannot be written by Quorum's user. Change its rights, or change QUORUM_DATABASE_URL."
            )


def _locked(path: Path) -> IO[str]:
    """The lock file of a database, held as long as it stays open; it holds the process id for whoever comes second."""
    path = path.resolve()  # another name for the same file must meet the same lock
    name = path.with_name(path.name + ".lock")
    try:
        lock = name.open("a+", encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{name} cannot be written ({error.strerror}). Change the rights of its folder.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.seek(0)
        holder = lock.read().strip() or "another one"
        lock.close()
        raise StorageError(
            f"{path} is in use by process {holder}. Stop that one first: a SQLite file serves one process, "
            "PostgreSQL serves several."
        ) from error
    lock.seek(0)
    lock.truncate()
    lock.write(str(os.getpid()))
    lock.flush()
    return lock
