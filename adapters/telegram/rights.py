"""Who manages a chat and what Quorum may do there: asked of Telegram, a yes kept for a minute."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from telegram import ChatMember

from adapters.telegram import permissions
from adapters.telegram.calls import CallError, Calls
from bot.errors import Refusal

KEPT_SECONDS = 60
KEPT = 2000
UNKNOWN = "Telegram did not say who manages this group. Nothing was changed; try again in a moment."


class Rights:
    """Only what was granted is kept: somebody who was refused is asked about again at the next try."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._managers: dict[tuple[int, int], float] = {}

    async def manages(self, chat_id: int, user_id: int) -> bool:
        """Whether somebody manages a chat; Refusal when Telegram does not answer."""
        now = asyncio.get_running_loop().time()
        if self._managers.get((chat_id, user_id), 0.0) > now:
            return True
        try:
            member = await self._calls.asked(lambda: self._calls.bot.get_chat_member(chat_id, user_id))
        except CallError:
            raise Refusal(UNKNOWN) from None
        if not permissions.manages(member):
            self._managers.pop((chat_id, user_id), None)
            return False
        if len(self._managers) >= KEPT:
            self._managers.clear()
        self._managers[chat_id, user_id] = now + KEPT_SECONDS
        return True

    async def missing(self, chat_id: int) -> tuple[str, ...]:
        """Names of the rights that Quorum lacks to post in a chat; CallError when Telegram does not answer."""
        bot = self._calls.bot
        chat = await self._calls.asked(lambda: bot.get_chat(chat_id))
        return permissions.missing(chat, await self._calls.asked(lambda: bot.get_chat_member(chat_id, bot.id)))

    async def owner(self, chat_id: int) -> str:
        """The id of who owns a chat; empty when Telegram does not say."""
        with suppress(CallError):
            members = await self._calls.asked(lambda: self._calls.bot.get_chat_administrators(chat_id))
            return next((str(one.user.id) for one in members if one.status == ChatMember.OWNER), "")
        return ""

    def forget(self, chat_id: int) -> None:
        """Something changed in a chat: ask again."""
        self._managers = {key: until for key, until in self._managers.items() if key[0] != chat_id}
