"""What this process knows of chats: the newest message in each, which have topics, which got another id."""

from __future__ import annotations

import logging
from collections import deque

from adapters.telegram.calls import Calls
from adapters.telegram.translate import PLATFORM
from bot.engine import Engine
from bot.ports import UnitOfWork

log = logging.getLogger(__name__)

OWN_KEPT = 50
OWN_COUNTERS_BELOW = -1_000_000_000_000
"""Supergroups and channels, whose ids are below, count their messages themselves; all other chats do it together."""


class KnownChats:
    """Groups and channels; what a restart must not lose is in the database."""

    def __init__(self, engine: Engine, calls: Calls) -> None:
        self.moved: dict[str, str] = {}
        self._engine = engine
        self._calls = calls
        self._newest: dict[int, int] = {}
        self._own: dict[int, deque[int]] = {}
        self._forums: dict[int, bool] = {}

    async def load(self) -> None:
        """Reads which chats moved."""
        self.moved = dict(await self._engine.reader.read(lambda work: work.chats.moved(PLATFORM)))

    async def move(self, old: int, new: int) -> None:
        """A group became a supergroup: all that belongs to it goes there, in one transaction."""
        if self.moved.get(str(old)) == str(new):
            return
        await self._engine.run(lambda work: work.chats.move(PLATFORM, str(old), str(new)))
        self.moved[str(old)] = str(new)
        log.info("chat=%d moved to=%d", old, new)

    def see(self, chat_id: int, message_id: int) -> None:
        """Notes a message of a chat."""
        counter = _counter(chat_id)
        self._newest[counter] = max(message_id, self._newest.get(counter, 0))

    def keep_own(self, chat_id: int, message_id: int) -> None:
        """Notes a message of our own."""
        self.see(chat_id, message_id)
        if chat_id < 0:
            self._own.setdefault(chat_id, deque(maxlen=OWN_KEPT)).append(message_id)

    def is_own(self, chat_id: int, message_id: int) -> bool:
        """Whether a message is known to be of our own, for whatever reason it was sent."""
        return message_id in self._own.get(chat_id, ())

    async def note_before(self, delivery_id: int, chat_id: int, mark: str) -> None:
        """Notes that a delivery is about to be tried, what is sent, and the newest message of its chat until now."""
        counter = _counter(chat_id)
        newest = self._newest.get(counter, 0)

        def note(work: UnitOfWork) -> int:
            if newest:
                work.chats.see(PLATFORM, str(counter), newest)
            known = work.chats.seen(PLATFORM, str(counter))
            work.deliveries.note_before(delivery_id, known or -1, mark)
            return known

        self.see(chat_id, await self._engine.run(note))

    def note_forum(self, chat_id: int, *, is_forum: bool) -> None:
        """Notes whether a group has topics."""
        self._forums[chat_id] = is_forum

    async def is_forum(self, chat_id: int) -> bool:
        """Whether a group has topics; asked of Telegram where no update told."""
        if chat_id not in self._forums:
            chat = await self._calls.asked(lambda: self._calls.bot.get_chat(chat_id))
            self._forums[chat_id] = bool(chat.is_forum)
        return self._forums[chat_id]


def _counter(chat_id: int) -> int:
    """Which chats share the numbers of their messages: 0 for those that have none of their own."""
    return chat_id if chat_id < OWN_COUNTERS_BELOW else 0
