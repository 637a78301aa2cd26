"""What happens to Quorum in chats: added, removed, allowed and forbidden, a group that gets another id."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from telegram import Chat, ChatMemberUpdated, Message, Update

from adapters.telegram import permissions
from adapters.telegram.answers import Memory
from adapters.telegram.calls import CallError
from adapters.telegram.chats import KnownChats
from adapters.telegram.rights import Rights
from adapters.telegram.translate import PLATFORM, chat_of, place_of
from bot.community import handlers as community
from bot.community.rules import DailyPlace
from bot.engine import Engine
from bot.errors import QuorumError

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 600
"""Telegram does not tell when the members of a group may write again."""


class Membership:
    """Keeps communities in step with the chats that Quorum is in."""

    def __init__(
        self, engine: Engine, rights: Rights, chats: KnownChats, memory: Memory, now: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._rights = rights
        self._chats = chats
        self._memory = memory
        self._now = now

    async def take(self, update: Update) -> bool:
        """Whether an update was of this kind; then it is stored. QuorumError when it could not be."""
        if update.my_chat_member is not None:
            await self._change(update.my_chat_member)
            return True
        message = update.effective_message
        if message is None or update.callback_query is not None:
            return False
        if message.chat.type == Chat.SUPERGROUP:
            self._chats.note_forum(message.chat.id, is_forum=bool(message.chat.is_forum))
        return await self._note_service(message)

    async def _note_service(self, message: Message) -> bool:
        """What a chat says of itself."""
        if message.migrate_to_chat_id is not None:
            await self._chats.move(message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id is not None:
            await self._chats.move(message.migrate_from_chat_id, message.chat.id)
        elif message.forum_topic_reopened is not None:
            place = place_of(message.chat.id, message.message_thread_id, self._chats.moved)
            await self._look_at([one for one in await self._paused() if one.external_id == place.id])
        else:
            return False
        return True

    async def _change(self, change: ChatMemberUpdated) -> None:
        """Somebody added or removed Quorum, or changed what it may do."""
        chat, new = change.chat, change.new_chat_member
        is_in, was_in = permissions.is_in(new), permissions.is_in(change.old_chat_member)
        self._rights.forget(chat.id)
        if chat.type == Chat.PRIVATE:
            self._memory.reach(change.from_user.id, is_reachable=is_in)
            log.info("private chat=%s", "open again" if is_in else "blocked")
            return
        place = place_of(chat.id, None, self._chats.moved)
        number = int(change.date.timestamp())
        if not is_in:
            await self._engine.run(lambda work: community.leave(PLATFORM, place.community, self._now(), work))
            log.info("chat=%s left", place.id)
        elif not was_in:
            at = replace(place, id="") if chat.type == Chat.CHANNEL else place  # its readers asked for no welcome
            await self._engine.run(lambda work: community.arrive(at, self._now(), work, number))
            log.info("chat=%s joined", place.id)
        else:
            await self._look_at([one for one in await self._places() if one.community == place.community])

    # ---- places that were paused

    async def look_now_and_then(self) -> None:
        """Looks at places that were paused for want of rights, at the start and every few minutes."""
        while True:
            try:
                paused = await self._paused()
                await self._look_at([one for one in paused if one.paused_because in permissions.BY_RIGHTS])
            except QuorumError as error:
                log.warning("paused places not looked at reason=%s", error)
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _paused(self) -> list[DailyPlace]:
        return [one for one in await self._places() if one.paused_because]

    async def _places(self) -> list[DailyPlace]:
        return await self._engine.reader.read(lambda work: work.communities.all_places(PLATFORM))

    async def _look_at(self, places: list[DailyPlace]) -> None:
        """Paused places that lack nothing any more go on; those that lack something now are paused and told so."""
        for place in places:
            try:
                lacks = await self._rights.missing(chat_of(place.external_id)[0])
            except CallError as error:
                log.info("place=%s not looked at reason=%s", place.external_id, error)
                continue
            if lacks and not place.paused_because:
                because = permissions.lacking(lacks)
                await self._engine.run(partial(community.forbid, place, because, self._now()))
            elif place.paused_because and not lacks:
                await self._engine.run(partial(community.resume, place, self._now()))
