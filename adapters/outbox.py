"""Delivers what is owed to the places of a platform: claimed with a lease, drawn from state, sent, confirmed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.engine import Engine
from bot.errors import QuorumError
from bot.events import Place
from bot.ports import UnitOfWork
from bot.records import Delivery
from bot.routes import claim_deliveries, draw_board, drop_delivery, note_delivery, refuse_delivery
from bot.screens import Screen

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
CLAIMED_AT_ONCE = 50
IN_FLIGHT = 200
AFTER_ITS_FIRST_SECONDS = 2
"""A redraw waits so long for a message that is still to be posted."""
MOST_NOT_TAKEN = 10
"""So often a message is tried whose refusal nobody foresaw; then somebody has to know."""
NOT_TAKEN = "The platform did not take this message ({0})."


class Refused(Exception):
    """The place takes no messages until somebody changes something there; the text says what, as a sentence."""


class Postponed(Exception):
    """Not now: to be tried again after so many seconds."""

    def __init__(self, seconds: float, because: str) -> None:
        super().__init__(because)
        self.seconds = seconds


class NotTaken(Exception):
    """The platform does not take the message, for a reason that is not known here; the text is its code or words."""


class Carrier(Protocol):
    """Sends one screen on a platform."""

    platform: str

    async def carry(self, delivery: Delivery, screen: Screen) -> str:
        """Posts or redraws a message; returns its id on the platform. Raises Refused, Postponed and NotTaken."""
        ...


class Outbox:
    """The deliveries of one platform. A claim whose sender died is taken again when its lease is over.

    What goes to one place goes one after the other; different places do not wait for one another.
    """

    def __init__(self, engine: Engine, carrier: Carrier, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._carrier = carrier
        self._now = now
        self._woken = asyncio.Event()
        self._at_work: dict[Place, asyncio.Task[None]] = {}
        self._in_flight = 0
        self._not_taken: dict[int, int] = {}

    async def wake(self) -> None:
        """Something may be owed."""
        self._woken.set()

    async def run(self) -> None:
        """Delivers whenever it is woken, until cancelled; a slow place holds up no other."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                for task in await self._start():
                    task.add_done_callback(self._look_at)
            except QuorumError as error:
                log.error("outbox=%s reason=%s", self._carrier.platform, error)

    async def deliver(self) -> None:
        """Sends what is owed now, up to a bound, and waits for it."""
        for result in await asyncio.gather(*await self._start(), return_exceptions=True):
            if result is not None:
                raise result

    async def _start(self) -> list[asyncio.Task[None]]:
        """Claims what is owed; one task for each place sends it."""
        at = self._now()
        platform = self._carrier.platform
        most = min(CLAIMED_AT_ONCE, IN_FLIGHT - self._in_flight)
        if most <= 0 or not await self._engine.reader.read(lambda work: work.deliveries.are_waiting(platform, at)):
            return []
        until = at + LEASE
        claimed = await self._engine.run(lambda work: claim_deliveries(platform, at, until, most, work))
        if len(claimed) == most:
            self._woken.set()  # there may be more
        self._in_flight += len(claimed)
        by_place: dict[Place, list[Delivery]] = {}
        for delivery in claimed:
            by_place.setdefault(delivery.place, []).append(delivery)
        tasks = []
        for place, deliveries in by_place.items():
            task = asyncio.create_task(self._deliver_in_turn(deliveries, until, self._at_work.get(place)))
            self._at_work[place] = task
            tasks.append(task)
        return tasks

    def _look_at(self, task: asyncio.Task[None]) -> None:
        self._woken.set()
        if not task.cancelled() and (error := task.exception()):
            log.error("outbox=%s reason=%s", self._carrier.platform, error)

    async def _deliver_in_turn(
        self, deliveries: Sequence[Delivery], until: datetime, before: asyncio.Task[None] | None
    ) -> None:
        try:
            if before is not None:
                await asyncio.wait([before])
            for delivery in deliveries:
                if self._now() >= until:
                    return  # what is left may be somebody else's by now
                await self._try(delivery)
        finally:
            self._in_flight -= len(deliveries)
            if self._at_work.get(deliveries[0].place) is asyncio.current_task():
                del self._at_work[deliveries[0].place]

    async def _try(self, delivery: Delivery) -> None:
        try:
            await self._deliver(delivery)
            self._not_taken.pop(delivery.id, None)
        except Refused as refusal:
            await self._refuse(delivery, str(refusal))
        except NotTaken as error:
            await self._count(delivery, str(error))
        except Postponed as error:
            log.info("delivery=%d key=%s postponed=%.1f s reason=%s", delivery.id, delivery.key, error.seconds, error)
            again_at = self._now() + timedelta(seconds=error.seconds)
            await self._engine.run(lambda work: work.deliveries.postpone(delivery.id, again_at))
        except QuorumError:
            raise  # the engine or the database: nothing else could be sent either
        except Exception:  # one place must not hold up the others; this one is tried again when its lease ends
            log.exception("delivery=%d key=%s attempt=%d failed", delivery.id, delivery.key, delivery.attempts)

    async def _refuse(self, delivery: Delivery, because: str) -> None:
        log.warning("delivery=%d key=%s refused=%s", delivery.id, delivery.key, because)
        at = self._now()
        await self._engine.run(lambda work: refuse_delivery(delivery, because, at, work))

    async def _count(self, delivery: Delivery, reason: str) -> None:
        """A message that was not taken is tried again when its lease ends, but not for ever."""
        tries = self._not_taken.pop(delivery.id, 0) + 1
        log.error("delivery=%d key=%s not taken tries=%d reason=%s", delivery.id, delivery.key, tries, reason)
        if tries < MOST_NOT_TAKEN:
            self._not_taken[delivery.id] = tries
        elif delivery.is_revision:  # what stands there stays as it is; new messages may be taken
            at = self._now()
            await self._engine.run(lambda work: work.deliveries.confirm(delivery.id, delivery.message_id, at))
        else:
            await self._refuse(delivery, NOT_TAKEN.format(reason))

    async def _deliver(self, delivery: Delivery) -> None:
        content, reader = self._engine.content, self._engine.reader
        if not await reader.read(lambda work: work.deliveries.is_waiting(delivery.id)):
            return  # a try that took longer than its lease came to its end meanwhile
        screen = await reader.read(lambda work: draw_board(delivery.key, work, content))
        if delivery.is_revision and not delivery.message_id:
            if await self._engine.reader.read(lambda work: work.deliveries.is_owed(delivery.place, delivery.key)):
                raise Postponed(AFTER_ITS_FIRST_SECONDS, "its first message is still to come")
            # its first message may have been confirmed after this redraw was claimed
            standing = await reader.read(lambda work: work.deliveries.standing(delivery.place, delivery.key))
            delivery = replace(delivery, message_id=standing)
            screen = screen if standing else None
        message_id = "" if screen is None else await self._carrier.carry(await self._with_room(delivery), screen)
        at = self._now()

        def confirm(work: UnitOfWork) -> None:
            work.deliveries.confirm(delivery.id, message_id, at)
            if screen is not None:
                note_delivery(delivery.key, at, work)
            elif not delivery.is_revision:
                drop_delivery(delivery.key, at, work)

        await self._engine.run(confirm)
        log.info("delivered=%d key=%s revision=%s", delivery.id, delivery.key, delivery.is_revision)

    async def _with_room(self, delivery: Delivery) -> Delivery:
        """A delivery that may open a side room knows what to call it: as the message it opens from is called."""
        room, content = delivery.place.room, self._engine.content
        if room is None or delivery.room_is_open:
            return delivery
        board = await self._engine.reader.read(lambda work: draw_board(room, work, content))
        return delivery if board is None else replace(delivery, room_name=board.title)
