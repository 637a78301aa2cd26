"""Errors of the database drivers as sentences a person can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy.exc

from bot.errors import StorageError
from bot.ports import Conflict

_SQLITE_SENTENCES = (
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
    ("malformed", "The database file is damaged. Stop Quorum and restore a backup."),
    (
        "disk i/o",
        "The disk that holds the database reports errors; nothing was stored. Check the disk.",
    ),
)


def sentence(error: BaseException) -> str:
    """What happened and what to do, for any error of SQLite, PostgreSQL or SQLAlchemy."""
    text = " ".join(str(getattr(error, "orig", None) or error).split())
    for words, said in _SQLITE_SENTENCES:
        if words in text.lower():
            return said
    return f"The database did not do as told ({text[:200]}); nothing was stored. Try again, then check the database."


@contextmanager
def guarded_sqlite() -> Iterator[None]:
    """Turns SQLite's operational errors into StorageError; a broken constraint stays what it is, a bug."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except (sqlite3.DatabaseError, sqlalchemy.exc.DBAPIError) as error:
        raise StorageError(sentence(error)) from error


@contextmanager
def guarded_postgresql() -> Iterator[None]:
    """Turns a lost race into Conflict and lost connections into StorageError."""
    import psycopg

    races = (
        psycopg.errors.SerializationFailure,
        psycopg.errors.DeadlockDetected,
        psycopg.errors.UniqueViolation,
    )
    try:
        yield
    except races as error:
        raise Conflict(str(error)) from error
    except psycopg.IntegrityError:
        raise
    except (psycopg.Error, sqlalchemy.exc.DBAPIError) as error:
        if isinstance(getattr(error, "orig", None), races):
            raise Conflict(str(error)) from error
        raise StorageError(sentence(error)) from error
