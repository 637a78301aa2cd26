"""Reads beside the writer: a snapshot, without any right to write, and nothing left open."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from datetime import UTC, datetime

import psycopg
import pytest
from flows.servers import Store

from bot.daily.actions import PostWhatIsOwed
from bot.errors import StorageError
from bot.events import Place, User
from bot.ports import UnitOfWork

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ANN, SQUARE = User("stage", "ann", "ann"), Place("stage", "square", "town")
TIMER = PostWhatIsOwed(1)


def test_the_reader_sees_what_was_committed_and_nothing_before(store: Store) -> None:
    with store.write() as work:
        work.timers.set(TIMER, NOW)
        assert store.read(lambda work: work.timers.when(TIMER)) is None
    assert store.read(lambda work: work.timers.when(TIMER)) == NOW


def test_a_read_sees_one_state_from_its_first_to_its_last_look(store: Store) -> None:
    with store.write() as work:
        work.timers.set(TIMER, NOW)

    def look_twice(work: UnitOfWork) -> list[datetime | None]:
        first = work.timers.when(TIMER)
        with store.write() as writing:
            writing.timers.cancel(TIMER)
        return [first, work.timers.when(TIMER)]

    assert store.read(look_twice) == [NOW, NOW]
    assert store.read(lambda work: work.timers.when(TIMER)) is None


def test_the_reader_cannot_write(store: Store) -> None:
    for attempt in (
        lambda work: work.learners.present(ANN, SQUARE, NOW),
        lambda work: work.timers.set(TIMER, NOW),
        lambda work: work.timers.cancel(TIMER),
    ):
        with pytest.raises(StorageError):
            store.read(attempt)
    assert store.read(lambda work: work.learners.find(ANN, SQUARE)) is None
    assert store.read(lambda work: work.timers.when(TIMER)) is None
    with store.write() as work:
        assert work.learners.present(ANN, SQUARE, NOW).name == "ann"


def test_many_reads_at_once_all_get_their_answer(store: Store) -> None:
    with store.write() as work:
        work.timers.set(TIMER, NOW)

    async def all_at_once() -> list[datetime | None]:
        return await asyncio.gather(*(store.reader.read(lambda work: work.timers.when(TIMER)) for _ in range(40)))

    assert store.run(all_at_once()) == [NOW] * 40


def test_an_error_in_a_query_comes_out_and_the_next_read_works(store: Store) -> None:
    def broken(work: UnitOfWork) -> None:
        work.timers.when(TIMER)
        raise ZeroDivisionError

    for _ in range(6):
        with pytest.raises(ZeroDivisionError):
            store.read(broken)
    assert store.read(lambda work: work.timers.when(TIMER)) is None


async def turn() -> None:
    """One turn of the event loop."""
    over = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(over.set_result, None)
    await over


def cancelled_reads(store: Store, *, to_their_end: bool) -> None:
    """Six reads, more than there are connections, called off at different moments of their way, which they go on."""

    async def call_off() -> None:
        callers = []
        for turns in range(6):
            caller = asyncio.ensure_future(store.reader.read(lambda work: work.timers.due(NOW, 10)))
            for _ in range(turns):
                await turn()
            caller.cancel()
            callers.append(caller)
        results = await asyncio.gather(*callers, return_exceptions=True)
        assert any(isinstance(result, asyncio.CancelledError) for result in results)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if to_their_end and others:
            await asyncio.wait(others)

    store.run(call_off())


def test_a_cancelled_read_leaves_no_open_transaction_on_sqlite(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    with store.write() as work:
        work.timers.set(TIMER, NOW)
    cancelled_reads(store, to_their_end=True)
    assert store.read(lambda work: work.timers.when(TIMER)) == NOW
    with store.write() as work:
        work.timers.cancel(TIMER)
    other = sqlite3.connect(store.database.path)
    busy, in_log, moved = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    other.close()
    store.close()
    assert (busy, in_log, moved) == (0, 0, 0)  # a reader's snapshot would keep the log


def test_a_cancelled_read_leaves_no_open_transaction_on_postgresql(postgres_url: str) -> None:
    store = Store(postgres_url)
    cancelled_reads(store, to_their_end=True)
    assert store.read(lambda work: work.timers.when(TIMER)) is None
    with psycopg.connect(postgres_url) as other:
        states = other.execute(
            "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    store.close()
    assert [state for (state,) in states if state != "idle"] == []


def test_closing_leaves_no_thread_behind_even_with_a_read_on_its_way(sqlite_url: str) -> None:
    before = set(threading.enumerate())
    store = Store(sqlite_url)
    store.read(lambda work: work.timers.when(TIMER))
    cancelled_reads(store, to_their_end=False)
    store.close()
    ending = set(threading.enumerate()) - before
    for thread in ending:
        thread.join(10)
    assert [thread.name for thread in ending if thread.is_alive()] == []


def test_reading_goes_on_while_the_writer_writes(store: Store) -> None:
    with store.write() as work:
        work.timers.set(TIMER, NOW)
        work.learners.present(ANN, SQUARE, NOW)
        for _ in range(3):
            assert store.read(lambda work: work.timers.due(NOW, 10)) == []
    assert store.read(lambda work: work.timers.due(NOW, 10)) == [TIMER]


def test_a_file_that_vanished_is_said(sqlite_url: str) -> None:
    before, store = set(threading.enumerate()), Store(sqlite_url)
    assert store.database.path is not None
    store.database.path.unlink()
    store.database.path.mkdir()
    with pytest.raises(StorageError, match="cannot be opened"):
        store.read(lambda work: work.timers.when(TIMER))
    for thread in set(threading.enumerate()) - before:  # the driver's thread reports its end to the loop
        thread.join(10)
    store.close()
