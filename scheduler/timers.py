"""Wakes every second, hands due timer rows to the engine, then wakes the outboxes. What is due stands in rows only."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.actions import Action
from bot.engine import Engine
from bot.errors import QuorumError
from bot.events import Event
from bot.ports import UnitOfWork

log = logging.getLogger(__name__)

TICK_SECONDS = 1
TIMERS_A_TICK = 200

Now = Callable[[], datetime]
Wake = Callable[[], Awaitable[None]]


async def run_due_timers(engine: Engine, now: Now) -> None:
    """Every timer that is due, oldest first; each removes its row in the transaction of the step it causes.

    Where nothing can be written all rows stay; then the next tick is the next try.
    """
    before: list[Action] = []
    while True:
        at = now()
        due = await engine.reader.read(partial(_due, at))
        if due == before:
            return
        for action in due:
            await engine.handle(Event(action, None, None, at))
        if len(due) < TIMERS_A_TICK:
            return
        before = due


def _due(at: datetime, work: UnitOfWork) -> list[Action]:
    return work.timers.due(at, TIMERS_A_TICK)


class AlarmClock:
    """Ticks until closed, one tick at a time. A missed tick is not made up for: the next one finds the rows."""

    def __init__(self, engine: Engine, now: Now, wakes: Sequence[Wake] = ()) -> None:
        self._engine = engine
        self._now = now
        self._wakes = tuple(wakes)
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begins to tick."""
        self._scheduler.add_job(
            self.tick,
            IntervalTrigger(seconds=TICK_SECONDS),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    async def tick(self) -> None:
        """One look at what is due; a wake that fails holds up no other.

        A database that does not answer is tried again at the next tick.
        """
        try:
            await run_due_timers(self._engine, self._now)
            for result in await asyncio.gather(*(wake() for wake in self._wakes), return_exceptions=True):
                if result is not None:
                    raise result
        except QuorumError as error:
            log.error("tick=failed reason=%s", error)

    def close(self) -> None:
        """Stops ticking."""
        self._scheduler.shutdown(wait=False)
