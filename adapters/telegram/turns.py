"""Answers to one person leave in the order of what she did, however long one of them takes."""

from __future__ import annotations

import asyncio


class Turns:
    """A turn is taken when something is heard, and waited for when its answer is ready."""

    def __init__(self) -> None:
        self._last: dict[int, asyncio.Event] = {}

    def take(self, person_id: int) -> Turn:
        """The next turn of a person."""
        before, mine = self._last.get(person_id), asyncio.Event()
        self._last[person_id] = mine
        return Turn(self, person_id, before, mine)

    def end(self, person_id: int, mine: asyncio.Event) -> None:
        """A turn is over."""
        mine.set()
        if self._last.get(person_id) is mine:
            del self._last[person_id]


class Turn:
    """One place in the row of a person."""

    def __init__(self, turns: Turns, person_id: int, before: asyncio.Event | None, mine: asyncio.Event) -> None:
        self._turns = turns
        self._person_id = person_id
        self._before = before
        self._mine = mine

    async def come(self) -> None:
        """Waits until those before are over."""
        if self._before is not None:
            await self._before.wait()

    def end(self) -> None:
        """The answer is over, or there is none."""
        self._turns.end(self._person_id, self._mine)
