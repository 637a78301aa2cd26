"""How fast messages may go out: so many a second in all, so many in one chat, none in a chat that asked to wait.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import asyncio
from collections import deque

A_SECOND = 28
"""Telegram takes about 30 a second over all chats."""
A_MINUTE_IN_A_GROUP = 18
"""Telegram takes 20 a minute in one group or channel."""
PRIVATE_GAP_SECONDS = 1.05
KEPT = 5000


class Pace:
    """Lets messages through one after the other; those that somebody waits for go first."""

    def __init__(self, a_second: float = A_SECOND) -> None:
        self._gap = 1 / a_second
        self._free_at = 0.0
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()
        self._next: asyncio.TimerHandle | None = None

    async def turn(self, *, is_urgent: bool = False) -> None:
        """Waits for the next turn."""
        turn = asyncio.get_running_loop().create_future()
        (self._urgent if is_urgent else self._others).append(turn)
        if self._next is None:
            self._let_through()
        await turn

    def _let_through(self) -> None:
        self._next = None
        loop = asyncio.get_running_loop()
        while waiting := self._urgent or self._others:
            if waiting[0].done():  # nobody waits for it any more
                waiting.popleft()
            elif loop.time() < self._free_at:
                self._next = loop.call_at(self._free_at, self._let_through)
                return
            else:
                waiting.popleft().set_result(None)
                self._free_at = loop.time() + self._gap


class ChatLimits:
    """When a chat takes the next message: by its own limit, and by what it was told to wait."""

    def __init__(self) -> None:
        self._sent: dict[tuple[int, bool], deque[float]] = {}
        self._closed_until: dict[int, float] = {}

    def closed_for(self, chat_id: int) -> float:
        """Seconds that a chat still has to be left alone."""
        left = self._closed_until.get(chat_id, 0.0) - asyncio.get_running_loop().time()
        if left <= 0:
            self._closed_until.pop(chat_id, None)
        return max(0.0, left)

    def close(self, chat_id: int, seconds: float) -> None:
        """A chat has to be left alone so long; that of others is no concern of it."""
        until = asyncio.get_running_loop().time() + seconds
        self._closed_until[chat_id] = max(until, self._closed_until.get(chat_id, 0.0))

    def wait_for(self, chat_id: int, *, is_edit: bool = False) -> float:
        """Seconds until a post nobody asked for may go to a chat, or be redrawn there."""
        now = asyncio.get_running_loop().time()
        most, span = _limit(chat_id)
        sent = self._sent.get((chat_id, is_edit), deque())
        while sent and now - sent[0] >= span:
            sent.popleft()
        by_count = span - (now - sent[0]) if len(sent) >= most else 0.0
        return max(by_count, self.closed_for(chat_id))

    def count(self, chat_id: int, *, is_edit: bool = False) -> None:
        """A message goes to a chat, or is redrawn there."""
        if len(self._sent) > KEPT:
            self._forget()
        sent = self._sent.setdefault((chat_id, is_edit), deque(maxlen=_limit(chat_id)[0]))
        sent.append(asyncio.get_running_loop().time())

    def _forget(self) -> None:
        """Lets go what counts no more."""
        now = asyncio.get_running_loop().time()
        self._sent = {key: sent for key, sent in self._sent.items() if sent and now - sent[-1] < _limit(key[0])[1]}


def _limit(chat_id: int) -> tuple[int, float]:
    """So many messages in so many seconds."""
    return (1, PRIVATE_GAP_SECONDS) if chat_id > 0 else (A_MINUTE_IN_A_GROUP, 60.0)
