"""Databases for tests: one on PostgreSQL for many of them, emptied before each, for making one anew takes longer than
most; and a store on either kind, without an engine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg

from bot.ports import UnitOfWork
from storage.database import Database
from storage.models import metadata
from storage.reader import Reader
from storage.unit_of_work import Transactions

T = TypeVar("T")


def make(postgres: str, name: str) -> str:
    """A database with the schema on a server that is told not to wait for the disk; its address."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE empty")
    return postgres.replace("/postgres?", f"/{name}?")


def empty(connection: psycopg.Connection) -> None:
    """Removes all rows; ids begin with 1 again."""
    tables = metadata.sorted_tables
    counted = [table.name for table in tables if "id" in table.c]
    first_id = "SELECT setval(pg_get_serial_sequence('{}', 'id'), 1, false)"
    connection.execute("; ".join(f"DELETE FROM {table.name}" for table in reversed(tables)))
    connection.execute("; ".join(first_id.format(name) for name in counted))


class Store:
    """An open database with its writer and its reader."""

    def __init__(self, url: str) -> None:
        self.database = Database(url, synchronous="OFF")
        self.database.open()
        self.transactions = Transactions(self.database)
        self.reader = Reader(self.database)
        self._loop = asyncio.new_event_loop()

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """One transaction, kept when its block ends well."""
        work = self.transactions.begin()
        try:
            yield work
        except BaseException:
            self.transactions.rollback()
            raise
        self.transactions.commit()

    def read(self, query: Callable[[UnitOfWork], T]) -> T:
        """What the reader sees."""
        return self.run(self.reader.read(query))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs a coroutine to its end."""
        return self._loop.run_until_complete(work)

    def close(self) -> None:
        self.run(self.reader.close())
        self._loop.close()
        self.transactions.close()
        self.database.close()
