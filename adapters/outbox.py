"""Delivers what is owed to the places of a platform: claimed with a lease, drawn from state, sent, confirmed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from bot.engine import Engine
from bot.errors import QuorumError
from bot.ports import UnitOfWork
from bot.records import Delivery
from bot.routes import draw_board, note_delivery
from bot.screens import Screen

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
CLAIMED_AT_ONCE = 50


class Carrier(Protocol):
    """Sends one screen on a platform."""

    platform: str

    async def carry(self, delivery: Delivery, screen: Screen) -> str:
        """Posts or redraws a message; returns its id on the platform."""
        ...


class Outbox:
    """The deliveries of one platform. A claim whose sender died is taken again when its lease is over."""

    def __init__(self, engine: Engine, carrier: Carrier, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._carrier = carrier
        self._now = now

    async def deliver(self) -> None:
        """Sends all that is owed now."""
        at = self._now()
        platform = self._carrier.platform
        waiting = await self._engine.reader.read(lambda work: work.deliveries.are_waiting(platform, at))
        if not waiting:
            return
        until = at + LEASE
        claimed = await self._engine.run(lambda work: work.deliveries.claim(platform, at, until, CLAIMED_AT_ONCE))
        for delivery in claimed:
            if self._now() >= until:
                return  # what is left may be somebody else's by now
            try:
                await self._deliver(delivery)
            except QuorumError:
                raise  # the engine or the database: nothing else could be sent either
            except Exception:  # one place must not hold up the others; this one is tried again when its lease ends
                log.exception("delivery=%d key=%s attempt=%d failed", delivery.id, delivery.key, delivery.attempts)

    async def _deliver(self, delivery: Delivery) -> None:
        content = self._engine.content
        screen = await self._engine.reader.read(lambda work: draw_board(delivery.key, work, content))
        message_id = "" if screen is None else await self._carrier.carry(delivery, screen)
        at = self._now()

        def confirm(work: UnitOfWork) -> None:
            work.deliveries.confirm(delivery.id, message_id, at)
            note_delivery(delivery.key, at, work)

        await self._engine.run(confirm)
        log.info(
            "delivered=%d key=%s revision=%s",
            delivery.id,
            delivery.key,
            delivery.is_revision,
        )
