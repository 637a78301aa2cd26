"""Reads on a snapshot, beside the writer. Owns its connections, so that a cancelled caller leaves none open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.ports import UnitOfWork as Repositories
from storage.database import BUSY_TIMEOUT_SECONDS, Database
from storage.link import Link
from storage.unit_of_work import UnitOfWork

T = TypeVar("T")
CONNECTIONS = 4


class Reader:
    """Runs queries on repositories that cannot write."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._on_their_way: set[asyncio.Future[Any]] = set()
        options: dict[str, Any] = {"pool_size": CONNECTIONS, "max_overflow": 0}
        if database.is_sqlite:
            self._engine = create_async_engine(
                database.reader_url,
                paramstyle="named",
                connect_args={"timeout": BUSY_TIMEOUT_SECONDS},
                **options,
            )
            sa.event.listen(self._engine.sync_engine, "connect", _prepare_sqlite)
            sa.event.listen(
                self._engine.sync_engine,
                "begin",
                lambda connection: connection.exec_driver_sql("BEGIN"),
            )
        else:
            self._engine = create_async_engine(
                database.reader_url,
                isolation_level="REPEATABLE READ",
                connect_args={"options": "-c default_transaction_read_only=on"},
                **options,
            )

    async def read(self, query: Callable[[Repositories], T]) -> T:
        """The result of a query on one snapshot; StorageError when the database cannot be read."""
        reading = asyncio.ensure_future(self._read(query))
        self._on_their_way.add(reading)
        reading.add_done_callback(self._on_their_way.discard)
        return await asyncio.shield(reading)

    async def close(self) -> None:
        """Closes all connections, when the reads that nobody waits for any more have given theirs back."""
        await asyncio.gather(*self._on_their_way, return_exceptions=True)
        await self._engine.dispose()

    async def _read(self, query: Callable[[Repositories], T]) -> T:
        database = self._database
        with database.faults.told():
            async with self._engine.connect() as connection:
                await connection.begin()
                return await connection.run_sync(
                    lambda sync: query(UnitOfWork(Link(sync.connection, database.plans, database.faults)))
                )


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()
