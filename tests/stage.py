"""A stage to play flows on: people press and type, time passes, the real engine and a real database answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from adapters.outbox import Outbox, Postponed, Refused
from bot.actions import Action, decode, encode
from bot.commands import read_line
from bot.community.actions import SetUp
from bot.effects import AskText, Effect, Notice, Revise, Show
from bot.engine import Engine
from bot.errors import Refusal
from bot.events import Event, Place, User
from bot.library import Content
from bot.ports import UnitOfWork
from bot.records import Delivery
from bot.screens import Button, Screen
from scheduler.timers import run_due_timers
from storage.database import Database
from storage.reader import Reader
from storage.unit_of_work import Transactions

T = TypeVar("T")
PLATFORM = "stage"
SQUARE = Place(PLATFORM, "square", "town")
"""The place of a community that has the daily challenge."""
SATURDAY = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def day_of(post: Screen) -> str:
    """The date that a post of a challenge names, in its title or above it."""
    found = re.search(r"Daily challenge(?:,| ·) (\w+ \d+ \w+)", f"{post.title}\n{post.context}")
    return found[1] if found else ""


@dataclass
class Answered:
    """What one event led to."""

    effects: list[Effect]

    @property
    def notices(self) -> list[str]:
        return [effect.text for effect in self.effects if isinstance(effect, Notice)]

    @property
    def screens(self) -> list[Screen]:
        return [effect.screen for effect in self.effects if isinstance(effect, Show | Revise)]


@dataclass
class Posts:
    """A carrier that keeps what it carried, newest last. `refuses` and `delays` say what it does not carry (yet)."""

    platform: str = PLATFORM
    carried: list[tuple[Delivery, Screen]] = field(default_factory=list)
    refuses: Callable[[Delivery], bool] = lambda delivery: False
    delays: Callable[[Delivery], bool] = lambda delivery: False

    async def carry(self, delivery: Delivery, screen: Screen) -> str:
        if self.refuses(delivery):
            raise Refused("The room was deleted.")
        if self.delays(delivery):
            raise Postponed(1, "busy")
        self.carried.append((delivery, screen))
        return f"message {delivery.id}"


class Stage:
    """People at one place of a community; `in_private(name)` takes somebody aside.

    With `restarts` the process ends before every event and a new one begins: nothing may depend on memory. With
    `has_company` others can be at the place at the same time, so that a quiz waits for them.
    """

    def __init__(self, url: str, content: Content, *, restarts: bool = False) -> None:
        self.url = url
        self.content = content
        self.now = SATURDAY
        self.posts = Posts()
        self.has_company = False
        self._restarts = restarts
        self._loop = asyncio.new_event_loop()
        self._screens: dict[str, Screen] = {}
        self._asked: dict[str, AskText] = {}
        self._places: dict[str, Place] = {}
        self._open()

    # ---- what people do

    def command(self, name: str, line: str) -> Answered:
        """Somebody types a command; what was not understood comes back as a notice."""
        try:
            action, text = read_line(line)
        except Refusal as refusal:
            return Answered([Notice(str(refusal))])
        return self.act(name, action, text)

    def press(self, name: str, label: str) -> Answered:
        """Somebody presses the button whose label is, or begins with, these words on the last screen she saw."""
        return self.act(name, self.button(name, label).action)

    def type(self, name: str, text: str) -> Answered:
        """Somebody types what she was asked for."""
        return self.act(name, self._asked.pop(name).then, text)

    def act(self, name: str, action: Action, text: str = "", *, may_manage: bool = False) -> Answered:
        """Somebody does an action, as its token says it."""
        if self._restarts:
            self.restart()
        event = self.event(name, decode(encode(action)), text, may_manage=may_manage)
        answered = Answered(self.run(self.engine.handle(event)))
        for effect in answered.effects:
            match effect:
                case Show(screen=screen) | Revise(screen=screen):
                    self._screens[name] = screen
                case AskText():
                    self._asked[name] = effect
        return answered

    def together(self, *events: Event) -> list[Answered]:
        """Everything at the same instant."""

        async def all_at_once() -> list[list[Effect]]:
            return await asyncio.gather(*(self.engine.handle(event) for event in events))

        return [Answered(effects) for effects in self.run(all_at_once())]

    def event(self, name: str, action: Action, text: str = "", *, may_manage: bool = False) -> Event:
        """An event of somebody, now, where she is."""
        place = self._places.get(name, SQUARE)
        is_alone = not self.has_company
        return Event(action, User(PLATFORM, name, name), place, self.now, text, may_manage, is_alone=is_alone)

    def in_private(self, name: str) -> None:
        """From now on somebody acts in a private chat."""
        self._places[name] = Place(PLATFORM, f"private {name}")

    def in_square(self, name: str) -> None:
        """From now on somebody acts in the community again."""
        self._places.pop(name, None)

    def in_place(self, name: str, place: Place) -> None:
        """From now on somebody acts at another place."""
        self._places[name] = place

    # ---- what is seen

    def screen(self, name: str) -> Screen:
        """The last screen somebody saw."""
        return self._screens[name]

    def button(self, name: str, label: str) -> Button:
        """A button of the last screen somebody saw."""
        found = [button for button in self._screens[name].buttons if button.label.startswith(label)]
        assert found, f"no button {label!r} among {[button.label for button in self._screens[name].buttons]}"
        return found[0]

    @property
    def post(self) -> Screen:
        """The last message that was posted or redrawn in the square."""
        return self.posts.carried[-1][1]

    @property
    def post_day(self) -> str:
        """Which date the last message is the challenge of, like `Sat 21 Nov`."""
        return day_of(self.post)

    @property
    def days_posted(self) -> list[str]:
        """The dates of all challenges that were posted, in the order in which they came."""
        carried = ((delivery, screen) for delivery, screen in self.posts.carried if not delivery.is_revision)
        return [day_of(screen) for delivery, screen in carried if delivery.key.startswith("daily:")]

    @property
    def database(self) -> Database:
        """The open database, for plays in which it breaks."""
        return self._database

    def look(self, query: Callable[[UnitOfWork], T]) -> T:
        """A look into the database."""
        return self.run(self.engine.reader.read(query))

    def arrange(self, step: Callable[[UnitOfWork], T]) -> T:
        """Something that happened before the play, put into the database."""
        return self.run(self.engine.run(step))

    def learner_id(self, name: str) -> int:
        """The id of somebody who acted before."""
        learner = self.look(lambda work: work.learners.find(User(PLATFORM, name), SQUARE))
        assert learner is not None
        return learner.id

    # ---- time and process

    def set_up(
        self,
        wall: str = "09:00",
        zone: str = "UTC",
        *,
        post_now: bool = False,
        shields: bool = True,
        window_hours: int = 6,
    ) -> Answered:
        """A manager sets up the daily challenge in the square."""
        hours, minutes = wall.split(":")
        action = SetUp(int(hours) * 60 + int(minutes), window_hours, int(shields), int(post_now))
        return Answered(self.run(self.engine.handle(self.event("owner", action, zone, may_manage=True))))

    def pass_time(self, **span: float) -> None:
        """Time passes, then the alarm clock ticks."""
        self.now += timedelta(**span)
        self.tick()

    def tick(self) -> None:
        """What the alarm clock does every second."""
        if self._restarts:
            self.restart()
        self.run(run_due_timers(self.engine, lambda: self.now))
        self.run(Outbox(self.engine, self.posts, lambda: self.now).deliver())

    def restart(self) -> None:
        """The process ends and begins again."""
        self.close_process()
        self._open()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs a coroutine to its end."""
        return self._loop.run_until_complete(work)

    def close_process(self) -> None:
        """Ends the engine and lets the database go."""
        self.run(self.engine.close())
        self.run(self._reader.close())
        self._transactions.close()
        self._database.close()

    def close(self) -> None:
        """Ends everything."""
        self.close_process()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def _open(self) -> None:
        self._database = Database(self.url, synchronous="OFF")
        self._database.open()
        self._reader = Reader(self._database)
        self._transactions = Transactions(self._database)

        async def engine() -> Engine:
            return Engine(self._transactions, self._reader, self.content)

        self.engine = self.run(engine())
