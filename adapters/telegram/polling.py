"""Takes updates by long polling. Telegram keeps each until it is told that it was handled: a kill loses none."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from adapters.telegram.calls import told
from bot.errors import QuorumError

log = logging.getLogger(__name__)

POLL_SECONDS = 25
ROUND_TRIP_SECONDS = 10
AT_ONCE = 100
ALLOWED = ("message", "channel_post", "callback_query", "inline_query", "my_chat_member")
"""What Quorum asks for; it never sees who reacts, who votes elsewhere, or messages that are edited."""
SURE_AFTER = 3
"""So many answers without a conflict show that nobody else takes the updates of this bot."""
LONGEST_PAUSE_SECONDS = 30
LOOK_AGAIN_SECONDS = 0.1
"""While something is being handled, new updates are looked for so often."""

Raw = Mapping[str, Any]
Take = Callable[[Raw], Awaitable[None]]


class Poller:
    """Asks for updates and hands them over. What is not handled yet is not signed off, but holds up nothing new.

    `take` returns when an update was handled, and raises QuorumError when that has to be tried again.
    """

    def __init__(self, base_url: str, request: BaseRequest, take: Take) -> None:
        self._url = f"{base_url}/getUpdates"
        self._request = request
        self._take = take
        self._offset = 0
        self._open: dict[int, asyncio.Task[None]] = {}
        self._handled: set[int] = set()
        self._answers = 0

    async def run(self) -> None:
        """Polls until cancelled. Conflict and InvalidToken are raised when somebody else polls, or nobody may."""
        pause = 1
        while True:
            try:
                updates = await self._ask(0 if self._open else POLL_SECONDS, AT_ONCE)
            except Conflict:
                if self._answers < SURE_AFTER:
                    raise
                log.warning("polling=interrupted by another program that uses the same token")
                await asyncio.sleep(1)
            except InvalidToken:
                raise
            except RetryAfter:
                await asyncio.sleep(LONGEST_PAUSE_SECONDS)
            except TelegramError as error:
                log.warning("polling=failed reason=%s next try in %d s", told(error), pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            else:
                self._answers += 1
                pause = 1
                self._begin(updates)
                if self._open:
                    await asyncio.wait(self._open.values(), timeout=LOOK_AGAIN_SECONDS)
                if not self._sign_off():
                    await asyncio.sleep(1)

    async def finish(self) -> None:
        """Tells Telegram what was handled, so that the next start does not get it again."""
        self._sign_off()
        if self._offset:
            try:
                await self._ask(0, 1)
            except TelegramError as error:
                log.info("polling=not signed off reason=%s", told(error))

    async def _ask(self, seconds: int, most: int) -> list[Raw]:
        wanted = {"offset": self._offset, "timeout": seconds, "limit": most, "allowed_updates": json.dumps(ALLOWED)}
        found = await self._request.post(f"{self._url}?{urlencode(wanted)}", read_timeout=seconds + ROUND_TRIP_SECONDS)
        return list(found) if isinstance(found, list) else []

    def _begin(self, updates: list[Raw]) -> None:
        for update in updates:
            number = int(update["update_id"])
            if number not in self._open and number not in self._handled:
                self._open[number] = asyncio.ensure_future(self._take(update))

    def _sign_off(self) -> bool:
        """The offset moves on to the first update that is not handled; whether none has to be tried again."""
        failed = []
        for number, task in list(self._open.items()):
            if not task.done():
                continue
            del self._open[number]
            error = task.exception()
            if error is None:
                self._handled.add(number)
            elif isinstance(error, QuorumError):
                failed.append(number)
                log.error("update=%d to be tried again reason=%s", number, error)
            else:
                raise error
        newest = max(self._handled, default=self._offset - 1)
        self._offset = min([*self._open, *failed], default=newest + 1)
        self._handled = {number for number in self._handled if number >= self._offset}
        return not failed
