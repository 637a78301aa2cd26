"""House-keeping that recurs: signs of life every minute, a look for missing timers at start and every hour."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from bot.daily.upkeep import beat, mend_timers, places_without_timer
from bot.engine import Engine
from scheduler.timers import Now

log = logging.getLogger(__name__)

BEAT_EVERY = timedelta(minutes=1)
MEND_EVERY = timedelta(hours=1)


class Maintenance:
    """Does what is due whenever it is woken. Only for a process that is there for everybody, not for a terminal."""

    def __init__(self, engine: Engine, now: Now) -> None:
        self._engine = engine
        self._now = now
        self._beat_at = self._mend_at = datetime.min.replace(tzinfo=UTC)

    async def wake(self) -> None:
        """One look at what is due. QuorumError where the database does not answer; then the next wake tries again."""
        at = self._now()
        if at >= self._beat_at:
            await self._engine.run(lambda work: beat(at, work))
            self._beat_at = at + BEAT_EVERY
        if at >= self._mend_at:
            missing = await self._engine.reader.read(lambda work: places_without_timer(at, work))
            if missing:
                log.warning("places=%s had no timer, looked at again", missing)
                await self._engine.run(lambda work: mend_timers(missing, at, work))
            self._mend_at = at + MEND_EVERY
