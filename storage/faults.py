"""Errors of the database drivers as sentences a person can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy.exc

from bot.errors import StorageError
from bot.ports import Conflict

_SENTENCES = (
    (
        "disk is full",
        "The disk that holds the database is full; nothing was stored. Free some space, Quorum goes on by itself.",
    ),
    (
        "locked",
        "Another program keeps the database locked; nothing was stored. Close it and try again.",
    ),
    (
        "readonly",
        "The database cannot be written; nothing was stored. Let Quorum's user write to the file and its folder.",
    ),
    (
        "unable to open",
        "The database file cannot be opened. Check that its folder exists and that Quorum's user may write there.",
    ),
    (
        "not a database",
        "The file is not a Quorum database. Name another one in QUORUM_DATABASE_URL.",
    ),
    (
        "fatal:",
        "The database server refuses Quorum. Check user, password and database in QUORUM_DATABASE_URL.",
    ),
    (
        "queuepool limit",
        "The database is slower than questions to it arrive. Try again in a moment.",
    ),
    (
        "connection",
        "The database server cannot be reached. Check that it runs, and its address in QUORUM_DATABASE_URL.",
    ),
    ("malformed", "The database file is damaged. Stop Quorum and restore a backup."),
    (
        "disk i/o",
        "The disk that holds the database reports errors; nothing was stored. Check the disk.",
    ),
)


def sentence(error: BaseException) -> str:
    """What happened and what to do, for any error of SQLite, PostgreSQL or SQLAlchemy."""
    text = " ".join(str(getattr(error, "orig", None) or error).split())
    for words, said in _SENTENCES:
        if words in text.lower():
            return said
    return f"The database did not do as told ({text[:200]}); nothing was stored. Try again, then check the database."


class DriverFaults:
    """What a driver raises and what the core is told instead. A broken constraint or a value that no column takes stays
    what it is, a bug of the one event that caused it.
    """

    def __init__(
        self,
        errors: tuple[type[Exception], ...],
        bugs: tuple[type[Exception], ...],
        races: tuple[type[Exception], ...] = (),
    ) -> None:
        self.errors: tuple[type[Exception], ...] = (*errors, sqlalchemy.exc.DBAPIError, sqlalchemy.exc.TimeoutError)
        self._bugs = bugs
        self._races = races

    def translated(self, error: Exception) -> Exception:
        """Conflict for a lost race, StorageError with a sentence for the rest."""
        cause = getattr(error, "orig", None) or error
        if isinstance(cause, self._races):
            return Conflict(str(cause))
        if isinstance(cause, self._bugs):
            return error
        return StorageError(sentence(error))

    @contextmanager
    def told(self) -> Iterator[None]:
        """Raises the translation of what the driver raises inside."""
        try:
            yield
        except self.errors as error:
            raise self.translated(error) from error


def of_sqlite() -> DriverFaults:
    """The faults of the sqlite3 module."""
    return DriverFaults((sqlite3.DatabaseError,), (sqlite3.IntegrityError,))


def of_postgresql() -> DriverFaults:
    """The faults of psycopg. A unique key broken under serializable isolation is a lost race too."""
    from psycopg import DataError, Error, IntegrityError, errors

    races = (errors.SerializationFailure, errors.DeadlockDetected, errors.UniqueViolation)
    return DriverFaults((Error,), (IntegrityError, DataError), races)
