"""An evening on Telegram: people act, the real library speaks to the small Bot API, the real engine answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, TypeVar

from e2e.telegram_chats import Json
from e2e.telegram_service import TOKEN, Service
from e2e.telegram_town import PATIENCE_SECONDS
from stage import SATURDAY

from adapters.outbox import Outbox
from adapters.pictures import Pictures
from adapters.telegram.app import TelegramApp
from adapters.telegram.translate import PLATFORM
from bot.engine import Engine
from bot.events import Place, User
from bot.library import Content
from bot.ports import UnitOfWork
from bot.questions import ask
from bot.settings import Settings
from scheduler.timers import run_due_timers
from storage.database import Database
from storage.reader import Reader
from storage.unit_of_work import Transactions

T = TypeVar("T")


class Evening:
    """One process of Quorum on one service. What people do is answered before the next thing happens."""

    def __init__(self, url: str, content: Content) -> None:
        self.service = Service()
        self.now = SATURDAY
        self._url = url
        self._content = content
        self._runner = asyncio.Runner()
        self.run(self.service.start())
        self.open()

    # ---- what people do

    def say(self, person_id: int, text: str, chat_id: int = 0, **more: int) -> str:
        """Somebody writes; the newest text of Quorum in her private chat afterwards."""
        self.do(lambda: self.service.say(person_id, text, chat_id, **more))
        return self.last(person_id)

    def press(self, person_id: int, label: str, chat_id: int = 0, message_id: int = 0) -> Json:
        """Somebody presses a button; how the press was answered."""
        press_id = self.do(lambda: self.service.press(person_id, label, chat_id, message_id))
        return self.answer_to(press_id)

    def forge(self, person_id: int, data: str | None, chat_id: int = 0) -> Json:
        """Somebody presses a button that nobody drew; how that was answered."""
        press_id = self.do(lambda: self.service.forge(person_id, data, chat_id or person_id))
        return self.answer_to(press_id)

    def answer_to(self, press_id: str) -> Json:
        """How a press was answered."""
        answer = self.service.presses[press_id]
        assert answer is not None, "the press was never answered"
        return answer

    def last(self, chat_id: int) -> str:
        """The newest text of Quorum in a chat; empty when there is none."""
        return self.service.last(chat_id) if self.service.shown(chat_id) else ""

    def do(self, act: Callable[[], T]) -> T:
        """Something happens on Telegram and is answered."""

        async def acted() -> T:
            done = act()
            await self.service.until_quiet()
            return done

        return self.run(acted())

    # ---- time and process

    def tick(self, **span: float) -> None:
        """Time passes, then the alarm clock ticks once."""
        self.now += timedelta(**span)

        async def ticked() -> None:
            await run_due_timers(self.engine, lambda: self.now)
            await self.outbox.deliver()

        self.run(ticked())

    def restart(self) -> None:
        """The process ends and begins again."""
        self.close_process()
        self.open()

    def open(self) -> None:
        """The process begins."""
        self._database = Database(self._url, synchronous="OFF")
        self._database.open()
        self._reader = Reader(self._database)
        self._transactions = Transactions(self._database)
        self.run(self._connect())

    async def _connect(self) -> None:
        self.engine = Engine(self._transactions, self._reader, self._content)
        settings = Settings(telegram_token=TOKEN, telegram_api_url=self.service.url)
        self.app = TelegramApp(self.engine, Pictures(self._content.library), settings, lambda: self.now)
        self.outbox = Outbox(self.engine, self.app.courier, lambda: self.now)
        self._running = asyncio.ensure_future(self.app.run_until_closed())
        await self.app.connected.wait()
        await self.service.until_quiet()

    def close_process(self) -> None:
        """The process ends in order."""

        async def ended() -> None:
            self._running.cancel()
            await asyncio.wait([self._running])
            await self.app.finish()
            await self.engine.close()
            await self._reader.close()

        self.run(ended())
        self._transactions.close()
        self._database.close()

    def close(self) -> None:
        """Ends everything."""
        self.close_process()
        self.run(self.service.close())
        self._runner.close()

    def key(self) -> str:
        """The letter of the right answer to today's challenge, wherever it is shown."""
        challenge = self.look(lambda work: work.challenges.on(self.now.date()))
        assert challenge is not None
        return ask(self._content.library.questions[challenge.question_id], challenge.seed).key_letters

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs a coroutine to its end."""
        return self._runner.run(work)

    # ---- what is stored

    def look(self, query: Callable[[UnitOfWork], T]) -> T:
        """A look into the database."""
        return self.run(self._reader.read(query))

    def until_stored(self, fits: Callable[[UnitOfWork], bool]) -> None:
        """Waits until something that happens by itself is stored."""

        async def stored() -> None:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not await self._reader.read(fits):
                    pass

        self.run(stored())

    def arrange(self, step: Callable[[UnitOfWork], T]) -> T:
        """Something that is put into the database."""
        return self.run(self.engine.run(step))

    def learner_id(self, person_id: int) -> int:
        """The id of somebody who acted before; 0 for nobody."""
        user = User(PLATFORM, str(person_id))
        learner = self.look(lambda work: work.learners.find(user, Place.of_user(PLATFORM, user.id)))
        return learner.id if learner is not None else 0
