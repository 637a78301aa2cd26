"""The terminal session: reads lines, sends events, prints effects. Works through a pipe as well as at a keyboard.

Several people may sit at it, one after the other: named at the start, or by /user. Then they play quizzes together.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TextIO

from adapters.console.draw import Terminal, draw
from adapters.console.translate import Act, Become, Leave, read
from adapters.markup import printable
from bot.actions import Action
from bot.community.actions import SetUp
from bot.effects import AskText, Effect, Notice, Revise, Show
from bot.engine import Engine
from bot.errors import Refusal
from bot.events import Event, Place, User
from bot.records import Delivery
from bot.routes import draw_board, open_boards
from bot.screens import Button, Screen, Tone

PLATFORM = "console"
TERMINAL = Place(PLATFORM, "terminal", "terminal")
DAILY_AT_MINUTES = 4 * 60
WINDOW_HOURS = 24


class Console:
    """One terminal and the people who sit at it."""

    platform = PLATFORM

    def __init__(
        self,
        engine: Engine,
        terminal: Terminal,
        names: Sequence[str],
        now: Callable[[], datetime],
        source: TextIO,
        out: TextIO,
    ) -> None:
        self._engine = engine
        self._terminal = terminal
        self._now = now
        self._source = source
        self._out = out
        self._is_keyboard = source.isatty()
        self._user = _user(names[0])
        self._people = {_user(name) for name in names}
        self._printed: dict[str, str] = {}
        self._wake: Callable[[], Awaitable[None]] = _nothing
        self._buttons: dict[User, tuple[Button, ...]] = {}
        self._posted: tuple[Button, ...] = ()
        self._asked: dict[User, AskText] = {}
        self._has_shown_post = False

    async def run(self, wake: Callable[[], Awaitable[None]]) -> None:
        """The session, until the user leaves or the input ends. `wake` does what is due, once, before it begins."""
        self._print(f"Quorum. You are {self._user.name}. A number presses a button; /help and /quit do what they say.")
        self._wake = wake
        await self._set_up()
        await wake()
        if not self._has_shown_post:
            await self._show_open_posts()
        lines = self._read_lines()
        while (line := await self._next_line(lines)) is not None:
            if not self._is_keyboard:
                self._print(f"{self._user.name}> {printable(line).strip()[:200]}")
            if not await self._handle(line):
                return

    async def carry(self, delivery: Delivery, screen: Screen) -> str:
        """Prints a post. A printed one cannot be revised, so a revision is printed once the post is closed."""
        shown = draw(screen, self._terminal)
        if not delivery.is_revision or (screen.tone is not Tone.OPEN and self._printed.get(delivery.key) != shown):
            self._printed[delivery.key] = shown
            self._post(screen)
        return str(delivery.id)

    async def _set_up(self) -> None:
        """The terminal is a community of its own: a challenge a day from 04:00, caught up whenever it is opened."""
        has_place = await self._engine.reader.read(lambda work: work.communities.daily_place_at(TERMINAL) is not None)
        if not has_place:
            action = SetUp(DAILY_AT_MINUTES, WINDOW_HOURS, shields=0, post_now=1)
            zone = self._terminal.zone.key
            await self._engine.handle(Event(action, self._user, TERMINAL, self._now(), zone, may_manage=True))

    async def _show_open_posts(self) -> None:
        content = self._engine.content
        keys = await self._engine.reader.read(open_boards)
        if keys and (screen := await self._engine.reader.read(lambda work: draw_board(keys[-1], work, content))):
            self._post(screen)

    async def _handle(self, line: str) -> bool:
        """Does what a line says; False when it says goodbye."""
        if not line.strip():
            return True
        asked = self._asked.pop(self._user, None)
        try:
            wish = read(line, self._buttons.get(self._user, self._posted), asked)
        except Refusal as refusal:
            self._print(str(refusal))
            if asked is not None and not line.lstrip().startswith("/"):
                self._asked[self._user] = asked
            return True
        match wish:
            case Leave():
                self._print("Until tomorrow.")
                return False
            case Become(name):
                self._user = _user(name)
                self._people.add(self._user)
                self._print(f"You are {name} now.")
            case Act(action, text):
                effects = await self._act(action, text)
                if asked is not None and action == asked.then and all(isinstance(one, Notice) for one in effects):
                    self._asked[self._user] = asked  # refused: the next line is another try, never a press
        return True

    async def _act(self, action: Action, text: str) -> list[Effect]:
        is_alone = len(self._people) == 1
        event = Event(action, self._user, TERMINAL, self._now(), text, is_alone=is_alone)
        effects = await self._engine.handle(event)
        for effect in effects:
            self._perform(effect)
        if not is_alone:
            await self._wake()  # what comes of it for all stands there before the next one types
        return effects

    def _perform(self, effect: Effect) -> None:
        match effect:
            case Show(screen=screen) | Revise(screen=screen):
                self._buttons[self._user] = screen.buttons
                self._print(draw(screen, self._terminal))
            case Notice(text):
                self._print(printable(text))
            case AskText(prompt):
                self._asked[self._user] = effect
                self._print(printable(prompt))

    def _post(self, screen: Screen) -> None:
        """A public message: everyone at the terminal may press its buttons."""
        self._has_shown_post = True
        self._buttons.clear()
        self._posted = screen.buttons
        self._print(draw(screen, self._terminal))

    def _print(self, text: str) -> None:
        self._write(f"{text}\n\n")

    def _write(self, text: str) -> None:
        try:
            print(text, end="", file=self._out, flush=True)
        except OSError as error:  # a closed window says EIO where a closed pipe says EPIPE
            raise BrokenPipeError from error

    async def _next_line(self, lines: asyncio.Queue[str | None]) -> str | None:
        if self._is_keyboard:
            self._write(f"{self._user.name}> ")
        return await lines.get()

    def _read_lines(self) -> asyncio.Queue[str | None]:
        """Lines as they come, None at the end. A thread of its own waits for them, so that the end of the program does
        not have to.
        """
        lines: asyncio.Queue[str | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def forward() -> None:
            with suppress(RuntimeError):  # the loop was closed while this waited
                with suppress(OSError, ValueError):  # the terminal went away, which ends the input too
                    for line in self._source:
                        loop.call_soon_threadsafe(lines.put_nowait, line)
                loop.call_soon_threadsafe(lines.put_nowait, None)

        threading.Thread(target=forward, name="keyboard", daemon=True).start()
        return lines


def _user(name: str) -> User:
    return User(PLATFORM, name.casefold(), name)


async def _nothing() -> None:
    """Before the session runs nothing is due."""
