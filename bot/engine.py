"""The engine: one writer thread that runs handlers and commits them in groups. Nobody is told of what is not durable.

What arrives within one turn of the event loop goes to the thread together: it opens one transaction, runs each event in
a savepoint of its own, commits once and only then resolves the callers' futures. (Handing over one by one, the thread
wakes at the first and commits groups of one or two.) At most `capacity` events are accepted and not yet answered.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import random
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from bot.effects import Effect, Notice
from bot.errors import Busy, Refusal, StorageError
from bot.events import Event
from bot.library import Content
from bot.ports import Conflict, Reader, Transactions, UnitOfWork
from bot.reports.keys import corrected
from bot.routes import QUERIES, ROUTES, TIMERS

log = logging.getLogger(__name__)

T = TypeVar("T")
Step = Callable[[UnitOfWork], T]

BUSY = "Quorum has more to do than it can take right now. Nothing was stored; try again in a moment."
STOPPING = "Quorum is being restarted. Nothing was stored; try again in a minute."
BUG = "Something went wrong here (error {}). Nothing was stored; try again, and report the number if it comes back."
CLOCK_ONLY = "Quorum does that by itself when it is time; nothing changed. See what you can do with /help."
RETRY_TIMER_AFTER = timedelta(minutes=5)
TRIES_ALONE = 10
LONGEST_PAUSE_SECONDS = 0.4


@dataclass
class _Job(Generic[T]):
    step: Step[T]
    future: asyncio.Future[T]
    result: T | None = None
    error: Exception | None = None


class Engine:
    """Takes events, gives effects; to be called from one event loop. At most `group_size` events share a commit."""

    def __init__(
        self,
        transactions: Transactions,
        reader: Reader,
        content: Content,
        *,
        capacity: int = 2000,
        group_size: int = 100,
    ) -> None:
        self.content = content
        self._written = content
        self._keys: Mapping[str, str] = {}
        self.reader = reader
        self._transactions = transactions
        self._group_size = group_size
        self._capacity = capacity
        self._accepted = 0
        self._random = random.Random()
        self._gathered: list[_Job[Any]] = []
        self._queue: queue.SimpleQueue[list[_Job[Any]] | None] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._closed = False
        self._thread = threading.Thread(target=self._write_until_stopped, name="writer")
        self._thread.start()

    async def handle(self, event: Event) -> list[Effect]:
        """What an event leads to; a refusal, a fault of the database and a bug come back as a notice."""
        try:
            if query := QUERIES.get(type(event.action)):
                return await self.reader.read(lambda work: query(event.action, event, work, self.content))
            return await self.run(lambda work: self._route(event, work))
        except (Busy, StorageError) as error:
            return [Notice(str(error))]
        except Refusal as refusal:
            if event.user is None:
                log.warning("timer=%s refused=%s", event.action, refusal)
                await self._postpone(event)
            return [Notice(str(refusal))]
        except Exception:
            bug = secrets.token_hex(4)
            log.exception("bug=%s action=%s", bug, event.action)
            if event.user is None:
                await self._postpone(event)
            return [Notice(BUG.format(bug))]

    async def run(self, step: Step[T]) -> T:
        """Runs a step on the writer thread and returns its result once that is durable; raises what the step raises."""
        if self._closed:
            raise Busy(STOPPING)
        if self._accepted >= self._capacity:
            raise Busy(BUSY)
        self._accepted += 1
        job = _Job(step, self._loop.create_future())
        if not self._gathered:
            self._loop.call_soon(self._hand_over)
        self._gathered.append(job)
        result: T = await job.future
        return result

    async def close(self) -> None:
        """Refuses what is new, finishes what was accepted, ends the thread."""
        if not self._closed:
            self._closed = True
            self._hand_over()
            self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _route(self, event: Event, work: UnitOfWork) -> list[Effect]:
        if event.user is None:
            if not work.timers.take(event.action, event.at):
                return []  # another process did its step, or it was moved meanwhile
        elif type(event.action) in TIMERS:
            raise Refusal(CLOCK_ONLY)
        return ROUTES[type(event.action)](event.action, event, work, self.content)

    async def _postpone(self, event: Event) -> None:
        """A timer whose step cannot be done must neither vanish nor keep the clock busy."""
        await self.run(lambda work: work.timers.set(event.action, event.at + RETRY_TIMER_AFTER))

    def _hand_over(self) -> None:
        if self._gathered:
            self._queue.put(self._gathered)
            self._gathered = []

    def _write_until_stopped(self) -> None:
        while (jobs := self._queue.get()) is not None:
            for start in range(0, len(jobs), self._group_size):
                group = jobs[start : start + self._group_size]
                self._write(group)
                self._loop.call_soon_threadsafe(self._resolve, group)

    def _write(self, group: list[_Job[Any]]) -> None:
        try:
            self._attempt(group)
        except Conflict:
            for job in group:
                self._write_alone(job)
        except Exception as error:  # noqa: BLE001 - the writer thread must survive whatever a group raises
            log.error("group=%d undone=%s", len(group), error)
            for job in group:
                job.error = error

    def _write_alone(self, job: _Job[Any]) -> None:
        for tried in range(TRIES_ALONE):
            try:
                self._attempt([job])
                return
            except Conflict:  # the other process did not wait either: let chance part the two
                time.sleep(self._random.uniform(0, LONGEST_PAUSE_SECONDS * 2 ** (tried - TRIES_ALONE)))
            except Exception as error:  # noqa: BLE001 - as above
                job.error = error
                return
        job.error = Busy(BUSY)

    def _attempt(self, group: list[_Job[Any]]) -> None:
        transactions = self._transactions
        try:
            work = transactions.begin()
            self._correct_keys(work)
            for job in group:
                job.result, job.error = None, None
                transactions.savepoint()
                try:
                    job.result = job.step(work)
                    transactions.release()
                except (Conflict, StorageError):
                    raise
                except Exception as error:  # noqa: BLE001 - undone here, told to its caller
                    transactions.undo()
                    job.error = error
            transactions.commit()
        except BaseException:
            transactions.rollback()
            raise

    def _correct_keys(self, work: UnitOfWork) -> None:
        """Keys that were corrected, perhaps by another process, hold from the next step on."""
        keys = work.questions.keys()
        if keys != self._keys:
            self.content, self._keys = corrected(self._written, keys), keys

    def _resolve(self, group: list[_Job[Any]]) -> None:
        self._accepted -= len(group)
        for job in group:
            if job.future.done():
                continue
            if job.error is not None:
                job.future.set_exception(job.error)
            else:
                job.future.set_result(job.result)
