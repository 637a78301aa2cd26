"""A server to play on in a simulated Discord: the app, the engine, the database and the outbox are the real ones."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import discord
import simcord
from e2e.discord_world import BUTTON, IDLE_SECONDS, MENU, Complaints, Overheard, Seen, Shown, World, walked
from flows.script import right_letters, wrong_letters
from simcord.backend import serializers
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from adapters.discord.app import DiscordApp
from adapters.discord.deliver import Courier
from adapters.discord.draw import read_custom_id
from adapters.outbox import Outbox
from adapters.pictures import Pictures
from bot.daily.actions import ShowChallenge
from bot.engine import BUG, Engine
from bot.library import Content
from bot.ports import UnitOfWork
from bot.questions import Asked, ask
from bot.quiz.actions import ShowQuestion
from bot.settings import Settings
from scheduler.timers import run_due_timers
from storage.database import Database
from storage.reader import Reader
from storage.unit_of_work import Transactions

T = TypeVar("T")
SATURDAY = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ROUNDS = 5
BUSY_SECONDS = 4
LONGEST_SILENCE_SECONDS = 1.4
"""So long somebody may wait without a sign: with its way to the service it stays under 1.5 s."""


class DiscordStage:
    """One server with a channel, people in it, and a clock that stands still until time passes.

    Whoever is called owner may manage the server. Every answer must come, and no error may be logged.
    """

    def __init__(self, url: str, content: Content) -> None:
        self.url = url
        self.content = content
        self.now = SATURDAY
        self.complaints = Complaints()
        logging.getLogger().addHandler(self.complaints)
        self._runner = asyncio.Runner()
        self._people: dict[str, simcord.MemberActor] = {}
        self._shown: dict[str, list[Shown]] = {}
        self._forms: dict[str, Seen] = {}
        self._open()
        self.world = World(self.app)
        self.world.backend.advance_clock((self.now - self.world.now()).total_seconds())
        self.run(self.world.start)
        self.server = self.world.create_guild("Town")
        self.square = self.server.create_text_channel("square")
        self._managers = self.server.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
        self.settle()

    # ---- what people do

    def person(self, name: str) -> simcord.MemberActor:
        """Somebody in the server."""
        if name not in self._people:
            roles = [self._managers] if name == "owner" else []
            self._people[name] = self.server.add_member(self.world.create_user(name), roles=roles)
        return self._people[name]

    def command(self, name: str, command: str, /, *, at: simcord.ChannelHandle | None = None, **options: Any) -> Seen:
        """Somebody calls a command in the square, or at another channel."""
        return self._keep(name, self.run(self.person(name).slash, at or self.square, command, **options))

    def whisper(self, name: str, command: str, /, **options: Any) -> Seen:
        """Somebody calls a command in her direct messages."""
        return self._keep(name, self.run(self.person(name).user.slash, command, **options))

    def press(self, name: str, label: str, on: Shown | None = None) -> Seen:
        """Somebody presses the button that begins with these words: on a message, or where she saw it last."""
        messages = [on] if on else self._shown[name][::-1]
        for message in messages:
            for shown, custom_id in message.buttons.items():
                if shown.startswith(label):
                    return self.press_exactly(name, custom_id, message)
        raise AssertionError(f"no button {label!r} among {[list(message.buttons) for message in messages]}")

    def press_exactly(self, name: str, custom_id: str, on: Shown) -> Seen:
        """Somebody presses the button of a custom id on a message."""
        actor = self.person(name)
        is_direct = self.world.backend.get_channel(on.message.channel_id).guild_id is None
        click = actor.user.click if is_direct else actor.click
        return self._keep(name, self.run(click, on.message, custom_id=custom_id), on.message.id)

    def select(self, name: str, values: Sequence[str], on: Shown) -> Seen:
        """Somebody chooses values in the menu on a message."""
        menu = next(one["custom_id"] for one in walked(on.components) if one["type"] == MENU)
        chosen = self.run(self.person(name).select, on.message, values, custom_id=menu)
        return self._keep(name, chosen, on.message.id)

    def type(self, name: str, text: str) -> Seen:
        """Somebody fills in the form that she was shown and sends it."""
        form = self._forms.pop(name)
        return self._keep(name, self.run(self.person(name).submit_modal, form.result, {"text": text}), form.pressed)

    def choose(self, name: str, entry: str, message: discord.Message) -> Seen:
        """Somebody chooses an entry of the context menu of a message in the square."""
        return self._keep(name, self.run(self.person(name).context_menu, self.square, entry, message))

    def answer(self, name: str, *, right: bool = True, on: Shown | None = None) -> Seen:
        """Somebody answers the question on a message, by a press or by typing, whichever it takes."""
        asked = self.asked(on or self._shown[name][-1])
        letters = right_letters(asked) if right else wrong_letters(asked)
        if asked.question.kind.is_pressed:
            return self.press(name, letters, on)
        self.press(name, "Type answer", on)
        return self.type(name, letters)

    def suggestions(self, name: str, command: str, option: str, typed: str, **filled: Any) -> list[tuple[str, str]]:
        """What is suggested while somebody types: what is shown, and what it stands for."""
        found = self.run(self.person(name).autocomplete, self.square, command, option, typed, **filled)
        return [(one["name"], one["value"]) for one in found]

    # ---- what is seen

    def posts(self, at: simcord.ChannelHandle | None = None) -> list[Shown]:
        """What Quorum posted in the square or another channel, for all to see, oldest first."""
        backend = self.world.backend
        stored = backend.messages.get((at or self.square).id, {}).values()
        own = (one for one in stored if one.author_id == backend.bot_user.id and one.type == 0)
        posted = [one for one in own if not one.is_ephemeral]
        return [Shown.of(simcord.ResponseMessage(self.world, one)) for one in posted]

    def told(self, name: str) -> list[str]:
        """What somebody was sent in her direct messages."""
        return [message.text for message in self.posts(self.person(name).user.dm_channel)]

    def asked(self, message: Shown) -> Asked:
        """The question on a message."""
        actions = [read_custom_id(custom_id)[0] for custom_id in message.buttons.values()]
        show = next(action for action in actions if isinstance(action, ShowChallenge | ShowQuestion))
        if isinstance(show, ShowChallenge):
            challenge = self.look(lambda work: work.challenges.get(show.challenge_id))
            assert challenge is not None
            return ask(self.content.library.questions[challenge.question_id], challenge.seed)
        quiz = self.look(lambda work: work.quizzes.get(show.quiz_id))
        assert quiz is not None
        return ask(self.content.library.questions[quiz.question_ids[show.position]], quiz.seed(show.position))

    def requests(self, method: str, path: str) -> list[Any]:
        """Bodies of the requests that Quorum made whose path begins so."""
        made = self.world.http_requests
        return [one.json for one in made if one.method == method and one.path.startswith(path)]

    def look(self, query: Callable[[UnitOfWork], T]) -> T:
        """A look into the database."""
        found: T = self.run(self.engine.reader.read, query)
        return found

    # ---- what happens to the server

    def set_up(self, *, first: bool = False, **options: Any) -> Seen:
        """The owner sets up the daily challenge for 09:00 UTC in the square; `first` posts at once."""
        more = {"first": "now"} if first else {}
        return self.command("owner", "setup", **{"time": "09:00", "zone": "UTC", **more, **options})

    def forbid(self, *names: str, at: simcord.ChannelHandle | None = None) -> None:
        """Quorum loses permissions in a channel; without names it gets all of them back."""
        backend, channel = self.world.backend, at or self.square
        if names:
            deny = discord.Permissions(**dict.fromkeys(names, True)).value
            backend.set_overwrite(channel.id, Overwrite(backend.bot_user.id, OverwriteType.MEMBER, deny=deny))
        else:
            backend.delete_overwrite(channel.id, backend.bot_user.id)
        self.settle()

    def open_thread(self, name: str) -> simcord.ChannelHandle:
        """Somebody opens a thread in the square."""
        backend = self.world.backend
        thread = backend.create_thread(self.square.id, name, owner_id=self.person("ben").id)
        self.settle()
        return simcord.ChannelHandle(self.world, self.server, thread)

    def remove_quorum(self, server: simcord.GuildHandle | None = None) -> Callable[[], None]:
        """Quorum is removed from the server, or from another; returns what adds it again."""
        backend, guild = self.world.backend, self.world.backend.get_guild((server or self.server).id)
        channels = {one: backend.channels[one] for one in [*guild.channel_ids, *guild.thread_ids]}
        messages = {one: backend.messages[one] for one in channels if one in backend.messages}
        backend.remove_guild(guild.id)
        self.settle()

        def add_again() -> None:
            backend.guilds[guild.id] = guild
            backend.channels.update(channels)
            backend.messages.update(messages)
            payload = dict(serializers.guild_create_payload(backend, guild))
            payload.pop("unavailable", None)  # it is there when a server comes back from an outage only
            backend.emit("GUILD_CREATE", payload)
            self.settle()

        return add_again

    def forge(self, message: Shown, custom_id: str) -> Shown:
        """The first button of a message says something else from now on."""
        stored = self.world.backend.get_message(message.message.channel_id, message.message.id)
        next(one for one in walked(stored.components) if one["type"] == BUTTON)["custom_id"] = custom_id
        return Shown.of(message.message)

    @contextmanager
    def busy_core(self, seconds: float = LONGEST_SILENCE_SECONDS) -> Iterator[threading.Event]:
        """The core does nothing else until Discord was told that an answer is on its way, at least so many seconds.

        Gives what sets it free before.
        """
        told = threading.Event()
        self.world.backend.http_requests = Overheard(self.world.backend.http_requests, told)

        async def occupy() -> asyncio.Task[bool]:
            occupied = asyncio.ensure_future(self.engine.run(lambda work: told.wait(BUSY_SECONDS)))
            await asyncio.sleep(0)
            return occupied

        occupied = self.run(occupy)
        self.world.delay = seconds
        yield told
        assert self.run(asyncio.wait_for, occupied, BUSY_SECONDS), "nobody was told that an answer is on its way"

    # ---- time and process

    def pass_time(self, **span: float) -> None:
        """Time passes here and there, then the alarm clock ticks."""
        self.now += timedelta(**span)
        self.run(self.world.advance_time, timedelta(**span).total_seconds())
        self.tick()

    def tick(self) -> None:
        """What the alarm clock does every second, until nothing is owed any more."""
        self.run(run_due_timers, self.engine, lambda: self.now)
        for _ in range(ROUNDS):
            self.run(self.outbox.deliver)
        self.settle()

    def settle(self) -> None:
        """Everything that is under way comes to its end."""
        self.run(self.world.settle, idle=IDLE_SECONDS)

    def restart(self) -> None:
        """The process ends and begins again."""
        self._close_process()
        self._open()
        self.run(self.world.restart_bot, self.app)

    def close(self) -> None:
        """Ends everything; raises what nobody caught."""
        logging.getLogger().removeHandler(self.complaints)
        self.run(self.world.shutdown)
        self._close_process()
        self._runner.close()
        self.world.raise_errors()
        assert self.complaints.texts == []

    def run(self, work: Callable[..., Awaitable[T]], /, *arguments: Any, **options: Any) -> T:
        """Runs a coroutine function to its end."""

        async def whole() -> T:
            return await work(*arguments, **options)

        return self._runner.run(whole())

    def _keep(self, name: str, result: simcord.InteractionResult, pressed: int = 0) -> Seen:
        answers = [*filter(None, [result.response]), *result.followups]
        seen = Seen(result, tuple(map(Shown.of, answers)), pressed)
        assert BUG.partition("(")[0] not in seen.text
        if result.modal:
            self._forms[name] = seen
        ids = {one.message.id for one in seen.messages}
        before = [one for one in self._shown.get(name, []) if one.message.id not in ids]
        self._shown[name] = [*before, *(one for one in seen.messages if one.buttons)]
        return seen

    def _open(self) -> None:
        self._database = Database(self.url, synchronous="OFF")
        self._database.open()
        self._reader = Reader(self._database)
        self._transactions = Transactions(self._database)
        pictures = Pictures(self.content.library)

        async def build() -> None:
            self.engine = Engine(self._transactions, self._reader, self.content)
            self.app = DiscordApp(self.engine, pictures, Settings(discord_shards="0/1"), lambda: self.now)
            self.carrier = Courier(self.app, pictures)
            self.outbox = Outbox(self.engine, self.carrier, lambda: self.now)

        self.run(build)

    def _close_process(self) -> None:
        self.run(self.engine.close)
        self.run(self._reader.close)
        self._transactions.close()
        self._database.close()
